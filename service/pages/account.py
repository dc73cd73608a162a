"""One's own account: who is signed in, the password, and personal API tokens."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from service.db import get
from service.errors import InvalidInputError, SignInRequiredError, TooManyAttemptsError
from service.models import Account, utc_now
from service.pages.forms import Form, Page, answer
from service.security.accounts import change_password, create_token, revoke_token, sign_in, tokens
from service.security.guard import actor, guard, house

pages = Blueprint("account", __name__, url_prefix="/account")
FIELDS = ("present", "password", "repeated", "name", "scopes", "days")
ROLES = {"panelist": "Panelist", "manager": "Recruiting manager", "hr": "HR", "admin": "Administrator"}
LIFETIMES = {"30": "30 days", "90": "90 days", "365": "1 year"}


@pages.get("")
@guard("self.see")
def show() -> str:
    """Show the account."""
    return _show(Form({"scopes": ["read"], "days": "90"}, fields=FIELDS))


@pages.post("/password")
@guard("self.see")
def change_password_submit() -> Page:
    """Set a new password, after the present one; every other sign-in of the account ends."""
    form = Form(request.form, fields=FIELDS)

    def act() -> Response:
        email = _email()
        if form.value("password") != form.value("repeated"):
            form.refuse("repeated", "The two new passwords differ.", "Type the new password twice.")
            form.check()
        try:
            sign_in(house(), email, form.value("present"), request.remote_addr or "")
        except (SignInRequiredError, TooManyAttemptsError) as error:
            raise InvalidInputError.one("present", "The present password is not right.", _wait(error)) from error
        with house().writing(actor()) as work:
            change_password(work, str(actor().account_id), form.value("password"))
        token, _ = sign_in(house(), email, form.value("password"), request.remote_addr or "")
        session.clear()
        session["token"] = token
        flash("Your password is changed. You are signed out everywhere else.")
        return redirect(url_for("account.show"), 303)

    return answer(form, act, _show)


@pages.post("/tokens")
@guard("self.see")
def create_token_submit() -> Page:
    """Make a token and show it, this once; so this one page is the answer to the form itself."""
    form = Form(request.form, fields=FIELDS)

    def act() -> Response:
        days = form.one_of("days", LIFETIMES, what="How long the token works")
        form.check()
        with house().writing(actor()) as work:
            expires = utc_now() + timedelta(days=int(days))
            _, token = create_token(work, form.value("name"), form.values("scopes"), expires)
        return Response(_show(Form(fields=FIELDS), new_token=token), mimetype="text/html")

    return answer(form, act, _show)


@pages.post("/tokens/<token_id>/revoke")
@guard("self.see")
def revoke_token_submit(token_id: str) -> Response:
    """Revoke one of one's own tokens; revoking it again changes nothing."""
    with house().writing(actor()) as work:
        revoke_token(work, token_id)
    flash("The token is revoked. Nothing can sign in with it any more.")
    return redirect(url_for("account.show"), 303)


def _show(form: Form, new_token: str = "") -> str:
    zone = house().settings.zone
    now = utc_now()
    with house().reading(actor()) as work:
        email = get(work.session, Account, actor().account_id).email
        rows = [
            {
                "id": row.id,
                "name": row.name,
                "scopes": "Read and write" if "write" in row.scopes else "Read",
                "made": row.created_at.astimezone(zone).date(),
                "ends": row.expires_at.astimezone(zone).date() if row.expires_at else None,
                "state": ("Revoked", "grey")
                if row.revoked_at
                else ("Expired", "grey")
                if row.expires_at and row.expires_at <= now
                else ("Works", "green"),
            }
            for row in tokens(work)
        ]
    roles = [words for role, words in ROLES.items() if role in actor().roles]
    return render_template(
        "entrance/account.html",
        form=form,
        email=email,
        roles=roles,
        tokens=rows,
        new_token=new_token,
        scopes=[("read", "Read"), ("write", "Change things, as you could")],
        lifetimes=list(LIFETIMES.items()),
    )


def _email() -> str:
    with house().reading(actor()) as work:
        return get(work.session, Account, actor().account_id).email


def _wait(error: SignInRequiredError | TooManyAttemptsError) -> str:
    return error.message if isinstance(error, TooManyAttemptsError) else "Type the one you signed in with."
