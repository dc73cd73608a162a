"""The HTML doors: thin views that guard, read, call one use case and answer."""

from flask import Flask

from service.pages import (
    account,
    admin_accounts,
    after_interview,
    applicant_link,
    application_imports,
    applications,
    appointments,
    assignments,
    availability,
    concerns,
    corrections,
    criteria,
    entrance,
    fairness,
    feedback,
    home,
    hr_answers,
    hr_features,
    hr_hours,
    hr_imports,
    hr_load,
    hr_people,
    hr_person,
    hr_places,
    hr_policies,
    hr_requests,
    hr_rounds,
    hr_seats,
    hr_settings,
    hr_shortfalls,
    hr_standing,
    hr_trail,
    interview_adjustments,
    interview_records,
    interview_scores,
    interviews,
    justifications,
    marking,
    marking_moderation,
    marking_text,
    outcomes,
    outcomes_audit,
    outcomes_records,
    outcomes_releases,
    outcomes_shortlists,
    outcomes_targets,
    panel_changes,
    panel_repair,
    panels,
    questions,
    redaction_review,
    request_steps,
    requests,
    self_description,
    shortlisting,
    shortlisting_decisions,
    vacancies,
)
from service.pages.refusals import error_answer
from service.pages.surroundings import furnish

__all__ = ["error_answer", "register"]

BLUEPRINTS = (
    home.pages,
    entrance.pages,
    account.pages,
    fairness.pages,
    # --- recruiting managers ---
    vacancies.pages,
    criteria.pages,
    applications.pages,
    application_imports.pages,
    redaction_review.pages,
    requests.pages,
    request_steps.pages,
    request_steps.changes,
    panels.pages,
    panel_changes.pages,
    panel_repair.pages,
    after_interview.pages,
    corrections.pages,
    shortlisting.pages,
    shortlisting_decisions.pages,
    # --- shortlisters ---
    marking.pages,
    marking_moderation.pages,
    marking_text.pages,
    # --- interviews: managers, panels, HR and applicants ---
    interviews.pages,
    interview_records.pages,
    interview_scores.pages,
    interview_adjustments.pages,
    questions.pages,
    concerns.pages,
    appointments.pages,
    justifications.pages,
    feedback.pages,
    applicant_link.pages,
    # --- panelists ---
    assignments.pages,
    availability.pages,
    self_description.pages,
    # --- HR and administration ---
    hr_requests.pages,
    hr_shortfalls.pages,
    hr_rounds.pages,
    hr_seats.pages,
    hr_answers.pages,
    hr_people.pages,
    hr_person.pages,
    hr_standing.pages,
    hr_hours.pages,
    hr_policies.pages,
    hr_imports.pages,
    hr_settings.pages,
    hr_features.pages,
    hr_places.pages,
    hr_load.pages,
    outcomes.pages,
    outcomes_audit.pages,
    outcomes_releases.pages,
    outcomes_records.pages,
    outcomes_shortlists.pages,
    outcomes_targets.pages,
    hr_trail.pages,
    admin_accounts.pages,
)


def register(app: Flask) -> None:
    """Add every page to the application."""
    furnish(app)
    # An applicant's address is a secret that browsers are told to send no referrer from; the form's token is checked
    # by these pages themselves.
    app.extensions["csrf"].exempt(applicant_link.pages)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
