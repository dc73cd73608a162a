"""What of interviews and decisions waits for whoever acts: vacancies, times and numbers, never an applicant."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, exists, or_, true
from sqlmodel import col, select

from service.interviews.adjustments import SETTLED
from service.interviews.applicants import invited_applications
from service.interviews.concerns import may_answer
from service.interviews.decisions import today
from service.interviews.justifications import OwedJustification, justifications
from service.interviews.taking_part import members_of, panels_of, panels_of_mine
from service.models import (
    Adjustment,
    Application,
    AppointmentDecision,
    Concern,
    DecisionCorrection,
    Feedback,
    Interview,
    Panel,
    PanelRequest,
    ScoreSheet,
    Shortlisting,
    Vacancy,
    utc_now,
)
from service.scope import is_hr, vacancies_of
from service.work import Work

ANSWERED_DAYS = 14

Counted = list[tuple[Vacancy, int]]


def corrections_to_confirm(work: Work) -> Counted:
    """Return the vacancies with corrections of decisions that somebody else asked for, and how many."""
    wanted = (
        select(Application.vacancy_id)
        .join(AppointmentDecision, col(AppointmentDecision.application_id) == col(Application.id))
        .join(DecisionCorrection, col(DecisionCorrection.decision_id) == col(AppointmentDecision.id))
        .where(DecisionCorrection.state == "asked", DecisionCorrection.asked_by != work.actor.account_id)
    )
    return _counted(work, work.session.exec(wanted))


def adjustments_to_settle(work: Work) -> Counted:
    """Return the vacancies with adjustments that the actor arranges and that are not settled, and how many."""
    wanted = (
        select(Application.vacancy_id)
        .join(Adjustment, col(Adjustment.application_id) == col(Application.id))
        .join(Shortlisting, col(Shortlisting.vacancy_id) == col(Application.vacancy_id))
        .where(
            col(Adjustment.state).not_in(SETTLED),
            Application.state != "withdrawn",
            Shortlisting.state == "revealed",  # before that nobody is told that there are applicants
        )
    )
    return _counted(work, work.session.exec(wanted), _arranges(work))


def justifications_overdue(work: Work) -> list[OwedJustification]:
    """Return the justifications of the actor's vacancies that are overdue; none to who does not recruit."""
    return [each for each in justifications(work) if each.overdue] if {"hr", "manager"} & work.actor.roles else []


def feedback_overdue(work: Work) -> Counted:
    """Return the vacancies with feedback that should have been sent, and how much."""
    wanted = select(Feedback.vacancy_id).where(col(Feedback.sent_at).is_(None), col(Feedback.due_on) < today(work))
    return _counted(work, work.session.exec(wanted))


def interviews_to_plan(work: Work) -> Counted:
    """Return the open vacancies with a confirmed panel whose invited applicants have no interview, and how many."""
    wanted = (
        select(Vacancy)
        .join(Shortlisting, col(Shortlisting.vacancy_id) == col(Vacancy.id))
        .where(Shortlisting.state == "revealed", Vacancy.state == "open", vacancies_of(work.actor))
    )
    found = []
    for vacancy in work.session.exec(wanted.order_by(col(Vacancy.title), col(Vacancy.reference))):
        panels = {each.id for each in panels_of(work, vacancy.id)}
        rows = select(Interview.application_id).where(
            Interview.vacancy_id == vacancy.id, col(Interview.panel_id).in_(panels)
        )
        planned = set(work.session.exec(rows))
        waiting = sum(each.id not in planned for each in invited_applications(work, vacancy.id)) if panels else 0
        if waiting:
            found.append((vacancy, waiting))
    return found


def decisions_due(work: Work) -> Counted:
    """Return the vacancies with interviewed applicants about whom the actor has to decide first, and how many."""
    decided = select(AppointmentDecision.application_id)
    wanted = (
        select(Application.vacancy_id)
        .join(Interview, col(Interview.application_id) == col(Application.id))
        .where(Interview.state == "held", Application.state != "withdrawn", col(Application.id).not_in(decided))
        .group_by(col(Application.id), col(Application.vacancy_id))
    )
    return _counted(work, work.session.exec(wanted), _decides(work))


def papers_to_read(work: Work) -> list[tuple[Interview, Vacancy, Panel]]:
    """Return the interviews to come that the actor sits in and whose papers are shared, by time."""
    return _sits_in(
        work,
        col(Interview.state) == "planned",
        col(Interview.papers_shared_at).is_not(None),
        col(Interview.starts_at) > utc_now(),
    )


def scores_to_lock(work: Work) -> list[tuple[Interview, Vacancy, Panel]]:
    """Return the interviews that have begun, that the actor sits in, with their own scores not locked, by time.

    Once something is decided about the applicant after it began no score is asked for any more.
    """
    locked = select(ScoreSheet.interview_id).where(
        ScoreSheet.account_id == work.actor.account_id, col(ScoreSheet.locked_at).is_not(None)
    )
    decided = exists().where(
        col(AppointmentDecision.application_id) == col(Interview.application_id),
        col(AppointmentDecision.decided_at) >= col(Interview.starts_at),
    )
    return _sits_in(
        work,
        col(Interview.state).in_(("planned", "held")),
        col(Interview.starts_at) <= utc_now(),
        col(Interview.id).not_in(locked),
        ~decided,
    )


def concerns_to_answer(work: Work) -> Counted:
    """Return the vacancies with concerns that it is for the actor to answer, and how many."""
    theirs = panels_of_mine(work)
    sat = select(PanelRequest.vacancy_id).join(Panel, col(Panel.request_id) == col(PanelRequest.id)).where(theirs)
    wanted = (
        select(Concern, Vacancy)
        .join(Vacancy, col(Vacancy.id) == col(Concern.vacancy_id))
        .where(col(Concern.answered_at).is_(None), or_(vacancies_of(work.actor), col(Vacancy.id).in_(sat)))
    )
    rows = list(work.session.exec(wanted))
    counts = Counter(row.vacancy_id for row, vacancy in rows if may_answer(work, row, vacancy))
    vacancies = {vacancy.id: vacancy for _, vacancy in rows}
    found = [(vacancies[each], count) for each, count in counts.items()]
    return sorted(found, key=lambda each: (each[0].title, each[0].reference))


def concerns_answered(work: Work) -> Counted:
    """Return the vacancies whose concerns raised by the actor were answered in the last fortnight, and how many."""
    since = utc_now() - timedelta(days=ANSWERED_DAYS)
    wanted = (
        select(Vacancy)
        .join(Concern, col(Concern.vacancy_id) == col(Vacancy.id))
        .where(Concern.raised_by == work.actor.account_id, col(Concern.answered_at) > since)
        .order_by(col(Concern.answered_at).desc(), col(Concern.id))
    )
    rows = list(work.session.exec(wanted))
    counts = Counter(each.id for each in rows)
    return [(each, counts[each.id]) for each in {row.id: row for row in rows}.values()]


def _counted(work: Work, vacancy_ids: Iterable[str], *conditions: ColumnElement[bool]) -> Counted:
    """Return the vacancies of the actor's that are named, by title, each with how often."""
    counts = Counter(vacancy_ids)
    wanted = select(Vacancy).where(col(Vacancy.id).in_(set(counts)), vacancies_of(work.actor), *conditions)
    wanted = wanted.order_by(col(Vacancy.title), col(Vacancy.reference))
    return [(each, counts[each.id]) for each in work.session.exec(wanted)]


def _arranges(work: Work) -> ColumnElement[bool]:
    """Return the condition that the actor arranges a vacancy's adjustments, as `Part.arranges` says of one."""
    seated = select(PanelRequest.vacancy_id).join(Panel, col(Panel.request_id) == col(PanelRequest.id))
    mine = true() if is_hr(work.actor) else col(Vacancy.appointing_manager_id) == work.actor.person_id
    return and_(mine, col(Vacancy.id).not_in(seated.where(panels_of_mine(work))))


def _decides(work: Work) -> ColumnElement[bool]:
    """Return the condition that the actor decides in a vacancy: HR, its appointing manager, or any where none is."""
    if is_hr(work.actor):
        return true()
    appoints = col(Vacancy.appointing_manager_id)
    return or_(appoints.is_(None), appoints == work.actor.person_id)


def _sits_in(work: Work, *conditions: ColumnElement[bool]) -> list[tuple[Interview, Vacancy, Panel]]:
    """Return the interviews that the actor sits in: they accepted, or stood in, and did not stay away."""
    wanted = (
        select(Interview, Vacancy, Panel)
        .join(Vacancy, col(Vacancy.id) == col(Interview.vacancy_id))
        .join(Panel, col(Panel.id) == col(Interview.panel_id))
        .where(panels_of_mine(work), *conditions)
        .order_by(col(Interview.starts_at), col(Interview.id))
    )
    rows = list(work.session.exec(wanted))
    members = members_of(work, {panel.id for _, _, panel in rows})
    mine = {each for each, found in members.items() if work.actor.person_id in {one.person_id for one in found}}
    return [(interview, vacancy, panel) for interview, vacancy, panel in rows if panel.id in mine]
