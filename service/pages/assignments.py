"""A panelist's assignments: what to answer, what is to come, what is past, and one's own share of the load."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.models import utc_now
from service.pages.forms import Form, Page, answer
from service.pages.wording import INVITATION_STATES, PANEL_STATES, day, role_name, span
from service.panels.assignments import Assignment, get_assignment, my_assignments
from service.panels.invitations import DECLINE_REASONS, accept_invitation, decline_invitation
from service.panels.own_share import own_share
from service.security.guard import actor, guard, house

pages = Blueprint("assignments", __name__, url_prefix="/assignments")


@pages.get("")
@guard("assignments.answer")
def index() -> str:
    """Show one's assignments and one's own share of the load."""
    with house().reading(actor()) as work:
        found = my_assignments(work)
        share = own_share(work)
    now = utc_now()
    to_answer = [each for each in found if waits(each)]
    coming = [each for each in found if each.state == "accepted" and each.can_answer and each.ends_at > now]
    past = [each for each in reversed(found) if each not in to_answer and each not in coming]
    return render_template(
        "panelist/assignments.html",
        to_answer=[_shown(each) for each in to_answer],
        coming=[_shown(each) for each in coming],
        past=[_shown(each) for each in past][:50],
        share=share,
        period=f"{day(share.first_day)} to {day(share.last_day)}",
    )


@pages.get("/<invitation_id>")
@guard("assignments.answer")
def show(invitation_id: str) -> str:
    """Show one invitation, to accept or decline."""
    return _show(invitation_id, Form(fields=("reason", "note")))


@pages.post("/<invitation_id>/accept")
@guard("assignments.answer")
def accept(invitation_id: str) -> Page:
    """Accept an invitation."""
    form = Form(request.form)

    def act() -> Response:
        with house().writing(actor()) as work:
            accept_invitation(work, invitation_id, form.version())
        flash("You have accepted. Thank you.")
        return redirect(url_for("assignments.show", invitation_id=invitation_id), 303)

    return answer(form, act, lambda shown: _show(invitation_id, shown))


@pages.post("/<invitation_id>/decline")
@guard("assignments.answer")
def decline(invitation_id: str) -> Page:
    """Decline an invitation, or step down."""
    form = Form(request.form, fields=("reason", "note"))

    def act() -> Response:
        if form.value("reason") not in DECLINE_REASONS:
            form.refuse("reason", "No reason is chosen.", "Choose the one that comes nearest.")
        form.check()
        decline_invitation(house(), actor(), invitation_id, form.value("reason"), form.value("note"), form.version())
        flash("You have declined. Somebody else is sought; there is nothing more for you to do.")
        return redirect(url_for("assignments.index"), 303)

    return answer(form, act, lambda shown: _show(invitation_id, shown))


def waits(assignment: Assignment) -> bool:
    """Return whether an assignment waits for an answer that still helps."""
    return assignment.state == "sent" and assignment.can_answer and assignment.starts_at > utc_now()


def _show(invitation_id: str, form: Form) -> str:
    with house().reading(actor()) as work:
        assignment = get_assignment(work, invitation_id)
    return render_template(
        "panelist/assignment.html",
        form=form,
        assignment=assignment,
        shown=_shown(assignment),
        reasons=list(DECLINE_REASONS.items()),
        said=DECLINE_REASONS.get(assignment.decline_reason, ""),
        sees_panel=assignment.state in ("sent", "accepted"),
    )


def _shown(assignment: Assignment) -> dict[str, object]:
    over = assignment.panel_state in ("held", "closed", "cancelled") and assignment.state in ("sent", "accepted")
    return {
        "href": url_for("assignments.show", invitation_id=assignment.invitation_id),
        "title": f"{role_name(assignment.role)} for {assignment.vacancy_title}",
        "when": span(assignment.starts_at, assignment.ends_at, assignment.zone),
        "where": "Online" if assignment.online else assignment.site,
        "state": PANEL_STATES[assignment.panel_state] if over else INVITATION_STATES[assignment.state],
    }
