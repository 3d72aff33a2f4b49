"""Texts that the carrier may or may not have: its list decides, and nothing goes twice or is lost on a guess."""

from collections.abc import Callable
from dataclasses import replace
from datetime import time, timedelta

import pytest

from service.core.consequences import TRIED_AGAIN_AFTER
from service.core.dispatch import claim as claim_due
from service.core.dispatch import dispatch
from service.core.ports import Core
from service.core.receipts import take_receipt
from service.core.records import Receipt
from service.core.resolving import resolve
from service.core.retrying import try_later
from service.core.sending import Lost, Sent
from service.core.settle import settle
from service.core.upkeep import end_stale_claims
from service.domain.event import Answer, Kind
from service.domain.ids import MessageSid
from service.domain.london import at
from service.domain.text import Reason, State
from tests.builders import LIBERATION, make_event, scheduled
from tests.core.looking import WORKER, attempts, claim_one, live_through, move_to, says, send_due, tasks, text, told
from tests.fakes import FakeCarrier, FixedClock

LOST = Lost("no answer in time")
WAIT = timedelta(seconds=600)  # between two looks, in tests


@pytest.fixture
def answer(core: Core, clock: FixedClock) -> Answer:
    answer = told(core, scheduled())
    move_to(clock, LIBERATION, 14)
    return answer


def twice(core: Core, clock: FixedClock) -> None:
    """Look, wait as long as must be, look again."""
    resolve(core, WORKER)
    clock.advance(WAIT)
    resolve(core, WORKER)


def to_step(core: Core, clock: FixedClock, answer: Answer, step: str) -> None:
    """Until that step is due, and everything before it went."""
    live_through(core, clock, text(core, answer, step).due_at - timedelta(seconds=1))
    clock.advance(timedelta(seconds=1))


def went(carrier: FakeCarrier) -> int:
    """How many welcomes the carrier has."""
    return sum(one.words.startswith("Hello from") for one in carrier.held if not one.inbound)


def test_case_60_a_text_whose_answer_was_lost_is_found_in_the_list_and_does_not_go_again(
    core: Core, carrier: FakeCarrier, clock: FixedClock, answer: Answer
) -> None:
    carrier.script(carrier.take_and_lose)
    send_due(core)
    assert text(core, answer).state is State.UNKNOWN
    assert resolve(core, WORKER) == 1
    assert text(core, answer).state is State.ACCEPTED
    (attempt,) = attempts(core, text(core, answer))
    assert (attempt.sid, attempt.learnt_by) == (carrier.held[0].sid, "list")
    clock.advance(2 * WAIT)
    assert send_due(core) == []
    assert went(carrier) == 1


def test_what_the_list_says_of_its_delivery_counts_like_a_receipt(
    core: Core, carrier: FakeCarrier, answer: Answer
) -> None:
    carrier.script(carrier.take_and_lose)
    send_due(core)
    carrier.now_says(carrier.held[0].sid, "undelivered", 30005)
    resolve(core, WORKER)
    assert text(core, answer).state is State.UNDELIVERED
    (attempt,) = attempts(core, text(core, answer))
    assert (attempt.status, attempt.code) == ("undelivered", 30005)


@pytest.mark.parametrize("killed", [True, False], ids=["the worker died", "the call was cut off"])
def test_a_text_that_the_carrier_has_not_goes_again_after_two_looks_a_wait_apart(
    core: Core, carrier: FakeCarrier, clock: FixedClock, answer: Answer, *, killed: bool
) -> None:
    claim = claim_one(core)
    if killed:
        clock.advance(timedelta(seconds=61))
        end_stale_claims(core, "worker-2")
    else:
        carrier.script(LOST)
        dispatch(core, WORKER, claim)
    assert resolve(core, WORKER) == 0
    clock.advance(WAIT - timedelta(seconds=1))
    assert resolve(core, WORKER) == 0
    assert text(core, answer).state is State.UNKNOWN
    clock.advance(timedelta(seconds=1))
    assert resolve(core, WORKER) == 1
    assert text(core, answer).state is State.PLANNED
    assert isinstance(send_due(core)[0], Sent)
    assert went(carrier) == 1


def test_a_carrier_that_lists_late_does_not_get_the_text_twice(
    core: Core, carrier: FakeCarrier, clock: FixedClock, answer: Answer
) -> None:
    carrier.script(LOST)
    send_due(core)
    resolve(core, WORKER)
    carrier.take(carrier.tried[0])
    clock.advance(WAIT)
    resolve(core, WORKER)
    assert text(core, answer).state is State.ACCEPTED
    assert went(carrier) == 1


def test_a_list_that_cannot_be_read_proves_nothing(
    core: Core, carrier: FakeCarrier, clock: FixedClock, answer: Answer
) -> None:
    carrier.script(LOST)
    send_due(core)
    carrier.silent = True
    for _ in range(4):
        clock.advance(WAIT)
        assert resolve(core, WORKER) == 0
    assert text(core, answer).state is State.UNKNOWN
    assert tasks(core) == ["text_unknown"], "after half an hour a person looks, and hears of it once"
    carrier.silent = False
    twice(core, clock)
    assert text(core, answer).state is State.PLANNED


def test_a_message_that_belongs_to_an_earlier_attempt_is_not_taken_for_the_later_one(
    core: Core, carrier: FakeCarrier, clock: FixedClock, answer: Answer
) -> None:
    step = "02_gp"
    to_step(core, clock, answer, step)
    send_due(core)
    (earlier,) = attempts(core, text(core, answer, step))
    assert earlier.sid is not None
    take_receipt(core, Receipt(earlier.sid, "undelivered", 30003, None, clock.wall()), None)
    clock.advance(TRIED_AGAIN_AFTER)
    try_later(core, WORKER)
    carrier.script(LOST)
    assert send_due(core) == [LOST]
    twice(core, clock)
    assert text(core, answer, step).state is State.PLANNED
    assert [one.sid for one in attempts(core, text(core, answer, step))] == [earlier.sid, None]


def test_a_message_without_words_may_be_ours_so_a_person_looks(
    core: Core, carrier: FakeCarrier, clock: FixedClock, answer: Answer
) -> None:
    carrier.script(carrier.take_and_lose)
    send_due(core)
    carrier.held = [replace(one, words="") for one in carrier.held]
    twice(core, clock)
    assert (text(core, answer).state, text(core, answer).reason) == (State.REVIEW, Reason.DOUBTFUL)
    assert "text_for_review" in tasks(core)
    assert send_due(core) == []


def test_a_text_that_never_went_and_makes_no_sense_any_more_goes_to_a_person(
    core: Core, carrier: FakeCarrier, clock: FixedClock, answer: Answer
) -> None:
    step = "02_gp"
    to_step(core, clock, answer, step)
    carrier.script(LOST)
    assert send_due(core) == [LOST]
    resolve(core, WORKER)
    clock.advance(timedelta(days=9))
    resolve(core, WORKER)
    assert (text(core, answer, step).state, text(core, answer, step).reason) == (State.REVIEW, Reason.LATE)
    assert tasks(core) == ["text_for_review"]


@pytest.mark.parametrize(
    "ends",
    [
        (lambda core: says(core, "STOP"), Reason.OPTED_OUT),
        (lambda core: told(core, make_event(Kind.DIED)), Reason.DIED),
        (lambda core: told(core, make_event(Kind.RETURNED)), Reason.RETURNED),
    ],
    ids=["STOP", "died", "back in custody"],
)
def test_a_text_that_never_went_does_not_go_again_to_somebody_who_may_get_none(
    core: Core,
    carrier: FakeCarrier,
    clock: FixedClock,
    answer: Answer,
    ends: tuple[Callable[[Core], object], Reason],
) -> None:
    happens, why = ends
    carrier.script(LOST)
    send_due(core)
    happens(core)
    twice(core, clock)
    assert (text(core, answer).state, text(core, answer).reason) == (State.CANCELLED, why)
    assert went(carrier) == 0


def test_a_receipt_after_both_looks_takes_the_text_back_before_it_goes_again(
    core: Core, carrier: FakeCarrier, clock: FixedClock, answer: Answer
) -> None:
    carrier.script(LOST)
    send_due(core)
    (attempt,) = attempts(core, text(core, answer))
    twice(core, clock)
    take_receipt(core, Receipt(MessageSid("SM" + "c" * 32), "sent", None, None, clock.wall()), attempt.id)
    assert (text(core, answer).state, text(core, answer).attempt_id) == (State.SENT, attempt.id)
    assert send_due(core) == []


def test_an_answer_that_comes_when_the_text_was_given_up_takes_it_back(
    core: Core, carrier: FakeCarrier, clock: FixedClock, answer: Answer
) -> None:
    claim = claim_one(core)
    clock.advance(timedelta(seconds=61))
    end_stale_claims(core, "worker-2")
    twice(core, clock)
    settle(core, WORKER, (claim.attempt.id, Sent(MessageSid("SM" + "d" * 32))))
    assert text(core, answer).state is State.ACCEPTED
    assert claim_due(core, WORKER, 10).taken == ()


def test_a_text_unknown_at_the_end_of_the_day_goes_the_next_morning_in_its_hours(
    core: Core, carrier: FakeCarrier, clock: FixedClock, answer: Answer
) -> None:
    clock.set(now=at(LIBERATION, time(18, 50)), wall=at(LIBERATION, time(18, 50)))
    carrier.script(LOST)
    send_due(core)
    twice(core, clock)
    resolved = text(core, answer)
    assert resolved.state is State.PLANNED
    assert resolved.due_at > clock.now() + timedelta(hours=12)
    assert send_due(core) == []


@pytest.mark.usefixtures("answer")
def test_a_welcome_that_the_carrier_may_have_without_its_words_is_not_sent_for_ever(
    core: Core, carrier: FakeCarrier, clock: FixedClock
) -> None:
    """Its answer is lost each time, and the carrier has taken the words out of its list."""
    carrier.script(*[carrier.take_and_lose] * 12)
    for day in range(8):
        live_through(core, clock, at(LIBERATION + timedelta(days=day), time(17)))
        carrier.held = [replace(one, words="") for one in carrier.held]
        twice(core, clock)
    assert len(carrier.tried) == 3
    assert "welcome_failed" in tasks(core)
