"""The audit's page as a tagged PDF (PDF/UA-1), by WeasyPrint (the extra `pdf`) and Pango, a library of the system.

The same document gives the same bytes on one machine: no time is written, and the fonts are those installed there.
"""

import contextlib
import io
import logging
from typing import Any

from service.outcomes.html_report import to_html

WITHOUT_WEASYPRINT = (
    "a PDF needs WeasyPrint. Install it with: pip install 'fairpanel[pdf]', or write .html and print it"
)
WITHOUT_PANGO = (
    "a PDF needs the library Pango, which this machine lacks. Install it (Debian and Ubuntu: apt install "
    "libpango-1.0-0 libpangoft2-1.0-0; macOS: brew install pango), or write .html and print it"
)


def hindrance() -> str:
    """Say in words why no PDF can be written here; empty if one can."""
    try:
        # WeasyPrint explains a missing library on standard output, where the audit itself may be going.
        with contextlib.redirect_stdout(io.StringIO()):
            import weasyprint  # noqa: F401
    except ImportError:
        return WITHOUT_WEASYPRINT
    except OSError:
        return WITHOUT_PANGO
    return ""


def to_pdf(document: dict[str, Any]) -> bytes:
    """Return the PDF of an audit or of a release; `hindrance` has been asked."""
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    for name in ("weasyprint", "fontTools"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # remarks on styles for screens, and on old fonts
    page = to_html(document).decode()
    # The page holds all that it shows: nothing is ever fetched, whatever a file's texts say.
    drawn: bytes = HTML(string=page, url_fetcher=URLFetcher(allowed_protocols=())).write_pdf(pdf_variant="pdf/ua-1")
    return drawn
