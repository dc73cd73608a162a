"""Commands about accounts."""

import click
from sqlmodel import select

from service.config import from_environment
from service.errors import InvalidInputError
from service.models import ACCOUNT_ROLES, Person
from service.security.accounts import create_account
from service.trail import SYSTEM
from service.work import House


@click.command("create-user")
@click.argument("email")
@click.option("--name", required=True, help="The name shown on pages.")
@click.option(
    "--role", "roles", multiple=True, required=True, type=click.Choice(ACCOUNT_ROLES), help="Give one or more."
)
@click.option("--employee-number", help="Ties the account to this person of the pool; panelists need it.")
@click.password_option(help="Asked for when it is not given; at least 12 characters.")
def create_user(email: str, name: str, roles: tuple[str, ...], employee_number: str | None, password: str) -> None:
    """Make an account that can sign in."""
    house = House(from_environment())
    with house.writing(SYSTEM) as work:
        person_id = None
        if employee_number is not None:
            person = work.session.exec(select(Person).where(Person.employee_number == employee_number)).first()
            if person is None:
                raise InvalidInputError.one(
                    "--employee-number", f"Nobody has employee number {employee_number}.", "Import the person first."
                )
            person_id = person.id
        create_account(work, email, name, password, roles, person_id=person_id)
    click.echo(f"{email} can sign in.")
