"""What ties the people of a file together: numbers, addresses and managers, checked over file and database."""

from collections import Counter

from service.people.known_people import KnownPeople
from service.people.people_plan import PlannedPerson


def check_links(people: list[PlannedPerson], known: KnownPeople) -> None:
    """Resolve line managers, and add every clash of numbers, addresses and managers to the problems."""
    _lost_zeros(people, known)
    _addresses(people, known)
    _managers(people, known)
    _circles(people, known)


def _lost_zeros(people: list[PlannedPerson], known: KnownPeople) -> None:
    with_zeros = {number.lstrip("0"): number for number in known.by_number if number.startswith("0")}
    with_zeros |= {each.number.lstrip("0"): each.number for each in people if each.number.startswith("0")}
    for person in people:
        likely = with_zeros.get(person.number)
        if likely and person.new and person.number:
            said = f"{person.number} looks like {likely} without its leading zeros."
            person.row.refuse("employee_number", said, f"Write {likely} as text, if that is who is meant.")


def _addresses(people: list[PlannedPerson], known: KnownPeople) -> None:
    planned = {each.id: each.values["work_email"] for each in people if "work_email" in each.values}
    first: dict[str, PlannedPerson] = {}
    for person in people:
        email = person.values.get("work_email")
        if email is None:
            continue
        if email in first:
            said = f"Row {first[email].row.number} has the same e-mail address."
            person.row.refuse("work_email", said, "Give each person their own, or leave it empty.")
            continue
        first[email] = person
        owner = known.by_email.get(email)
        if owner is not None and owner != person.id and planned.get(owner, email) == email:
            said = "Somebody else in Fairpanel has this e-mail address."
            person.row.refuse("work_email", said, "Correct it here, or in the other person's record.")


def _managers(people: list[PlannedPerson], known: KnownPeople) -> None:
    by_number = known.by_number | {each.number: each.id for each in people if each.number}
    by_email = known.by_email | {each.values["work_email"]: each.id for each in people if "work_email" in each.values}
    for person in people:
        if person.manager is None:
            continue
        found = by_email.get(person.manager) if "@" in person.manager else by_number.get(person.manager)
        if found is None:
            said = f"The line manager {person.manager[:60]!r} is neither in the file nor in Fairpanel."
            remedy = "Write an employee number or work e-mail address, add a row for the manager, or clear the cell."
            person.row.refuse("line_manager", said, remedy)
        else:
            person.values["line_manager_id"] = found


def _circles(people: list[PlannedPerson], known: KnownPeople) -> None:
    manager = {person_id: columns["line_manager_id"] for person_id, columns in known.columns.items()}
    manager |= {each.id: each.values["line_manager_id"] for each in people if "line_manager_id" in each.values}
    # Whoever nobody reports to is in no circle: take them away until only circles are left.
    reports = Counter(boss for boss in manager.values() if boss is not None)
    ends = [person_id for person_id in manager if not reports[person_id]]
    while ends:
        boss = manager.pop(ends.pop())
        if boss is not None:
            reports[boss] -= 1
            if not reports[boss] and boss in manager:
                ends.append(boss)
    for person in people:
        if person.id in manager and "line_manager_id" in person.values:
            said = "This person is their own manager." if manager[person.id] == person.id else (
                "Following line managers from here leads back here."
            )  # fmt: skip
            person.row.refuse("line_manager", said, "Correct the manager in one of the rows.")
