"""A tie-break under section 159 of the Equality Act 2010: the record of a person's own reasoning, and nothing more.

Fairpanel checks that the panel's scores of the named applicants are equal and that reasoning and evidence are given.
It suggests no tie-break, names no applicant for one, and reads no monitoring answer.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlmodel import col, select

from service.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError, Problem
from service.interviews.applicants import applicant_names
from service.interviews.questions import questions_of
from service.interviews.scoring import is_decided
from service.interviews.sealed import open_texts, seal_texts
from service.interviews.sheets import sheets_of
from service.interviews.taking_part import account_names, locked_vacancy, named, vacancy_and_part
from service.interviews.texts import checked
from service.models import Application, Interview, TieBreak
from service.work import Work


@dataclass(frozen=True, slots=True)
class OpenTieBreak:
    """A recorded tie-break, opened."""

    row: TieBreak
    applicants: tuple[str, ...]
    reasoning: str
    evidence: str
    by: str


def record_tie_break(
    work: Work, vacancy_id: str, application_ids: Collection[str], reasoning: str, evidence: str
) -> TieBreak:
    """Record that somebody means to use a tie-break between applicants whose scores are equal.

    Raises:
        NotFoundError: there is no such vacancy, or the actor does not recruit for it.
        ForbiddenError: the actor recruits but does not decide.
        ConflictError: it is decided about one of them already.
        InvalidInputError: fewer than two applicants, unequal or incomparable scores, or a text is missing.
    """
    _, part = locked_vacancy(work, vacancy_id)
    if not part.recruits:
        raise NotFoundError
    if not part.decides:
        raise ForbiddenError("The appointing manager or HR decides.")
    chosen = sorted(set(application_ids))
    totals = panel_totals(work, vacancy_id)
    problems: list[Problem] = []
    if len(chosen) < 2 or any(each not in totals for each in chosen):
        problems.append(
            Problem("applicants", "A tie is between two or more interviewed applicants.", "Choose those who are equal.")
        )
    elif any(not totals[each] or None in totals[each].values() for each in chosen):
        problems.append(Problem("applicants", "The panel has not scored all of them.", "Lock every score first."))
    elif len({frozenset(totals[each]) for each in chosen}) > 1:
        problems.append(
            Problem("applicants", "They were not scored by the same people.", "Equal merit cannot be shown here.")
        )
    elif len({_sum(totals[each]) for each in chosen}) > 1:
        problems.append(
            Problem("applicants", "Their scores are not equal.", "Appoint on merit: a tie-break needs equal merit.")
        )
    reasoning = checked(problems, "reasoning", "The reasoning", reasoning)
    evidence = checked(problems, "evidence", "The evidence", evidence)
    if problems:
        raise InvalidInputError(problems)
    if any(is_decided(work, each) for each in chosen):
        raise ConflictError("It is decided about one of them already. A tie-break comes before.", code="decided")
    row = TieBreak(vacancy_id=vacancy_id, application_ids=chosen, reasoning=b"", recorded_by=named(work))
    row.reasoning = seal_texts(work.settings, "tie-break", row.id, {"reasoning": reasoning, "evidence": evidence})
    work.session.add(row)
    work.record("tie_break.recorded", "tie_break", row.id, {"vacancy": vacancy_id, "applicants": len(chosen)})
    return row


def tie_breaks_of(work: Work, vacancy_id: str) -> list[OpenTieBreak]:
    """Return the tie-breaks recorded for a vacancy, to those who decide there; others find none.

    Raises:
        NotFoundError: there is no such vacancy, or the actor has no part in it.
    """
    _, part = vacancy_and_part(work, vacancy_id)
    if not part.decides:
        return []
    wanted = select(TieBreak).where(TieBreak.vacancy_id == vacancy_id)
    rows = list(work.session.exec(wanted.order_by(col(TieBreak.recorded_at), col(TieBreak.id))))
    by = account_names(work, {row.recorded_by for row in rows})
    ids = {each for row in rows for each in row.application_ids}
    applications = work.session.exec(select(Application).where(col(Application.id).in_(ids))).all()
    names = applicant_names(work, vacancy_id, applications)
    found = []
    for row in rows:
        texts = open_texts(work.settings, "tie-break", row.id, row.reasoning)
        called = tuple(sorted(names[each] for each in row.application_ids))
        found.append(OpenTieBreak(row, called, texts["reasoning"], texts["evidence"], by.get(row.recorded_by, "")))
    return found


def panel_totals(work: Work, vacancy_id: str) -> dict[str, dict[tuple[str, str], int | None]]:
    """Return the locked totals of every interviewed applicant, by application, then by panel and scorer."""
    questions = questions_of(work, vacancy_id, "agreed")
    held = select(Interview).where(Interview.vacancy_id == vacancy_id, Interview.state == "held")
    totals: dict[str, dict[tuple[str, str], int | None]] = {}
    for interview in work.session.exec(held.order_by(col(Interview.id))):
        mine = totals.setdefault(interview.application_id, {})
        for sheet in sheets_of(work, interview, questions):
            if sheet.locked:
                mine[interview.panel_id, sheet.account_id] = sheet.total
    return totals


def _sum(totals: Mapping[tuple[str, str], int | None]) -> int:
    return sum(each for each in totals.values() if each is not None)
