"""The beginning of marking: what is written down before it, and everything that must be there."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import col, func, select

from service.db import expect_version, lock
from service.errors import ConflictError, InvalidInputError, Problem
from service.models import Application, RedactedPack, Shortlisting
from service.scope import only_managers_and_hr, vacancy_in_scope
from service.shortlisting.marking_rows import (
    LEAST_MARKERS,
    active_shortlisters,
    live_applications,
    marked_criteria,
    shortlisting_of,
)
from service.shortlisting.pseudonyms import deal
from service.shortlisting.shortlisters import list_shortlisters
from service.work import Work


@dataclass(frozen=True, slots=True)
class MarkingRules:
    """What is agreed before anybody marks.

    `threshold` is the least total to invite, in hundredths of the greatest possible, or None for no line.
    `essentials_least` is the least score that meets an essential criterion, in hundredths of its scale.
    """

    threshold: int | None
    essentials_least: int
    tie_rule: str
    marks_due: date | None = None


def agree_rules(work: Work, vacancy_id: str, rules: MarkingRules, expected_version: int | None) -> Shortlisting:
    """Write down the rules of a vacancy's marking; they stand from the moment it begins.

    Raises:
        NotFoundError: the vacancy is not theirs, or nobody has begun to prepare its shortlisting.
        InvalidInputError: a number is out of range, or the rule for equal totals is missing.
        ConflictError: marking has begun; StaleError: somebody changed them meanwhile.
    """
    only_managers_and_hr(work.actor)
    vacancy_in_scope(work, vacancy_id)
    row = lock(work.session, Shortlisting, vacancy_id)
    if row.state not in ("preparing", "open"):
        raise ConflictError("Marking has begun: its rules stand as they were written down.", code="marking_begun")
    problems = []
    if rules.threshold is not None and not 0 <= rules.threshold <= 100:
        problems.append(Problem("threshold", "The line is not from 0 to 100.", "Correct it, or leave it empty."))
    if not 1 <= rules.essentials_least <= 100:
        problems.append(Problem("essentials_least", "This is not from 1 to 100.", "Correct the number."))
    if not rules.tie_rule.strip():
        problems.append(Problem("tie_rule", "The rule for equal totals is missing.", "Write down what you will do."))
    if problems:
        raise InvalidInputError(problems)
    expect_version(row, expected_version)
    row.threshold, row.essentials_least = rules.threshold, rules.essentials_least
    row.tie_rule, row.marks_due = rules.tie_rule.strip(), rules.marks_due
    details = {"threshold": rules.threshold, "essentials_least": rules.essentials_least}
    work.record("marking.rules_agreed", "vacancy", vacancy_id, details)
    return row


def missing_for_marking(work: Work, vacancy_id: str) -> list[str]:
    """Return what must still be there before marking can begin, a sentence each.

    Raises:
        NotFoundError: the vacancy is not theirs, or nobody has begun to prepare its shortlisting.
    """
    shortlisters = [each for each in list_shortlisters(work, vacancy_id) if each.state != "stood_down"]
    shortlisting = shortlisting_of(work, vacancy_id)
    applications = live_applications(work, vacancy_id)
    unreleased = len(applications) - _released(work, vacancy_id)
    found = []
    if shortlisting.state == "preparing":
        found.append("The criteria have not been checked and opened for applications yet.")
    if not marked_criteria(work, vacancy_id):
        found.append("No criterion is assessed by application.")
    if not shortlisting.tie_rule:
        found.append("The rules are not written down: the line, and what you do about equal totals.")
    if not applications:
        found.append("There are no applications.")
    if unreleased:
        found.append(f"Redacted texts that HR has not released yet: {unreleased}.")
    if len(shortlisters) < LEAST_MARKERS:
        found.append("Fewer than two shortlisters are named.")
    return found + [
        f"{each.name} cannot mark: {each.stands_in_the_way}" for each in shortlisters if each.stands_in_the_way
    ]


def start_marking(work: Work, vacancy_id: str, expected_version: int | None) -> Shortlisting:
    """Begin: every shortlister is given every application, under tokens and in an order of their own.

    Raises:
        NotFoundError: the vacancy is not theirs, or nobody has begun to prepare its shortlisting.
        ConflictError: marking has begun, or something is missing; StaleError: somebody changed it meanwhile.
    """
    only_managers_and_hr(work.actor)
    vacancy_in_scope(work, vacancy_id)
    row = lock(work.session, Shortlisting, vacancy_id)
    if row.state not in ("preparing", "open"):
        raise ConflictError("Marking has begun already.", code="marking_begun")
    missing = missing_for_marking(work, vacancy_id)
    if missing:
        raise ConflictError(" ".join(missing), code="not_ready")
    expect_version(row, expected_version)
    row.state = "marking"
    applications = live_applications(work, vacancy_id)
    shortlisters = active_shortlisters(work, vacancy_id)
    for each in shortlisters:
        deal(work, each.id, applications)
    details = {"applications": len(applications), "shortlisters": len(shortlisters)}
    work.record("marking.started", "vacancy", vacancy_id, details)
    return row


def _released(work: Work, vacancy_id: str) -> int:
    """Return how many applications have a released pack."""
    wanted = (
        select(func.count(col(Application.id).distinct()))
        .join(RedactedPack, col(RedactedPack.application_id) == col(Application.id))
        .where(Application.vacancy_id == vacancy_id, Application.state == "released", RedactedPack.state == "released")
    )
    return work.session.exec(wanted).one()
