"""Charts of an audit as SVG: each has a title, a description and shapes that do not rely on colour."""

import math
from collections.abc import Sequence
from html import escape
from itertools import count
from typing import Any

from service.outcomes.limits import funnel_limits
from service.outcomes.sentences import people
from service.outcomes.tally import TIMES

Figures = dict[str, Any]
_WIDTH, _LABEL, _RIGHT = 760, 250, 30
_STEPS = 60  # of the curves of a funnel plot, from a tenth of the largest site on
INK, BLUE, GREY, PALE = "#212b32", "#005eb8", "#4c6272", "#d8dde0"


class Drawing:
    """An SVG under construction; `identity` is unique on its page."""

    def __init__(self, identity: str, title: str, description: str, height: int) -> None:
        self._head = (
            f'<svg role="img" aria-labelledby="{identity}-t {identity}-d" viewBox="0 0 {_WIDTH} {height}" '
            'xmlns="http://www.w3.org/2000/svg" font-family="Arial, sans-serif">'
            f'<title id="{identity}-t">{escape(title)}</title><desc id="{identity}-d">{escape(description)}</desc>'
        )
        self._parts: list[str] = []

    def line(self, x1: float, y1: float, x2: float, y2: float, colour: str = INK, extra: str = "") -> None:
        """Draw a straight line."""
        self._parts.append(
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
            f'stroke="{colour}" stroke-width="2" {extra}/>'
        )

    def path(self, points: Sequence[tuple[float, float]], colour: str, extra: str = "") -> None:
        """Draw a line through points."""
        steps = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self._parts.append(f'<polyline points="{steps}" fill="none" stroke="{colour}" stroke-width="2" {extra}/>')

    def dot(self, x: float, y: float, *, marked: bool = False) -> None:
        """Draw a point; a marked one is a diamond and larger."""
        shape = (
            f'<rect x="{x - 6:.1f}" y="{y - 6:.1f}" width="12" height="12" fill="{INK}" '
            f'transform="rotate(45 {x:.1f} {y:.1f})"/>'
            if marked
            else f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{BLUE}"/>'
        )
        self._parts.append(shape)

    def bar(self, x: float, y: float, width: float, height: float) -> None:
        """Draw a bar."""
        self._parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(0.5, width):.1f}" height="{height:.1f}" fill="{BLUE}"/>'
        )

    def text(self, x: float, y: float, words: str, anchor: str = "start") -> None:
        """Write words."""
        self._parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="14" fill="{INK}">{escape(words)}</text>'
        )

    def __str__(self) -> str:
        """The finished SVG."""
        return self._head + "".join(self._parts) + "</svg>"


class Page:
    """Hands out identities for the drawings of one page, always in the same order."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def identity(self) -> str:
        """Return the next identity."""
        return f"chart{next(self._numbers)}"


def forest(page: Page, table: Figures, title: str) -> str:
    """Draw each group's ratio with its interval on a log axis; an open end has an arrow. Empty if none has a ratio."""
    rows = [row for row in table["groups"] if row["kind"] == "group" and row["ratio"]]
    if not rows:
        return ""
    ends = [row[key] for row in rows for key in ("ratio", "ratio_low", "ratio_high") if row[key]]
    low, high = max(0.02, min(0.5, *ends)), min(50.0, max(2.0, *ends))
    height = 80 + 30 * len(rows)
    drawing = Drawing(page.identity(), title, table["sentence"], height)

    def across(value: float) -> float:
        share = (math.log(min(high, max(low, value))) - math.log(low)) / (math.log(high) - math.log(low))
        return _LABEL + share * (_WIDTH - _LABEL - _RIGHT)

    for tick in (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50):
        if low <= tick <= high:
            colour, dashes = (INK, "") if tick == 1 else (PALE, "")
            drawing.line(across(tick), 15, across(tick), height - 55, colour, dashes)
            drawing.text(across(tick), height - 35, f"{tick:g}", "middle")
    if low <= 0.8 <= high:
        drawing.line(across(0.8), 15, across(0.8), height - 55, GREY, 'stroke-dasharray="5 5"')
    drawing.text(across(1) - 12, height - 12, "◀ less likely", "end")
    drawing.text(across(1) + 12, height - 12, "more likely ▶")
    for place, row in enumerate(rows):
        y = 30 + 30 * place
        drawing.text(_LABEL - 10, y + 5, _short(row["label"]), "end")
        right = across(row["ratio_high"] if row["ratio_high"] is not None else high)
        left = across(row["ratio_low"] or low)
        drawing.line(left, y, right, y, BLUE)
        if row["ratio_high"] is None or row["ratio_high"] > high:
            drawing.text(right - 4, y + 5, "▶", "middle")
        drawing.dot(across(row["ratio"]), y, marked=row["verdict"] in {"less_likely", "more_likely"})
    return str(drawing)


def funnel(page: Page, reached: Figures, title: str) -> str:
    """Draw how many came to each stage; a protected count has no bar."""
    numbers = [value for value in reached.values() if isinstance(value, int)]
    if not numbers or not max(numbers):
        return ""
    words = ", ".join(f"{stage} {people(value)}" for stage, value in reached.items())
    drawing = Drawing(page.identity(), title, words, 20 + 34 * len(reached))
    for place, (stage, value) in enumerate(reached.items()):
        y = 10 + 34 * place
        drawing.text(_LABEL - 10, y + 18, stage, "end")
        width = (_WIDTH - _LABEL - 110) * value / max(numbers) if isinstance(value, int) else 0
        if width:
            drawing.bar(_LABEL, y, width, 26)
        drawing.text(_LABEL + width + 8, y + 18, people(value))
    return str(drawing)


def over_months(page: Page, chart: Figures, title: str) -> str:
    """Draw a p-chart: monthly rates, their average, 3-sigma limits (dashed); signals are diamonds."""
    points = chart["points"]
    top = max(max(point["rate"], point["high"]) for point in points) or 1.0
    signals = {signal["month"] for signal in chart["signals"]}
    said = f"{len(signals)} months are signals." if signals else "No month is a signal."
    drawing = Drawing(page.identity(), title, f"Average {chart['centre']:.1%}. {said}", 300)

    def at(place: int, rate: float) -> tuple[float, float]:
        return 70 + place * (_WIDTH - 110) / max(1, len(points) - 1), 250 - 220 * rate / top

    for share in (0.0, 0.5, 1.0):
        drawing.text(60, at(0, share * top)[1] + 5, f"{share * top:.0%}", "end")
    drawing.line(*at(0, chart["centre"]), *at(len(points) - 1, chart["centre"]), GREY)
    for key in ("low", "high"):
        dashes = 'stroke-dasharray="6 4"'
        drawing.path([at(place, point[key]) for place, point in enumerate(points)], GREY, dashes)
    drawing.path([at(place, point["rate"]) for place, point in enumerate(points)], BLUE)
    for place, point in enumerate(points):
        drawing.dot(*at(place, point["rate"]), marked=point["month"] in signals)
        if place % max(1, len(points) // 6) == 0:
            drawing.text(at(place, 0)[0], 280, point["month"], "middle")
    return str(drawing)


def sites_plot(page: Page, plot: Figures, title: str) -> str:
    """Draw each site's rate by its number of people, within 95 % (dashed) and 99.8 % limits."""
    sites = sorted(plot["sites"], key=lambda site: (site["n"], site["site"]))
    most = max(site["n"] for site in sites)
    top = min(1.0, 1.2 * max([site["rate"] for site in sites] + [site["high_998"] for site in sites])) or 1.0
    outside = [site["site"] for site in sites if site["outside"]]
    said = f"Outside the limits: {', '.join(outside)}." if outside else "Every site lies within the limits."
    drawing = Drawing(page.identity(), title, f"All sites together {plot['rate']:.1%}. {said}", 320)

    def at(n: int, rate: float) -> tuple[float, float]:
        return 70 + (_WIDTH - 190) * n / most, 260 - 230 * rate / top

    for share in (0.0, 0.5, 1.0):
        drawing.text(60, at(0, share * top)[1] + 5, f"{share * top:.0%}", "end")
    drawing.line(*at(0, plot["rate"]), *at(most, plot["rate"]), GREY)
    steps = sorted({max(1, most * step // _STEPS) for step in range(_STEPS // 10, _STEPS + 1)})
    for tail, colour, dashes in ((0.025, GREY, 'stroke-dasharray="6 4"'), (0.001, INK, "")):
        limits = [funnel_limits(plot["rate"], n, tail) for n in steps]
        for ends in zip(*limits, strict=True):
            drawing.path([at(n, min(top, end)) for n, end in zip(steps, ends, strict=True)], colour, dashes)
    taken: list[tuple[float, float]] = []
    for site in sites:
        x, y = at(site["n"], site["rate"])
        drawing.dot(x, y, marked=bool(site["outside"]))
        beside = y + 5
        while any(abs(x - other) < 100 and abs(beside - line) < 15 for other, line in taken):
            beside += 15
        taken.append((x, beside))
        drawing.text(x + 9, beside, _short(site["site"], 14))
    drawing.text(_WIDTH / 2, 305, f"people shortlisted (0 to {people(most)})", "middle")
    return str(drawing)


def _short(words: str, most: int = 34) -> str:
    """Shorten a label; of a crossed group each part, so that no two groups look alike for want of their ends."""
    parts = words.split(TIMES)
    each = (most - len(TIMES) * (len(parts) - 1)) // len(parts)
    if len(words) > most:
        room = each + sum(max(0, each - len(part)) for part in parts)
        parts = [part if len(part) <= room else part[: max(1, room - 1)].rstrip() + "…" for part in parts]
    return TIMES.join(parts)
