"""Who applied for one vacancy and who was shortlisted, by group: for HR's own screen alone, each look recorded.

The numbers of one vacancy are small, say little and identify easily. They leave HR in no form.
"""

from collections import Counter
from dataclasses import dataclass

from sqlmodel import col, func, select

from service import db
from service.models import Application, OutcomeEvent, Vacancy
from service.outcome_steps import in_order, standing
from service.outcomes.applications import STAGES
from service.outcomes.code_lists import CHARACTERISTICS, NOT_ASKED, UNKNOWN, ethnicity_code, label, listed_code
from service.outcomes.monitoring import SCHEME, answers_of
from service.scope import only_hr
from service.work import Work

SHORTLISTED = STAGES.index("shortlisted")


@dataclass(frozen=True, slots=True)
class Group:
    """A group of one characteristic: how many applied, and how many came at least to the shortlist."""

    label: str
    applied: int
    shortlisted: int


def vacancies_with_applications(work: Work) -> list[tuple[Vacancy, int]]:
    """Return the vacancies that have applications here, each with their number, by reference.

    Raises:
        ForbiddenError: the actor is not HR.
    """
    only_hr(work.actor)
    wanted = (
        select(Vacancy, func.count(col(Application.id)))
        .join(Application, col(Application.vacancy_id) == col(Vacancy.id))
        .group_by(col(Vacancy.id))
        .order_by(Vacancy.reference)
    )
    return [(vacancy, int(number)) for vacancy, number in work.session.exec(wanted)]


def shortlist_diversity(work: Work, vacancy_id: str) -> dict[str, list[Group]]:
    """Return the groups of each characteristic that anybody was asked about, largest first, unknowns last.

    Raises:
        ForbiddenError: the actor is not HR.
        NotFoundError: there is no such vacancy.
    """
    only_hr(work.actor)
    db.get(work.session, Vacancy, vacancy_id)
    events: dict[str, list[OutcomeEvent]] = {}
    for event in work.session.exec(select(OutcomeEvent).where(OutcomeEvent.vacancy_id == vacancy_id)):
        events.setdefault(event.application_id, []).append(event)
    answers = answers_of(work, events)
    reached = {key: STAGES.index(standing(in_order(steps))[0]) for key, steps in events.items()}
    found = {}
    for characteristic in CHARACTERISTICS:
        codes = {key: _code(characteristic, answers.get(key, {})) for key in events}
        if set(codes.values()) - {NOT_ASKED}:
            applied = Counter(codes.values())
            listed = Counter(code for key, code in codes.items() if reached[key] >= SHORTLISTED)
            found[characteristic] = [
                Group(label(characteristic, code), applied[code], listed[code])
                for code in sorted(applied, key=lambda code: (code in UNKNOWN, -applied[code], code))
            ]
    work.record("shortlist_diversity.viewed", "vacancy", vacancy_id, {"applications": len(events)})
    return found


def _code(characteristic: str, answers: dict[str, str]) -> str:
    value = answers.get(characteristic, "")
    if characteristic == "ethnicity":
        return ethnicity_code(value, answers.get(SCHEME, "")) or NOT_ASKED
    return listed_code(characteristic, value) or NOT_ASKED
