"""The builders make a whole, usable small trust on both databases."""

from service.trail import SYSTEM
from service.vault import features_of
from service.work import House
from tests.builders import a_person, a_policy, a_request, a_travel_time, a_vacancy, an_actor


def test_builders_make_people_requests_and_actors_that_the_database_accepts(house: House) -> None:
    with house.writing(SYSTEM) as work:
        chair = a_person(work, roles=("chair", "ambassador"), features={"gender": "woman"})
        other = a_person(work, kind="external", department="d1", site="site1")
        a_travel_time(work, "site0", "site1", 45)
        a_request(work, vacancy=a_vacancy(work, manager=chair), conflicts=[other])
        a_policy(work)
        assert an_actor(work, roles=("manager",), person=chair).person_id == chair.id
    with house.reading(SYSTEM) as work:
        assert features_of(work.session, work.settings) == {chair.id: {"gender": "woman"}}
        assert features_of(work.session, work.settings, [other.id]) == {}
