"""Roles people hold in the scheme: granted and ended by HR; toolkit and shadowing make an ambassador count."""

from datetime import date

from sqlmodel import select

from service.errors import InvalidInputError, NotFoundError
from service.models import PanelRole
from service.people.access import open_record, require_keeper, require_scope
from service.tables.wording import RefusedError, label
from service.work import Work


def grant_role(
    work: Work,
    person_id: str,
    expected_version: int | None,
    role: str,
    *,
    starts_on: date | None = None,
    ends_on: date | None = None,
    shadowing_done_on: date | None = None,
    toolkit_read_on: date | None = None,
) -> PanelRole:
    """Grant a role, or set the dates of one already held; all four dates become what is given.

    Raises:
        ForbiddenError: whoever acts is neither HR nor admin.
        InvalidInputError: the role has no name, or ends before it starts.
        NotFoundError, PreconditionRequiredError, StaleError: as `open_record`.
    """
    require_keeper(work)
    try:
        name = label(role)
    except RefusedError as refused:
        raise refused.as_input_error("role") from None
    if starts_on and ends_on and ends_on < starts_on:
        raise InvalidInputError.one("ends_on", "The role ends before it starts.", "Choose a later day.")
    open_record(work, person_id, expected_version)
    held = _held(work, person_id, name) or PanelRole(person_id=person_id, role=name)
    held.starts_on, held.ends_on = starts_on, ends_on
    held.shadowing_done_on, held.toolkit_read_on = shadowing_done_on, toolkit_read_on
    work.session.add(held)
    work.record("panel_role.granted", "person", person_id, {"role": name})
    return held


def end_role(work: Work, person_id: str, expected_version: int | None, role: str, on: date) -> PanelRole:
    """End a role after its last day `on`; the person themself may step down too.

    Raises:
        InvalidInputError: it would end before it starts.
        NotFoundError: the person does not hold it; PreconditionRequiredError, StaleError: as `open_record`.
    """
    held = _open_role(work, person_id, expected_version, role)
    if held.starts_on and on < held.starts_on:
        raise InvalidInputError.one("on", "The role would end before it starts.", "Choose a later day.")
    held.ends_on = on
    work.record("panel_role.ended", "person", person_id, {"role": held.role, "on": on.isoformat()})
    return held


def record_shadowing(work: Work, person_id: str, expected_version: int | None, on: date) -> PanelRole:
    """Record, as HR, that an ambassador has shadowed a panel.

    Raises:
        ForbiddenError: whoever acts is neither HR nor admin.
        NotFoundError: the person is no ambassador; PreconditionRequiredError, StaleError: as `open_record`.
    """
    require_keeper(work)
    held = _open_role(work, person_id, expected_version, "ambassador")
    held.shadowing_done_on = on
    work.record("panel_role.shadowing_done", "person", person_id, {"on": on.isoformat()})
    return held


def record_toolkit_read(work: Work, person_id: str, expected_version: int | None, on: date) -> PanelRole:
    """Record that an ambassador has read the toolkit; theirs to say.

    Raises:
        NotFoundError: the person is no ambassador; PreconditionRequiredError, StaleError: as `open_record`.
    """
    held = _open_role(work, person_id, expected_version, "ambassador")
    held.toolkit_read_on = on
    work.record("panel_role.toolkit_read", "person", person_id, {"on": on.isoformat()})
    return held


def _open_role(work: Work, person_id: str, expected_version: int | None, role: str) -> PanelRole:
    require_scope(work, person_id)
    open_record(work, person_id, expected_version)
    held = _held(work, person_id, role)
    if held is None:
        raise NotFoundError(f"This person does not hold the role {role}.")
    work.session.add(held)
    return held


def _held(work: Work, person_id: str, role: str) -> PanelRole | None:
    query = select(PanelRole).where(PanelRole.person_id == person_id, PanelRole.role == role)
    return work.session.exec(query).one_or_none()
