"""Presenters every room shares: the pages of a long list."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from flask import request, url_for

PER_PAGE = 25
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Pages:
    """The links between the pages of a list, as the design system's pagination takes them."""

    entries: list[dict[str, Any]] = field(default_factory=list)
    before: str = ""
    after: str = ""

    def __bool__(self) -> bool:
        return len(self.entries) > 1


def page_number() -> int:
    """Return the page that the address asks for, from 1 on; nonsense is the first."""
    text = request.args.get("page", "1")
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text) < 100_000 else 1


def pages_of(total: int, page: int, per_page: int = PER_PAGE) -> Pages:
    """Return the links for `page` of a list of `total` entries, with the address's other parts kept."""
    last = max(1, -(-total // per_page))
    page = min(page, last)
    kept = {key: request.args.getlist(key) for key in request.args if key != "page"}

    def href(number: int) -> str:
        return url_for(str(request.endpoint), **{**(request.view_args or {}), **kept, "page": number})

    shown = sorted({1, page - 1, page, page + 1, last} & set(range(1, last + 1)))
    entries: list[dict[str, Any]] = []
    for place, number in enumerate(shown):
        if place and number > shown[place - 1] + 1:
            entries.append({"ellipsis": True})
        entries.append({"number": str(number), "href": href(number), "current": number == page})
    return Pages(entries, href(page - 1) if page > 1 else "", href(page + 1) if page < last else "")


def slice_of(items: Sequence[Item], page: int, per_page: int = PER_PAGE) -> Sequence[Item]:
    """Return one page of a list that is read as a whole; a page too far is the last."""
    page = min(page, max(1, -(-len(items) // per_page)))
    return items[(page - 1) * per_page : page * per_page]
