"""What the service acknowledged survives kill -9 of its workers and of all of it. `.ci/kill-test` kills more often."""

import pytest

from tests.service.api.kill import kill_and_look


@pytest.mark.slow
def test_no_acknowledged_write_is_lost_when_the_service_is_killed(database_url: str) -> None:
    found = kill_and_look(database_url, 3)
    assert found.faults == []
    assert found.kills == 3
    assert found.acknowledged > 20
