"""Writing what an import of applications planned: rows, sealed documents, and the first step of each application."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from service import db
from service.application_contents import seal_contents
from service.jobs.queue import add_job, latest_job
from service.models import Application, OutcomeEvent, RedactedPack, new_id
from service.outcome_steps import counting_day, record_step, steps_of
from service.shortlisting.applications_documents import a_document, documents_of
from service.shortlisting.import_plan import ApplicationsPlan, PlannedApplication
from service.tables.report import ImportReport
from service.work import Work

REDACTION = "redaction"
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Imported:
    """What was written. `answers` are the monitoring answers by application id, for the door to pass on unread."""

    report: ImportReport
    answers: Mapping[str, Mapping[str, str]]


def write_applications(
    work: Work, vacancy_id: str, plan: ApplicationsPlan, subject_id: str, progress: Progress | None = None
) -> Imported:
    """Write a plan without problems, and let a worker redact what is new or changed."""
    for number, planned in enumerate(plan.planned, start=1):
        if planned.stored is None:
            _add(work, vacancy_id, planned)
        else:
            _change(work, planned.stored.id, planned)
        if progress is not None:
            progress(number, len(plan.planned))
    work.session.flush()
    if plan.planned:
        request_redaction(work, vacancy_id)
    report = plan.report
    counts = {"new": report.new, "changed": report.changed, "unchanged": report.unchanged}
    work.record("applications.imported", "vacancy", vacancy_id, {"import": subject_id, **counts})
    wanted = select(Application.reference, Application.id).where(Application.vacancy_id == vacancy_id)
    ids = dict(work.session.exec(wanted.where(col(Application.state) != "withdrawn")).all())
    return Imported(report, {ids[each]: answers for each, answers in plan.answers.items() if each in ids})


def request_redaction(work: Work, vacancy_id: str) -> None:
    """Let a worker redact what waits in a vacancy, unless one is about to."""
    job = latest_job(work, vacancy_id)
    if job is None or job.kind != REDACTION or job.state != "queued":
        add_job(work, REDACTION, vacancy_id)


def _add(work: Work, vacancy_id: str, planned: PlannedApplication) -> None:
    key = new_id()
    given = planned.given
    row = Application(
        id=key,
        vacancy_id=vacancy_id,
        reference=given.reference,
        applied_on=given.applied_on,
        sealed=seal_contents(work.settings, key, given.contents),
        guaranteed_interview=given.guaranteed_interview,
        imported_by=work.actor.account_id,
    )
    work.session.add(row)
    work.session.flush()
    _attach(work, key, planned)
    record_step(work, row, "applied", "open", given.applied_on)


def _change(work: Work, application_id: str, planned: PlannedApplication) -> None:
    row = db.lock(work.session, Application, application_id)
    given = planned.given
    row.sealed = seal_contents(work.settings, row.id, given.contents)
    row.guaranteed_interview = given.guaranteed_interview
    if planned.moves_date:
        _correct_first_step(work, row, given.applied_on)
        row.applied_on = given.applied_on
    row.state = "imported"
    row.version += 1
    work.session.add(row)
    replace_pack(work, row.id)
    if planned.files is not None:
        for document in documents_of(work, [row.id]).get(row.id, []):
            document.replaced = True
            work.session.add(document)
        _attach(work, row.id, planned)
    work.record("application.changed", "application", row.id)


def _correct_first_step(work: Work, row: Application, applied_on: date) -> None:
    """Let the step of having applied have the date that the recruiting system gives now; the old one stays readable."""
    first = steps_of(work, row.id)[0]
    event = OutcomeEvent(
        application_id=row.id, vacancy_id=row.vacancy_id, stage=first.stage, outcome=first.outcome,
        happened_on=applied_on, counts_on=max(counting_day(work, applied_on), counting_day(work, first.counts_on)),
        recorded_by=work.actor.account_id, corrects_id=first.id,
        reason="A later file of the recruiting system gives another date of application.",
    )  # fmt: skip
    work.session.add(event)
    work.record("outcome.corrected", "application", row.id, {"event": event.id, "corrects": first.id})


def replace_pack(work: Work, application_id: str) -> RedactedPack | None:
    """Take the pack of an application out of use: a new one must be made, and released by a person."""
    live = select(RedactedPack).where(RedactedPack.application_id == application_id, RedactedPack.state != "replaced")
    pack = work.session.exec(live.with_for_update()).one_or_none()
    if pack is not None:
        pack.state = "replaced"
        pack.version += 1
        work.session.add(pack)
        work.session.flush()
        work.record("pack.replaced", "application", application_id, {"pack": pack.id, "number": pack.number})
    return pack


def _attach(work: Work, application_id: str, planned: PlannedApplication) -> None:
    for position, (file, read) in enumerate(zip(planned.files or (), planned.read, strict=True)):
        work.session.add(a_document(work.settings, application_id, position, file.name, file.data, read))
