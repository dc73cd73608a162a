"""The files that come with applications: whose they are, and ZIP files that are broken in one way or another."""

import io
import zipfile

import pytest
from sqlmodel import select

from service.errors import InvalidInputError
from service.models import ApplicationDocument
from service.shortlisting.applications_documents import document_text, open_document
from service.shortlisting.import_files import Upload, unpacked
from service.trail import SYSTEM
from service.work import House
from tests.service.shortlisting.application_files import a_desk, a_row, a_zip


def test_attachments_are_told_by_reference_or_by_their_column(sqlite_house: House) -> None:
    desk = a_desk(sqlite_house)
    files = a_zip({"cvs/CV_APP-0001_final.txt": b"I ran a clinic.", "__MACOSX/x": b"", "mine.txt": b"I taught."})
    desk.take_in([a_row(1, Attachments=""), a_row(2, Attachments="mine.txt")], [files])
    with sqlite_house.reading(SYSTEM) as work:
        rows = work.session.exec(select(ApplicationDocument)).all()
        texts = {document_text(work.settings, each).read.text for each in rows}
        assert texts == {"I ran a clinic.", "I taught."}
        assert {open_document(work.settings, each)[0] for each in rows} == {"CV_APP-0001_final.txt", "mine.txt"}
        assert all(b"clinic" not in each.sealed and b"clinic" not in each.sealed_text for each in rows)


def a_zip_broken_inside(method: int) -> Upload:
    """A ZIP whose directory is whole and whose only member cannot be unpacked."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", method) as archive:
        archive.writestr("APP-0001.txt", "I ran a clinic. " * 500)
    data = whole.getvalue()
    return Upload("a.zip", data[:45] + b"\xff" * 15 + data[60:])


@pytest.mark.parametrize(
    "upload",
    [
        Upload("a.zip", b"PK\x03\x04 nonsense"),
        Upload("a.zip", b""),
        a_zip_broken_inside(zipfile.ZIP_DEFLATED),
        a_zip_broken_inside(zipfile.ZIP_LZMA),
        a_zip_broken_inside(zipfile.ZIP_BZIP2),
    ],
)
def test_a_damaged_zip_is_refused(sqlite_house: House, upload: Upload) -> None:
    desk = a_desk(sqlite_house)
    with pytest.raises(InvalidInputError, match="ZIP is damaged"):
        desk.check([a_row(1)], [upload])


@pytest.mark.parametrize(
    "path", ["../../APP-0001.txt", "./../APP-0001.txt", ".hidden/APP-0001.txt", "cvs/.APP-0001.txt", "..\\APP-0001.txt"]
)
def test_a_file_under_a_hidden_path_is_named_as_a_problem(path: str) -> None:
    with pytest.raises(InvalidInputError) as raised:
        unpacked([a_zip({path: b"I led."})])
    problem = raised.value.problems[0]
    assert "APP-0001.txt" in problem.message
    assert "plain folder" in problem.remedy


@pytest.mark.parametrize(
    "path", ["__MACOSX/._APP-0001.txt", "cvs/.DS_Store", "cvs/Thumbs.db", "desktop.ini", "__MACOSX/cvs/._a.txt"]
)
def test_what_a_computer_adds_to_a_zip_by_itself_is_left_out(path: str) -> None:
    files = unpacked([a_zip({path: b"x", "./cvs/APP-0001.txt": b"I led."})])
    assert [each.name for each in files] == ["APP-0001.txt"]
