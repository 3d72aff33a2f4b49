from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from service.store.engine import open_engine
from service.store.store import SqlStore
from tests.builders import HEARD
from tests.fakes import FixedClock
from tests.store.ledgers import ledger as ledger
from tests.store.ledgers import migrated_database as migrated_database
from tests.store.ledgers import migrated_file as migrated_file
from tests.store.ledgers import postgres_ledger as postgres_ledger
from tests.store.ledgers import sqlite_ledger as sqlite_ledger
from tests.store.rows import NOW, new_sealer


@pytest.fixture
def engine(ledger: str) -> Iterator[Engine]:
    engine = open_engine(ledger)
    yield engine
    engine.dispose()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW, wall=HEARD)


@pytest.fixture
def store(engine: Engine, clock: FixedClock) -> SqlStore:
    return SqlStore(engine, new_sealer(), clock)
