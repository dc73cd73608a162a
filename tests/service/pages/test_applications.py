import io
import sys

import pytest
from flask import Flask
from sqlmodel import select

from service.models import Application, RedactedPack, Shortlisting
from service.models.monitoring import MonitoringAnswer
from service.shortlisting.redaction_job import redact_waiting
from service.trail import SYSTEM
from tests.builders import a_person, a_vacancy
from tests.service.pages.visitor import Page, Visitor, a_visitor
from tests.service.shortlisting.application_files import a_row, a_zip, csv_of
from tests.service.shortlisting.scenes import a_panel_with_ambassador
from tests.service.watched_client import house_of

WORDY = {"text": "Has led a ward team", "kind": "essential", "assessed_by": "application", "scale_max": "4",
         "guide": "0: never. 4: for years.", "examples": "", "reason": ""}  # fmt: skip


def a_managed_vacancy(app: Flask) -> tuple[str, Visitor]:
    with house_of(app).writing(SYSTEM) as work:
        boss = a_person(work, roles=())
        vacancy_id = a_vacancy(work, manager=boss).id
    return vacancy_id, a_visitor(app, roles=("manager",), person=boss)


def an_open_vacancy(app: Flask) -> tuple[str, Visitor]:
    """A vacancy whose shortlisting is open, and somebody in HR."""
    vacancy_id, _ = a_managed_vacancy(app)
    with house_of(app).writing(SYSTEM) as work:
        work.session.add(Shortlisting(vacancy_id=vacancy_id, state="open"))
    return vacancy_id, a_visitor(app)


def taken_in(hr: Visitor, vacancy_id: str, *rows: dict[str, str], attachments: dict[str, bytes] | None = None) -> Page:
    """Upload a file and take it in."""
    path = f"/vacancies/{vacancy_id}/applications/import"
    hr.get(path)
    sent = {"file": [(io.BytesIO(csv_of(rows)), "export.csv")]}
    if attachments:
        sent["attachments"] = [(io.BytesIO(a_zip(attachments).data), "files.zip")]
    page = hr.send(path, sent)
    return hr.send(f"{page.response.request.path}/commit", {"version": page.hidden("version")})


def pack_path(app: Flask, reference: str = "APP-0001") -> str:
    with house_of(app).reading(SYSTEM) as work:
        wanted = (
            select(RedactedPack.id)
            .join(Application)
            .where(Application.reference == reference, RedactedPack.state != "replaced")
        )
        return f"/redaction/{work.session.exec(wanted).one()}"


def test_a_manager_writes_criteria_answers_the_check_and_opens(sqlite_app: Flask) -> None:
    vacancy_id, manager = a_managed_vacancy(sqlite_app)
    path = f"/vacancies/{vacancy_id}/criteria"
    assert path in manager.get(f"/vacancies/{vacancy_id}").links()
    manager.get(f"{path}/new")
    page = manager.send(f"{path}/new", WORDY | {"version": "0", "text": ""}, status=422)
    assert len(page.faults()) == 1
    page = manager.send(f"{path}/new", WORDY | {"version": "0"})
    page = manager.send(f"{path}/new", WORDY | {"version": "1", "text": "A dynamic self-starter"})
    assert "Vague wording" in page.words
    assert "1 point of the check" in page.words
    empty = manager.send(f"{path}/answers", {"finding": page.hidden("finding"), "answer": ""}, status=422)
    assert len(empty.faults()) == 1
    page = manager.send(f"{path}/answers", {"finding": page.hidden("finding"), "answer": "It means to begin projects."})
    assert "It means to begin projects." in page.words
    second = next(link for link in page.links() if link.startswith(f"{path}/") and link != f"{path}/new")
    page = manager.send(f"{second}/move", {"version": "2", "by": "down"})
    assert page.words.index("1. A dynamic self-starter") < page.words.index("2. Has led a ward team")
    page = manager.send(f"{path}/open", {"version": "3"})
    assert "Open for applications" in page.words
    assert "Move up" not in page.words


def test_an_ambassador_of_the_panel_comments_and_nobody_elses_criteria_are_there(sqlite_app: Flask) -> None:
    vacancy_id, manager = a_managed_vacancy(sqlite_app)
    with house_of(sqlite_app).writing(SYSTEM) as work:
        person = a_person(work, roles=("ambassador",), department="d7")
        a_panel_with_ambassador(work, vacancy_id, person)
    ambassador = a_visitor(sqlite_app, roles=("panelist",), person=person)
    stranger = a_visitor(sqlite_app, roles=("panelist",))
    path = f"/vacancies/{vacancy_id}/criteria"
    manager.send(f"{path}/new", WORDY | {"version": "0"})
    ambassador.get(path)
    page = ambassador.send(f"{path}/comments", {"comment": "Who would this put off?", "about": ""})
    assert "Who would this put off?" in page.words
    assert "Add a criterion" not in page.words
    stranger.get(path, status=404)
    page = manager.get(path)
    page = manager.send(f"{path}/answers", {"remark": page.hidden("remark"), "answer": "Nobody: it is the work."})
    assert "Nobody: it is the work." in page.words
    assert f"{path}/open" in [form.get("action") for form in page.forms()]


def test_hr_takes_applications_in_reviews_and_releases_them(sqlite_app: Flask) -> None:
    vacancy_id, hr = an_open_vacancy(sqlite_app)
    doubtful = a_row(2, **{"First name": "Sue", "Surname": "Ward", "Supporting information": "I led. The Ward team."})
    rows = [a_row(1, **{"Ethnic origin": "A", "Gender": "2"}), doubtful]
    page = taken_in(hr, vacancy_id, *rows, attachments={"cv APP-0001.txt": b"Oluwaseun Adeyemi-Fictive\n\nI ran it."})
    assert "Taken in: 2 new, 0 changed, 0 as they were." in page.words
    assert "waits for a worker" in page.words
    assert "Oluwaseun" not in page.html
    with house_of(sqlite_app).reading(SYSTEM) as work:
        assert len(work.session.exec(select(MonitoringAnswer)).all()) == 1
    redact_waiting(house_of(sqlite_app), vacancy_id)
    page = hr.get(f"/vacancies/{vacancy_id}/applications")
    assert "Needs review" in page.words

    page = hr.get(pack_path(sqlite_app, "APP-0002"))
    assert "Settle every point first." in page.words
    points = [each.get("value", "") for each in page.all("input") if each.get("name") == "point"]
    path = page.response.request.path
    page = hr.send(f"{path}/settle", {"version": page.hidden("version"), "point": points})
    assert "No point is open." in page.words

    page = hr.get(pack_path(sqlite_app))
    path = page.response.request.path
    marks = {" ".join("".join(each.itertext()).split()) for each in page.all("mark")}
    assert any(each.startswith("Oluwaseun") and "Applicant’s name" in each for each in marks)
    page = hr.send(f"{path}/redact", {"version": page.hidden("version"), "words": "", "label": ""}, status=422)
    assert page.faults()
    page = hr.send(f"{path}/redact", {"version": page.hidden("version"), "words": "acute", "label": "PLACE"})
    assert "Redacted in 2 places." in page.words
    boxes = [each.get("value", "") for each in page.all("input") if each.get("name") == "span"]
    page = hr.send(f"{path}/restore", {"version": page.hidden("version"), "span": [boxes[0]]})
    assert "Restored: 1 redaction." in page.words
    while "point" in {each.get("name") for each in page.all("input")}:
        points = [each.get("value", "") for each in page.all("input") if each.get("name") == "point"]
        page = hr.send(f"{path}/settle", {"version": page.hidden("version"), "point": points})

    page = hr.get(f"/vacancies/{vacancy_id}/applications")
    page = hr.send(f"/vacancies/{vacancy_id}/applications/release", {"count": "1"}, status=409)
    page = hr.send(f"/vacancies/{vacancy_id}/applications/release", {"count": page.hidden("count")})
    assert "Released 2" in page.words
    page = hr.get(path)
    page = hr.send(f"{path}/send-back", {"version": page.hidden("version")})
    assert "Text number 2." in page.words
    figures = hr.get("/redaction/figures")
    assert "Place" in figures.words


def test_an_import_with_problems_shows_them_by_row_and_takes_another_mapping(sqlite_app: Flask) -> None:
    vacancy_id, hr = an_open_vacancy(sqlite_app)
    path = f"/vacancies/{vacancy_id}/applications/import"
    hr.get(path)
    assert hr.send(path, {}, status=422).faults()
    rows = [{"Ref": "A-1", "Who": "Ada Fictive", "Why": "I led."}]
    page = hr.send(path, {"file": [(io.BytesIO(csv_of(rows)), "export.csv")]})
    assert "Nothing is changed." in page.words
    shown = page.response.request.path
    page = hr.get(f"{shown}/columns")
    page = hr.send(
        f"{shown}/columns", {"version": page.hidden("version"), "reference": "Ref", "name": "Who", "statement": "Why"}
    )
    assert "No problem was found." in page.words
    hr.send(f"{shown}/discard", {"version": page.hidden("version")})
    with house_of(sqlite_app).reading(SYSTEM) as work:
        assert work.session.exec(select(Application)).all() == []


def test_a_wrong_monitoring_code_is_told_by_its_row_before_anything_is_taken_in(sqlite_app: Flask) -> None:
    vacancy_id, hr = an_open_vacancy(sqlite_app)
    path = f"/vacancies/{vacancy_id}/applications/import"
    hr.get(path)
    wrong = csv_of([a_row(1, Gender="no such code")])
    page = hr.send(path, {"file": [(io.BytesIO(wrong), "export.csv")]})
    assert "no code of gender" in page.words


def test_managers_and_panelists_find_no_application_before_the_reveal(sqlite_app: Flask) -> None:
    vacancy_id, manager = a_managed_vacancy(sqlite_app)
    with house_of(sqlite_app).writing(SYSTEM) as work:
        work.session.add(Shortlisting(vacancy_id=vacancy_id, state="open"))
    hr = a_visitor(sqlite_app)
    taken_in(hr, vacancy_id, a_row(1), attachments={"APP-0001.txt": b"I ran a clinic."})
    redact_waiting(house_of(sqlite_app), vacancy_id)
    with house_of(sqlite_app).reading(SYSTEM) as work:
        row = work.session.exec(select(Application)).one()
    panelist = a_visitor(sqlite_app, roles=("panelist",))
    for visitor, status in ((manager, 404), (panelist, 403)):
        visitor.get(f"/vacancies/{vacancy_id}/applications", status=status)
        visitor.get(f"/applications/{row.id}", status=status)
        visitor.get(pack_path(sqlite_app), status=403)
        visitor.get(f"/vacancies/{vacancy_id}/applications/import", status=403)
    assert f"/vacancies/{vacancy_id}/applications" not in manager.get(f"/vacancies/{vacancy_id}").links()
    page = hr.get(f"/applications/{row.id}")
    assert "I ran a clinic." in page.words
    assert not [link for link in page.links() if "/documents/" in link]
    with house_of(sqlite_app).writing(SYSTEM) as work:
        work.session.get_one(Shortlisting, vacancy_id).state = "revealed"
    page = hr.get(f"/applications/{row.id}")
    assert "Postcode" in page.words
    page = manager.get(f"/applications/{row.id}")
    assert "Postcode" not in page.words
    assert "for HR alone" in page.words
    link = next(link for link in page.links() if "/documents/" in link)
    served = manager.client.get(link)
    assert (served.data, served.mimetype) == (b"I ran a clinic.", "application/octet-stream")
    assert served.headers["Content-Disposition"] == 'attachment; filename="attachment.txt"'
    assert "Oluwaseun Adeyemi-Fictive" in manager.get(f"/vacancies/{vacancy_id}/applications").words
    panelist.get(f"/applications/{row.id}", status=403)
    panelist.get(link, status=403)


def test_an_application_is_withdrawn_on_a_day(sqlite_app: Flask) -> None:
    vacancy_id, hr = an_open_vacancy(sqlite_app)
    taken_in(hr, vacancy_id, a_row(1))
    with house_of(sqlite_app).reading(SYSTEM) as work:
        row = work.session.exec(select(Application)).one()
    page = hr.get(f"/applications/{row.id}")
    version = page.hidden("version")
    assert hr.send(f"/applications/{row.id}/withdraw", {"version": version, "on": "1999-01-01"}, status=422).faults()
    page = hr.send(f"/applications/{row.id}/withdraw", {"version": version, "on": row.applied_on.isoformat()})
    assert "Withdrawn" in page.words


def test_hr_is_told_where_the_model_is_not_installed(sqlite_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    vacancy_id, hr = an_open_vacancy(sqlite_app)
    paths = (f"/vacancies/{vacancy_id}/applications", "/redaction/figures")
    assert ["redacts by rules alone" in hr.get(path).words for path in paths] == [False, False]
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    assert ["redacts by rules alone" in hr.get(path).words for path in paths] == [True, True]
