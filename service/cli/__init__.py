"""The `fairpanel` command."""

import sys
from importlib import import_module

import click

from service.errors import FairpanelError, InvalidInputError

# Where each command lives; its module is imported only when it is used, so that `fairpanel solve` does not wait for
# the database's libraries, nor `fairpanel migrate` for the solver's.
COMMANDS = {
    "run": "service.cli.installation:run",
    "worker": "service.cli.worker:worker",
    "migrate": "service.cli.installation:migrate",
    "make-keys": "service.cli.installation:make_keys",
    "verify-trail": "service.cli.installation:verify_trail",
    "rotate-keys": "service.cli.installation:rotate_keys",
    "create-user": "service.cli.accounts:create_user",
    "demo": "service.cli.demo:demo",
    "import-people": "service.cli.people_commands:import_people",
    "import-requests": "service.cli.people_commands:import_requests",
    "import-applications": "service.cli.import_applications:import_applications",
    "solve": "service.cli.solver_commands:solve",
    "check": "service.cli.solver_commands:check",
    "explain": "service.cli.solver_commands:explain",
    "redact": "service.cli.redact_commands:redact",
    "redact-file": "service.cli.redact_commands:redact_file",
    "audit": "service.cli.audit_commands:audit",
}


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names in the order of the table above."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import and return the command of this name."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="fairpanel", message="fairpanel %(version)s")
def fairpanel() -> None:
    """Compose fair interview panels, and run the service that does.

    Settings come from FAIRPANEL_… environment variables; docs/deploy.md lists them.
    """


def main() -> None:
    """Run the command; a refusal is one clear line a problem on stderr, and exit code 2. Ctrl-C exits with 130."""
    try:
        code = fairpanel(standalone_mode=False)
    except InvalidInputError as error:
        for problem in error.problems:
            place = f"row {problem.row}, {problem.column}" if problem.row else problem.where
            click.echo(f"fairpanel: {place}: {problem.message} {problem.remedy}".rstrip(), err=True)
        sys.exit(2)
    except FairpanelError as error:
        click.echo(f"fairpanel: {error.message}", err=True)
        sys.exit(2)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        sys.exit(130)
    sys.exit(code if isinstance(code, int) else 0)
