"""What was told while the database was down is heard when it is up again."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from service.core.ports import Core
from service.core.records import Spooled
from service.core.spooling import drain
from service.core.vitals import Kind
from service.domain.errors import UnavailableError
from service.domain.event import Answer
from service.domain.ids import MessageSid
from service.domain.text import Reason, State
from service.store import tables
from service.store.engine import open_engine
from service.store.store import SqlStore
from tests.builders import HEARD, SAMS_NUMBER, scheduled, sql_store
from tests.core.looking import (
    OUR_NUMBER,
    WORKER,
    attempts,
    claimed,
    send_due,
    states,
    stopped,
    tasks,
    text,
    told,
)
from tests.core.spools import FakeSpool

STOP = Spooled(MessageSid("SM" + "1" * 32), HEARD, SAMS_NUMBER.e164, OUR_NUMBER, "STOP")


@pytest.fixture
def spool() -> FakeSpool:
    return FakeSpool()


@pytest.fixture
def cut_off(core: Core) -> Iterator[Core]:
    engine = open_engine("postgresql://nobody@127.0.0.1:9/none?connect_timeout=5")
    yield replace(core, store=SqlStore(engine, sql_store(core).sealer, core.clock))
    engine.dispose()


def alerts(core: Core) -> list[str]:
    with core.store.read() as tx:
        return [one.kind for one in tx.alerts.standing()]


def kept(core: Core) -> int:
    with sql_store(core).engine.begin() as connection:
        return len(connection.execute(select(tables.replies)).all())


def test_a_stop_that_waited_in_the_spool_is_obeyed(core: Core, spool: FakeSpool) -> None:
    answer = told(core, scheduled())
    spool.keep(STOP)
    assert drain(core, spool, WORKER) == 1
    assert states(core, answer) == {State.CANCELLED: 12}
    assert spool.names() == ()


def test_a_request_that_is_there_twice_or_was_heard_before_is_one_reply(core: Core, spool: FakeSpool) -> None:
    for seconds in (0, 1):
        spool.keep(replace(STOP, words="Hello", wall=HEARD + timedelta(seconds=seconds)))
    assert drain(core, spool, WORKER) == 2
    spool.keep(replace(STOP, words="Hello"))  # killed after the commit, before the file went
    drain(core, spool, WORKER)
    assert kept(core) == 1
    assert tasks(core) == ["reply_to_read"]


def test_they_are_heard_in_the_order_in_which_they_came(core: Core, spool: FakeSpool) -> None:
    start = replace(STOP, sid=MessageSid("SM" + "2" * 32), words="START", wall=HEARD + timedelta(minutes=5))
    spool.keep(start)
    spool.keep(STOP)
    drain(core, spool, WORKER)
    assert stopped(core) is None


def test_a_receipt_finds_its_attempt_by_our_reference(core: Core, spool: FakeSpool, due_now: Answer) -> None:
    (one,) = claimed(core)
    spool.keep(Spooled(STOP.sid, HEARD, status="delivered", ref=one.attempt.id))
    drain(core, spool, WORKER)
    assert text(core, due_now).state is State.DELIVERED


def test_a_receipt_keeps_its_error_code(core: Core, spool: FakeSpool, due_now: Answer) -> None:
    send_due(core)
    (attempt,) = attempts(core, text(core, due_now))
    assert attempt.sid is not None
    spool.keep(Spooled(attempt.sid, HEARD, status="undelivered", code=30005))
    drain(core, spool, WORKER)
    (attempt,) = attempts(core, text(core, due_now))
    assert (attempt.status, attempt.code) == ("undelivered", 30005)


def test_while_the_database_is_away_nothing_leaves_the_spool(core: Core, cut_off: Core, spool: FakeSpool) -> None:
    spool.keep(STOP)
    with pytest.raises(UnavailableError):
        drain(cut_off, spool, WORKER)
    assert len(spool.names()) == 1
    drain(core, spool, WORKER)
    assert stopped(core) is Reason.OPTED_OUT


def test_a_damaged_file_is_told_of_once_and_keeps_back_no_other(core: Core, spool: FakeSpool) -> None:
    spool.keep(replace(STOP, wall=HEARD - timedelta(hours=1)))
    spool.spoil(spool.names()[0])
    spool.keep(STOP)
    assert [drain(core, spool, WORKER) for _ in range(3)] == [1, 0, 0]
    assert stopped(core) is Reason.OPTED_OUT
    assert tasks(core) == ["spool_damaged"]
    assert alerts(core) == [Kind.SPOOL_DAMAGED]
    assert len(spool.damaged()) == 1


def test_the_alert_ends_when_a_person_has_taken_the_damaged_file_away(core: Core, spool: FakeSpool) -> None:
    spool.keep(STOP)
    spool.spoil(spool.names()[0])
    drain(core, spool, WORKER)
    spool.take_away(spool.damaged()[0])
    drain(core, spool, WORKER)
    assert alerts(core) == []


def test_a_request_that_cannot_be_heard_stays_and_keeps_back_no_other(core: Core, spool: FakeSpool) -> None:
    """Nobody gives up on what may be a STOP."""
    broken = replace(STOP, sid=MessageSid("SM" + "3" * 32), wall=HEARD - timedelta(hours=1), words="\ud800")
    spool.keep(broken)
    spool.keep(STOP)
    assert [drain(core, spool, WORKER) for _ in range(2)] == [1, 0]
    assert stopped(core) is Reason.OPTED_OUT
    assert tasks(core) == ["spool_not_heard"]
    assert len(spool.names()) == 1
    assert alerts(core) == [Kind.SPOOL_DAMAGED]
