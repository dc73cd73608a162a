"""Reading and writing ``fairpanel-plan/1``. Whether a plan is right is the check's business, not the reader's."""

from collections.abc import Mapping
from typing import Any

from solver.json_fields import Record, Times, entries, name, text
from solver.json_text import FileError, canonical, parse, step
from solver.result import (
    STATUSES,
    STOPS,
    ConflictRule,
    Level,
    PatchOperation,
    Plan,
    PlannedPanel,
    Relaxation,
    Unfilled,
)

FORMAT = "fairpanel-plan/1"
LARGEST_VALUE = 10**24
"""Sums of the problem's numbers may be larger than any of them."""

_SEAT_RULES = ("seat.role", "seat.min_band", "seat.profession", "seat.from")
_RULES = (*_SEAT_RULES, "available", "trained", "conflicts", "cap", "room", "requirement", "others")


def read_plan(data: bytes) -> Plan:
    """Read a plan from the bytes of its file; raises FileError if its shape departs from the format."""
    document = parse(data, LARGEST_VALUE)
    if isinstance(document, dict) and document.get("format", FORMAT) != FORMAT:
        raise FileError("/format", f"must be {FORMAT!r}.")
    needed = ("format", "problem_sha256", "versions", "seed", "seconds", "stopped_by", "levels", "panels", "unfilled")
    record = Record(document, "", needed, ("hr",))
    versions = record.table("versions")
    for package in versions:
        text(versions[package], step("/versions", package))
    times = Times()
    return Plan(
        record.text("problem_sha256"),
        versions,
        record.whole("seed", 0),
        _number(record, "seconds"),
        record.choice("stopped_by", STOPS),
        tuple(_level(value, f"/levels/{n}") for n, value in enumerate(record.entries("levels"))),
        tuple(_panel(value, f"/panels/{n}", times) for n, value in enumerate(record.entries("panels"))),
        tuple(_unfilled(value, f"/unfilled/{n}") for n, value in enumerate(record.entries("unfilled"))),
        record.table("hr") if "hr" in record else {},
    )


def _number(record: Record, key: str) -> float:
    value = record.data[key]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise FileError(record.at(key), "must be a number.")
    return value


def _level(value: Any, path: str) -> Level:
    record = Record(value, path, ("name", "value", "bound", "status"))
    return Level(
        record.name("name"),
        record.whole("value", 0, LARGEST_VALUE),
        _number(record, "bound"),
        record.choice("status", STATUSES),
    )


def _panel(value: Any, path: str, times: Times) -> PlannedPanel:
    record = Record(value, path, ("request", "start", "seats", "shortfalls"), ("room", "reserves"))
    seats = [name(person, step(record.at("seats"), n)) for n, person in enumerate(record.entries("seats"))]
    reserves = record.entries("reserves") if "reserves" in record else []
    return PlannedPanel(
        record.name("request"),
        times.moment(record.data["start"], record.at("start")),
        tuple(seats),
        record.name("room") if "room" in record else None,
        tuple(record.names("shortfalls")),
        tuple(
            tuple(name(person, f"{record.at('reserves')}/{n}/{m}") for m, person in enumerate(_list(ranked, record, n)))
            for n, ranked in enumerate(reserves)
        ),
        record.text("start"),
    )


def _list(ranked: Any, record: Record, place: int) -> list[Any]:
    return entries(ranked, step(record.at("reserves"), place))


def _unfilled(value: Any, path: str) -> Unfilled:
    record = Record(value, path, ("request", "conflict", "relaxations"))
    conflict = record.data["conflict"]
    relaxations = record.data["relaxations"]
    if conflict is not None:
        rules = entries(conflict, record.at("conflict"))
        conflict = tuple(_conflict_rule(rule, step(record.at("conflict"), n)) for n, rule in enumerate(rules))
    if relaxations is not None:
        offers = entries(relaxations, record.at("relaxations"))
        relaxations = tuple(_relaxation(offer, step(record.at("relaxations"), n)) for n, offer in enumerate(offers))
    return Unfilled(record.name("request"), conflict, relaxations)


def _conflict_rule(value: Any, path: str) -> ConflictRule:
    record = Record(value, path, ("rule",), ("seat", "id"))
    rule = record.choice("rule", _RULES)
    for key, wanted in (("seat", rule in _SEAT_RULES), ("id", rule == "requirement")):
        if (key in record) != wanted:
            raise FileError(path, f"{rule} {'needs' if wanted else 'takes no'} {key}.")
    seat = record.whole("seat", 0) if "seat" in record else None
    return ConflictRule(rule, seat, record.name("id") if "id" in record else None)


def _relaxation(value: Any, path: str) -> Relaxation:
    record = Record(value, path, ("text", "patch"))
    operations = []
    for n, entry in enumerate(record.entries("patch")):
        operation = Record(entry, f"{path}/patch/{n}", ("op", "path"), ("value",))
        op = operation.choice("op", ("add", "remove", "replace"))
        operation.text("path")
        if ("value" in operation) == (op == "remove"):
            raise FileError(operation.path, f"{op} {'takes no' if op == 'remove' else 'needs a'} value.")
        operations.append(dict(operation.data))
    return Relaxation(record.text("text"), tuple(operations))


def write_plan(plan: Plan) -> bytes:
    """The bytes of a plan's file. The same plan always gives the same bytes."""
    return canonical(plan_document(plan))


def plan_document(plan: Plan) -> dict[str, Any]:
    """A plan as a document, in the key order of the format."""
    document: dict[str, Any] = {
        "format": FORMAT,
        "problem_sha256": plan.problem_sha256,
        "versions": dict(plan.versions),
        "seed": plan.seed,
        "seconds": plan.seconds,
        "stopped_by": plan.stopped_by,
        "levels": [
            {"name": level.name, "value": level.value, "bound": level.bound, "status": level.status}
            for level in plan.levels
        ],
        "panels": [panel_document(panel) for panel in plan.panels],
        "unfilled": [unfilled_document(entry) for entry in plan.unfilled],
    }
    if plan.hr:
        document["hr"] = _plain(plan.hr)
    return document


def panel_document(panel: PlannedPanel) -> dict[str, Any]:
    """One filled request as the format writes it."""
    document: dict[str, Any] = {"request": panel.request, "start": panel.start_text, "seats": list(panel.seats)}
    if panel.room is not None:
        document["room"] = panel.room
    document["shortfalls"] = list(panel.shortfalls)
    if panel.reserves:
        document["reserves"] = [list(ranked) for ranked in panel.reserves]
    return document


def unfilled_document(entry: Unfilled) -> dict[str, Any]:
    """One unfilled request as the format writes it: also the answer of ``fairpanel explain``."""
    conflict = entry.conflict
    relaxations = entry.relaxations
    return {
        "request": entry.request,
        "conflict": None if conflict is None else [_rule_document(rule) for rule in conflict],
        "relaxations": None
        if relaxations is None
        else [{"text": offer.text, "patch": [dict(each) for each in offer.patch]} for offer in relaxations],
    }


def _rule_document(rule: ConflictRule) -> PatchOperation:
    parts = {"rule": rule.rule, "seat": rule.seat, "id": rule.id}
    return {key: value for key, value in parts.items() if value is not None}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(below) for key, below in value.items()}
    return [_plain(below) for below in value] if isinstance(value, list | tuple) else value
