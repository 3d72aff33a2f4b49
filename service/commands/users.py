"""`release-day users`: the accounts of staff."""

import json
import secrets

import click

from service import wiring
from service.core import accounts
from service.core.ports import Core
from service.core.records import Role, Seat, User
from service.domain.errors import Fault, InvalidError
from service.domain.london import LONDON
from service.settings import Need, read_settings


@click.group()
def users() -> None:
    """Accounts of staff: each has one role, for one Board, one prison, or nationwide."""


@users.command()
@click.argument("email")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True, help="What they may do.")
@click.option("--board", metavar="CODE", help="For this Board only.")
@click.option("--prison", metavar="SLUG", help="For this prison only: a poster.")
@click.option("--json", "as_json", is_flag=True, help='Print {"id", "link", "expires"}.')
def create(email: str, role: str, board: str | None, prison: str | None, as_json: bool) -> None:
    """Make an account and print the link that sets it up, this once. An account that is there begins anew."""
    if board is not None and prison is not None:
        message = "name at most one of --board, --prison"
        raise click.UsageError(message)
    settings = read_settings(needs=Need.DATABASE | Need.KEYS)
    core = wiring.build(settings)
    new = accounts.create_user(core, email, _seat(core, Role(role), board, prison), secrets.token_urlsafe(32))
    link, until = f"{settings.public_url}{new.path}", new.expires_at
    if as_json:
        click.echo(json.dumps({"id": new.user.id, "link": link, "expires": until.isoformat()}))
        return
    begun = "" if new.is_new else ": the account begins anew, its password and its sessions are gone"
    click.echo(f"{new.user.id} for {_place(new.user)}, {role}{begun}\n{link}")
    click.echo(f"It is shown only now, works once, and until {until.astimezone(LONDON):%H:%M on %d %B %Y}.")


@users.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_(as_json: bool) -> None:
    """Every account: who, in which role, for whom, and whether it works."""
    rows = [_row(user) for user in accounts.listed(_core())]
    if as_json:
        click.echo(json.dumps(rows))
        return
    for row in rows:
        click.echo("  ".join(f"{name}={value}" for name, value in row.items() if value is not None))


@users.command()
@click.argument("email")
def disable(email: str) -> None:
    """End an account at once, with its sessions and links."""
    user = accounts.disable(_core(), email)
    click.echo(f"{user.id} is disabled.")


def _core() -> Core:
    return wiring.build(read_settings(needs=Need.DATABASE | Need.KEYS))


def _seat(core: Core, role: Role, board: str | None, prison: str | None) -> Seat:
    """By code, slug or name. Raises InvalidError for a place that nobody configured."""
    known_board = core.config.board_named(board) if board is not None else None
    known_prison = core.config.prison_named(prison) if prison is not None else None
    for option, named, known in (("--board", board, known_board), ("--prison", prison, known_prison)):
        if named is not None and known is None:
            raise InvalidError((Fault(option, "is not in the configuration"),))
    return Seat(role, known_board.code if known_board else None, known_prison.slug if known_prison else None)


def _place(user: User) -> str:
    return user.seat.board or user.seat.prison or "all of Scotland"


def _row(user: User) -> dict[str, str | None]:
    """A link that nobody used yet leaves the account waiting."""
    working = "active" if user.password_hash else "waiting for set-up"
    return {
        "id": user.id,
        "email": user.email,
        "role": user.seat.role,
        "board": user.seat.board,
        "prison": user.seat.prison,
        "state": "disabled" if user.disabled else working,
        "created": user.created_at.isoformat(),
    }
