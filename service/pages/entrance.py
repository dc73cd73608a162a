"""Signing in and out, and the home page."""

from flask import Blueprint, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from service.errors import SignInRequiredError, TooManyAttemptsError
from service.security.accounts import sign_in, sign_out
from service.security.guard import actor, guard, house

pages = Blueprint("entrance", __name__)


@pages.get("/")
@guard("service.look")
def home() -> str | Response:
    """Send people to their start, or to the sign-in page."""
    return render_template("home.html") if actor().account_id else redirect(url_for("entrance.sign_in_page"))


@pages.get("/sign-in")
@guard("service.look")
def sign_in_page() -> str:
    """Show the sign-in form."""
    return render_template("sign_in.html", problem=None, email="")


@pages.post("/sign-in")
@guard("service.look")
def sign_in_submit() -> Response | tuple[str, int]:
    """Check the password and open a session under a new token."""
    email = request.form.get("email", "")
    try:
        token, _ = sign_in(house(), email, request.form.get("password", ""), request.remote_addr or "")
    except (SignInRequiredError, TooManyAttemptsError) as error:
        return render_template("sign_in.html", problem=error.message, email=email), error.status
    session.clear()
    session["token"] = token
    return redirect(url_for("entrance.home"))


@pages.post("/sign-out")
@guard("self.see")
def sign_out_submit() -> Response:
    """End the session."""
    sign_out(house(), session.get("token", ""))
    session.clear()
    return redirect(url_for("entrance.sign_in_page"))
