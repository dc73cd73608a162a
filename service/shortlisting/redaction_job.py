"""Redacting a vacancy's applications, in a worker process: read, redact outside any transaction, keep for a person.

Nothing is released here. What the redaction is sure of is proposed; what it is not waits for the recruitment team.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, func, select

from service import db
from service.application_contents import open_contents
from service.jobs.task import Task
from service.models import Application, RedactedPack, new_id
from service.shortlisting.applications_documents import document_text, documents_of
from service.shortlisting.import_write import REDACTION
from service.shortlisting.packs import seal_pack
from service.shortlisting.redaction.disclosure_model import installed_model
from service.shortlisting.redaction.disclosures import DisclosureModel
from service.shortlisting.review_draft import Draft, Source, make_draft, pack_of, seal_draft, sources_of, withheld
from service.trail import SYSTEM
from service.work import House, Work

__all__ = ["REDACTION", "redact_applications", "redact_waiting", "waiting_in"]

AT_ONCE = 10
log = logging.getLogger("fairpanel.worker")


@dataclass(frozen=True, slots=True)
class Redacted:
    """One application's draft, and the version of the application it was made from."""

    application_id: str
    version: int
    sources: Sequence[Source]
    draft: Draft


def redact_applications(house: House, task: Task) -> None:
    """Redact all applications of the task's vacancy that wait; a later worker goes on where this one stopped."""
    model = installed_model()
    done = 0
    with house.reading(SYSTEM) as work:
        total = len(waiting_in(work, task.subject_id))
    task.report(done=0, total=total)
    while not task.should_stop():
        batch = _batch(house, task.subject_id, model)
        if not batch:
            break
        with task.writing() as work:
            done += sum(keep_draft(work, each) for each in batch)
        task.report(done=done, total=max(total, done))
    if not task.interrupted:
        with task.finishing("cancelled" if task.cancelled else "done", done=done, total=max(total, done)) as work:
            work.record("applications.redacted", "vacancy", task.subject_id, {"applications": done})


def redact_waiting(house: House, vacancy_id: str) -> int:
    """Redact what waits in a vacancy at once, without a worker: for commands. Return how many were redacted."""
    model = installed_model()
    done = 0
    while batch := _batch(house, vacancy_id, model):
        with house.writing(SYSTEM) as work:
            done += sum(keep_draft(work, each) for each in batch)
    return done


def waiting_in(work: Work, vacancy_id: str) -> list[str]:
    """Return the ids of the applications that wait to be redacted."""
    live = select(RedactedPack.application_id).where(RedactedPack.state != "replaced")
    wanted = select(Application.id).where(
        Application.vacancy_id == vacancy_id, Application.state == "imported", col(Application.id).not_in(live)
    )
    return list(work.session.exec(wanted.order_by(col(Application.id))))


def sources_in(work: Work, row: Application) -> list[Source]:
    """Return the parts of an application as they were written."""
    texts = [document_text(work.settings, each) for each in documents_of(work, [row.id]).get(row.id, [])]
    return sources_of(open_contents(work.settings, row), texts)


def keep_draft(work: Work, made: Redacted) -> bool:
    """Keep a draft as the proposed pack of its application; False where the application has changed meanwhile."""
    row = db.lock(work.session, Application, made.application_id)
    live = select(RedactedPack.id).where(RedactedPack.application_id == row.id, RedactedPack.state != "replaced")
    if row.version != made.version or row.state != "imported" or work.session.exec(live).first():
        return False
    add_pack(work, row, made.sources, made.draft)
    return True


def add_pack(work: Work, row: Application, sources: Sequence[Source], draft: Draft) -> RedactedPack:
    """Add the next pack of an application, proposed; with open points the application waits for a person."""
    last = work.session.exec(select(func.max(RedactedPack.number)).where(RedactedPack.application_id == row.id)).one()
    key = new_id()
    pack = RedactedPack(
        id=key,
        application_id=row.id,
        number=(last or 0) + 1,
        sealed=seal_pack(work.settings, key, pack_of(sources, draft)),
        sealed_draft=seal_draft(work.settings, key, draft),
        to_review=len(draft.points),
    )
    if draft.points:
        row.state = "in_review"
        work.session.add(row)
    work.session.add(pack)
    work.session.flush()
    work.record("pack.proposed", "application", row.id, {"pack": pack.id, "to_review": pack.to_review})
    return pack


def _batch(house: House, vacancy_id: str, model: DisclosureModel | None) -> list[Redacted]:
    with house.reading(SYSTEM) as work:
        ids = waiting_in(work, vacancy_id)[:AT_ONCE]
        rows = [db.get(work.session, Application, each) for each in ids]
        opened = [(row, sources_in(work, row), open_contents(work.settings, row).details) for row in rows]
    return [
        Redacted(row.id, row.version, sources, _draft(row, sources, details, model)) for row, sources, details in opened
    ]


def _draft(
    row: Application, sources: Sequence[Source], details: Mapping[str, Any], model: DisclosureModel | None
) -> Draft:
    try:
        return make_draft(sources, details, model)
    except Exception as error:
        # One text that no rule foresaw must not keep all others waiting; it goes to a person with nothing shown.
        # The kind of error alone is logged: its words, and those of a traceback, may quote the applicant.
        log.error("The redaction of application %s broke off (%s).", row.id, type(error).__name__)
        return withheld(sources)
