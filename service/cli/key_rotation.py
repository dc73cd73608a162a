"""Turning the data keys: everything that an older key sealed is sealed anew with the newest, in one transaction."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import update
from sqlmodel import select

from service.migrations.guards import APPEND_ONLY_SEALED, lift_refusal, refusal
from service.models import (
    Adjustment,
    Application,
    ApplicationDocument,
    ApplicationImport,
    AppointmentDecision,
    Concern,
    DecisionCorrection,
    DiscussionNote,
    ExternalApplication,
    Feedback,
    InterviewScore,
    Justification,
    MarkingFlag,
    OutcomeSnapshot,
    RedactedPack,
    ReleaseDraft,
    TieBreak,
)
from service.models.monitoring import MonitoringAnswer
from service.vault import seal_file, sealed_with_newest, unseal_file
from service.work import Work

# Table, column, and the name its bytes are bound to. A wrong name opens nothing, so that nothing can be lost by one.
SEALED: tuple[tuple[Any, str, str], ...] = (
    (Application, "sealed", "application {id}"),
    (ApplicationDocument, "sealed", "document {id}"),
    (ApplicationDocument, "sealed_text", "document text {id}"),
    (ApplicationImport, "sealed", "import {id}"),
    (ApplicationImport, "report", "import report {id}"),
    (RedactedPack, "sealed", "pack {id}"),
    (RedactedPack, "sealed_draft", "draft {id}"),
    (MarkingFlag, "note", "flag {id}"),
    (MonitoringAnswer, "sealed", "monitoring {application_id}"),
    (Adjustment, "asked", "adjustment {id}"),
    (Adjustment, "answer", "adjustment answer {id}"),
    (InterviewScore, "note", "score {id}"),
    (DiscussionNote, "text", "discussion {id}"),
    (Concern, "text", "concern {id}"),
    (Concern, "answer", "concern answer {id}"),
    (AppointmentDecision, "reasons", "decision {id}"),
    (DecisionCorrection, "sealed", "correction {id}"),
    (Justification, "text", "justification {id}"),
    (TieBreak, "reasoning", "tie-break {id}"),
    (Feedback, "sealed", "feedback {id}"),
    (ExternalApplication, "sealed", "outcome {source} {reference}"),
    (OutcomeSnapshot, "sealed", "snapshot {id}"),
    (ReleaseDraft, "document", "draft {id}"),
)


def rotate_sealed(work: Work) -> int:
    """Seal anew what an older key sealed in any room but the panels' and self-descriptions; return how much it was.

    Append-only tables let their sealed columns through while this runs, in the same transaction: what they say is
    the same afterwards.

    Raises:
        ConfigurationError: something opens with none of the installation's keys; nothing is changed then.
    """
    count = 0
    with _lifted(work, APPEND_ONLY_SEALED):
        for table, column, name in SEALED:
            key = table.__table__.primary_key.columns.values()[0]
            for (identity,) in work.session.execute(select(key)).all():
                row = work.session.get_one(table, identity)
                sealed: bytes | None = getattr(row, column)
                work.session.expunge(row)
                if not sealed or sealed_with_newest(work.settings, sealed):
                    continue
                bound = name.format_map(dict(row))
                anew = seal_file(work.settings, bound, unseal_file(work.settings, bound, sealed))
                work.session.execute(update(table).where(key == identity).values({column: anew}))
                count += 1
    if count:
        work.record("keys.rotated", "installation", "installation", {"sealed": count})
    return count


@contextmanager
def _lifted(work: Work, tables: Sequence[str]) -> Iterator[None]:
    connection = work.session.connection()
    for statement in (line for table in tables for line in lift_refusal(connection.dialect.name, table)):
        connection.exec_driver_sql(statement)
    yield
    work.session.flush()
    for statement in (line for table in tables for line in refusal(connection.dialect.name, table)):
        connection.exec_driver_sql(statement)
