"""Messages are rows of the commit that caused them."""

import pytest
from sqlmodel import select

from service.models import OutboxMessage
from service.notify.outbox import enqueue
from service.trail import SYSTEM
from service.work import House
from tests.builders import a_person


def test_a_message_is_kept_with_the_work_that_caused_it(house: House) -> None:
    with house.writing(SYSTEM) as work:
        person = a_person(work)
        enqueue(work.session, "invitation", "panel", "p1", person_id=person.id, details={"seat": 1})
    with house.reading(SYSTEM) as work:
        [message] = work.session.exec(select(OutboxMessage)).all()
        assert (message.kind, message.person_id, message.details, message.sent_at) == (
            "invitation",
            person.id,
            {"seat": 1},
            None,
        )


def test_work_that_fails_leaves_no_message(house: House) -> None:
    with pytest.raises(ZeroDivisionError), house.writing(SYSTEM) as work:
        enqueue(work.session, "invitation", "panel", "p1", person_id=a_person(work).id)
        raise ZeroDivisionError
    with house.reading(SYSTEM) as work:
        assert work.session.exec(select(OutboxMessage)).all() == []


@pytest.mark.parametrize("receivers", [{}, {"person_id": "a", "account_id": "b"}])
def test_a_message_goes_to_one_receiver(sqlite_house: House, receivers: dict[str, str]) -> None:
    with (
        pytest.raises(ValueError, match="one person or to one account"),
        sqlite_house.writing(SYSTEM) as work,
    ):
        enqueue(work.session, "invitation", "panel", "p1", **receivers)
