"""Redaction on files: ``redact`` for applications, ``redact-file`` for documents, as docs/redaction.md states them."""

import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import click

from service.cli.plan_files import RefusedError, interrupt_means_130, read_bytes, refuse_hopeless_output, write_bytes
from service.errors import InvalidInputError
from service.shortlisting.redaction.disclosure_model import installed_model
from service.shortlisting.redaction.disclosures import DisclosureModel
from service.shortlisting.redaction.documents.extract import extract
from service.shortlisting.redaction.documents.serve import as_html, redact_blocks
from service.shortlisting.redaction.redact import Redacted
from service.shortlisting.redaction.redact import redact as redact_text

_LIVE_EVERY, _LINE_EVERY = 0.1, 2.0


class _Progress:
    """How many applications are done: a live line on a terminal, plain lines elsewhere, nothing if quiet."""

    def __init__(self, total: int, quiet: bool) -> None:
        self._total, self._quiet = total, quiet
        self._live = sys.stderr.isatty()
        self._last = time.monotonic()

    def __call__(self, done: int) -> None:
        now = time.monotonic()
        finished = done == self._total
        if self._quiet or (not finished and now - self._last < (_LIVE_EVERY if self._live else _LINE_EVERY)):
            return
        self._last = now
        line = f"redacted {done}/{self._total}"
        click.echo(f"\r\x1b[K{line}" if self._live else line, nl=not self._live or finished, err=True)


@click.command()
@click.argument("applications")
@click.option("-o", "--output", default="-", metavar="OUT", help="File to write to; - is stdout (default).")
@click.option("--no-names", is_flag=True, help="Do without the model even if the extra `names` is installed.")
@click.option("--quiet", is_flag=True, help="No progress on stderr.")
def redact(applications: str, output: str, no_names: bool, quiet: bool) -> None:
    """Redact APPLICATIONS, JSON lines with id, text and fields; - reads stdin.

    Each line of the output holds the redacted text, what was redacted where, and what a person must look at first.
    """
    with interrupt_means_130():
        refuse_hopeless_output(output)
        records = _read_lines(applications)
        model = None if no_names else installed_model()
        progress = _Progress(len(records), quiet)
        lines = []
        for done, (name, text, fields) in enumerate(records, 1):
            lines.append(_line({"id": name, **_document(redact_text(text, fields, model=model))}))
            progress(done)
        write_bytes(output, b"".join(lines))


def _read_lines(path: str) -> list[tuple[Any, str, object]]:
    """Return the applications of a file, or refuse it with every line that cannot be used."""
    source = "stdin" if path == "-" else path
    problems: list[str] = []
    records = []
    for number, line in enumerate(read_bytes(path).removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if not line.strip():
            continue
        record, problem = _record(line)
        if problem:
            problems.append(f"{source}: line {number}: {problem}")
        else:
            records.append(record)
    _warn_of_repeats(source, [name for name, _, _ in records])
    if problems:
        more = len(problems) - 20
        raise RefusedError("\n".join(problems[:20]) + (f"\n… and {more} more lines." if more > 0 else ""))
    return records


def _warn_of_repeats(source: str, names: list[Any]) -> None:
    """Say which ids stand on more than one line: each is answered in its place, but the id no longer tells which."""
    repeated = [name for name, count in Counter(map(str, names)).items() if count > 1]
    if repeated:
        shown = ", ".join(repeated[:5]) + (f" and {len(repeated) - 5} more" if len(repeated) > 5 else "")
        click.echo(f"fairpanel: {source}: ids on more than one line: {shown}. All are redacted, in order.", err=True)


def _record(line: bytes) -> tuple[tuple[Any, str, object], str]:
    nothing = (None, "", None)
    try:
        record = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        return nothing, "is not UTF-8. Save the file as UTF-8."
    except (json.JSONDecodeError, RecursionError) as error:
        where = f" at column {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
        return nothing, f"is not JSON{where}. Write one object a line."
    if not isinstance(record, dict):
        return nothing, "is not an object. Write one object a line, with id, text and fields."
    if not isinstance(record.get("id"), str | int) or isinstance(record["id"], bool):
        return nothing, "id: is missing, or neither text nor a number. Give each application an id."
    if not isinstance(record.get("text"), str):
        return nothing, "text: is missing or not text. Give the statement as a string."
    return (record["id"], record["text"], record.get("fields")), ""


def _document(result: Redacted) -> dict[str, Any]:
    return {
        "redacted_text": result.text,
        "spans": [
            {"start": s.start, "end": s.end, "label": s.label, "source": s.source, "confidence": s.confidence}
            for s in result.spans
        ],
        "review": [{"start": r.start, "end": r.end, "reason": r.reason} for r in result.review],
    }


def _line(document: dict[str, Any]) -> bytes:
    try:
        return json.dumps(document, ensure_ascii=False).encode("utf-8") + b"\n"
    except UnicodeEncodeError:  # half a surrogate pair, which JSON can hold and UTF-8 cannot
        return json.dumps(document).encode("ascii") + b"\n"


@click.command("redact-file")
@click.argument("file")
@click.option("--fields", "fields_path", required=True, metavar="FIELDS.json", help="The applicant's form values.")
@click.option(
    "-o", "--output", default="-", metavar="OUT", help="Clean text, or HTML if OUT ends in .html; - is stdout."
)
@click.option("--spans", "spans_path", default=None, metavar="SPANS", help="File for the spans and what needs review.")
@click.option("--no-names", is_flag=True, help="Do without the model even if the extra `names` is installed.")
@click.option("--quiet", is_flag=True, help="No progress on stderr.")
def redact_file(file: str, fields_path: str, output: str, spans_path: str | None, no_names: bool, quiet: bool) -> None:
    """Redact FILE, a DOCX, PDF or TXT, into clean text or HTML; nothing else of the original is written.

    Offsets in SPANS are those of the text as it was read from FILE.
    """
    with interrupt_means_130():
        refuse_hopeless_output(output)
        if spans_path is not None:
            refuse_hopeless_output(spans_path)
        fields = _read_fields(fields_path)
        data = read_bytes(file)
        try:
            extracted = extract(data, "" if file == "-" else Path(file).name)
        except InvalidInputError as error:
            problem = error.problems[0]
            raise RefusedError(f"{'stdin' if file == '-' else file}: {problem.message} {problem.remedy}") from None
        model: DisclosureModel | None = None if no_names else installed_model()
        result, clean = redact_blocks(extracted.blocks, fields, model=model)
        page = as_html(clean) if output.lower().endswith((".html", ".htm")) else result.text + "\n"
        if spans_path is not None:
            report = _document(result)
            del report["redacted_text"]
            write_bytes(spans_path, _line(report))
        write_bytes(output, page.encode("utf-8", "replace"))
    if not quiet:
        for what in extracted.not_read:
            click.echo(what, err=True)
        review = f", {len(result.review)} to review" if result.review else ""
        click.echo(f"{len(result.spans)} redactions{review}", err=True)


def _read_fields(path: str) -> object:
    try:
        fields = json.loads(read_bytes(path).decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise RefusedError(f"{path}: is not UTF-8. Save the file as UTF-8.") from None
    except (json.JSONDecodeError, RecursionError) as error:
        where = f" (line {error.lineno}, column {error.colno})" if isinstance(error, json.JSONDecodeError) else ""
        raise RefusedError(f"{path}: is not JSON{where}. Give the form values as one JSON object.") from None
    if not isinstance(fields, dict):
        raise RefusedError(f"{path}: is not an object. Give the form values as one JSON object.")
    return fields["fields"] if isinstance(fields.get("fields"), dict) else fields
