"""Justifications: the reasons for every appointment in scope, owed by a date, whoever was appointed."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from service import db
from service.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError, Problem
from service.interviews.applicants import applicant_name
from service.interviews.decisions import today
from service.interviews.sealed import open_texts, seal_texts
from service.interviews.taking_part import Part, account_names, locked_vacancy, named, part_in
from service.interviews.texts import checked
from service.models import AppointmentDecision, Justification, Person, Vacancy, utc_now
from service.scope import only_managers_and_hr, vacancies_of
from service.work import Work


@dataclass(frozen=True, slots=True)
class OwedJustification:
    """One line of the list: the post, who answers for it, when it is due, and whether it is late."""

    row: Justification
    vacancy: Vacancy
    owner: str
    overdue: bool


@dataclass(frozen=True, slots=True)
class JustificationView:
    """One justification with what it is about; `text` is empty until it is written."""

    row: Justification
    vacancy: Vacancy
    part: Part
    applicant: str
    decided_by: str
    decision: AppointmentDecision
    text: str
    written_by: str
    overdue: bool


def justifications(work: Work) -> list[OwedJustification]:
    """Return the justifications of the actor's vacancies, unwritten ones first, by the day they are due.

    Those of a decision that was corrected since are not owed any more.

    Raises:
        ForbiddenError: the actor neither recruits nor works in HR.
    """
    only_managers_and_hr(work.actor)
    corrected = select(AppointmentDecision.corrects_id).where(col(AppointmentDecision.corrects_id).is_not(None))
    wanted = (
        select(Justification, Vacancy, Person.name)
        .join(Vacancy, col(Vacancy.id) == col(Justification.vacancy_id))
        .outerjoin(Person, col(Person.id) == col(Vacancy.appointing_manager_id))
        .where(vacancies_of(work.actor), col(Justification.decision_id).not_in(corrected))
    )
    day = today(work)
    found = [
        OwedJustification(row, vacancy, owner or "HR", is_overdue(row, day))
        for row, vacancy, owner in work.session.exec(wanted)
    ]
    return sorted(found, key=lambda each: (each.row.text is not None, each.row.due_on, each.row.id))


def justification_view(work: Work, justification_id: str) -> JustificationView:
    """Return one justification to those who recruit for its vacancy.

    Raises:
        NotFoundError: there is none, or it is not theirs.
    """
    row = db.get(work.session, Justification, justification_id)
    vacancy = db.get(work.session, Vacancy, row.vacancy_id)
    part = part_in(work, vacancy)
    if not part.recruits:
        raise NotFoundError
    decision = db.get(work.session, AppointmentDecision, row.decision_id)
    names = account_names(work, [decision.decided_by, row.written_by])
    return JustificationView(
        row,
        vacancy,
        part,
        applicant_name(work, decision.application_id),
        names.get(decision.decided_by, ""),
        decision,
        open_texts(work.settings, "justification", row.id, row.text).get("text", ""),
        names.get(row.written_by, ""),
        is_overdue(row, today(work)),
    )


def write_justification(work: Work, justification_id: str, text: str, expected_version: int | None) -> Justification:
    """Write why this applicant was appointed, once.

    Raises:
        NotFoundError: there is none, or it is not theirs.
        ForbiddenError: the actor does not decide there.
        ConflictError: it is written already.
        InvalidInputError: nothing is written, or too much.
        StaleError: it was changed meanwhile.
    """
    vacancy_id = db.get(work.session, Justification, justification_id).vacancy_id
    _, part = locked_vacancy(work, vacancy_id)
    if not part.recruits:
        raise NotFoundError
    if not part.decides:
        raise ForbiddenError("The appointing manager or HR writes why.")
    row = db.lock(work.session, Justification, justification_id)
    if row.text is not None:
        raise ConflictError("This justification is written already. It stays as it was written.", code="written")
    db.expect_version(row, expected_version)
    problems: list[Problem] = []
    text = checked(problems, "text", "The justification", text)
    if problems:
        raise InvalidInputError(problems)
    row.text = seal_texts(work.settings, "justification", row.id, {"text": text})
    row.written_by, row.written_at = named(work), utc_now()
    work.session.add(row)
    work.record("justification.written", "justification", row.id, {"decision": row.decision_id})
    return row


def is_overdue(row: Justification, day: date) -> bool:
    """Return whether a justification should have been written before `day`, and is not."""
    return row.text is None and row.due_on < day
