"""The navigation: which pages each role finds at the top, in one table."""

from dataclasses import dataclass

from flask import request, url_for

from service.security.permissions import ADMIN, HR, MANAGER, PANELIST
from service.trail import Actor


@dataclass(frozen=True, slots=True)
class Entry:
    """One link of the navigation: its words, the view it leads to, and the roles that find it there."""

    text: str
    endpoint: str
    roles: frozenset[str]

    @property
    def room(self) -> str:
        """The blueprint whose pages all belong to this entry."""
        return self.endpoint.partition(".")[0]


# The first entry of a room is marked as the current one on all of the room's pages, unless another fits exactly.
NAVIGATION: tuple[Entry, ...] = (Entry("Home", "home.show", frozenset({PANELIST, MANAGER, HR, ADMIN})),)


def navigation_for(actor: Actor) -> list[dict[str, object]]:
    """Return the navigation of who is signed in, in the words of the design system's header."""
    entries = [entry for entry in NAVIGATION if entry.roles & actor.roles]
    endpoint = request.endpoint or ""
    exact = [entry for entry in entries if entry.endpoint == endpoint]
    same_room = [entry for entry in entries if entry.room == endpoint.partition(".")[0]]
    current = next(iter(exact or same_room), None)
    return [
        {
            "text": entry.text,
            "href": url_for(entry.endpoint),
            "current": entry is current and bool(exact),
            "active": entry is current,
        }
        for entry in entries
    ]
