"""Sites, divisions and departments as a file names them: by code or by name, added only when that was asked for."""

import re
from typing import Any, TypeVar

from sqlmodel import Session, select

from service.models import Department, Division, Site, new_id
from service.tables.wording import RefusedError, required_line

Place = TypeVar("Place", Site, Division, Department)


class Places:
    """The organisation as the database has it, and what an import adds to it."""

    def __init__(self, session: Session, *, create_missing: bool) -> None:
        self.create_missing = create_missing
        self.site_of: dict[str, str] = {}  # site by department, both as ids
        self.added: dict[str, list[dict[str, Any]]] = {"site": [], "division": [], "department": []}
        self._found: dict[str, dict[str, list[Any]]] = {"site": {}, "division": {}, "department": {}}
        for table in (Site, Division, Department):
            for place in session.exec(select(table)):
                self._index(table.__name__.lower(), place)

    def site(self, text: str) -> Site:
        """Return the site of this code or name.

        Raises:
            RefusedError: there is none, or several, and it may not be added.
        """
        return self._find("site", text) or self._add("site", Site(id=new_id(), **self._named("site", text)))

    def division(self, text: str) -> Division:
        """Return the division of this code or name.

        Raises:
            RefusedError: there is none, or several, and it may not be added.
        """
        found = self._find("division", text)
        return found or self._add("division", Division(id=new_id(), **self._named("division", text)))

    def department(self, text: str, division: Division | None, site: Site | None) -> Department:
        """Return the department of this code or name, in this division if several are named alike.

        Raises:
            RefusedError: there is none, or several, and it may not be added; a new one needs its division and site.
        """
        found: Department | None = self._find("department", text, division.id if division else None)
        if found:
            return found
        named = self._named("department", text)
        if division is None or site is None:
            raise RefusedError(
                f"There is no department {text[:60]!r}, and a new one needs its division and site.",
                "Fill in the columns for division and site.",
            )
        department = Department(id=new_id(), **named, division_id=division.id, site_id=site.id)
        return self._add("department", department)

    def _find(self, kind: str, text: str, division_id: str | None = None) -> Any:
        found = self._found[kind].get(_plain(text), [])
        if len(found) > 1 and division_id:
            found = [each for each in found if each.division_id == division_id]
        if len(found) > 1:
            codes = ", ".join(each.code for each in found)
            raise RefusedError(f"Several {kind}s are named {text[:60]!r}.", f"Write the code: one of {codes}.")
        return found[0] if found else None

    def _named(self, kind: str, text: str) -> dict[str, str]:
        name = required_line(text, 200)
        if not self.create_missing:
            raise RefusedError(
                f"There is no {kind} {name[:60]!r}.", f"Correct it, add the {kind} first, or let the import add it."
            )
        code = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:50].strip("-") or kind
        taken = self._found[kind]
        while _plain(code) in taken:
            stem, _, last = code.rpartition("-")
            code = f"{stem}-{int(last) + 1}" if stem and last.isdigit() else f"{code}-2"
        return {"code": code, "name": name}

    def _add(self, kind: str, place: Place) -> Place:
        self.added[kind].append(place.model_dump())
        self._index(kind, place)
        return place

    def _index(self, kind: str, place: Any) -> None:
        if kind == "department":
            self.site_of[place.id] = place.site_id
        for key in {_plain(place.code), _plain(place.name)}:
            self._found[kind].setdefault(key, []).append(place)


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.strip().casefold())
