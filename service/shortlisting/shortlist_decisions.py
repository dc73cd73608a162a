"""Who is invited to an interview: decided after the reveal, applicant by applicant, by a named person with a reason.

Nothing here chooses: no total and no line decides, and whoever is not named in an act stays undecided. An invitation is
not taken back here: two people of HR correct the step that it made, and what they confirm counts from then on.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from service.db import lock
from service.errors import ConflictError, InvalidInputError, NotFoundError, Problem, StaleError
from service.models import SHORTLIST_CHOICES, Application, ShortlistDecision, Shortlisting
from service.outcome_steps import corrected_choices, record_step, refuse_unanswered
from service.scope import only_managers_and_hr, vacancy_in_scope
from service.shortlisting.marking_rows import names_of
from service.shortlisting.reveal import latest_decisions, shortlist_of
from service.shortlisting.shortlisters import today
from service.work import Work

STEPS = {
    "invite": ("shortlisted", "open"),
    "not_selected": ("applied", "not_selected"),
    "reserve": ("applied", "reserve"),
}
LONGEST_REASON = 1000


@dataclass(frozen=True, slots=True)
class GivenDecision:
    """What is decided on one applicant, and why. `seen` is that of the `Choice` that counted then, or empty."""

    application_id: str
    decision: str
    reason: str
    seen: str


@dataclass(frozen=True, slots=True)
class Choice:
    """What counts of one applicant, why and by whom. `seen` is what whoever decides next has to have seen.

    `choice` is empty where a correction left nothing decided; `second` is who confirmed a correction, or empty.
    """

    choice: str
    reason: str
    by: str
    second: str
    seen: str


def choices_of(work: Work, vacancy_id: str) -> dict[str, Choice]:
    """Return what counts of each applicant on whom something was decided: the latest decision, or its correction."""
    latest, corrections = latest_decisions(work, vacancy_id), corrected_choices(work, vacancy_id)
    events = [event for _, event in corrections.values()]
    accounts = {each.decided_by for each in latest.values()} | {each.recorded_by for each in events}
    names = names_of(work, {each for each in accounts | {each.second_person for each in events} if each})
    found = {key: Choice(row.decision, row.reason, names[row.decided_by], "", row.id) for key, row in latest.items()}
    for key, (choice, event) in corrections.items():
        by, second = names.get(event.recorded_by or "", ""), names.get(event.second_person or "", "")
        found[key] = Choice(choice, event.reason, by, second, event.id)
    return found


def decide(work: Work, vacancy_id: str, given: Sequence[GivenDecision]) -> list[ShortlistDecision]:
    """Record decisions on one or several applicants, all of them or none.

    Somebody to whom an interview is guaranteed, and who meets every essential criterion, is passed over only with a
    reason given for them alone.

    Raises:
        NotFoundError: the vacancy is not theirs, or somebody did not apply for it.
        ForbiddenError: it has not been revealed who applied.
        InvalidInputError: nobody is decided on, or a choice or a reason is missing.
        StaleError: somebody decided on one of them meanwhile.
        ConflictError: a concern is unanswered, or the application has gone further since: that is corrected where it
            was recorded.
    """
    only_managers_and_hr(work.actor)
    vacancy_in_scope(work, vacancy_id)
    refuse_unanswered(work, vacancy_id)
    lock(work.session, Shortlisting, vacancy_id)
    shortlist = shortlist_of(work, vacancy_id)
    applicants = {each.application.id: each for each in shortlist.applicants}
    if not given:
        raise InvalidInputError.one("", "Nobody is decided on.", "Choose for one applicant or more.")
    if {each.application_id for each in given} - set(applicants):
        raise NotFoundError
    reasons = [each.reason.strip() for each in given]
    problems = []
    for number, each in enumerate(given):
        applicant = applicants[each.application_id]
        where = f"reason-{each.application_id}"
        alone = reasons.count(reasons[number]) == 1
        if each.decision not in SHORTLIST_CHOICES:
            problems.append(Problem(f"decision-{each.application_id}", "This is no choice.", "Choose one of them."))
        if not reasons[number] or len(reasons[number]) > LONGEST_REASON:
            problems.append(
                Problem(where, f"The reason for {applicant.name} is missing or too long.", "Write it down.")
            )
        elif applicant.guaranteed and each.decision != "invite" and not alone:
            message = f"An interview is guaranteed to {applicant.name}, who meets every essential criterion."
            problems.append(Problem(where, message, "Invite them, or give a reason for them alone."))
    if problems:
        raise InvalidInputError(problems)
    made = []
    choices = choices_of(work, vacancy_id)
    for each in given:
        stands, name = choices.get(each.application_id), applicants[each.application_id].name
        if each.seen != (stands.seen if stands else ""):
            raise StaleError
        if stands is not None and stands.choice == each.decision:
            raise ConflictError(f"This is what has been decided on {name} already.", code="decided")
        if stands is not None and stands.choice == "invite":
            raise ConflictError(
                f"{name} is invited. If that is wrong, two people of HR correct the step “shortlisted” back to "
                "“applied”, under Outcomes, Records; then decide here again.",
                code="stage_reached",
            )
        made.append(_decided(work, vacancy_id, each))
    return made


def _decided(work: Work, vacancy_id: str, given: GivenDecision) -> ShortlistDecision:
    row = ShortlistDecision(
        application_id=given.application_id,
        decision=given.decision,
        reason=given.reason.strip(),
        decided_by=str(work.actor.account_id),
    )
    work.session.add(row)
    details = {"decision": row.id, "choice": given.decision}
    work.record("shortlist.decided", "application", given.application_id, details | {"vacancy": vacancy_id})
    application = lock(work.session, Application, given.application_id)
    record_step(work, application, *STEPS[given.decision], happened_on=today(work))
    return row
