"""Applications for the tests of outcomes: rows, without anything an applicant wrote."""

from datetime import date

from service.models import Application, Vacancy, new_id
from service.work import Work
from tests.builders import a_vacancy

APPLIED = date(2026, 9, 1)


def an_application(work: Work, vacancy: Vacancy | None = None, *, on: date = APPLIED) -> Application:
    """An application, of a new vacancy unless one is named."""
    key = new_id()
    made = Application(
        id=key, vacancy_id=(vacancy or a_vacancy(work)).id, reference=f"REF-{key[:8]}", applied_on=on, sealed=b"shut"
    )
    work.session.add(made)
    work.session.flush()
    return made
