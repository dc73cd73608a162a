"""What people choose to say about themselves, for composing panels alone: theirs to give, see, change and withdraw.

HR may look, and each look is in the trail; admins and everybody else never see it. Saying nothing about a feature is
leaving it out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, delete, select

from service import db
from service.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError, Problem
from service.models import Feature, FeatureValue, Person, SelfDescription, utc_now
from service.people.access import flush_or_conflict
from service.tables.wording import RefusedError, label, one_line, required_line
from service.vault import record_views, seal, sealed_with_newest, unseal
from service.work import Work


@dataclass(frozen=True, slots=True)
class FeatureChoice:
    """A feature people may describe, and its values as (code, label) in order."""

    code: str
    question: str
    hint: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Description:
    """What one person shares: features by code, empty when nothing is shared. `version` 0: never given."""

    person_id: str
    features: dict[str, str]
    consented_at: datetime | None
    withdrawn_at: datetime | None
    version: int


_HINT = "You may leave this out. It is used only to compose panels."
DEFAULT_FEATURES = (
    FeatureChoice(
        "gender", "How do you describe your gender?", _HINT,
        (("woman", "Woman"), ("man", "Man"), ("another", "I describe it in another way")),
    ),
    FeatureChoice(
        "ethnicity", "Do you belong to a minority ethnic group?",
        _HINT + " Only you decide what fits; nobody derives it from anything else.",
        (("minority", "Yes, a minority ethnic group"), ("white", "No, a White group")),
    ),
    FeatureChoice(
        "lived_experience", "Do you have lived experience of disability or a long-term condition?", _HINT,
        (("yes", "Yes"), ("no", "No")),
    ),
)  # fmt: skip


def list_features(work: Work) -> tuple[FeatureChoice, ...]:
    """Return every feature with its values, in order."""
    values: dict[str, list[tuple[str, str]]] = {}
    for value in work.session.exec(select(FeatureValue).order_by(col(FeatureValue.position), FeatureValue.code)):
        values.setdefault(value.feature, []).append((value.code, value.label))
    features = work.session.exec(select(Feature).order_by(col(Feature.position), Feature.code))
    return tuple(FeatureChoice(f.code, f.question, f.hint, tuple(values.get(f.code, ()))) for f in features)


def load_default_features(work: Work) -> tuple[FeatureChoice, ...]:
    """Add the usual features that are not there yet, and return all there are."""
    present = {feature.code for feature in list_features(work)}
    for position, feature in enumerate(DEFAULT_FEATURES):
        if feature.code not in present:
            save_feature(work, feature.code, feature.question, feature.hint, feature.values, position)
    return list_features(work)


def save_feature(
    work: Work, code: str, question: str, hint: str, values: Sequence[tuple[str, str]], position: int = 0
) -> None:
    """Add a feature or change its wording and values. A value no longer offered stays where people chose it.

    Raises:
        ForbiddenError: whoever acts is not HR.
        InvalidInputError: wording is missing or too long, or there are fewer than two values.
        ConflictError: somebody has just added it.
    """
    _require_hr(work)
    try:
        feature_code, asked, hinted = label(code), required_line(question, 300), one_line(hint, 600)
        choices = {label(value): required_line(text, 200) for value, text in values}
    except RefusedError as refused:
        raise refused.as_input_error("feature") from None
    if len(choices) < 2 or len(choices) != len(values):
        raise InvalidInputError.one("values", "A feature has two or more different values.", "Add another value.")
    feature = work.session.get(Feature, feature_code) or Feature(code=feature_code, question="")
    feature.question, feature.hint, feature.position = asked, hinted, position
    work.session.add(feature)
    flush_or_conflict(work, "Somebody has just added this feature. Look at the list again.")
    work.session.exec(delete(FeatureValue).where(col(FeatureValue.feature) == feature_code))
    for place, (value, text) in enumerate(choices.items()):
        work.session.add(FeatureValue(feature=feature_code, code=value, label=text, position=place))
    work.record("feature.saved", "feature", feature_code)


def get_self_description(work: Work, person_id: str) -> Description:
    """Return what a person shares, to themself, or to HR: then in a writing unit of work, since it is recorded.

    Raises:
        NotFoundError: there is no such person, or whoever acts is neither.
    """
    own = work.actor.person_id == person_id
    if not own and "hr" not in work.actor.roles:
        raise NotFoundError
    db.get(work.session, Person, person_id)
    row = work.session.get(SelfDescription, person_id)
    if not own:
        record_views(work, [person_id], "record")
    return _shown(work, person_id, row)


def give_self_description(
    work: Work, person_id: str, expected_version: int | None, features: Mapping[str, str], *, consent: bool
) -> Description:
    """Give or change what one shares, which only the person can; `expected_version` is 0 the first time.

    Raises:
        InvalidInputError: consent is missing, or a feature or value is not offered.
        NotFoundError: it is somebody else's; PreconditionRequiredError, StaleError: as `expect_version`.
    """
    _require_own(work, person_id)
    row = _locked(work, person_id, expected_version)
    problems = _not_offered(work, features, _shown(work, person_id, row).features)
    if not consent:
        problems.append(Problem("consent", "You have not agreed.", "Tick that Fairpanel may use it to compose panels."))
    if not features:
        problems.append(Problem("features", "You chose nothing.", "Choose a value, or withdraw what you shared."))
    if problems:
        raise InvalidInputError(problems)
    row.ciphertext = seal(work.settings, person_id, features)
    row.consented_at, row.withdrawn_at = utc_now(), None
    work.session.add(row)
    db.revise(work.session)
    work.record("self_description.given", "person", person_id)
    return _shown(work, person_id, row)


def withdraw_self_description(work: Work, person_id: str, expected_version: int | None) -> Description:
    """Withdraw consent: what was shared is erased in this commit, and only the two times stay.

    Raises:
        ConflictError: nothing is shared.
        NotFoundError: it is somebody else's; PreconditionRequiredError, StaleError: as `expect_version`.
    """
    _require_own(work, person_id)
    row = _locked(work, person_id, expected_version)
    if row.ciphertext is None:
        raise ConflictError("You share nothing, so there is nothing to withdraw.")
    row.ciphertext, row.withdrawn_at = None, utc_now()
    work.session.add(row)
    db.revise(work.session)
    work.record("self_description.withdrawn", "person", person_id)
    return _shown(work, person_id, row)


def rotate_keys(work: Work) -> int:
    """Encrypt with the newest key whatever an older one encrypted; return how many there were.

    Raises:
        ForbiddenError: whoever acts is no admin.
        ConfigurationError: a row opens with none of the keys.
    """
    if "admin" not in work.actor.roles:
        raise ForbiddenError
    rows = work.session.exec(select(SelfDescription).where(col(SelfDescription.ciphertext).is_not(None)))
    old = [row for row in rows if row.ciphertext and not sealed_with_newest(work.settings, row.ciphertext)]
    for row in old:
        row.ciphertext = seal(work.settings, row.person_id, unseal(work.settings, row.person_id, row.ciphertext or b""))
        work.session.add(row)
    work.record("self_description.keys_rotated", "pool", "pool", {"people": len(old)})
    return len(old)


def _require_own(work: Work, person_id: str) -> None:
    if work.actor.person_id != person_id:
        raise NotFoundError


def _require_hr(work: Work) -> None:
    if "hr" not in work.actor.roles:
        raise ForbiddenError


def _locked(work: Work, person_id: str, expected_version: int | None) -> SelfDescription:
    # The person's row is locked first, so that two first descriptions at once wait for each other.
    db.lock(work.session, Person, person_id)
    row = work.session.get(SelfDescription, person_id, with_for_update=True, populate_existing=True)
    row = row or SelfDescription(person_id=person_id, consented_at=utc_now(), version=0)
    db.expect_version(row, expected_version)
    return row


def _shown(work: Work, person_id: str, row: SelfDescription | None) -> Description:
    if row is None:
        return Description(person_id, {}, None, None, 0)
    features = unseal(work.settings, person_id, row.ciphertext) if row.ciphertext else {}
    return Description(person_id, features, row.consented_at, row.withdrawn_at, row.version)


def _not_offered(work: Work, features: Mapping[str, str], present: Mapping[str, str]) -> list[Problem]:
    offered = {feature.code: {code for code, _ in feature.values} for feature in list_features(work)}
    return [
        Problem(feature, "This is not offered.", "Choose one of the values shown, or leave it out.")
        for feature, value in features.items()
        if value not in offered.get(feature, ()) and present.get(feature) != value
    ]
