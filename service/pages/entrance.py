"""Signing in and out."""

from flask import Blueprint, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from service.errors import SignInRequiredError, TooManyAttemptsError
from service.pages.forms import Form
from service.security.accounts import sign_in, sign_out
from service.security.guard import actor, guard, house

pages = Blueprint("entrance", __name__)
FIELDS = ("email", "password")


@pages.get("/sign-in")
@guard("service.look")
def sign_in_page() -> str | Response:
    """Show the sign-in form; whoever is signed in goes on."""
    if actor().account_id:
        return redirect(_own_path(request.args.get("next", "")))
    return _show(Form(request.args, fields=FIELDS))


@pages.post("/sign-in")
@guard("service.look")
def sign_in_submit() -> Response | tuple[str, int, dict[str, str]]:
    """Check the password and open a session under a new token."""
    form = Form(request.form, fields=FIELDS)
    try:
        token, _ = sign_in(
            house(),
            form.value("email"),
            form.value("password"),
            request.remote_addr or "",
            replaces=session.get("token", ""),
        )
    except (SignInRequiredError, TooManyAttemptsError) as error:
        form.refuse("email", error.message)
        wait = {"Retry-After": str(error.retry_after)} if isinstance(error, TooManyAttemptsError) else {}
        return _show(form), error.status, wait
    session.clear()
    session["token"] = token
    return redirect(_own_path(form.value("next")), 303)


@pages.post("/sign-out")
@guard("self.see")
def sign_out_submit() -> Response:
    """End the session."""
    sign_out(house(), session.get("token", ""))
    session.clear()
    return redirect(url_for("entrance.sign_in_page"), 303)


def _show(form: Form) -> str:
    return render_template("entrance/sign_in.html", form=form)


def _own_path(wanted: str) -> str:
    """Return the page to go on to: only ever a path of this service, never another address."""
    starts_here = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    plain = all(letter.isprintable() and letter != "\\" for letter in wanted)
    return wanted if starts_here and plain and not wanted.startswith("/api/") else url_for("home.show")
