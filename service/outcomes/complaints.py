"""The problems of a file, gathered by row and column so that all can be mended at once."""

from collections.abc import Iterable

from service.errors import InvalidInputError, Problem

MOST = 500


class Complaints:
    """What is wrong with a file so far."""

    def __init__(self) -> None:
        self._problems: list[Problem] = []
        self._more = 0

    def add(self, row: int, column: str, message: str, remedy: str) -> None:
        """Note one problem of one cell; `row` counts records as a spreadsheet does, the header being 1."""
        if len(self._problems) < MOST * 4:
            self._problems.append(Problem(f"row {row}, {column}", message, remedy, row, column))
        else:
            self._more += 1

    def add_rows(self, rows: Iterable[int], column: str, message: str, remedy: str) -> None:
        """Note the same problem in several rows."""
        for row in rows:
            self.add(row, column, message, remedy)

    def raise_any(self) -> None:
        """Raise all problems in the order of the file, if there are any."""
        if not self._problems:
            return
        listed = sorted(self._problems, key=lambda each: (each.row or 0, each.column or ""))
        more = self._more + max(0, len(listed) - MOST)
        listed = listed[:MOST]
        if more:
            listed.append(Problem("and more", f"{more} further problems are not listed.", "Mend these first."))
        raise InvalidInputError(listed)
