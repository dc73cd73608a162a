"""The files that come with applications: unpacked, told whose they are by name, and read in limited child processes."""

import io
import lzma
import os
import re
import time
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from service.errors import InvalidInputError, Problem
from service.shortlisting.attachments import LIMITS, ReadAttachment, read_attachment
from service.shortlisting.import_rows import ApplicationRow

MOST_FILES = 1_000
MOST_UNPACKED = 500 * 1024 * 1024
WHERE = "attachments"
ENDINGS = (".docx", ".pdf", ".txt")
DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, EOFError, OSError, ValueError)
_ADDED = re.compile(r"(^|/)(__MACOSX/|\.DS_Store$|\._[^/]*$|Thumbs\.db$|desktop\.ini$)")  # by computers, unasked
_HIDDEN = re.compile(r"(^|/)\.(?!/)")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent. Its name may identify somebody."""

    name: str
    data: bytes = field(repr=False)


def unpacked(uploads: Iterable[Upload]) -> list[Upload]:
    """Return the files, those of a ZIP one by one, without their folders.

    Raises:
        InvalidInputError: a ZIP is damaged, protected, or unpacks to too much; there are too many files; or two files
            have one name.
    """
    files: list[Upload] = []
    for each in uploads:
        if each.name.lower().endswith(".zip"):
            files += _members(each.data)
        else:
            files.append(Upload(_bare(each.name), each.data))
    if len(files) > MOST_FILES:
        raise _refused(f"There are more than {MOST_FILES:,} files.", "Take the applications in in several parts.")
    names = [each.name.lower() for each in files]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise _refused(f"Two files are named {twice[0]!r}.", "Give every file a name of its own, with the reference.")
    return files


def assigned(
    rows: Sequence[ApplicationRow], files: Sequence[Upload], problems: list[Problem]
) -> dict[str, list[Upload]]:
    """Return the files by application reference; what cannot be assigned is added to `problems`.

    A row names its files, or a file's name holds the reference, with no letter or digit right beside it.
    """
    by_name = {each.name.lower(): each for each in files}
    found: dict[str, list[Upload]] = {}
    owner: dict[str, str] = {}
    for row in rows:
        for name in row.file_names:
            file = by_name.get(name.lower())
            if file is None:
                row.row.refuse(WHERE, f"The file {name[:80]!r} was not sent.", "Add it, or clear the cell.")
            elif owner.setdefault(file.name, row.reference) != row.reference:
                row.row.refuse(WHERE, f"The file {name[:80]!r} belongs to another row too.", "Name it in one row.")
            else:
                found.setdefault(row.reference, []).append(file)
    references = {row.reference.lower(): row.reference for row in rows}
    for file in files:
        if file.name in owner:
            continue
        held = _references_in(file.name.lower(), references)
        if len(held) == 1:
            found.setdefault(held[0], []).append(file)
        else:
            said = "matches no application" if not held else f"matches {len(held)} applications"
            problems.append(
                Problem(
                    WHERE,
                    f"The file {file.name[:80]!r} {said}.",
                    "Put the application's reference into its name, or name it in the row's column of attached files.",
                )
            )
    return {reference: sorted(mine, key=lambda each: each.name.lower()) for reference, mine in found.items()}


def read_all(
    files: Sequence[tuple[ApplicationRow, Upload]], within: float | None = None
) -> list[ReadAttachment | None]:
    """Read the files, each in a limited child process, two or more at a time; None where a row's problem says why.

    No file is begun later than `within` seconds after the first; without, however long it takes.

    Raises:
        InvalidInputError: not all could be read in that time.
    """
    latest = None if within is None else time.monotonic() + within

    def read(file: Upload) -> ReadAttachment | InvalidInputError | None:
        if latest is not None and time.monotonic() >= latest:
            return None
        try:
            return read_attachment(file.data, file.name)
        except InvalidInputError as error:
            return error

    with ThreadPoolExecutor(max_workers=max(2, os.cpu_count() or 1)) as pool:
        answers = list(pool.map(read, [file for _, file in files]))
    unread = sum(answer is None for answer in answers)
    if unread:
        raise _refused(
            f"{len(files) - unread} of {len(files)} attached files could be read in the {within:.0f} seconds a page "
            "may take. Nothing was kept.",
            "Take the applications in in smaller parts, or let whoever runs the service use the command "
            "`fairpanel import-applications`, which takes its time.",
        )
    found: list[ReadAttachment | None] = []
    for (row, file), answer in zip(files, answers, strict=True):
        if isinstance(answer, InvalidInputError):
            for problem in answer.problems:
                row.row.refuse(WHERE, f"{file.name[:80]}: {problem.message}", problem.remedy)
            found.append(None)
        else:
            found.append(answer)
    return found


def _members(data: bytes) -> list[Upload]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [each for each in archive.infolist() if not each.is_dir() and not _ADDED.search(_path(each))]
            hidden = [_path(each) for each in entries if _HIDDEN.search(_path(each))]
            if hidden:
                raise InvalidInputError(
                    [
                        Problem(
                            WHERE,
                            f"The file {path[-80:]!r} in the ZIP is hidden, or its path leads out of the ZIP.",
                            "Put it into a plain folder, or none, under a name that begins with a letter or digit.",
                        )
                        for path in hidden[:50]
                    ]
                )
            if len(entries) > MOST_FILES or sum(each.file_size for each in entries) > MOST_UNPACKED:
                raise _refused(
                    f"The ZIP holds more than {MOST_FILES:,} files or {MOST_UNPACKED // 2**20} MB.", "Split it."
                )
            if any(each.flag_bits & 1 for each in entries):
                raise _refused("The ZIP is protected by a password.", "Make one without a password.")
            return [Upload(_bare(each.filename), _unpack(archive, each)) for each in entries]
    except DAMAGED as error:
        raise _refused("The ZIP is damaged, or packed in an unusual way.", "Make it again.") from error


def _path(entry: zipfile.ZipInfo) -> str:
    return entry.filename.replace("\\", "/")


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    # One byte beyond the limit is enough for `read_attachment` to refuse it by its row; no header is believed.
    with archive.open(entry) as stream:
        return stream.read(LIMITS.most_bytes + 1)


def _bare(name: str) -> str:
    return name.replace("\\", "/").rpartition("/")[2][-200:]


def _references_in(name: str, references: dict[str, str]) -> list[str]:
    """Return the references in a file's name; one that is only a part of another one there does not count."""
    held = [lowered for lowered in references if re.search(rf"(?<![a-z0-9]){re.escape(lowered)}(?![a-z0-9])", name)]
    return [references[each] for each in held if not any(each != other and each in other for other in held)]


def _refused(message: str, remedy: str) -> InvalidInputError:
    return InvalidInputError([Problem(WHERE, message, remedy)])
