"""Writing a plan of people: in bulk, within one unit of work."""

from collections.abc import Callable
from typing import Any

from service.models import new_id, utc_now
from service.people.bulk import CHUNK, BulkWriter, Rows
from service.people.people_plan import PeoplePlan, PlannedPerson
from service.work import Work

Progress = Callable[[int, int], None]
NEW = {
    "work_email": None, "job_title": "", "band": None, "staff_group": None, "line_manager_id": None, "cap": 2,
    "opening_load": 0, "opening_load_on": None, "left_on": None,
}  # fmt: skip


def write_people(work: Work, plan: PeoplePlan, progress: Progress | None = None) -> None:
    """Write all that the plan says; `progress` hears how many of how many people are done."""
    writer = BulkWriter(work)
    writer.insert("site", plan.places.added["site"])
    writer.insert("division", plan.places.added["division"])
    writer.insert("department", plan.places.added["department"])
    writer.insert("training_kind", [kind.model_dump() for kind in plan.kinds])
    people = [person for person in plan.people if person.new or person.changed]
    writer.insert("person", [_new_row(person) for person in people if person.new])
    old = [person for person in people if not person.new]
    # Addresses and managers may pass from one person of the file to another: let go first, then take.
    moving = [{"id": person.id, "work_email": None} for person in old if "work_email" in person.values]
    writer.update("person", moving)
    now = utc_now()
    writer.update("person", [{"id": person.id, "updated_at": now, **person.values} for person in old], versioned=True)
    managed = [person for person in people if person.new and person.values.get("line_manager_id")]
    writer.update(
        "person", [{"id": person.id, "line_manager_id": person.values["line_manager_id"]} for person in managed]
    )
    for start in range(0, len(people), CHUNK):
        _write_parts(writer, plan, people[start : start + CHUNK])
        if progress:
            progress(min(start + CHUNK, len(people)), len(people))


def _write_parts(writer: BulkWriter, plan: PeoplePlan, people: list[PlannedPerson]) -> None:
    with_professions = [person for person in people if person.professions is not None]
    writer.delete("person_profession", "person_id", [person.id for person in with_professions if not person.new])
    writer.insert(
        "person_profession",
        [
            {"person_id": person.id, "profession": each}
            for person in with_professions
            for each in sorted(person.professions or ())
        ],
    )
    with_hours = [person for person in people if person.hours is not None]
    writer.delete("weekly_hours", "person_id", [person.id for person in with_hours if not person.new])
    writer.insert(
        "weekly_hours",
        [
            {
                "id": new_id(), "person_id": person.id, "weekday": each.weekday, "starts_at": each.starts_at,
                "ends_at": each.ends_at,
            }
            for person in with_hours
            for each in sorted(person.hours or ())
        ],
    )  # fmt: skip
    _write_roles(writer, plan, people)
    _write_training(writer, plan, people)


def _write_roles(writer: BulkWriter, plan: PeoplePlan, people: list[PlannedPerson]) -> None:
    fresh: Rows = []
    dated: Rows = []
    for person in people:
        held = plan.known.roles[person.id]
        for name, dates in person.roles.items():
            if name not in held:
                fresh.append(
                    {"id": new_id(), "person_id": person.id, "role": name, "starts_on": None, "ends_on": None, **dates}
                )
            else:
                said = {which: day for which, day in dates.items() if day}
                dated.append({"person_id": person.id, "role": name, **said})
    writer.insert("panel_role", fresh)
    writer.update("panel_role", dated, keys=("person_id", "role"))


def _write_training(writer: BulkWriter, plan: PeoplePlan, people: list[PlannedPerson]) -> None:
    fresh: Rows = []
    renewed: Rows = []
    for person in people:
        done = plan.known.training[person.id]
        for (kind, completed_on), expires_on in person.training.items():
            row = {"person_id": person.id, "kind": kind, "completed_on": completed_on, "expires_on": expires_on}
            if (kind, completed_on) in done:
                renewed.append(row)
            else:
                fresh.append({"id": new_id(), "source": "import", **row})
    writer.insert("training_record", fresh)
    writer.update("training_record", renewed, keys=("person_id", "kind", "completed_on"))


def _new_row(person: PlannedPerson) -> dict[str, Any]:
    now = utc_now()
    own = {name: value for name, value in person.values.items() if name != "line_manager_id"}
    fixed = {
        "id": person.id, "kind": "employee", "employee_number": person.number, "organisation": "", "paused_from": None,
        "paused_until": None, "release": "not_asked", "released_until": None, "version": 1, "created_at": now,
        "updated_at": now,
    }  # fmt: skip
    return {**NEW, **fixed, **own}
