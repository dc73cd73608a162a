"""The pages of outcomes: audits on HR’s screen, releases, corrections by two people, targets, and staff’s page."""

import io
from datetime import date

from flask import Flask

from service.jobs.worker import Worker
from service.outcome_steps import record_step
from service.outcomes.releases import DRAFT_RELEASE, prepare_draft
from service.trail import SYSTEM
from tests.builders import a_vacancy
from tests.service.callers import trail_of
from tests.service.outcomes.applied import an_application
from tests.service.outcomes.files import a_file
from tests.service.outcomes.files import an_application as a_row
from tests.service.pages.hr_forms import fill_in, held, send_form
from tests.service.pages.visitor import Page, Visitor, a_visitor
from tests.service.watched_client import house_of

CLOSED = {"applied_on": "2026-05-01", "closed_on": "2026-06-01"}


def test_hr_imports_audits_freezes_and_releases_and_staff_read_it(app: Flask) -> None:
    hr, staff = a_visitor(app), a_visitor(app, roles=("panelist",))
    assert "Nothing was taken in yet. The file would bring 230 new" in _import(hr, "check").words
    assert "Imported: 230 new, 0 changed, 0 as before" in _import(hr, "import").words
    assert "Imported: 0 new, 0 changed, 230 as before" in _import(hr, "import").words
    page = fill_in(hr, "/outcomes/audit", {"year": "2026/27", "by": "gender"})
    for words in (
        "230 applications",
        "By gender",
        "3",
        "from shortlisting to appointment",
        "nothing of this page leaves",
    ):
        assert words in page.words
    assert [action for action, _ in trail_of(house_of(app))].count("audit.viewed") == 1
    taken = hr.send_only("/outcomes/audit", {"year": "2026/27", "by": "gender", "form": "xlsx"})
    assert taken.headers["Content-Disposition"] == 'attachment; filename="outcomes-2026-27.xlsx"'
    assert taken.data[:2] == b"PK"
    fill_in(hr, "/outcomes/releases/snapshots", {"year": "2026/27"}, seen="/outcomes/releases")
    page = fill_in(hr, "/outcomes/releases/drafts", {"by": "gender"}, seen="/outcomes/releases")
    path = page.response.request.path
    assert "A worker is protecting the small counts" in page.words
    assert Worker(house_of(app), {DRAFT_RELEASE: prepare_draft}).run_once()
    page = hr.get(path)
    assert "This is what would leave" in page.words
    faults = send_form(hr, page, f"{path}/release", {"title": ""}, status=422).faults()
    assert len(faults) == 2
    page = send_form(
        hr, hr.get(path), f"{path}/release", {"title": "To June", "reason": "Board", "staff_facing": "yes"}
    )
    assert "Release 1 is in the register." in page.words
    assert "Nobody has taken it yet." in page.words
    take = f"{page.response.request.path}/html"
    assert "To June" in staff.get("/fairness").words
    got = staff.send_only(take)
    assert got.headers["Content-Disposition"] == 'attachment; filename="outcomes-release-1.html"'
    assert b"<html" in got.data
    assert "HTML" in hr.get(page.response.request.path).words
    assert "1: To June" in hr.get("/outcomes/releases").words
    staff.get("/outcomes/releases", status=403)


def test_a_faulty_file_and_hopeless_wishes_come_back_in_words(sqlite_app: Flask) -> None:
    hr = a_visitor(sqlite_app)
    assert _import(hr, "import", a_file([a_row(stage="hired")]), status=422).faults() != []
    assert "row 2" not in _import(hr, "import", b"", status=422).words
    assert fill_in(hr, "/outcomes/audit", {"year": "2026"}, status=422).faults() != []
    assert "No application has been recorded" in fill_in(hr, "/outcomes/audit", {"year": ""}, status=422).words
    _import(hr, "import")
    assert "no column shoe" in fill_in(hr, "/outcomes/audit", {"by": "shoe"}, status=422).words
    page = fill_in(hr, "/outcomes/releases/snapshots", {"year": "2024/25"}, seen="/outcomes/releases", status=422)
    assert "No application counts in 2024/25" in page.words
    page = fill_in(
        hr, "/outcomes/records/periods", {"first_day": "2026-05-02", "last_day": "2026-05-01"},
        seen="/outcomes/records", status=422,
    )  # fmt: skip
    assert "The last day is before the first" in page.words
    page = fill_in(hr, "/outcomes/scheme", {"first": "x", "last": ""}, seen="/outcomes", status=422)
    assert len(page.faults()) == 2


def test_a_file_that_is_too_large_is_refused_with_the_limit(sqlite_app: Flask) -> None:
    hr = a_visitor(sqlite_app)
    page = _import(hr, "check", b"x" * 20_000_001, status=422)
    assert page.faults() == ["The file is larger than 20 MB. Split it by year."]


def test_a_step_is_corrected_by_two_people(app: Flask) -> None:
    with house_of(app).writing(SYSTEM) as work:
        vacancy = a_vacancy(work, reference="V-77")
        made = an_application(work, vacancy)
        step = record_step(work, made, "shortlisted", "open", date(2026, 9, 20))
        path, reference = f"/outcomes/records/steps/{step.id}", made.reference
    one, two = a_visitor(app), a_visitor(app)
    page = one.get(f"/outcomes/records/steps?vacancy=V-77&reference={reference}")
    assert path in page.links()
    page = fill_in(one, path, {"stage": "interviewed"}, status=422)
    assert page.faults() == ["Say what was wrong, in up to 1,000 characters."]
    fill_in(one, path, {"stage": "interviewed", "reason": "The wrong line"})
    waiting = one.get("/outcomes/records")
    assert "Take back" in waiting.words
    assert not [form for form in waiting.forms() if str(form.get("action")).endswith("/confirm")]
    page = two.get("/outcomes/records")
    (confirm,) = [str(form.get("action")) for form in page.forms() if str(form.get("action")).endswith("/confirm")]
    assert "The step is corrected." in send_form(two, page, confirm).words
    assert "Interviewed" in two.get(f"/outcomes/records/steps?vacancy=V-77&reference={reference}").words
    assert "No application has these references" in two.get("/outcomes/records/steps?vacancy=V-78", status=404).words


def test_a_target_is_set_shown_to_staff_and_ended(app: Flask) -> None:
    hr, staff = a_visitor(app), a_visitor(app, roles=("panelist",))
    assert "No target has been set." in hr.get("/outcomes/targets").words
    typed = {"title": "Four panels in five", "measure": "panels_met", "goal": "80", "due_on": "2027-03-31"}
    assert len(fill_in(hr, "/outcomes/targets", typed | {"due_on": "2020-01-01"}, status=422).faults()) == 1
    page = fill_in(hr, "/outcomes/targets", typed)
    assert "The target is set." in page.words
    assert "Not shown yet" in staff.get("/fairness").words
    fill_in(hr, "/outcomes/targets/publish", seen="/outcomes/targets")
    assert "Too few to show" in staff.get("/fairness").words
    again = fill_in(hr, "/outcomes/targets/publish", seen="/outcomes/targets", status=409)
    assert "stand until" in again.words
    (path,) = [link for link in hr.get("/outcomes/targets").links() if link.startswith("/outcomes/targets/")]
    assert len(fill_in(hr, path, status=422).faults()) == 2
    assert "The target has ended." in fill_in(hr, path, {"state": "missed", "note": "Too few ambassadors."}).words
    page = fill_in(hr, "/outcomes/scheme", seen="/outcomes")
    assert "Nothing to count" in page.words
    assert "Four panels in five" in page.words


def _import(hr: Visitor, act: str, data: bytes | None = None, *, status: int = 200) -> Page:
    page = hr.get("/outcomes/records")
    (form,) = [each for each in page.forms() if each.get("action") == "/outcomes/records/import"]
    upload = [(io.BytesIO(_file() if data is None else data), "outcomes.csv")]
    sent = held(form) | {"source": "trac", "act": act, "file": upload}
    return hr.send("/outcomes/records/import", sent, status=status)


def _file() -> bytes:
    rows = []
    for gender, stage, many in (("1", "appointed", 40), ("1", "interviewed", 100), ("2", "appointed", 3),
                                ("2", "interviewed", 87)):  # fmt: skip
        outcome = "appointed" if stage == "appointed" else "not_selected"
        rows += [a_row(stage=stage, outcome=outcome, gender=gender, **CLOSED) for _ in range(many)]
    return a_file([row | {"application_id": f"a{at}"} for at, row in enumerate(rows)])
