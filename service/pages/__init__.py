"""The HTML doors: thin views that guard, read, call one use case and answer."""

from flask import Flask

from service.pages import (
    account,
    availability,
    entrance,
    home,
    request_steps,
    requests,
    self_description,
    vacancies,
)
from service.pages.refusals import error_answer
from service.pages.surroundings import furnish

__all__ = ["error_answer", "register"]

BLUEPRINTS = (
    home.pages,
    entrance.pages,
    account.pages,
    # --- recruiting managers ---
    vacancies.pages,
    requests.pages,
    request_steps.pages,
    request_steps.changes,
    # --- panelists ---
    availability.pages,
    self_description.pages,
    # --- HR and administration ---
)


def register(app: Flask) -> None:
    """Add every page to the application."""
    furnish(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
