"""The values that somebody typed into the form fields of a PDF page, each beside the words that stand next to it."""

from dataclasses import dataclass
from typing import Any

_HIDDEN = 0b100010  # annotation flags: hidden, and not shown on a screen
_PASSWORD = 1 << 13
_PUSH_BUTTON = 1 << 16
_NEAR = 22.0  # points
_TICK = "☒"


@dataclass(slots=True)
class Line:
    """A line of a page's text: where it starts, and how large its letters are, in points."""

    text: str
    x: float
    y: float
    size: float


def add_values(page: Any, lines: list[Line]) -> None:
    """Write each value into the line that names it: the one before or above a field, the one after a tick box."""
    values = []
    for annotation in page.get("/Annots") or ():
        widget = annotation.get_object()
        if widget.get("/Subtype") == "/Widget" and not int(widget.get("/F", 0)) & _HIDDEN:
            shown = _shown(widget)
            if shown:
                left, bottom, right, top = (float(one) for one in widget["/Rect"])
                values.append((min(left, right), min(bottom, top), max(left, right), max(bottom, top), shown))
    labels = list(lines)
    for left, bottom, right, top, shown in sorted(values, key=lambda one: (-one[3], one[0])):
        beside = [line for line in labels if bottom - 4 <= line.y <= top + 4]
        if shown == _TICK:
            label = _nearest([line for line in beside if line.x >= right - 2], right, top)
            if label is not None:
                label.text = f"{_TICK} {label.text.lstrip()}"
            continue
        above = [line for line in labels if top - 2 <= line.y <= top + _NEAR and left - 8 <= line.x < right]
        label = _nearest([line for line in beside if line.x < left + 2], left, top) or _nearest(above, left, top)
        if label is not None:
            label.text = f"{label.text.rstrip()} {shown}"
        else:
            lines.append(Line(shown, left, bottom, 10.0))


def _nearest(lines: list[Line], x: float, y: float) -> Line | None:
    return min(lines, key=lambda line: abs(line.x - x) + abs(line.y - y), default=None)


def _shown(widget: Any) -> str:
    """Return what a reader of the page sees in a field."""
    kind, flags = _inherited(widget, "/FT"), int(_inherited(widget, "/Ff") or 0)
    if kind == "/Btn":
        on = not flags & _PUSH_BUTTON and widget.get("/AS") not in (None, "/Off")
        return _TICK if on else ""
    given = _inherited(widget, "/V")
    if kind not in {"/Tx", "/Ch"} or given is None or (kind == "/Tx" and flags & _PASSWORD):
        return ""
    written = [_written(one) for one in given] if isinstance(given, list) else [_written(given)]
    return ", ".join(one for one in written if one)


def _written(given: Any) -> str:
    given = given.get_object() if hasattr(given, "get_object") else given
    if hasattr(given, "get_data"):
        given = given.get_data().decode("utf-8", "replace")
    if isinstance(given, bytes):
        given = given.decode("latin-1")
    return str(given).replace("\r\n", "\n").replace("\r", "\n").strip()


def _inherited(widget: Any, key: str) -> Any:
    for _ in range(8):
        if key in widget:
            found = widget[key]
            return found.get_object() if hasattr(found, "get_object") else found
        if "/Parent" not in widget:
            return None
        widget = widget["/Parent"].get_object()
    return None
