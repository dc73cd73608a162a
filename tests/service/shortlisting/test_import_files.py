"""ZIP files that come with applications, and are broken in one way or another."""

import io
import zipfile

import pytest

from service.errors import InvalidInputError
from service.shortlisting.import_files import Upload
from service.work import House
from tests.service.shortlisting.application_files import a_desk, a_row


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
