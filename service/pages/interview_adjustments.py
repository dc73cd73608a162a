"""Adjustments an applicant asked for, to those who arrange them; and the links through which applicants ask."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.errors import NotFoundError
from service.interviews.adjustments import OpenAdjustment, adjustments_to_arrange, settle_adjustment
from service.interviews.links import make_link, revoke_links
from service.interviews.overview import InterviewPage, interview_page
from service.pages.forms import Form, Page, answer
from service.pages.interview_words import ADJUSTMENT_STATES, post
from service.pages.wording import day, moment
from service.security.guard import actor, guard, house

pages = Blueprint("interview_adjustments", __name__, url_prefix="/interviews/<interview_id>/adjustments")
FIELDS = ("state", "arrangement", "reply")


@pages.get("")
@guard("interviews.plan")
def show(interview_id: str) -> str:
    """Show what the applicant asked for; that one looked is recorded in the trail."""
    return _show(interview_id)


@pages.get("/<adjustment_id>")
@guard("interviews.plan")
def answer_form(interview_id: str, adjustment_id: str) -> str:
    """Show the form that answers one adjustment."""
    return _show_answer(interview_id, adjustment_id, None)


@pages.post("/<adjustment_id>")
@guard("interviews.plan")
def answer_submit(interview_id: str, adjustment_id: str) -> Page:
    """Answer an adjustment."""
    form = Form(request.form, fields=FIELDS)

    def act() -> Response:
        with house().writing(actor()) as work:
            settle_adjustment(
                work,
                adjustment_id,
                form.value("state"),
                form.value("arrangement"),
                form.value("reply"),
                form.version(),
            )
        flash("The answer is kept. The applicant reads it through their link; the panel is told what to provide.")
        return redirect(url_for("interview_adjustments.show", interview_id=interview_id), 303)

    return answer(form, act, lambda shown: _show_answer(interview_id, adjustment_id, shown))


@pages.post("/link")
@guard("applicant_links.make")
def link_submit(interview_id: str) -> str:
    """Make the applicant's link and show it, this once; so this one page is the answer to the form itself."""
    with house().writing(actor()) as work:
        application_id = interview_page(work, interview_id).row.application_id
        row, token = make_link(work, application_id, "adjustments")
    address = house().settings.public_url or request.host_url.rstrip("/")
    path = url_for("applicant_link.show", token=token)
    expires = day(row.expires_at.astimezone(house().settings.zone).date())
    return _show(interview_id, link=f"{address}{path}", expires=expires)


@pages.post("/revoke")
@guard("applicant_links.make")
def revoke_submit(interview_id: str) -> Response:
    """Close every link of the applicant; closing them again changes nothing."""
    with house().writing(actor()) as work:
        revoke_links(work, interview_page(work, interview_id).row.application_id)
    flash("The applicant’s links are closed. None of them opens any more.")
    return redirect(url_for("interview_adjustments.show", interview_id=interview_id), 303)


def _found(interview_id: str) -> tuple[InterviewPage, list[OpenAdjustment]]:
    with house().writing(actor()) as work:
        page = interview_page(work, interview_id)
        return page, adjustments_to_arrange(work, page.row.application_id)


def _show(interview_id: str, link: str = "", expires: str = "") -> str:
    page, found = _found(interview_id)
    return render_template(
        "interviews/adjustments.html",
        page=page,
        post=post(page.vacancy),
        adjustments=[
            {
                "id": each.row.id,
                "asked": each.asked,
                "at": moment(each.row.asked_at, page.panel.zone),
                "arrangement": each.arrangement,
                "reply": each.reply,
                "state": ADJUSTMENT_STATES[each.row.state],
            }
            for each in found
        ],
        link=link,
        expires=expires,
    )


def _show_answer(interview_id: str, adjustment_id: str, form: Form | None) -> str:
    page, found = _found(interview_id)
    wanted = next((each for each in found if each.row.id == adjustment_id), None)
    if wanted is None:
        raise NotFoundError
    if form is None:
        state = "" if wanted.row.state == "asked" else wanted.row.state
        form = Form({"state": state, "arrangement": wanted.arrangement, "reply": wanted.reply}, fields=FIELDS)
    return render_template("interviews/adjustment.html", form=form, page=page, adjustment=wanted)
