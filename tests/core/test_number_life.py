"""What becomes of a number when texts to it do not arrive: once more later, strikes, and its return."""

from datetime import date, time, timedelta

import pytest

from service.core.consequences import TRIED_AGAIN_AFTER
from service.core.ports import Core
from service.core.receipts import take_receipt
from service.core.records import Receipt
from service.core.retrying import try_later
from service.domain.event import Answer
from service.domain.ids import MessageSid
from service.domain.london import at
from service.domain.text import Reason, State
from tests.builders import LIBERATION, scheduled
from tests.core.looking import (
    WORKER,
    attempts,
    every_text,
    live_through,
    move_to,
    says,
    send_due,
    stopped,
    tasks,
    text,
    told,
)
from tests.fakes import FakeCarrier, FixedClock

GP = "02_gp"


@pytest.fixture
def answer(core: Core, clock: FixedClock) -> Answer:
    answer = told(core, scheduled())
    move_to(clock, LIBERATION, 14)
    return answer


def last_sid(core: Core, answer: Answer, step: str) -> MessageSid:
    sid = attempts(core, text(core, answer, step))[-1].sid
    assert sid is not None
    return sid


def comes_back(core: Core, clock: FixedClock, sid: MessageSid, code: int | None, status: str = "undelivered") -> None:
    take_receipt(core, Receipt(sid, status, code, None, clock.wall()), None)


def gp_goes(core: Core, clock: FixedClock, answer: Answer) -> None:
    live_through(core, clock, text(core, answer, GP).due_at)


def gp_comes_back(core: Core, clock: FixedClock, answer: Answer, code: int = 30003) -> MessageSid:
    """It goes, and is undelivered: its name at the carrier."""
    gp_goes(core, clock, answer)
    sid = last_sid(core, answer, GP)
    comes_back(core, clock, sid, code)
    return sid


def tried_later(core: Core, clock: FixedClock, wait: timedelta = TRIED_AGAIN_AFTER) -> int:
    """How many texts are planned once more after that wait."""
    clock.advance(wait)
    return try_later(core, WORKER)


def test_a_text_to_a_phone_that_was_off_goes_once_more_and_not_twice_more(
    core: Core, carrier: FakeCarrier, clock: FixedClock, answer: Answer
) -> None:
    gp_comes_back(core, clock, answer)
    assert text(core, answer, GP).state is State.UNDELIVERED
    assert try_later(core, WORKER) == 0
    assert tried_later(core, clock) == 1
    assert send_due(core) != []
    comes_back(core, clock, last_sid(core, answer, GP), 30003)
    assert tried_later(core, clock, 2 * TRIED_AGAIN_AFTER) == 0
    assert (text(core, answer, GP).state, tasks(core)) == (State.UNDELIVERED, ["text_undelivered"])
    assert len(attempts(core, text(core, answer, GP))) == 2


def test_case_39_a_number_that_does_not_exist_is_not_tried_again(
    core: Core, carrier: FakeCarrier, clock: FixedClock, answer: Answer
) -> None:
    gp_comes_back(core, clock, answer, 30005)
    assert tried_later(core, clock, 2 * TRIED_AGAIN_AFTER) == 0
    assert stopped(core) is None, "once may be a mistake of the network"


def test_a_late_delivery_ends_the_wait_for_one_more_try(
    core: Core, carrier: FakeCarrier, clock: FixedClock, answer: Answer
) -> None:
    sid = gp_comes_back(core, clock, answer)
    comes_back(core, clock, sid, None, "delivered")
    assert tried_later(core, clock, 2 * TRIED_AGAIN_AFTER) == 0
    assert text(core, answer, GP).state is State.DELIVERED


def test_a_late_delivery_takes_back_what_was_planned_once_more(
    core: Core, carrier: FakeCarrier, clock: FixedClock, answer: Answer
) -> None:
    sid = gp_comes_back(core, clock, answer)
    tried_later(core, clock)
    comes_back(core, clock, sid, None, "delivered")
    assert text(core, answer, GP).state is State.DELIVERED
    assert send_due(core) == []


def test_a_receipt_that_says_again_that_it_failed_does_not_take_back_the_second_try(
    core: Core, carrier: FakeCarrier, clock: FixedClock, answer: Answer
) -> None:
    sid = gp_comes_back(core, clock, answer)
    tried_later(core, clock)
    comes_back(core, clock, sid, 30003)
    assert text(core, answer, GP).state is State.PLANNED
    assert send_due(core) != []


def test_case_49_a_stop_between_the_first_try_and_the_second_keeps_the_second_back(
    core: Core, carrier: FakeCarrier, clock: FixedClock, answer: Answer
) -> None:
    gp_comes_back(core, clock, answer)
    says(core, "STOP")
    assert tried_later(core, clock, 2 * TRIED_AGAIN_AFTER) == 0
    assert send_due(core) == []


def test_a_second_try_that_makes_no_sense_any_more_is_not_made(
    core: Core, carrier: FakeCarrier, clock: FixedClock, answer: Answer
) -> None:
    gp_comes_back(core, clock, answer)
    assert tried_later(core, clock, timedelta(days=20)) == 0
    assert text(core, answer, GP).state is State.UNDELIVERED


def fail_every_text_of(core: Core, clock: FixedClock, answer: Answer, days: int, code: int) -> None:
    """Each text that goes does not arrive, until so many days have seen one."""
    seen: set[date | None] = set()
    while len(seen) < days:
        live_through(core, clock, next(one.due_at for one in every_text(core, answer) if one.state is State.PLANNED))
        for one in every_text(core, answer):
            if one.state is State.ACCEPTED:
                comes_back(core, clock, last_sid(core, answer, one.step), code)
                seen.add(one.went_on)


def after_the_welcome(core: Core, clock: FixedClock, answer: Answer) -> None:
    send_due(core)
    comes_back(core, clock, last_sid(core, answer, "01_welcome"), None, "delivered")


@pytest.mark.parametrize("limit", [(30003, 5), (30008, 5), (30005, 2)])
def test_case_40_so_many_days_on_which_nothing_arrives_make_a_number_unreachable(
    core: Core, carrier: FakeCarrier, clock: FixedClock, answer: Answer, limit: tuple[int, int]
) -> None:
    code, days = limit
    after_the_welcome(core, clock, answer)
    fail_every_text_of(core, clock, answer, days - 1, code)
    assert stopped(core) is None
    fail_every_text_of(core, clock, answer, 1, code)
    assert stopped(core) is Reason.UNREACHABLE
    assert tasks(core).count("number_unreachable") == 1


def test_case_40_one_text_that_arrives_begins_the_count_anew(
    core: Core, carrier: FakeCarrier, clock: FixedClock, answer: Answer
) -> None:
    after_the_welcome(core, clock, answer)
    fail_every_text_of(core, clock, answer, 4, 30008)
    live_through(core, clock, next(one.due_at for one in every_text(core, answer) if one.state is State.PLANNED))
    arrived = next(one for one in every_text(core, answer) if one.state is State.ACCEPTED)
    comes_back(core, clock, last_sid(core, answer, arrived.step), None, "delivered")
    fail_every_text_of(core, clock, answer, 4, 30008)
    assert stopped(core) is None


def test_a_number_that_was_given_up_lives_when_a_text_arrives_after_all(
    core: Core, carrier: FakeCarrier, clock: FixedClock, answer: Answer
) -> None:
    sid = gp_comes_back(core, clock, answer, 30006)
    assert stopped(core) is Reason.UNREACHABLE
    comes_back(core, clock, sid, None, "delivered")
    assert stopped(core) is None
    assert any(one.state is State.PLANNED for one in every_text(core, answer))


def test_whoever_writes_from_a_number_has_it_and_the_count_begins_anew(
    core: Core, carrier: FakeCarrier, clock: FixedClock, answer: Answer
) -> None:
    after_the_welcome(core, clock, answer)
    fail_every_text_of(core, clock, answer, 4, 30008)
    says(core, "hello")
    fail_every_text_of(core, clock, answer, 1, 30008)
    assert stopped(core) is None


@pytest.mark.parametrize("code", [30004, 30007, 30999])
def test_a_code_nobody_can_act_on_asks_a_person_and_changes_nothing_else(
    core: Core, carrier: FakeCarrier, clock: FixedClock, answer: Answer, code: int
) -> None:
    gp_goes(core, clock, answer)
    planned = [one for one in every_text(core, answer) if one.state is State.PLANNED]
    comes_back(core, clock, last_sid(core, answer, GP), code)
    assert tasks(core) == ["text_undelivered"]
    assert [one for one in every_text(core, answer) if one.state is State.PLANNED] == planned


def test_a_second_try_waits_for_the_sending_hours(
    core: Core, carrier: FakeCarrier, clock: FixedClock, answer: Answer
) -> None:
    gp_goes(core, clock, answer)
    day = text(core, answer, GP).went_on
    assert day is not None
    comes_back(core, clock, last_sid(core, answer, GP), 30003)
    evening = at(day, time(19, 30))
    clock.set(now=evening, wall=evening)
    assert try_later(core, WORKER) == 1
    assert send_due(core) == []
    assert text(core, answer, GP).due_at > evening + timedelta(hours=12)
