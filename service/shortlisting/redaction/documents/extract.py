"""Read a document in the child process, and refuse within two seconds what cannot be read safely."""

import json
import os
import subprocess
import sys
from pathlib import Path

from service.errors import InvalidInputError
from service.shortlisting.redaction.documents.blocks import MOST_BYTES, Block

_ROOT = Path(__file__).resolve().parents[4]
_SECONDS = 1.9
_SECONDS_PER_MEGABYTE = 2.0


def extract(data: bytes, name: str) -> list[Block]:
    """Return the visible text of a DOCX, PDF or TXT in blocks.

    Raises InvalidInputError, with the remedy, for a file that is too large, damaged, protected, of two kinds at once,
    that holds macros or XML entities, or that takes longer than its size explains.
    """
    limit = _SECONDS + _SECONDS_PER_MEGABYTE * (min(len(data), MOST_BYTES) // 2**20)
    command = [
        sys.executable,
        "-m",
        "service.shortlisting.redaction.documents.child",
        Path(name).name,
        str(int(limit) + 1),
    ]
    environment = {
        "PYTHONPATH": str(_ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "SYSTEMROOT": os.environ.get("SYSTEMROOT", ""),
    }
    try:
        done = subprocess.run(  # noqa: S603  (our own interpreter and module; the file goes in as stdin)
            command, input=data[: MOST_BYTES + 1], capture_output=True, timeout=limit, check=False, env=environment
        )
        answer = json.loads(done.stdout) if done.returncode == 0 else {}
    except subprocess.TimeoutExpired:
        answer = {
            "refused": "The file takes longer to read than its size explains.",
            "remedy": "Save it again and send that.",
        }
    except json.JSONDecodeError:
        answer = {}
    if "blocks" not in answer:
        message = answer.get("refused", "The file could not be read.")
        raise InvalidInputError.one(
            Path(name).name, message, answer.get("remedy", "Save it again as DOCX or PDF and send that.")
        )
    return [Block(kind, text, row) for kind, text, row in answer["blocks"]]
