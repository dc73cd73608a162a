"""After a rotation the old data key can be thrown away: everything opens with the new one alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import LargeBinary
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel, select

from service.application_contents import open_contents
from service.cli.key_rotation import SEALED, rotate_sealed
from service.errors import ConfigurationError
from service.migrations.guards import lift_refusal
from service.models import (
    Application,
    ApplicationDocument,
    AppointmentDecision,
    OutcomeSnapshot,
    RedactedPack,
    new_id,
)
from service.outcomes.monitoring import answers_of, store_answers
from service.outcomes.snapshots import snapshot_file
from service.shortlisting.applications_documents import document_text, open_document
from service.shortlisting.import_files import Upload
from service.shortlisting.imports import get_import, report_of
from service.shortlisting.packs import open_pack
from service.shortlisting.review_draft import open_draft
from service.trail import SYSTEM
from service.vault import seal_file, unseal_file
from service.work import House
from tests.builders import an_account
from tests.service.outcomes.applied import an_application
from tests.service.shortlisting.application_files import a_desk, a_row

NEW = b"n" * 32
# What is bytes and needs no turning: turned elsewhere, sealed by nobody, or open on purpose.
ELSEWHERE = {
    "self_description.ciphertext", "round.problem", "round.plan", "idempotency_record.body", "import_batch.content",
    "outcome_release.report",
}  # fmt: skip


def test_every_application_opens_with_the_new_key_alone(sqlite_house: House) -> None:
    desk = a_desk(sqlite_house)
    desk.take_in([a_row(1)], [Upload("APP-0001.txt", b"I ran a clinic.")])
    desk.redact()
    waiting = desk.check([a_row(2)])
    with _rotated(sqlite_house) as new, new.reading(SYSTEM) as work:
        row = work.session.exec(select(Application)).one()
        document = work.session.exec(select(ApplicationDocument)).one()
        pack = work.session.exec(select(RedactedPack)).one()
        assert open_contents(work.settings, row).name
        assert open_document(work.settings, document) == ("APP-0001.txt", b"I ran a clinic.")
        assert document_text(work.settings, document).read.text == "I ran a clinic."
        assert open_pack(work.settings, pack).sections
        assert open_draft(work.settings, pack).spans
        assert report_of(work, get_import(work, waiting)).new == 1


def test_answers_and_append_only_rows_are_turned_and_stay_append_only(house: House) -> None:
    with house.writing(SYSTEM) as work:
        account, made, key, taken = an_account(work).id, an_application(work), new_id(), new_id()
        store_answers(work, {made.id: {"disability": "NN"}})
        reasons = seal_file(work.settings, f"decision {key}", b"She was best.")
        work.session.add(
            AppointmentDecision(
                id=key, application_id=made.id, outcome="appointed", reasons=reasons, decided_by=account
            )
        )
        frozen = seal_file(work.settings, f"snapshot {taken}", b"a,b\n")
        work.session.add(
            OutcomeSnapshot(id=taken, year=2026, applications=1, sealed=frozen, digest="d", taken_by=account)
        )
        made.sealed = seal_file(work.settings, f"application {made.id}", b"{}")
    with _rotated(house) as new:
        with new.reading(SYSTEM) as work:
            assert answers_of(work, [made.id])[made.id]["disability"] == "NN"
            decision = work.session.exec(select(AppointmentDecision)).one()
            assert unseal_file(work.settings, f"decision {key}", decision.reasons) == b"She was best."
            assert snapshot_file(work, work.session.exec(select(OutcomeSnapshot)).one()) == b"a,b\n"
        for words in ("UPDATE appointment_decision SET outcome = 'reserve'", "DELETE FROM outcome_snapshot"):
            with pytest.raises(DBAPIError, match="append_only"), new.database.engine.begin() as connection:
                connection.exec_driver_sql(words)


def test_a_row_that_no_key_opens_stops_the_rotation_and_nothing_is_changed(house: House) -> None:
    with house.writing(SYSTEM) as work:
        good, bad = an_application(work), an_application(work)
        good.sealed = seal_file(work.settings, f"application {good.id}", b"{}")
        bad.sealed = seal_file(work.settings, "application of somebody else", b"{}")
        before = {good.id: good.sealed, bad.id: bad.sealed}
    keys = NEW, *house.settings.data_keys
    with _with_keys(house, *keys) as both, pytest.raises(ConfigurationError), both.writing(SYSTEM) as work:
        rotate_sealed(work)
    with house.reading(SYSTEM) as work:
        assert {row.id: row.sealed for row in work.session.exec(select(Application))} == before
    with house.database.engine.connect() as connection:
        for statement in lift_refusal(connection.dialect.name, "tie_break"):
            connection.exec_driver_sql(statement)  # they are there, or this would fail; it is not committed


def test_every_column_of_bytes_is_turned_or_said_not_to_need_it() -> None:
    named = {f"{table.__tablename__}.{column}" for table, column, _ in SEALED}
    there = {
        f"{table.name}.{column.name}"
        for table in SQLModel.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }
    assert there - named == ELSEWHERE
    assert named <= there


@contextmanager
def _with_keys(house: House, *keys: bytes) -> Iterator[House]:
    """The same installation with other keys."""
    other = House(replace(house.settings, data_keys=keys))
    yield other
    other.database.engine.dispose()


@contextmanager
def _rotated(house: House) -> Iterator[House]:
    """The house after a rotation, with the new key alone."""
    with _with_keys(house, NEW, *house.settings.data_keys) as both:
        with both.writing(SYSTEM) as work:
            assert rotate_sealed(work) > 0
        with both.writing(SYSTEM) as work:
            assert rotate_sealed(work) == 0
    with _with_keys(house, NEW) as new:
        yield new
