"""What the solver answers: a plan, its levels, and for what cannot be filled the reason and the way out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from solver.instants import spelled

Status = Literal["OPTIMAL", "FEASIBLE"]
StoppedBy = Literal["proof", "limit", "interrupt"]

STATUSES: tuple[Status, ...] = ("OPTIMAL", "FEASIBLE")
STOPS: tuple[StoppedBy, ...] = ("proof", "limit", "interrupt")

PatchOperation = Mapping[str, Any]
"""One RFC 6902 operation: ``op``, ``path`` and, but for ``remove``, ``value``."""


@dataclass(frozen=True, slots=True)
class Level:
    """One level of the lexicographic objective.

    Attributes:
        name: ``filled``, ``explain.T``, ``prefer.T``, ``changes``, ``parity`` or ``load``.
        value: what the plan reaches.
        bound: what no plan with the earlier levels at exactly their stated values can beat.
        status: ``OPTIMAL`` only where that is proven.
    """

    name: str
    value: int
    bound: float
    status: Status


@dataclass(frozen=True, slots=True)
class PlannedPanel:
    """A filled request.

    Attributes:
        request: id of the request.
        start: one of its starts; ``start_text`` keeps the spelling of the problem.
        seats: ids of people, in the request's order of seats.
        room: id of the room, where the request needs one.
        shortfalls: ids of requirements the panel does not meet, in the request's order. Protected: for HR only.
        reserves: per seat, people who could take that seat alone without breaking a rule, best first; () as a whole if
            not computed.
    """

    request: str
    start: datetime
    seats: tuple[str, ...]
    room: str | None = None
    shortfalls: tuple[str, ...] = ()
    reserves: tuple[tuple[str, ...], ...] = ()
    start_text: str = ""

    def __post_init__(self) -> None:
        if self.start.tzinfo is None:
            raise ValueError(f"The panel of {self.request!r} starts at a time without an offset.")
        if not self.start_text:
            object.__setattr__(self, "start_text", spelled(self.start))


@dataclass(frozen=True, slots=True)
class ConflictRule:
    """One rule of a minimal conflict: a seat's condition (``seat``), a ``must`` (``id``), or a rule for everyone."""

    rule: str
    seat: int | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A smallest change that makes a request possible: a sentence, and the JSON Patch on the problem that does it."""

    text: str
    patch: tuple[PatchOperation, ...]


@dataclass(frozen=True, slots=True)
class Unfilled:
    """A request without a panel.

    ``conflict`` is a minimal set of rules that cannot hold together; () means too few people exist even without any
    rule. ``relaxations`` are the smallest changes that help; () means none of up to six changes does. None means
    that the time did not suffice.
    """

    request: str
    conflict: tuple[ConflictRule, ...] | None
    relaxations: tuple[Relaxation, ...] | None


@dataclass(frozen=True, slots=True)
class Plan:
    """The answer to a whole problem, as ``fairpanel-plan/1`` holds it. ``hr`` is read by no manager's view."""

    problem_sha256: str
    versions: Mapping[str, str]
    seed: int
    seconds: float
    stopped_by: StoppedBy
    levels: tuple[Level, ...]
    panels: tuple[PlannedPanel, ...]
    unfilled: tuple[Unfilled, ...]
    hr: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Composition:
    """The answer for one request beside the panels that stand.

    Attributes:
        request: id of the request.
        status: ``optimal`` (proven), ``feasible`` (a lawful panel, not proven best), ``unfillable`` (proven) or
            ``unknown`` (nothing found in time).
        panel: the panel with its shortfalls and ranked reserves; None when unfillable or unknown.
        levels: what this panel adds to each level after ``filled``, in the order of the format's table; ``parity``
            is the value over all panels. Empty without a panel.
        moved_rooms: new room by request, for fixed panels whose room is not named and had to give way.
    """

    request: str
    status: Literal["optimal", "feasible", "unfillable", "unknown"]
    panel: PlannedPanel | None
    levels: tuple[Level, ...] = ()
    moved_rooms: Mapping[str, str] = field(default_factory=dict)
