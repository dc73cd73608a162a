from itertools import count

from sqlmodel import select

from service.jobs.worker import Worker
from service.models import Job, RedactedPack
from service.shortlisting.redaction_job import REDACTION, redact_applications, waiting_in
from service.trail import SYSTEM
from service.work import House
from tests.service.shortlisting.application_files import Desk, a_desk, a_row

HANDLERS = {REDACTION: redact_applications}


def waiting(desk: Desk) -> int:
    with desk.house.reading(SYSTEM) as work:
        return len(waiting_in(work, desk.vacancy_id))


def test_the_redaction_goes_on_where_an_ending_worker_stopped_and_tells_how_far_it_is(house: House) -> None:
    desk = a_desk(house)
    desk.take_in([a_row(number) for number in range(1, 13)])
    asked = count()
    Worker(house, HANDLERS, ending=lambda: next(asked) > 0).run_once()
    assert waiting(desk) == 2
    Worker(house, HANDLERS).run_once()
    with house.reading(SYSTEM) as work:
        job = work.session.exec(select(Job)).one()
        packs = [each.application_id for each in work.session.exec(select(RedactedPack))]
    assert (job.state, job.progress["done"]) == ("done", 2)
    assert sorted(packs) == sorted(each.id for each in desk.applications().values())


def test_what_comes_in_while_a_redaction_waits_is_redacted_with_it(sqlite_house: House) -> None:
    desk = a_desk(sqlite_house)
    desk.take_in([a_row(1)])
    desk.take_in([a_row(1), a_row(2)])
    with sqlite_house.reading(SYSTEM) as work:
        assert len(work.session.exec(select(Job)).all()) == 1
    desk.redact()
    assert waiting(desk) == 0
