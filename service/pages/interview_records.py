"""Correcting what was recorded of an interview, for HR and the chair of its panel."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.errors import ForbiddenError
from service.interviews.overview import interview_page
from service.interviews.record_corrections import correct_record
from service.pages.forms import Form, Page, answer
from service.pages.interview_words import INTERVIEW_STATES, RECORD_REASONS, RIGHT_STATES
from service.security.guard import actor, guard, house

pages = Blueprint("interview_records", __name__)
FIELDS = ("state", "reason")


@pages.get("/interviews/<interview_id>/correct")
@guard("interviews.correct")
def show(interview_id: str) -> str:
    """Show what was recorded and what it can be corrected to."""
    return _show(interview_id, Form(fields=FIELDS))


@pages.post("/interviews/<interview_id>/correct")
@guard("interviews.correct")
def correct_submit(interview_id: str) -> Page:
    """Correct what was recorded."""
    form = Form(request.form, fields=FIELDS)

    def act() -> Response:
        with house().writing(actor()) as work:
            correct_record(work, interview_id, form.value("state"), form.value("reason"), form.version())
        flash("What became of the interview is corrected.")
        return redirect(url_for("interviews.show", interview_id=interview_id), 303)

    return answer(form, act, lambda shown: _show(interview_id, shown))


def _show(interview_id: str, form: Form) -> str:
    with house().reading(actor()) as work:
        page = interview_page(work, interview_id)
    if not page.corrects:
        raise ForbiddenError("HR or the chair of the panel corrects what was recorded.")
    return render_template(
        "interviews/correct_record.html",
        form=form,
        page=page,
        state=INTERVIEW_STATES[page.row.state],
        choices=[{"value": each, "text": RIGHT_STATES[each]} for each in page.right_states],
        reasons=[{"value": each, "text": words} for each, words in RECORD_REASONS.items()],
    )
