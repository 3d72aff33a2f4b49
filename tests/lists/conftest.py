from collections.abc import Iterator

import pytest

from service.core.ports import Core
from tests.api.door import Door
from tests.builders import HEARD, close, make_core
from tests.fakes import FixedClock
from tests.store.ledgers import ledger as ledger
from tests.store.ledgers import migrated_database as migrated_database
from tests.store.ledgers import migrated_file as migrated_file
from tests.store.ledgers import postgres_ledger as postgres_ledger
from tests.store.ledgers import sqlite_ledger as sqlite_ledger


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(HEARD)


@pytest.fixture
def core(ledger: str, clock: FixedClock) -> Iterator[Core]:
    made = make_core(ledger, clock=clock)
    yield made
    close(made)


@pytest.fixture
def door(sqlite_ledger: str) -> Iterator[Door]:
    core = make_core(sqlite_ledger)
    yield Door(core)
    close(core)
