"""One seat of a panel for HR: widening what it asks for, and putting somebody else on it."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service import db
from service.errors import NotFoundError
from service.models import Panel, PanelRequest, PanelSeat, Person, bands
from service.pages.forms import Form, Page, answer
from service.pages.hr_words import FROM, labels_of, panel_seat_in_words, requirement_in_words
from service.panels.asking_someone import Prospect, who_would_help
from service.panels.panel_rows import seats_of
from service.panels.release import widen_seat
from service.panels.replacements import swap_member
from service.panels.scope import panel_in_scope
from service.people.self_description import list_features
from service.security.guard import actor, guard, house
from service.work import Work

pages = Blueprint("hr_seats", __name__, url_prefix="/hr/settle/<panel_id>/seat/<int:position>")
FIELDS = ("min_band", "from", "profession", "person_id")
PLACES = {"seats.0.min_band": "min_band", "seats.0.from": "from", "seats.0.profession": "profession"}


@pages.get("")
@guard("shortfalls.settle")
def show(panel_id: str, position: int) -> str:
    """Show a seat with what it asks for."""
    with house().reading(actor()) as work:
        seat = _seat(work, panel_id, position)
    typed = {"min_band": seat.min_band or "", "from": seat.from_, "profession": seat.profession or ""}
    return _show(panel_id, position, Form(typed, fields=FIELDS, places=PLACES))


@pages.post("/widen")
@guard("shortfalls.settle")
def widen(panel_id: str, position: int) -> Page:
    """Change what the seat asks for."""
    form = Form(request.form, fields=FIELDS, places=PLACES)

    def change(work: Work) -> str:
        conditions = {name: form.value(name).strip() for name in ("min_band", "from", "profession")}
        given = {name: value for name, value in conditions.items() if value}
        widen_seat(work, panel_id, position, given, form.version())
        return "The seat asks for what you wrote. Whoever sits there stays until somebody is put in their place."

    back = url_for("hr_seats.show", panel_id=panel_id, position=position)
    return _submit(form, change, lambda shown: _show(panel_id, position, shown), back)


@pages.post("/people")
@guard("shortfalls.settle")
def people(panel_id: str, position: int) -> Page:
    """Show who could take the seat, and what the panel would then lack; the look is recorded."""
    form = Form(fields=FIELDS)
    return answer(
        form,
        lambda: Response(_people_page(panel_id, position, form), mimetype="text/html"),
        lambda shown: _show(panel_id, position, shown),
    )


@pages.post("/swap")
@guard("shortfalls.settle")
def swap(panel_id: str, position: int) -> Page:
    """Put somebody else on the seat."""
    form = Form(request.form, fields=FIELDS)

    def change(work: Work) -> str:
        if not form.value("person_id"):
            form.refuse("person_id", "Nobody is chosen.", "Choose who takes the seat.")
        form.check()
        person_id = form.value("person_id")
        swap_member(work, panel_id, position, person_id, form.version())
        return f"{db.get(work.session, Person, person_id).name} takes the seat. Whoever held it is told."

    back = url_for("hr_shortfalls.show", panel_id=panel_id)
    return _submit(form, change, lambda shown: _people_page(panel_id, position, shown), back)


def _submit(form: Form, change: Callable[[Work], str], show: Callable[[Form], str], back: str) -> Page:
    def act() -> Response:
        with house().writing(actor()) as work:
            said = change(work)
        flash(said)
        return redirect(back, 303)

    return answer(form, act, show)


def _show(panel_id: str, position: int, form: Form) -> str:
    with house().reading(actor()) as work:
        panel = panel_in_scope(work, panel_id)
        seat = _seat(work, panel_id, position)
        holder = work.session.get(Person, seat.person_id) if seat.person_id else None
        asked = db.get(work.session, PanelRequest, panel.request_id)
    return render_template(
        "hr/seat.html",
        form=form,
        panel=panel,
        asked=asked,
        position=position,
        version=_version(panel, form),
        words=panel_seat_in_words(seat),
        holder=holder.name if holder else "Nobody yet",
        bands=[(band, f"Band {band} or above") for band in bands.BANDS],
        origins=[(value, text.capitalize()) for value, text in FROM.items()],
        can_widen=panel.state in ("awaiting_release", "inviting", "ready"),
    )


def _people_page(panel_id: str, position: int, form: Form) -> str:
    with house().writing(actor()) as work:
        panel = panel_in_scope(work, panel_id)
        asked = db.get(work.session, PanelRequest, panel.request_id)
        labels = labels_of(list_features(work))
        words = {rule["id"]: requirement_in_words(rule, labels) for rule in asked.requirements}
        choices = [_choice(each, words) for each in who_would_help(work, panel_id, position)]
        seat = _seat(work, panel_id, position)
    return render_template(
        "hr/seat_people.html",
        form=form,
        panel=panel,
        asked=asked,
        position=position,
        version=_version(panel, form),
        words=panel_seat_in_words(seat),
        choices=choices,
    )


def _choice(prospect: Prospect, words: dict[str, str]) -> dict[str, str]:
    who = prospect.colleague
    lacking = "; ".join(words.get(rule, rule) for rule in prospect.lacks)
    return {
        "value": who.person_id,
        "text": ", ".join(part for part in (who.name, who.job_title, who.department) if part),
        "hint": f"Still lacking: {lacking}" if lacking else "Nothing would be lacking",
    }


def _version(panel: Panel, form: Form) -> int | None:
    return panel.version if form.changed_meanwhile or not form.value("version") else form.version()


def _seat(work: Work, panel_id: str, position: int) -> PanelSeat:
    panel_in_scope(work, panel_id)
    for seat in seats_of(work, panel_id):
        if seat.position == position:
            return seat
    raise NotFoundError
