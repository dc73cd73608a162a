"""The columns an import knows, and which header means which: found by the usual names, or said explicitly."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.errors import Problem
from service.people.table import Table, column_letter


@dataclass(frozen=True, slots=True)
class ImportField:
    """One thing a column can hold. `names` are headers seen in the field, most telling first, in lower case."""

    code: str
    label: str
    names: tuple[str, ...]
    required: bool = False


PEOPLE_FIELDS = (
    ImportField(
        "employee_number", "Employee number",
        ("employee number", "employee no", "emp no", "emp number", "staff number", "payroll number",
         "assignment number"),
        required=True,
    ),
    ImportField("name", "Name", ("name", "full name", "employee name", "display name", "person name")),
    ImportField("first_name", "First name", ("first name", "forename", "given name", "known as")),
    ImportField("last_name", "Last name", ("last name", "surname", "family name")),
    ImportField("work_email", "Work e-mail", ("work email", "email", "email address", "work email address", "e mail")),
    ImportField("job_title", "Job title", ("job title", "position title", "position", "job role", "post title")),
    ImportField("band", "Band", ("band", "pay band", "pay grade", "grade", "afc band", "pay scale", "grade name")),
    ImportField("staff_group", "Staff group", ("staff group", "esr staff group")),
    ImportField("professions", "Professions", ("professions", "profession", "occupation", "discipline")),
    ImportField(
        "department", "Department",
        ("department", "org l4", "org l5", "ward", "team", "service", "organisation l4", "cost centre name"),
        required=True,
    ),
    ImportField("division", "Division", ("division", "directorate", "org l3", "care group", "org l2", "business unit")),
    ImportField("site", "Site", ("site", "location", "base", "work location", "site name", "workplace")),
    ImportField(
        "line_manager", "Line manager",
        ("line manager", "manager employee number", "supervisor employee number", "line manager employee number",
         "manager number", "supervisor number", "line manager email", "manager email", "manager", "supervisor"),
    ),
    ImportField("roles", "Panel roles", ("roles", "panel roles", "panel role")),
    ImportField("shadowing_done", "Shadowing done on", ("shadowing done", "shadowing done on", "shadowing date")),
    ImportField("toolkit_read", "Toolkit read on", ("toolkit read", "toolkit read on")),
    ImportField(
        "training", "Training",
        ("training", "competence name", "competence", "course", "training name", "training kind", "course name"),
    ),
    ImportField(
        "training_completed", "Training completed on",
        ("training completed", "training completed on", "completed", "date completed", "competence date from",
         "achieved", "date achieved", "completion date", "date from"),
    ),
    ImportField(
        "training_expires", "Training expires on",
        ("training expires", "training expires on", "expires", "expiry date", "competence expiry date", "trained until",
         "competence date to", "expiry", "date to"),
    ),
    ImportField("cap", "Cap", ("cap", "personal cap", "panels per period", "max panels")),
    ImportField("opening_load", "Panels before", ("opening load", "load", "panels sat", "panels in last 12 months")),
    ImportField("opening_load_on", "Counted up to", ("opening load on", "load date", "counted up to")),
    ImportField("availability", "Weekly hours", ("availability", "weekly hours", "availability pattern", "hours")),
    ImportField("left_on", "Leaving date", ("left on", "leaving date", "termination date", "end of employment")),
)  # fmt: skip
REQUEST_FIELDS = (
    ImportField(
        "reference", "Vacancy reference",
        ("vacancy reference", "reference", "vacancy ref", "job reference", "vacancy id", "vacancy number", "ref"),
        required=True,
    ),
    ImportField("title", "Title", ("title", "job title", "vacancy title", "post title", "post"), required=True),
    ImportField("band", "Band", ("band", "pay band", "pay grade", "grade", "afc band")),
    ImportField("staff_group", "Staff group", ("staff group",)),
    ImportField("professions", "Professions", ("professions", "profession", "discipline")),
    ImportField("department", "Department", ("department", "org l4", "ward", "team", "service"), required=True),
    ImportField("division", "Division", ("division", "directorate", "org l3", "care group")),
    ImportField("site", "Site", ("site", "location", "base", "interview site")),
    ImportField("campaign", "Campaign", ("campaign",)),
    ImportField("posts", "Posts", ("posts", "number of posts", "headcount", "vacancies")),
    ImportField(
        "appointing_manager", "Appointing manager",
        ("appointing manager", "recruiting manager", "hiring manager", "appointing manager email", "manager"),
    ),
    ImportField("minutes", "Minutes", ("minutes", "duration", "length", "interview minutes"), required=True),
    ImportField("online", "Online", ("online", "interview format", "format", "virtual")),
    ImportField(
        "starts", "Possible starts", ("starts", "start times", "start", "start 1", "interview date"), required=True
    ),
    ImportField("starts_2", "Second start", ("start 2", "starts 2", "second start")),
    ImportField("starts_3", "Third start", ("start 3", "starts 3", "third start")),
    ImportField("needed_by", "Needed by", ("needed by", "needed by date", "deadline")),
    ImportField("priority", "Priority", ("priority",)),
    ImportField("seats", "Seats", ("seats", "panel seats")),
)  # fmt: skip
FIELDS = {"people": PEOPLE_FIELDS, "requests": REQUEST_FIELDS}


def plain(header: str) -> str:
    """Return a header in lower case, with single spaces for all that is neither letter nor digit."""
    return re.sub(r"[^a-z0-9]+", " ", header.lower()).strip()


def suggest_mapping(headers: Sequence[str], fields: Sequence[ImportField]) -> dict[str, str]:
    """Return header by field code, as far as the headers are known; each header means one thing."""
    by_plain: dict[str, str] = {}
    for header in headers:
        by_plain.setdefault(plain(header), header)
    mapping: dict[str, str] = {}
    for each in fields:
        names = (by_plain.get(name) for name in (plain(each.code), *each.names))
        found = next((name for name in names if name and name not in mapping.values()), None)
        if found:
            mapping[each.code] = found
    return mapping


def columns_of(
    table: Table, fields: Sequence[ImportField], given: Mapping[str, str] | None, problems: list[Problem]
) -> dict[str, int]:
    """Return the index of the column of each mapped field; add what is wrong with the mapping to `problems`.

    `given` says header by field code and goes before the suggestion; an empty header leaves a field out.
    """
    mapping = suggest_mapping(table.headers, fields)
    known = {each.code: each for each in fields}
    for code, header in (given or {}).items():
        if code not in known:
            listed = ", ".join(known)
            problems.append(Problem("mapping", f"{code!r} is not a field.", f"Map one of {listed}."))
        elif not header:
            mapping.pop(code, None)
        elif header not in table.headers:
            problems.append(Problem("mapping", f"The file has no column {header!r}.", "Choose one of its headers."))
        else:
            mapping = {other: name for other, name in mapping.items() if name != header} | {code: header}
    counts = Counter(plain(header) for header in table.headers if header)
    for header in mapping.values():
        if counts[plain(header)] > 1:
            letters = [column_letter(i) for i, name in enumerate(table.headers) if plain(name) == plain(header)]
            said = f"The header {header!r} appears {len(letters)} times, in columns {', '.join(letters)}."
            problems.append(Problem("header", said, "Rename or remove all but one.", 1, header))
    for each in fields:
        if each.required and each.code not in mapping:
            said = f"No column holds the {each.label.lower()}."
            problems.append(Problem("header", said, f"Add a column named {each.label!r}, or map one.", 1, each.label))
    return {code: table.headers.index(header) for code, header in mapping.items() if header in table.headers}
