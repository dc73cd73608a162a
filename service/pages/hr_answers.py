"""Answers that HR records for members without an account, as they were given by word or letter."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service import db
from service.models import Invitation, Panel, PanelRequest, PanelSeat, Person
from service.pages.forms import Form, Page, answer
from service.pages.hr_words import panel_seat_in_words
from service.pages.wording import INVITATION_STATES, span
from service.panels.invitations import DECLINE_REASONS, accept_invitation, decline_invitation
from service.panels.scope import invitation_in_scope
from service.security.guard import actor, guard, house

pages = Blueprint("hr_answers", __name__, url_prefix="/hr/invitations/<invitation_id>")
FIELDS = ("answer", "reason", "note")
ANSWERS = (("accept", "They can sit"), ("decline", "They cannot sit"))


@pages.get("")
@guard("shortfalls.settle")
def show(invitation_id: str) -> str:
    """Show an invitation with the form for its answer."""
    return _show(invitation_id, Form(fields=FIELDS))


@pages.post("")
@guard("shortfalls.settle")
def submit(invitation_id: str) -> Page:
    """Record the answer."""
    form = Form(request.form, fields=FIELDS)

    def act() -> Response:
        given = form.one_of("answer", [value for value, _ in ANSWERS], what="The answer")
        reason = form.one_of("reason", DECLINE_REASONS, what="The reason") if given == "decline" else ""
        form.check()
        if given == "accept":
            with house().writing(actor()) as work:
                accept_invitation(work, invitation_id, form.version())
        else:
            decline_invitation(house(), actor(), invitation_id, reason, form.value("note"), form.version())
        flash("The answer is recorded.")
        with house().reading(actor()) as work:
            panel = db.get(work.session, Panel, invitation_in_scope(work, invitation_id).panel_id)
        return redirect(url_for("hr_requests.show", request_id=panel.request_id), 303)

    return answer(form, act, lambda shown: _show(invitation_id, shown))


def _show(invitation_id: str, form: Form) -> str:
    with house().reading(actor()) as work:
        invitation: Invitation = invitation_in_scope(work, invitation_id)
        panel = db.get(work.session, Panel, invitation.panel_id)
        asked = db.get(work.session, PanelRequest, panel.request_id)
        person = db.get(work.session, Person, invitation.person_id)
        seat = db.get(work.session, PanelSeat, invitation.seat_id)
    fresh = form.changed_meanwhile or not form.value("version")
    return render_template(
        "hr/answer.html",
        form=form,
        invitation=invitation,
        state=INVITATION_STATES[invitation.state],
        asked=asked,
        person=person,
        seat=panel_seat_in_words(seat),
        when=span(panel.starts_at, panel.ends_at, panel.zone),
        version=invitation.version if fresh else form.version(),
        answers=ANSWERS,
        reasons=list(DECLINE_REASONS.items()),
        open=invitation.state in ("sent", "accepted"),
    )
