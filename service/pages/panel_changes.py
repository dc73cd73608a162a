"""Changes of a panel: another member on a seat, another time, or no panel at all."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.pages.forms import Form, Page, answer
from service.pages.panel_words import facts, seat_shown
from service.pages.request_when import Row, read_start
from service.pages.wording import count_of
from service.panels.life import cancel_panel
from service.panels.moves import move_panel
from service.panels.replacements import swap_member, who_else
from service.panels.views import panel_view
from service.security.guard import actor, guard, house

pages = Blueprint("panel_changes", __name__, url_prefix="/panels/<panel_id>")
MOST_SHOWN = 40
MOVE_FIELDS = ("day-0", "time-0", "reading-0")


@pages.get("/seats/<int:position>/swap")
@guard("panels.confirm")
def swap(panel_id: str, position: int) -> str:
    """Show who else could take a seat, by name."""
    return _show_swap(panel_id, position, _swap_form(request.args))


@pages.post("/seats/<int:position>/swap")
@guard("panels.confirm")
def swap_submit(panel_id: str, position: int) -> Page:
    """Put somebody else on a seat."""
    form = _swap_form(request.form)

    def act() -> Response:
        person_id = form.text("person", what="The colleague", longest=36)
        form.check()
        with house().writing(actor()) as work:
            swap_member(work, panel_id, position, person_id, form.version())
        flash("The member is swapped. Nobody else is disturbed.")
        return redirect(url_for("panels.show", panel_id=panel_id), 303)

    return answer(form, act, lambda shown: _show_swap(panel_id, position, shown))


@pages.get("/move")
@guard("panels.confirm")
def move(panel_id: str) -> str:
    """Show the form that moves a panel."""
    return _show_move(panel_id, Form(fields=MOVE_FIELDS), Row(0, []))


@pages.post("/move")
@guard("panels.confirm")
def move_submit(panel_id: str) -> Page:
    """Move a panel to another time."""
    form = Form(request.form, fields=MOVE_FIELDS, places={"starts_at": "day-0"})
    starts_at, readings = read_start(form, 0, house().settings.zone)

    def act() -> Response:
        form.check()
        if starts_at is not None:
            move_panel(house(), actor(), panel_id, starts_at, form.version())
        flash("The panel is moved. Members who had been asked are asked again for the new time.")
        return redirect(url_for("panels.show", panel_id=panel_id), 303)

    return answer(form, act, lambda shown: _show_move(panel_id, shown, Row(0, readings)))


@pages.get("/cancel")
@guard("panels.confirm")
def cancel(panel_id: str) -> str:
    """Show the form that cancels a panel."""
    return _show_cancel(panel_id, Form(fields=("reason",)))


@pages.post("/cancel")
@guard("panels.confirm")
def cancel_submit(panel_id: str) -> Page:
    """Cancel a panel; its request stays and can be composed again."""
    form = Form(request.form, fields=("reason",))

    def act() -> Response:
        with house().writing(actor()) as work:
            panel = cancel_panel(work, panel_id, form.value("reason"), form.version())
        flash("The panel is cancelled. Whoever had been asked is told. The request stays open.")
        return redirect(url_for("requests.show", request_id=panel.request_id), 303)

    return answer(form, act, lambda shown: _show_cancel(panel_id, shown))


def _swap_form(typed: object) -> Form:
    return Form(typed, fields=("person",), places={"person_id": "person"})  # type: ignore[arg-type]


def _show_swap(panel_id: str, position: int, form: Form) -> str:
    find = form.value("find").strip().lower()
    with house().reading(actor()) as work:
        panel = panel_view(work, panel_id)
        able = who_else(work, panel_id, position)
        fitting = [each for each in able if find in f"{each.name} {each.job_title} {each.department}".lower()]
        return render_template(
            "manager/swap.html",
            form=form,
            panel=panel,
            seat=seat_shown(panel.seats[position], panel),
            total=len(able),
            too_many=len(fitting) > MOST_SHOWN,
            shown=MOST_SHOWN,
            choices=[
                {
                    "value": each.person_id,
                    "text": each.name,
                    "hint": ", ".join(
                        part
                        for part in (each.job_title, f"band {each.band}" if each.band else "", each.department)
                        if part
                    ),
                }
                for each in fitting[:MOST_SHOWN]
            ],
        )


def _show_move(panel_id: str, form: Form, row: Row) -> str:
    with house().reading(actor()) as work:
        panel = panel_view(work, panel_id)
    asked = sum(1 for seat in panel.seats if seat.invitation in ("sent", "accepted"))
    return render_template(
        "manager/move.html",
        form=form,
        panel=panel,
        facts=facts(panel),
        row=row,
        zone=house().settings.timezone,
        asked=count_of(asked, "member") if asked else "",
    )


def _show_cancel(panel_id: str, form: Form) -> str:
    with house().reading(actor()) as work:
        panel = panel_view(work, panel_id)
    return render_template("manager/cancel.html", form=form, panel=panel, facts=facts(panel))
