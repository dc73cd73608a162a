"""Outcomes for HR: where everything about them is found, and the scheme's own figures."""

from dataclasses import asdict
from datetime import date, timedelta

from flask import Blueprint, render_template, request

from service.models import bands, utc_now
from service.outcomes.corrections import waiting_corrections
from service.outcomes.external import sources
from service.outcomes.periods import closed_periods
from service.outcomes.releases import drafts, releases
from service.outcomes.scheme_health import kept_requirements, measures_of, themes_of_concerns
from service.outcomes.snapshots import snapshots
from service.outcomes.targets import progress_of
from service.pages.forms import Form, Page
from service.pages.outcomes_words import measure_row, progress_row, theme_name
from service.panels.compliance import SatPanel, sat_panels
from service.security.guard import actor, guard, house
from service.work import Work

pages = Blueprint("outcomes", __name__, url_prefix="/outcomes")
FIELDS = ("first", "last")


@pages.get("")
@guard("outcomes.see")
def show() -> str:
    """Show what waits, and where to go from here."""
    return _overview(Form(_last_year(), fields=FIELDS))


@pages.post("/scheme")
@guard("outcomes.see")
def scheme() -> Page:
    """Show the scheme's own figures; self-descriptions are read for them, so the look is recorded."""
    form = Form(request.form, fields=FIELDS)
    first, last = form.day("first", what="The first day"), form.day("last", what="The last day")
    if first and last and last < first:
        form.refuse("last", "The last day is before the first.", "Correct either.")
    if form.problems or first is None or last is None:
        return _overview(form), 422
    with house().writing(actor()) as work:
        sat = sat_panels(work, first, last)
        measures = measures_of(work, sat, first, last)
        progress = progress_of(work, {each.key: each for each in measures})
        themes = themes_of_concerns(work, first, last)
    return render_template(
        "outcomes/scheme.html",
        first=first,
        last=last,
        sat=len(sat),
        measures=[measure_row(each) for each in measures],
        kept=[asdict(each) for each in kept_requirements(sat)],
        kept_senior=[asdict(each) for each in kept_requirements(_senior(sat))],
        themes=[(theme_name(theme), count) for theme, count in themes.items()],
        progress=[progress_row(each) for each in progress],
    )


def panels_met(work: Work) -> dict[str, bool]:
    """Return, for each vacancy whose panels sat, whether every one of them met everything asked of it."""
    met: dict[str, bool] = {}
    for panel in sat_panels(work, date.min, utc_now().date()):
        met[panel.vacancy_id] = met.get(panel.vacancy_id, True) and panel.met_all
    return met


def _senior(sat: list[SatPanel]) -> list[SatPanel]:
    return [panel for panel in sat if bands.within(panel.band, "7", None)]


def _overview(form: Form) -> str:
    with house().reading(actor()) as work:
        return render_template(
            "outcomes/overview.html",
            form=form,
            corrections=len(waiting_corrections(work)),
            drafts=len(drafts(work)),
            releases=len(releases(work)),
            snapshots=len(snapshots(work)),
            sources=sources(work),
            periods=closed_periods(work),
        )


def _last_year() -> dict[str, str]:
    today = utc_now().date()
    return {"first": (today - timedelta(days=364)).isoformat(), "last": today.isoformat()}
