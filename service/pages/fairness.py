"""What all staff see: the targets, how far they are, and the figures that HR has released."""

from flask import Blueprint, render_template

from service.outcomes.forms import FORMS
from service.outcomes.releases import staff_releases
from service.outcomes.targets import staff_targets
from service.pages.outcomes_words import TARGET_STATES, figure
from service.pages.wording import moment
from service.security.guard import actor, guard, house

pages = Blueprint("fairness", __name__, url_prefix="/fairness")


@pages.get("")
@guard("fairness.see")
def show() -> str:
    """Show the targets and the released figures."""
    with house().reading(actor()) as work:
        rows = []
        for target in staff_targets(work):
            unit = "days" if target.measure == "days_to_panel" else "percent"
            shown = target.figure or {}
            rows.append(
                [
                    target.title,
                    figure(target.goal, unit),
                    figure(shown["value"], unit) if shown.get("value") is not None else "Too few to show",
                    f"{target.figure_on:%-d %B %Y}" if target.figure_on else "Not shown yet",
                    f"{target.due_on:%-d %B %Y}",
                    TARGET_STATES[target.state][0],
                ]
            )
        released = [(row, moment(row.released_at, work.settings.zone)) for row in staff_releases(work)]
    return render_template("outcomes/fairness.html", rows=rows, releases=released, forms=list(FORMS))
