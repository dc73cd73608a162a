"""`fairpanel redact` and `fairpanel redact-file` on files."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.cli import fairpanel
from tests.service.shortlisting.redaction.documents.made import a_cv

APPLICATION = {"id": "A1", "text": "I am Grace May.", "fields": {"first_name": "Grace", "last_name": "May"}, "more": 1}


def run(*arguments: str | Path, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(fairpanel, [str(argument) for argument in arguments], input=stdin)


def test_applications_are_redacted_line_by_line_and_unknown_keys_are_ignored(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    result = run("redact", "-", "-o", out, "--no-names", stdin=json.dumps(APPLICATION) + "\n\n")
    assert result.exit_code == 0
    (line,) = out.read_text("utf-8").splitlines()
    answer = json.loads(line)
    assert answer["id"] == "A1"
    assert answer["redacted_text"] == "I am [name]."
    assert [APPLICATION["text"][s["start"] : s["end"]] for s in answer["spans"]] == ["Grace", "May"]
    assert set(answer["spans"][0]) == {"start", "end", "label", "source", "confidence"}
    assert answer["review"] == []


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "is not JSON at column 2"),
        ("[]", "is not an object"),
        ('{"text": "x"}', "id: is missing"),
        ('{"id": "x", "text": 3}', "text: is missing or not text"),
    ],
)
def test_a_malformed_line_is_named_with_its_remedy_and_nothing_is_written(
    tmp_path: Path, line: str, words: str
) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(json.dumps(APPLICATION) + "\n" + line + "\n", "utf-8")
    result = run("redact", source, "-o", out)
    assert result.exit_code == 2
    assert f"line 2: {words}" in result.stderr
    assert not out.exists()


def test_progress_goes_to_stderr_unless_quiet() -> None:
    line = json.dumps(APPLICATION)
    assert "redacted 1/1" in run("redact", "-", "--no-names", stdin=line).stderr
    assert run("redact", "-", "--no-names", "--quiet", stdin=line).stderr == ""


def test_a_document_becomes_html_or_text_by_the_name_of_the_output(tmp_path: Path) -> None:
    cv, fields = tmp_path / "cv.docx", tmp_path / "fields.json"
    cv.write_bytes(a_cv())
    fields.write_text(json.dumps({"first_name": "Zebedee", "last_name": "Quartermaine"}), "utf-8")
    page, spans = tmp_path / "out.html", tmp_path / "spans.json"
    assert run("redact-file", cv, "--fields", fields, "-o", page, "--spans", spans, "--no-names").exit_code == 0
    assert page.read_text("utf-8").startswith("<!DOCTYPE html>")
    assert "Quartermaine" not in page.read_text("utf-8")
    assert json.loads(spans.read_text("utf-8"))["spans"][0]["label"] == "NAME"
    text = run("redact-file", cv, "--fields", fields, "--quiet", "--no-names")
    assert text.stdout.startswith("[name] – curriculum vitae")


def test_a_document_that_is_not_read_exits_2_and_writes_nothing(tmp_path: Path) -> None:
    bad, fields, out = tmp_path / "cv.docx", tmp_path / "fields.json", tmp_path / "out.txt"
    bad.write_bytes(b"MZ\x90\0")
    fields.write_text("{}", "utf-8")
    result = run("redact-file", bad, "--fields", fields, "-o", out)
    assert result.exit_code == 2
    assert "is a program." in result.stderr
    assert not out.exists()


@pytest.mark.parametrize("content", ["[1]", "{", '"x"'])
def test_form_values_that_are_no_object_are_refused(tmp_path: Path, content: str) -> None:
    cv, fields = tmp_path / "cv.txt", tmp_path / "fields.json"
    cv.write_text("I lead triage.", "utf-8")
    fields.write_text(content, "utf-8")
    result = run("redact-file", cv, "--fields", fields)
    assert result.exit_code == 2
    assert "Give the form values as one JSON object." in result.stderr
