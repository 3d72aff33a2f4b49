"""Everything in its place before the practice clock runs: database, keys, processes."""

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import click

from service import wiring
from service.clock import PracticeClock, WallClock
from service.core import keys
from service.core.ports import Core
from service.demo.client import Client
from service.demo.house import FOLDER, House, clock_setting, furnish, only_demo_here, running
from service.domain.event import Source, SourceKind
from service.domain.london import LONDON
from service.settings import Need, read_settings
from service.store.engine import open_engine
from service.store.migrate import upgrade

START = datetime(2026, 12, 22, 9, 0, tzinfo=LONDON)
LOOK_S = 0.1
_FIRST_MARGIN_S, _TRIES = 8.0, 4


@dataclass(frozen=True)
class Stage:
    house: House
    core: Core
    client: Client
    clock: PracticeClock


@contextmanager
def staged(rate: float, database_url: str | None, *, pace_s: float) -> Iterator[Stage]:
    """All processes, ready while practice time still stands at its start; they end with the block.

    `rate`: practice seconds a second. `pace_s`: seconds between two statuses of a message. `database_url`: an empty or
    practice database; None: SQLite in `var/demo`.
    """
    with only_demo_here():
        house = furnish(database_url)
        upgrade(open_engine(house.variables["DATABASE_URL"]), practice=True)
        core = wiring.build(read_settings(house.environ, needs=Need.ALL))
        client = _client(house, core)
        with _opened(rate, house, client, pace_s) as clock:
            yield Stage(house, core, client, clock)


@contextmanager
def _opened(rate: float, house: House, client: Client, pace_s: float) -> Iterator[PracticeClock]:
    """The processes; a slow machine gets more time at the next try."""
    margin_s = _FIRST_MARGIN_S
    for _ in range(_TRIES):
        real_start = WallClock().wall() + timedelta(seconds=margin_s)
        with running(house, clock_setting(START, rate, real_start), pace_s):
            if _ready_before(client, real_start - timedelta(seconds=margin_s / 4)):
                yield PracticeClock(START, rate, real_start)
                return
        margin_s *= 2
    message = f"the processes did not start; their logs are in {FOLDER}"
    raise click.ClickException(message)


def _client(house: House, core: Core) -> Client:
    """With one key for the prison and one for each Board."""
    owners = [Source(SourceKind.BOARD, board.slug) for board in core.config.boards.values()]
    owners.insert(0, Source(SourceKind.PRISON, "barlinnie"))
    made = (keys.create(core, owner, f"rd_{secrets.token_urlsafe(32)}", None).secret for owner in owners)
    prison_key, *board_keys = made
    return Client(house.web, house.carrier, prison_key, tuple(board_keys))


def _ready_before(client: Client, limit: datetime) -> bool:
    while WallClock().wall() < limit:
        if client.is_ready():
            return True
        time.sleep(LOOK_S)
    return False
