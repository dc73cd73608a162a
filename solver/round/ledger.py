"""The field as flat arrays, so that a price change is felt everywhere in a few array operations.

Entries (a person in a cell) lie in order of cell and class, where people of one class mean the same to every
requirement of the request. What a requirement asks is brought to one form, a *need*: at least ``count`` people of some
classes. At least, at most and not all the same are all needs.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from solver.aim import Aim, musts_only
from solver.eligibility import Numbers
from solver.problem import Request, Requirement
from solver.round.field import Field
from solver.round.rules import holders_of, other_values

Reals = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Need:
    """At least ``count`` people of a mask, or the rule is not met. ``rule`` is its place among the requirements."""

    rule: int
    mask: "npt.NDArray[np.bool_]"
    count: int


def needs_of(field: Field, request: Request, rule: Requirement, place: int) -> list[Need]:
    """A requirement as needs that hold exactly where it does."""
    size = len(request.seats)
    if rule.kind == "not_all_same":
        return [Need(place, mask, 1) for mask in other_values(field.pool, rule)]
    holders = holders_of(field.pool, request, rule)
    if rule.kind == "at_most":
        return [Need(place, ~holders, size - (rule.max or 0))] if (rule.max or 0) < size else []
    return [Need(place, holders, rule.min or 0)]


_COLUMNS = (
    *("sub_start", "sub_cell", "cell_start", "cell_offer", "cell_need"),
    *("need_start", "need_offer", "need_count", "need_rule"),
)


class Ledger:
    """Flat arrays over the field.

    Attributes:
        person, cell: by entry.
        sub_start, sub_cell: by class within a cell, its first entry and its cell.
        cell_start: by cell, its first class; cell_offer, cell_need likewise.
        offer_start: by offer, its first cell.
        request_start: by request with offers, its first offer; ``live`` are the numbers of these requests.
        need_start, need_offer, need_count, need_rule: by need; ``pair_sub`` the classes that count for each.
    """

    def __init__(self, field: Field) -> None:
        self.field = field
        self._entries = self._pairs = 0
        self._people: list[Numbers] = []
        self._cells: list[Numbers] = []
        self._lists: dict[str, list[int]] = {name: [] for name in _COLUMNS}
        self._pair_subs: list[Numbers] = []
        self.offer_start = np.zeros(len(field.offers), np.int64)
        for wanted in field.wanted:
            rules = wanted.request.requirements
            aim = musts_only(field.pool, wanted.request, rules)
            needs = [n for place, rule in enumerate(rules) for n in needs_of(field, wanted.request, rule, place)]
            for offer in wanted.offers:
                self.offer_start[offer] = len(self._lists["cell_offer"])
                first = len(self._lists["sub_start"])
                heads = [self._add_cell(aim, offer, wanted.needs, group) for group in range(len(wanted.needs))]
                self._add_needs(needs, offer, first, np.concatenate(heads))
        self.person, self.cell = _whole(self._people), _whole(self._cells)
        self.pair_sub = _whole(self._pair_subs)
        columns = {name: np.array(values, np.int64) for name, values in self._lists.items()}
        self.sub_start, self.sub_cell = columns["sub_start"], columns["sub_cell"]
        self.cell_start, self.cell_offer = columns["cell_start"], columns["cell_offer"]
        self.cell_need = columns["cell_need"]
        self.need_start, self.need_offer = columns["need_start"], columns["need_offer"]
        self.need_count, self.need_rule = columns["need_count"], columns["need_rule"]
        self.live = [number for number, wanted in enumerate(field.wanted) if wanted.offers]
        self.request_start = np.array([field.wanted[number].offers[0] for number in self.live], np.int64)
        self.sub_end = np.r_[self.sub_start[1:], self._entries].astype(np.int64)

    def _add_cell(self, aim: Aim, offer: int, needs: tuple[int, ...], group: int) -> Numbers:
        """One cell, its people in order of class; returns the first of each class."""
        everyone = self.field.offers[offer].cells[group]
        labels = aim.classes(everyone)
        order = np.argsort(labels, kind="stable")
        people, labels = everyone[order], labels[order]
        heads = np.flatnonzero(np.r_[True, labels[1:] != labels[:-1]])
        cell = len(self._lists["cell_offer"])
        self._lists["cell_start"].append(len(self._lists["sub_start"]))
        self._lists["sub_start"] += (self._entries + heads).tolist()
        self._lists["sub_cell"] += [cell] * len(heads)
        self._lists["cell_offer"].append(offer)
        self._lists["cell_need"].append(needs[group])
        self._people.append(people)
        self._cells.append(np.full(len(people), cell, np.int64))
        self._entries += len(people)
        return people[heads]

    def _add_needs(self, needs: list[Need], offer: int, first: int, heads: Numbers) -> None:
        """What an offer needs, with the classes that count for it; -1 ends each list, so that none is empty."""
        for need in needs:
            kinds = first + np.flatnonzero(need.mask[heads])
            self._lists["need_start"].append(self._pairs)
            self._lists["need_offer"].append(offer)
            self._lists["need_count"].append(need.count)
            self._lists["need_rule"].append(need.rule)
            self._pair_subs.append(np.r_[kinds, -1])
            self._pairs += len(kinds) + 1


def _whole(parts: list[Numbers]) -> Numbers:
    return np.concatenate(parts) if parts else np.zeros(0, np.int64)
