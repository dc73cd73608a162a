"""`fairpanel redact` and `fairpanel redact-file` on files."""

import json
import signal
import subprocess
import sys
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


def test_an_id_on_two_lines_is_pointed_out_and_both_lines_are_answered_in_order() -> None:
    result = run("redact", "-", "--no-names", "--quiet", stdin=(json.dumps(APPLICATION) + "\n") * 2)
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 2
    assert "stdin: ids on more than one line: A1." in result.stderr


@pytest.mark.parametrize(
    "fields", [None, [], "x", {"first_name": ["Grace"]}, {"phone": float("nan")}, {"new": {"a": 1}}]
)
def test_form_values_of_any_shape_are_taken_for_what_they_are_worth(fields: object) -> None:
    line = json.dumps({"id": 7, "text": "I am on call.", "fields": fields})
    assert json.loads(run("redact", "-", "--no-names", stdin=line).stdout)["redacted_text"] == "I am on call."


def test_an_empty_file_gives_an_empty_file(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    assert run("redact", "-", "-o", out, stdin="\n").exit_code == 0
    assert out.read_bytes() == b""


def test_an_output_that_is_full_or_a_folder_is_one_sentence_and_exit_2(tmp_path: Path) -> None:
    folder = run("redact", "-", "-o", tmp_path, stdin=json.dumps(APPLICATION))
    assert (folder.exit_code, folder.stderr) == (2, f"fairpanel: {tmp_path}: is a folder. Name a file in it.\n")
    if Path("/dev/full").exists():
        full = run("redact", "-", "-o", "/dev/full", "--no-names", "--quiet", stdin=json.dumps(APPLICATION))
        assert full.exit_code == 2
        assert "/dev/full: cannot be written: No space left on device." in full.stderr


def test_an_interrupt_ends_the_command_with_130_and_nothing_is_written(tmp_path: Path) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    line = json.dumps({"id": "A1", "text": "I am Grace May and I lead triage. " * 400, "fields": APPLICATION["fields"]})
    source.write_text((line + "\n") * 3000, "utf-8")
    command = [
        sys.executable,
        "-c",
        "from service.cli import main; main()",
        "redact",
        str(source),
        "-o",
        str(out),
        "--no-names",
    ]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        heard = iter(process.stderr.readline, "")
        assert any(said.startswith("redacted ") for said in heard)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 130
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]


def test_a_document_says_what_of_it_was_not_read(tmp_path: Path) -> None:
    fields = tmp_path / "fields.json"
    fields.write_text("{}", "utf-8")
    cv = Path(__file__).parents[2] / "data" / "attachments" / "cv.docx"
    assert (
        "The file holds pictures, which are not read."
        in run("redact-file", cv, "--fields", fields, "--no-names").stderr
    )
