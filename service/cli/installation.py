"""Commands about the installation itself: keys, migrations, serving."""

import base64
import os
import secrets
import sys
from pathlib import Path

import click

import service
from service.config import from_environment
from service.migrations.upgrade import drift, is_current, upgrade
from service.trail import SYSTEM
from service.work import House


@click.command("make-keys", short_help="Print secrets for a new installation.")
def make_keys() -> None:
    """Print a fresh set of secrets for a new installation."""
    for name in ("SECRET_KEY", "DATA_KEYS", "TRAIL_KEY"):
        click.echo(f"FAIRPANEL_{name}={base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()}")


@click.command("migrate", short_help="Bring the database to this version's schema.")
@click.option("--check", is_flag=True, help="Only say whether the database fits; exit 3 when it does not.")
def migrate(check: bool) -> None:
    """Bring the database to this version's schema, all of it or nothing."""
    house = House(from_environment())
    if not check:
        upgrade(house.database.engine)
        click.echo("The database is at this version's schema.")
        return
    if not is_current(house.database.engine):
        click.echo("The database is not at this version's schema. Run `fairpanel migrate`.", err=True)
        sys.exit(3)
    differences = drift(house.database.engine)
    for difference in differences:
        click.echo(difference, err=True)
    sys.exit(3 if differences else 0)


@click.command("run")
@click.option("--host", default="127.0.0.1", show_default=True, envvar="FAIRPANEL_HOST", help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, envvar="FAIRPANEL_PORT", help="Port to listen on.")
def run(host: str, port: int) -> None:
    """Serve the pages and the API with gunicorn."""
    settings = from_environment()
    House(settings).database.assert_safe()
    serve(host, port)


def serve(host: str, port: int) -> None:
    """Turn this process into gunicorn, serving on this address."""
    root = Path(service.__file__).parent.parent
    os.execv(  # noqa: S606 - no shell, our own interpreter
        sys.executable,
        [
            sys.executable, "-m", "gunicorn", "--config", str(root / "gunicorn.conf.py"), "--pythonpath", str(root),
            "--bind", f"{host}:{port}", "wsgi:app",
        ],
    )  # fmt: skip


@click.command("verify-trail", short_help="Check the chain of the trail.")
@click.option("--head", default=None, help="The last link as kept outside the database; finds a cut-off tail too.")
def verify_trail(head: str | None) -> None:
    """Check the trail's chain; exit 3 names the first event that does not fit."""
    house = House(from_environment())
    with house.reading(SYSTEM) as work:
        broken = work.trail.verify(work.session, head=head)
    if broken is not None:
        click.echo(f"The trail does not fit its chain at event {broken}.", err=True)
        sys.exit(3)
    click.echo("The trail fits its chain.")


@click.command("rotate-keys", short_help="Encrypt personal data with the newest key.")
def rotate_keys() -> None:
    """Encrypt everything sealed anew with the first key of FAIRPANEL_DATA_KEYS; the older keys can go afterwards."""
    from service.cli.key_rotation import rotate_sealed
    from service.panels.round_files import rotate_round_keys
    from service.people.self_description import rotate_keys as rotate

    house = House(from_environment())
    with house.writing(SYSTEM) as work:
        people = rotate(work)
        files = rotate_round_keys(work) + rotate_sealed(work)
    click.echo(f"{people} self-descriptions and {files} other sealed texts and files were encrypted anew.")
