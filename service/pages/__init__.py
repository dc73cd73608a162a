"""The HTML doors: thin views that guard, read, call one use case and answer."""

from flask import Flask, render_template
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from service.errors import FairpanelError
from service.pages import entrance

BLUEPRINTS = (entrance.pages,)


def register(app: Flask) -> None:
    """Add every page to the application."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)


def error_answer(error: Exception) -> Response:
    """Return the page for an error; the message is the error's own where it is one of ours."""
    if isinstance(error, FairpanelError):
        status, title, message = error.status, error.title, error.message
    elif isinstance(error, HTTPException):
        status, title, message = error.code or 500, error.name, error.description or ""
    else:
        status, title, message = 500, "Something went wrong", "It is written in the service's log. Try again later."
    return Response(render_template("error.html", title=title, message=message), status=status, mimetype="text/html")
