"""Sites, divisions, departments and kinds of training: the lists that other requests refer to."""

from collections.abc import Callable
from typing import Any

from marshmallow import Schema
from werkzeug.wrappers import Response

from schemas.organisation import Departments, Divisions, Sites, TrainingKinds
from service.api.answers import answer
from service.api.door import Door
from service.people.organisation import list_departments, list_divisions, list_sites
from service.people.training import list_training_kinds
from service.security.guard import actor, house
from service.work import Work

doors = Door("organisation", "Sites, divisions, departments and kinds of training.")


@doors.operation("GET", "/sites", needs="self.see", answers=Sites)
def get_sites() -> Response:
    """List all sites."""
    return _listed(Sites, list_sites)


@doors.operation("GET", "/divisions", needs="self.see", answers=Divisions)
def get_divisions() -> Response:
    """List all divisions."""
    return _listed(Divisions, list_divisions)


@doors.operation("GET", "/departments", needs="self.see", answers=Departments)
def get_departments() -> Response:
    """List all departments."""
    return _listed(Departments, list_departments)


@doors.operation("GET", "/training-kinds", needs="self.see", answers=TrainingKinds)
def get_training_kinds() -> Response:
    """List all kinds of training."""
    return _listed(TrainingKinds, list_training_kinds)


def _listed(schema: type[Schema], rows: Callable[[Work], Any]) -> Response:
    with house().reading(actor()) as work:
        return answer(schema, {"items": rows(work)})
