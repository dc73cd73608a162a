"""The home page: what needs this person's attention first."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from service.security.guard import actor, guard

pages = Blueprint("home", __name__)


@pages.get("/")
@guard("service.look")
def show() -> str | Response:
    """Show what waits for who is signed in; send everybody else to the sign-in page."""
    if actor().account_id is None:
        return redirect(url_for("entrance.sign_in_page"))
    return render_template("entrance/home.html")
