"""The page of a vacancy's decisions: who was interviewed, how the panel scored, what is decided, and what waits."""

from dataclasses import dataclass

from sqlmodel import col, select

from service.errors import NotFoundError
from service.interviews.applicants import applicant_names
from service.interviews.concerns import unanswered_concerns
from service.interviews.corrections import AskedCorrection, correction_waiting
from service.interviews.decisions import NEXT, Decided, decisions_about, open_decision
from service.interviews.questions import questions_of
from service.interviews.sheets import Sheet, are_enough, scoring_closed, sheets_of, waited_for
from service.interviews.taking_part import Part, account_names, vacancy_and_part
from service.interviews.tie_breaks import OpenTieBreak, tie_breaks_of
from service.models import Application, Interview, Vacancy
from service.work import Work


@dataclass(frozen=True, slots=True)
class Seen:
    """One interview of an applicant, with its locked sheets; `waiting` counts those that are not.

    `begun` are the members who have begun theirs and may still lock them: a decision waits for them.
    """

    row: Interview
    sheets: tuple[Sheet, ...]
    waiting: int
    begun: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BoardLine:
    """One applicant: their interviews, every decision about them, and what may follow.

    `outcome` is the one that counts, empty before any; `correction` waits for its second person.
    """

    application: Application
    name: str
    outcome: str
    interviews: tuple[Seen, ...]
    decisions: tuple[Decided, ...]
    correction: AskedCorrection | None
    can_follow: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """A vacancy's decisions, to those who recruit; `unanswered` concerns keep outcomes from being stored."""

    vacancy: Vacancy
    part: Part
    lines: tuple[BoardLine, ...]
    unanswered: int
    tie_breaks: tuple[OpenTieBreak, ...]
    names: dict[str | None, str]
    greatest: int


def decision_board(work: Work, vacancy_id: str) -> Board:
    """Return what is decided about a vacancy's interviewed applicants; scores only where those who scored have locked.

    Raises:
        NotFoundError: there is no such vacancy, or the actor does not recruit for it.
    """
    vacancy, part = vacancy_and_part(work, vacancy_id)
    if not part.recruits:
        raise NotFoundError
    questions = questions_of(work, vacancy_id, "agreed")
    wanted = select(Interview).where(Interview.vacancy_id == vacancy_id)
    by_application: dict[str, list[Interview]] = {}
    for row in work.session.exec(wanted.order_by(col(Interview.starts_at), col(Interview.id))):
        by_application.setdefault(row.application_id, []).append(row)
    applications = work.session.exec(select(Application).where(col(Application.id).in_(list(by_application)))).all()
    names = applicant_names(work, vacancy_id, applications)
    lines = []
    people: set[str | None] = set()
    for application in sorted(applications, key=lambda each: (names[each.id], each.id)):
        rows = decisions_about(work, application.id)
        people |= {each.decided_by for each in rows} | {each.second_person for each in rows}
        last = rows[-1].outcome if rows else ""
        decisions = tuple(open_decision(work, each) for each in rows) if part.decides else ()
        lines.append(
            BoardLine(
                application,
                names[application.id],
                last,
                tuple(
                    _seen(work, part, row, sheets_of(work, row, questions)) for row in by_application[application.id]
                ),
                decisions,
                correction_waiting(work, rows[-1].id) if rows else None,
                NEXT[last] if part.decides else (),
            )
        )
    return Board(
        vacancy,
        part,
        tuple(lines),
        unanswered_concerns(work, vacancy_id),
        tuple(tie_breaks_of(work, vacancy_id)),
        account_names(work, people),
        sum(each.scale_max for each in questions),
    )


def _seen(work: Work, part: Part, row: Interview, sheets: list[Sheet]) -> Seen:
    """Keep back the scores from whoever sits on the panel and has not locked their own, and until enough are locked."""
    own = next((each for each in sheets if each.account_id == work.actor.account_id), None)
    sits = row.panel_id in part.seats
    shown = own.locked if sits and own is not None else row.state == "held" and are_enough(sheets)
    locked = tuple(each for each in sheets if each.locked)
    begun = () if scoring_closed(work, row) else tuple(each.name for each in waited_for(sheets))
    return Seen(row, locked if shown else (), len(sheets) - len(locked), begun)
