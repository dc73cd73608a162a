"""The pages that say no: every error becomes one page with a sentence on what to do."""

from flask import redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from service.errors import FairpanelError, SignInRequiredError, StaleError, TooManyAttemptsError
from service.security.guard import actor

# What the web framework refuses itself, in our words.
SENTENCES = {
    400: ("The form could not be read", "Go back, load the page again and repeat."),
    404: ("Not found", "There is nothing here, or it is not yours to see."),
    405: ("Not found", "This address takes no visits: go to it through the pages."),
    413: ("Too large", "What was sent is too large for the service: shorten it, or split the file and send the parts."),
}
KEPT_BACK = frozenset({"csrf_token", "version", "password", "present", "repeated"})


def error_answer(error: Exception) -> Response:
    """Return the page for an error; who is not signed in is asked to, and comes back to the page they wanted."""
    if isinstance(error, SignInRequiredError) and request.method == "GET" and not request.headers.get("Authorization"):
        return redirect(url_for("entrance.sign_in_page", next=request.full_path.rstrip("?")))
    status, title, message = _said(error)
    page = render_template(
        "error.html",
        title=title,
        message=message,
        signed_in=actor().account_id is not None,
        typed=_typed() if isinstance(error, StaleError) else [],
        again=request.referrer if isinstance(error, StaleError) and _is_ours(request.referrer) else None,
    )
    response = Response(page, status=status, mimetype="text/html")
    if isinstance(error, TooManyAttemptsError):
        response.headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, HTTPException) and status == 405:
        response.headers["Allow"] = ", ".join(sorted(getattr(error, "valid_methods", None) or ()))
    return response


def _said(error: Exception) -> tuple[int, str, str]:
    if isinstance(error, FairpanelError):
        return error.status, error.title, error.message
    if isinstance(error, CSRFError):
        return (
            400,
            "The page was open too long",
            "Your sign-in changed since you opened it. Go back, load it again and repeat.",
        )
    if isinstance(error, HTTPException):
        status = error.code or 500
        title, message = SENTENCES.get(status, (error.name, error.description or ""))
        return status, title, message
    return 500, "Something went wrong", "It is written in the service's log. Nothing was changed. Try again later."


def _typed() -> list[tuple[str, str]]:
    """Return what was typed into a form that came too late, so that it can be copied."""
    return [
        (name.replace("_", " ").capitalize(), value)
        for name, value in request.form.items(multi=True)
        if name not in KEPT_BACK and value.strip()
    ]


def _is_ours(address: str | None) -> bool:
    return bool(address) and str(address).startswith(request.host_url)
