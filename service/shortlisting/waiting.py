"""What of a shortlisting waits for whoever acts: vacancies and numbers, never an applicant or a text."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlmodel import case, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from service.models import Application, MarkingFlag, RedactedPack, Shortlisting, Vacancy
from service.scope import is_hr, vacancies_of
from service.shortlisting.applications_scope import selects_for
from service.shortlisting.criteria_opening import criteria_check
from service.shortlisting.marking import MarkingTask, my_marking
from service.shortlisting.marking_start import missing_for_marking
from service.shortlisting.review import REVIEWED
from service.work import Work


@dataclass(frozen=True, slots=True)
class TextsWaiting:
    """The redacted texts of a vacancy that nobody has released: with open points, and ready to release."""

    vacancy: Vacancy
    to_review: int
    ready: int


def texts_to_review(work: Work) -> list[TextsWaiting]:
    """Return the vacancies with texts to review or release; none to who is not HR, or selects for the vacancy."""
    if not is_hr(work.actor):
        return []
    open_points = func.sum(case((col(RedactedPack.to_review) > 0, 1), else_=0))
    wanted: Any = (
        select(Application.vacancy_id, open_points, func.count())
        .join(RedactedPack, col(RedactedPack.application_id) == col(Application.id))
        .join(Shortlisting, col(Shortlisting.vacancy_id) == col(Application.vacancy_id))
        .where(
            RedactedPack.state == "proposed", Application.state != "withdrawn", col(Shortlisting.state).in_(REVIEWED)
        )
        .group_by(col(Application.vacancy_id))
    )
    counts = {vacancy_id: (to_review, total - to_review) for vacancy_id, to_review, total in work.session.exec(wanted)}
    return [
        TextsWaiting(each, *counts[each.id]) for each in _vacancies(work, set(counts)) if not selects_for(work, each)
    ]


def flags_to_settle(work: Work) -> list[tuple[Vacancy, int]]:
    """Return the vacancies with reports of shortlisters that HR has not settled, and how many; as `texts_to_review`."""
    if not is_hr(work.actor):
        return []
    wanted = (
        select(Application.vacancy_id)
        .join(MarkingFlag, col(MarkingFlag.application_id) == col(Application.id))
        .join(Shortlisting, col(Shortlisting.vacancy_id) == col(Application.vacancy_id))
        .where(col(MarkingFlag.settled_at).is_(None), Shortlisting.state != "revealed")
    )
    counts = Counter(work.session.exec(wanted))
    return [(each, counts[each.id]) for each in _vacancies(work, set(counts)) if not selects_for(work, each)]


def criteria_to_settle(work: Work) -> list[tuple[Vacancy, int]]:
    """Return the vacancies whose criteria are being written, each with how many points wait for an answer."""
    return [(each, criteria_check(work, each.id).unanswered) for each in _in_state(work, "preparing")]


def ready_to_begin(work: Work) -> list[Vacancy]:
    """Return the vacancies whose marking can begin: nothing is missing any more."""
    return [each for each in _in_state(work, "open") if not missing_for_marking(work, each.id)]


def ready_to_reveal(work: Work) -> list[Vacancy]:
    """Return the vacancies whose scores are all locked, and whose applicants are not revealed."""
    return _in_state(work, "locked")


def marking_due(work: Work) -> list[MarkingTask]:
    """Return the vacancies whose marking has begun and whose scores whoever acts has not locked."""
    return [each for each in my_marking(work) if not each.locked and each.shortlisting.state == "marking"]


def _in_state(work: Work, state: str) -> list[Vacancy]:
    wanted = select(Vacancy).join(Shortlisting, col(Shortlisting.vacancy_id) == col(Vacancy.id))
    wanted = wanted.where(Shortlisting.state == state, Vacancy.state == "open", vacancies_of(work.actor))
    return list(work.session.exec(_ordered(wanted)))


def _vacancies(work: Work, ids: set[str]) -> list[Vacancy]:
    return list(work.session.exec(_ordered(select(Vacancy).where(col(Vacancy.id).in_(ids)))))


def _ordered(wanted: SelectOfScalar[Vacancy]) -> SelectOfScalar[Vacancy]:
    return wanted.order_by(col(Vacancy.title), col(Vacancy.reference))
