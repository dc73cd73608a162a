"""Who is invited, and what they are called: a name is shown after the reveal and never before."""

from collections.abc import Collection

from sqlmodel import col, select

from service.application_contents import is_revealed, open_contents
from service.models import Application, ShortlistDecision
from service.outcome_steps import corrected_choices
from service.work import Work

HIDDEN = "An applicant"


def invited_applications(work: Work, vacancy_id: str) -> list[Application]:
    """Return the applications that the latest shortlisting decision, or its correction, invites; none withdrawn."""
    wanted = select(Application).where(Application.vacancy_id == vacancy_id, col(Application.state) != "withdrawn")
    applications = list(work.session.exec(wanted.order_by(col(Application.id))))
    decisions = (
        select(ShortlistDecision)
        .join(Application, col(Application.id) == col(ShortlistDecision.application_id))
        .where(Application.vacancy_id == vacancy_id)
        .order_by(col(ShortlistDecision.decided_at), col(ShortlistDecision.id))
    )
    latest = {each.application_id: each.decision for each in work.session.exec(decisions)}
    latest |= {key: choice for key, (choice, _) in corrected_choices(work, vacancy_id).items()}
    return [each for each in applications if latest.get(each.id) == "invite"]


def applicant_names(work: Work, vacancy_id: str, applications: Collection[Application]) -> dict[str, str]:
    """Return what the applicants of one vacancy are called, by application; all the same before the reveal."""
    if not is_revealed(work, vacancy_id):
        return {each.id: HIDDEN for each in applications}
    return {each.id: open_contents(work.settings, each).name or each.reference for each in applications}


def applicant_name(work: Work, application_id: str) -> str:
    """Return what one applicant is called, after the reveal."""
    application = work.session.get_one(Application, application_id)
    return applicant_names(work, application.vacancy_id, [application])[application_id]
