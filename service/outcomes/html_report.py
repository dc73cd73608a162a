"""The audit as one self-contained page: no script, nothing fetched, readable on paper and by a screen reader."""

from collections.abc import Sequence
from html import escape
from typing import Any

from service.outcomes import charts
from service.outcomes.page_parts import figure, table
from service.outcomes.sentences import number, of_reference, people, percent
from service.outcomes.sheets import name_of, national_rows
from service.outcomes.tables import HEADLINE, HEADLINE_TRANSITION

Figures = dict[str, Any]

_STYLE = """
body{font:1.0625rem/1.5 Arial,sans-serif;color:#212b32;max-width:62rem;margin:0 auto;padding:1rem}
h1{font-size:2rem;margin-bottom:.25rem}h2{margin-top:2.5rem;border-top:4px solid #005eb8;padding-top:.5rem}
h3{margin:2rem 0 .5rem}.lead{font-size:1.25rem;margin-top:0}
.short>li{margin-bottom:.75rem}figure{margin:1rem 0}figcaption{color:#4c6272}
table{border-collapse:collapse;width:100%;margin:1rem 0;font-size:.9375rem}caption{text-align:left;font-weight:700}
th,td{text-align:left;border-bottom:1px solid #d8dde0;padding:.3rem .5rem;vertical-align:top}
td.n{text-align:right;white-space:nowrap}thead th{border-bottom:2px solid #4c6272;vertical-align:bottom}
thead th.n{text-align:right}
svg{width:100%;max-width:48rem;height:auto;font-family:Arial,sans-serif}.scroll{overflow-x:auto}
details{margin:.5rem 0}summary{cursor:pointer;font-weight:700;color:#005eb8;padding:.25rem 0}
.inset{border-left:8px solid #005eb8;padding:.25rem 1rem;margin:1rem 0}
@page{size:A4;margin:15mm 14mm 17mm;@bottom-right{content:"Page " counter(page) " of " counter(pages);
font:8pt Arial,sans-serif;color:#4c6272}}
@media print{body{max-width:none;font-size:9.5pt;line-height:1.35;padding:0}h1{font-size:20pt}.lead{font-size:12pt}
h2{font-size:14pt;margin-top:1.25rem}h3{font-size:11.5pt;margin-top:1rem}.short>li{margin-bottom:.3rem}
h2,h3,caption,summary,details>p{break-after:avoid}figure,tr,li,.few{break-inside:avoid}thead{display:table-header-group}
.scroll{overflow:visible}table{font-size:8pt;margin:.5rem 0}th,td{padding:.15rem .3rem}td.n{white-space:normal}
.wide table{font-size:7pt}.wide th,.wide td{padding:.15rem .2rem}svg{max-width:15cm}details:not([open]){display:none}}
"""


def to_html(document: Figures) -> bytes:
    """Return the page of an audit or of a release."""
    page = charts.Page()
    scope = document["scope"]
    period = f"financial year {scope['year']}" if scope["year"] else "all closed applications"
    kind = " (release)" if document.get("release") else ""
    title = f"Outcomes audit: {period}{kind}"
    vacancies = f" for {people(scope['vacancies'])} vacancies" if "vacancies" in scope else ""
    parts = [
        f'<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_STYLE}</style></head><body><main><h1>{escape(title)}</h1>",
        f'<p class="lead">{people(scope["applications"])} applications{vacancies}.</p>',
    ]
    if document.get("release"):
        parts.append(f'<p class="inset">{escape(document["notes"][-1])}</p>')
    parts += _summary(document)
    parts.append("<h2>How far people came</h2>")
    parts.append(figure(charts.funnel(page, document["funnel"], "People at each stage")))
    parts.append(table("People at each stage", ("Stage", "People"), document["funnel"].items()))
    parts += _tables(page, document)
    parts += _over_time(page, document.get("over_time") or [])
    parts += _sites(page, document.get("sites"))
    parts += _panels(document.get("panels"))
    parts.append("<h2>How to read this</h2><ul>")
    parts += [f"<li>{escape(note)}</li>" for note in document["notes"]]
    parts.append("<li>On paper only the parts that are open are printed.</li></ul></main></body></html>\n")
    return "".join(parts).encode()


def _summary(document: Figures) -> list[str]:
    said = [measure["sentence"] for measure in document["measures"].values()]
    if document.get("completeness"):
        said.append(document["completeness"]["sentence"])
    for each in document["tables"]:
        is_headline = each["characteristic"] in HEADLINE and (each["from"], each["to"]) == HEADLINE_TRANSITION
        if is_headline or any(row.get("pictures") == "reversed" for row in each["groups"]):
            said.append(f"{_heading(each)}. {each['sentence']}")
    points = "".join(f"<li>{escape(sentence)}</li>" for sentence in said)
    rows = []
    for measure, which, label, shortlisted, appointed, likelihood, ratio, low, high, note in _padded(document):
        rate = percent(likelihood) if isinstance(likelihood, float) else "" if shortlisted is None else "–"
        interval_words = f"{number(low)} to {number(high)}" if isinstance(low, float) else ""
        shown = number(ratio) if isinstance(ratio, float) else "" if note is None else "cannot be calculated"
        rows.append((measure, which, label, shortlisted, appointed, rate, shown, interval_words))
    header = ("Measure", "Applications", "Group", "Shortlisted", "Appointed", "Likelihood", "Ratio", "95 % interval")
    whole, others = [row for row in rows if row[1] == "all"], [row for row in rows if row[1] != "all"]
    parts = [f'<h2>In short</h2><ul class="short">{points}</ul>', table("For the national return", header, whole, 3)]
    if others:
        parts.append(
            "<details><summary>The same without international and bulk campaigns</summary>"
            f"{table('Without some campaigns', header, others, 3)}</details>"
        )
    return parts


def _padded(document: Figures) -> list[tuple[Any, ...]]:
    return [(*row, *(None,) * (10 - len(row))) for row in national_rows(document)]


def _heading(each: Figures) -> str:
    name = name_of(each["characteristic"])
    return f"{name[0].upper()}{name[1:]}, {each['from']} to {each['to']}"


def _tables(page: charts.Page, document: Figures) -> list[str]:
    parts = ["<h2>Group by group</h2>"]
    before = None
    for each in document["tables"]:
        if each["characteristic"] != before:
            before = each["characteristic"]
            name = name_of(before)
            parts.append(f"<h3>{escape(name[0].upper() + name[1:])}</h3>")
        heading = _heading(each)
        reference = of_reference(each)
        body = [f"<p>{escape(each['sentence'])}</p>"]
        drawn = charts.forest(page, each, f"{heading}: ratio to {reference} with 95 % interval (log scale)")
        caption = f"Each group’s chance to go on ÷ that of {reference}, with its 95 % interval. "
        body.append(figure(drawn, caption + "Dashed line: four fifths. Diamond: clear after allowing for chance."))
        body.append(table(heading, _COLUMNS, (_cells(row) for row in each["groups"])))
        sentences = [f"<li>{escape(row['sentence'])}</li>" for row in each["groups"]]
        body.append(f"<ul>{''.join(sentences)}</ul>")
        compared = [_more_cells(row) for row in each["groups"] if row["kind"] == "group" and row["method"]]
        if compared:
            body.append(table(f"{heading}: further figures", _MORE, compared))
        opened = " open" if (each["from"], each["to"]) == HEADLINE_TRANSITION else ""
        parts.append(f"<details{opened}><summary>{escape(heading)}</summary>{''.join(body)}</details>")
    return parts


_COLUMNS = (
    *("Group", "People", "Went on", "Rate", "95 % interval", "Ratio", "95 % interval"),
    *("Within vacancies", "Adjusted p", "Result"),
)
_MORE = (
    *("Group", "Difference", "Odds ratio", "Miettinen–Nurminen", "Katz", "p (mid-p)", "Shortfall", "÷ highest"),
    *("Within vacancies", "CMH p", "Strata", "If unknown hurt … help"),
)


def _span(low: float | None, high: float | None) -> str:
    return "–" if low is None else f"{number(low)} to {number(high)}"


def _cells(row: Figures) -> tuple[object, ...]:
    rate = f"{percent(row['rate_low'])} to {percent(row['rate_high'])}" if row["rate"] is not None else "–"
    ratio = number(row["ratio"]) if row["ratio"] is not None else "–"
    ends = _span(row["ratio_low"], row["ratio_high"]) if row["kind"] != "reference" else "–"
    within = row["stratified"]
    inside = number(within["ratio"]) if within and within["ratio"] is not None else "–"
    p = "–" if row["p_adjusted"] is None else _p(row["p_adjusted"])
    verdict = (row["verdict"] or "–").replace("_", " ")
    if row["below_four_fifths"]:
        verdict += ", below four fifths"
    return row["label"], row["n"], row["selected"], percent(row["rate"]), rate, ratio, ends, inside, p, verdict


def _more_cells(row: Figures) -> tuple[object, ...]:
    difference, seconds, within = row["difference"], row["intervals"], row["stratified"] or {}
    bounds = row["nonresponse"] or {}
    odds = number(row["odds_ratio"]) if row["odds_ratio"] is not None else "–"
    inside = number(within["ratio"]) if within.get("ratio") is not None else "–"
    return (
        row["label"],
        f"{100 * difference['value']:+.1f} ({100 * difference['low']:+.1f} to {100 * difference['high']:+.1f}) points",
        f"{odds} ({_span(row['odds_ratio_low'], row['odds_ratio_high'])})",
        *(_span(*(pair["low"], pair["high"])) if pair else "–" for pair in seconds.values()),
        f"{_p(row['p'])} ({_p(row['p_mid'])})",
        f"{row['shortfall']:+.1f}",
        number(row["impact_ratio"]) if row.get("impact_ratio") is not None else "–",
        f"{inside} ({_span(within.get('low'), within.get('high'))})" if within else "–",
        "–" if within.get("cmh_p") is None else _p(within["cmh_p"]),
        f"{people(within['strata_informative'])} of {people(within['strata'])}" if within else "–",
        _bounds(bounds) if bounds.get("unknown") else "–",
    )


def _bounds(bounds: Figures) -> str:
    worst, best = (number(value) if value is not None else "?" for value in (bounds["worst"], bounds["best"]))
    return f"{worst} … {best}"


def _p(value: float) -> str:
    return "< 0.001" if value < 0.001 else f"{value:.3f}"


def _over_time(page: charts.Page, series: Sequence[Figures]) -> list[str]:
    parts = ["<h2>Over time</h2>"] if series else []
    for chart in series:
        title = f"Appointed from shortlisting by month: {chart['code']}"
        single = chart["xmr"]
        caption = (
            "Solid: average; dashed: 3-sigma limits of a p-chart; diamond: a signal. Limits of an XmR chart of the "
            f"same rates: {percent(single['low'])} to {percent(single['high'])}, with {_signals(single['signals'])}."
        )
        parts.append(f"<h3>{escape(title)}</h3>{figure(charts.over_months(page, chart, title), caption)}")
        said = {signal["month"]: signal["rule"] for signal in chart["signals"]}
        rows = (
            (
                point["month"],
                point["n"],
                point["selected"],
                *(percent(point[key]) for key in ("rate", "low", "high")),
                said.get(point["month"], "–"),
            )
            for point in chart["points"]
        )
        header = ("Month", "Shortlisted", "Appointed", "Rate", "Low limit", "High limit", "Signal")
        parts.append(table(title, header, rows))
    return parts


def _signals(found: Sequence[Figures]) -> str:
    return "; ".join(f"{each['month']}: {each['rule']}" for each in found) or "no signal"


def _sites(page: charts.Page, plot: Figures | None) -> list[str]:
    if not plot:
        return []
    title = "Appointed from shortlisting by site"
    rows = (
        (
            site["site"],
            site["n"],
            site["selected"],
            percent(site["rate"]),
            f"outside {site['outside']} %" if site["outside"] else "within",
        )
        for site in plot["sites"]
    )
    return [
        "<h2>Across sites</h2>",
        figure(charts.sites_plot(page, plot, title), f"Dashed: 95 % limits; solid: 99.8 % limits; {plot['limits']}."),
        table(title, ("Site", "Shortlisted", "Appointed", "Rate", "Limits"), rows),
    ]


def _panels(found: Figures | None) -> list[str]:
    if not found:
        return []
    rows = [
        (name, found[key]) for name, key in (("Met", "met"), ("Not met", "not_met"), ("Not recorded", "not_recorded"))
    ]
    rate = f"{percent(found['rate'])} of the vacancies that say so had a panel that met its requirement. "
    return [
        f"<h2>Panels</h2><p>{escape(rate if found['rate'] is not None else '')}{escape(found['sentence'])}</p>",
        table("Vacancies by whether their panel met its requirement", ("Requirement", "Vacancies"), rows),
    ]
