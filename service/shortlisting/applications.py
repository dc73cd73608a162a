"""A vacancy's applications as the recruitment team sees them: the list, one application, and its withdrawal.

Nothing is deleted: a withdrawn application stays, out of everybody's list. Names are shown after the reveal alone.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import col, func, select

from service import db
from service.application_contents import ApplicationContents, is_revealed, open_contents, revealed_contents
from service.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from service.jobs.queue import WAITING_OR_UNDER_WAY, latest_job
from service.models import (
    Application,
    ApplicationDocument,
    Job,
    MarkingFlag,
    OutcomeEvent,
    RedactedPack,
    Shortlisting,
    utc_now,
)
from service.outcome_steps import record_step, standing, steps_of
from service.scope import is_hr
from service.shortlisting.applications_documents import DocumentText, document_text, documents_of, open_document
from service.shortlisting.applications_scope import OPENED, application_for_recruiters, for_readers, for_recruiters
from service.shortlisting.import_write import REDACTION, request_redaction
from service.shortlisting.marking import finish_marking
from service.work import Work

MANAGERS_READ = frozenset(
    {"title", "first_name", "middle_name", "last_name", "preferred_name", "registration_body", "registration_number",
     "university", "current_employer", "job_title"}
)  # fmt: skip
"""The form's values that a manager sees after the reveal. How to reach somebody, and what identifies or describes them
beyond their name and profession, is for HR, who arranges; a value that the form gains later is too."""


@dataclass(frozen=True, slots=True)
class ApplicationLine:
    """An application in a list. `name` is empty until the reveal; `leaks` counts reports that are not settled."""

    application: Application
    name: str
    documents: int
    pack: RedactedPack | None
    leaks: int


@dataclass(frozen=True, slots=True)
class OpenApplication:
    """What an applicant sent, as it was read, and the steps of their application.

    `contents` hold the form's values that the actor needs, not always all; `everything` says which it is.
    """

    application: Application
    contents: ApplicationContents
    documents: tuple[DocumentText, ...]
    steps: tuple[OutcomeEvent, ...]
    everything: bool


def list_applications(work: Work, vacancy_id: str) -> list[ApplicationLine]:
    """Return a vacancy's applications by reference.

    Raises:
        NotFoundError, ForbiddenError: as `for_readers`.
    """
    for_readers(work, vacancy_id)
    wanted = select(Application).where(Application.vacancy_id == vacancy_id).order_by(col(Application.reference))
    rows = list(work.session.exec(wanted))
    ours = select(Application.id).where(Application.vacancy_id == vacancy_id)
    documents = dict(
        work.session.exec(
            select(ApplicationDocument.application_id, func.count())
            .where(col(ApplicationDocument.application_id).in_(ours), col(ApplicationDocument.replaced).is_(False))
            .group_by(col(ApplicationDocument.application_id))
        ).all()
    )
    live = select(RedactedPack).where(col(RedactedPack.application_id).in_(ours), RedactedPack.state != "replaced")
    packs = {each.application_id: each for each in work.session.exec(live)}
    flags = select(MarkingFlag.application_id).where(
        col(MarkingFlag.application_id).in_(ours), MarkingFlag.kind == "leak", col(MarkingFlag.settled_at).is_(None)
    )
    leaks = Counter(work.session.exec(flags))
    revealed = is_revealed(work, vacancy_id)
    return [
        ApplicationLine(
            row,
            revealed_contents(work, row).name if revealed else "",
            documents.get(row.id, 0),
            packs.get(row.id),
            leaks[row.id],
        )
        for row in rows
    ]


def open_application(work: Work, application_id: str) -> OpenApplication:
    """Return what an applicant sent, as far as the actor needs it, and record in the trail that it was opened.

    Raises:
        NotFoundError, ForbiddenError: as `for_readers`.
    """
    row = _readable(work, application_id)
    texts = [document_text(work.settings, each) for each in documents_of(work, [row.id]).get(row.id, [])]
    work.record(OPENED, "application", row.id, {"purpose": "application"})
    contents, everything = open_contents(work.settings, row), is_hr(work.actor)
    if not everything:
        known = {name: value for name, value in contents.details.items() if name in MANAGERS_READ}
        contents = ApplicationContents(known, contents.sections)
    return OpenApplication(row, contents, tuple(texts), tuple(steps_of(work, row.id)), everything)


def original_document(work: Work, application_id: str, document_id: str) -> tuple[str, bytes]:
    """Return the ending and the bytes of a document as it was sent, after the reveal, and record that it was opened.

    Raises:
        NotFoundError: there is none, or it is not the actor's to read.
        ForbiddenError: who the applicants are has not been revealed; others as `for_readers`.
    """
    row = _readable(work, application_id)
    document = work.session.get(ApplicationDocument, document_id)
    if document is None or document.application_id != row.id:
        raise NotFoundError
    if not is_revealed(work, row.vacancy_id):
        raise ForbiddenError("Files as they were sent are served after the reveal.")
    _, data = open_document(work.settings, document)
    work.record("application.document_opened", "application", row.id, {"document": document.id})
    return document.kind, data


def withdraw_application(work: Work, application_id: str, expected_version: int | None, on: date) -> Application:
    """Note that an applicant has withdrawn; nothing they sent is deleted, and nobody marks it any more.

    If theirs was the last application that held up a marking which everybody had finished, it is locked now.

    Raises:
        ConflictError: they had withdrawn already.
        InvalidInputError: the day is before the application or still to come.
        NotFoundError, ForbiddenError, StaleError: as `application_for_recruiters` and `db.expect_version`.
    """
    vacancy_id = application_for_recruiters(work, application_id).vacancy_id
    shortlisting = db.lock(work.session, Shortlisting, vacancy_id)  # first, as whoever locks scores does
    row = db.lock(work.session, Application, application_id)
    if row.state == "withdrawn":
        raise ConflictError("This application was withdrawn already.", code="withdrawn")
    if not row.applied_on <= on <= utc_now().astimezone(work.settings.zone).date():
        raise InvalidInputError.one(
            "on", "This day is before the application, or still to come.", "Give the day on which they withdrew."
        )
    db.expect_version(row, expected_version)
    row.state = "withdrawn"
    work.session.add(row)
    stage, outcome = standing(steps_of(work, row.id))
    if outcome != "withdrawn":
        record_step(work, row, stage or "applied", "withdrawn", on)
    work.record("application.withdrawn", "application", row.id)
    work.session.flush()
    finish_marking(work, shortlisting)
    return row


def start_redaction(work: Work, vacancy_id: str) -> None:
    """Let a worker redact what waits, where the last attempt failed or was stopped.

    Raises:
        ConflictError: it is under way; others as `for_recruiters`.
    """
    for_recruiters(work, vacancy_id)
    job = redaction_job(work, vacancy_id)
    if job is not None and job.state in WAITING_OR_UNDER_WAY:
        raise ConflictError("The redaction is under way.", code="under_way")
    request_redaction(work, vacancy_id)
    work.record("redaction.requested", "vacancy", vacancy_id)


def redaction_job(work: Work, vacancy_id: str) -> Job | None:
    """Return the latest redaction of a vacancy; whose vacancy it is has been looked at."""
    job = latest_job(work, vacancy_id)
    return job if job is not None and job.kind == REDACTION else None


def states_of(lines: Sequence[ApplicationLine]) -> Counter[str]:
    """Return how many applications are in each state; `imported` ones with a pack count as `ready`."""
    return Counter(
        "ready" if each.application.state == "imported" and each.pack is not None else each.application.state
        for each in lines
    )


def _readable(work: Work, application_id: str) -> Application:
    row = work.session.get(Application, application_id)
    if row is None:
        raise NotFoundError
    for_readers(work, row.vacancy_id)
    return row
