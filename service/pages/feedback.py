"""Feedback for interviewed applicants: what is owed, the panel's draft, and HR's sending of it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.interviews.feedback import (
    PARTS,
    FeedbackView,
    draft_feedback,
    feedback_list,
    feedback_view,
    send_feedback,
)
from service.interviews.links import make_link
from service.pages.forms import Form, Page, answer
from service.pages.interview_words import post
from service.pages.wording import day, moment
from service.security.guard import actor, guard, house

pages = Blueprint("feedback", __name__, url_prefix="/feedback")
FIELDS = tuple(PARTS)


@pages.get("")
@guard("interviews.see")
def index() -> str:
    """Show the feedback one drafts, answers for or sends."""
    with house().reading(actor()) as work:
        found = feedback_list(work)
    shown = [
        {
            "href": url_for("feedback.show", feedback_id=each.row.id),
            "applicant": each.applicant,
            "post": post(each.vacancy),
            "due": day(each.row.due_on),
            "state": _state(each),
        }
        for each in found
    ]
    return render_template("interviews/feedback_list.html", found=shown, overdue=sum(each.overdue for each in found))


@pages.get("/<feedback_id>")
@guard("interviews.see")
def show(feedback_id: str) -> str:
    """Show one applicant's feedback."""
    return _show(feedback_id, None)


@pages.post("/<feedback_id>")
@guard("interviews.see")
def draft_submit(feedback_id: str) -> Page:
    """Keep the draft."""
    form = Form(request.form, fields=FIELDS)

    def act() -> Response:
        given = [form.value(name) for name in PARTS]
        with house().writing(actor()) as work:
            draft_feedback(work, feedback_id, given[0], given[1], given[2], form.version())
        flash("The draft is kept. HR sends it.")
        return redirect(url_for("feedback.show", feedback_id=feedback_id), 303)

    return answer(form, act, lambda shown: _show(feedback_id, shown))


@pages.post("/<feedback_id>/send")
@guard("applicant_links.make")
def send_submit(feedback_id: str) -> Page:
    """Open the feedback to its applicant and show the link, this once: the page answers the form itself."""
    form = Form(request.form, fields=FIELDS)

    def act() -> Response:
        with house().writing(actor()) as work:
            row, token = send_feedback(work, feedback_id, form.version())
        expires = row.expires_at.astimezone(house().settings.zone).date()
        return Response(_show(feedback_id, None, link=_address(token), expires=day(expires)), mimetype="text/html")

    return answer(form, act, lambda shown: _show(feedback_id, None, shown))


@pages.post("/<feedback_id>/link")
@guard("applicant_links.make")
def link_submit(feedback_id: str) -> str:
    """Make another link to feedback that is sent, for an applicant whose link is lost or has expired."""
    with house().writing(actor()) as work:
        row, token = make_link(work, feedback_view(work, feedback_id).row.application_id, "feedback")
    expires = row.expires_at.astimezone(house().settings.zone).date()
    return _show(feedback_id, None, link=_address(token), expires=day(expires))


def _address(token: str) -> str:
    return (house().settings.public_url or request.host_url.rstrip("/")) + url_for("applicant_link.show", token=token)


def _show(
    feedback_id: str, form: Form | None, refused: Form | None = None, *, link: str = "", expires: str = ""
) -> str:
    with house().reading(actor()) as work:
        view = feedback_view(work, feedback_id)
    if form is None:
        form = Form(view.texts, fields=FIELDS)
        if refused is not None:
            form.problems, form.changed_meanwhile = refused.problems, refused.changed_meanwhile
    zone = house().settings.zone
    facts = [("Post", post(view.vacancy)), ("Due", day(view.row.due_on) + (" (overdue)" if view.overdue else ""))]
    if view.drafted_by:
        facts.append(("Drafted by", view.drafted_by))
    if view.row.sent_at:
        facts.append(("Sent", moment(view.row.sent_at, zone)))
        facts.append(("Read", moment(view.row.read_at, zone) if view.row.read_at else "Not that we know of"))
    return render_template(
        "interviews/feedback.html",
        form=form,
        view=view,
        state=_state(view),
        facts=facts,
        parts=list(PARTS.items()),
        link=link,
        expires=expires,
    )


def _state(view: FeedbackView) -> tuple[str, str]:
    if view.row.read_at:
        return ("Read", "green")
    if view.row.sent_at:
        return ("Sent", "aqua-green")
    if view.overdue:
        return ("Overdue", "red")
    return ("Drafted", "blue") if view.texts else ("To be drafted", "yellow")
