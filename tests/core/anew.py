"""A service that begins anew as often as a test likes: the same tables, emptied, which is faster than making them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

from service.core.ports import Core
from service.store.store import SqlStore
from service.store.tables import database, metadata
from tests.builders import HEARD, close, make_core, sql_store
from tests.fakes import FakeCarrier, FixedClock


@dataclass(frozen=True)
class World:
    """A service on which nothing has happened yet, its clock and its carrier."""

    core: Core
    clock: FixedClock
    carrier: FakeCarrier


@dataclass(frozen=True)
class Worlds:
    """Worlds one after another on one database: the last one ends when the next begins."""

    core: Core = field(repr=False)

    def begin(self, now: datetime = HEARD) -> World:
        store = sql_store(self.core)
        with store.engine.begin() as connection:
            for table in reversed(metadata.sorted_tables):
                if table is not database:
                    connection.execute(table.delete())
        clock = FixedClock(now)
        carrier = FakeCarrier(clock.wall)
        anew = SqlStore(store.engine, store.sealer, clock)
        return World(replace(self.core, store=anew, clock=clock, carrier=carrier), clock, carrier)


@contextmanager
def worlds_on(database_url: str) -> Iterator[Worlds]:
    core = make_core(database_url)
    yield Worlds(core)
    close(core)
