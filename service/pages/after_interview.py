"""After the interview: who actually sat, and how many applicants were interviewed and appointed. Counts only."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlmodel import select
from werkzeug.wrappers import Response

from service.errors import ForbiddenError
from service.models import PANEL_ROLES, Account, PostDecision
from service.pages.forms import Form, Page, answer
from service.pages.panel_words import facts, seat_shown
from service.pages.wording import moment, role_name
from service.panels.attendance import StandIn, WhoSat, record_who_sat
from service.panels.corrections import propose_correction, waiting_correction
from service.panels.decisions import decisions_of, record_decision
from service.panels.views import PanelView, panel_view
from service.people.directory import find_colleagues
from service.security.guard import actor, guard, house
from service.work import Work

pages = Blueprint("after_interview", __name__, url_prefix="/panels/<panel_id>")
STAND_INS = 3
COUNTS = ("interviewed", "appointed")


@pages.get("/who-sat")
@guard("panels.record")
def who_sat(panel_id: str) -> str:
    """Show the form that records who sat."""
    with house().reading(actor()) as work:
        panel = panel_view(work, panel_id)
    return _show_who_sat(panel_id, _who_sat_form(panel, None))


@pages.post("/who-sat")
@guard("panels.record")
def who_sat_submit(panel_id: str) -> Page:
    """Record who sat."""
    with house().reading(actor()) as work:
        form = _who_sat_form(panel_view(work, panel_id), request.form)

    def act() -> Response:
        with house().writing(actor()) as work:
            panel = panel_view(work, panel_id)
            given = _read_who_sat(form, panel, work)
            form.check()
            record_who_sat(work, panel_id, given, form.version())
        flash("Who sat is recorded.")
        return redirect(url_for("panels.show", panel_id=panel_id), 303)

    return answer(form, act, lambda shown: _show_who_sat(panel_id, shown))


@pages.get("/decision")
@guard("panels.decide")
def decision(panel_id: str) -> str:
    """Show the form that records, or corrects, the decision on the post."""
    with house().reading(actor()) as work:
        found = decisions_of(work, panel_id)
    typed = {name: str(getattr(found[-1], name)) for name in COUNTS} if found else {}
    return _show_decision(panel_id, _decision_form(typed))


@pages.post("/decision")
@guard("panels.decide")
def decision_submit(panel_id: str) -> Page:
    """Record the decision on the post."""
    form = _decision_form(request.form)

    def act() -> Response:
        interviewed, appointed = _counts(form)
        with house().writing(actor()) as work:
            record_decision(work, panel_id, interviewed, appointed, form.version())
        flash("The decision is recorded, and the panel is closed.")
        return redirect(url_for("panels.show", panel_id=panel_id), 303)

    return answer(form, act, lambda shown: _show_decision(panel_id, shown))


@pages.post("/decision/<decision_id>/correct")
@guard("panels.decide")
def correct_submit(panel_id: str, decision_id: str) -> Page:
    """Propose a correction of the decision, with a reason and a second person who is asked to confirm it."""
    form = _decision_form(request.form)

    def act() -> Response:
        interviewed, appointed = _counts(form)
        with house().writing(actor()) as work:
            second = _account_of(work, form.value("second_person"))
            propose_correction(work, decision_id, interviewed, appointed, form.value("reason"), second)
        flash("The correction waits for the second person. Until they confirm it, the figures stay as they are.")
        return redirect(url_for("panels.show", panel_id=panel_id), 303)

    return answer(form, act, lambda shown: _show_decision(panel_id, shown))


def _who_sat_form(panel: PanelView, typed: object) -> Form:
    people = [seat.person_id for seat in panel.seats if seat.person_id is not None]
    names = [f"sat-{each}" for each in people]
    names += [f"{part}-{number}" for number in range(STAND_INS) for part in ("stand_in", "role")]
    places = {f"sat.{each}": f"sat-{each}" for each in people} | {"sat": names[0]}
    return Form(typed, fields=names, places=places)  # type: ignore[arg-type]


def _read_who_sat(form: Form, panel: PanelView, work: Work) -> WhoSat:
    said = {seat.person_id: form.value(f"sat-{seat.person_id}") for seat in panel.seats if seat.person_id is not None}
    stand_ins: list[StandIn] = []
    for number in range(STAND_INS):
        wanted = form.value(f"stand_in-{number}").strip()
        if not wanted:
            continue
        found = find_colleagues(work, wanted)
        exact = [each for each in found if each.name.lower() == wanted.lower()] or list(found)
        if len(exact) != 1:
            how_many = "Nobody" if not found else "More than one colleague"
            form.refuse(
                f"stand_in-{number}", f"{how_many} is found by {wanted[:60]!r}.", "Give the work e-mail address."
            )
            continue
        form.places[f"stand_ins.{len(stand_ins)}.person_id"] = f"stand_in-{number}"
        form.places[f"stand_ins.{len(stand_ins)}.role"] = f"role-{number}"
        stand_ins.append(StandIn(exact[0].id, form.value(f"role-{number}")))
    return WhoSat({person: value == "yes" for person, value in said.items() if value in ("yes", "no")}, stand_ins)


def _show_who_sat(panel_id: str, form: Form) -> str:
    with house().reading(actor()) as work:
        panel = panel_view(work, panel_id)
    if not panel.can_record:
        raise ForbiddenError("Only the chair, the appointing manager or HR records who sat, and only once.")
    return render_template(
        "manager/who_sat.html",
        form=form,
        panel=panel,
        facts=facts(panel),
        members=[
            {
                "name": f"sat-{seat.person_id}",
                "words": f"Did {seat.name} sit ({seat_shown(seat, panel)['role'].lower()})?",
            }
            for seat in panel.seats
            if seat.person_id is not None
        ],
        stand_ins=range(STAND_INS),
        roles=[(each, role_name(each)) for each in PANEL_ROLES],
    )


def _decision_form(typed: object) -> Form:
    return Form(typed, fields=(*COUNTS, "reason", "second_person"))  # type: ignore[arg-type]


def _counts(form: Form) -> tuple[int, int]:
    counts = (
        form.whole("interviewed", low=0, high=10_000, what="The number interviewed"),
        form.whole("appointed", low=0, high=10_000, what="The number appointed"),
    )
    form.check()
    return counts


def _show_decision(panel_id: str, form: Form) -> str:
    with house().reading(actor()) as work:
        panel = panel_view(work, panel_id)
        found = decisions_of(work, panel_id)
        return render_template(
            "manager/decision.html",
            form=form,
            panel=panel,
            facts=facts(panel),
            latest=found[-1] if found else None,
            earlier=[_in_words(work, each) for each in found],
            waiting=waiting_correction(work, panel_id),
        )


def _in_words(work: Work, row: PostDecision) -> dict[str, str]:
    zone = house().settings.zone
    by = work.session.get(Account, row.recorded_by)
    second = work.session.get(Account, row.second_person) if row.second_person else None
    return {
        "counts": f"{row.interviewed} interviewed, {row.appointed} appointed",
        "by": f"{by.name if by else 'Somebody'} on {moment(row.recorded_at, zone)}",
        "second": f"agreed with {second.name}" if second else "",
        "reason": row.reason,
    }


def _account_of(work: Work, email: str) -> str:
    """Return the id of the account with this address, or an id that is nobody's."""
    row = work.session.exec(select(Account.id).where(Account.email == email.strip().lower())).first()
    return row or ""
