"""One's own self-description: what panelists choose to share, change and withdraw at any moment."""

from typing import Any

from werkzeug.wrappers import Response

from schemas.self_description import Features, SelfDescription, Shared
from service.api.answers import answer
from service.api.door import Door
from service.api.idempotency import writing
from service.api.my_availability import me
from service.people.self_description import (
    Description,
    get_self_description,
    give_self_description,
    list_features,
    withdraw_self_description,
)
from service.security.guard import actor, house

doors = Door("self_description", "What panelists choose to share about themselves.")
PLACE = "/me/self-description"
NEEDS = "self_description.edit"


@doors.operation("GET", "/features", needs="features.see", answers=Features)
def get_features() -> Response:
    """List the features people may describe, and their values."""
    with house().reading(actor()) as work:
        items = [
            {
                "code": feature.code, "question": feature.question, "hint": feature.hint,
                "values": [{"code": code, "label": label} for code, label in feature.values],
            }
            for feature in list_features(work)
        ]  # fmt: skip
        return answer(Features, {"items": items})


@doors.operation("GET", PLACE, needs=NEEDS, answers=SelfDescription)
def get_own_description() -> Response:
    """Show what one shares; version 0 means that nothing was ever given."""
    with house().reading(actor()) as work:
        return _answer(get_self_description(work, me()))


@doors.operation("PUT", PLACE, needs=NEEDS, body=Shared, answers=SelfDescription, versioned=True)
def put_own_description(body: dict[str, Any], version: int) -> Response:
    """Share something, or change what one shares."""
    with writing() as work:
        found = give_self_description(work, me(), version, body["features"], consent=body["consent"])
        return _answer(found)


@doors.operation("DELETE", PLACE, needs=NEEDS, answers=SelfDescription, versioned=True)
def delete_own_description(version: int) -> Response:
    """Withdraw all that one shared; it is deleted at once."""
    with writing() as work:
        return _answer(withdraw_self_description(work, me(), version))


def _answer(found: Description) -> Response:
    return answer(SelfDescription, found, version=found.version)
