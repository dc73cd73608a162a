"""The problems of a file, gathered by row and column so that all can be mended at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.errors import InvalidInputError, Problem

MOST = 500
Rows = Sequence[int] | NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class _Kind:
    """One fault in several rows of a column; the words may depend on which of the rows it is (by its place)."""

    rows: NDArray[np.int64]
    column: str
    words: Callable[[int], tuple[str, str]]


class Complaints:
    """What is wrong with a file so far; a million faults cost no more words than the ones that are listed."""

    def __init__(self) -> None:
        self._kinds: list[_Kind] = []

    def add(self, row: int, column: str, message: str, remedy: str) -> None:
        """Note one problem of one cell; `row` counts records as a spreadsheet does, the header being 1."""
        self.add_rows([row], column, message, remedy)

    def add_rows(self, rows: Rows, column: str, message: str, remedy: str) -> None:
        """Note the same problem in several rows, given in the order of the file."""
        self.add_worded(rows, column, lambda _: (message, remedy))

    def add_worded(self, rows: Rows, column: str, words: Callable[[int], tuple[str, str]]) -> None:
        """Note a problem in several rows; `words` gives message and remedy of the row at a place of the list."""
        if len(rows):
            self._kinds.append(_Kind(np.asarray(rows, dtype=np.int64), column, words))

    def raise_any(self) -> None:
        """Raise the first problems in the order of the file, and how many more there are, if there are any."""
        if not self._kinds:
            return
        listed: list[Problem] = []
        for kind in self._kinds:
            for place, row in enumerate(kind.rows[:MOST].tolist()):
                message, remedy = kind.words(place)
                listed.append(Problem(f"row {row}, {kind.column}", message, remedy, row, kind.column))
        listed.sort(key=lambda each: (each.row or 0, each.column or ""))
        more = sum(len(kind.rows) for kind in self._kinds) - min(MOST, len(listed))
        listed = listed[:MOST]
        if more:
            listed.append(Problem("and more", f"{more} further problems are not listed.", "Mend these first."))
        raise InvalidInputError(listed)
