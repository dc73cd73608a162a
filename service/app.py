"""The app factory: one Flask application from one set of settings."""

import logging
import secrets
from typing import Any, cast

from flask import Flask, Response, g, request
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response as AnyResponse

from service import api, pages
from service.config import Settings, from_environment
from service.errors import ConfigurationError, FairpanelError
from service.migrations.upgrade import is_current
from service.security.entry import refuse_strange_requests
from service.security.guard import guard, identify, refuse_unguarded
from service.work import House

LARGEST_REQUEST = 25 * 1024 * 1024
log = logging.getLogger("fairpanel")


def create_app(settings: Settings | None = None) -> Flask:
    """Return the application, ready to serve.

    Raises:
        ConfigurationError: settings are incomplete, the database is not migrated, or a route has no guard.
    """
    settings = settings or from_environment()
    house = House(settings)
    house.database.assert_safe()
    if not is_current(house.database.engine):
        raise ConfigurationError("The database is not at this version's schema. Run `fairpanel migrate` first.")
    app = Flask("service", static_folder="static", template_folder="templates")
    app.extensions["fairpanel"] = house
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        # The prefix makes browsers refuse a cookie that a neighbouring host or a plain connection has set.
        SESSION_COOKIE_NAME="__Host-fairpanel" if settings.secure_cookies else "fairpanel",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=settings.secure_cookies,
        WTF_CSRF_CHECK_DEFAULT=True,
    )
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.view_functions["static"] = cast(Any, guard("service.look")(app.view_functions["static"]))
    app.before_request(_start)
    app.after_request(_finish)
    csrf = CSRFProtect(app)
    pages.register(app)
    api.register(app, csrf)
    app.register_error_handler(Exception, _answer_error)
    refuse_unguarded(app)
    return app


def _start() -> None:
    g.csp_nonce = secrets.token_urlsafe(16)
    refuse_strange_requests()
    if request.endpoint != "static":
        identify()


def _finish(response: Response) -> Response:
    nonce = g.get("csp_nonce", "")
    response.headers.setdefault(
        "Content-Security-Policy",
        f"default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; "
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    )
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response


def _answer_error(error: Exception) -> AnyResponse:
    if not isinstance(error, FairpanelError | HTTPException):
        # A token in an address is a secret: the log names the rule instead.
        secret = request.url_rule is not None and "token" in (request.view_args or {})
        log.exception(
            "A request failed unexpectedly: %s %s", request.method, request.url_rule if secret else request.path
        )
    answer = api.error_answer if request.path.startswith("/api/") else pages.error_answer
    return answer(error)
