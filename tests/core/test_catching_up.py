"""What no webhook told of is heard late, out of the carrier's list."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from service.core.catching_up import catch_up as read_list
from service.core.catching_up import is_caught_up, keep_caught_up
from service.core.ports import Core
from service.core.sending import CarrierSilentError, Listed
from service.domain.event import Answer
from service.domain.ids import MessageSid
from service.domain.text import Reason, State
from service.store import tables
from tests.builders import HEARD, SAMS_NUMBER, scheduled, sql_store
from tests.core.looking import OUR_NUMBER, WORKER, says, send_due, states, stopped, tasks, text, told
from tests.fakes import FakeCarrier, FixedClock

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def answer(core: Core) -> Answer:
    return told(core, scheduled())


def say_unheard(carrier: FakeCarrier, words: str, ago: timedelta = MINUTE) -> Listed:
    """A text of Sam's of which no webhook told."""
    return carrier.hear(SAMS_NUMBER.e164, words, to=OUR_NUMBER, created=HEARD - ago)


def test_a_stop_that_no_webhook_told_of_is_heard(core: Core, carrier: FakeCarrier, answer: Answer) -> None:
    say_unheard(carrier, "STOP")
    assert read_list(core, WORKER) == 1
    assert states(core, answer) == {State.CANCELLED: 12}


def test_what_was_heard_is_not_heard_again(core: Core, carrier: FakeCarrier, answer: Answer) -> None:
    one = say_unheard(carrier, "Hello")
    says(core, "Hello", sid=one.sid)
    assert [read_list(core, WORKER) for _ in range(2)] == [0, 0]
    say_unheard(carrier, "Hello")
    assert [read_list(core, WORKER) for _ in range(2)] == [1, 0]
    assert tasks(core) == ["reply_to_read"] * 2


def test_what_was_missed_is_heard_in_the_order_in_which_it_was_said(
    core: Core, carrier: FakeCarrier, answer: Answer
) -> None:
    later = say_unheard(carrier, "START", ago=5 * MINUTE)
    sooner = say_unheard(carrier, "STOP", ago=20 * MINUTE)
    read_list(core, WORKER)
    assert stopped(core) is None
    with sql_store(core).engine.begin() as connection:
        kept = select(tables.journal.c.about).where(tables.journal.c.action == "reply.kept")
        found = [about["reply"] for about in connection.execute(kept.order_by("id")).scalars()]
    assert found == [sooner.sid, later.sid]


def test_a_message_that_cannot_be_heard_keeps_back_no_other(core: Core, carrier: FakeCarrier, answer: Answer) -> None:
    say_unheard(carrier, "\ud800", ago=5 * MINUTE)
    say_unheard(carrier, "STOP")
    assert read_list(core, WORKER) == 1
    assert stopped(core) is Reason.OPTED_OUT
    assert tasks(core) == ["reply_not_heard"]
    assert is_caught_up(core)


def test_a_list_that_overlaps_the_last_one_finds_what_was_slow_to_stand_in_it(
    core: Core, carrier: FakeCarrier, clock: FixedClock, answer: Answer
) -> None:
    read_list(core, WORKER)
    clock.advance(10 * MINUTE)
    say_unheard(carrier, "STOP", ago=50 * MINUTE)
    assert keep_caught_up(core, WORKER) == 1


def test_it_is_read_every_ten_minutes(core: Core, carrier: FakeCarrier, clock: FixedClock, answer: Answer) -> None:
    keep_caught_up(core, WORKER)
    say_unheard(carrier, "STOP")
    clock.advance(9 * MINUTE)
    assert keep_caught_up(core, WORKER) == 0
    clock.advance(MINUTE)
    assert keep_caught_up(core, WORKER) == 1


def test_nothing_may_be_sent_before_the_list_was_read(core: Core, carrier: FakeCarrier, clock: FixedClock) -> None:
    assert not is_caught_up(core)
    read_list(core, WORKER)
    assert is_caught_up(core)
    clock.advance(15 * MINUTE)
    assert is_caught_up(core)
    clock.advance(timedelta(seconds=1))
    assert not is_caught_up(core)


def test_a_list_that_cannot_be_read_counts_as_not_read(core: Core, carrier: FakeCarrier, answer: Answer) -> None:
    carrier.silent = True
    say_unheard(carrier, "STOP")
    with pytest.raises(CarrierSilentError):
        keep_caught_up(core, WORKER)
    assert not is_caught_up(core)
    carrier.silent = False
    assert keep_caught_up(core, WORKER) == 1


def test_after_a_long_gap_the_list_is_read_back_to_the_last_time(
    core: Core, carrier: FakeCarrier, clock: FixedClock, answer: Answer
) -> None:
    read_list(core, WORKER)
    say_unheard(carrier, "STOP", ago=-MINUTE)
    clock.advance(timedelta(days=3))
    assert read_list(core, WORKER) == 1


def test_our_own_texts_in_the_list_change_nothing(
    core: Core, carrier: FakeCarrier, clock: FixedClock, due_now: Answer
) -> None:
    send_due(core)
    (sid,) = [one.sid for one in carrier.held]
    carrier.now_says(sid, "sent")
    before = text(core, due_now)
    read_list(core, WORKER)
    assert text(core, due_now) == before
    assert tasks(core) == []


def test_a_message_of_somebody_else_on_the_same_account_is_not_ours_to_explain(
    core: Core, carrier: FakeCarrier, answer: Answer
) -> None:
    foreign = MessageSid("SM" + "f" * 32)
    carrier.hold(Listed(foreign, False, SAMS_NUMBER.e164, "+447700900888", "Your parcel", "sent", None, HEARD))
    read_list(core, WORKER)
    assert tasks(core) == []
    with core.store.read() as tx:
        assert tx.hold.held() is None
