"""Writing a plan of requests: in bulk, within one unit of work."""

from typing import Any

from service.models import utc_now
from service.people.bulk import BulkWriter
from service.people.people_write import Progress
from service.people.request_plan import PlannedRequest, RequestsPlan
from service.work import Work

NEW_VACANCY = {
    "band": None, "staff_group": None, "campaign": "standard", "posts": 1, "appointing_manager_id": None,
    "state": "open", "version": 1,
}  # fmt: skip
NEW_REQUEST: dict[str, Any] = {
    "policy_id": None, "state": "open", "online": False, "needed_by": None, "priority": 1, "seats": [],
    "requirements": [], "explanation": None, "version": 1,
}  # fmt: skip


def write_requests(work: Work, plan: RequestsPlan, progress: Progress | None = None) -> None:
    """Write all that the plan says; `progress` hears how many of how many requests are done."""
    writer = BulkWriter(work)
    for kind in ("site", "division", "department"):
        writer.insert(kind, plan.places.added[kind])
    planned = [each for each in plan.requests if each.new_request or each.changed]
    now = utc_now()
    writer.insert(
        "vacancy",
        [
            {**NEW_VACANCY, **each.vacancy, "id": each.vacancy_id, "reference": each.reference, "created_at": now}
            for each in planned
            if each.new_vacancy
        ],
    )
    writer.update(
        "vacancy",
        [{"id": each.vacancy_id, **each.vacancy} for each in planned if not each.new_vacancy and each.vacancy],
        versioned=True,
    )
    replaced = [each for each in planned if each.professions is not None]
    writer.delete("vacancy_profession", "vacancy_id", [each.vacancy_id for each in replaced if not each.new_vacancy])
    writer.insert(
        "vacancy_profession",
        [
            {"vacancy_id": each.vacancy_id, "profession": profession}
            for each in replaced
            for profession in sorted(each.professions or ())
        ],
    )
    writer.insert("panel_request", [_new_row(work, each, now) for each in planned if each.new_request])
    # A changed request is open again: what was found impossible may now be possible.
    changed = [each for each in planned if not each.new_request and (each.request or each.starts)]
    writer.update(
        "panel_request",
        [{"id": each.request_id, **each.request, "state": "open", "explanation": None} for each in changed],
        versioned=True,
    )
    timed = [each for each in planned if each.starts]
    writer.delete("request_start", "request_id", [each.request_id for each in timed if not each.new_request])
    writer.insert(
        "request_start",
        [{"request_id": each.request_id, "starts_at": start} for each in timed for start in sorted(each.starts)],
    )
    if progress:
        progress(len(planned), len(planned))


def _new_row(work: Work, each: PlannedRequest, now: Any) -> dict[str, Any]:
    own = {
        "id": each.request_id, "reference": each.reference, "vacancy_id": each.vacancy_id, "created_at": now,
        "requested_by": work.actor.account_id, "zone": work.settings.timezone,
    }  # fmt: skip
    return {**NEW_REQUEST, **each.request, **own}
