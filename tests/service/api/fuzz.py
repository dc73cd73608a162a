"""Ask every operation of the API for everything its description allows, and for what it forbids.

Whatever comes, the answer is one that the description names, of the type and shape it promises, and never a fault.
"""

import random
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, seed, settings
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

from tests.service.callers import Caller
from tests.service.watched_client import left_behind

CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
    response_schema_conformance,
]  # fmt: skip
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
Ids = Mapping[str, Sequence[str]]


def faults_found(
    app: Flask, caller: Caller, ids: Ids, *, examples: int, seeded: int, tell: Callable[[str], None] = lambda _: None
) -> Iterator[str]:
    """Yield what is wrong, operation by operation, with the requests of this caller.

    `ids` are real ones by parameter, such as `person_id`, so that requests that make sense reach what they are about.
    """
    warnings.simplefilter("ignore")
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    for result in schema.get_all_operations():
        operation = result.ok()
        for mode in MODES:
            tell(f"{operation.method.upper()} {operation.path} ({mode.value})")
            yield from _tried(app, caller, operation, mode, ids, examples, seeded)


def _tried(
    app: Flask, caller: Caller, operation: Any, mode: GenerationMode, ids: Ids, examples: int, seeded: int
) -> Iterator[str]:
    chosen = random.Random(f"{seeded} {operation.label}")

    def attempt(case: Case) -> None:
        if mode is GenerationMode.POSITIVE:
            _make_sense(case, chosen, ids)
        response = case.call(headers=caller.headers)
        refused = mode is GenerationMode.POSITIVE or response.status_code == 412  # a tag that is none is out of date
        case.validate_response(response, checks=CHECKS if refused else [*CHECKS, negative_data_rejection])
        assert not (left := left_behind(app)), left

    attempt = given(case=operation.as_strategy(generation_mode=mode))(attempt)
    attempt = settings(
        max_examples=examples, deadline=None, database=None, derandomize=False,
        suppress_health_check=list(HealthCheck), report_multiple_bugs=False,
    )(seed(seeded)(attempt))  # fmt: skip
    try:
        attempt()
    except (FailureGroup, AssertionError) as error:
        inside = getattr(error, "exceptions", [error])
        yield f"{operation.method.upper()} {operation.path} ({mode.value}): " + "\n".join(str(each) for each in inside)
    except Exception as error:  # noqa: BLE001 - nothing to generate is no fault
        if type(error).__name__ not in ("Unsatisfiable", "InvalidArgument"):
            raise


def _make_sense(case: Case, chosen: random.Random, ids: Ids) -> None:
    """Name real things in most requests, and the version that most of them have."""
    for name in case.path_parameters or {}:
        if name in ids and chosen.random() < 0.8:
            case.path_parameters[name] = chosen.choice(ids[name])
    if case.headers and "If-Match" in case.headers and chosen.random() < 0.8:
        case.headers["If-Match"] = f'"{chosen.randint(1, 3)}"'
    if isinstance(case.body, dict):
        for name in case.body:
            if name in ids and chosen.random() < 0.8:
                case.body[name] = chosen.choice(ids[name])
