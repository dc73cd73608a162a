"""The demonstration: an invented trust, its open requests composed, and the pages served on this machine."""

import os
import secrets
import socket
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median

import click
from sqlmodel import col, select

from service.cli.demo_applications import load_applications, load_marking
from service.cli.demo_outcomes import load_outcomes
from service.cli.demo_trust import Trust, TrustBuilder
from service.cli.installation import serve
from service.config import PREFIX, from_environment
from service.db import get
from service.errors import ConfigurationError
from service.migrations.upgrade import upgrade
from service.models import Account, Invitation, Panel, PanelRequest, PanelSeat, Person, Vacancy
from service.panels.compose import propose
from service.panels.hr_view import load_summary
from service.panels.life import confirm_panel
from service.panels.policies import activate_policy, create_policy, load_default_policies
from service.panels.policy_rules import PolicyInput
from service.panels.shortfalls import list_shortfalls
from service.people.self_description import load_default_features
from service.security.accounts import create_account
from service.trail import SYSTEM, Actor
from service.work import House, Work

PASSWORD_FILE = "demo-password.txt"  # noqa: S105 - where the password is kept, not the password
CONFIRMED = 3
PORTS = 50
EVERYBODY = 1_000_000


@dataclass(frozen=True, slots=True)
class SignIn:
    """One account of the demonstration."""

    role: str
    email: str
    what: str


SIGN_INS = (
    SignIn("manager", "manager@demo.example", "asks for panels, confirms them, records who sat"),
    SignIn("panelist", "ambassador@demo.example", "answers invitations, keeps availability and self-description"),
    SignIn("hr", "hr@demo.example", "sets policies, settles shortfalls, imports people"),
    SignIn("admin", "admin@demo.example", "keeps accounts"),
    SignIn("hr", "hr2@demo.example", "confirms what needs a second person"),
)


# Shows what only HR sees: panels that wait for release, a shortfall to settle, and a parity ratio that warns.
SENIOR_POSTS = PolicyInput(
    name="Band 8c and above",
    summary="A chair, two panelists and an ambassador. HR releases every panel: it needs a minority-ethnic member. "
    "One without lived experience of disability, or all of one gender, is explained.",
    seats=(
        {"role": "chair", "min_band": "post", "from": "anywhere"},
        {"role": "panelist", "min_band": "post-2", "from": "division"},
        {"role": "panelist", "from": "outside_department"},
        {"role": "ambassador", "from": "outside_department"},
    ),
    requirements=(
        {"id": "minority_member", "kind": "at_least", "feature": "ethnicity", "value": "minority", "min": 1,
         "strength": "must", "tier": 1},
        {"id": "lived_experience", "kind": "at_least", "feature": "lived_experience", "value": "yes", "min": 1,
         "strength": "explain", "tier": 1},
        {"id": "mixed_gender", "kind": "not_all_same", "feature": "gender", "strength": "explain", "tier": 2},
    ),
    scope={"min_band": "8c"},
    precedence=40,
)  # fmt: skip


@click.command("demo", short_help="Try Fairpanel with an invented trust.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="First port to try.")
@click.option("--no-serve", is_flag=True, help="Set everything up and print the summary, but do not serve.")
def demo(port: int, no_serve: bool) -> None:
    """Set up an invented trust, compose its open requests, and serve the pages."""
    _enter_demo_mode()
    settings = from_environment()
    if not settings.is_sqlite:
        raise ConfigurationError(f"The demonstration uses an SQLite file of its own: unset {PREFIX}DATABASE_URL.")
    folder = Path(settings.database_url.removeprefix("sqlite:///")).parent
    folder.mkdir(parents=True, exist_ok=True)
    house = House(settings)
    upgrade(house.database.engine)
    password = _password(folder / PASSWORD_FILE)
    with house.reading(SYSTEM) as work:
        fresh = work.session.exec(select(Account)).first() is None
    if fresh:
        trust = _load(house, password)
        click.echo(f"An invented trust is loaded: {_count(house)} people. Composing its open requests.")
        _compose(house, trust.requests)
        _confirm_some(house, trust, password)
        load_outcomes(house, _hr(house), _today())
        _shortlist(house)
    click.echo(_summary(house))
    house.database.engine.dispose()
    if no_serve:
        return
    port = _free_port(port)
    click.echo(f"\nServing on http://127.0.0.1:{port} — Ctrl-C stops. Sign in with the password {password} as")
    for sign_in in SIGN_INS:
        click.echo(f"  {sign_in.email:<24} {sign_in.role:<9} {sign_in.what}")
    serve("127.0.0.1", port)


def _free_port(first: int) -> int:
    """Return the first port from `first` on that nothing listens on."""
    for port in range(first, min(first + PORTS, 65536)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise ConfigurationError(f"Ports {first} to {first + PORTS - 1} are all taken: name another with --port.")


def _enter_demo_mode() -> None:
    # The server that this command turns into reads the same settings, whatever folder it runs in.
    os.environ.setdefault(f"{PREFIX}DEMO", "1")
    os.environ[f"{PREFIX}VAR"] = str(Path(os.environ.get(f"{PREFIX}VAR", "var")).absolute())


def _password(path: Path) -> str:
    """Return this demonstration's password: drawn once, readable by its owner alone."""
    if not path.exists():
        handle = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(f"demo-{secrets.token_hex(5)}\n")
    return path.read_text().strip()


def _load(house: House, password: str) -> Trust:
    with house.writing(SYSTEM) as work:
        load_default_features(work)
        load_default_policies(work)
        activate_policy(work, (senior := create_policy(work, SENIOR_POSTS)).id, senior.version)
        trust = TrustBuilder(work, _today()).build()
        # The panelist's account is made once it is known who was invited, so that there is something to answer.
        head = trust.managers[0]
        create_account(work, SIGN_INS[0].email, _name(work, head), password, ["manager"], person_id=head)
        create_account(work, SIGN_INS[2].email, "Recruitment and equality team", password, ["hr"])
        create_account(work, SIGN_INS[3].email, "Service administrator", password, ["admin"])
        create_account(work, SIGN_INS[4].email, "Equality lead", password, ["hr"])
    return trust


def _today() -> date:
    return date.today()  # noqa: DTZ011 - the person at the keyboard's own date


def _hr(house: House) -> Actor:
    with house.reading(SYSTEM) as work:
        account = work.session.exec(select(Account).where(Account.email == SIGN_INS[2].email)).one()
        return Actor(account.id, account.name, account.person_id, frozenset({"hr"}))


def _compose(house: House, request_ids: Sequence[str]) -> None:
    with click.progressbar(request_ids, label="Composing panels", file=sys.stderr) as bar:
        for request_id in bar:
            propose(house, SYSTEM, request_id)


def _confirm_some(house: House, trust: Trust, password: str) -> None:
    """Confirm a few of the manager's panels, and give the demonstration's panelist an invitation to answer."""
    with house.reading(SYSTEM) as work:
        account = work.session.exec(select(Account).where(Account.email == SIGN_INS[0].email)).one()
        manager = Actor(account.id, account.name, account.person_id, frozenset({"manager"}))
        mine = select(Panel).join(PanelRequest).join(Vacancy)
        # First those that HR must release: they are what HR has to look at.
        mine = mine.where(Vacancy.appointing_manager_id == account.person_id)
        mine = mine.order_by(col(Panel.needs_release).desc(), col(Panel.starts_at), col(Panel.id))
        panels = [(panel.id, panel.version) for panel in work.session.exec(mine)]
    for panel_id, version in panels[:CONFIRMED]:
        with house.writing(manager) as work:
            confirm_panel(work, panel_id, version, auto_invite=True)
    with house.writing(SYSTEM) as work:
        invited = select(Invitation.person_id).where(
            Invitation.state == "sent", Invitation.person_id != account.person_id
        )
        ids = list(work.session.exec(invited.order_by(Invitation.id)))
        chosen = next(
            (person for person in ids if person in trust.ambassadors), ids[0] if ids else trust.ambassadors[0]
        )
        create_account(work, SIGN_INS[1].email, _name(work, chosen), password, ["panelist"], person_id=chosen)


def _shortlist(house: House) -> None:
    """Let one vacancy of the manager's have redacted applications that wait for HR, and another be marked blind."""
    with house.reading(SYSTEM) as work:
        account = work.session.exec(select(Account).where(Account.email == SIGN_INS[0].email)).one()
        manager = Actor(account.id, account.name, account.person_id, frozenset({"manager"}))
        mine = select(Vacancy).where(Vacancy.appointing_manager_id == account.person_id, Vacancy.state == "open")
        # The invented applicants are nurses who want to lead a team.
        fitting = [col(Vacancy.title).contains(title).desc() for title in ("Charge Nurse", "Matron")]
        vacancies = work.session.exec(mine.order_by(*fitting, Vacancy.reference)).all()
    if vacancies:
        count = load_applications(house, manager, _hr(house), vacancies[0].id, _today())
        click.echo(f"{count} applications for {_post(vacancies[0])} are redacted and wait for HR.")
    if len(vacancies) > 1:
        emails = [each.email for each in SIGN_INS[:2]]
        count = load_marking(house, manager, _hr(house), emails, vacancies[1].id, _today())
        click.echo(f"{count} applications for {_post(vacancies[1])} are marked blind, by the manager and the panelist.")


def _post(vacancy: Vacancy) -> str:
    return f"{vacancy.title} ({vacancy.reference})"


def _name(work: Work, person_id: str) -> str:
    return get(work.session, Person, person_id).name


def _count(house: House) -> int:
    with house.reading(SYSTEM) as work:
        return len(work.session.exec(select(Person.id)).all())


def _summary(house: House) -> str:
    """Return how the requests stand: filled, not filled and why, and how the work is shared."""
    with house.reading(SYSTEM) as work:
        requests = work.session.exec(select(PanelRequest).order_by(PanelRequest.reference)).all()
        seats = work.session.exec(select(PanelSeat.person_id).where(col(PanelSeat.person_id).is_not(None))).all()
        unmet = len(list_shortfalls(work))
        load = [each.seats for each in load_summary(work, limit=EVERYBODY)]
    states = Counter(request.state for request in requests)
    composed = sum(states[state] for state in ("proposed", "confirmed", "closed"))
    lines = [
        "",
        f"{composed} of {len(requests)} requests have a panel: {len(seats)} seats, shared by {len(set(seats))} people.",
        f"{unmet} requirements are not met; HR sees which, and settles them.",
    ]
    if load:
        lines.append(
            f"Load over twelve months: {len(load)} people carry {sum(load)} seats; half of them carry at most "
            f"{int(median(load))}, the most loaded {max(load)}."
        )
    unfilled = [request for request in requests if request.state == "unfilled"]
    if unfilled:
        lines.append("Not filled, and why:")
    for request in unfilled:
        explanation = request.explanation or {}
        lines += [f"  {request.reference}  {reason}" for reason in explanation.get("reasons", [])[:2]]
        lines += [f"              would help: {change['text']}" for change in explanation.get("changes", [])[:1]]
    return "\n".join(lines)
