"""Pieces of the audit's page: a figure with its caption, and a table that a keyboard can scroll."""

from collections.abc import Iterable, Sequence
from html import escape

from service.outcomes.sentences import people

WIDE = 10  # columns; wider tables are printed smaller
FEW = 12  # rows; so few stay on one sheet of paper


def figure(drawing: str, caption: str = "") -> str:
    """Return a drawing with its caption, or nothing if there is no drawing."""
    if not drawing:
        return ""
    return f"<figure>{drawing}<figcaption>{escape(caption)}</figcaption></figure>"


def table(caption: str, header: Sequence[str], rows: Iterable[Sequence[object]], words: int = 1) -> str:
    """Return a table; its first columns, so many as `words`, hold words, the others figures."""
    head = "".join(
        f'<th scope="col"{" class=n" if at >= words else ""}>{escape(name)}</th>' for at, name in enumerate(header)
    )
    listed = [f"<tr>{_cells(row, words)}</tr>" for row in rows]
    kind = "scroll" + " wide" * (len(header) > WIDE) + " few" * (len(listed) <= FEW)
    body = "".join(listed)
    label = escape(caption, quote=True)
    return (
        f'<div class="{kind}" role="region" tabindex="0" aria-label="Table: {label}"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cells(row: Sequence[object], words: int) -> str:
    cells = ["" if cell is None else people(cell).replace(" %", "\u00a0%") for cell in row]
    first = f'<th scope="row">{escape(cells[0])}</th>'
    others = (
        f"<td{' class=n' if at >= words else ''}>{escape(cell)}</td>" for at, cell in enumerate(cells[1:], start=1)
    )
    return first + "".join(others)
