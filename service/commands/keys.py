"""`release-day keys`: API keys for prisons, Boards and appointments systems."""

import json
import secrets
from datetime import date, time

import click

from service import wiring
from service.core import keys as core_keys
from service.core.ports import Core
from service.core.records import Key
from service.domain.errors import Fault, InvalidError
from service.domain.event import Source, SourceKind
from service.domain.london import at
from service.settings import Need, read_settings


@click.group()
def keys() -> None:
    """API keys: each belongs to one prison, one Board or one appointments system."""


@keys.command()
@click.option("--prison", metavar="SLUG", help="For this prison.")
@click.option("--board", metavar="CODE", help="For this Board.")
@click.option("--appointments", metavar="SLUG", help="For this appointments system.")
@click.option(
    "--expires", metavar="DATE", type=click.DateTime(["%Y-%m-%d"]), help="The first day on which it no longer works."
)
@click.option("--json", "as_json", is_flag=True, help='Print {"id", "key"}.')
def create(
    prison: str | None, board: str | None, appointments: str | None, expires: date | None, as_json: bool
) -> None:
    """Make a key and print it, this once."""
    core = _core()
    owner = _owner(core, prison, board, appointments)
    expires_at = at(date(expires.year, expires.month, expires.day), time.min) if expires else None
    new = core_keys.create(core, owner, f"rd_{secrets.token_urlsafe(32)}", expires_at)
    if as_json:
        click.echo(json.dumps({"id": new.id, "key": new.secret}))
    else:
        click.echo(f"{new.id} for {owner.uri}\n{new.secret}\nIt is shown only now.")


@keys.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_(as_json: bool) -> None:
    """Every key: whose it is, since when, until when. Never the key itself."""
    rows = [_row(key) for key in core_keys.listed(_core())]
    if as_json:
        click.echo(json.dumps(rows))
        return
    for row in rows:
        click.echo("  ".join(f"{name}={value}" for name, value in row.items() if value is not None))


@keys.command()
@click.argument("key_id", metavar="ID")
def revoke(key_id: str) -> None:
    """End a key at once."""
    core_keys.revoke(_core(), key_id)
    click.echo(f"{key_id} is revoked.")


def _core() -> Core:
    return wiring.build(read_settings(needs=Need.DATABASE | Need.KEYS))


def _owner(core: Core, prison: str | None, board: str | None, appointments: str | None) -> Source:
    """Exactly one owner, by the slug under which its events come. Raises InvalidError for one nobody configured."""
    if sum(one is not None for one in (prison, board, appointments)) != 1:
        message = "name exactly one of --prison, --board, --appointments"
        raise click.UsageError(message)
    if prison is not None:
        known_prison = core.config.prison_named(prison)
        return Source(SourceKind.PRISON, _known(known_prison.slug if known_prison else None, "--prison"))
    if board is not None:
        known_board = core.config.board_named(board)
        return Source(SourceKind.BOARD, _known(known_board.slug if known_board else None, "--board"))
    return Source(SourceKind.APPOINTMENTS, _known(appointments, "--appointments"))


def _known(slug: str | None, option: str) -> str:
    if slug is None:
        raise InvalidError((Fault(option, "is not in the configuration"),))
    return slug


def _row(key: Key) -> dict[str, str | None]:
    return {
        "id": key.id,
        "owner": key.owner.uri,
        "created": key.created_at.isoformat(),
        "expires": key.expires_at.isoformat() if key.expires_at else None,
        "revoked": key.revoked_at.isoformat() if key.revoked_at else None,
    }
