"""What each cell of an outcomes file may say, and which combinations cannot have happened."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from service.outcomes.applications import CAMPAIGNS, OUTCOMES, STAGES, Applications, Column
from service.outcomes.code_lists import (
    CHARACTERISTICS,
    NOT_ASKED,
    UNKNOWN,
    census_2021,
    code_list,
    ethnicity_code,
    listed_code,
)
from service.outcomes.complaints import Complaints

T = TypeVar("T")
Cells = Mapping[str, Sequence[str]]
_PERCENTAGE = re.compile(r"[-+]?\d+([.,]\d+)?\s*%")
_COUNTED = "The file has one row an application and the audit counts them: write the code here, not a percentage."


def understood_rows(
    cells: Cells, rows: Sequence[int], extra: Sequence[str], complaints: Complaints, today: date
) -> Applications:
    """Return the applications that the cells describe.

    Raises:
        InvalidInputError: with every problem found so far and here.
    """
    sheet = _Sheet(cells, rows, complaints)
    sheet.refuse_percentages()
    for name in ("application_id", "vacancy_id"):
        sheet.each(name, lambda value: value or None, "is blank.", "Every application has one.")
    sheet.refuse_repeats("application_id")
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
    return Applications(stage.astype(np.int8), outcome.astype(np.int8), applied, closed, columns)


class _Sheet:
    """The cells of a file with the means to look at each distinct value of a column once."""

    def __init__(self, cells: Cells, rows: Sequence[int], complaints: Complaints) -> None:
        self._cells = cells
        self._rows = rows
        self._complaints = complaints

    def each(self, column: str, meaning: Callable[[str], T | None], message: str, remedy: str) -> dict[str, T]:
        """Return what each distinct value means; complain at every row whose value means nothing."""
        meanings = {value: meaning(value) for value in set(self._cells[column])}
        wrong = {value for value, meant in meanings.items() if meant is None}
        if wrong:
            for row, value in zip(self._rows, self._cells[column], strict=True):
                if value in wrong and not _PERCENTAGE.fullmatch(value):
                    self._complaints.add(row, column, message.format(value=value), _with_hint(remedy, column, value))
        return {value: meant for value, meant in meanings.items() if meant is not None}

    def refuse_percentages(self) -> None:
        """Complain about cells that hold a percentage: an aggregated table was taken for a list of applications."""
        for column, values in self._cells.items():
            wrong = {value for value in set(values) if value.endswith("%") and _PERCENTAGE.fullmatch(value)}
            for row, value in zip(self._rows, values, strict=True) if wrong else ():
                if value in wrong:
                    self._complaints.add(row, column, f"“{value}” is a percentage.", _COUNTED)

    def refuse_repeats(self, column: str) -> None:
        """Complain about ids that an earlier row has."""
        first: dict[str, int] = {}
        for row, value in zip(self._rows, self._cells[column], strict=True):
            if value and first.setdefault(value, row) != row:
                self._complaints.add(
                    row, column, f"“{value}” is already in row {first[value]}.", "Keep one row an application."
                )

    def choice(self, column: str, allowed: Sequence[str]) -> NDArray[np.int32]:
        """Return the place of each cell among the allowed words; -1 where it is none of them."""
        words = ", ".join(word for word in allowed if word) + (", or leave it blank" if "" in allowed else "")
        places = self.each(
            column,
            lambda value: allowed.index(value) if value in allowed else None,
            "“{value}” is not known here." if "" in allowed else "“{value}” is no stage.",
            f"Write one of {words}.",
        )
        return self._mapped(column, places, -1)

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
        for value, ordinal in ordinals.items():
            if ordinal > today.toordinal():
                self._complaints.add_rows(
                    self._where(column, value),
                    column,
                    f"{value} is in the future.",
                    f"Leave an open application's date blank; today is {today.isoformat()}.",
                )
        return self._mapped(column, ordinals, 0)

    def text(self, column: str) -> Column:
        """Return a column whose text is taken as given; a blank becomes “(blank)”."""
        return self._column([value or "(blank)" for value in self._cells[column]])

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
        return self._column([meant.get(value, NOT_ASKED) for value in self._cells[column]])

    def ethnicity(self) -> Column:
        """Return ethnic categories as 2001 codes, each row read in the scheme that it names."""
        values = self._cells["ethnicity"]
        schemes = self._cells.get("ethnicity_scheme", [""] * len(values))
        if "ethnicity_scheme" in self._cells:
            self.choice("ethnicity_scheme", ("", "2001", "2021"))
        meant = {pair: ethnicity_code(*pair) for pair in set(zip(values, schemes, strict=True))}
        wrong = {pair for pair, code in meant.items() if code is None}
        for row, pair in zip(self._rows, zip(values, schemes, strict=True), strict=True) if wrong else ():
            if pair in wrong and not _PERCENTAGE.fullmatch(pair[0]):
                self._complaints.add(row, *_ethnicity_complaint(*pair))
        return self._column([meant[pair] or NOT_ASKED for pair in zip(values, schemes, strict=True)])

    def refuse_impossible(
        self,
        stage: NDArray[np.int32],
        outcome: NDArray[np.int32],
        applied: NDArray[np.int32],
        closed: NDArray[np.int32],
    ) -> None:
        """Complain about combinations that cannot have happened."""
        appointed, offered = STAGES.index("appointed"), STAGES.index("offered")
        is_outcome = {word: outcome == place for place, word in enumerate(OUTCOMES)}
        is_known = (stage >= 0) & (outcome >= 0)
        dated, decided = closed > 0, ~is_outcome[""] & ~is_outcome["open"] & (outcome >= 0)
        blank_closed = np.fromiter((not value for value in self._cells["closed_on"]), dtype=bool, count=len(stage))
        at_top = is_known & (stage == appointed) & ~is_outcome["appointed"] & ~is_outcome[""]
        for word in OUTCOMES[2:]:
            self._note(
                at_top & is_outcome[word],
                "outcome",
                f"“{word}” cannot follow stage appointed.",
                "Write outcome appointed, or the furthest stage before it.",
            )
        for wrong, column, message, remedy in (
            (
                is_known & is_outcome["appointed"] & (stage < appointed),
                "stage",
                "is before appointed, but the outcome is appointed.",
                "Write stage appointed, or the outcome that it had.",
            ),
            (
                is_known & is_outcome["declined"] & (stage < offered),
                "outcome",
                "“declined” needs an offer, but the stage is before offered.",
                "Write stage offered, or outcome withdrawn.",
            ),
            (dated & (applied > 0) & (closed < applied), "closed_on", "is before applied_on.", "Correct either date."),
            (
                dated & is_outcome["open"],
                "closed_on",
                "has a date, but the application is open.",
                "Leave it blank, or write the outcome.",
            ),
            (
                decided & blank_closed,
                "closed_on",
                "is blank, but there is an outcome.",
                "Write the date of the outcome: it decides the financial year.",
            ),
        ):
            self._note(wrong, column, message, remedy)

    def _note(self, wrong: NDArray[np.bool_], column: str, message: str, remedy: str) -> None:
        self._complaints.add_rows((self._rows[int(at)] for at in np.flatnonzero(wrong)), column, message, remedy)

    def _where(self, column: str, wanted: str) -> list[int]:
        return [row for row, value in zip(self._rows, self._cells[column], strict=True) if value == wanted]

    def _mapped(self, column: str, meanings: Mapping[str, int], otherwise: int) -> NDArray[np.int32]:
        values = self._cells[column]
        return np.fromiter((meanings.get(value, otherwise) for value in values), dtype=np.int32, count=len(values))

    def _column(self, values: Sequence[str]) -> Column:
        codes = tuple(sorted(set(values)))
        place = {code: at for at, code in enumerate(codes)}
        return Column(codes, np.fromiter((place[value] for value in values), dtype=np.int32, count=len(values)))


def _ethnicity_complaint(value: str, scheme: str) -> tuple[str, str, str]:
    """The column, what is wrong there and the remedy."""
    if scheme not in {"2001", "2021"}:
        message = f"“{value}” needs the scheme that it is a code of." if not scheme else f"“{scheme}” is no scheme."
        return "ethnicity_scheme", message, "Write 2001 or 2021."
    if scheme == "2001" and value in census_2021():
        return "ethnicity", f"“{value}” is a 2021 label in a row of scheme 2001.", "Write 2021 in ethnicity_scheme."
    if scheme == "2021" and ethnicity_code(value, "2001") is not None:
        return "ethnicity", f"“{value}” is a 2001 code in a row of scheme 2021.", "Write 2001 in ethnicity_scheme."
    remedy = (
        f"Write one of {', '.join(code_list('ethnicity').labels)}, Z, 99, or leave it blank if nobody asked."
        if scheme == "2001"
        else "Write a label of the 2021 census list as it stands there, not_known or Z."
    )
    return "ethnicity", f"“{value}” is no code of scheme {scheme}.", remedy


def _with_hint(remedy: str, column: str, value: str) -> str:
    """The remedy, led by the likely code where a spreadsheet or a keyboard has spoilt it."""
    if column in CHARACTERISTICS:
        listed = code_list(column)
        for likely in (value.zfill(2), value.upper(), value.removesuffix(".0"), value.removesuffix(".0").zfill(2)):
            if likely != value and (likely in listed.labels or likely in listed.unknown):
                return f"Perhaps {likely} is meant (spreadsheets drop leading zeros). {remedy}"
    elif value.casefold().strip().replace(" ", "_") in {*STAGES, *OUTCOMES, *CAMPAIGNS, "yes", "no"} and value:
        return f"Write {value.casefold().strip().replace(' ', '_')} (small letters, no spaces). {remedy}"
    return remedy
