"""Asking for a panel, step by step: the seats, when, conflicts of interest, check and send.

Each step keeps what was typed in a draft and goes on, so that going back, closing the browser or a wrong answer loses
nothing, and no script is needed.
"""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.errors import ConflictError, InvalidInputError, StaleError
from service.models import PANEL_ROLES
from service.pages.forms import Form, Page
from service.pages.request_draft import (
    PRIORITIES,
    draft_for,
    draft_of_request,
    keep,
    length_choices,
    people_in,
    request_input,
    seats_in_draft,
    summary_of,
    time_problems,
    typed_only,
)
from service.pages.request_when import MOST_ROWS, Row, read_when, typed_when, when_form, window_typed
from service.pages.requests import propose_and_go
from service.pages.wording import FROM, role_name, seat_in_words
from service.panels.request_drafts import drop_request_draft, keep_request_draft
from service.panels.requests import edit_request, get_request, request_panel
from service.panels.vacancies import get_vacancy
from service.people.directory import find_colleagues
from service.people.organisation import list_sites
from service.security.guard import actor, guard, house

pages = Blueprint("request_steps", __name__, url_prefix="/vacancies/<vacancy_id>/request-a-panel")
changes = Blueprint("request_changes", __name__)
MOST_PEOPLE = 50


@changes.post("/requests/<request_id>/change")
@guard("requests.make")
def change(request_id: str) -> Response:
    """Begin to change a request: a draft that says what it says now, then the same steps."""
    with house().writing(actor()) as work:
        vacancy_id, draft = draft_of_request(work, request_id)
        keep_request_draft(work, vacancy_id, draft)
    return redirect(url_for("request_steps.when", vacancy_id=vacancy_id), 303)


@pages.post("/discard")
@guard("requests.make")
def discard(vacancy_id: str) -> Response:
    """Throw the draft away."""
    with house().writing(actor()) as work:
        drop_request_draft(work, vacancy_id)
    flash("What you had typed is thrown away. Nothing was sent.")
    return redirect(url_for("vacancies.show", vacancy_id=vacancy_id), 303)


# --- 1: the seats ----------------------------------------------------------------------------------------------------


@pages.get("")
@guard("requests.make")
def seats(vacancy_id: str) -> str:
    """Show the seats the policy asks for."""
    return _show_seats(vacancy_id, Form({"role": "panelist", "from": "anywhere"}, fields=("role", "from")))


@pages.post("")
@guard("requests.make")
def seats_submit(vacancy_id: str) -> Page:
    """Add a seat, take an added one off, or go on."""
    form = Form(request.form, fields=("role", "from"))
    with house().writing(actor()) as work:
        extra = list(draft_for(work, vacancy_id)["extra"])
        place = form.value("remove")
        if form.value("add"):
            role = form.one_of("role", PANEL_ROLES, what="The role")
            origin = form.one_of("from", FROM, what="Where they come from")
            extra += [{"role": role, "from": origin}] if not form.problems else []
        elif place.isascii() and place.isdigit() and int(place) < len(extra):
            del extra[int(place)]
        keep(work, vacancy_id, {"extra": extra[:10]})
    if form.problems:
        return _show_seats(vacancy_id, form), 422
    stay = form.value("add") or place
    return redirect(url_for("request_steps.seats" if stay else "request_steps.when", vacancy_id=vacancy_id), 303)


def _show_seats(vacancy_id: str, form: Form) -> str:
    with house().reading(actor()) as work:
        vacancy = get_vacancy(work, vacancy_id)
        draft = draft_for(work, vacancy_id)
        policy, planned = seats_in_draft(work, vacancy_id, draft)
        return render_template(
            "manager/request_seats.html",
            form=form,
            vacancy=vacancy,
            policy=policy,
            planned=[seat_in_words(each) for each in planned],
            extra=[seat_in_words(each) for each in draft["extra"]],
            roles=[(each, role_name(each)) for each in PANEL_ROLES],
            origins=[(code, words.capitalize()) for code, words in FROM.items()],
        )


# --- 2: when and where -----------------------------------------------------------------------------------------------


@pages.get("/when")
@guard("requests.make")
def when(vacancy_id: str) -> str:
    """Show the possible times."""
    with house().reading(actor()) as work:
        form = when_form(typed_only(draft_for(work, vacancy_id)))
    understood = read_when(form, house().settings.zone).rows
    form.problems.clear()  # nobody has pressed "Continue" yet
    return _show_when(vacancy_id, form, understood)


@pages.post("/when")
@guard("requests.make")
def when_submit(vacancy_id: str) -> Page:
    """Keep the times; ask which of two is meant where the clocks go back; go on once they are clear."""
    form = when_form(request.form)
    with house().writing(actor()) as work:
        dropped = {f"{part}-{row}": "" for row in range(MOST_ROWS) for part in ("day", "time", "reading")}
        dropped |= dict.fromkeys(("weekends", "needed_by"), "")
        draft = keep(work, vacancy_id, typed_when(form), dropped)
        understood = read_when(form, house().settings.zone)
        form.problems = time_problems(work, vacancy_id, draft)
    if form.value("more"):
        form.problems.clear()
        blank = [Row(len(understood.rows) + step, []) for step in range(3)]
        return _show_when(vacancy_id, form, [*understood.rows, *blank][:MOST_ROWS])
    if form.problems:
        return _show_when(vacancy_id, form, understood.rows), 422
    return redirect(url_for("request_steps.conflicts", vacancy_id=vacancy_id), 303)


def _show_when(vacancy_id: str, form: Form, rows: list[Row]) -> str:
    with house().reading(actor()) as work:
        return render_template(
            "manager/request_when.html",
            form=form,
            vacancy=get_vacancy(work, vacancy_id),
            rows=rows,
            windowed=window_typed(form),
            most=MOST_ROWS,
            zone=house().settings.timezone,
            lengths=length_choices(form.value("minutes")),
            sites=[(each.id, each.name) for each in list_sites(work)],
            priorities=list(PRIORITIES.items()),
        )


# --- 3: conflicts of interest ----------------------------------------------------------------------------------------


@pages.get("/conflicts")
@guard("requests.make")
def conflicts(vacancy_id: str) -> str:
    """Show who must not sit, and search for people by name."""
    return _show_conflicts(vacancy_id, Form({"find": request.args.get("find", "")[:100]}, fields=("person", "reason")))


@pages.post("/conflicts")
@guard("requests.make")
def conflicts_submit(vacancy_id: str) -> Page:
    """Name somebody, or take a name off."""
    form = Form(request.form, fields=("person", "reason"))
    with house().writing(actor()) as work:
        named = [each for each in draft_for(work, vacancy_id)["conflicts"] if each["person_id"] != form.value("remove")]
        if not form.value("remove"):
            person = form.text("person", what="The person", longest=36)
            reason = form.text("reason", what="The reason", longest=1000)
            named = [each for each in named if each["person_id"] != person]
            named += [{"person_id": person, "reason": reason}] if not form.problems else []
        if len(named) > MOST_PEOPLE:
            form.refuse("person", f"More than {MOST_PEOPLE} people are named.", "Talk to HR about this vacancy.")
        if not form.problems:
            keep(work, vacancy_id, {"conflicts": named})
    if form.problems:
        return _show_conflicts(vacancy_id, form), 422
    return redirect(url_for("request_steps.conflicts", vacancy_id=vacancy_id), 303)


def _show_conflicts(vacancy_id: str, form: Form) -> str:
    with house().reading(actor()) as work:
        named = people_in(work, draft_for(work, vacancy_id))
        known = {each["id"] for each in named}
        found = [each for each in find_colleagues(work, form.value("find")) if each.id not in known]
        return render_template(
            "manager/request_conflicts.html",
            form=form,
            vacancy=get_vacancy(work, vacancy_id),
            named=named,
            found=[
                {
                    "value": each.id,
                    "text": each.name,
                    "hint": ", ".join(filter(None, (each.job_title, each.department))),
                }
                for each in found
            ],
        )


# --- 4: check and send -----------------------------------------------------------------------------------------------


@pages.get("/check")
@guard("requests.make")
def check(vacancy_id: str) -> str:
    """Show everything before it is sent."""
    return _show_check(vacancy_id, _check_form(vacancy_id))


@pages.post("/check")
@guard("requests.make")
def send(vacancy_id: str) -> Page:
    """Send the request and propose a panel at once. Of two sends the second finds no draft, and changes nothing."""
    form = _check_form(vacancy_id)
    try:
        with house().writing(actor()) as work:
            draft = draft_for(work, vacancy_id)
            if not drop_request_draft(work, vacancy_id):
                return redirect(url_for("vacancies.show", vacancy_id=vacancy_id), 303)
            given = request_input(work, vacancy_id, draft)
            if draft.get("request_id"):
                request_id = edit_request(work, draft["request_id"], given, draft["version"]).id
            else:
                request_id = request_panel(work, given).id
    except InvalidInputError as error:
        form.problems = list(error.problems)
        return _show_check(vacancy_id, form), error.status
    except StaleError as error:
        form.changed_meanwhile = True
        with house().writing(actor()) as work:
            keep(work, vacancy_id, {"version": get_request(work, draft["request_id"]).version})
        return _show_check(vacancy_id, form), error.status
    except ConflictError as error:
        form.refuse("", error.message)
        return _show_check(vacancy_id, form), error.status
    return propose_and_go(request_id)


def _check_form(vacancy_id: str) -> Form:
    """Return the form of the last step, whose problems lead to the step they can be put right in."""
    steps = {name: url_for(f"request_steps.{name}", vacancy_id=vacancy_id) for name in ("seats", "when", "conflicts")}
    return Form(places={"seats": steps["seats"], "conflicts": steps["conflicts"], "": steps["when"]})


def _show_check(vacancy_id: str, form: Form) -> str:
    with house().reading(actor()) as work:
        vacancy = get_vacancy(work, vacancy_id)
        draft = draft_for(work, vacancy_id)
        return render_template(
            "manager/request_check.html",
            form=form,
            vacancy=vacancy,
            rows=summary_of(work, vacancy, draft),
            changing=draft.get("request_id"),
        )
