from collections.abc import Iterator

import pytest

from service.core.ports import Core
from service.domain.event import Answer
from tests.builders import HEARD, LIBERATION, close, make_core, scheduled, shipped_config
from tests.core.looking import move_to, told
from tests.fakes import FakeCarrier, FixedClock
from tests.store.ledgers import ledger as ledger
from tests.store.ledgers import migrated_database as migrated_database
from tests.store.ledgers import migrated_file as migrated_file
from tests.store.ledgers import postgres_ledger as postgres_ledger
from tests.store.ledgers import sqlite_ledger as sqlite_ledger


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(HEARD)


@pytest.fixture
def carrier(clock: FixedClock) -> FakeCarrier:
    return FakeCarrier(clock.wall)


@pytest.fixture
def core(ledger: str, clock: FixedClock, carrier: FakeCarrier) -> Iterator[Core]:
    made = make_core(ledger, clock=clock, carrier=carrier)
    yield made
    close(made)


@pytest.fixture
def shipped(ledger: str, clock: FixedClock, carrier: FakeCarrier) -> Iterator[Core]:
    """The service as it is shipped: every sequence, appointments too."""
    made = make_core(ledger, clock=clock, carrier=carrier, config=shipped_config())
    yield made
    close(made)


@pytest.fixture
def due_now(core: Core, clock: FixedClock) -> Answer:
    """Sam's release, at the moment when the welcome is due."""
    answer = told(core, scheduled())
    move_to(clock, LIBERATION, 14)
    return answer
