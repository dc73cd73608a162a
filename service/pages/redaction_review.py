"""The review of one redaction: the original beside what shortlisters would read, restored, extended and released."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.pages.application_words import LABELS, PACK_STATES, percent, span_items
from service.pages.forms import Form, Page, answer
from service.pages.redaction_marks import listed_points, listed_spans, marked_sections
from service.pages.wording import count_of
from service.security.guard import actor, guard, house
from service.shortlisting.redaction.disclosure_model import is_installed
from service.shortlisting.review import (
    extend_redaction,
    leak_reporters,
    open_review,
    release_pack,
    restore_spans,
    send_back,
    settle_points,
)
from service.shortlisting.review_figures import LabelFigures, review_figures
from service.work import Work

pages = Blueprint("redaction_review", __name__, url_prefix="/redaction")
FIELDS = ("words", "label", "span", "point")


@pages.get("/figures")
@guard("redaction.review")
def figures() -> str:
    """Show what people restored and added, by kind of detail."""
    with house().reading(actor()) as work:
        found = review_figures(work)
    return render_template(
        "applications/figures.html",
        found=found,
        rows=[_figures(each) for each in (*found.labels, found.total)],
        with_model=is_installed(),
    )


@pages.get("/<pack_id>")
@guard("redaction.review")
def show(pack_id: str) -> str:
    """Show a redaction beside its original; the look is recorded."""
    return _show(pack_id, Form(fields=FIELDS))


@pages.post("/<pack_id>/restore")
@guard("redaction.review")
def restore(pack_id: str) -> Page:
    """Put back what the ticked redactions had taken out."""

    def change(work: Work, form: Form) -> str:
        chosen = {pair for value in form.values("span") if (pair := _pair(value)) is not None}
        restore_spans(work, pack_id, form.version(), chosen)
        return f"Restored: {count_of(len(chosen), 'redaction')}."

    return _act(pack_id, change)


@pages.post("/<pack_id>/redact")
@guard("redaction.review")
def extend(pack_id: str) -> Page:
    """Redact words wherever they stand in the application."""

    def change(work: Work, form: Form) -> str:
        count = extend_redaction(work, pack_id, form.version(), form.value("words"), form.value("label"))
        return f"Redacted in {count_of(count, 'place')}."

    return _act(pack_id, change)


@pages.post("/<pack_id>/settle")
@guard("redaction.review")
def settle(pack_id: str) -> Page:
    """Say of points that the redaction is right as it is."""

    def change(work: Work, form: Form) -> str:
        chosen = {int(value) for value in form.values("point") if value.isascii() and value.isdigit()}
        settle_points(work, pack_id, form.version(), chosen)
        return f"Settled: {count_of(len(chosen), 'point')}."

    return _act(pack_id, change)


@pages.post("/<pack_id>/release")
@guard("redaction.review")
def release(pack_id: str) -> Page:
    """Let shortlisters read it."""

    def change(work: Work, form: Form) -> str:
        release_pack(work, pack_id, form.version())
        return "The redacted text is released."

    return _act(pack_id, change)


@pages.post("/<pack_id>/send-back")
@guard("redaction.review")
def take_back(pack_id: str) -> Page:
    """Take a released text back, to be redacted further and released again."""
    form = Form(request.form)

    def act() -> Response:
        with house().writing(actor()) as work:
            anew = send_back(work, pack_id, form.version())
        flash("The text is taken back. Nobody reads it until you release it again.")
        return redirect(url_for("redaction_review.show", pack_id=anew.id), 303)

    return answer(form, act, lambda shown: _show(pack_id, shown))


def _act(pack_id: str, change: Callable[[Work, Form], str]) -> Page:
    form = Form(request.form, fields=FIELDS)

    def act() -> Response:
        with house().writing(actor()) as work:
            said = change(work, form)
        flash(said)
        return redirect(url_for("redaction_review.show", pack_id=pack_id), 303)

    return answer(form, act, lambda shown: _show(pack_id, shown))


def _show(pack_id: str, form: Form) -> str:
    with house().writing(actor()) as work:
        review = open_review(work, pack_id)
        leaks = len(leak_reporters(work, review.application.id))
    spans = listed_spans(review.sources, review.draft)
    fresh = form.changed_meanwhile or not form.value("version")
    form.fields = frozenset(FIELDS)
    return render_template(
        "applications/review.html",
        form=form,
        review=review,
        leaks=leaks,
        state=PACK_STATES[review.pack.state],
        version=review.pack.version if fresh else form.version(),
        sections=list(
            zip(review.sources, marked_sections(review.sources, review.draft), review.shown.sections, strict=True)
        ),
        spans=span_items(spans),
        points=listed_points(review.sources, review.draft),
        labels=[(code, words) for code, words in LABELS.items() if code != "All"],
        changes=review.pack.state == "proposed" and review.application.state != "withdrawn",
    )


def _figures(each: LabelFigures) -> list[str]:
    return [
        LABELS.get(each.label, each.label),
        str(each.proposed),
        str(each.restored),
        str(each.added),
        percent(each.precision),
        percent(each.recall),
    ]


def _pair(value: str) -> tuple[int, int] | None:
    section, _, index = value.partition(":")
    if not (section.isascii() and section.isdigit() and index.isascii() and index.isdigit() and len(value) < 20):
        return None
    return int(section), int(index)
