"""Guards: every route names the permission it needs, and nothing is served without one."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from flask import Flask, current_app, g, request, session
from flask_wtf.csrf import validate_csrf
from wtforms.validators import ValidationError

from service.errors import ConfigurationError, ForbiddenError, SignInRequiredError
from service.security.accounts import who_holds_session, who_holds_token
from service.security.permissions import PERMISSIONS, allowed
from service.trail import Actor
from service.work import House

Given = ParamSpec("Given")
Answer = TypeVar("Answer")
NOBODY = Actor(account_id=None, name="")
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
MARK = "needs_permission"


def house() -> House:
    """Return the installation this request is served by."""
    return cast(House, current_app.extensions["fairpanel"])


def actor() -> Actor:
    """Return who makes this request."""
    return cast(Actor, g.get("actor", NOBODY))


def identify() -> None:
    """Find out who makes the request: a session cookie, or a personal token in the Authorization header."""
    g.scopes = frozenset({"read", "write"})
    g.by_token = False
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind:
        found = who_holds_token(house(), token.strip()) if kind.lower() == "bearer" else None
        if found is None:
            raise SignInRequiredError("The token is unknown, expired or revoked.")
        g.actor, g.scopes = found
        g.by_token = True
        return
    held = session.get("token")
    g.actor = (who_holds_session(house(), held) if isinstance(held, str) else None) or NOBODY


def guard(permission: str) -> Callable[[Callable[Given, Answer]], Callable[Given, Answer]]:
    """Let a view run only for somebody with `permission`."""
    if permission not in PERMISSIONS:
        raise ConfigurationError(f"{permission!r} is not in the permission table.")

    def decorate(view: Callable[Given, Answer]) -> Callable[Given, Answer]:
        @wraps(view)
        def guarded(*args: Given.args, **kwargs: Given.kwargs) -> Answer:
            _check(permission)
            return view(*args, **kwargs)

        setattr(guarded, MARK, permission)
        return guarded

    return decorate


def _check(permission: str) -> None:
    who = actor()
    if not allowed(permission, who.roles):
        raise SignInRequiredError if who.account_id is None else ForbiddenError
    if request.method in SAFE_METHODS:
        return
    if g.get("by_token"):
        if "write" not in g.scopes:
            raise ForbiddenError("This token may only read. Make one with the scope 'write'.")
    elif request.path.startswith("/api/") and who.account_id is not None:
        # Pages are checked by the CSRF extension; the API takes the same token in a header when a cookie signs in.
        try:
            validate_csrf(request.headers.get("X-CSRFToken"))
        except ValidationError as error:
            raise ForbiddenError("Send the page's CSRF token in X-CSRFToken, or use a personal API token.") from error


def permission_of(view: Callable[..., Any], method: str) -> str | None:
    """Return the permission a view needs for an HTTP method, or None when it declares none."""
    view_class = getattr(view, "view_class", None)
    if view_class is not None:
        return getattr(getattr(view_class, method.lower(), None), MARK, None)
    return getattr(view, MARK, None)


def refuse_unguarded(app: Flask) -> None:
    """Refuse to start with a route that declares no permission.

    Raises:
        ConfigurationError: naming the route.
    """
    for rule in app.url_map.iter_rules():
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            if permission_of(app.view_functions[rule.endpoint], method) is None:
                raise ConfigurationError(f"{method} {rule.rule} declares no permission. Give its view a guard.")
