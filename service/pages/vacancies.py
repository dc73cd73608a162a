"""A manager's vacancies: the list, one vacancy with its panel requests, opening, changing and ending it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.application_contents import is_revealed
from service.errors import InvalidInputError, NotFoundError
from service.models import Department, PanelRequest, Person, Site, Vacancy
from service.pages.forms import Form, Page, answer
from service.pages.presenters import page_number, pages_of, slice_of
from service.pages.vacancy_form import choices_for, form_for_new, form_of, vacancy_form, vacancy_input
from service.pages.wording import CAMPAIGNS, REQUEST_STATES, VACANCY_STATES, moment
from service.panels.request_drafts import get_request_draft
from service.panels.requests import list_requests
from service.panels.vacancies import (
    close_vacancy,
    create_vacancy,
    edit_vacancy,
    get_vacancy,
    list_vacancies,
    vacancy_professions,
    withdraw_vacancy,
)
from service.people.grades import staff_groups
from service.scope import is_hr
from service.security.guard import actor, guard, house
from service.work import Work

pages = Blueprint("vacancies", __name__, url_prefix="/vacancies")
STATES = {"open": "Open", "closed": "Closed", "withdrawn": "Withdrawn", "all": "All"}
# What a vacancy's page leads to, in the order in which it happens.
ROOMS = (
    ("criteria", "Criteria"),
    ("applications", "Applications"),
    ("shortlisting", "Shortlisting"),
    ("questions", "Interview questions"),
    ("interviews", "Interviews"),
    ("concerns", "Concerns"),
    ("decisions", "Decisions"),
)
ENDINGS = {
    "close": (close_vacancy, "The vacancy is closed."),
    "withdraw": (withdraw_vacancy, "The vacancy is withdrawn."),
}


@pages.get("")
@guard("vacancies.see")
def index() -> str:
    """Show the vacancies, the open ones unless another state is asked for."""
    state = request.args.get("state", "open")
    state = state if state in STATES else "open"
    search = request.args.get("search", "")[:100]
    with house().reading(actor()) as work:
        found = list_vacancies(work, None if state == "all" else state, search)
        shown = [_row(work, vacancy) for vacancy in slice_of(found, page_number())]
    return render_template(
        "manager/vacancies.html",
        form=Form({"state": state, "search": search}),
        states=list(STATES.items()),
        vacancies=shown,
        total=len(found),
        pages=pages_of(len(found), page_number()),
    )


@pages.get("/new")
@guard("vacancies.edit")
def new() -> str:
    """Show the form that opens a vacancy."""
    with house().reading(actor()) as work:
        form = form_for_new(work)
    return _show_form(form)


@pages.post("/new")
@guard("vacancies.edit")
def create() -> Page:
    """Open a vacancy."""
    form = vacancy_form(request.form)

    def act() -> Response:
        with house().writing(actor()) as work:
            vacancy = create_vacancy(work, vacancy_input(form, work))
        flash("The vacancy is open. Ask for its panel next.")
        return redirect(url_for("vacancies.show", vacancy_id=vacancy.id), 303)

    return answer(form, act, _show_form)


@pages.get("/<vacancy_id>")
@guard("vacancies.see")
def show(vacancy_id: str) -> str:
    """Show a vacancy and what has been asked for it."""
    return _show(vacancy_id, Form())


@pages.get("/<vacancy_id>/edit")
@guard("vacancies.edit")
def edit(vacancy_id: str) -> str:
    """Show the form that changes a vacancy."""
    with house().reading(actor()) as work:
        form = form_of(work, get_vacancy(work, vacancy_id))
    return _show_form(form, vacancy_id)


@pages.post("/<vacancy_id>/edit")
@guard("vacancies.edit")
def edit_submit(vacancy_id: str) -> Page:
    """Change a vacancy."""
    form = vacancy_form(request.form)

    def act() -> Response:
        with house().writing(actor()) as work:
            present = get_vacancy(work, vacancy_id).appointing_manager_id
            given = vacancy_input(form, work, present_manager=present)
            edit_vacancy(work, vacancy_id, given, form.version())
        flash("The vacancy is changed.")
        return redirect(url_for("vacancies.show", vacancy_id=vacancy_id), 303)

    return answer(form, act, lambda shown: _show_form(shown, vacancy_id))


@pages.post("/<vacancy_id>/end")
@guard("vacancies.edit")
def end(vacancy_id: str) -> Page:
    """Close or withdraw a vacancy."""
    form = Form(request.form, fields=("how",))

    def act() -> Response:
        if form.value("how") not in ENDINGS:
            raise InvalidInputError.one("how", "How it ends is not chosen.", "Choose one.")
        ending, message = ENDINGS[form.value("how")]
        with house().writing(actor()) as work:
            ending(work, vacancy_id, form.version())
        flash(message)
        return redirect(url_for("vacancies.show", vacancy_id=vacancy_id), 303)

    return answer(form, act, lambda shown: _show(vacancy_id, shown))


def _show(vacancy_id: str, form: Form) -> str:
    zone = house().settings.zone
    with house().reading(actor()) as work:
        vacancy = get_vacancy(work, vacancy_id)
        requests = [
            {
                "reference": each.reference,
                "href": url_for("requests.show", request_id=each.id),
                "state": REQUEST_STATES[each.state],
                "asked": moment(each.created_at, zone),
            }
            for each in list_requests(work, vacancy_id=vacancy_id)
        ]
        return render_template(
            "manager/vacancy.html",
            form=form,
            vacancy=vacancy,
            state=VACANCY_STATES[vacancy.state],
            facts=_facts(work, vacancy),
            requests=requests,
            has_draft=get_request_draft(work, vacancy_id) is not None,
            rooms=_rooms(work, vacancy_id),
        )


def _rooms(work: Work, vacancy_id: str) -> list[tuple[str, str]]:
    """Return the links of a vacancy's page: its applications are HR's alone until the reveal."""
    own = url_for("vacancies.show", vacancy_id=vacancy_id)
    hidden = set() if is_hr(work.actor) or is_revealed(work, vacancy_id) else {"applications"}
    return [(words, f"{own}/{room}") for room, words in ROOMS if room not in hidden]


def _show_form(form: Form, vacancy_id: str | None = None) -> str:
    with house().reading(actor()) as work:
        vacancy = get_vacancy(work, vacancy_id) if vacancy_id else None
        return render_template(
            "manager/vacancy_form.html", form=form, vacancy=vacancy, choices=choices_for(work), hr="hr" in actor().roles
        )


def _row(work: Work, vacancy: Vacancy) -> dict[str, object]:
    requests: list[PanelRequest] = list_requests(work, vacancy_id=vacancy.id)
    live = [each for each in requests if each.state != "cancelled"]
    return {
        "reference": vacancy.reference,
        "title": vacancy.title,
        "href": url_for("vacancies.show", vacancy_id=vacancy.id),
        "band": vacancy.band or "No band",
        "department": work.session.get_one(Department, vacancy.department_id).name,
        "state": VACANCY_STATES[vacancy.state] if vacancy.state != "open" else None,
        "panel": REQUEST_STATES[live[0].state] if live else ("Not asked for", "white"),
    }


def _facts(work: Work, vacancy: Vacancy) -> list[tuple[str, str]]:
    session = work.session
    manager = session.get(Person, vacancy.appointing_manager_id) if vacancy.appointing_manager_id else None
    professions = vacancy_professions(work, vacancy.id)
    department, site = session.get(Department, vacancy.department_id), session.get(Site, vacancy.site_id)
    if department is None or site is None:
        raise NotFoundError
    facts = [
        ("Reference", vacancy.reference),
        ("Band", vacancy.band or "None (medical and dental grades)"),
        ("Department", department.name),
        ("Site", site.name),
        ("Professions", ", ".join(professions) or "None named"),
        ("Posts to fill", str(vacancy.posts)),
        ("Campaign", CAMPAIGNS[vacancy.campaign]),
        ("Appointing manager", manager.name if manager else "Nobody named"),
    ]
    if vacancy.staff_group:
        facts.insert(2, ("Staff group", staff_groups().get(vacancy.staff_group, vacancy.staff_group)))
    return facts
