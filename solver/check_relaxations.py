"""Whether the relaxations of a plan are lawful changes and work: patches are applied to the document and read again."""

from collections.abc import Iterator, Sequence
from typing import Any

from solver.fit import Undecided, fits
from solver.hard_rules import Finding, Register
from solver.instants import instant
from solver.json_fields import Times
from solver.json_text import FileError
from solver.problem import Request
from solver.problem_document import request_document
from solver.problem_file import read_request
from solver.result import Plan, PlannedPanel, Relaxation

WIDER = {
    "department": ("division", "anywhere"),
    "division": ("anywhere",),
    "outside_department": ("anywhere",),
    "anywhere": (),
}
"""Origins that let in everyone a narrower one does, and more."""


class _NotAllowedError(ValueError):
    """A patch does what no relaxation may."""


def relaxation_findings(register: Register, plan: Plan, panels: Sequence[PlannedPanel]) -> Iterator[Finding]:
    """Findings about the relaxations of every unfilled request of a plan."""
    places = {request.id: place for place, request in enumerate(register.problem.requests)}
    for entry in plan.unfilled:
        if entry.request not in places or not entry.relaxations:
            continue
        place = places[entry.request]
        sizes = [len(offer.patch) for offer in entry.relaxations]
        if len(sizes) > 5 or sizes != sorted(sizes) or max(sizes) > 6:
            text = f"Request {entry.request!r}: at most 5 relaxations of up to 6 changes, fewest first."
            yield Finding("relaxations", text, None, entry.request)
        for offer in entry.relaxations:
            fault = _fault(register, place, offer, panels)
            if fault is not None:
                text = f"Request {entry.request!r}: the relaxation {offer.text!r} {fault}."
                yield Finding("relaxations", text, None, entry.request)


def _fault(register: Register, place: int, offer: Relaxation, panels: Sequence[PlannedPanel]) -> str | None:
    try:
        relaxed = apply(register, place, offer)
        return None if fits(register, relaxed, panels) else "does not let the request be filled"
    except _NotAllowedError as error:
        return f"is not allowed: {error}"
    except FileError as error:
        return f"makes the request invalid: {error}"
    except Undecided:
        return None


def apply(register: Register, place: int, offer: Relaxation) -> Request:
    """The request at a place of the file with a patch applied, one operation after the other.

    Raises:
        ValueError: if the patch does anything but relax this request, or leaves it invalid.
    """
    request = register.problem.requests[place]
    document = request_document(request)
    for operation in offer.patch:
        path = str(operation["path"]).split("/")
        if path[:3] != ["", "requests", str(place)]:
            raise _NotAllowedError("it changes something else than its request")
        _apply_one(register, request, document, operation["op"], path[3:], operation.get("value"))
    problem = register.problem
    return read_request(document, f"/requests/{place}", problem.bands, register.zone, Times())


def _apply_one(
    register: Register, request: Request, document: dict[str, Any], op: str, path: list[str], value: Any
) -> None:
    match (op, path):
        case ("replace", ["seats", seat, "from"]):
            row = _entry(document["seats"], seat)
            if value not in WIDER[row["from"]]:
                raise _NotAllowedError(f"{value!r} is not wider than {row['from']!r}")
            row["from"] = value
        case ("replace", ["seats", seat, "min_band"]):
            row, bands = _entry(document["seats"], seat), register.problem.bands
            lower = bands.index(row["min_band"]) - 1 if "min_band" in row else -1
            if lower < 0 or value != bands[lower]:
                raise _NotAllowedError(f"{value!r} is not the next lower band")
            row["min_band"] = value
        case ("remove", ["seats", seat, "profession"]):
            row = _entry(document["seats"], seat)
            if "profession" not in row:
                raise _NotAllowedError("the seat asks for no profession")
            del row["profession"]
        case ("remove", ["seats", seat]):
            row = _entry(document["seats"], seat)
            if row["role"] == "chair":
                raise _NotAllowedError("the chair's seat stays")
            del document["seats"][int(seat)]
        case ("add", ["starts", "-"]):
            _refuse_far_start(register, request, value)
            document["starts"].append(value)
        case ("replace", ["requirements", number, "strength"]):
            row = _entry(document["requirements"], number)
            if (row["strength"], value) != ("must", "explain"):
                raise _NotAllowedError("only a must becomes an explain")
            row["strength"] = value
        case _:
            raise _NotAllowedError(f"{op} at {'/'.join(path)} is no relaxation")


def _entry(rows: list[dict[str, Any]], number: str) -> dict[str, Any]:
    if not number.isdecimal() or int(number) >= len(rows):
        raise _NotAllowedError(f"there is no entry {number}")
    return rows[int(number)]


def _refuse_far_start(register: Register, request: Request, value: Any) -> None:
    moment = Times().moment(value, "")
    local = moment.astimezone(register.zone)
    if local.minute % 15 or local.second:
        raise _NotAllowedError("the start is not on the quarter hour")
    if all(abs(instant(moment) - offered) > 14 * 86_400 for offered in request.instants):
        raise _NotAllowedError("the start is more than 14 days from every offered one")
