"""Planning interviews: who is seen when by which panel, when the panel gets the papers, and what became of it."""

from datetime import date, datetime, timedelta

from sqlmodel import col, select

from service import db
from service.application_contents import is_revealed
from service.errors import ConflictError, ForbiddenError, InvalidInputError, Problem
from service.interviews.applicants import invited_applications
from service.interviews.fixed import has_locked_scores, refuse_settled
from service.interviews.holding import count_as_held, refuse_held, refuse_to_come
from service.interviews.links import keep_links_open
from service.interviews.questions import questions_of
from service.interviews.taking_part import interview_and_part, locked_vacancy, members_of, named, panels_of
from service.interviews.working_days import working_days_before
from service.models import Interview, Panel, Policy, utc_now
from service.notify.outbox import enqueue
from service.work import Work

NOTICE_DAYS = 7
LONGEST_MINUTES = 480
CORRECT_FIRST = "If that is wrong, HR or the chair of the panel corrects it on the page of the interview."


def plan_interview(
    work: Work, vacancy_id: str, application_id: str, panel_id: str, starts_at: datetime, minutes: int
) -> Interview:
    """Plan one invited applicant's time before one confirmed panel.

    Raises:
        NotFoundError: there is no such vacancy, or it is not theirs.
        ForbiddenError: the actor sits on the panel but does not plan.
        ConflictError: nobody knows yet who the applicants are, this panel has this applicant already, or a decision
            about them stands.
        InvalidInputError: the applicant is not invited, the panel not confirmed, or the time not the panel's or taken.
    """
    _, part = locked_vacancy(work, vacancy_id)
    if not part.recruits:
        raise ForbiddenError
    named(work)
    if not is_revealed(work, vacancy_id):
        raise ConflictError("Interviews are planned after the reveal, when all scores are locked.", code="not_revealed")
    problems: list[Problem] = []
    if application_id not in {each.id for each in invited_applications(work, vacancy_id)}:
        problems.append(Problem("application_id", "This applicant is not invited.", "Choose one who is."))
    panel = next((each for each in panels_of(work, vacancy_id) if each.id == panel_id), None)
    if panel is None:
        problems.append(Problem("panel_id", "This is no confirmed panel of the vacancy.", "Choose one of the list."))
    if problems or panel is None:
        raise InvalidInputError(problems)
    refuse_settled(work, application_id)
    _refuse_time(work, panel, application_id, starts_at, minutes, None)
    wanted = select(Interview).where(Interview.application_id == application_id, Interview.panel_id == panel_id)
    there = work.session.exec(wanted).first()
    if there is not None:
        remedy = "Move that interview instead."
        if there.state not in ("planned", "missed"):
            remedy = f"Their interview is recorded as {there.state}. {CORRECT_FIRST}"
        raise ConflictError(f"This panel has this applicant already. {remedy}", code="planned")
    row = Interview(
        application_id=application_id, vacancy_id=vacancy_id, panel_id=panel_id, starts_at=starts_at, minutes=minutes
    )
    work.session.add(row)
    keep_links_open(work, application_id)
    work.record("interview.planned", "interview", row.id, {"vacancy": vacancy_id, "panel": panel_id})
    return row


def move_interview(
    work: Work, interview_id: str, starts_at: datetime, minutes: int, expected_version: int | None
) -> Interview:
    """Give an interview that was not held another time with the same panel; a missed one is planned anew.

    Raises:
        NotFoundError: there is no such interview, or it is not theirs.
        ForbiddenError: the actor does not plan.
        ConflictError: it was held, or the applicant withdrew, or its panel was cancelled; scores of it are locked, or
            a decision about the applicant stands.
        InvalidInputError: the time is not the panel's, or taken.
        StaleError: somebody changed it meanwhile.
    """
    row, vacancy, part = interview_and_part(work, interview_id, lock=True)
    if not part.recruits:
        raise ForbiddenError
    db.expect_version(row, expected_version)
    if row.state not in ("planned", "missed"):
        raise ConflictError(f"This interview is recorded as {row.state}. {CORRECT_FIRST}", code=row.state)
    if has_locked_scores(work, row.id):
        raise ConflictError("Scores of this interview are locked: it keeps its time. Record it as held.", code="locked")
    refuse_settled(work, row.application_id)
    panel = next((each for each in panels_of(work, vacancy.id) if each.id == row.panel_id), None)
    if panel is None:
        raise ConflictError("The panel of this interview was cancelled. Plan it anew with another.", code="cancelled")
    _refuse_time(work, panel, row.application_id, starts_at, minutes, row.id)
    row.starts_at, row.minutes, row.state = starts_at, minutes, "planned"
    work.session.add(row)
    keep_links_open(work, row.application_id)
    work.record("interview.moved", "interview", row.id, {"version": row.version})
    return row


def share_papers(work: Work, vacancy_id: str, panel_id: str) -> int:
    """Open the papers of a panel's planned interviews to its members, tell them, and return of how many interviews.

    Raises:
        NotFoundError: there is no such vacancy, or it is not theirs.
        ForbiddenError: the actor does not plan.
        ConflictError: no question is agreed to yet, or there is nothing new to share.
    """
    _, part = locked_vacancy(work, vacancy_id)
    if not part.recruits:
        raise ForbiddenError
    if not questions_of(work, vacancy_id, "agreed"):
        raise ConflictError("The questions are part of the papers. Agree to them first.", code="no_questions")
    waiting = select(Interview).where(
        Interview.vacancy_id == vacancy_id,
        Interview.panel_id == panel_id,
        Interview.state == "planned",
        col(Interview.papers_shared_at).is_(None),
    )
    rows = list(work.session.exec(waiting.order_by(col(Interview.id))))
    if not rows:
        raise ConflictError("This panel has no planned interview whose papers it lacks.", code="nothing_to_share")
    for row in rows:
        row.papers_shared_at = utc_now()
        row.version += 1
        work.session.add(row)
    for member in members_of(work, [panel_id]).get(panel_id, []):
        enqueue(work.session, "papers.shared", "panel", panel_id, person_id=member.person_id)
    work.record("papers.shared", "panel", panel_id, {"interviews": len(rows)})
    return len(rows)


def record_interview(work: Work, interview_id: str, state: str, expected_version: int | None) -> Interview:
    """Record that an interview was held or missed (the chair, the appointing manager or HR), or that they withdrew.

    Raises:
        NotFoundError: there is no such interview, or the actor has no part in it.
        ForbiddenError: the actor is none of the three.
        ConflictError: it is recorded already or has not begun; no question is agreed, or an adjustment the applicant
            asked for is not settled; or a decision about them stands, which only a withdrawal may follow.
        InvalidInputError: there is no such state.
        StaleError: somebody changed it meanwhile.
    """
    row, _, part = interview_and_part(work, interview_id, lock=True)
    if not (part.decides or part.seats.get(row.panel_id) == "chair"):
        raise ForbiddenError("The chair, the appointing manager or HR records what became of an interview.")
    named(work)
    db.expect_version(row, expected_version)
    if state not in ("held", "missed", "withdrawn"):
        raise InvalidInputError.one("state", "An interview was held, missed or withdrawn from.", "Choose one.")
    if row.state != "planned":
        raise ConflictError(f"This interview is recorded as {row.state} already. {CORRECT_FIRST}", code="recorded")
    if state != "withdrawn":
        refuse_settled(work, row.application_id)
        refuse_to_come(row)
    if state == "held":
        refuse_held(work, row)
    row.state = state
    work.session.add(row)
    if state == "held":
        count_as_held(work, row)
    work.record(f"interview.{state}", "interview", row.id, {"version": row.version})
    return row


def short_notice(work: Work, row: Interview) -> int | None:
    """Return the least days of notice an applicant should have, where this interview is nearer than that."""
    panel = db.get(work.session, Panel, row.panel_id)
    policy = work.session.get(Policy, panel.policy_id) if panel.policy_id else None
    least = policy.notice_days if policy else NOTICE_DAYS
    zone = work.settings.zone
    days = row.starts_at.astimezone(zone).date() - utc_now().astimezone(zone).date()
    return least if days.days < least else None


def papers_due(work: Work, row: Interview) -> date:
    """Return the day by whose end the panel should have an interview's papers."""
    return working_days_before(row.starts_at.astimezone(work.settings.zone).date(), work.settings.papers_days)


def papers_overdue(work: Work, row: Interview) -> bool:
    """Return whether the panel should have had a planned interview's papers before today, and has not."""
    today = utc_now().astimezone(work.settings.zone).date()
    return row.state == "planned" and row.papers_shared_at is None and today > papers_due(work, row)


def in_panels_time(panel: Panel, starts_at: datetime, minutes: int) -> bool:
    """Return whether a slot lies within the panel's time; both are instants, so that clock changes do not matter."""
    return panel.starts_at <= starts_at and starts_at + timedelta(minutes=minutes) <= panel.ends_at


def is_taken(
    work: Work, panel_id: str, application_id: str, starts_at: datetime, minutes: int, own_id: str | None
) -> bool:
    """Return whether the panel or the applicant has another interview then: nobody can be in two rooms."""
    others = select(Interview).where(
        (col(Interview.panel_id) == panel_id) | (col(Interview.application_id) == application_id),
        col(Interview.state).in_(("planned", "held")),
        Interview.starts_at < starts_at + timedelta(minutes=minutes),
    )
    return any(
        other.id != own_id and other.starts_at + timedelta(minutes=other.minutes) > starts_at
        for other in work.session.exec(others)
    )


def _refuse_time(
    work: Work, panel: Panel, application_id: str, starts_at: datetime, minutes: int, own_id: str | None
) -> None:
    if not 5 <= minutes <= LONGEST_MINUTES:
        remedy = "Correct the number of minutes."
        raise InvalidInputError.one("minutes", f"An interview takes from 5 to {LONGEST_MINUTES} minutes.", remedy)
    if not in_panels_time(panel, starts_at, minutes):
        raise InvalidInputError.one("starts_at", "This is not within the panel's time.", "Choose a time that is.")
    if is_taken(work, panel.id, application_id, starts_at, minutes, own_id):
        raise InvalidInputError.one(
            "starts_at", "The panel or the applicant has another interview then.", "Choose a time that is free."
        )
