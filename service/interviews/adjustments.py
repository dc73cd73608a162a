"""Reasonable adjustments: asked for by the applicant through a link, sealed, and settled by those who arrange them.

HR and the appointing manager arrange, unless they have a seat on a panel of the vacancy. The panel is told what it has
to provide, in the arrangers' words, and never what was asked for or why. Opening a request is recorded in the trail: it
may tell of somebody's health.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import col, select

from service import db
from service.db import WRITES
from service.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError, Problem
from service.interviews.fixed import is_settled
from service.interviews.links import HeldLink, has_open_link, holder_still_opens
from service.interviews.sealed import open_texts, seal_texts
from service.interviews.taking_part import Part, lock_selection, locked_vacancy, named, vacancy_and_part
from service.interviews.texts import checked, within
from service.models import Adjustment, Application, Interview, utc_now
from service.notify.outbox import enqueue
from service.work import Work

MOST = 20
SETTLED = ("arranged", "not_possible")
LONGEST = 4000


@dataclass(frozen=True, slots=True)
class OpenAdjustment:
    """An adjustment, opened: what was asked, what the panel is told, and what the applicant is told."""

    row: Adjustment
    asked: str
    arrangement: str
    reply: str


def ask_adjustment(work: Work, link: HeldLink, text: str) -> Adjustment:
    """Keep what an applicant asks for, sealed, and tell those who arrange it; the link speaks for the applicant.

    Raises:
        NotFoundError: the link opens nothing any more.
        ConflictError: the interviews are over, or the applicant has asked for very much already.
        InvalidInputError: nothing is asked for, or it is too long.
    """
    application = db.get(work.session, Application, link.application_id)
    vacancy = lock_selection(work, application.vacancy_id)
    row = holder_still_opens(work, link, "adjustments")
    problems: list[Problem] = []
    text = checked(problems, "asked", "What would help you", text, longest=LONGEST)
    if problems:
        raise InvalidInputError(problems)
    if not may_ask(work, application.id):
        raise ConflictError("Your interview is over. Write to the recruitment team instead.", code="over")
    count = select(func.count()).select_from(Adjustment).where(Adjustment.application_id == application.id)
    if work.session.exec(count).one() >= MOST:
        raise ConflictError("You have asked for a lot already. Write to the recruitment team instead.", code="many")
    made = Adjustment(application_id=application.id, asked=b"")
    made.asked = seal_texts(work.settings, "adjustment", made.id, {"asked": text})
    work.session.add(made)
    enqueue(work.session, "adjustment.asked", "vacancy", vacancy.id, account_id=row.made_by)
    if vacancy.appointing_manager_id:
        enqueue(work.session, "adjustment.asked", "vacancy", vacancy.id, person_id=vacancy.appointing_manager_id)
    work.record("adjustment.asked", "adjustment", made.id, {"vacancy": vacancy.id})
    return made


def may_ask(work: Work, application_id: str) -> bool:
    """Return whether an applicant may have an interview to come: none yet, one planned, or one missed and undecided."""
    states = set(work.session.exec(select(Interview.state).where(Interview.application_id == application_id)))
    return not states or "planned" in states or ("missed" in states and not is_settled(work, application_id))


def is_asked(work: Work, application_id: str) -> bool:
    """Return whether an applicant is asked about adjustments: by a link that still opens, or they have answered one."""
    return has_open_link(work, application_id, "adjustments") or bool(_rows(work, application_id))


def settle_adjustment(
    work: Work, adjustment_id: str, state: str, arrangement: str, reply: str, expected_version: int | None
) -> Adjustment:
    """Answer an adjustment: agreed (to be arranged), arranged, or not possible.

    `arrangement` is what the panel is told to provide; `reply` is what the applicant reads.

    Raises:
        NotFoundError: there is no such adjustment, or the actor does not arrange it.
        InvalidInputError: a text is missing or too long, or there is no such state.
        StaleError: somebody changed it meanwhile.
    """
    row = db.get(work.session, Adjustment, adjustment_id)
    application = db.get(work.session, Application, row.application_id)
    _, part = locked_vacancy(work, application.vacancy_id)
    _refuse_others(part)
    row = db.lock(work.session, Adjustment, adjustment_id)
    db.expect_version(row, expected_version)
    problems: list[Problem] = []
    if state not in ("agreed", *SETTLED):
        problems.append(Problem("state", "It is not said what becomes of it.", "Choose one."))
    reply = checked(problems, "reply", "What the applicant is told", reply, longest=LONGEST)
    if state == "not_possible":
        within(problems, "arrangement", "What the panel provides", arrangement, longest=LONGEST)
        arrangement = ""
    else:
        arrangement = checked(problems, "arrangement", "What the panel provides", arrangement, longest=LONGEST)
    if problems:
        raise InvalidInputError(problems)
    row.answer = seal_texts(work.settings, "adjustment answer", row.id, {"arrangement": arrangement, "reply": reply})
    row.state, row.settled_by, row.settled_at = state, named(work), utc_now()
    work.session.add(row)
    work.record(f"adjustment.{state}", "adjustment", row.id, {"version": row.version})
    return row


def adjustments_to_arrange(work: Work, application_id: str) -> list[OpenAdjustment]:
    """Return an applicant's adjustments, opened, to those who arrange them; that they looked is recorded.

    Raises:
        NotFoundError: there is no such application, or the actor does not arrange its adjustments.
        RuntimeError: the unit of work only reads, so the record would be lost.
    """
    if not work.session.get_bind().get_execution_options().get(WRITES):
        raise RuntimeError("Looking at adjustments is recorded. Use writing().")
    application = db.get(work.session, Application, application_id)
    _, part = vacancy_and_part(work, application.vacancy_id)
    _refuse_others(part)
    found = opened(work, application_id)
    if found:
        work.record("adjustment.viewed", "application", application_id, {"adjustments": len(found)})
    return found


def arrangements_of(work: Work, application_id: str) -> list[str]:
    """Return what the panel has to provide, in the arrangers' words: never what was asked for."""
    return [each.arrangement for each in opened(work, application_id) if each.arrangement]


def opened(work: Work, application_id: str) -> list[OpenAdjustment]:
    """Return an applicant's adjustments, opened; for the applicant's own link, and for this room."""
    return [
        OpenAdjustment(
            row,
            open_texts(work.settings, "adjustment", row.id, row.asked)["asked"],
            (answer := open_texts(work.settings, "adjustment answer", row.id, row.answer)).get("arrangement", ""),
            answer.get("reply", ""),
        )
        for row in _rows(work, application_id)
    ]


def unsettled_adjustments(work: Work, application_id: str) -> list[Adjustment]:
    """Return the adjustments that are neither arranged nor answered as not possible."""
    return [each for each in _rows(work, application_id) if each.state not in SETTLED]


def _refuse_others(part: Part) -> None:
    """Refuse whoever does not arrange; who decides but has a seat on a panel is told who does."""
    if part.decides and not part.arranges:
        raise ForbiddenError(
            "What adjustments were asked for is not for who has a seat on a panel of the vacancy, and where nobody "
            "appoints it is for HR alone. Ask somebody in HR without a seat to arrange them."
        )
    if not part.arranges:
        raise NotFoundError


def _rows(work: Work, application_id: str) -> Sequence[Adjustment]:
    wanted = select(Adjustment).where(Adjustment.application_id == application_id)
    return work.session.exec(wanted.order_by(col(Adjustment.asked_at), col(Adjustment.id))).all()
