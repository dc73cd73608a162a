"""The JSON doors, under /api/v1."""

from flask import Blueprint, Flask, jsonify
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from service.errors import FairpanelError
from service.security.guard import guard

health = Blueprint("health", __name__, url_prefix="/api/v1")


@health.get("/health")
@guard("service.look")
def answer() -> Response:
    """Say that the service answers."""
    return jsonify({"status": "ok"})


def register(app: Flask, csrf: CSRFProtect) -> None:
    """Add every JSON door to the application; the guard checks their CSRF token, and only for cookie sign-ins."""
    app.register_blueprint(health)
    csrf.exempt(health)


def error_answer(error: Exception) -> Response:
    """Return the problem+json body of an error."""
    status = error.status if isinstance(error, FairpanelError) else 500
    if isinstance(error, HTTPException):
        status = error.code or 500
    response = jsonify({"status": status, "title": getattr(error, "title", "Error"), "detail": str(error)})
    response.status_code = status
    response.mimetype = "application/problem+json"
    return response
