"""Load for HR: how the work is spread over groups, and who carries most."""

from typing import Any

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from service.models import bands
from service.pages.hr_words import feature_name, labels_of
from service.pages.wording import REQUEST_STATES, role_name
from service.panels.hr_view import load_summary, requests_by_state
from service.panels.load_by_group import FEW, GroupLoad, load_by_group
from service.people.self_description import list_features
from service.security.guard import actor, guard, house

pages = Blueprint("hr_load", __name__, url_prefix="/hr/load")
MOST = 25


@pages.get("")
@guard("shortfalls.settle")
def show() -> str:
    """Show how many requests there are, and who carries most."""
    with house().reading(actor()) as work:
        counts = requests_by_state(work)
        most = load_summary(work, MOST)
    return render_template(
        "hr/load.html",
        counts=[(words, counts.get(state, 0)) for state, (words, _) in REQUEST_STATES.items()],
        most=most,
        few=FEW,
    )


@pages.post("/groups")
@guard("self_descriptions.see")
def groups() -> Response:
    """Show the load of groups; self-descriptions are read for it, so the look is recorded."""
    with house().writing(actor()) as work:
        found = load_by_group(work)
        labels = labels_of(list_features(work))
    tables: dict[str, list[GroupLoad]] = {}
    for each in found:
        tables.setdefault(each.by, []).append(each)
    if "band" in tables:
        tables["band"].sort(key=lambda each: _rank(each.group))
    shown = [(_heading(by), [_row(each, labels) for each in rows]) for by, rows in tables.items()]
    return Response(render_template("hr/load_groups.html", tables=shown, few=FEW), mimetype="text/html")


def _rank(band: str) -> int:
    place = bands.rank(band)
    return len(bands.BANDS) if place is None else place


def _heading(by: str) -> str:
    sort, _, feature = by.partition(":")
    return f"By {feature_name(feature)}, as people describe themselves" if feature else f"By {sort}"


def _row(load: GroupLoad, labels: dict[tuple[str, str], str]) -> list[Any]:
    return [
        _group(load, labels),
        str(load.people),
        str(load.seats),
        f"{load.mean:.2f}" + (" (few people)" if load.few else ""),
        str(load.idle),
    ]


def _group(load: GroupLoad, labels: dict[tuple[str, str], str]) -> str:
    sort, _, feature = load.by.partition(":")
    if feature:
        return labels.get((feature, load.group), load.group) if load.group else "Not shared"
    if sort == "role":
        return role_name(load.group)
    if sort == "band":
        return f"Band {load.group}" if load.group else "No band"
    return load.group
