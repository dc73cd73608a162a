"""The child process that opens a stranger's file: limited in memory, time, files and processes; bytes in, JSON out."""

import contextlib
import json
import os
import signal
import sys

from service.shortlisting.redaction.documents.blocks import RefusedDocumentError
from service.shortlisting.redaction.documents.docx import read_docx
from service.shortlisting.redaction.documents.kinds import kind_of
from service.shortlisting.redaction.documents.pdf import read_pdf
from service.shortlisting.redaction.documents.txt import read_txt

READERS = {"docx": read_docx, "pdf": read_pdf, "txt": read_txt}
_FORBIDDEN = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system", "os.startfile",
              "os.remove", "os.rename", "os.mkdir", "shutil.", "ctypes.", "ftplib.", "http.", "urllib.")  # fmt: skip
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def forbid(event: str, arguments: tuple[object, ...]) -> None:
    """Refuse what reading a document never needs: the network, other processes, and files opened to be written.

    An audit hook of Python's: it guards against what a library might do for a document, not against machine code.
    """
    writing = event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITING
    if writing or event.startswith(_FORBIDDEN):
        raise PermissionError(event)


def limit(seconds: float, memory: int) -> None:
    """Take away what reading a document does not need; where a system has no limits, the parent's clock holds."""
    try:
        import resource
    except ImportError:  # Windows
        return
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, int(seconds) + 1),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))
    signal.setitimer(
        signal.ITIMER_PROF, seconds
    )  # the system's own limit knows whole seconds only; unhandled, it ends us


def main() -> None:
    """Read a file's bytes from stdin and write its blocks, or the reason of its refusal, to stdout."""
    ending, seconds, memory = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
    limit(seconds, memory)
    sys.addaudithook(forbid)
    data = sys.stdin.buffer.read()
    try:
        kind = kind_of(data, ending)
        document = READERS[kind](data)
        answer: dict[str, object] = {
            "kind": kind,
            "blocks": [[block.kind, block.text, block.row] for block in document.blocks],
            "not_read": document.not_read,
        }
    except RefusedDocumentError as error:
        answer = {"refused": error.message, "remedy": error.remedy}
    except (MemoryError, RecursionError):
        answer = {
            "refused": "The file needs more memory than a document may.",
            "remedy": "Save it again as DOCX or PDF and send that.",
        }
    sys.stdout.buffer.write(json.dumps(answer).encode("ascii"))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
