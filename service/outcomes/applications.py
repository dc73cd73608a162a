"""Applications as columns: what the reader makes of a file, and what every figure is counted from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from service.errors import InvalidInputError

STAGES = ("applied", "shortlisted", "interviewed", "offered", "appointed")
OUTCOMES = ("", "appointed", "not_selected", "declined", "withdrawn", "reserve", "open")
CAMPAIGNS = ("standard", "international", "bulk")


Places = NDArray[np.signedinteger[Any]] | NDArray[np.unsignedinteger[Any]]


def smallest(codes: int) -> type[np.unsignedinteger[Any]]:
    """Return the smallest integers that so many codes can be numbered by: ten million applications have to fit."""
    return np.uint8 if codes <= 1 << 8 else np.uint16 if codes <= 1 << 16 else np.uint32


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its distinct codes, sorted, and for each application the place of its code among them.

    `places` are integers of any size; whoever calculates with them widens them first.
    """

    codes: tuple[str, ...]
    places: Places

    @classmethod
    def of(cls, values: Sequence[str]) -> "Column":
        """Return the column of these texts, one an application."""
        codes = tuple(sorted(set(values)))
        place = {code: at for at, code in enumerate(codes)}
        numbered = map(place.__getitem__, values)
        return cls(codes, np.fromiter(numbered, dtype=smallest(len(codes)), count=len(values)))

    def mapped(self, meanings: Sequence[str]) -> "Column":
        """Return the column in which each code, all of which occur, is replaced by its meaning.

        Codes of one meaning become one.
        """
        if tuple(meanings) == self.codes and list(self.codes) == sorted(self.codes):
            return self
        codes = tuple(sorted(set(meanings)))
        place = {code: at for at, code in enumerate(codes)}
        numbers = np.array([place[each] for each in meanings], dtype=smallest(len(codes)))
        return Column(codes, numbers[self.places])

    def through(self, numbers: Sequence[int]) -> NDArray[np.int32]:
        """Return for each application the number that belongs to its code."""
        return np.asarray(np.array(numbers, dtype=np.int32)[self.places])

    def used(self) -> "Column":
        """Return the column with only the codes that occur."""
        occurs = np.bincount(self.places, minlength=len(self.codes)) > 0
        if occurs.all():
            return self
        renumbered = (np.cumsum(occurs) - 1).astype(smallest(len(self.codes)))
        return Column(
            tuple(code for code, there in zip(self.codes, occurs, strict=True) if there), renumbered[self.places]
        )

    def where(self, keep: NDArray[np.bool_]) -> "Column":
        """Return the column of some of the applications, with only the codes that still occur."""
        return Column(self.codes, self.places[keep]).used()


@dataclass(frozen=True, slots=True)
class Applications:
    """All applications of a file, or those of a scope; days are proleptic ordinals, 0 for a blank date.

    `columns` holds everything one can cut by. A characteristic's codes are those of its list, or one of the three
    kinds of unknown (`not_asked`, `not_answered`, `prefer_not_to_say`).
    """

    stage: NDArray[np.int8]
    outcome: NDArray[np.int8]
    applied: NDArray[np.int32]
    closed: NDArray[np.int32]
    columns: Mapping[str, Column]

    def __len__(self) -> int:
        """How many applications there are."""
        return len(self.stage)

    @property
    def is_open(self) -> NDArray[np.bool_]:
        """Which applications are still open: their way is not over, so they count in no rate yet."""
        return np.asarray(self.outcome == OUTCOMES.index("open"), dtype=np.bool_)

    @property
    def has_no_outcome(self) -> NDArray[np.bool_]:
        """Which applications have no recorded outcome."""
        return np.asarray(self.outcome == OUTCOMES.index(""), dtype=np.bool_)

    def where(self, keep: NDArray[np.bool_]) -> "Applications":
        """Return some of the applications."""
        if keep.all():
            return self
        return Applications(
            self.stage[keep],
            self.outcome[keep],
            self.applied[keep],
            self.closed[keep],
            {name: column.where(keep) for name, column in self.columns.items()},
        )

    def with_column(self, name: str, column: Column) -> "Applications":
        """Return the applications with one column more."""
        return replace(self, columns={**self.columns, name: column})


@dataclass(frozen=True, slots=True)
class FinancialYear:
    """A year from 1 April to 31 March, as `2026/27`."""

    starts: int

    @classmethod
    def parse(cls, text: str) -> "FinancialYear":
        """Return the year that a text names.

        Raises:
            InvalidInputError: it is not two consecutive years.
        """
        first, slash, second = text.strip().partition("/")
        if not (
            slash and first.isascii() and first.isdigit() and len(first) == 4 and second.isascii() and second.isdigit()
        ):
            raise InvalidInputError.one(
                "--year", f"“{text}” is no financial year.", "Write two years, such as 2026/27."
            )
        if second not in {str(int(first) + 1), f"{(int(first) + 1) % 100:02d}"} or not 1900 <= int(first) <= 9000:
            raise InvalidInputError.one(
                "--year", f"“{text}” is not two years in a row.", f"Write {first}/{(int(first) + 1) % 100:02d}."
            )
        return cls(int(first))

    def __str__(self) -> str:
        """The year as it is written."""
        return f"{self.starts}/{(self.starts + 1) % 100:02d}"

    @property
    def first(self) -> date:
        """1 April."""
        return date(self.starts, 4, 1)

    @property
    def last(self) -> date:
        """31 March."""
        return date(self.starts + 1, 3, 31)

    def holds(self, days: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Say which days (ordinals) lie in the year; a blank lies in none."""
        return (days >= self.first.toordinal()) & (days <= self.last.toordinal())
