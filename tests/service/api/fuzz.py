"""Ask every operation of the API for everything its description allows, and for what it forbids.

Whatever comes, the answer is one that the description names, of the type and shape it promises, and never a fault.
Each operation begins with the same small trust, so that none is spoilt by what an earlier one cancelled.
"""

import random
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, seed, settings
from hypothesis.errors import InvalidArgument, Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from service.models import ImportBatch, Invitation, Panel, PanelRequest, Person, Policy, Round, Shortfall, Vacancy
from service.security.guard import permission_of
from service.security.permissions import PERMISSIONS
from service.trail import SYSTEM
from tests.service.callers import caller_as
from tests.service.small_trust import Trust, a_small_trust
from tests.service.watched_client import house_of, left_behind

CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
    response_schema_conformance,
]  # fmt: skip
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
VERSIONED = {
    "invitation_id": Invitation, "panel_id": Panel, "request_id": PanelRequest, "vacancy_id": Vacancy,
    "policy_id": Policy, "import_id": ImportBatch, "person_id": Person, "round_id": Round, "shortfall_id": Shortfall,
}  # fmt: skip
OFTEN = 0.85


class Fuzz:
    """One application on SQLite, one trust, one role. `statuses` counts what was answered, by operation and mode."""

    def __init__(self, app: Flask, role: str) -> None:
        self.app, self.role = app, role
        self.trust: Trust = a_small_trust(house_of(app))
        self.caller = caller_as(app, self.trust.actors[role])
        self.statuses: dict[str, list[int]] = {}
        self._file = Path(str(house_of(app).database.engine.url.database))
        with house_of(app).database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        self._begun = self._file.read_bytes()

    def faults(self, *, examples: int, seeded: int, tell: Callable[[str], None] = lambda _: None) -> Iterator[str]:
        """Yield what is wrong with the operations that the role has; what it has not is for the walk of the roles."""
        warnings.simplefilter("ignore")
        schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", self.app)
        for result in schema.get_all_operations():
            operation = result.ok()
            if not self._may(operation.method, operation.path):
                continue
            for mode in MODES:
                label = f"{operation.method.upper()} {operation.path} ({mode.value})"
                tell(label)
                self._start_over()
                yield from self._tried(operation, mode, label, examples, seeded)

    def _may(self, method: str, path: str) -> bool:
        for rule in self.app.url_map.iter_rules():
            plain = rule.rule.replace("<int:", "<").replace("<", "{").replace(">", "}")
            if plain == path and method.upper() in (rule.methods or set()):
                needed = permission_of(self.app.view_functions[rule.endpoint], method.upper())
                return self.role in PERMISSIONS[needed or ""]
        raise AssertionError(f"{method} {path} is described and not served.")

    def _start_over(self) -> None:
        for end in ("-wal", "-shm"):
            with suppress(FileNotFoundError):
                Path(f"{self._file}{end}").unlink()
        self._file.write_bytes(self._begun)

    def _tried(self, operation: Any, mode: GenerationMode, label: str, examples: int, seeded: int) -> Iterator[str]:
        chosen = random.Random(f"{seeded} {label}")

        def attempt(case: Case) -> None:
            if mode is GenerationMode.POSITIVE:
                self._make_sense(case, chosen)
            response = case.call(headers=self.caller.headers)
            self.statuses.setdefault(label, []).append(response.status_code)
            refused = mode is GenerationMode.POSITIVE or response.status_code == 412  # a tag that is none is outdated
            case.validate_response(response, checks=CHECKS if refused else [*CHECKS, negative_data_rejection])
            assert not (left := left_behind(self.app)), left

        attempt = given(case=operation.as_strategy(generation_mode=mode))(attempt)
        attempt = settings(
            max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck),
            report_multiple_bugs=False,
        )(seed(seeded)(attempt))  # fmt: skip
        try:
            attempt()
        except (FailureGroup, AssertionError) as error:
            yield f"{label}: " + "\n".join(str(each) for each in getattr(error, "exceptions", [error]))
        except (Unsatisfiable, InvalidArgument):
            return  # there is nothing of this kind to generate

    def _make_sense(self, case: Case, chosen: random.Random) -> None:
        """Name real things in most requests, and the version they have."""
        for part in (case.path_parameters, case.body):
            for name in part if isinstance(part, dict) else ():
                if name in self.trust.ids and chosen.random() < OFTEN:
                    part[name] = self.trust.ids[name]
        if case.headers and "If-Match" in case.headers and chosen.random() < OFTEN:
            case.headers["If-Match"] = f'"{self._version(case)}"'

    def _version(self, case: Case) -> int:
        with house_of(self.app).reading(SYSTEM) as work:
            for name, table in VERSIONED.items():
                if name in case.path_parameters:
                    row = work.session.get(table, case.path_parameters[name])
                    return row.version if row is not None else 1
            if "self-description" in case.path:
                return 0  # nothing was given yet
            own = work.session.get(Person, self.caller.person_id) if self.caller.person_id else None
            return own.version if own is not None else 1
