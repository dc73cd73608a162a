"""Policies: named, versioned rule sets for panels. A version in use is never edited; a change is a new version."""

from collections.abc import Mapping

from sqlmodel import col, select

from service import db
from service.errors import ConflictError, InvalidInputError
from service.models import (
    Department,
    Division,
    FeatureValue,
    Policy,
    Site,
    Vacancy,
    utc_now,
)
from service.panels.default_policies import default_policies
from service.panels.policy_rules import PolicyInput, in_scope, policy_problems
from service.panels.scope import only_hr, only_managers_and_hr
from service.work import Work


def list_policies(work: Work, state: str | None = None) -> list[Policy]:
    """Return the policies (in one state, if given) by name, newest version first."""
    only_managers_and_hr(work.actor)
    wanted = select(Policy).order_by(col(Policy.name), col(Policy.number).desc())
    if state is not None:
        wanted = wanted.where(Policy.state == state)
    return list(work.session.exec(wanted))


def get_policy(work: Work, policy_id: str) -> Policy:
    """Return one version of a policy.

    Raises:
        NotFoundError: there is none.
    """
    only_managers_and_hr(work.actor)
    return db.get(work.session, Policy, policy_id)


def create_policy(work: Work, given: PolicyInput) -> Policy:
    """Make the draft of a new policy.

    Raises:
        InvalidInputError: the rules are not sound, each problem by its path, or the name is taken.
    """
    only_hr(work.actor)
    _refuse_problems(work, given)
    if _versions(work, given.name.strip()):
        raise InvalidInputError.one(
            "name", f"There is a policy called {given.name.strip()!r}.", "Make a new version of it, or choose a name."
        )
    return _added(work, given, 1)


def new_version(work: Work, policy_id: str, given: PolicyInput) -> Policy:
    """Make the draft of the next version of a policy; the version in force stays until the draft is activated.

    Raises:
        InvalidInputError: the rules are not sound, or the name differs from the policy's.
        NotFoundError: there is no such policy.
    """
    only_hr(work.actor)
    earlier = db.get(work.session, Policy, policy_id)
    _refuse_problems(work, given)
    if given.name.strip() != earlier.name:
        raise InvalidInputError.one(
            "name", "A version keeps its policy's name.", f"Call it {earlier.name!r}, or make another policy."
        )
    return _added(work, given, 1 + max(each.number for each in _versions(work, earlier.name)))


def edit_policy(work: Work, policy_id: str, given: PolicyInput, expected_version: int | None) -> Policy:
    """Change a draft.

    Raises:
        ConflictError: it is not a draft any more.
        InvalidInputError: the rules are not sound, or the name differs from the policy's.
    """
    only_hr(work.actor)
    policy = db.lock(work.session, Policy, policy_id)
    db.expect_version(policy, expected_version)
    if policy.state != "draft":
        raise ConflictError("A policy that was in force is never edited. Make a new version of it.", code="not_a_draft")
    _refuse_problems(work, given)
    if given.name.strip() != policy.name and (policy.number > 1 or _versions(work, given.name.strip())):
        raise InvalidInputError.one("name", "This name is another policy's, or this is a later version of one.")
    _write(policy, given)
    work.record("policy.edited", "policy", policy.id, {"name": policy.name, "number": policy.number})
    return policy


def activate_policy(work: Work, policy_id: str, expected_version: int | None) -> Policy:
    """Put a draft in force; the version of the same name that was in force retires.

    Raises:
        ConflictError: it is not a draft.
    """
    only_hr(work.actor)
    policy = db.lock(work.session, Policy, policy_id)
    db.expect_version(policy, expected_version)
    if policy.state != "draft":
        raise ConflictError("Only a draft can be put in force. Make a new version of this policy.", code="not_a_draft")
    for other in _versions(work, policy.name):
        if other.state == "active":
            _retire(work, db.lock(work.session, Policy, other.id))
    policy.state, policy.activated_at = "active", utc_now()
    work.record("policy.activated", "policy", policy.id, {"name": policy.name, "number": policy.number})
    return policy


def retire_policy(work: Work, policy_id: str, expected_version: int | None) -> Policy:
    """Take a version out of force, or drop a draft. Requests made under it keep what they copied.

    Raises:
        ConflictError: it is retired already.
    """
    only_hr(work.actor)
    policy = db.lock(work.session, Policy, policy_id)
    db.expect_version(policy, expected_version)
    if policy.state == "retired":
        raise ConflictError("This version is retired already.", code="retired")
    policy.version -= 1  # _retire raises it
    return _retire(work, policy)


def policy_for(work: Work, vacancy: Vacancy) -> Policy | None:
    """Return the policy in force for a vacancy: in scope, of the highest precedence, then of the lowest name."""
    department = db.get(work.session, Department, vacancy.department_id)
    division = db.get(work.session, Division, department.division_id)
    site = db.get(work.session, Site, vacancy.site_id)
    codes: Mapping[str, str | None] = {
        "staff_groups": vacancy.staff_group, "departments": department.code, "divisions": division.code,
        "sites": site.code,
    }  # fmt: skip
    active = work.session.exec(select(Policy).where(Policy.state == "active"))
    fitting = [policy for policy in active if in_scope(policy.scope, vacancy.band, codes)]
    return min(fitting, key=lambda policy: (-policy.precedence, policy.name), default=None)


def load_default_policies(work: Work) -> list[Policy]:
    """Put the policies to begin with in force, where no policy of that name exists; return those added.

    Raises:
        InvalidInputError: the features they speak of have not been set up.
    """
    only_hr(work.actor)
    added = []
    for given in default_policies():
        if not _versions(work, given.name):
            draft = create_policy(work, given)
            added.append(activate_policy(work, draft.id, draft.version))
    return added


def _versions(work: Work, name: str) -> list[Policy]:
    return list(work.session.exec(select(Policy).where(Policy.name == name)))


def _refuse_problems(work: Work, given: PolicyInput) -> None:
    features: dict[str, set[str]] = {}
    for value in work.session.exec(select(FeatureValue)):
        features.setdefault(value.feature, set()).add(value.code)
    codes = {
        "departments": set(work.session.exec(select(Department.code))),
        "divisions": set(work.session.exec(select(Division.code))),
        "sites": set(work.session.exec(select(Site.code))),
    }
    problems = policy_problems(given, features, codes)
    if problems:
        raise InvalidInputError(problems)


def _added(work: Work, given: PolicyInput, number: int) -> Policy:
    policy = Policy(name=given.name.strip(), number=number)
    _write(policy, given)
    work.session.add(policy)
    work.record("policy.drafted", "policy", policy.id, {"name": policy.name, "number": number})
    return policy


def _write(policy: Policy, given: PolicyInput) -> None:
    policy.name, policy.summary = given.name.strip(), given.summary.strip()
    policy.precedence, policy.notice_days = given.precedence, given.notice_days
    policy.scope = {key: value for key, value in given.scope.items() if value not in (None, [], ())}
    policy.seats = [dict(seat) for seat in given.seats]
    policy.requirements = [
        {key: value for key, value in rule.items() if value is not None} for rule in given.requirements
    ]


def _retire(work: Work, policy: Policy) -> Policy:
    policy.state = "retired"
    policy.version += 1
    work.record("policy.retired", "policy", policy.id, {"name": policy.name, "number": policy.number})
    return policy
