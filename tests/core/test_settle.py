"""What the carrier's answer, or none, makes of a text."""

from datetime import date, time, timedelta

import pytest

from service.core.dispatch import dispatch
from service.core.ports import Core
from service.core.records import AttemptOutcome
from service.core.sending import Lost, NotTaken, Outcome, Rejected, Sent
from service.core.settle import settle
from service.core.upkeep import end_stale_claims
from service.domain.event import Answer, Kind
from service.domain.ids import AttemptId, MessageSid
from service.domain.london import at
from service.domain.release import Contact
from service.domain.text import Reason, State
from tests.builders import (
    HEARD,
    LIBERATION,
    make_event,
    scheduled,
)
from tests.core import looking
from tests.core.looking import (
    WORKER,
    attempts,
    claim_one,
    claimed,
    move_to,
    send_due,
    states,
    tasks,
    text,
    told,
)
from tests.fakes import FakeCarrier, FixedClock

SID = MessageSid("SM" + "a" * 32)


def test_a_lost_answer_leaves_the_text_unknown_and_it_is_never_sent_again(
    core: Core, carrier: FakeCarrier, clock: FixedClock, due_now: Answer
) -> None:
    carrier.script(Lost("no answer in time"))
    assert send_due(core) == [Lost("no answer in time")]
    lost = text(core, due_now)
    assert (lost.state, lost.lease_until, lost.went_on) == (State.UNKNOWN, None, LIBERATION)
    assert [one.outcome for one in attempts(core, lost)] == [AttemptOutcome.LOST]
    looking.live_through(core, clock, at(date(2027, 3, 1), time(14)))
    told(core, make_event(Kind.RESCHEDULED, time=clock.now(), liberation_date=date(2027, 5, 1)))
    looking.live_through(core, clock, at(date(2027, 5, 2), time(14)))
    assert [one.words.startswith("Hello from") for one in carrier.tried].count(True) == 1


def test_a_text_that_was_not_taken_goes_again_and_not_before_it_may(
    core: Core, carrier: FakeCarrier, clock: FixedClock, due_now: Answer
) -> None:
    retry_at = clock.wall() + timedelta(minutes=5)
    carrier.script(NotTaken(retry_at, "HTTP 429"))
    send_due(core)
    back = text(core, due_now)
    assert (back.state, back.not_before, back.attempt_id, back.went_on) == (State.PLANNED, retry_at, None, None)
    clock.set(wall=retry_at - timedelta(seconds=1))
    assert claimed(core) == ()
    clock.set(wall=retry_at)
    assert isinstance(send_due(core)[0], Sent)
    assert [one.outcome for one in attempts(core, back)] == [AttemptOutcome.NOT_TAKEN, AttemptOutcome.SENT]
    assert text(core, due_now).not_before is None


def test_the_wait_that_the_carrier_asks_for_is_a_wait_by_the_wall(
    core: Core, carrier: FakeCarrier, clock: FixedClock, due_now: Answer
) -> None:
    carrier.script(NotTaken(clock.wall() + timedelta(minutes=5), "HTTP 429"))
    send_due(core)
    clock.set(now=clock.now() + timedelta(hours=1))
    assert claimed(core) == (), "an hour of practice time is no wait"


def test_case_50_a_number_that_opted_out_at_the_carrier_is_stopped_and_hears_no_farewell(
    core: Core, carrier: FakeCarrier, due_now: Answer
) -> None:
    carrier.script(Rejected(21610))
    send_due(core)
    assert looking.stopped(core) is Reason.OPTED_OUT
    assert states(core, due_now) == {State.CANCELLED: 12}
    assert looking.reasons(core, due_now) == {Reason.OPTED_OUT}
    assert tasks(core) == []


@pytest.mark.parametrize("code", [21211, 21265, 21614, 21635])
def test_a_number_that_cannot_get_texts_fails_the_text_and_asks_staff(
    core: Core, carrier: FakeCarrier, due_now: Answer, code: int
) -> None:
    carrier.script(Rejected(code))
    send_due(core)
    failed = text(core, due_now)
    assert (failed.state, failed.reason) == (State.FAILED, Reason.NOT_TEXTABLE)
    assert [one.code for one in attempts(core, failed)] == [code]
    assert tasks(core) == ["number_not_textable"]


def test_a_refusal_nobody_foresaw_goes_to_a_person(core: Core, carrier: FakeCarrier, due_now: Answer) -> None:
    carrier.script(Rejected(30999))
    send_due(core)
    assert (text(core, due_now).state, text(core, due_now).reason) == (State.REVIEW, Reason.REJECTED)
    assert tasks(core) == ["text_rejected"]


def test_a_claim_whose_lease_ended_becomes_unknown_and_nobody_claims_it(
    core: Core, clock: FixedClock, due_now: Answer
) -> None:
    claim_one(core)
    clock.set(wall=clock.wall() + timedelta(seconds=60))
    assert end_stale_claims(core, "worker-2") == 0
    clock.set(wall=clock.wall() + timedelta(seconds=1))
    assert end_stale_claims(core, "worker-2") == 1
    stale = text(core, due_now)
    assert (stale.state, stale.reason, stale.lease_until) == (State.UNKNOWN, Reason.LEASE_ENDED, None)
    assert claimed(core) == ()
    assert end_stale_claims(core, "worker-2") == 0


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Sent(SID), State.ACCEPTED),
        (Lost("no answer"), State.UNKNOWN),
        (NotTaken(HEARD, "HTTP 429"), State.PLANNED),
        (Rejected(21614), State.FAILED),
        (Rejected(30999), State.REVIEW),
        (Rejected(21610), State.CANCELLED),
    ],
)
def test_an_answer_that_comes_after_the_lease_ended_still_says_what_became_of_the_text(
    core: Core, clock: FixedClock, due_now: Answer, outcome: Outcome, state: State
) -> None:
    claim = claim_one(core)
    clock.advance(timedelta(seconds=61))
    end_stale_claims(core, "worker-2")
    settle(core, WORKER, (claim.attempt.id, outcome))
    assert text(core, due_now).state is state
    (attempt,) = attempts(core, claim.text)
    assert attempt.outcome is not AttemptOutcome.OPEN, "what became known is kept all the same"


def test_an_answer_about_no_attempt_of_ours_changes_nothing(core: Core, due_now: Answer) -> None:
    settle(core, WORKER, (AttemptId("a-none"), Sent(SID)))
    assert states(core, due_now) == {State.PLANNED: 12}


def test_an_answer_about_an_attempt_before_this_one_changes_only_that_attempt(
    core: Core, carrier: FakeCarrier, clock: FixedClock, due_now: Answer
) -> None:
    carrier.script(NotTaken(clock.wall(), "no connection"))
    first = claim_one(core)
    dispatch(core, WORKER, first)
    second = claim_one(core)
    settle(core, WORKER, (first.attempt.id, Rejected(30999)))
    assert text(core, due_now) == second.text


def test_a_change_of_plan_keeps_the_wait_that_the_carrier_asked_for(
    core: Core, carrier: FakeCarrier, clock: FixedClock
) -> None:
    answer = told(core, scheduled())
    retry_at = move_to(clock, LIBERATION, 14) + timedelta(hours=1)
    carrier.script(NotTaken(retry_at, "HTTP 429"))
    send_due(core)
    clock.advance(timedelta(minutes=1))
    told(core, make_event(Kind.CONTACT, time=HEARD + timedelta(days=22), contact=Contact(language="gd")))
    assert text(core, answer).not_before == retry_at
