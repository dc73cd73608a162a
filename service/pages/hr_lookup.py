"""Finding one person by what a form can ask for: the employee number or the work e-mail."""

from service.people.directory import PeopleFilter, list_people
from service.work import Work


def person_called(work: Work, given: str) -> str | None:
    """Return the id of the person with exactly this employee number or e-mail address, or None."""
    given = given.strip()
    if not given:
        return None
    for row in list_people(work, PeopleFilter(text=given, state="all"), per_page=200).items:
        if given == row.person.employee_number or given.lower() == row.person.work_email:
            return row.person.id
    return None
