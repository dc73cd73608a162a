"""What the tests of shortlisting have in common: panels with an ambassador."""

from datetime import timedelta

from service.models import Panel, PanelSeat, Person, Vacancy
from service.work import Work
from tests.builders import NEXT_TUESDAY, a_request


def a_panel_with_ambassador(work: Work, vacancy_id: str, person: Person, role: str = "ambassador") -> Panel:
    """A live panel of the vacancy on which this person has a seat."""
    request = a_request(work, vacancy=work.session.get_one(Vacancy, vacancy_id))
    panel = Panel(
        request_id=request.id,
        state="ready",
        starts_at=NEXT_TUESDAY,
        ends_at=NEXT_TUESDAY + timedelta(hours=1),
        zone="Europe/London",
        site_id=request.site_id,
    )
    work.session.add(panel)
    work.session.flush()
    work.session.add(PanelSeat(panel_id=panel.id, position=0, role=role, person_id=person.id))
    work.session.flush()
    return panel
