"""The audit as PDF: tagged, titled, the same bytes each time; and words where it cannot be written."""

import io
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from pypdf import PdfReader

from service.outcomes.pdf_report import WITHOUT_PANGO, hindrance, to_pdf
from service.outcomes.reading import read_outcomes
from service.outcomes.report import audit
from tests.service.outcomes.files import TODAY, a_file, random_rows

Page = dict[str, Any]


@pytest.fixture(scope="module")
def pdf() -> bytes:
    """An audit of two hundred applications as PDF."""
    missing = hindrance()
    if missing == WITHOUT_PANGO:
        pytest.skip("There is no Pango on this machine, so PDF was not tested.")
    assert not missing, "Install requirements-pdf.txt, as `make test` does."
    document = audit(read_outcomes(a_file(random_rows(8, most=60)), ("team", "shift"), today=TODAY), by=("gender",))
    first, second = to_pdf(document), to_pdf(document)
    assert first == second, "The same document gives the same bytes."
    return first


def test_the_pdf_says_in_short_on_its_first_page_and_numbers_its_pages(pdf: bytes) -> None:
    pages = PdfReader(io.BytesIO(pdf)).pages
    first = pages[0].extract_text()
    assert "In short" in first
    assert "WRES indicator 2" in first
    assert f"Page 1 of {len(pages)}" in first


def test_the_pdf_is_tagged_titled_and_in_english_so_that_it_can_be_heard(pdf: bytes) -> None:
    reader = PdfReader(io.BytesIO(pdf))
    root: Page = reader.trailer["/Root"]  # type: ignore[assignment]
    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Outcomes audit: all closed applications"
    found: list[Page] = []
    waiting = [root["/StructTreeRoot"]]
    while waiting:
        element = waiting.pop()
        found.append(element)
        children = element.get("/K", [])
        for child in children if isinstance(children, list) else [children]:
            whole = child.get_object()
            if isinstance(whole, dict) and "/S" in whole:
                waiting.append(whole)
    kinds = {str(element.get("/S")) for element in found}
    assert {"/H1", "/H2", "/Table", "/TH", "/Figure"} <= kinds
    assert all(element.get("/Alt") for element in found if element.get("/S") == "/Figure")


@pytest.mark.parametrize(
    ("fault", "remedy"),
    [("ImportError", "pip install 'fairpanel[pdf]'"), ("OSError", "apt install libpango")],
)
def test_what_a_pdf_lacks_is_said_with_its_remedy_and_nothing_is_written(
    tmp_path: Path, fault: str, remedy: str
) -> None:
    (tmp_path / "weasyprint.py").write_text(f"print('how to install')\nraise {fault}('not here')\n")
    program = f"""
        import sys
        sys.path.insert(0, {str(tmp_path)!r})
        from service.cli import main
        sys.argv = ["fairpanel", "audit", "-", "-o", {str(tmp_path / "report.pdf")!r}]
        main()
    """
    command = [sys.executable, "-c", dedent(program)]
    done = subprocess.run(command, input=b"", capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (2, b"")
    assert remedy in done.stderr.decode()
    assert done.stderr.count(b"\n") == 1
    assert not (tmp_path / "report.pdf").exists()
