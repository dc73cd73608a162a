"""Accounts for administrators: the list, new ones, roles, passwords, disabling and enabling again."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.db import get
from service.models import ACCOUNT_ROLES, Account, Person
from service.pages.forms import Form, Page, answer
from service.pages.hr_lookup import person_called
from service.pages.presenters import page_number, pages_of
from service.security.accounts import accounts, change_password, create_account, disable, enable, roles_of, set_roles
from service.security.guard import actor, guard, house
from service.work import Work

pages = Blueprint("admin_accounts", __name__, url_prefix="/admin/accounts")
PER_PAGE = 50
FIELDS = ("email", "name", "roles", "person", "password", "repeated")
ROLES = {
    "panelist": ("Panelist", "Answers invitations, keeps their availability and self-description"),
    "manager": ("Recruiting manager", "Asks for panels for their vacancies, confirms them, records who sat"),
    "hr": (
        "HR",
        "Sees all requests and people, sets policies, settles shortfalls; views of self-descriptions are recorded",
    ),
    "admin": ("Administrator", "Keeps accounts; sees no requests, panels or self-descriptions"),
}


@pages.get("")
@guard("accounts.edit")
def show_all() -> str:
    """List the accounts by e-mail address."""
    with house().reading(actor()) as work:
        found, total = accounts(work, page=page_number(), size=PER_PAGE)
    rows = [(account, ", ".join(ROLES[role][0] for role in roles), _state(account)) for account, roles in found]
    return render_template(
        "admin/accounts.html", rows=rows, total=total, pages=pages_of(total, page_number(), PER_PAGE)
    )


@pages.get("/new")
@guard("accounts.edit")
def new() -> str:
    """Show the form for a new account."""
    return _new_page(Form(fields=FIELDS))


@pages.post("/new")
@guard("accounts.edit")
def new_submit() -> Page:
    """Make an account."""
    form = Form(request.form, fields=FIELDS)

    def act() -> Response:
        with house().writing(actor()) as work:
            person_id = None
            if form.value("person").strip():
                person_id = person_called(work, form.value("person"))
                if person_id is None:
                    form.refuse("person", "Nobody has this employee number or e-mail.", "Add the person first.")
                    form.check()
            account = create_account(
                work, form.value("email"), form.value("name"), form.value("password"), form.values("roles"),
                person_id=person_id,
            )  # fmt: skip
        flash(f"{account.name} can sign in. Give them the password in person and ask them to change it.")
        return redirect(url_for("admin_accounts.show", account_id=account.id), 303)

    return answer(form, act, _new_page)


@pages.get("/<account_id>")
@guard("accounts.edit")
def show(account_id: str) -> str:
    """Show one account with what can be changed of it."""
    return _show(account_id, Form(fields=FIELDS))


@pages.post("/<account_id>/roles")
@guard("accounts.edit")
def roles_submit(account_id: str) -> Page:
    """Replace an account's roles."""
    form = Form(request.form, fields=FIELDS)

    def change(work: Work) -> str:
        set_roles(work, account_id, form.values("roles"), form.version())
        return "The roles are changed, and the account is signed out everywhere."

    return _submit(account_id, form, change)


@pages.post("/<account_id>/password")
@guard("accounts.edit")
def password_submit(account_id: str) -> Page:
    """Set a new password."""
    form = Form(request.form, fields=FIELDS)

    def change(work: Work) -> str:
        if form.value("password") != form.value("repeated"):
            form.refuse("repeated", "The two passwords differ.", "Type the new password twice.")
        form.check()
        change_password(work, account_id, form.value("password"))
        return "The password is changed, and the account is signed out everywhere."

    return _submit(account_id, form, change)


@pages.post("/<account_id>/disable")
@guard("accounts.edit")
def disable_submit(account_id: str) -> Page:
    """Disable an account."""
    form = Form(request.form)

    def change(work: Work) -> str:
        if account_id == actor().account_id:
            form.refuse("", "You cannot disable the account you are signed in with.", "Ask another administrator.")
        form.check()
        disable(work, account_id, form.version())
        return "The account is disabled: nobody can sign in with it, and its tokens are revoked."

    return _submit(account_id, form, change)


@pages.post("/<account_id>/enable")
@guard("accounts.edit")
def enable_submit(account_id: str) -> Page:
    """Enable a disabled account."""
    form = Form(request.form)

    def change(work: Work) -> str:
        enable(work, account_id, form.version())
        return "The account works again, with its old password and roles. Its tokens stay revoked."

    return _submit(account_id, form, change)


def _submit(account_id: str, form: Form, change: Callable[[Work], str]) -> Page:
    def act() -> Response:
        with house().writing(actor()) as work:
            said = change(work)
        flash(said)
        # Whoever changes their own roles or password is signed out too, and is asked to sign in again.
        return redirect(url_for("admin_accounts.show", account_id=account_id), 303)

    return answer(form, act, lambda shown: _show(account_id, shown))


def _new_page(form: Form) -> str:
    return render_template("admin/account_form.html", form=form, roles=_choices())


def _show(account_id: str, form: Form) -> str:
    with house().reading(actor()) as work:
        account = get(work.session, Account, account_id)
        roles = roles_of(work, account_id)
        person = work.session.get(Person, account.person_id) if account.person_id else None
    if "roles" not in form.typed and not form.problems:
        form.typed.setlist("roles", sorted(roles))
    return render_template(
        "admin/account.html",
        form=form,
        account=account,
        person=person,
        state=_state(account),
        held=[ROLES[role][0] for role in ACCOUNT_ROLES if role in roles],
        roles=_choices(),
        own=account_id == actor().account_id,
    )


def _choices() -> list[dict[str, str]]:
    return [{"value": role, "text": words, "hint": hint} for role, (words, hint) in ROLES.items()]


def _state(account: Account) -> tuple[str, str]:
    return ("Disabled", "grey") if account.disabled_at else ("Works", "green")
