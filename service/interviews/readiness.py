"""Whether it is too early for an outcome: what a decision waits for, and so does the correction of one."""

from dataclasses import dataclass

from sqlmodel import select

from service.errors import ConflictError, InvalidInputError, Problem
from service.interviews.questions import questions_of
from service.interviews.sheets import Sheet, are_enough, scoring_closed, sheets_of, waited_for
from service.interviews.texts import within
from service.models import Application, AppointmentDecision, Interview
from service.work import Work

LONGEST_EXCEPTION = 2000


@dataclass(frozen=True, slots=True)
class Readiness:
    """That it is not too early for an outcome: whether the applicant was interviewed, and the sheets still open."""

    interviewed: bool
    unlocked: tuple[Sheet, ...]

    def refuse_unlocked(self) -> None:
        """Refuse to go on without the sheets that a member has begun and may still lock.

        Raises:
            ConflictError: there is one.
        """
        if self.unlocked:
            names = ", ".join(dict.fromkeys(each.name for each in self.unlocked))
            raise ConflictError(
                f"Scores that were begun are not locked: {names}. Wait until they are, or, if that cannot be (somebody "
                "fell ill, for example), say why it is decided without them.",
                code="unlocked_scores",
            )


def ready_for(work: Work, application: Application, outcome: str, *, correcting: bool = False) -> Readiness:
    """Return that an outcome may be decided, or put in the place of a wrong one; refuse one for which it is too early.

    Scores are waited for while they can still be locked: after a decision they cannot. A correction to `reserve` needs
    no interview: it leaves everything open, so that the applicant can still be interviewed.

    Raises:
        ConflictError: the applicant has withdrawn or was not interviewed, or too few scores are locked.
    """
    if application.state == "withdrawn" and outcome != "withdrawn":
        raise ConflictError(
            "This applicant has withdrawn. No other outcome is stored about them than that.", code="withdrawn"
        )
    interviews = list(work.session.exec(select(Interview).where(Interview.application_id == application.id)))
    if not interviews:
        raise ConflictError("No interview of this applicant was planned. Plan one first.", code="not_interviewed")
    held = [each for each in interviews if each.state == "held"]
    if outcome == "withdrawn":
        return Readiness(bool(held), ())
    reopens = correcting and outcome == "reserve"
    if any(each.state == "planned" for each in interviews) and not reopens:
        raise ConflictError("First record what became of this applicant’s interview.", code="not_interviewed")
    if not held and outcome != "not_selected" and not reopens:
        remedy = "Give the interview a new time, and decide when it was held."
        if correcting:
            remedy = "If they are still to be, correct the decision to “reserve”; then give the interview a new time."
        raise ConflictError(f"This applicant was not interviewed. {remedy}", code="not_interviewed")
    questions = questions_of(work, application.vacancy_id, "agreed")
    unlocked: list[Sheet] = []
    for each in held:
        sheets = sheets_of(work, each, questions)
        if not are_enough(sheets):
            raise ConflictError(
                "At least two members of the panel lock their scores before a decision is stored.", code="scores"
            )
        if not scoring_closed(work, each):
            unlocked += waited_for(sheets)
    return Readiness(bool(held), tuple(unlocked))


def exception_typed(problems: list[Problem], why: str) -> str:
    """Return why it is decided without scores that were begun, without surrounding spaces; note where it is endless."""
    return within(problems, "without_scores", "Why it is not waited for scores", why, longest=LONGEST_EXCEPTION)


def exception_kept(ready: Readiness, why: str) -> dict[str, str]:
    """Return what is sealed with a decision of the exception that it makes: nothing where every begun sheet is locked.

    Raises:
        ConflictError: scores that were begun are not locked, and it is not said why they are not waited for.
        InvalidInputError: it is, and every sheet that was begun is locked.
    """
    if not why:
        ready.refuse_unlocked()
        return {}
    if not ready.unlocked:
        remedy = "Leave this empty. What was written down here is not needed."
        raise InvalidInputError.one("without_scores", "There are no scores to wait for.", remedy)
    return {"without": why}


def record_exception(work: Work, application: Application, row: AppointmentDecision, ready: Readiness) -> None:
    """Record in the trail whose scores a decision did not wait for; why is sealed with the decision."""
    if ready.unlocked:
        accounts = sorted({each.account_id for each in ready.unlocked})
        work.record("decision.scores_not_awaited", "application", application.id, {"decision": row.id, "of": accounts})
