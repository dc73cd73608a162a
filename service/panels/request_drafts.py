"""Drafts of panel requests: what one account has typed so far for one vacancy, kept between the steps of a form."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import delete
from sqlmodel import col

from service.models import RequestDraft, utc_now
from service.panels.scope import only_managers_and_hr, vacancy_in_scope
from service.work import Work

KEPT = timedelta(days=30)


def get_request_draft(work: Work, vacancy_id: str) -> dict[str, Any] | None:
    """Return what the actor has typed for a vacancy, or None where there is no draft of theirs.

    Raises:
        NotFoundError: there is no such vacancy, or it is not theirs.
    """
    vacancy_in_scope(work, vacancy_id)
    row = work.session.get(RequestDraft, (work.actor.account_id, vacancy_id))
    return None if row is None else dict(row.typed)


def keep_request_draft(work: Work, vacancy_id: str, typed: Mapping[str, Any]) -> None:
    """Keep what the actor has typed for a vacancy, in place of what was kept before.

    Their drafts that nobody touched for `KEPT` go: they name people, and nobody needs them any more.

    Raises:
        ForbiddenError: the actor neither recruits nor works in HR.
        NotFoundError: there is no such vacancy, or it is not theirs.
    """
    only_managers_and_hr(work.actor)
    vacancy_in_scope(work, vacancy_id)
    mine = col(RequestDraft.account_id) == work.actor.account_id
    work.session.execute(delete(RequestDraft).where(mine, col(RequestDraft.updated_at) < utc_now() - KEPT))
    row = work.session.get(RequestDraft, (work.actor.account_id, vacancy_id))
    row = row or RequestDraft(account_id=str(work.actor.account_id), vacancy_id=vacancy_id)
    row.typed, row.updated_at = dict(typed), utc_now()
    work.session.add(row)
    work.session.flush()


def drop_request_draft(work: Work, vacancy_id: str) -> bool:
    """Forget the actor's draft for a vacancy; return whether there was one, so that only one of two sends counts."""
    row = work.session.get(RequestDraft, (work.actor.account_id, vacancy_id), with_for_update=True)
    if row is None:
        return False
    work.session.delete(row)
    work.session.flush()
    return True
