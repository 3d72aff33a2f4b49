"""`release-day publish`: what lies in `config/` becomes what runs."""

import getpass
import json
import sys
from typing import Any

import click

from service import wiring
from service.clock import WallClock
from service.configuration.reader import read_config
from service.core import publishing
from service.core.publishing import Draft, How, Published, Signature
from service.domain.errors import InvalidError
from service.domain.ids import SequenceId
from service.domain.london import london_day
from service.schedules.config import Config
from service.settings import Need, Settings, read_settings

_SHOWN = 12  # characters of a hash


@click.command()
@click.argument("sequence", metavar="[SEQUENCE]", required=False)
@click.option("--author", metavar="NAME", help="Who wrote it.  [default: the account that runs this command]")
@click.option("--approver", metavar="NAME", help="Who read and approved it: somebody else.")
@click.option(
    "--words-only", is_flag=True, help="For running releases too. Only words may differ; steps may be left out."
)
@click.option("--dry-run", is_flag=True, help="Store nothing; say what would be published.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list.")
def publish(  # noqa: PLR0913  its options
    sequence: str | None, author: str | None, approver: str | None, words_only: bool, dry_run: bool, as_json: bool
) -> None:
    """Take the sequences of the configuration, or this one, into the store as published versions: all or none.

    New releases begin with them; a running one keeps what it began with, but for what is published as words only.
    """
    settings = read_settings(needs=Need.DATABASE | Need.KEYS)
    drafts = _drafts(_config(settings), sequence)
    core = wiring.build(settings)
    signature = Signature(author if author is not None else _account(), approver)
    try:
        published = publishing.publish(core, drafts, signature, words_only=words_only, keep=not dry_run)
    except InvalidError as error:
        for fault in error.faults:
            click.echo(f"{fault.field}: {fault.message}", err=True)
        sys.exit(1)
    _print(published, dry_run=dry_run, as_json=as_json)
    if approver is None and any(one.how is not How.UNCHANGED for one in published):
        click.echo("warning: nobody is named who approved this; --approver names them", err=True)


def _config(settings: Settings) -> Config:
    return read_config(settings.config_dir, practice=settings.practice, today=london_day(WallClock().wall()))


def _drafts(config: Config, name: str | None) -> tuple[Draft, ...]:
    documents = config.documents
    if name is not None and name not in documents:
        message = f"there is no sequence {name}; there are {', '.join(sorted(documents))}"
        raise click.UsageError(message)
    names = sorted(documents) if name is None else [SequenceId(name)]
    return tuple(Draft(config.sequences[one], documents[one]) for one in names)


def _account() -> str:
    """On a server this may be a name that nobody bears, or none: then a person has to say who they are."""
    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):
        message = "this account has no name: say who wrote it with --author"
        raise click.UsageError(message) from None


def _print(published: tuple[Published, ...], *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps([_row(one) for one in published]))
        return
    for one in published:
        click.echo(_line(one))
    if dry_run:
        click.echo("a dry run: nothing was stored")


def _row(one: Published) -> dict[str, Any]:
    return {
        "sequence": one.version.sequence.id,
        "number": one.version.number,
        "hash": one.version.hash,
        "outcome": one.how,
        "withdrawn": one.withdrawn,
        "cancelled": one.cancelled,
    }


def _line(one: Published) -> str:
    version = one.version
    told = f"{version.sequence.id}  {version.number}  {version.hash[:_SHOWN]}  {one.how}"
    if not one.withdrawn:
        return told
    return f"{told}  withdrawn: {', '.join(one.withdrawn)} (planned texts cancelled: {one.cancelled})"
