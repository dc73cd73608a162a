from datetime import date

import pytest

from service.errors import ConfigurationError
from service.models import Application, RedactedPack, new_id
from service.shortlisting.packs import Pack, PackSection, open_pack, released_pack, seal_pack
from service.trail import SYSTEM
from service.work import House, Work
from tests.builders import a_vacancy

PACK = Pack((PackSection("Supporting statement", "[name] led a ward.", ((0, 6),)), PackSection("Referees", "")))


def test_a_pack_comes_back_as_it_was_and_the_row_does_not_show_it(house: House) -> None:
    with house.writing(SYSTEM) as work:
        row = _a_pack(work, _an_application(work))
        assert b"ward" not in row.sealed
    with house.reading(SYSTEM) as work:
        assert open_pack(work.settings, work.session.get_one(RedactedPack, row.id)) == PACK


def test_a_pack_moved_to_another_row_does_not_open(sqlite_house: House) -> None:
    with sqlite_house.writing(SYSTEM) as work:
        application = _an_application(work)
        row = _a_pack(work, application)
        with pytest.raises(ConfigurationError):
            open_pack(work.settings, RedactedPack(application_id=application.id, sealed=row.sealed))


@pytest.mark.parametrize("state", ["proposed", "replaced"])
def test_only_a_released_pack_is_handed_out(house: House, state: str) -> None:
    with house.writing(SYSTEM) as work:
        application = _an_application(work)
        row = _a_pack(work, application, state=state)
        assert released_pack(work, application.id) is None
        row.state = "released"
        work.session.flush()
        assert released_pack(work, application.id) == PACK


@pytest.mark.parametrize("state", ["imported", "in_review", "withdrawn"])
def test_no_pack_of_an_application_that_waits_or_was_withdrawn_is_handed_out(house: House, state: str) -> None:
    with house.writing(SYSTEM) as work:
        application = _an_application(work, state=state)
        _a_pack(work, application)
        assert released_pack(work, application.id) is None


def _an_application(work: Work, state: str = "released") -> Application:
    made = Application(
        vacancy_id=a_vacancy(work).id, reference="A-1", applied_on=date(2026, 11, 2), sealed=b"-", state=state
    )
    work.session.add(made)
    work.session.flush()
    return made


def _a_pack(work: Work, application: Application, state: str = "released") -> RedactedPack:
    key = new_id()
    row = RedactedPack(id=key, application_id=application.id, state=state, sealed=seal_pack(work.settings, key, PACK))
    work.session.add(row)
    work.session.flush()
    return row
