"""A claimed text: looked at for the last time, and sent."""

from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from service.core.dispatch import call_timeout_s, dispatch
from service.core.ports import Core, Transaction
from service.core.records import AttemptOutcome
from service.core.sending import Outgoing, Sent
from service.core.upkeep import end_stale_claims
from service.domain.board import SenderNumber
from service.domain.errors import UnavailableError
from service.domain.event import Answer, Kind
from service.domain.ids import StepId
from service.domain.london import at
from service.domain.number import Number
from service.domain.release import Contact
from service.domain.text import Reason, State
from tests.builders import (
    GLASGOW_STAFF,
    HEARD,
    LIBERATION,
    LOTHIAN,
    SAMS_CONTACT,
    SAMS_NUMBER,
    make_event,
    scheduled,
)
from tests.core import looking
from tests.core.looking import (
    OUR_NUMBER,
    WORKER,
    attempts,
    claim_one,
    journal,
    live_through,
    move_to,
    number_id,
    reasons,
    says,
    send_due,
    states,
    tasks,
    text,
    told,
)
from tests.fakes import FakeCarrier, FixedClock
from tests.schedules.weeks import FIRST_WEEKS, due, planned

NEXT_DAY = LIBERATION + timedelta(days=1)
OTHER_NUMBER = Number.trusted("+447700900456")


def test_a_text_goes_to_the_person_from_the_board_while_the_hours_last(
    core: Core, carrier: FakeCarrier, clock: FixedClock, due_now: Answer
) -> None:
    claim = claim_one(core)
    assert isinstance(dispatch(core, WORKER, claim), Sent)
    assert carrier.tried == [
        Outgoing(
            ref=claim.attempt.id,
            to=SAMS_NUMBER,
            sender=SenderNumber(Number.trusted(OUR_NUMBER)),
            words=claim.attempt.words,
            validity_s=5 * 3600,
            until=clock.wall() + timedelta(seconds=18),
        )
    ]
    sent = text(core, due_now)
    assert (sent.state, sent.lease_until, sent.went_on) == (State.ACCEPTED, None, LIBERATION)
    assert [(one.outcome, one.learnt_by) for one in attempts(core, sent)] == [(AttemptOutcome.SENT, "answer")]
    assert journal(core, {"text": sent.id}) == ["text.planned", "text.claimed", "text.accepted"]


@pytest.mark.parametrize(("lease_s", "timeout_s"), [(60, 10), (10, 8), (5, 4)])
def test_a_call_to_the_carrier_ends_before_the_lease(lease_s: float, timeout_s: float) -> None:
    assert call_timeout_s(lease_s) == timeout_s


def test_six_weeks_pass_with_each_text_sent_once_on_its_own_day(
    core: Core, carrier: FakeCarrier, clock: FixedClock
) -> None:
    answer = told(core, scheduled())
    looking.live_through(core, clock, at(date(2027, 3, 1), time(14)))
    assert states(core, answer) == {State.ACCEPTED: 12}
    assert len(carrier.tried) == len({one.words for one in carrier.tried}) == 12


def test_a_stop_heard_between_claim_and_send_keeps_the_text_back(
    core: Core, carrier: FakeCarrier, due_now: Answer
) -> None:
    claim = claim_one(core)
    says(core, "STOP")
    assert dispatch(core, WORKER, claim) is None
    assert carrier.tried == []
    kept = text(core, due_now)
    assert (kept.state, kept.reason, kept.went_on) == (State.CANCELLED, Reason.OPTED_OUT, None)
    assert [one.outcome for one in attempts(core, kept)] == [AttemptOutcome.DROPPED]
    assert states(core, due_now) == {State.CANCELLED: 12}


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (Kind.RETURNED, Reason.RETURNED),
        (Kind.DIED, Reason.DIED),
        (Kind.CANCELLED, Reason.RELEASE_CANCELLED),
    ],
)
def test_what_is_heard_of_the_person_between_claim_and_send_keeps_the_text_back(
    core: Core, carrier: FakeCarrier, due_now: Answer, kind: Kind, reason: Reason
) -> None:
    claim = claim_one(core)
    told(core, make_event(kind, time=HEARD + timedelta(days=22)))
    assert dispatch(core, WORKER, claim) is None
    assert carrier.tried == []
    assert (text(core, due_now).state, text(core, due_now).reason) == (State.CANCELLED, reason)


def test_a_doubt_about_the_number_between_claim_and_send_keeps_the_text_back_until_it_is_settled(
    core: Core, carrier: FakeCarrier, clock: FixedClock, due_now: Answer
) -> None:
    claim = claim_one(core)
    told(core, make_event(Kind.CONTACT, time=HEARD + timedelta(days=22), contact=Contact(confirmed_by_person=False)))
    assert dispatch(core, WORKER, claim) is None
    assert text(core, due_now).reason is Reason.HELD
    clock.advance(timedelta(minutes=5))
    told(core, make_event(Kind.CONTACT, time=HEARD + timedelta(days=23), contact=Contact(confirmed_by_person=True)))
    send_due(core)
    assert [one.to for one in carrier.tried] == [SAMS_NUMBER]


def test_a_number_that_changes_between_claim_and_send_is_followed(
    core: Core, carrier: FakeCarrier, due_now: Answer
) -> None:
    claim = claim_one(core)
    told(core, make_event(Kind.CONTACT, time=HEARD + timedelta(days=22), contact=Contact(number=OTHER_NUMBER)))
    assert dispatch(core, WORKER, claim) is None
    send_due(core)
    assert [one.to for one in carrier.tried] == [OTHER_NUMBER]
    assert text(core, due_now).number_id == number_id(core, OTHER_NUMBER)


def test_a_home_board_that_changes_between_claim_and_send_changes_what_comes_after(core: Core, due_now: Answer) -> None:
    claim = claim_one(core)
    told(core, make_event(Kind.CONTACT, time=HEARD + timedelta(days=22), board=LOTHIAN, source=GLASGOW_STAFF))
    dispatch(core, WORKER, claim)
    assert text(core, due_now, "04_urgent").board == LOTHIAN


def test_when_the_hours_end_between_claim_and_send_the_text_waits_for_tomorrow(
    core: Core, carrier: FakeCarrier, clock: FixedClock, due_now: Answer
) -> None:
    claim = claim_one(core)
    clock.set(now=at(LIBERATION, core.config.boards[claim.text.board].hours.closes))
    assert dispatch(core, WORKER, claim) is None
    kept = text(core, due_now)
    assert (kept.state, kept.due_at.date(), kept.attempt_id, kept.went_on) == (State.PLANNED, NEXT_DAY, None, None)
    assert carrier.tried == []
    assert journal(core, {"text": kept.id}) == ["text.planned", "text.claimed", "text.waits", "text.moved"]


def test_a_step_that_is_too_late_is_skipped(core: Core, carrier: FakeCarrier, clock: FixedClock) -> None:
    answer = told(core, scheduled())
    move_to(clock, LIBERATION, 14)
    send_due(core)
    move_to(clock, NEXT_DAY + timedelta(days=2), 14, 1)
    send_due(core)
    urgent = text(core, answer, "04_urgent")
    assert (urgent.state, urgent.reason) == (State.SKIPPED, Reason.LATE)
    assert [one.words.startswith("NHS: Do you need help fast?") for one in carrier.tried] == [False, False]


def test_a_worker_whose_lease_ended_sends_nothing(
    core: Core, carrier: FakeCarrier, clock: FixedClock, due_now: Answer
) -> None:
    claim = claim_one(core)
    clock.advance(timedelta(seconds=61))
    assert end_stale_claims(core, "worker-2") == 1
    assert dispatch(core, WORKER, claim) is None
    assert carrier.tried == []
    assert (text(core, due_now).state, text(core, due_now).reason) == (State.UNKNOWN, Reason.LEASE_ENDED)


def test_a_lease_that_ends_during_the_last_look_leaves_the_text_to_whoever_ended_it(
    core: Core, clock: FixedClock, due_now: Answer
) -> None:
    claim = claim_one(core)
    says(core, "STOP")
    impatient = replace(core, store=EndsLeases(core, clock))
    assert dispatch(impatient, WORKER, claim) is None
    assert text(core, due_now).state is State.UNKNOWN


class EndsLeases:
    """A store before whose every write the lease has just ended and another worker has seen to it."""

    def __init__(self, core: Core, clock: FixedClock) -> None:
        self._core, self._clock = core, clock
        self.read, self.beat, self.ready = core.store.read, core.store.beat, core.store.ready

    def write(self, actor: str) -> AbstractContextManager[Transaction]:
        self._clock.advance(timedelta(seconds=61))
        end_stale_claims(self._core, "worker-2")
        return self._core.store.write(actor)


def test_a_welcome_due_in_the_last_minute_of_the_day_goes_the_next(
    core: Core, carrier: FakeCarrier, clock: FixedClock
) -> None:
    left = at(LIBERATION, time(16, 59, 10))
    clock.set(now=left, wall=left)
    told(core, make_event(Kind.RELEASED, time=left, contact=SAMS_CONTACT))
    live_through(core, clock, left + timedelta(days=3))
    assert carrier.tried[0].words.startswith("Hello from")


def test_after_an_outage_the_welcome_still_goes_first_and_nothing_is_dropped(
    core: Core, carrier: FakeCarrier, clock: FixedClock
) -> None:
    answer = told(core, scheduled())
    move_to(clock, LIBERATION, 20)  # the worker was away from two o'clock on
    send_due(core)
    live_through(core, clock, at(date(2027, 2, 20), time(12)))
    assert states(core, answer) == {State.ACCEPTED: 12}
    steps = due(planned(LIBERATION, now=at(LIBERATION, time(20))))
    words = [words_of(step) for step in steps]
    assert [one.words[-40:] for one in carrier.tried] == [one[-40:] for one in words]


def words_of(step_id: StepId) -> str:
    step = FIRST_WEEKS.step(step_id)
    assert step is not None
    return step.words["en"]


def test_a_date_that_moves_between_claim_and_send_keeps_the_text_for_the_new_date(
    core: Core, carrier: FakeCarrier, due_now: Answer
) -> None:
    claim = claim_one(core)
    told(core, make_event(Kind.RESCHEDULED, time=HEARD + timedelta(days=22), liberation_date=date(2027, 1, 20)))
    assert dispatch(core, WORKER, claim) is None
    assert carrier.tried == []
    assert text(core, due_now).due_at == at(date(2027, 1, 20), time(14))


def test_a_number_that_nobody_confirmed_for_half_a_year_is_not_texted_and_staff_are_asked_once(
    core: Core, carrier: FakeCarrier, clock: FixedClock
) -> None:
    confirmed = replace(SAMS_CONTACT, confirmed_on=LIBERATION - timedelta(days=180))
    answer = told(core, scheduled(contact=confirmed))
    live_through(core, clock, at(LIBERATION + timedelta(days=20), time(12)))
    assert len(carrier.tried) == 3
    assert states(core, answer) == {State.ACCEPTED: 3, State.CANCELLED: 9}
    assert reasons(core, answer) == {None, Reason.HELD}
    assert tasks(core) == ["release_held"]


class Stumbles:
    """A store that is not there for the first so many writes."""

    def __init__(self, core: Core, times: int) -> None:
        self._core, self._times = core, times
        self.read, self.beat, self.ready = core.store.read, core.store.beat, core.store.ready

    def write(self, actor: str) -> AbstractContextManager[Transaction]:
        self._times -= 1
        if self._times >= 0:
            raise UnavailableError
        return self._core.store.write(actor)


def test_a_database_that_stays_away_is_said_to_be_away_and_the_text_is_not_sent_again(
    core: Core, carrier: FakeCarrier, clock: FixedClock, due_now: Answer
) -> None:
    claim = claim_one(core)
    with pytest.raises(UnavailableError):
        dispatch(replace(core, store=Stumbles(core, 3)), WORKER, claim)
    clock.advance(timedelta(seconds=61))
    end_stale_claims(core, WORKER)
    assert text(core, due_now).state is State.UNKNOWN
    assert send_due(core) == []
    assert len(carrier.tried) == 1
