"""The pool of people, indexed once and asked often: who is free when, and who may take which seat.

People are kept in the order of their ids, so a smaller index is a smaller id and ties fall the same way whatever the
order of the file. Masks are boolean arrays with one entry per person in that order.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from solver.problem import Interval, Person, Request, Scope, Seat

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]

_DAY = 86_400
_DAYS_KEPT = 512


class Pool:
    """An index over people; immutable, so one pool serves any number of requests.

    Attributes:
        people: the people by id.
        ids: their ids, ascending.
        place: index by id.
        trained: last valid day as a proleptic ordinal; 0 where not trained.
        cap, load: as in the problem.
    """

    def __init__(self, people: Sequence[Person], bands: Sequence[str]) -> None:
        self.given = people
        self.bands = tuple(bands)
        self.people = tuple(sorted(people, key=lambda person: person.id))
        self.ids = tuple(person.id for person in self.people)
        self.place = {person_id: place for place, person_id in enumerate(self.ids)}
        ranks: dict[str | None, int] = {band: rank for rank, band in enumerate(self.bands)}
        self._rank_of = ranks
        self._rank = np.array([ranks.get(person.band, -1) for person in self.people], np.int64)
        self.trained = np.array([p.trained_until.toordinal() if p.trained_until else 0 for p in self.people], np.int64)
        self.cap = np.array([person.cap for person in self.people], np.int64)
        self.load = np.array([person.load for person in self.people], np.int64)
        self._department, self._departments = _coded([person.department for person in self.people])
        self._division, self._divisions = _coded([person.division for person in self.people])
        self._roles = self._holders([person.roles for person in self.people])
        self._professions = self._holders([person.professions for person in self.people])
        self._features: dict[str, tuple[Numbers, tuple[str, ...]]] = {}
        self._since, self._until, self._owner = _stretches(self.people)
        self._days: dict[int, tuple[Numbers, Numbers, Numbers]] = {}
        self._none = np.zeros(len(self.people), np.bool_)

    def __len__(self) -> int:
        return len(self.people)

    def _holders(self, sets: Sequence[frozenset[str]]) -> dict[str, Mask]:
        held: dict[str, list[int]] = {}
        for place, each in enumerate(sets):
            for name in each:
                held.setdefault(name, []).append(place)
        masks = {}
        for name, places in held.items():
            masks[name] = np.zeros(len(self.people), np.bool_)
            masks[name][places] = True
        return masks

    def having_role(self, role: str) -> Mask:
        """People with a role."""
        return self._roles.get(role, self._none)

    def having_profession(self, profession: str) -> Mask:
        """People with a profession."""
        return self._professions.get(profession, self._none)

    def at_least_band(self, band: str) -> Mask:
        """People of a band or a higher one; nobody without a band."""
        return self._rank >= self._rank_of[band]

    def from_scope(self, scope: Scope, request: Request) -> Mask | None:
        """People from where a seat or requirement says, seen from the request; None for everyone."""
        if scope == "division":
            mates: Mask = self._division == self._divisions.get(request.division, -1)
            return mates
        if scope == "anywhere":
            return None
        inside: Mask = self._department == self._departments.get(request.department, -1)
        return inside if scope == "department" else ~inside

    def named(self, ids: frozenset[str]) -> Mask:
        """People by id; ids of others are ignored."""
        mask = self._none.copy()
        mask[[self.place[person_id] for person_id in ids if person_id in self.place]] = True
        return mask

    def feature(self, feature: str) -> tuple[Numbers, tuple[str, ...]]:
        """Per person the number of their value of a feature, -1 where not shared; and the values by number."""
        if feature not in self._features:
            shown = [person.features.get(feature) for person in self.people]
            values = tuple(sorted({value for value in shown if value is not None}))
            number = {value: code for code, value in enumerate(values)}
            codes = np.array([-1 if value is None else number[value] for value in shown], np.int64)
            self._features[feature] = (codes, values)
        return self._features[feature]

    def having_value(self, feature: str, value: str) -> Mask:
        """People who show a value of a feature."""
        codes, values = self.feature(feature)
        return codes == values.index(value) if value in values else self._none

    def available(self, start: int, end: int) -> Numbers:
        """Indices of people with one joined stretch that holds [start, end), in seconds since 1970; ascending."""
        since, until, owner = self._on_day(start // _DAY)
        return owner[(since <= start) & (until >= end)]

    def _on_day(self, day: int) -> tuple[Numbers, Numbers, Numbers]:
        if day not in self._days:
            if len(self._days) >= _DAYS_KEPT:
                self._days.pop(next(iter(self._days)))
            meets = (self._since < (day + 1) * _DAY) & (self._until > day * _DAY)
            self._days[day] = (self._since[meets], self._until[meets], self._owner[meets])
        return self._days[day]

    def stretches(self) -> tuple[Numbers, Numbers, Numbers]:
        """All joined stretches: since, until (seconds since 1970) and the index of their owner."""
        return self._since, self._until, self._owner


def suitable(pool: Pool, request: Request, seat: Seat, without: frozenset[str] = frozenset()) -> Mask:
    """People who meet a seat's conditions (rule 2).

    Args:
        pool: the index.
        request: the request the seat belongs to.
        seat: the seat.
        without: conditions left out: any of ``seat.role``, ``seat.min_band``, ``seat.profession``, ``seat.from``.
    """
    mask = np.ones(len(pool), np.bool_) if "seat.role" in without else pool.having_role(seat.role).copy()
    if seat.min_band is not None and "seat.min_band" not in without:
        mask &= pool.at_least_band(seat.min_band)
    if seat.profession is not None and "seat.profession" not in without:
        mask &= pool.having_profession(seat.profession)
    scope = None if "seat.from" in without else pool.from_scope(seat.from_, request)
    if scope is not None:
        mask &= scope
    return mask


def join(stretches: Sequence[Interval]) -> list[tuple[int, int]]:
    """Stretches in order of time, touching and overlapping ones joined, in seconds since 1970."""
    whole: list[tuple[int, int]] = []
    for begin, end in sorted([(stretch.since, stretch.until) for stretch in stretches]):
        if whole and begin <= whole[-1][1]:
            if end > whole[-1][1]:
                whole[-1] = (whole[-1][0], end)
        else:
            whole.append((begin, end))
    return whole


def _coded(texts: Sequence[str]) -> tuple[Numbers, dict[str, int]]:
    codes: dict[str, int] = {}
    return np.array([codes.setdefault(text, len(codes)) for text in texts], np.int64), codes


def _stretches(people: Sequence[Person]) -> tuple[Numbers, Numbers, Numbers]:
    """Availability with touching and overlapping stretches joined, by owner and time."""
    since: list[int] = []
    until: list[int] = []
    owner: list[int] = []
    for place, person in enumerate(people):
        for begin, end in join(person.available):
            since.append(begin)
            until.append(end)
            owner.append(place)
    return np.array(since, np.int64), np.array(until, np.int64), np.array(owner, np.int64)
