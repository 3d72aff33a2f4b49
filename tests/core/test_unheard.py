"""Texts without a last word: the carrier is asked, and their state changes only by what it says."""

from datetime import timedelta

import pytest

from service.core.ports import Core
from service.core.sending import Sent
from service.core.unheard import fetch_unheard
from service.domain.event import Answer
from service.domain.ids import MessageSid
from service.domain.text import State
from tests.core.looking import WORKER, attempts, send_due, tasks, text
from tests.fakes import FakeCarrier, FixedClock

SID = MessageSid("SM" + "a" * 32)
DAY = timedelta(days=1)


@pytest.fixture
def taken(core: Core, carrier: FakeCarrier, due_now: Answer) -> Answer:
    """Sam's welcome is with the carrier, and no receipt comes."""
    carrier.script(Sent(SID))
    send_due(core)
    return due_now


def test_case_59_after_72_hours_without_a_receipt_the_carrier_is_asked_and_believed(
    core: Core, carrier: FakeCarrier, clock: FixedClock, taken: Answer
) -> None:
    carrier.now_says(SID, "delivered")
    clock.advance(3 * DAY - timedelta(seconds=1))
    assert fetch_unheard(core, WORKER) == 0
    clock.advance(timedelta(seconds=1))
    assert fetch_unheard(core, WORKER) == 1
    assert text(core, taken).state is State.DELIVERED
    clock.advance(DAY)
    assert fetch_unheard(core, WORKER) == 0


def test_case_59_where_the_carrier_says_nothing_new_the_state_is_unchanged(
    core: Core, carrier: FakeCarrier, clock: FixedClock, taken: Answer
) -> None:
    clock.advance(3 * DAY)
    before = text(core, taken)
    fetch_unheard(core, WORKER)
    assert text(core, taken).state is before.state is State.ACCEPTED
    carrier.now_says(SID, "sent")
    clock.advance(DAY)
    fetch_unheard(core, WORKER)
    assert text(core, taken).state is State.SENT


def test_it_is_asked_about_once_a_day_and_not_for_ever(
    core: Core, carrier: FakeCarrier, clock: FixedClock, taken: Answer
) -> None:
    asked = []
    for _ in range(20 * 2):
        clock.advance(DAY / 2)
        asked.append(fetch_unheard(core, WORKER))
    assert sum(asked) == 12, "on the days 3 to 14"


def test_a_code_comes_with_the_status(core: Core, carrier: FakeCarrier, clock: FixedClock, taken: Answer) -> None:
    carrier.now_says(SID, "undelivered", 30003)
    clock.advance(3 * DAY)
    fetch_unheard(core, WORKER)
    (attempt,) = attempts(core, text(core, taken))
    assert (attempt.status, attempt.code) == ("undelivered", 30003)


def test_a_message_that_the_carrier_does_not_know_is_for_a_person_and_its_state_stays(
    core: Core, carrier: FakeCarrier, clock: FixedClock, taken: Answer
) -> None:
    carrier.held.clear()
    for _ in range(2):
        clock.advance(3 * DAY)
        fetch_unheard(core, WORKER)
    assert tasks(core) == ["text_not_at_carrier"]
    assert text(core, taken).state is State.ACCEPTED


def test_a_carrier_that_says_nothing_is_asked_again_at_the_next_pass(
    core: Core, carrier: FakeCarrier, clock: FixedClock, taken: Answer
) -> None:
    carrier.silent = True
    clock.advance(3 * DAY)
    assert fetch_unheard(core, WORKER) == 0
    carrier.silent = False
    assert fetch_unheard(core, WORKER) == 1
