"""What each cell of an outcomes file may say, and which combinations cannot have happened.

Each distinct value of a column is looked at once, however many applications have it.
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from service.outcomes.applications import CAMPAIGNS, OUTCOMES, STAGES, Applications, Column, smallest
from service.outcomes.cell_words import (
    COUNTED,
    LONGEST_CELL,
    TOO_LONG,
    ethnicity_complaint,
    is_percentage,
    is_unfit,
    plain,
    quoted,
    shortened,
    with_hint,
)
from service.outcomes.code_lists import (
    CHARACTERISTICS,
    NOT_ASKED,
    UNKNOWN,
    code_list,
    ethnicity_code,
    listed_code,
)
from service.outcomes.complaints import Complaints, Rows

T = TypeVar("T")


def understood_rows(
    cells: Mapping[str, Sequence[str]], rows: Sequence[int], extra: Sequence[str], complaints: Complaints, today: date
) -> Applications:
    """Return the applications that texts describe, column by column; blanks around a text do not count.

    Raises:
        InvalidInputError: with every problem found so far and here.
    """
    check_ids([cell.strip() for cell in cells["application_id"]], rows, complaints)
    columns = {name: stripped(Column.of(column)) for name, column in cells.items() if name != "application_id"}
    return understood(columns, rows, extra, complaints, today)


def stripped(column: Column) -> Column:
    """Return the column without the blanks around its texts."""
    return column.mapped([code.strip() for code in column.codes])


def check_ids(ids: Sequence[str], rows: Rows, complaints: Complaints) -> None:
    """Complain about ids of applications that are blank, repeated, too long or no ids."""
    distinct = set(ids)
    if len(distinct) == len(ids) and not any(not one or len(one) > LONGEST_CELL or one[-1] == "%" for one in distinct):
        return
    first: dict[str, int] = {}
    for row, value in zip(rows, ids, strict=True):
        if not value:
            complaints.add(row, "application_id", "is blank.", "Every application has one.")
        elif is_percentage(value):
            complaints.add(row, "application_id", f"{quoted(value)} is a percentage.", COUNTED)
        elif len(value) > LONGEST_CELL:
            complaints.add(row, "application_id", *TOO_LONG)
        elif first.setdefault(value, row) != row:
            message = f"{quoted(value)} is already in row {first[value]}."
            complaints.add(row, "application_id", message, "Keep one row an application.")


def understood(
    cells: Mapping[str, Column], rows: Rows, extra: Sequence[str], complaints: Complaints, today: date
) -> Applications:
    """Return the applications that columns of text describe; the ids of applications have been checked.

    `rows` numbers the applications as the file does, the header being row 1.

    Raises:
        InvalidInputError: with every problem found so far and here.
    """
    sheet = _Sheet(cells, rows, complaints)
    sheet.refuse_percentages()
    sheet.each("vacancy_id", lambda value: value or None, "is blank.", "Every application has one.")
    stage = sheet.choice("stage", STAGES)
    outcome = sheet.choice("outcome", OUTCOMES)
    applied, closed = sheet.days("applied_on", today, blank=False), sheet.days("closed_on", today, blank=True)
    sheet.refuse_impossible(stage, outcome, applied, closed)
    columns = {"vacancy_id": sheet.text("vacancy_id")}
    for name in ("band", "site", "division", "staff_group", *extra):
        if name in cells:
            columns[name] = sheet.text(name)
    for name, allowed in (("campaign", CAMPAIGNS), ("panel_met_requirement", ("yes", "no"))):
        if name in cells:
            sheet.choice(name, ("", *allowed))
            columns[name] = sheet.text(name)
    for name in CHARACTERISTICS:
        if name == "ethnicity" and name in cells:
            columns[name] = sheet.ethnicity()
        elif name in cells:
            columns[name] = sheet.characteristic(name)
    complaints.raise_any()
    return Applications(stage, outcome, applied, closed, columns)


class _Sheet:
    """The columns of a file with the means to look at each distinct value once."""

    def __init__(self, cells: Mapping[str, Column], rows: Rows, complaints: Complaints) -> None:
        self._cells = cells
        self._rows = np.asarray(rows, dtype=np.int64)
        self._complaints = complaints

    def each(self, column: str, meaning: Callable[[str], T | None], message: str, remedy: str) -> list[T | None]:
        """Return what each distinct value means; complain at every row whose value means nothing."""
        codes = self._cells[column].codes
        meanings = [meaning(value) for value in codes]
        self._complain(
            column,
            self._cells[column],
            [meant is None and not is_unfit(value) for value, meant in zip(codes, meanings, strict=True)],
            lambda value: (message.format(value=shortened(value)), with_hint(remedy, column, value)),
        )
        return meanings

    def refuse_percentages(self) -> None:
        """Complain about cells that are too long, or hold a percentage: a table was taken for a list."""
        for name, column in self._cells.items():
            wrong = [is_unfit(value) for value in column.codes]
            self._complain(
                name,
                column,
                wrong,
                lambda value: TOO_LONG if len(value) > LONGEST_CELL else (f"{quoted(value)} is a percentage.", COUNTED),
            )

    def _complain(
        self, column: str, found: Column, wrong: Sequence[bool], words: Callable[[str], tuple[str, str]]
    ) -> None:
        """Complain at every row of a column whose code is wrong, in words about that code."""
        if any(wrong):
            at = np.flatnonzero(np.array(wrong)[found.places])
            self._complaints.add_worded(
                self._rows[at], column, lambda place: words(found.codes[int(found.places[at[place]])])
            )

    def choice(self, column: str, allowed: Sequence[str]) -> NDArray[np.int8]:
        """Return the place of each cell among the allowed words; -1 where it is none of them."""
        words = ", ".join(word for word in allowed if word) + (", or leave it blank" if "" in allowed else "")
        places = self.each(
            column,
            lambda value: allowed.index(value) if value in allowed else None,
            "“{value}” is not known here." if "" in allowed else "“{value}” is no stage.",
            f"Write one of {words}.",
        )
        numbers = np.array([-1 if place is None else place for place in places], dtype=np.int8)
        return np.asarray(numbers[self._cells[column].places])

    def days(self, column: str, today: date, *, blank: bool) -> NDArray[np.int32]:
        """Return each date as an ordinal, 0 for a blank."""

        def day(value: str) -> int | None:
            if not value:
                return 0 if blank else None
            if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
                return None
            try:
                return date.fromisoformat(value).toordinal()
            except ValueError:
                return None

        ordinals = self.each(column, day, "“{value}” is no date.", "Write YYYY-MM-DD, such as 2026-05-31.")
        self._complain(
            column,
            self._cells[column],
            [(ordinal or 0) > today.toordinal() for ordinal in ordinals],
            lambda value: (
                f"{value} is in the future.",
                f"Leave an open application's date blank; today is {today.isoformat()}.",
            ),
        )
        return self._cells[column].through([ordinal or 0 for ordinal in ordinals])

    def text(self, column: str) -> Column:
        """Return a column whose text is taken as given; a blank becomes “(blank)”."""
        cells = self._cells[column]
        return cells.mapped([plain(value) or "(blank)" for value in cells.codes])

    def characteristic(self, column: str) -> Column:
        """Return a characteristic's codes."""
        listed = code_list(column)
        codes = ", ".join([*listed.labels, *listed.unknown])
        meant = self.each(
            column,
            lambda value: None if value in UNKNOWN else listed_code(column, value),
            f"“{{value}}” is no code of {column}.",
            f"Write one of {codes}, or leave it blank if nobody asked.",
        )
        return self._cells[column].mapped([plain(each or NOT_ASKED) for each in meant])

    def ethnicity(self) -> Column:
        """Return ethnic categories as 2001 codes, each row read in the scheme that it names."""
        values = self._cells["ethnicity"]
        schemes = self._cells.get("ethnicity_scheme", Column(("",), np.zeros(len(values.places), dtype=np.int8)))
        if "ethnicity_scheme" in self._cells:
            self.choice("ethnicity_scheme", ("", "2001", "2021"))
        names = [(value, scheme) for value in values.codes for scheme in schemes.codes]
        pair = values.places.astype(np.int32)
        if len(schemes.codes) > 1:
            pair = pair * len(schemes.codes) + schemes.places
        occurs = np.bincount(pair, minlength=len(names)) > 0
        meant = [ethnicity_code(*name) if there else NOT_ASKED for name, there in zip(names, occurs, strict=True)]
        wrong = [code is None and not is_unfit(name[0]) for code, name in zip(meant, names, strict=True)]
        for column in ("ethnicity", "ethnicity_scheme"):
            here = [bad and ethnicity_complaint(*name)[0] == column for bad, name in zip(wrong, names, strict=True)]
            self._complain(column, Column(tuple(map(str, range(len(names)))), pair), here, lambda at: _words(names, at))
        codes = tuple(sorted({code or NOT_ASKED for code in meant}))
        numbers = np.array([codes.index(code or NOT_ASKED) for code in meant], dtype=smallest(len(codes)))
        return Column(codes, numbers[pair]).used()

    def refuse_impossible(
        self,
        stage: NDArray[np.int8],
        outcome: NDArray[np.int8],
        applied: NDArray[np.int32],
        closed: NDArray[np.int32],
    ) -> None:
        """Complain about combinations that cannot have happened."""
        appointed, offered = STAGES.index("appointed"), STAGES.index("offered")
        dates = self._cells["closed_on"]
        blank = np.array([not value for value in dates.codes], dtype=np.bool_)[dates.places]
        # Every combination of stage, outcome and a blank date has one number: what cannot be is looked for among few.
        combined = stage.astype(np.int16) + 1
        combined *= len(OUTCOMES) + 1
        combined += outcome
        combined += 1
        combined *= 2
        combined += blank
        shape = (len(STAGES) + 1, len(OUTCOMES) + 1, 2)
        occurs = np.bincount(combined, minlength=math.prod(shape)).reshape(shape) > 0
        at_stage, with_outcome, is_blank = np.indices(shape)
        at_stage, with_outcome = at_stage - 1, with_outcome - 1
        is_known = (at_stage >= 0) & (with_outcome >= 0)
        is_outcome = {word: with_outcome == place for place, word in enumerate(OUTCOMES)}
        decided = (with_outcome >= 0) & ~is_outcome[""] & ~is_outcome["open"]
        for word in OUTCOMES[2:]:
            self._impossible(
                combined,
                occurs & is_known & (at_stage == appointed) & is_outcome[word],
                "outcome",
                f"“{word}” cannot follow stage appointed.",
                "Write outcome appointed, or the furthest stage before it.",
            )
        for wrong, column, message, remedy in (
            (
                is_known & is_outcome["appointed"] & (at_stage < appointed),
                "stage",
                "is before appointed, but the outcome is appointed.",
                "Write stage appointed, or the outcome that it had.",
            ),
            (
                is_known & is_outcome["declined"] & (at_stage < offered),
                "outcome",
                "“declined” needs an offer, but the stage is before offered.",
                "Write stage offered, or outcome withdrawn.",
            ),
            (
                decided & (is_blank == 1),
                "closed_on",
                "is blank, but there is an outcome.",
                "Write the date of the outcome: it decides the financial year.",
            ),
        ):
            self._impossible(combined, occurs & wrong, column, message, remedy)
        if (occurs & is_outcome["open"] & (is_blank == 0)).any():
            dated = (closed > 0) & (outcome == OUTCOMES.index("open"))
            message, remedy = "has a date, but the application is open.", "Leave it blank, or write the outcome."
            self._note(dated, "closed_on", message, remedy)
        early = closed < applied
        early &= closed > 0
        self._note(early, "closed_on", "is before applied_on.", "Correct either date.")

    def _impossible(
        self, combined: NDArray[np.int16], wrong: NDArray[np.bool_], column: str, message: str, remedy: str
    ) -> None:
        if wrong.any():
            self._note(wrong.ravel()[combined], column, message, remedy)

    def _note(self, wrong: NDArray[np.bool_], column: str, message: str, remedy: str) -> None:
        self._complaints.add_rows(self._rows[np.flatnonzero(wrong)], column, message, remedy)


def _words(names: Sequence[tuple[str, str]], at: str) -> tuple[str, str]:
    """What is wrong with the ethnicity and scheme at a place, and the remedy."""
    return ethnicity_complaint(*names[int(at)])[1:]
