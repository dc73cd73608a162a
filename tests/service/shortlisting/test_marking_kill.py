"""A process that is killed in the middle of saving: what was acknowledged is there, and nothing by halves."""

import multiprocessing
import os
import signal
from multiprocessing.connection import Connection

from sqlmodel import select

from service.models import Mark, Shortlister
from service.shortlisting.marking import GivenMark, lock_marks, record_marks
from service.trail import SYSTEM, Actor
from service.work import House
from tests.conftest import settings_for
from tests.service.shortlisting.marking_scene import MarkingScene, a_marking_scene


def _save_and_hang(url: str, marker: Actor, vacancy_id: str, tokens: list[str], says: Connection) -> None:
    """Save the first application and say so; then be in the middle of the second, for good."""
    house = House(settings_for(url))
    given = [GivenMark(1, 3, "Kept.", 0), GivenMark(2, 2, "", 0)]
    with house.writing(marker) as work:
        record_marks(work, vacancy_id, tokens[0], given)
    says.send("saved")
    with house.writing(marker) as work:
        record_marks(work, vacancy_id, tokens[1], given)
        says.send("in the middle")
        signal.pause()


def _lock_and_hang(url: str, marker: Actor, vacancy_id: str, tokens: list[str], says: Connection) -> None:
    """Be in the middle of locking the last scores."""
    house = House(settings_for(url))
    with house.writing(marker) as work:
        lock_marks(work, vacancy_id, 1)
        says.send(f"in the middle of {len(tokens)}")
        signal.pause()


def killed_while(scene: MarkingScene, url: str, act: object, messages: int) -> None:
    """Run it in a process of its own and kill that when it has said so much."""
    context = multiprocessing.get_context("spawn")
    hears, says = context.Pipe(duplex=False)
    marker = scene.markers[0]
    arguments = (url, marker, scene.vacancy_id, scene.tokens(marker), says)
    process = context.Process(target=act, args=arguments)  # type: ignore[arg-type]
    process.start()
    says.close()
    for _ in range(messages):
        assert hears.poll(60)
        hears.recv()
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join(30)
    process.close()
    hears.close()


def test_what_was_acknowledged_survives_a_kill_and_the_rest_can_be_sent_again(house: House, database_url: str) -> None:
    scene = a_marking_scene(house)
    killed_while(scene, database_url, _save_and_hang, 2)
    with house.reading(SYSTEM) as work:
        assert sorted((each.score or 0, each.note) for each in work.session.exec(select(Mark))) == [
            (2, ""),
            (3, "Kept."),
        ]
    scene.mark_all(scene.markers[0])
    scene.lock(scene.markers[0])


def test_a_kill_while_the_last_scores_are_locked_leaves_all_of_it_or_nothing(sqlite_house: House) -> None:
    house = sqlite_house
    scene = a_marking_scene(house, applications=2)
    scene.mark_all(scene.markers[1])
    scene.lock(scene.markers[1])
    scene.mark_all(scene.markers[0])
    killed_while(scene, house.settings.database_url, _lock_and_hang, 1)
    with house.reading(SYSTEM) as work:
        states = sorted(each.state for each in work.session.exec(select(Shortlister)))
    assert (states, scene.state()) == (["locked", "marking"], "marking")
    scene.lock(scene.markers[0])
    assert scene.state() == "locked"
