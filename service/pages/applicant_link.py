"""What an applicant finds behind their link: adjustments to ask for before the interview, or feedback after it.

No account is needed: the address is the secret. So these pages send no referrer, are kept by no cache, and answer every
link that does not open in the same words. Opening a page changes nothing; asking, and saying that one has read, do.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError, validate_csrf
from werkzeug.wrappers import Response
from wtforms.validators import ValidationError

from service.errors import NotFoundError
from service.interviews.adjustments import ask_adjustment
from service.interviews.applicant_view import applicant_view
from service.interviews.feedback import PARTS, confirm_read
from service.interviews.links import HeldLink, follow_link, note_failure, refuse_guessing
from service.pages.forms import Form, Page, answer
from service.pages.interview_words import ADJUSTMENT_STATES
from service.pages.wording import span
from service.security.guard import NOBODY, guard, house

pages = Blueprint("applicant_link", __name__, url_prefix="/a/<token>")
LARGEST = 100_000  # bytes: the longest text, as a browser sends it
CLOSED = "This link opens nothing. It may have expired: ask the recruitment team for another."


@pages.url_value_preprocessor
def keep_small(_endpoint: str | None, _values: object) -> None:
    """Let nobody without an account send more than the longest text takes: this is asked before the body is read."""
    request.max_content_length = LARGEST


@pages.get("")
@guard("applicant_link.follow")
def show(token: str) -> str:
    """Show what the link opens."""
    return _show(token, _followed(token), Form(fields=("asked",)))


@pages.post("/adjustments")
@guard("applicant_link.follow")
def ask_submit(token: str) -> Page:
    """Ask for an adjustment."""
    _check_form()
    link = _followed(token)
    form = Form(request.form, fields=("asked",))

    def act() -> Response:
        with _in_the_same_words(), house().writing(NOBODY) as work:
            ask_adjustment(work, link, form.value("asked"))
        flash("We have what you asked for. Come back to this page to read our answer.")
        return redirect(url_for("applicant_link.show", token=token), 303)

    return answer(form, act, lambda shown: _show(token, link, shown))


@pages.post("/read")
@guard("applicant_link.follow")
def read_submit(token: str) -> Response:
    """Say that one has read the feedback."""
    _check_form()
    link = _followed(token)
    with _in_the_same_words(), house().writing(NOBODY) as work:
        confirm_read(work, link)
    flash("Thank you. The panel knows that you have read it.")
    return redirect(url_for("applicant_link.show", token=token), 303)


@pages.after_request
def tell_nobody(response: Response) -> Response:
    """Keep the address, which is the secret, from every other page and from search engines."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _check_form() -> None:
    """Check the form's token as everywhere; but not the referrer, which these pages tell browsers not to send."""
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError as error:
        raise CSRFError(str(error)) from error


@contextmanager
def _in_the_same_words() -> Iterator[None]:
    """Answer a link that opens something else, or nothing yet, like one that never was."""
    try:
        yield
    except NotFoundError as error:
        raise NotFoundError(CLOSED) from error


def _followed(token: str) -> HeldLink:
    address = request.remote_addr or ""
    with house().reading(NOBODY) as work:
        refuse_guessing(work, address)
        try:
            return follow_link(work, token)
        except NotFoundError:
            pass
    with house().writing(NOBODY) as work:
        note_failure(work, address)
    raise NotFoundError(CLOSED)


def _show(token: str, link: HeldLink, form: Form) -> str:
    with _in_the_same_words(), house().reading(NOBODY) as work:
        view = applicant_view(work, link)
    return render_template(
        "applicant/link.html",
        form=form,
        token=token,
        view=view,
        times=[span(starts, ends, zone) for starts, ends, zone in view.times],
        adjustments=[
            {"asked": each.asked, "reply": each.reply, "state": ADJUSTMENT_STATES[each.row.state]}
            for each in view.adjustments
        ],
        parts=[(words, view.texts.get(name, "")) for name, words in PARTS.items()],
    )
