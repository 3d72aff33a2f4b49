"""Signs of life of numbers, in a ledger that is older than they are kept."""

from collections.abc import Iterator

import pytest

from service.core.dispatch import claim, dispatch
from service.core.intake import receive
from service.core.ports import Core
from service.core.receipts import take_receipt
from service.core.records import Receipt
from service.core.sending import Sent
from service.domain.number import Number
from service.store import migrate
from tests.builders import SAMS_NUMBER, close, make_core, scheduled, sql_store
from tests.fakes import FixedClock

NOBODYS = Number.trusted("+447700900456")


@pytest.fixture
def core(databases: str) -> Iterator[Core]:
    made = make_core(databases, clock=FixedClock(scheduled().time))
    yield made
    close(made)


def test_a_number_of_an_older_ledger_lives_since_its_last_text_arrived(core: Core) -> None:
    receive(core, scheduled())
    clock = core.clock
    assert isinstance(clock, FixedClock)
    with core.store.read() as tx:
        due = tx.texts.next_due()
    assert due is not None
    clock.set(now=due, wall=due)
    for one in claim(core, "worker", 1).taken:
        outcome = dispatch(core, "worker", one)
        assert isinstance(outcome, Sent)
        take_receipt(core, Receipt(outcome.sid, "delivered", None, None, clock.wall()), None)
    with core.store.write("test") as tx:
        tx.lines.of(NOBODYS)
    engine = sql_store(core).engine
    migrate.downgrade(engine, "0005")
    migrate.upgrade(engine, practice=True)
    with core.store.read() as tx:
        known, unknown = tx.lines.find(SAMS_NUMBER), tx.lines.find(NOBODYS)
    assert known is not None
    assert unknown is not None
    assert (known.alive_at, unknown.alive_at) == (due, None)


def test_to_look_for_a_number_makes_no_row(core: Core) -> None:
    with core.store.write("test") as tx:
        assert tx.lines.find(NOBODYS) is None
        made = tx.lines.of(NOBODYS)
        assert tx.lines.find(NOBODYS) == made
