import pytest
from sqlmodel import select

from service.errors import InvalidInputError
from service.models import TrailEvent
from service.models.monitoring import MonitoringAnswer
from service.outcomes.monitoring import answers_of, store_answers
from service.trail import SYSTEM
from service.work import House
from tests.service.outcomes.applied import an_application

GIVEN = {"ethnicity": "M", "ethnicity_scheme": "2001", "disability": "NN", "religion": "Jedi order"}


def test_answers_come_back_for_statistics_and_show_nowhere_else(house: House) -> None:
    with house.writing(SYSTEM) as work:
        made = an_application(work)
        store_answers(work, {made.id: GIVEN})
    with house.reading(SYSTEM) as work:
        found = answers_of(work, [made.id, "somebody who was never asked"])
        assert found[made.id]["ethnicity"] == "M"
        assert found[made.id]["gender"] == ""
        assert len(found) == 1
        row = work.session.exec(select(MonitoringAnswer)).one()
        assert b"Jedi" not in row.sealed
        told = work.session.exec(select(TrailEvent)).all()
        assert all("Jedi" not in str(event.details) and made.id not in event.subject_id for event in told)


def test_answers_given_again_replace_the_earlier_ones(sqlite_house: House) -> None:
    with sqlite_house.writing(SYSTEM) as work:
        made = an_application(work)
        store_answers(work, {made.id: GIVEN})
        store_answers(work, {made.id: {"disability": "ZZ"}})
        work.session.flush()
        assert answers_of(work, [made.id])[made.id]["disability"] == "ZZ"
        assert answers_of(work, [made.id])[made.id]["ethnicity"] == ""


def test_every_row_is_of_one_size_whatever_it_says(sqlite_house: House) -> None:
    with sqlite_house.writing(SYSTEM) as work:
        for answers in ({}, GIVEN, {"marital_status": "m" * 90}):
            store_answers(work, {an_application(work).id: answers})
        work.session.flush()
        assert len({len(row.sealed) for row in work.session.exec(select(MonitoringAnswer))}) == 1


@pytest.mark.parametrize(
    ("answers", "where"),
    [
        ({"ethnicity": "M"}, "ethnicity"), ({"ethnicity": "Q", "ethnicity_scheme": "2001"}, "ethnicity"),
        ({"ethnicity": "M", "ethnicity_scheme": "1991"}, "ethnicity_scheme"), ({"disability": "perhaps"}, "disability"),
        ({"shoe_size": "9"}, "shoe_size"), ({"religion": "x" * 101}, "religion"),
    ],
)  # fmt: skip
def test_an_answer_outside_its_list_is_refused_by_name_and_nothing_is_kept(
    sqlite_house: House, answers: dict[str, str], where: str
) -> None:
    with sqlite_house.writing(SYSTEM) as work:
        good, bad = an_application(work), an_application(work)
        with pytest.raises(InvalidInputError) as refused:
            store_answers(work, {good.id: GIVEN, bad.id: answers})
        assert where in {problem.column for problem in refused.value.problems}
        assert work.session.exec(select(MonitoringAnswer)).first() is None
