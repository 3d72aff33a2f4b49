"""The command line: a group that loads a command only when it is called, so that the small ones start at once."""

import importlib
import sys

import click

from service.domain.errors import ReleaseDayError

COMMANDS = {
    "asked-for": "What people asked for near them, for a Board's planning.",
    "cards": "Cards with a code, for releases without a number.",
    "check": "Every fault in the configuration, as file:line:col: message.",
    "check-text": "Whether words on standard input may go out as a text, as JSON.",
    "doctor": "What is wrong with the service, a line each.",
    "demo": "The whole service on practice phones, nobody texted.",
    "go-on": "Release the service from its hold.",
    "hold": "Put the service on hold: nothing goes out.",
    "import": "A prison's own list of releases, CSV or XLSX.",
    "keys": "API keys: create, list, revoke.",
    "leaflet": "A leaflet of one Board, for everybody without a card.",
    "migrate": "Bring the database's schema up.",
    "number": "Whether numbers can be texted.",
    "practice": "The practice carrier alone.",
    "preview": "The calendar of one person, for any day.",
    "publish": "Take the sequences of the configuration into the store.",
    "restored": "After a backup was restored: hold, and replay the carrier's list.",
    "understand": "What replies mean, as JSON lines.",
    "users": "Accounts of staff: create, list, disable.",
    "web": "The web process.",
    "worker": "The worker process.",
}
# The module and function, where the command's name is a word of Python's own, or none that Python takes.
_HOMES = {"asked-for": "asked_for", "check-text": "check_text", "go-on": "go_on", "import": "import_list"}


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load the command's module by its name: the one lazy import of this service."""
        if cmd_name not in COMMANDS:
            return None
        home = _HOMES.get(cmd_name, cmd_name)
        command: click.Command = getattr(importlib.import_module(f"service.commands.{home}"), home)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> object:
        """What this service refuses on purpose is told in its own words, without a traceback."""
        try:
            return super().invoke(ctx)
        except ReleaseDayError as error:
            click.echo(str(error) or type(error).__name__, err=True)
            sys.exit(1)


@click.group(cls=_Lazy)
def release_day() -> None:
    """Easy-read texts from health Boards, at the right moments after a release."""
