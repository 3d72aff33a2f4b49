from collections.abc import Iterator

import pytest

from tests.builders import HEARD, close, make_core
from tests.console.house import House
from tests.fakes import FixedClock
from tests.store.ledgers import ledger as ledger
from tests.store.ledgers import migrated_database as migrated_database
from tests.store.ledgers import migrated_file as migrated_file
from tests.store.ledgers import postgres_ledger as postgres_ledger
from tests.store.ledgers import sqlite_ledger as sqlite_ledger


@pytest.fixture
def house(sqlite_ledger: str) -> Iterator[House]:
    """In practice, at home."""
    clock = FixedClock(HEARD)
    core = make_core(sqlite_ledger, clock=clock)
    yield House(core, clock)
    close(core)


@pytest.fixture
def houses(ledger: str) -> Iterator[House]:
    """The same on each kind of database, for what depends on one."""
    clock = FixedClock(HEARD)
    core = make_core(ledger, clock=clock)
    yield House(core, clock)
    close(core)
