"""A problem as a ``fairpanel-problem/1`` document; reading it back gives the same problem."""

from typing import Any

from solver.instants import Interval, spelled
from solver.problem import Person, Problem, PublishedPanel, Request, Requirement, Room, Seat

FORMAT = "fairpanel-problem/1"


def problem_document(problem: Problem) -> dict[str, Any]:
    """The document of a problem, in the key order of the format. Keys at their defaults are left out."""
    document: dict[str, Any] = {
        "format": FORMAT,
        "name": problem.name,
        "timezone": problem.timezone,
        "bands": list(problem.bands),
        "travel_minutes": {origin: dict(row) for origin, row in problem.travel_minutes.items()},
        "cap_period": {"starts": problem.cap_period.starts.isoformat(), "days": problem.cap_period.days},
        "people": [_person(person) for person in problem.people],
        "requests": [request_document(request) for request in problem.requests],
    }
    if problem.rooms:
        document["rooms"] = [_room(room) for room in problem.rooms]
    if problem.previous is not None:
        document["previous"] = [_published(panel) for panel in problem.previous]
    if problem.fixed:
        document["fixed"] = sorted(problem.fixed)
    if problem.parity is not None:
        parity = problem.parity
        document["parity"] = {
            "feature": parity.feature,
            "value": parity.value,
            "factor_percent": parity.factor_percent,
        }
    return document


def request_document(request: Request) -> dict[str, Any]:
    """One panel request as the format writes it."""
    return {
        "id": request.id,
        "vacancy": request.vacancy,
        "site": request.site,
        "department": request.department,
        "division": request.division,
        "band": request.band,
        "minutes": request.minutes,
        "online": request.online,
        "needs_room": request.needs_room,
        "starts": list(request.start_texts),
        "priority": request.priority,
        "seats": [_seat(seat) for seat in request.seats],
        "requirements": [_requirement(requirement) for requirement in request.requirements],
        "conflicts": sorted(request.conflicts),
    }


def _given(**parts: Any) -> dict[str, Any]:
    return {key.rstrip("_"): value for key, value in parts.items() if value is not None}


def _person(person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "site": person.site,
        "department": person.department,
        "division": person.division,
        "band": person.band,
        "professions": sorted(person.professions),
        "roles": sorted(person.roles),
        "trained_until": None if person.trained_until is None else person.trained_until.isoformat(),
        "features": dict(person.features),
        "cap": person.cap,
        "load": person.load,
        "available": _stretches(person.available),
    }


def _stretches(available: tuple[Interval, ...]) -> list[list[str]]:
    return [[spelled(stretch.start), spelled(stretch.end)] for stretch in available]


def _seat(seat: Seat) -> dict[str, Any]:
    return _given(role=seat.role, min_band=seat.min_band, from_=seat.from_, profession=seat.profession)


def _requirement(rule: Requirement) -> dict[str, Any]:
    return _given(
        id=rule.id,
        kind=rule.kind,
        feature=rule.feature,
        value=rule.value,
        min=rule.min,
        max=rule.max,
        from_=rule.from_,
        strength=rule.strength,
        tier=rule.tier,
    )


def _room(room: Room) -> dict[str, Any]:
    return {"id": room.id, "site": room.site, "available": _stretches(room.available)}


def _published(panel: PublishedPanel) -> dict[str, Any]:
    return _given(request=panel.request, start=spelled(panel.start), seats=list(panel.seats), room=panel.room)
