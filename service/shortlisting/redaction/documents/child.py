"""The child process that opens a stranger's file: limited in memory, time, files and processes; bytes in, JSON out."""

import contextlib
import json
import sys

from service.shortlisting.redaction.documents.blocks import MOST_BYTES, Block, RefusedDocumentError
from service.shortlisting.redaction.documents.docx import read_docx
from service.shortlisting.redaction.documents.kinds import kind_of
from service.shortlisting.redaction.documents.pdf import read_pdf

MEMORY = 1024 * 1024 * 1024


def limit(seconds: int) -> None:
    """Take away what reading a document does not need; where a system has no limits, the parent's clock holds."""
    try:
        import resource
    except ImportError:  # Windows
        return
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


def read_txt(data: bytes) -> list[Block]:
    """Return the paragraphs of a text file in UTF-8, UTF-16 with a mark, or Windows-1252."""
    for encoding in ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252", "latin-1"):
        with contextlib.suppress(UnicodeDecodeError):
            text = data.decode(encoding)
            break
    else:
        raise RefusedDocumentError("The file is not text.", "Send a plain DOCX, PDF or TXT file instead.")
    clean = "".join(char for char in text.replace("\r\n", "\n").replace("\r", "\n") if char in "\n\t" or char >= " ")
    return [Block("p", part.strip("\n")) for part in clean.split("\n\n") if part.strip()]


READERS = {"docx": read_docx, "pdf": read_pdf, "txt": read_txt}


def main() -> None:
    """Read a file's bytes from stdin and write its blocks, or the reason of its refusal, to stdout."""
    limit(int(sys.argv[2]))
    data = sys.stdin.buffer.read(MOST_BYTES + 1)
    try:
        blocks = READERS[kind_of(data, sys.argv[1])](data)
        answer: dict[str, object] = {"blocks": [[block.kind, block.text, block.row] for block in blocks]}
    except RefusedDocumentError as error:
        answer = {"refused": error.message, "remedy": error.remedy}
    except (MemoryError, RecursionError):
        answer = {
            "refused": "The file needs more memory than a document may.",
            "remedy": "Save it again and send that.",
        }
    sys.stdout.buffer.write(json.dumps(answer).encode("ascii"))


if __name__ == "__main__":
    main()
