"""What is asked for: seats, requirements on the panel as a whole, and the panel request that holds them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from solver.instants import instant, must_be_named, must_be_whole, must_not_repeat, spelled

Scope = Literal["department", "division", "outside_department", "anywhere"]
Kind = Literal["at_least", "at_most", "not_all_same", "at_least_from"]
Strength = Literal["must", "explain", "prefer"]

SCOPES: tuple[Scope, ...] = ("department", "division", "outside_department", "anywhere")
KINDS: tuple[Kind, ...] = ("at_least", "at_most", "not_all_same", "at_least_from")
STRENGTHS: tuple[Strength, ...] = ("must", "explain", "prefer")


@dataclass(frozen=True, slots=True)
class Seat:
    """A place on a panel: the role asked for, and optionally a lowest band, an origin and a profession."""

    role: str
    min_band: str | None = None
    from_: Scope = "anywhere"
    profession: str | None = None

    def __post_init__(self) -> None:
        if self.from_ not in SCOPES:
            raise ValueError(f"A seat's from must be one of {', '.join(SCOPES)}, not {self.from_!r}.")


@dataclass(frozen=True, slots=True)
class Requirement:
    """A composition rule on a whole panel. A requirement on a ``feature`` is protected."""

    id: str
    kind: Kind
    strength: Strength
    tier: int = 1
    feature: str | None = None
    value: str | None = None
    min: int | None = None
    max: int | None = None
    from_: Scope | None = None

    def __post_init__(self) -> None:
        must_be_named("A requirement's id", self.id)
        name = f"Requirement {self.id!r}"
        if self.kind not in KINDS:
            raise ValueError(f"{name}: kind must be one of {', '.join(KINDS)}, not {self.kind!r}.")
        if self.strength not in STRENGTHS:
            raise ValueError(f"{name}: strength must be one of {', '.join(STRENGTHS)}, not {self.strength!r}.")
        must_be_whole(f"{name}: tier", self.tier, 1)
        needs = PARTS[self.kind]
        parts = {"feature": self.feature, "value": self.value, "min": self.min, "max": self.max, "from": self.from_}
        for part, given in parts.items():
            if (given is None) == (part in needs):
                raise ValueError(f"{name}: {self.kind} {'needs' if part in needs else 'takes no'} {part}.")
        if self.min is not None:
            must_be_whole(f"{name}: min", self.min, 1)
        if self.max is not None:
            must_be_whole(f"{name}: max", self.max, 0)
        if self.from_ is not None and self.from_ not in SCOPES:
            raise ValueError(f"{name}: from must be one of {', '.join(SCOPES)}, not {self.from_!r}.")

    @property
    def protected(self) -> bool:
        """Whether it looks at a self-described feature, so that managers must learn nothing from it."""
        return self.feature is not None


PARTS: dict[str, tuple[str, ...]] = {
    "at_least": ("feature", "value", "min"),
    "at_most": ("feature", "value", "max"),
    "not_all_same": ("feature",),
    "at_least_from": ("from", "min"),
}
"""What each kind of requirement needs beside its id, kind, strength and tier; it takes nothing else."""


@dataclass(frozen=True, slots=True)
class Request:
    """A panel request: when the interview could be, who must sit, and how urgent it is.

    Attributes:
        minutes: length of the interview.
        starts: offered starts, aware; ``start_texts`` keeps their original spelling, in the same order.
        conflicts: ids of people with a conflict of interest; they need not be among the people.
        priority: worth of filling this request, 1 or more.
        instants: the starts as seconds since 1970 (derived).
    """

    id: str
    vacancy: str
    site: str
    department: str
    division: str
    band: str | None
    minutes: int
    online: bool
    needs_room: bool
    starts: tuple[datetime, ...]
    seats: tuple[Seat, ...]
    requirements: tuple[Requirement, ...]
    conflicts: frozenset[str]
    priority: int
    start_texts: tuple[str, ...] = ()
    instants: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        must_be_named("A request's id", self.id)
        name = f"Request {self.id!r}"
        must_be_whole(f"{name}: minutes", self.minutes, 1)
        must_be_whole(f"{name}: priority", self.priority, 1)
        if not self.starts:
            raise ValueError(f"{name} needs at least one start.")
        if not self.seats:
            raise ValueError(f"{name} needs at least one seat.")
        if self.online and self.needs_room:
            raise ValueError(f"{name} is online, so it cannot need a room; drop one of the two.")
        must_not_repeat(f"The requirements of request {self.id!r}", (r.id for r in self.requirements))
        object.__setattr__(self, "instants", tuple(instant(s) for s in self.starts))
        if len(set(self.instants)) < len(self.instants):
            raise ValueError(f"{name} offers one instant twice; keep one of the starts.")
        if not self.start_texts:
            object.__setattr__(self, "start_texts", tuple(spelled(s) for s in self.starts))
        if len(self.start_texts) != len(self.starts):
            raise ValueError(f"{name} needs one spelling per start.")
