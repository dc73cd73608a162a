"""Vacancies: the posts that panels are for."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from service import db
from service.errors import ConflictError, InvalidInputError, Problem
from service.models import (
    CAMPAIGNS,
    Department,
    Panel,
    PanelRequest,
    Person,
    Site,
    Vacancy,
    VacancyProfession,
    bands,
)
from service.models.panel import LIVE_PANEL_STATES
from service.panels.scope import is_hr, only_managers_and_hr, vacancy_in_scope, visible_vacancies
from service.work import Work

LONGEST_REFERENCE, LONGEST_TITLE = 60, 200


@dataclass(frozen=True, slots=True)
class VacancyInput:
    """A vacancy as somebody writes it. Departments, sites and people are ids; a medical grade has no band."""

    reference: str
    title: str
    department_id: str
    site_id: str | None = None
    band: str | None = None
    staff_group: str | None = None
    professions: Sequence[str] = ()
    campaign: str = "standard"
    posts: int = 1
    appointing_manager_id: str | None = None


def list_vacancies(work: Work, state: str | None = None, search: str = "") -> list[Vacancy]:
    """Return the vacancies the actor may see, by reference; `search` looks in reference and title."""
    wanted = visible_vacancies(work.actor).order_by(col(Vacancy.reference))
    if state is not None:
        wanted = wanted.where(col(Vacancy.state) == state)
    if search.strip():
        text = search.strip()
        wanted = wanted.where(
            col(Vacancy.reference).icontains(text, autoescape=True)
            | col(Vacancy.title).icontains(text, autoescape=True)
        )
    return list(work.session.exec(wanted))


def get_vacancy(work: Work, vacancy_id: str) -> Vacancy:
    """Return a vacancy the actor may see.

    Raises:
        NotFoundError: there is none, or it is not theirs.
    """
    return vacancy_in_scope(work, vacancy_id)


def vacancy_professions(work: Work, vacancy_id: str) -> list[str]:
    """Return the professions a post belongs to, by name."""
    rows = select(VacancyProfession.profession).where(VacancyProfession.vacancy_id == vacancy_id)
    return sorted(work.session.exec(rows))


def create_vacancy(work: Work, given: VacancyInput) -> Vacancy:
    """Open a vacancy. A manager who names no appointing manager is it.

    Raises:
        InvalidInputError: something is wrong; every problem is listed.
        ForbiddenError: the actor neither recruits nor works in HR.
    """
    only_managers_and_hr(work.actor)
    _refuse_problems(work, given, None)
    vacancy = Vacancy(reference=given.reference.strip(), title=given.title.strip(), department_id="", site_id="")
    _write(work, vacancy, given)
    work.session.add(vacancy)
    work.session.flush()
    _write_professions(work, vacancy.id, given.professions)
    work.record("vacancy.created", "vacancy", vacancy.id, {"reference": vacancy.reference})
    return vacancy


def edit_vacancy(work: Work, vacancy_id: str, given: VacancyInput, expected_version: int | None) -> Vacancy:
    """Change a vacancy. Requests already made keep the seats they copied.

    Raises:
        ConflictError: it is closed or withdrawn.
        InvalidInputError: something is wrong; every problem is listed.
    """
    vacancy = _locked(work, vacancy_id, expected_version)
    _must_be_open(vacancy)
    _refuse_problems(work, given, vacancy_id)
    _write(work, vacancy, given)
    _write_professions(work, vacancy.id, given.professions)
    work.record("vacancy.edited", "vacancy", vacancy.id, {"reference": vacancy.reference})
    return vacancy


def close_vacancy(work: Work, vacancy_id: str, expected_version: int | None) -> Vacancy:
    """Close a vacancy that needs no further panel.

    Raises:
        ConflictError: it is not open, or a panel of it is still under way.
    """
    return _ended(work, vacancy_id, expected_version, "closed")


def withdraw_vacancy(work: Work, vacancy_id: str, expected_version: int | None) -> Vacancy:
    """Withdraw a vacancy that will not be filled.

    Raises:
        ConflictError: it is not open, or a panel of it is still under way.
    """
    return _ended(work, vacancy_id, expected_version, "withdrawn")


def _ended(work: Work, vacancy_id: str, expected_version: int | None, state: str) -> Vacancy:
    vacancy = _locked(work, vacancy_id, expected_version)
    _must_be_open(vacancy)
    live = select(Panel.id).join(PanelRequest, col(PanelRequest.id) == col(Panel.request_id))
    live = live.where(PanelRequest.vacancy_id == vacancy_id, col(Panel.state).in_(LIVE_PANEL_STATES))
    if work.session.exec(live).first() is not None:
        raise ConflictError("A panel for this vacancy is under way. Cancel it or record its outcome first.")
    requests = select(PanelRequest).where(
        PanelRequest.vacancy_id == vacancy_id, col(PanelRequest.state).in_(("draft", "open", "unfilled"))
    )
    for request in work.session.exec(requests.with_for_update()):
        request.state = "cancelled"
        request.version += 1
        work.record("request.cancelled", "request", request.id, {"because": f"vacancy {state}"})
    vacancy.state = state
    work.record(f"vacancy.{state}", "vacancy", vacancy.id, {"reference": vacancy.reference})
    return vacancy


def _locked(work: Work, vacancy_id: str, expected_version: int | None) -> Vacancy:
    vacancy_in_scope(work, vacancy_id)
    vacancy = db.lock(work.session, Vacancy, vacancy_id)
    db.expect_version(vacancy, expected_version)
    return vacancy


def _must_be_open(vacancy: Vacancy) -> None:
    if vacancy.state != "open":
        raise ConflictError(f"This vacancy is {vacancy.state}, so it cannot be changed.", code="not_open")


def _refuse_problems(work: Work, given: VacancyInput, vacancy_id: str | None) -> None:
    found: list[Problem] = []
    session = work.session
    reference = given.reference.strip()
    if not 0 < len(reference) <= LONGEST_REFERENCE:
        found.append(Problem("reference", f"Give the vacancy's reference, up to {LONGEST_REFERENCE} characters."))
    else:
        same = session.exec(select(Vacancy.id).where(Vacancy.reference == reference)).first()
        if same is not None and same != vacancy_id:
            found.append(
                Problem("reference", f"There is a vacancy {reference!r} already.", "Open that one, or correct this.")
            )
    if not 0 < len(given.title.strip()) <= LONGEST_TITLE:
        found.append(Problem("title", f"Give the post's title, up to {LONGEST_TITLE} characters."))
    found += _word_problems(given)
    found += _place_problems(work, given)
    if found:
        raise InvalidInputError(found)


def _word_problems(given: VacancyInput) -> list[Problem]:
    found = []
    if given.band is not None and bands.rank(given.band) is None:
        remedy = f"Use {', '.join(bands.BANDS)}; leave it empty for medical grades."
        found.append(Problem("band", f"{given.band!r} is not a band.", remedy))
    if given.staff_group is not None and len(given.staff_group) > 10:
        found.append(Problem("staff_group", "A staff group is a code such as 03."))
    if given.campaign not in CAMPAIGNS:
        found.append(Problem("campaign", f"{given.campaign!r} is not a campaign.", f"Use {', '.join(CAMPAIGNS)}."))
    if not 1 <= given.posts <= 1000:
        found.append(Problem("posts", "The number of posts is from 1 to 1000."))
    found += [
        Problem(f"professions.{place}", "A profession is a text of up to 80 characters.")
        for place, each in enumerate(given.professions)
        if not 0 < len(each.strip()) <= 80
    ]
    return found


def _place_problems(work: Work, given: VacancyInput) -> list[Problem]:
    found, session = [], work.session
    if session.get(Department, given.department_id) is None:
        found.append(Problem("department_id", "There is no such department.", "Choose one of the list."))
    if given.site_id is not None and session.get(Site, given.site_id) is None:
        found.append(Problem("site_id", "There is no such site.", "Choose one of the list."))
    manager = given.appointing_manager_id
    if manager is not None and session.get(Person, manager) is None:
        found.append(Problem("appointing_manager_id", "There is no such person.", "Choose a colleague."))
    if not found and not is_hr(work.actor) and manager != work.actor.person_id:
        own = session.get(Person, work.actor.person_id) if work.actor.person_id else None
        if manager is not None and (own is None or own.department_id != given.department_id):
            remedy = "Choose your own department or name yourself as the appointing manager."
            found.append(Problem("department_id", "This post would lie outside what you may see.", remedy))
    return found


def _write(work: Work, vacancy: Vacancy, given: VacancyInput) -> None:
    department = db.get(work.session, Department, given.department_id)
    vacancy.reference, vacancy.title = given.reference.strip(), given.title.strip()
    vacancy.band, vacancy.staff_group = given.band, given.staff_group or None
    vacancy.department_id, vacancy.site_id = department.id, given.site_id or department.site_id
    vacancy.campaign, vacancy.posts = given.campaign, given.posts
    vacancy.appointing_manager_id = given.appointing_manager_id or (None if is_hr(work.actor) else work.actor.person_id)


def _write_professions(work: Work, vacancy_id: str, professions: Sequence[str]) -> None:
    wanted = {each.strip() for each in professions}
    for row in work.session.exec(select(VacancyProfession).where(VacancyProfession.vacancy_id == vacancy_id)):
        if row.profession in wanted:
            wanted.remove(row.profession)
        else:
            work.session.delete(row)
    work.session.add_all(VacancyProfession(vacancy_id=vacancy_id, profession=each) for each in sorted(wanted))
    work.session.flush()
