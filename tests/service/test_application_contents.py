from datetime import date

import pytest
from sqlmodel import select

from service.application_contents import ApplicationContents, Section, open_contents, revealed_contents, seal_contents
from service.errors import ConfigurationError, ForbiddenError
from service.models import Application, Shortlisting, Vacancy, new_id
from service.trail import SYSTEM
from service.work import House, Work
from tests.builders import a_vacancy

CONTENTS = ApplicationContents(
    {"first_name": "Oyelaran", "preferred_name": "", "last_name": "Fictive"},
    (Section("Supporting statement", "I have led a ward. Ẹ káàbọ̀."),),
)


def test_contents_come_back_as_they_were_and_the_row_does_not_show_them(house: House) -> None:
    with house.writing(SYSTEM) as work:
        made = _an_application(work)
        assert b"Oyelaran" not in made.sealed
        assert b"ward" not in made.sealed
    with house.reading(SYSTEM) as work:
        found = work.session.exec(select(Application)).one()
        assert open_contents(work.settings, found) == CONTENTS
        assert open_contents(work.settings, found).name == "Oyelaran Fictive"


def test_contents_moved_to_another_application_do_not_open(sqlite_house: House) -> None:
    with sqlite_house.writing(SYSTEM) as work:
        made = _an_application(work)
        other = Application(
            vacancy_id=made.vacancy_id, reference="A-2", applied_on=date(2026, 11, 3), sealed=made.sealed
        )
        with pytest.raises(ConfigurationError):
            open_contents(work.settings, other)


def test_identity_stays_closed_until_the_reveal(house: House) -> None:
    with house.writing(SYSTEM) as work:
        made = _an_application(work)
        shortlisting = Shortlisting(vacancy_id=made.vacancy_id, state="locked")
        work.session.add(shortlisting)
        work.session.flush()
        with pytest.raises(ForbiddenError, match="after the reveal"):
            revealed_contents(work, made)
        shortlisting.state = "revealed"
        work.session.flush()
        assert revealed_contents(work, made).name == "Oyelaran Fictive"


def _an_application(work: Work, vacancy: Vacancy | None = None) -> Application:
    key = new_id()
    made = Application(
        id=key,
        vacancy_id=(vacancy or a_vacancy(work)).id,
        reference="A-1",
        applied_on=date(2026, 11, 2),
        sealed=seal_contents(work.settings, key, CONTENTS),
    )
    work.session.add(made)
    work.session.flush()
    return made
