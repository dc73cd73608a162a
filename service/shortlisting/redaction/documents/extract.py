"""Read a document in the child process, and refuse within two seconds what cannot be read safely."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.errors import InvalidInputError
from service.shortlisting.redaction.documents.blocks import MOST_BYTES, Block

_ROOT = Path(__file__).resolve().parents[4]
_OUT_OF_TIME = {getattr(signal, name) for name in ("SIGPROF", "SIGXCPU", "SIGKILL") if hasattr(signal, name)}
_SAVE_AGAIN = "Save it again as DOCX or PDF and send that."


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may cost.

    Processor time is what counts, so that a good file is not refused because the machine is busy; the clock is for a
    child that waits for something. `memory` is address space in bytes.
    """

    most_bytes: int = MOST_BYTES
    cpu_seconds: float = 1.6
    wall_seconds: float = 10.0
    memory: int = 768 * 2**20


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Extracted:
    """The visible text of a file in blocks, its kind, and what of it was not read."""

    kind: str
    blocks: list[Block]
    not_read: list[str]


def extract(data: bytes, name: str, limits: Limits = LIMITS) -> Extracted:
    """Return the visible text of a DOCX, PDF or TXT in blocks.

    Raises InvalidInputError, with the remedy, for a file that is too large, damaged, protected, of two kinds at once,
    that holds macros or XML entities, or that takes longer than a document may. Its `where` is "file": the name of an
    applicant's file stays with whoever called, and of it only the ending goes to the child.
    """
    if len(data) > limits.most_bytes:
        most = limits.most_bytes // 2**20
        raise InvalidInputError.one(
            "file", f"The file is larger than {most} MB.", "Remove pictures, or send the text alone."
        )
    answer = _ask(data, Path(name).suffix[:12], limits)
    if "blocks" not in answer:
        message = answer.get("refused", "The file could not be read.")
        raise InvalidInputError.one("file", message, answer.get("remedy", _SAVE_AGAIN))
    blocks = [Block(kind, text, row) for kind, text, row in answer["blocks"]]
    return Extracted(answer["kind"], blocks, list(answer["not_read"]))


def _ask(data: bytes, ending: str, limits: Limits) -> dict[str, Any]:
    command = [
        sys.executable,
        "-m",
        "service.shortlisting.redaction.documents.child",
        ending,
        str(limits.cpu_seconds),
        str(limits.memory),
    ]
    environment = {
        "PYTHONPATH": str(_ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "SYSTEMROOT": os.environ.get("SYSTEMROOT", ""),
    }
    too_long = {"refused": "The file takes longer to read than a document may.", "remedy": _SAVE_AGAIN}
    try:
        done = subprocess.run(  # noqa: S603  (our own interpreter and module; the file goes in as stdin)
            command, input=data, capture_output=True, timeout=limits.wall_seconds, check=False, env=environment
        )
    except subprocess.TimeoutExpired:
        return too_long
    if -done.returncode in _OUT_OF_TIME:
        return too_long
    try:
        answer: dict[str, Any] = json.loads(done.stdout) if done.returncode == 0 else {}
    except json.JSONDecodeError:
        return {}
    return answer
