"""The applicant's own form values, read defensively: any of them may be missing, empty, of another type or wrong."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from service.shortlisting.redaction.view import fold

FIELDS = (
    "title", "first_name", "middle_name", "last_name", "preferred_name", "email", "phone", "address", "postcode",
    "date_of_birth", "sex", "nationality", "ni_number", "registration_body", "registration_number", "university",
    "school", "graduation_year", "current_employer", "referees", "job_title",
)  # fmt: skip

_LONGEST = 300
_MOST = 20


@dataclass(frozen=True, slots=True)
class FormValues:
    """The values as text; a field that held a list holds several."""

    values: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def all(self, *names: str) -> list[str]:
        """Return every value of these fields, in order, without repeats."""
        return list(dict.fromkeys(value for name in names for value in self.values.get(name, ())))

    def one(self, name: str) -> str:
        """Return the first value of a field, or an empty string."""
        return next(iter(self.values.get(name, ())), "")


def read_fields(fields: object) -> FormValues:
    """Return the form values of an application; whatever cannot be a value is left out, and nothing is refused."""
    if not isinstance(fields, Mapping):
        return FormValues()
    found = {}
    for name in FIELDS:
        texts = tuple(dict.fromkeys(_texts(fields.get(name), depth=3)))[:_MOST]
        if texts:
            found[name] = texts
    return FormValues(found)


def _texts(value: object, depth: int) -> list[str]:  # noqa: PLR0911  (one type a line)
    if isinstance(value, str):
        cleaned = re.sub(r"\s+", " ", value[:_LONGEST]).strip()
        return [cleaned] if cleaned and fold(cleaned) not in _NOTHING else []
    if isinstance(value, bool) or value is None or depth == 0:
        return []
    if isinstance(value, int | float):
        try:
            return [str(int(value))]
        except (ValueError, OverflowError):
            return []
    if isinstance(value, Mapping):
        named = [
            value[key] for key in ("name", "full_name", "first_name", "last_name", "email", "phone") if key in value
        ]
        return [text for item in named for text in _texts(item, depth - 1)]
    if isinstance(value, list | tuple):
        return [text for item in value[:_MOST] for text in _texts(item, depth - 1)]
    return []


_NOTHING = frozenset(
    "n/a na none nil null nan - -- . .. x unknown tbc not applicable,not stated,prefer not to say,prefer not to answer"
    .replace(",", " ").split(" ")
) | {"not applicable", "not stated", "prefer not to say", "prefer not to answer", "see cv", "as above"}  # fmt: skip
