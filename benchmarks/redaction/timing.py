"""What redaction costs: `python -m benchmarks.redaction.timing --help`.

Prints processor time (which other work on the machine changes little) and time by the clock, for applications of 400
words, texts of 100 KB that are made to be slow, documents in the child process, and a job of a thousand applications.
"""

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from service.shortlisting.attachments import read_attachment, redact_attachment
from service.shortlisting.redaction.disclosure_model import installed_model
from service.shortlisting.redaction.disclosures import DisclosureModel
from service.shortlisting.redaction.redact import redact
from tests.service.shortlisting.redaction.statements import read_statements

_WORDS = 400
_ATTACHMENTS = Path(__file__).resolve().parents[2] / "tests" / "data" / "attachments"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.redaction.timing", description=__doc__)
    parser.add_argument("--names", action="store_true", help="with the extra `names`")
    parser.add_argument("--applications", type=int, default=1000, help="how many `fairpanel redact` gets")
    arguments = parser.parse_args()
    model = installed_model() if arguments.names else None
    machine()
    print("with the model" if model else "without the model")
    long = applications(200)
    redact("Warm up the lexicon.", {}, model=model)
    spent(
        "applications of 400 words", [lambda one=one: redact(one["text"], one["fields"], model=model) for one in long]
    )
    print(f"memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB at most")
    hostile(model)
    documents(model)
    if arguments.applications:
        job(arguments.applications, arguments.names)


def machine() -> None:
    """Print what this is measured on."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    names = ("google-re2", "pypdf", "onnxruntime", "tokenizers")
    found = ", ".join(f"{name} {_version(name)}" for name in names)
    print(f"{platform.platform()}, {os.cpu_count()} cores, load {load:.1f}")
    print(f"Python {platform.python_version()}, fairpanel {_version('fairpanel')}, {found}")


def _version(name: str) -> str:
    try:
        return version(name)
    except ModuleNotFoundError:
        return "absent"


def applications(count: int) -> list[dict[str, object]]:
    """Return that many applications of 400 words: our own statements, one after the other."""
    statements = read_statements("open", "second-open")
    made: list[dict[str, object]] = []
    for number in range(count):
        words: list[str] = []
        at = number
        while len(words) < _WORDS:
            words += statements[at % len(statements)]["text"].split(" ")
            at += 1
        fields = statements[number % len(statements)]["fields"]
        made.append({"id": f"T{number}", "text": " ".join(words[:_WORDS]), "fields": fields})
    return made


def spent(what: str, calls: list[Callable[[], object]]) -> None:
    """Print the middle and the 95th percentile of what each call takes."""
    cpu, clock = [], []
    for call in calls:
        began, began_cpu = time.perf_counter(), time.process_time()
        call()
        cpu.append(time.process_time() - began_cpu)
        clock.append(time.perf_counter() - began)
    print(f"{what} ({len(calls)}): processor {_percentiles(cpu)}; clock {_percentiles(clock)}")


def _percentiles(times: list[float]) -> str:
    ordered = sorted(times)
    p95 = ordered[max(0, round(len(ordered) * 0.95) - 1)]
    return f"p50 {statistics.median(times) * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms"


def hostile(model: DisclosureModel | None) -> None:
    """Time texts of 100 KB that are made to be slow."""
    texts = {
        "letters": "a " * 50_000, "digits": "0 " * 50_000, "one word": "a" * 100_000, "capitals": "Anna Maria " * 9_000,
        "at signs": "a@" * 50_000, "tags": "<a " * 33_000, "entities": "&amp" * 25_000, "quotes": '"I am ' * 16_000,
        "conditions": "I have asthma and " * 5_500, "years": "2001 university " * 6_200, "brackets": "[" * 100_000,
        "combining": "a" + "\u0301" * 50_000, "my my my": "my " * 33_000, "lines": "x\n" * 50_000,
        "unknown names": "Qwerta Zxcvba " * 7_000, "capital names": "QWERTA ZXCVBA " * 7_000, "dots": "e." * 50_000,
        "numbers": "+44 7700 " * 11_000, "hyphens": "a-" * 50_000, "spaces": " " * 100_000, "wide": "\uff21" * 33_000,
    }  # fmt: skip
    fields = {"first_name": "Anna", "last_name": "Maria", "address": "1 A Road, B", "phone": "0" * 11}
    print("texts of 100 KB, processor seconds:")
    slowest = 0.0
    for name, text in texts.items():
        began = time.process_time()
        redact(text, fields, model=model)
        took = time.process_time() - began
        slowest = max(slowest, took)
        print(f"  {name:<16}{took:6.2f}")
    print(f"  slowest {slowest:.2f}")


def documents(model: DisclosureModel | None) -> None:
    """Time documents from bytes to redacted text; the child's time is in the clock alone."""
    files = [_ATTACHMENTS / name for name in ("cv.docx", "cv.pdf", "sidebar.docx", "sidebar.pdf")]
    calls = [
        lambda file=file: redact_attachment(read_attachment(file.read_bytes(), file.name), {}, model=model)
        for file in files * 5
    ]
    before = os.times()
    spent("documents", calls)
    after = os.times()
    child = after.children_user + after.children_system - before.children_user - before.children_system
    print(f"  and processor time of the child: {child / len(calls) * 1000:.0f} ms a document")


def job(count: int, names: bool) -> None:
    """Run `fairpanel redact` on that many applications and print how it went."""
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder) / "in.jsonl", Path(folder) / "out.jsonl"
        source.write_text("".join(json.dumps(one) + "\n" for one in applications(count)), "utf-8")
        command = [sys.executable, "-c", "from service.cli import main; main()", "redact", str(source), "-o", str(out)]
        before, began = os.times(), time.perf_counter()
        done = subprocess.run(command + ([] if names else ["--no-names"]), capture_output=True, text=True, check=True)
        clock, after = time.perf_counter() - began, os.times()
        lines = done.stderr.splitlines()
        cpu = after.children_user - before.children_user
        print(
            f"{len(out.read_bytes().splitlines())} applications, `fairpanel redact`: {clock:.0f} s by the clock, "
            f"{cpu:.0f} s of processor time, {len(lines)} lines of progress, the last: {lines[-1]}"
        )


if __name__ == "__main__":
    main()
