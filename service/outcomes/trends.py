"""Rates over time and across sites, with the limits that chance alone would keep to."""

from datetime import date

import numpy as np

from service.outcomes.applications import STAGES, Applications
from service.outcomes.comparison import Figures
from service.outcomes.limits import funnel_limits, p_chart, xmr
from service.outcomes.tally import BLANK, Integers, cut, tally

START, END = STAGES.index("shortlisted"), STAGES.index("appointed")
SERIES = (("ethnicity_group", "White"), ("ethnicity_group", "BME"), ("disability_group", "Disabled"))
FEWEST_MONTHS = 2
INTERPOLATION = "exact binomial limits, interpolated as in Spiegelhalter 2005, appendix A.1.1"


def over_time(applications: Applications, cuts: list[str]) -> list[Figures]:
    """Return a p-chart and an XmR chart by month of closing: everybody, and the national roll-ups' groups."""
    days = np.flatnonzero(np.bincount(applications.closed))
    names = {int(day): date.fromordinal(int(day)).strftime("%Y-%m") for day in days if day}
    months = sorted(set(names.values()))
    month_of = np.zeros(int(days[-1]) + 1 if len(days) else 1, dtype=np.int64)
    for day, name in names.items():
        month_of[day] = months.index(name) + 1
    # Place 0 is for applications without a closing date: they belong to no month.
    at = month_of[applications.closed] * len(STAGES) + applications.stage
    size = (len(months) + 1) * len(STAGES)
    charts = [_chart("everybody", "everybody", months, np.bincount(at, minlength=size))]
    for characteristic, code in SERIES:
        if characteristic in cuts:
            column = cut(applications, characteristic)
            if code in column.codes:
                mine = np.bincount(at[column.places == column.codes.index(code)], minlength=size)
                charts.append(_chart(characteristic, code, months, mine))
    return [chart for chart in charts if chart is not None]


def _chart(characteristic: str, code: str, months: list[str], counted: Integers) -> Figures | None:
    """Return the charts of one group; months in which nobody was shortlisted have no rate and no point."""
    by_month = counted.reshape(-1, len(STAGES))[1:]
    n, selected = by_month[:, START:].sum(axis=1), by_month[:, END:].sum(axis=1)
    months = [month for month, of in zip(months, n, strict=True) if of]
    n, selected = n[n > 0], selected[n > 0]
    if len(months) < FEWEST_MONTHS:
        return None
    points = [(int(x), int(of)) for x, of in zip(selected, n, strict=True)]
    rates = [x / of for x, of in points]
    chart, single = p_chart(points), xmr(rates)
    return {
        "characteristic": characteristic,
        "code": code,
        "from": "shortlisted",
        "to": "appointed",
        "centre": chart.centre,
        "points": [
            {"month": month, "n": of, "selected": x, "rate": rate, "low": limit.low, "high": limit.high}
            for month, (x, of), rate, limit in zip(months, points, rates, chart.limits, strict=True)
        ],
        "signals": [{"month": months[place], "rule": rule} for place, rule in chart.signals],
        "xmr": {
            "centre": single.centre,
            "low": max(0.0, single.limits[0].low),
            "high": min(1.0, single.limits[0].high),
            "signals": [{"month": months[place], "rule": rule} for place, rule in single.signals],
        },
    }


def across_sites(applications: Applications) -> Figures | None:
    """Return each site's rate with funnel limits around the rate of all sites together."""
    if "site" not in applications.columns:
        return None
    counted = tally(applications, "site")
    counts = {code: counted.counts(code, START, END) for code in counted.codes if code != BLANK}
    counts = {code: each for code, each in counts.items() if each.n}
    n, selected = sum(each.n for each in counts.values()), sum(each.selected for each in counts.values())
    if len(counts) < 2 or not n:
        return None
    rate = selected / n
    sites = []
    for code, each in counts.items():
        inner, outer = funnel_limits(rate, each.n, 0.025), funnel_limits(rate, each.n, 0.001)
        own = each.selected / each.n
        sites.append(
            {
                "site": code,
                "n": each.n,
                "selected": each.selected,
                "rate": own,
                "low_95": inner.low,
                "high_95": inner.high,
                "low_998": outer.low,
                "high_998": outer.high,
                "outside": "99.8"
                if not outer.low <= own <= outer.high
                else "95"
                if not inner.low <= own <= inner.high
                else None,
            }
        )
    return {"from": "shortlisted", "to": "appointed", "rate": rate, "limits": INTERPOLATION, "sites": sites}
