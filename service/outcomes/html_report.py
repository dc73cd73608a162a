"""The audit as one self-contained page: no script, nothing fetched, readable on paper and by a screen reader."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from service.outcomes import charts
from service.outcomes.sentences import interval, number, percent
from service.outcomes.tables import HEADLINE, HEADLINE_TRANSITION

Figures = dict[str, Any]

_STYLE = """
body{font:1.125rem/1.5 Arial,sans-serif;color:#212b32;max-width:62rem;margin:0 auto;padding:1rem}
h1{font-size:2rem}h2{margin-top:2.5rem;border-top:4px solid #005eb8;padding-top:.5rem}
table{border-collapse:collapse;width:100%;margin:1rem 0;font-size:1rem}caption{text-align:left;font-weight:700}
th,td{text-align:left;border-bottom:1px solid #4c6272;padding:.3rem .5rem;vertical-align:top}td.n{text-align:right}
thead th:not(:first-child){text-align:right}
svg{width:100%;height:auto;font-family:Arial,sans-serif}.scroll{overflow-x:auto}
summary{cursor:pointer;font-weight:700}a{color:#005eb8}.lead{font-size:1.25rem}
@media print{body{max-width:none;font-size:11pt}h2,figure,tr{break-inside:avoid}}
"""


def to_html(document: Figures) -> bytes:
    """Return the page of an audit or of a release."""
    page = charts.Page()
    scope = document["scope"]
    period = f"financial year {scope['year']}" if scope["year"] else "all closed applications"
    title = f"Outcomes audit: {period}"
    kind = " (release)" if document.get("release") else ""
    parts = [
        f'<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>{escape(title)}{kind}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_STYLE}</style></head><body><main><h1>{escape(title)}{kind}</h1>",
        f'<p class="lead">{escape(str(scope["applications"]))} applications.</p>',
    ]
    parts += _summary(document)
    parts.append("<h2>How far people came</h2>")
    parts.append(_figure(charts.funnel(page, document["funnel"], "People at each stage")))
    parts.append(_table("People at each stage", ("Stage", "People"), document["funnel"].items()))
    parts += _tables(page, document)
    parts += _over_time(page, document.get("over_time") or [])
    parts += _sites(page, document.get("sites"))
    parts.append("<h2>How to read this</h2><ul>")
    parts += [f"<li>{escape(note)}</li>" for note in document["notes"]]
    parts.append("</ul></main></body></html>\n")
    return "".join(parts).encode()


def _summary(document: Figures) -> list[str]:
    parts = ["<h2>In short</h2><ul>"]
    for measure in document["measures"].values():
        parts.append(f"<li>{escape(measure['sentence'])}</li>")
    if document.get("completeness"):
        parts.append(f"<li>{escape(document['completeness']['sentence'])}</li>")
    for table in document["tables"]:
        reversed_rows = [row for row in table["groups"] if row.get("pictures") == "reversed"]
        if reversed_rows or (
            table["characteristic"] in HEADLINE and (table["from"], table["to"]) == HEADLINE_TRANSITION
        ):
            parts.append(f"<li>{escape(_heading(table))}: {escape(table['sentence'])}</li>")
    parts.append("</ul>")
    rows = []
    for measure in document["measures"].values():
        first, second = [key for key in measure if isinstance(measure[key], dict) and "likelihood" in measure[key]][:2]
        for key in (first, second, "not_known"):
            group = measure[key]
            rows.append(
                (
                    measure["title"],
                    key.replace("_", " "),
                    group["shortlisted"],
                    group["appointed"],
                    percent(group["likelihood"]),
                )
            )
        rows.append(
            (
                measure["title"],
                measure["direction"],
                "",
                "",
                number(measure["value"])
                if measure["value"] is not None
                else measure["reason"] or "cannot be calculated",
            )
        )
    parts.append(
        _table("For the national return", ("Measure", "Group", "Shortlisted", "Appointed", "Likelihood or ratio"), rows)
    )
    return parts


def _heading(table: Figures) -> str:
    name = table["characteristic"].replace("_", " ")
    return f"{name}: {table['from']} to {table['to']}"


def _tables(page: charts.Page, document: Figures) -> list[str]:
    parts = ["<h2>Group by group</h2>"]
    for table in document["tables"]:
        heading = _heading(table)
        leading = (table["from"], table["to"]) == HEADLINE_TRANSITION
        body = [f"<p>{escape(table['sentence'])}</p>"]
        drawn = charts.forest(page, table, f"{heading}, ratio to the reference with 95 % interval (log scale)")
        body.append(_figure(drawn, "Left of 1: less likely than the reference. Dashed: four fifths. Diamond: clear."))
        body.append(_table(heading, _COLUMNS, (_cells(row) for row in table["groups"])))
        sentences = [f"<li>{escape(row['sentence'])}</li>" for row in table["groups"]]
        body.append(f"<ul>{''.join(sentences)}</ul>")
        opened = " open" if leading else ""
        parts.append(f"<details{opened}><summary>{escape(heading)}</summary>{''.join(body)}</details>")
    return parts


_COLUMNS = (
    "Group",
    "People",
    "Went on",
    "Rate",
    "95 % interval",
    "Ratio",
    "95 % interval",
    "Within vacancies",
    "Adjusted p",
    "Result",
)


def _cells(row: Figures) -> tuple[object, ...]:
    rate = f"{percent(row['rate_low'])} to {percent(row['rate_high'])}" if row["rate"] is not None else "–"
    ratio = number(row["ratio"]) if row["ratio"] is not None else "–"
    ends = (
        interval(row["ratio_low"], row["ratio_high"]).removeprefix("95 % interval ")
        if row["ratio_low"] is not None
        else "–"
    )
    within = row["stratified"]
    inside = number(within["ratio"]) if within and within["ratio"] is not None else "–"
    p = "–" if row["p_adjusted"] is None else f"{row['p_adjusted']:.3g}"
    verdict = (row["verdict"] or "–").replace("_", " ")
    return row["label"], row["n"], row["selected"], percent(row["rate"]), rate, ratio, ends, inside, p, verdict


def _over_time(page: charts.Page, series: Sequence[Figures]) -> list[str]:
    parts = ["<h2>Over time</h2>"] if series else []
    for chart in series:
        title = f"Appointed from shortlisting by month: {chart['code']}"
        parts.append(_figure(charts.over_months(page, chart, title), "Dashed: 3-sigma limits. Diamond: a signal."))
        rows = (
            (
                point["month"],
                point["n"],
                point["selected"],
                percent(point["rate"]),
                percent(point["low"]),
                percent(point["high"]),
            )
            for point in chart["points"]
        )
        parts.append(_table(title, ("Month", "Shortlisted", "Appointed", "Rate", "Low limit", "High limit"), rows))
    return parts


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
        _figure(charts.sites_plot(page, plot, title), f"Dashed: 95 % limits; solid: 99.8 % limits; {plot['limits']}."),
        _table(title, ("Site", "Shortlisted", "Appointed", "Rate", "Limits"), rows),
    ]


def _figure(drawing: str, caption: str = "") -> str:
    if not drawing:
        return ""
    return f"<figure>{drawing}<figcaption>{escape(caption)}</figcaption></figure>"


def _table(caption: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in header)
    body = "".join(
        f'<tr><th scope="row">{escape(str(row[0]))}</th>'
        + "".join(f'<td class="n">{escape(str(cell))}</td>' for cell in row[1:])
        + "</tr>"
        for row in rows
    )
    label = escape(caption, quote=True)
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="Table: {label}"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
