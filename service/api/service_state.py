"""Whether the service answers."""

from werkzeug.wrappers import Response

from schemas.account import Health
from service.api.answers import answer
from service.api.door import Door

doors = Door("service", "The service itself.")


@doors.operation("GET", "/health", needs="service.look", answers=Health)
def get_health() -> Response:
    """Say that the service answers."""
    return answer(Health, {"status": "ok"})
