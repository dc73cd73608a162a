"""What of shortlisting, interviews and decisions needs attention: lines that name a post and a number, nobody else."""

from datetime import timedelta

from flask import url_for
from sqlmodel import col, select

from service.interviews import waiting as interviewing
from service.interviews.waiting import Counted
from service.models import Interview, OutcomeCorrection, Panel, Vacancy
from service.pages.attention import MOST, Group, Line
from service.pages.wording import count_of, day, span
from service.shortlisting import waiting as shortlisting
from service.work import Work

Slots = list[tuple[Interview, Vacancy, Panel]]


def selections(work: Work) -> list[Group]:
    """Return what of selections waits for whoever is signed in, by their roles, the most pressing kind first."""
    roles = work.actor.roles
    groups: list[Group] = []
    if {"panelist", "manager"} & roles:
        groups += _for_panel_member(work)
    if {"panelist", "manager", "hr"} & roles:
        groups += _concerns(work)
    if {"manager", "hr"} & roles:
        groups += _for_recruiters(work)
    if "hr" in roles:
        groups += _for_hr(work)
    if "manager" in roles:
        groups += _for_manager(work)
    return groups


def _concerns(work: Work) -> list[Group]:
    """Return what waits for anybody who takes part in a selection: concerns to answer, and those that were answered."""
    return _some(
        _counted("Concerns to answer", "concerns.index", interviewing.concerns_to_answer(work), "concern"),
        _counted("Your concerns that were answered", "concerns.index", interviewing.concerns_answered(work), "concern"),
    )


def _for_panel_member(work: Work) -> list[Group]:
    """Return what waits for a shortlister or panel member: marking, score sheets, papers to read."""
    marking = [
        Line(
            each.vacancy.title,
            f"{each.done} of {each.total} scores given" + (f", due {day(due)}" if due else ""),
            url_for("marking.show", vacancy_id=each.vacancy.id),
        )
        for each in shortlisting.marking_due(work)
        for due in (each.shortlisting.marks_due,)
    ]
    return _some(
        _cut("Applications to mark", marking),
        _slots("Interviews to score", "interview_scores.show", interviewing.scores_to_lock(work)),
        _slots("Papers to read", "interviews.show", interviewing.papers_to_read(work)),
    )


def _for_recruiters(work: Work) -> list[Group]:
    """Return what waits for a manager or HR alike: what is overdue, to decide and to confirm."""
    owed = [
        Line(
            each.vacancy.title,
            f"Due {day(each.row.due_on)}",
            url_for("justifications.show", justification_id=each.row.id),
        )
        for each in interviewing.justifications_overdue(work)
    ]
    return _some(
        _counted(
            "Corrections to confirm",
            "appointments.index",
            interviewing.corrections_to_confirm(work),
            "correction of a decision",
            "corrections of decisions",
        ),
        _counted(
            "Adjustments to settle", "interviews.overview", interviewing.adjustments_to_settle(work), "adjustment"
        ),
        _cut("Justifications overdue", owed),
        _cut(
            "Feedback overdue",
            [
                Line(vacancy.title, f"{vacancy.reference}: {count_of(number, 'applicant')}", url_for("feedback.index"))
                for vacancy, number in interviewing.feedback_overdue(work)
            ],
        ),
        _counted("Shortlisting ready to reveal", "shortlisting.show", _once(shortlisting.ready_to_reveal(work))),
    )


def _for_manager(work: Work) -> list[Group]:
    """Return what waits for a recruiting manager: criteria, the beginning of marking, interviews, decisions."""
    criteria = [
        Line(
            vacancy.title,
            f"{vacancy.reference}: {count_of(waiting, 'remark')} to answer" if waiting else f"{vacancy.reference}",
            url_for("criteria.show", vacancy_id=vacancy.id),
        )
        for vacancy, waiting in shortlisting.criteria_to_settle(work)
    ]
    decisions = interviewing.decisions_due(work)
    return _some(
        _counted("Decisions to make", "appointments.index", decisions, "interviewed applicant"),
        _counted("Interviews to plan", "interviews.overview", interviewing.interviews_to_plan(work), "applicant"),
        _counted("Shortlisting ready to begin", "shortlisting.show", _once(shortlisting.ready_to_begin(work))),
        _cut("Criteria to settle", criteria),
    )


def _for_hr(work: Work) -> list[Group]:
    """Return what waits for HR alone: texts to review, reports of shortlisters, corrections of recorded steps."""
    texts = [
        Line(
            each.vacancy.title,
            f"{each.vacancy.reference}: {each.to_review} to review, {each.ready} ready to release",
            url_for("applications.show_all", vacancy_id=each.vacancy.id),
        )
        for each in shortlisting.texts_to_review(work)
    ]
    asked = select(OutcomeCorrection.id).where(
        OutcomeCorrection.state == "proposed", col(OutcomeCorrection.proposed_by) != work.actor.account_id
    )
    steps = len(work.session.exec(asked).all())
    said = count_of(steps, "correction of a recorded step", "corrections of recorded steps")
    records = [Line("Records of outcomes", said, url_for("outcomes_records.show"))] if steps else []
    return _some(
        _counted(
            "Reports of shortlisters to settle", "shortlisting.show", shortlisting.flags_to_settle(work), "report"
        ),
        _cut("Redacted texts to review or release", texts),
        _cut("Corrections to confirm", records),
    )


def _counted(heading: str, endpoint: str, found: Counted, one: str = "", many: str | None = None) -> Group:
    """Return a line for each vacancy; `one` and `many` are the words for what is counted, none where nothing is."""
    return _cut(
        heading,
        [
            Line(
                vacancy.title,
                f"{vacancy.reference}: {count_of(number, one, many)}" if one else vacancy.reference,
                url_for(endpoint, vacancy_id=vacancy.id),
            )
            for vacancy, number in found
        ],
    )


def _once(vacancies: list[Vacancy]) -> Counted:
    return [(each, 1) for each in vacancies]


def _slots(heading: str, endpoint: str, found: Slots) -> Group:
    lines = [
        Line(
            vacancy.title,
            span(row.starts_at, row.starts_at + timedelta(minutes=row.minutes), panel.zone),
            url_for(endpoint, interview_id=row.id),
        )
        for row, vacancy, panel in found
    ]
    return _cut(heading, lines)


def _cut(heading: str, lines: list[Line]) -> Group:
    return Group(heading, lines[:MOST], max(0, len(lines) - MOST))


def _some(*groups: Group) -> list[Group]:
    return [group for group in groups if group.lines]
