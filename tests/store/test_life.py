"""Signs of life of numbers, in a ledger that is older than they are kept."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from service.core.desk import ReplyFilter
from service.core.dispatch import claim, dispatch
from service.core.inbound import hear
from service.core.intake import receive
from service.core.ports import Core
from service.core.receipts import take_receipt
from service.core.records import Receipt
from service.core.sending import Sent
from service.domain.event import Kind
from service.domain.ids import MessageSid
from service.domain.number import Number
from service.domain.release import Contact
from service.store import migrate
from tests.builders import (
    GLASGOW,
    LIBERATION,
    LOTHIAN,
    SAM,
    SAMS_NUMBER,
    close,
    make_core,
    make_event,
    scheduled,
    sql_store,
)
from tests.fakes import FixedClock

NOBODYS, OTHERS = Number.trusted("+447700900456"), Number.trusted("+447700900457")


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


def test_what_came_to_an_older_ledger_is_read_by_the_board_whose_texts_it_answers_and_by_no_other(core: Core) -> None:
    sends_the_welcome(core)
    for number, sid in ((SAMS_NUMBER, "SM" + "1" * 32), (NOBODYS, "SM" + "2" * 32)):
        hear(core, MessageSid(sid), number.e164, "+447700900000", "hello there")
    passes_to_lothian(core)
    engine = sql_store(core).engine
    migrate.downgrade(engine, "0005")
    migrate.upgrade(engine, practice=True)
    with core.store.read() as tx:
        everybody = (GLASGOW, LOTHIAN, None)
        of = {board: sorted(one.sid[-1] for one in tx.desk.replies(ReplyFilter(board))) for board in everybody}
        own = [one for group in tx.desk.groups(GLASGOW, 9) for one in group.first]
        theirs = [one for group in tx.desk.groups(LOTHIAN, 9) for one in group.first]
    assert of == {GLASGOW: ["1"], LOTHIAN: [], None: ["1", "2"]}
    assert [one.about.get("reply", "")[-1:] for one in own if "reply" in one.about] == ["1"]
    assert not any(one.about.get("reply", "").endswith("1") for one in theirs)


def sends_the_welcome(core: Core) -> None:
    receive(core, scheduled())
    clock = core.clock
    assert isinstance(clock, FixedClock)
    with core.store.read() as tx:
        due = tx.texts.next_due()
    assert due is not None
    clock.set(now=due, wall=due)
    for one in claim(core, "worker", 1).taken:
        dispatch(core, "worker", one)
    clock.advance(timedelta(minutes=5))


def passes_to_lothian(core: Core) -> None:
    """Sam has another number now, and people of another Board have the two."""
    for whose, number, board in ((SAM, OTHERS, GLASGOW), ("2", SAMS_NUMBER, LOTHIAN), ("3", NOBODYS, LOTHIAN)):
        time, contact = core.clock.now(), Contact(number=number)
        kind = Kind.CONTACT if board is GLASGOW else Kind.SCHEDULED
        day = None if board is GLASGOW else LIBERATION
        event = make_event(kind, time=time, prison_number=whose, liberation_date=day, board=board, contact=contact)
        receive(core, event)


def test_to_look_for_a_number_makes_no_row(core: Core) -> None:
    with core.store.write("test") as tx:
        assert tx.lines.find(NOBODYS) is None
        made = tx.lines.of(NOBODYS)
        assert tx.lines.find(NOBODYS) == made
