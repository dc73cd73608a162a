"""What an import found: counts, every problem by row and column, and what had to be assumed."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from service.errors import Problem

MOST_LISTED = 10_000


@dataclass(slots=True)
class ImportReport:
    """The result of checking or committing one file.

    `rows` are the rows with anything in them, `blank` those without; `new`, `changed` and `unchanged` count people or
    requests. Problems beyond `MOST_LISTED` are only counted, in `more_problems`. `mapping` is header by field,
    `created` what `create_missing` adds, `assumed` sentences on what the file left open.
    """

    kind: str
    rows: int = 0
    blank: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)
    more_problems: int = 0
    warnings: list[Problem] = field(default_factory=list)
    assumed: list[str] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    mapping: dict[str, str] = field(default_factory=dict)
    created: list[str] = field(default_factory=list)
    create_missing: bool = False

    @property
    def ready(self) -> bool:
        """Whether the file can be committed."""
        return not self.problems

    @property
    def changes_nothing(self) -> bool:
        """Whether committing would leave everything as it is."""
        return self.ready and not (self.new or self.changed or self.created)

    def settle(self) -> None:
        """Put problems and warnings in the order of the file, and keep the list to `MOST_LISTED`."""
        for listed in (self.problems, self.warnings):
            listed.sort(key=lambda problem: (problem.row or 0, problem.column or ""))
        self.more_problems = max(0, len(self.problems) - MOST_LISTED)
        del self.problems[MOST_LISTED:], self.warnings[MOST_LISTED:]

    def to_json(self) -> dict[str, Any]:
        """Return the report as JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "ImportReport":
        """Return the report that `to_json` wrote."""
        lists = {name: [Problem(**each) for each in values[name]] for name in ("problems", "warnings")}
        return cls(**{**values, **lists})
