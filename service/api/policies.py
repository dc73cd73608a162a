"""Policies: what recruiting managers read of them, and HR's work on their versions."""

from typing import Any

from werkzeug.wrappers import Response

from schemas.policy import Policies, Policy, PolicyIn, PolicyQuery, PolicyRules
from service.api.answers import answer
from service.api.door import Door
from service.api.idempotency import writing
from service.api.naming import plain
from service.models import Policy as PolicyRow
from service.panels.policies import (
    activate_policy,
    create_policy,
    edit_policy,
    get_policy,
    list_policies,
    new_version,
    retire_policy,
)
from service.panels.policy_rules import PolicyInput
from service.security.guard import actor, house
from service.work import Work

doors = Door("policies", "Named, versioned rule sets that say which seats a panel has and what it must meet.")
ONE = "/policies/<policy_id>"


@doors.operation("GET", "/policies", needs="policies.see", query=PolicyQuery, answers=Policies)
def get_policies(query: dict[str, Any]) -> Response:
    """List the versions of all policies, by name, newest first."""
    with house().reading(actor()) as work:
        return answer(Policies, {"items": [plain(row) for row in list_policies(work, query.get("state"))]})


@doors.operation(
    "POST", "/policies", needs="policies.edit", body=PolicyIn, answers=PolicyRules, status=201, creates=True
)
def post_policy(body: dict[str, Any]) -> Response:
    """Make the draft of a new policy."""
    with writing() as work:
        return _created(work, create_policy(work, PolicyInput(**body)))


@doors.operation("GET", ONE, needs="policies.see", answers=Policy)
def get_one_policy(policy_id: str) -> Response:
    """Show a version of a policy, without its requirements."""
    with house().reading(actor()) as work:
        row = get_policy(work, policy_id)
        return answer(Policy, plain(row), version=row.version)


@doors.operation("GET", f"{ONE}/rules", needs="policies.edit", answers=PolicyRules)
def get_policy_rules(policy_id: str) -> Response:
    """Show a version of a policy with all its rules."""
    with house().reading(actor()) as work:
        return _rules(get_policy(work, policy_id))


@doors.operation("PUT", ONE, needs="policies.edit", body=PolicyIn, answers=PolicyRules, versioned=True)
def put_policy(policy_id: str, body: dict[str, Any], version: int) -> Response:
    """Replace a draft. A version that was in force is never edited."""
    with writing() as work:
        return _rules(edit_policy(work, policy_id, PolicyInput(**body), version))


@doors.operation(
    "POST", f"{ONE}/versions", needs="policies.edit", body=PolicyIn, answers=PolicyRules, status=201, creates=True
)
def post_policy_version(policy_id: str, body: dict[str, Any]) -> Response:
    """Make the draft of a policy's next version."""
    with writing() as work:
        return _created(work, new_version(work, policy_id, PolicyInput(**body)))


@doors.operation("POST", f"{ONE}/activate", needs="policies.edit", answers=PolicyRules, versioned=True)
def post_activate_policy(policy_id: str, version: int) -> Response:
    """Put a draft in force; the version of the same name that was in force retires."""
    with writing() as work:
        return _rules(activate_policy(work, policy_id, version))


@doors.operation("POST", f"{ONE}/retire", needs="policies.edit", answers=PolicyRules, versioned=True)
def post_retire_policy(policy_id: str, version: int) -> Response:
    """Take a version out of force, or drop a draft."""
    with writing() as work:
        return _rules(retire_policy(work, policy_id, version))


def _created(work: Work, row: PolicyRow) -> Response:
    work.session.flush()
    return answer(PolicyRules, plain(row), status=201, version=row.version, location=f"/policies/{row.id}")


def _rules(row: PolicyRow) -> Response:
    return answer(PolicyRules, plain(row), version=row.version)
