"""Self-descriptions: voluntary, encrypted, recorded when looked at, and erased when withdrawn."""

import base64
from dataclasses import replace

import pytest
from sqlmodel import select

from service.errors import ConfigurationError, ConflictError, InvalidInputError, NotFoundError, StaleError
from service.models import Person, SelfDescription, TrailEvent
from service.people.self_description import (
    get_self_description,
    give_self_description,
    list_features,
    load_default_features,
    rotate_keys,
    save_feature,
    withdraw_self_description,
)
from service.trail import SYSTEM, Actor
from service.vault import features_of, record_views, unseal
from service.work import House
from tests.builders import a_person

ADMIN = Actor("admin", "Admin", None, frozenset({"admin"}))
GIVEN = {"gender": "woman", "ethnicity": "minority"}


def themself(person: Person) -> Actor:
    return Actor("own", person.name, person.id, frozenset({"panelist"}))


def a_sharing_person(house: House) -> Person:
    with house.writing(SYSTEM) as work:
        load_default_features(work)
        person = a_person(work)
    with house.writing(themself(person)) as work:
        give_self_description(work, person.id, 0, GIVEN, consent=True)
    return person


def events(house: House) -> list[TrailEvent]:
    with house.reading(SYSTEM) as work:
        return [e for e in work.session.exec(select(TrailEvent)) if e.action.startswith("self_description")]


def test_what_a_person_shares_is_kept_encrypted_and_read_back_by_them(house: House) -> None:
    person = a_sharing_person(house)
    with house.reading(themself(person)) as work:
        assert get_self_description(work, person.id).features == GIVEN
        row = work.session.get_one(SelfDescription, person.id)
        assert row.ciphertext
        assert b"woman" not in row.ciphertext
        assert b"minority" not in row.ciphertext
        assert features_of(work.session, house.settings, [person.id, "nobody"]) == {person.id: GIVEN}


def test_withdrawing_erases_it_in_the_same_commit_and_it_can_be_given_again(house: House) -> None:
    person = a_sharing_person(house)
    with house.writing(themself(person)) as work:
        withdraw_self_description(work, person.id, 1)
    with house.reading(SYSTEM) as work:
        assert work.session.get_one(SelfDescription, person.id).ciphertext is None
        assert features_of(work.session, house.settings) == {}
    with pytest.raises(ConflictError), house.writing(themself(person)) as work:
        withdraw_self_description(work, person.id, 2)
    with house.writing(themself(person)) as work:
        given = give_self_description(work, person.id, 2, {"gender": "man"}, consent=True)
        assert (given.features, given.withdrawn_at) == ({"gender": "man"}, None)


def test_every_look_by_hr_is_in_the_trail_without_a_value(sqlite_house: House) -> None:
    person = a_sharing_person(sqlite_house)
    with sqlite_house.writing(SYSTEM) as work:
        assert get_self_description(work, person.id).features == GIVEN
        record_views(work, [person.id, "another"], "composing")
    given, viewed, bulk = events(sqlite_house)
    assert (given.action, given.details) == ("self_description.given", {})
    assert (viewed.action, viewed.subject_id, viewed.details) == (
        "self_description.viewed", person.id, {"purpose": "record"},
    )  # fmt: skip
    assert bulk.details == {"purpose": "composing", "people": 2}


def test_hr_cannot_look_without_it_being_recorded(sqlite_house: House) -> None:
    person = a_sharing_person(sqlite_house)
    with pytest.raises(RuntimeError, match="recorded"), sqlite_house.reading(SYSTEM) as work:
        get_self_description(work, person.id)


def test_neither_admins_nor_other_panelists_see_it_or_change_it(sqlite_house: House) -> None:
    person = a_sharing_person(sqlite_house)
    with sqlite_house.writing(SYSTEM) as work:
        other = a_person(work)
    for actor in (ADMIN, themself(other)):
        with pytest.raises(NotFoundError), sqlite_house.writing(actor) as work:
            get_self_description(work, person.id)
    with pytest.raises(NotFoundError), sqlite_house.writing(SYSTEM) as work:
        give_self_description(work, person.id, 1, {"gender": "man"}, consent=True)


def test_only_offered_values_are_taken_and_only_with_consent(sqlite_house: House) -> None:
    person = a_sharing_person(sqlite_house)
    with pytest.raises(InvalidInputError) as caught, sqlite_house.writing(themself(person)) as work:
        give_self_description(work, person.id, 1, {"gender": "robot", "star_sign": "leo"}, consent=False)
    assert {problem.where for problem in caught.value.problems} == {"gender", "star_sign", "consent"}
    with pytest.raises(StaleError), sqlite_house.writing(themself(person)) as work:
        give_self_description(work, person.id, 0, GIVEN, consent=True)


def test_a_row_moved_to_somebody_else_does_not_open(sqlite_house: House) -> None:
    person = a_sharing_person(sqlite_house)
    with sqlite_house.reading(SYSTEM) as work:
        sealed = work.session.get_one(SelfDescription, person.id).ciphertext or b""
    with pytest.raises(ConfigurationError):
        unseal(sqlite_house.settings, "somebody-else", sealed)


def test_the_size_of_a_row_says_nothing_about_it(sqlite_house: House) -> None:
    with sqlite_house.writing(SYSTEM) as work:
        a_person(work, features={"gender": "man"})
        a_person(work, features={"gender": "woman", "ethnicity": "minority", "lived_experience": "yes"})
    with sqlite_house.reading(SYSTEM) as work:
        assert len({len(row.ciphertext or b"") for row in work.session.exec(select(SelfDescription))}) == 1


def test_after_rotating_keys_the_old_one_can_be_thrown_away(sqlite_house: House) -> None:
    person = a_sharing_person(sqlite_house)
    new = base64.urlsafe_b64decode(base64.urlsafe_b64encode(b"a new key of thirty-two bytes ..")[:44])
    both = House(replace(sqlite_house.settings, data_keys=(new, *sqlite_house.settings.data_keys)))
    with both.writing(ADMIN) as work:
        assert rotate_keys(work) == 1
        assert rotate_keys(work) == 0
    with both.reading(SYSTEM) as work:
        assert features_of(work.session, replace(both.settings, data_keys=(new,))) == {person.id: GIVEN}
        with pytest.raises(ConfigurationError, match="DATA_KEYS"):
            features_of(work.session, sqlite_house.settings)
    both.database.engine.dispose()


def test_an_installation_words_its_own_features(sqlite_house: House) -> None:
    with sqlite_house.writing(SYSTEM) as work:
        save_feature(
            work, "Age group", "How old are you?", "", [("under 30", "Under 30"), ("30 plus", "30 or over")], 9
        )
        load_default_features(work)
        features = list_features(work)
    assert [feature.code for feature in features] == ["gender", "ethnicity", "lived_experience", "age_group"]
    assert features[-1].values == (("under_30", "Under 30"), ("30_plus", "30 or over"))
