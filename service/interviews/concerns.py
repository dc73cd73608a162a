"""Concerns: anybody who takes part may raise one, the chair answers it, and no outcome is stored before that.

One that is about the chair is kept from them, and HR answers it; so may HR any that has waited for too long. Whether
it is about the chair is sealed with its words.
"""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import col, select

from service import db
from service.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError, Problem
from service.interviews.sealed import open_texts, seal_texts
from service.interviews.taking_part import (
    Part,
    account_names,
    locked_vacancy,
    members_of,
    named,
    panels_of,
    part_in,
    vacancy_and_part,
)
from service.interviews.texts import checked
from service.interviews.working_days import working_days_after
from service.models import (
    CONCERN_THEMES,
    Account,
    AccountRole,
    Application,
    Attendance,
    Concern,
    Interview,
    Panel,
    PanelRequest,
    PanelSeat,
    Vacancy,
    utc_now,
)
from service.notify.outbox import enqueue
from service.scope import only_hr
from service.work import Work

LONGEST = 4000
ABOUT, CHAIR = "about", "chair"
MOST = 200
ANSWER_DAYS = 5
"""Working days after which HR may answer a concern, too."""


@dataclass(frozen=True, slots=True)
class OpenConcern:
    """A concern as those see it who raised it or answer it."""

    row: Concern
    text: str
    about_chair: bool
    answer: str
    raised_by: str
    answered_by: str
    mine: bool
    can_answer: bool


@dataclass(frozen=True, slots=True)
class ConcernList:
    """The concerns of a vacancy that the actor may read, and how many in all wait for their answer."""

    vacancy: Vacancy
    part: Part
    concerns: tuple[OpenConcern, ...]
    unanswered: int


@dataclass(frozen=True, slots=True)
class ThemeCount:
    """How many concerns there were of one theme in the whole organisation, and how many are unanswered."""

    theme: str
    raised: int
    unanswered: int


def raise_concern(
    work: Work,
    vacancy_id: str,
    theme: str,
    text: str,
    application_id: str | None = None,
    *,
    about_chair: bool = False,
) -> Concern:
    """Record a concern, sealed, and tell those who answer it.

    Raises:
        NotFoundError: there is no such vacancy, or the actor has no part in its selection.
        ConflictError: there are very many already.
        InvalidInputError: the theme or the text is missing, or the applicant is none of the vacancy's.
    """
    vacancy, part = locked_vacancy(work, vacancy_id)
    problems: list[Problem] = []
    if theme not in CONCERN_THEMES:
        problems.append(Problem("theme", "It is not said what the concern is about.", "Choose what comes nearest."))
    text = checked(problems, "text", "The concern", text, longest=LONGEST)
    if application_id is not None and not _may_name(work, vacancy, part, application_id):
        problems.append(Problem("application_id", "There is no such applicant here.", "Choose one of the list."))
    if problems:
        raise InvalidInputError(problems)
    count = select(func.count()).select_from(Concern).where(Concern.vacancy_id == vacancy_id)
    if work.session.exec(count).one() >= MOST:
        raise ConflictError("There are too many concerns already. Speak with HR.")
    row = Concern(vacancy_id=vacancy_id, application_id=application_id, theme=theme, text=b"", raised_by=named(work))
    texts = {"text": text} | ({ABOUT: CHAIR} if about_chair else {})
    row.text = seal_texts(work.settings, "concern", row.id, texts)
    work.session.add(row)
    for account_id in sorted(_others_of_hr(work, row) if about_chair else _chairs(work, vacancy_id) - {row.raised_by}):
        enqueue(work.session, "concern.raised", "vacancy", vacancy_id, account_id=account_id)
    work.record("concern.raised", "concern", row.id, {"vacancy": vacancy_id, "theme": theme})
    return row


def answer_concern(work: Work, concern_id: str, text: str, expected_version: int | None) -> Concern:
    """Answer a concern, once: the chair does; HR or the appointing manager where the chair raised it or there is none.

    HR answers one about the chair, and may answer any that has waited for `ANSWER_DAYS` working days.

    Raises:
        NotFoundError: there is no such concern, or the actor may not read it.
        ForbiddenError: the actor raised it, or it is for somebody else to answer.
        ConflictError: it is answered already.
        InvalidInputError: the answer is missing or too long.
        StaleError: it was changed meanwhile.
    """
    vacancy_id = db.get(work.session, Concern, concern_id).vacancy_id
    _, part = locked_vacancy(work, vacancy_id)
    row = db.lock(work.session, Concern, concern_id)
    chairs = _chairs(work, vacancy_id)
    if not _may_read(work, row, part, chairs):
        raise NotFoundError
    if not _may_answer(work, row, part, chairs):
        raise ForbiddenError(
            "The chair answers a concern, and HR one that is about the chair or has waited for five working days. "
            "Nobody answers their own."
        )
    if row.answer is not None:
        raise ConflictError("This concern is answered already.", code="answered")
    db.expect_version(row, expected_version)
    problems: list[Problem] = []
    text = checked(problems, "answer", "The answer", text, longest=LONGEST)
    if problems:
        raise InvalidInputError(problems)
    row.answer = seal_texts(work.settings, "concern answer", row.id, {"text": text})
    row.answered_by, row.answered_at = named(work), utc_now()
    work.session.add(row)
    enqueue(work.session, "concern.answered", "vacancy", vacancy_id, account_id=row.raised_by)
    work.record("concern.answered", "concern", row.id, {"vacancy": vacancy_id})
    return row


def concerns_of(work: Work, vacancy_id: str) -> ConcernList:
    """Return the concerns one raised, and those one answers; HR reads all, but the chair none about the chair.

    Raises:
        NotFoundError: there is no such vacancy, or the actor has no part in its selection.
    """
    vacancy, part = vacancy_and_part(work, vacancy_id)
    wanted = select(Concern).where(Concern.vacancy_id == vacancy_id)
    rows = list(work.session.exec(wanted.order_by(col(Concern.raised_at), col(Concern.id))))
    chairs = _chairs(work, vacancy_id)
    names = account_names(work, {each.raised_by for each in rows} | {each.answered_by for each in rows})
    concerns = tuple(
        OpenConcern(
            row,
            open_texts(work.settings, "concern", row.id, row.text)["text"],
            _is_about_chair(work, row),
            open_texts(work.settings, "concern answer", row.id, row.answer).get("text", ""),
            names.get(row.raised_by, ""),
            names.get(row.answered_by, ""),
            row.raised_by == work.actor.account_id,
            row.answer is None and _may_answer(work, row, part, chairs),
        )
        for row in rows
        if _may_read(work, row, part, chairs)
    )
    return ConcernList(vacancy, part, concerns, sum(each.answer is None for each in rows))


def unanswered_concerns(work: Work, vacancy_id: str) -> int:
    """Return how many concerns of a vacancy wait for their answer."""
    wanted = select(func.count()).where(Concern.vacancy_id == vacancy_id, col(Concern.answer).is_(None))
    return work.session.exec(wanted.select_from(Concern)).one()


def themes_counted(work: Work) -> list[ThemeCount]:
    """Return how many concerns of each theme were raised in the whole organisation, for HR alone.

    Raises:
        ForbiddenError: the actor is not HR.
    """
    only_hr(work.actor)
    rows = work.session.exec(select(Concern.theme, Concern.answered_at)).all()
    raised = Counter(theme for theme, _ in rows)
    waiting = Counter(theme for theme, answered_at in rows if answered_at is None)
    return [ThemeCount(theme, raised[theme], waiting[theme]) for theme in CONCERN_THEMES]


def _chairs(work: Work, vacancy_id: str) -> set[str]:
    members = members_of(work, [panel.id for panel in panels_of(work, vacancy_id)])
    found = {each.account_id for panel in members.values() for each in panel if each.role == "chair"}
    return {each for each in found if each is not None}


def may_answer(work: Work, row: Concern, vacancy: Vacancy) -> bool:
    """Return whether a concern is for the actor to answer; whether it is answered is not asked."""
    return _may_answer(work, row, part_in(work, vacancy), _chairs(work, vacancy.id))


def _may_answer(work: Work, row: Concern, part: Part, chairs: set[str]) -> bool:
    me = work.actor.account_id
    if me is None or me == row.raised_by:
        return False
    if _is_about_chair(work, row):
        others = _others_of_hr(work, row)
        return me in others if others else part.decides and me not in _seated_as_chair(work, row.vacancy_id)
    others = chairs - {row.raised_by}
    if part.hr and _has_waited(work, row):
        return True
    return me in others if others else part.decides


def _may_read(work: Work, row: Concern, part: Part, chairs: set[str]) -> bool:
    me = work.actor.account_id
    if me != row.raised_by and _is_about_chair(work, row) and me in _seated_as_chair(work, row.vacancy_id):
        return False
    return part.hr or me == row.raised_by or _may_answer(work, row, part, chairs)


def _is_about_chair(work: Work, row: Concern) -> bool:
    return open_texts(work.settings, "concern", row.id, row.text).get(ABOUT) == CHAIR


def _has_waited(work: Work, row: Concern) -> bool:
    since = row.raised_at.astimezone(work.settings.zone).date()
    return utc_now().astimezone(work.settings.zone).date() > working_days_after(since, ANSWER_DAYS)


def _others_of_hr(work: Work, row: Concern) -> set[str]:
    """Return the accounts of HR that answer a concern about the chair: neither whom it is about nor who raised it."""
    wanted = (
        select(Account.id)
        .join(AccountRole, col(AccountRole.account_id) == col(Account.id))
        .where(AccountRole.role == "hr", col(Account.disabled_at).is_(None))
    )
    return set(work.session.exec(wanted)) - _seated_as_chair(work, row.vacancy_id) - {row.raised_by}


def _seated_as_chair(work: Work, vacancy_id: str) -> set[str]:
    """Return the accounts of whoever has or had a chair's seat, whatever became of the panel: wider than who chairs."""
    panels = select(Panel.id).join(PanelRequest, col(PanelRequest.id) == col(Panel.request_id))
    panels = panels.where(PanelRequest.vacancy_id == vacancy_id)
    seats = select(PanelSeat.person_id).where(col(PanelSeat.panel_id).in_(panels), PanelSeat.role == "chair")
    stood_in = select(Attendance.person_id).where(col(Attendance.panel_id).in_(panels), Attendance.role == "chair")
    people = {*work.session.exec(seats), *work.session.exec(stood_in)} - {None}
    return set(work.session.exec(select(Account.id).where(col(Account.person_id).in_(people))))


def _may_name(work: Work, vacancy: Vacancy, part: Part, application_id: str) -> bool:
    """Return whether the actor may name this applicant: those whom they see interviewed, and no others."""
    application = work.session.get(Application, application_id)
    if application is None or application.vacancy_id != vacancy.id:
        return False
    seen = select(Interview.panel_id).where(Interview.application_id == application_id)
    return any(part.recruits or panel_id in part.seats for panel_id in work.session.exec(seen))
