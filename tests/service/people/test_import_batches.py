"""A file between its check and its commit: looked at again, erased afterwards, never committed twice."""

import pytest
from sqlalchemy import event
from sqlmodel import select

from service.errors import ConflictError, InvalidInputError, PreconditionRequiredError, StaleError
from service.models import ImportBatch, Person
from service.people.imports import check_again, check_import, commit_import, discard_import, list_imports
from service.tables.report import ImportReport
from service.trail import SYSTEM
from service.work import House
from tests.builders import a_department, a_person, an_actor
from tests.service.people.test_import_people import CREATE, ESR, counts, csv_of, esr_row


def test_an_import_waits_between_check_and_commit_and_its_file_is_then_erased(house: House) -> None:
    with house.writing(SYSTEM) as work:
        hr = an_actor(work)
    batch = check_import(house, hr, "people", "people.csv", csv_of(ESR, esr_row(1)), options=CREATE)
    assert ImportReport.from_json(batch.report).new == 1
    with house.reading(SYSTEM) as work:
        assert work.session.exec(select(Person)).all() == []
    with pytest.raises(PreconditionRequiredError), house.writing(hr) as work:
        commit_import(work, batch.id, None)
    seen: list[tuple[int, int]] = []
    with house.writing(hr) as work:
        report = commit_import(work, batch.id, 1, lambda done, total: seen.append((done, total)))
    assert (counts(report), seen) == ((1, 0, 0), [(1, 1)])
    with house.reading(hr) as work:
        kept = list_imports(work)[0]
        assert (kept.state, kept.content, len(kept.sha256)) == ("committed", None, 64)
    with pytest.raises(ConflictError), house.writing(hr) as work:
        commit_import(work, batch.id, 2)


def test_committing_checks_again_what_may_have_changed_meanwhile(house: House) -> None:
    with house.writing(SYSTEM) as work:
        hr = an_actor(work)
        a_department(work, "Ward 1", division="Medicine", site="North site")
    batch = check_import(house, hr, "people", "people.csv", csv_of(ESR, esr_row(1)), options=CREATE)
    with house.writing(hr) as work:
        a_person(work, work_email="ana1@trust.example")
    with pytest.raises(InvalidInputError, match="e-mail"), house.writing(hr) as work:
        commit_import(work, batch.id, 1)
    with house.reading(hr) as work:
        assert list_imports(work)[0].state == "checked"


def test_a_kept_file_can_be_checked_with_other_options_or_discarded(sqlite_house: House) -> None:
    with sqlite_house.writing(SYSTEM) as work:
        hr = an_actor(work)
    batch = check_import(sqlite_house, hr, "people", "people.csv", csv_of(ESR, esr_row(1)))
    assert batch.report["problems"]
    assert not check_again(sqlite_house, hr, batch.id, 1, None, CREATE).report["problems"]
    with pytest.raises(StaleError):
        check_again(sqlite_house, hr, batch.id, 1, None)
    with pytest.raises(StaleError), sqlite_house.writing(hr) as work:
        discard_import(work, batch.id, 1)
    with sqlite_house.writing(hr) as work:
        discard_import(work, batch.id, 2)
    with sqlite_house.reading(hr) as work:
        kept = work.session.get_one(ImportBatch, batch.id)
        assert (kept.state, kept.content) == ("discarded", None)


def test_others_can_write_while_a_file_is_compared_with_what_is_stored(sqlite_house: House) -> None:
    with sqlite_house.writing(SYSTEM) as work:
        hr = an_actor(work)
    written: list[str] = []

    def write_meanwhile(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        # Within a writing transaction of the check, this would wait for it and then be refused.
        if "FROM person" in statement:
            with sqlite_house.writing(SYSTEM) as work:
                written.append(a_department(work, f"d{len(written)}").id)

    event.listen(sqlite_house.database.engine, "before_cursor_execute", write_meanwhile)
    batch = check_import(sqlite_house, hr, "people", "people.csv", csv_of(ESR, esr_row(1)), options=CREATE)
    before = len(written)
    check_again(sqlite_house, hr, batch.id, 1, None, CREATE)
    assert 0 < before < len(written)
