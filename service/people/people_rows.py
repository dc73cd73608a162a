"""Reading the rows of a file of people."""

from collections.abc import Callable
from datetime import date
from typing import Any

from service.models import PANEL_ROLES, new_id
from service.people import grades
from service.people.fields import PEOPLE_FIELDS
from service.people.pattern import parse_pattern
from service.people.people_plan import PeoplePlan, PlannedPerson
from service.people.person_values import HIGHEST_CAP, HIGHEST_LOAD, professions
from service.people.training_cells import Completion, TrainingCells
from service.tables import cells, wording
from service.tables.row_reader import RowReader
from service.tables.table import Value


class PeopleRows:
    """Reads rows one after another; remembers which employee numbers it has seen."""

    def __init__(self, plan: PeoplePlan, training: TrainingCells, today: date, *, assignments: bool) -> None:
        self._plan = plan
        self._training = training
        self._today = today
        self._assignments = assignments
        self._numeric = 0
        self._seen: dict[str, tuple[PlannedPerson, tuple[Value, ...]]] = {}

    def read(self, row: RowReader) -> None:
        """Plan the person of one row; a further row of the same person may only add training."""
        row.require("employee_number", "employee number")
        self._numeric += isinstance(row.value("employee_number"), int | float)
        number = row.words("employee_number", self._number)
        completion = self._training.read(row)
        same = tuple(row.value(each.code) for each in PEOPLE_FIELDS if not each.code.startswith("training"))
        if number in self._seen:
            first, stated = self._seen[number]
            if same == stated and completion is not None:
                _complete(first, completion)
            else:
                said = f"Row {first.row.number} has the same employee number {number}."
                row.refuse("employee_number", said, "Keep one row a person; further rows may differ in training alone.")
            return
        person_id = self._plan.known.by_number.get(number or "")
        person = PlannedPerson(row, person_id or new_id(), person_id is None, number or "", self._values(row))
        self._complete_values(person.values, self._plan.known.columns.get(person.id, {}))
        person.manager = row.words("line_manager", lambda text: text.strip().lower() if "@" in text else text.strip())
        found = row.take("professions", lambda value: professions(cells.listed(value)))
        person.professions = set(found) if found is not None else None
        person.roles = self._roles(row)
        hours = row.words("availability", parse_pattern)
        person.hours = set(hours) if hours is not None else None
        if completion is not None:
            _complete(person, completion)
        self._plan.people.append(person)
        if number:
            self._seen[number] = (person, same)

    def note_assumptions(self) -> None:
        """Say in the report what was assumed about the whole column of employee numbers."""
        assumed = self._plan.report.assumed
        if self._numeric:
            assumed.append(
                f"{self._numeric} employee numbers are Excel numbers, which have lost any leading zeros. "
                "Format the column as text to be safe."
            )
        if self._assignments:
            assumed.append("Employee numbers come from assignment numbers, without the part after the last hyphen.")

    def _number(self, text: str) -> str:
        if self._assignments:
            stem, hyphen, tail = text.strip().rpartition("-")
            text = stem if hyphen and tail.isdigit() else text
        return wording.employee_number(text)

    def _values(self, row: RowReader) -> dict[str, Any]:
        places = self._plan.places
        values: dict[str, Any] = {"name": _name(row)}
        values["work_email"] = row.words("work_email", wording.email_address)
        values["job_title"] = row.words("job_title", lambda text: wording.one_line(text, 200))
        values["staff_group"] = row.words("staff_group", grades.staff_group)
        division = row.words("division", places.division)
        site = row.words("site", places.site)
        row.require("department", "department")
        refused = (row.has("division") and division is None) or (row.has("site") and site is None)
        if not refused:
            department = row.words("department", lambda text: places.department(text, division, site))
            if department is not None:
                values["department_id"] = department.id
        values["site_id"] = site.id if site else None
        values["cap"] = row.words("cap", _up_to(HIGHEST_CAP))
        values["opening_load"] = row.words("opening_load", _up_to(HIGHEST_LOAD))
        values["opening_load_on"] = row.take("opening_load_on", cells.day)
        values["left_on"] = row.take("left_on", cells.day)
        values = {name: value for name, value in values.items() if value is not None}
        band = row.words("band", lambda text: (grades.band(text),))
        if band is not None:
            values["band"] = band[0]
            if band[0] is None:
                said = f"{cells.text(row.value('band'))[:60]!r} is taken as a medical grade, which meets no band floor."
                self._plan.report.warnings.append(row.problem("band", said, "Write the band if the post has one."))
        return values

    def _complete_values(self, values: dict[str, Any], stored: dict[str, Any]) -> None:
        department = values.get("department_id")
        if department and "site_id" not in values and stored.get("department_id") != department:
            values["site_id"] = self._plan.places.site_of[department]
        load = values.get("opening_load")
        if load is not None and "opening_load_on" not in values and stored.get("opening_load") != load:
            values["opening_load_on"] = self._today

    def _roles(self, row: RowReader) -> dict[str, dict[str, date | None]]:
        shadowing, toolkit = row.take("shadowing_done", cells.day), row.take("toolkit_read", cells.day)
        names = row.take("roles", lambda value: [_role(text) for text in cells.listed(value)]) or []
        ready = {"shadowing_done_on": shadowing, "toolkit_read_on": toolkit}
        if (shadowing or toolkit) and "ambassador" not in names:
            row.refuse(
                "shadowing_done" if shadowing else "toolkit_read",
                "Shadowing and the toolkit belong to the role ambassador, which this row does not list.",
                "Add ambassador to the roles, or clear the date.",
            )
        nothing: dict[str, date | None] = dict.fromkeys(ready)
        return {name: dict(ready) if name == "ambassador" else dict(nothing) for name in names}


def _role(text: str) -> str:
    name = wording.label(text)
    if name not in PANEL_ROLES:
        raise wording.RefusedError(f"{text[:40]!r} is not a panel role.", f"Write some of {', '.join(PANEL_ROLES)}.")
    return name


def _name(row: RowReader) -> str | None:
    whole = row.words("name", lambda text: wording.required_line(text, 200))
    if row.has("name") or not row.mapped("first_name", "last_name"):
        row.require("name", "name")
        return whole
    row.require("first_name", "first name")
    row.require("last_name", "last name")
    first = row.words("first_name", lambda text: wording.required_line(text, 100))
    last = row.words("last_name", lambda text: wording.required_line(text, 99))
    return f"{first} {last}" if first and last else None


def _up_to(highest: int) -> Callable[[str], int]:
    return lambda text: wording.whole_number(text, 0, highest)


def _complete(person: PlannedPerson, completion: Completion) -> None:
    """Add a completion; of two on one day the one that counts longer stays."""
    key = (completion.kind, completion.completed_on)
    before = person.training.get(key, date.min)
    lasts = max(before or date.max, completion.expires_on or date.max)
    person.training[key] = None if lasts == date.max else lasts
