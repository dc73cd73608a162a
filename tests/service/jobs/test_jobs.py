"""Jobs are done once, by whoever holds the lease, whatever becomes of the worker."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlmodel import select

from service.errors import ConflictError
from service.jobs.queue import MOST_ATTEMPTS, Claim, add_job, ask_to_stop, claim, give_back, something_to_do
from service.jobs.task import LostLeaseError, Task
from service.jobs.worker import Handler, Worker
from service.models import Job, Site, utc_now
from service.trail import SYSTEM
from service.work import House
from tests.builders import an_actor

LEASE = timedelta(seconds=15)


def a_job(house: House, kind: str = "try") -> str:
    with house.writing(SYSTEM) as work:
        return add_job(work, kind, "subject").id


def job(house: House, job_id: str) -> Job:
    with house.reading(SYSTEM) as work:
        return work.session.get_one(Job, job_id)


def silence(house: House, job_id: str) -> None:
    """Let the lease of a job run out, as if its worker had been killed a while ago."""
    with house.writing(SYSTEM) as work:
        work.session.execute(update(Job).where(Job.id == job_id).values(lease_until=utc_now() - LEASE))


def run(house: House, handler: Handler, ending: Callable[[], bool] = lambda: False) -> bool:
    return Worker(house, {"try": handler}, ending=ending).run_once()


def write_site(house: House, task: Task) -> None:
    with task.finishing(made=1) as work:
        work.session.add(Site(code=f"site {task.subject_id}", name="Made by a job"))


def sites(house: House) -> int:
    with house.reading(SYSTEM) as work:
        return len(work.session.exec(select(Site.id)).all())


def test_a_job_is_done_once_and_its_end_is_committed_with_its_result(house: House) -> None:
    job_id = a_job(house)
    assert something_to_do(house)
    assert run(house, write_site)
    done = job(house, job_id)
    assert (done.state, done.attempt, done.owner, done.progress["made"]) == ("done", 1, None, 1)
    assert sites(house) == 1
    assert not something_to_do(house)
    assert not run(house, write_site)


def test_of_many_workers_one_gets_a_job(house: House) -> None:
    job_id = a_job(house)
    start, claims = threading.Barrier(8), list[Claim | None]()

    def race() -> None:
        start.wait()
        claims.append(claim(house, LEASE))

    threads = [threading.Thread(target=race) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([each for each in claims if each is not None]) == 1
    assert job(house, job_id).attempt == 1


def test_a_silent_worker_loses_its_job_and_writes_nothing_more(house: House) -> None:
    job_id = a_job(house)

    def die(house: House, task: Task) -> None:
        silence(house, job_id)
        assert run(house, write_site)
        with pytest.raises(LostLeaseError), task.finishing() as work:
            work.session.add(Site(code="late", name="Late"))
        assert task.should_stop()

    assert run(house, die)
    assert sites(house) == 1
    done = job(house, job_id)
    assert (done.state, done.attempt) == ("done", 2)


def test_a_worker_that_ends_gives_its_job_back_at_once(house: House) -> None:
    job_id = a_job(house)

    def stop_early(house: House, task: Task) -> None:
        assert task.should_stop()

    assert run(house, stop_early, ending=lambda: True)
    back = job(house, job_id)
    assert (back.state, back.attempt, back.owner) == ("queued", 0, None)
    assert run(house, write_site)
    assert job(house, job_id).state == "done"


def test_a_job_that_kills_every_worker_is_given_up(house: House) -> None:
    job_id = a_job(house)
    for _ in range(MOST_ATTEMPTS):
        assert claim(house, LEASE) is not None
        silence(house, job_id)
    assert claim(house, LEASE) is None
    assert job(house, job_id).state == "failed"
    assert "not tried again" in job(house, job_id).error


def test_a_waiting_job_is_cancelled_at_once(house: House) -> None:
    job_id = a_job(house)
    with house.writing(SYSTEM) as work:
        assert ask_to_stop(work, job_id).state == "cancelled"
    assert not run(house, write_site)


def test_a_job_under_way_learns_that_it_is_cancelled_and_ends_itself(house: House) -> None:
    job_id = a_job(house)

    def patient(house: House, task: Task) -> None:
        with house.writing(SYSTEM) as work:
            ask_to_stop(work, job_id)
        waiting = threading.Event()
        for _ in range(300):
            if task.should_stop():
                break
            task.report(phase="waiting")
            waiting.wait(0.1)
        assert task.cancelled
        with task.finishing("cancelled"):
            pass

    assert run(house, patient)
    assert job(house, job_id).state == "cancelled"


def test_progress_is_there_to_see_while_the_job_runs(house: House) -> None:
    job_id = a_job(house)
    seen: list[str] = []

    def slow(house: House, task: Task) -> None:
        task.report(phase="half-way", filled=3)
        waiting = threading.Event()
        for _ in range(300):
            seen.append(str(job(house, job_id).progress.get("phase", "")))
            if seen[-1]:
                break
            waiting.wait(0.1)
        write_site(house, task)

    assert run(house, slow)
    assert seen[-1] == "half-way"


def test_a_cancelled_job_whose_worker_died_is_ended_by_the_next(house: House) -> None:
    job_id = a_job(house)
    assert claim(house, LEASE) is not None
    with house.writing(SYSTEM) as work:
        ask_to_stop(work, job_id)
    silence(house, job_id)

    def end(house: House, task: Task) -> None:
        assert task.should_stop()
        with task.finishing("cancelled"):
            pass

    assert run(house, end)
    assert job(house, job_id).state == "cancelled"


def test_a_refusal_fails_the_job_with_its_sentence_and_a_fault_without_details(sqlite_house: House) -> None:
    house = sqlite_house

    def refuse(house: House, task: Task) -> None:
        raise ConflictError("There is nothing to do here.")

    def break_down(house: House, task: Task) -> None:
        raise ValueError("the secret of Amara")

    first, second = a_job(house), a_job(house)
    run(house, refuse)
    run(house, break_down)
    assert (job(house, first).state, job(house, first).error) == ("failed", "There is nothing to do here.")
    assert job(house, second).state == "failed"
    assert "Amara" not in job(house, second).error


def test_a_job_is_done_in_the_name_of_whoever_asked_with_the_roles_they_hold_then(sqlite_house: House) -> None:
    house = sqlite_house
    with house.writing(SYSTEM) as work:
        hr = an_actor(work, roles=["hr"])
    with house.writing(hr) as work:
        add_job(work, "try", "subject")
    found: list[object] = []

    def note(house: House, task: Task) -> None:
        found.append(task.actor)
        with task.finishing():
            pass

    run(house, note)
    assert found == [hr]


def test_what_is_given_back_twice_is_given_back_once(house: House) -> None:
    job_id = a_job(house)
    claimed = claim(house, LEASE)
    assert claimed is not None
    give_back(house, claimed)
    give_back(house, claimed)
    assert (job(house, job_id).state, job(house, job_id).attempt) == ("queued", 0)
