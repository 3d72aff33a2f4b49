"""`release-day asked-for`."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime, timedelta

import click

from service import wiring
from service.core.asked_for import Asked
from service.core.local_help import asked_between
from service.domain.errors import Fault, InvalidError
from service.domain.london import london_day
from service.schedules.config import Config
from service.settings import Need, read_settings

_A_MONTH = timedelta(days=28)
_DAY = click.DateTime(["%Y-%m-%d"])
_NOT_KNOWN = "(area not known)"


@click.command("asked-for")
@click.option(
    "--from", "first", metavar="DATE", type=_DAY, help="The first day; four weeks before the last if left out."
)
@click.option("--to", "last", metavar="DATE", type=_DAY, help="The last day; today if left out.")
@click.option("--board", metavar="BOARD", help="Of this Board alone: its code or its name.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def asked_for(first: datetime | None, last: datetime | None, board: str | None, as_json: bool) -> None:
    """How often people asked for food, money, a home, a chemist or a dentist, where, and whether it was found.

    What was not found is what a Board's directory lacks (docs/directory.md). It is never told who asked.
    """
    core = wiring.build(read_settings(needs=Need.DATABASE | Need.KEYS))
    to = last.date() if last else london_day(core.clock.now())
    since = first.date() if first else to - _A_MONTH
    if since > to:
        message = "--from is later than --to"
        raise click.UsageError(message)
    asked = _of_board(core.config, asked_between(core, since, to), board)
    if as_json:
        click.echo(json.dumps([asdict(one) for one in asked]))
        return
    for line in _lines(core.config, asked, since, to):
        click.echo(line)


def _of_board(config: Config, asked: Iterable[Asked], board: str | None) -> tuple[Asked, ...]:
    if board is None:
        return tuple(asked)
    known = config.board_named(board)
    if known is None:
        raise InvalidError((Fault("--board", "is not in the configuration"),))
    return tuple(one for one in asked if one.board == known.code)


def _lines(config: Config, asked: Iterable[Asked], since: date, to: date) -> Iterable[str]:
    """A row for each place and wish: how often it was found there, and how often not."""
    yield f"{'from ' + since.isoformat() + ' to ' + to.isoformat():<60}  {'wish':<8}  {'found':>5}  {'not':>5}"
    table: dict[tuple[str, str], dict[bool, int]] = {}
    for one in asked:
        board = config.boards.get(one.board)
        place = f"{board.name if board else one.board}, {one.area or _NOT_KNOWN}"
        table.setdefault((place, one.wish), {})[one.found] = one.times
    for (place, wish), times in sorted(table.items()):
        yield f"{place:<60}  {wish:<8}  {times.get(True, 0):>5}  {times.get(False, 0):>5}"
