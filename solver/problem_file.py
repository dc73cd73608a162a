"""Reading and writing ``fairpanel-problem/1``. Every refusal names the JSON pointer and the remedy."""

from typing import Any
from zoneinfo import ZoneInfo

from solver.collector import collector_paused
from solver.fixed_panels import refuse_broken_fixed_panels
from solver.instants import instant
from solver.json_fields import Record, Times, attempt, text, unique
from solver.json_text import FileError, parse, step
from solver.panel_request import KINDS, PARTS, SCOPES, STRENGTHS
from solver.problem import CapPeriod, Parity, Person, Problem, PublishedPanel, Request, Requirement, Room, Seat
from solver.problem_document import FORMAT


def read_problem(data: bytes) -> Problem:
    """Read a problem from the bytes of its file.

    Raises:
        FileError: if anything departs from the format, including fixed panels that break a hard rule.
    """
    with collector_paused():
        problem = problem_from(parse(data))
    refuse_broken_fixed_panels(problem)
    return problem


def problem_from(document: Any) -> Problem:
    """Read a problem from a parsed document, without testing the fixed panels against the hard rules."""
    if isinstance(document, dict) and document.get("format", FORMAT) != FORMAT:
        raise FileError("/format", f"must be {FORMAT!r}.")
    record = Record(
        document,
        "",
        ("format", "name", "timezone", "bands", "travel_minutes", "cap_period", "people", "requests"),
        ("rooms", "previous", "fixed", "parity"),
    )
    times = Times()
    zone = _zone(record)
    bands = tuple(record.names("bands"))
    people = tuple(_person(value, f"/people/{n}", bands, times) for n, value in enumerate(record.entries("people")))
    requests = tuple(
        read_request(value, f"/requests/{n}", bands, zone, times) for n, value in enumerate(record.entries("requests"))
    )
    rooms = tuple(
        _room(value, f"/rooms/{n}", times)
        for n, value in enumerate(record.entries("rooms") if "rooms" in record else ())
    )
    unique((p.id for p in people), "/people", "id")
    unique((r.id for r in requests), "/requests", "id")
    unique((r.id for r in rooms), "/rooms", "id")
    previous = _previous(record, requests, times) if "previous" in record else None
    fixed = record.names("fixed") if "fixed" in record else []
    published = {panel.request for panel in previous or ()}
    known = {r.id for r in requests}
    for n, request in enumerate(fixed):
        if request not in known:
            raise FileError(f"/fixed/{n}", f"is {request!r}, which is no request of the file; remove it.")
        if request not in published:
            raise FileError(f"/fixed/{n}", f"fixes {request!r}, which has no entry in previous; add one or unfix it.")
    return attempt(
        "",
        lambda: Problem(
            record.text("name"),
            zone.key,
            bands,
            _travel(record),
            _cap_period(record),
            people,
            requests,
            rooms,
            previous,
            frozenset(fixed),
            _parity(record) if "parity" in record else None,
        ),
    )


def _zone(record: Record) -> ZoneInfo:
    key = record.name("timezone")
    try:
        return ZoneInfo(key)
    except (KeyError, ValueError, OSError):
        raise FileError("/timezone", f"{key[:60]!r} is no IANA time zone; write one such as Europe/London.") from None


def _travel(record: Record) -> dict[str, dict[str, int]]:
    table = record.table("travel_minutes")
    rows = {}
    for origin in table:
        path = step("/travel_minutes", origin)
        row = Record(table[origin], path, (), table[origin] if isinstance(table[origin], dict) else ())
        rows[origin] = {site: row.whole(site, 0) for site in row.data}
    return rows


def _cap_period(record: Record) -> CapPeriod:
    period = Record(record.data["cap_period"], "/cap_period", ("starts", "days"))
    return CapPeriod(period.day("starts"), period.whole("days", 1))


def _parity(record: Record) -> Parity:
    parity = Record(record.data["parity"], "/parity", ("feature", "value", "factor_percent"))
    return Parity(parity.text("feature"), parity.text("value"), parity.whole("factor_percent", 0))


_PERSON = (
    *("id", "site", "department", "division", "band", "professions", "roles", "trained_until"),
    *("features", "cap", "load", "available"),
)


def _person(value: Any, path: str, bands: tuple[str, ...], times: Times) -> Person:
    record = Record(value, path, _PERSON)
    features = record.table("features")
    for feature in features:
        text(features[feature], step(step(path, "features"), feature))
    return Person(
        record.name("id"),
        record.text("site"),
        record.text("department"),
        record.text("division"),
        _band(record, "band", bands),
        frozenset(record.texts("professions")),
        frozenset(record.texts("roles")),
        None if record.data["trained_until"] is None else record.day("trained_until"),
        features,
        record.whole("cap", 0),
        record.whole("load", 0),
        times.intervals(record.data["available"], step(path, "available")),
    )


def _band(record: Record, key: str, bands: tuple[str, ...]) -> str | None:
    if record.data[key] is None:
        return None
    band = record.text(key)
    if band not in bands:
        raise FileError(record.at(key), f"is {band!r}, which is not in the list of bands; add it there or mend it.")
    return band


_REQUEST = (
    *("id", "vacancy", "site", "department", "division", "band", "minutes", "online", "starts", "priority"),
    *("seats", "requirements", "conflicts"),
)


def read_request(value: Any, path: str, bands: tuple[str, ...], zone: ZoneInfo, times: Times) -> Request:
    """Read one panel request found at a JSON pointer."""
    record = Record(value, path, _REQUEST, ("needs_room",))
    texts = record.texts("starts")
    starts = tuple(times.moment(written, step(record.at("starts"), n)) for n, written in enumerate(texts))
    for n, start in enumerate(starts):
        try:
            start.astimezone(zone)
        except (OverflowError, ValueError):
            raise FileError(step(record.at("starts"), n), "has no date in the time zone; move it.") from None
    for key, kind in (("starts", "start"), ("seats", "seat")):
        if not record.entries(key):
            raise FileError(record.at(key), f"is empty; give at least one {kind}.")
    seats = tuple(_seat(entry, step(record.at("seats"), n), bands) for n, entry in enumerate(record.entries("seats")))
    asked = record.entries("requirements")
    requirements = tuple(_requirement(entry, step(record.at("requirements"), n)) for n, entry in enumerate(asked))
    unique((r.id for r in requirements), record.at("requirements"), "id")
    unique((f"{instant(start)}" for start in starts), record.at("starts"))
    return attempt(
        path,
        lambda: Request(
            record.name("id"),
            record.text("vacancy"),
            record.text("site"),
            record.text("department"),
            record.text("division"),
            _band(record, "band", bands),
            record.whole("minutes", 1),
            record.flag("online"),
            record.flag("needs_room") if "needs_room" in record else False,
            starts,
            seats,
            requirements,
            frozenset(record.names("conflicts")),
            record.whole("priority", 1),
            tuple(texts),
        ),
    )


def _seat(value: Any, path: str, bands: tuple[str, ...]) -> Seat:
    record = Record(value, path, ("role",), ("min_band", "from", "profession"))
    if "min_band" in record and record.data["min_band"] is None:
        raise FileError(record.at("min_band"), "is null; leave the key out if any band will do.")
    return Seat(
        record.text("role"),
        _band(record, "min_band", bands) if "min_band" in record else None,
        record.choice("from", SCOPES) if "from" in record else "anywhere",
        record.text("profession") if "profession" in record else None,
    )


def _requirement(value: Any, path: str) -> Requirement:
    kind = value.get("kind") if isinstance(value, dict) else None
    parts = PARTS.get(kind, ()) if isinstance(kind, str) else ()
    optional = ("tier",) if parts else ("tier", "feature", "value", "min", "max", "from")
    record = Record(value, path, ("id", "kind", "strength", *parts), optional)
    return attempt(
        path,
        lambda: Requirement(
            record.name("id"),
            record.choice("kind", KINDS),
            record.choice("strength", STRENGTHS),
            record.whole("tier", 1) if "tier" in record else 1,
            record.text("feature") if "feature" in record else None,
            record.text("value") if "value" in record else None,
            record.whole("min", 1) if "min" in record else None,
            record.whole("max", 0) if "max" in record else None,
            record.choice("from", SCOPES) if "from" in record else None,
        ),
    )


def _room(value: Any, path: str, times: Times) -> Room:
    record = Record(value, path, ("id", "site", "available"))
    return Room(
        record.name("id"), record.text("site"), times.intervals(record.data["available"], step(path, "available"))
    )


def _previous(record: Record, requests: tuple[Request, ...], times: Times) -> tuple[PublishedPanel, ...]:
    known = {r.id: r for r in requests}
    panels = []
    for n, value in enumerate(record.entries("previous")):
        entry = Record(value, f"/previous/{n}", ("request", "start", "seats"), ("room",))
        request = entry.name("request")
        if request not in known:
            raise FileError(entry.at("request"), f"is {request!r}, which is no request of the file; remove the entry.")
        if "room" in entry and not known[request].needs_room:
            raise FileError(entry.at("room"), "is named, but the request has no needs_room; remove the room.")
        start = times.moment(entry.data["start"], entry.at("start"))
        room = entry.name("room") if "room" in entry else None
        panels.append(PublishedPanel(request, start, tuple(entry.names("seats")), room))
    unique((panel.request for panel in panels), "/previous", "request")
    return tuple(panels)
