"""The JSON doors, under /api/v1: each operation is guarded, reads strictly, calls one use case and answers."""

from flask import Flask
from flask_wtf.csrf import CSRFProtect

from service.api import (
    corrections,
    description,
    imports,
    invitations,
    me,
    my_availability,
    my_self_description,
    organisation,
    panel_requests,
    panels,
    people,
    policies,
    proposals,
    rounds,
    service_state,
    shortfalls,
    trail,
    vacancies,
)
from service.api.problems import error_answer

__all__ = ["error_answer", "register"]

DOORS = (
    service_state.doors,
    me.doors,
    my_availability.doors,
    my_self_description.doors,
    organisation.doors,
    people.doors,
    vacancies.doors,
    policies.doors,
    panel_requests.doors,
    proposals.doors,
    panels.doors,
    corrections.doors,
    invitations.doors,
    shortfalls.doors,
    rounds.doors,
    imports.doors,
    trail.doors,
)


def register(app: Flask, csrf: CSRFProtect) -> None:
    """Add every JSON door to the application; the guard checks their CSRF token, and only for cookie sign-ins."""
    described = description.describe(app)
    for doors in DOORS:
        described.take_up(doors)
        csrf.exempt(doors)
    app.register_blueprint(description.reader)
