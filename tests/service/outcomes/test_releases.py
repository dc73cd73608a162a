"""Releases in the service: drafted by a worker, let out by a person, never changed, and every taking written down."""

import json
from datetime import date

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from service.errors import ConflictError, ForbiddenError, InvalidInputError
from service.jobs.worker import Worker
from service.models import Job, OutcomeSnapshot, ReleaseDraft
from service.outcomes.applications import FinancialYear
from service.outcomes.external import check_outcomes, import_outcomes
from service.outcomes.records import outcomes_file
from service.outcomes.releases import (
    DRAFT_RELEASE,
    discard_draft,
    downloads,
    draft_release,
    drafted_document,
    drafts,
    prepare_draft,
    publish_draft,
    releases,
    staff_releases,
    take_release,
)
from service.outcomes.snapshots import take_snapshot
from service.trail import SYSTEM, Actor
from service.work import House
from tests.builders import an_actor
from tests.service.outcomes.files import a_file, people
from tests.service.outcomes.files import an_application as a_row

YEAR = FinancialYear(2026)
SMALL = 3


def test_a_release_hides_small_counts_and_stays_byte_for_byte(house: House) -> None:
    hr, snapshot = _with_snapshot(house)
    draft = _drafted(house, hr, snapshot)
    with house.writing(hr) as work:
        seen = drafted_document(work, draft.id)
        assert seen is not None
        release = publish_draft(work, draft.id, "Year to date", "Board paper", True, draft.version)
        assert drafts(work) == []
    document = json.loads(seen)
    asked = ("gender", "shortlisted", "appointed")
    (table,) = (each for each in document["tables"] if (each["characteristic"], each["from"], each["to"]) == asked)
    selected = {row["code"]: row["selected"] for row in table["groups"]}
    assert selected["2"] == "*"
    assert str(SMALL) not in {str(value) for value in selected.values()}
    with house.writing(hr) as work:
        assert take_release(work, release.id, "json") == seen
        assert take_release(work, release.id, "html") == take_release(work, release.id, "html")
        assert take_release(work, release.id, "xlsx")[:2] == b"PK"
        assert take_release(work, release.id, "csv")[:2] == b"PK"
        assert [each.form for each in downloads(work, release.id)] == ["csv", "xlsx", "html", "html", "json"]
        with pytest.raises(InvalidInputError, match="no such form"):
            take_release(work, release.id, "docx")
    with pytest.raises(DBAPIError, match="append_only"), house.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE outcome_release SET title = 'Another'")


def test_staff_read_only_what_was_released_to_them(sqlite_house: House) -> None:
    hr, snapshot = _with_snapshot(sqlite_house)
    with sqlite_house.writing(SYSTEM) as work:
        panelist = an_actor(work, roles=("panelist",))
    draft = _drafted(sqlite_house, hr, snapshot)
    with sqlite_house.writing(hr) as work:
        release = publish_draft(work, draft.id, "For HR", "Asked by the board", False, draft.version)
    with sqlite_house.writing(panelist) as work:
        assert staff_releases(work) == []
        with pytest.raises(ForbiddenError):
            take_release(work, release.id, "html")
        with pytest.raises(ForbiddenError):
            releases(work)


def test_a_draft_made_before_another_release_has_to_be_made_again(house: House) -> None:
    hr, snapshot = _with_snapshot(house)
    one, two = _drafted(house, hr, snapshot), _drafted(house, hr, snapshot)
    with house.writing(hr) as work:
        publish_draft(work, one.id, "First", "Board", False, one.version)
    with pytest.raises(ConflictError, match="Draft it again"), house.writing(hr) as work:
        publish_draft(work, two.id, "Second", "Board", False, two.version)
    again = _drafted(house, hr, snapshot)
    with house.writing(hr) as work:
        second = publish_draft(work, again.id, "Second", "Board", False, again.version)
        first = next(each for each in releases(work) if each.number == 1)
        assert (second.number, second.report) == (2, first.report)  # the same query gives the same bytes


def test_a_release_needs_a_title_and_a_reason_and_a_draft_that_is_ready(sqlite_house: House) -> None:
    hr, snapshot = _with_snapshot(sqlite_house)
    with sqlite_house.writing(hr) as work:
        waiting = draft_release(work, snapshot.id, "gender")
    with pytest.raises(ConflictError, match="drafting"), sqlite_house.writing(hr) as work:
        publish_draft(work, waiting.id, "Title", "Reason", False, waiting.version)
    with pytest.raises(InvalidInputError) as refused, sqlite_house.writing(hr) as work:
        publish_draft(work, waiting.id, " ", "", False, waiting.version)
    assert {problem.where for problem in refused.value.problems} == {"title", "reason"}
    _do_jobs(sqlite_house)
    with sqlite_house.writing(hr) as work:
        discard_draft(work, waiting.id, 2)
        assert drafts(work) == []
        with pytest.raises(InvalidInputError, match="no column shoe"):
            draft_release(work, snapshot.id, "shoe")


def test_a_second_snapshot_of_the_year_is_released_against_the_first(sqlite_house: House) -> None:
    hr, snapshot = _with_snapshot(sqlite_house)
    draft = _drafted(sqlite_house, hr, snapshot)
    with sqlite_house.writing(hr) as work:
        publish_draft(work, draft.id, "First", "Board", False, draft.version)
    more = [{**row, "application_id": f"b{at}"} for at, row in enumerate(_rows()[:12])]
    _import(sqlite_house, hr, more, "late")
    with sqlite_house.writing(hr) as work:
        later = take_snapshot(work, YEAR, outcomes_file(work, {}))
    second = _drafted(sqlite_house, hr, later)
    # Whether it may leave is the attacker's business; that it was held against the first is ours.
    assert second.state in ("ready", "refused")
    assert second.after_number == 1


def _drafted(house: House, hr: Actor, snapshot: OutcomeSnapshot) -> ReleaseDraft:
    with house.writing(hr) as work:
        draft = draft_release(work, snapshot.id, "gender")
    _do_jobs(house)
    with house.reading(SYSTEM) as work:
        return work.session.get_one(ReleaseDraft, draft.id)


def _do_jobs(house: House) -> None:
    worker = Worker(house, {DRAFT_RELEASE: prepare_draft})
    while worker.run_once():
        pass
    with house.reading(SYSTEM) as work:
        assert {(job.state, job.error) for job in work.session.exec(select(Job))} == {("done", "")}


def _with_snapshot(house: House) -> tuple[Actor, OutcomeSnapshot]:
    with house.writing(SYSTEM) as work:
        hr = an_actor(work)
    _import(house, hr, _rows(), "trac")
    with house.writing(hr) as work:
        return hr, take_snapshot(work, YEAR, outcomes_file(work, {}))


def _import(house: House, hr: Actor, rows: list[dict[str, str]], source: str) -> None:
    with house.writing(hr) as work:
        import_outcomes(work, check_outcomes(a_file(rows), source), source)


def _rows() -> list[dict[str, str]]:
    closed = {"applied_on": "2026-05-01", "closed_on": date(2026, 6, 1).isoformat()}
    woman = {"gender": "2", **closed}
    rows = people(((40, closed), (SMALL, woman)), "appointed")
    rows += people(((120, closed), (90, woman)), "interviewed")
    return [{**a_row(), **row, "application_id": f"a{at}"} for at, row in enumerate(rows)]
