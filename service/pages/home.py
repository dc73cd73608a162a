"""The home page: what needs this person's attention first."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from service.pages.attention import Group, for_manager, for_panelist
from service.pages.corrections import to_confirm
from service.pages.hr_attention import for_hr
from service.pages.selection_attention import selections
from service.security.guard import actor, guard, house

pages = Blueprint("home", __name__)


@pages.get("/")
@guard("service.look")
def show() -> str | Response:
    """Show what waits for who is signed in; send everybody else to the sign-in page."""
    if actor().account_id is None:
        return redirect(url_for("entrance.sign_in_page"))
    groups: list[Group] = []
    with house().reading(actor()) as work:
        if {"manager", "hr"} & actor().roles:
            groups += to_confirm(work)
        if "panelist" in actor().roles:
            groups += for_panelist(work)
        if "manager" in actor().roles:
            groups += for_manager(work)
        if "hr" in actor().roles:
            groups += for_hr(work)
        groups += selections(work)
    return render_template("entrance/home.html", groups=_merged(groups))


def _merged(groups: list[Group]) -> list[Group]:
    """Return the groups with those of one heading, such as a manager's who also chairs, put together."""
    merged: dict[str, Group] = {}
    for group in groups:
        known = merged.get(group.heading, Group(group.heading, []))
        new = [line for line in group.lines if line.href not in {each.href for each in known.lines}]
        merged[group.heading] = Group(group.heading, known.lines + new, known.more + group.more)
    return list(merged.values())
