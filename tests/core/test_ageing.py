"""Numbers that gave no sign of life for six months."""

from dataclasses import replace
from datetime import timedelta

import pytest

from service.core.ageing import age_out
from service.core.ports import Core
from service.core.receipts import take_receipt
from service.core.records import Receipt
from service.core.staffing import Asked, start
from service.domain.event import Answer, Kind
from service.domain.london import london_day
from service.domain.text import Reason, State
from tests.builders import LIBERATION, SAMS_CONTACT, make_event, scheduled
from tests.core.looking import (
    WORKER,
    attempts,
    every_text,
    live_through,
    number_id,
    person,
    says,
    send_due,
    states,
    stopped,
    tasks,
    told,
)
from tests.core.saying import OTHER_NUMBER
from tests.fakes import FakeCarrier, FixedClock

SIX_MONTHS = timedelta(days=183)
NO_NUMBER = replace(SAMS_CONTACT, number=None)


@pytest.fixture
def alive(core: Core, clock: FixedClock, due_now: Answer) -> Answer:
    """Sam's welcome arrived: the last sign of life of the number."""
    send_due(core)
    arrives(core, clock, due_now)
    return due_now


def arrives(core: Core, clock: FixedClock, answer: Answer) -> None:
    """The last text that went is delivered."""
    went = [one for one in every_text(core, answer) if one.attempt_id is not None]
    attempt = attempts(core, went[-1])[-1]
    assert attempt.sid is not None
    take_receipt(core, Receipt(attempt.sid, "delivered", None, None, clock.wall()), None)


def alive_at(core: Core) -> object:
    with core.store.read() as tx:
        return tx.lines.get(number_id(core)).alive_at


def again(core: Core, clock: FixedClock, *, named: bool, days: int = 5) -> Answer:
    """Sam is to be released once more; with or without a word about the number."""
    day = london_day(clock.now()) + timedelta(days=days)
    return told(core, scheduled(day, time=clock.now(), contact=SAMS_CONTACT if named else NO_NUMBER))


def test_a_number_without_a_sign_of_life_for_six_months_gets_nothing_any_more_and_staff_are_told(
    core: Core, carrier: FakeCarrier, clock: FixedClock, alive: Answer
) -> None:
    clock.advance(SIX_MONTHS - timedelta(days=30))
    answer = again(core, clock, named=False, days=60)
    assert age_out(core, WORKER) == 0
    clock.advance(timedelta(days=30, seconds=1))
    assert age_out(core, WORKER) == 1
    assert stopped(core) is Reason.AGED_OUT
    assert states(core, answer) == {State.CANCELLED: 12}
    assert tasks(core)[-1] == "number_aged_out"
    before = len(carrier.tried)
    live_through(core, clock, clock.now() + timedelta(days=90))
    assert len(carrier.tried) == before
    assert age_out(core, WORKER) == 0, "once"


def test_a_number_for_which_nothing_is_planned_ages_without_a_task(
    core: Core, clock: FixedClock, alive: Answer
) -> None:
    live_through(core, clock, clock.now() + timedelta(days=60))
    arrives(core, clock, alive)
    before = tasks(core)
    clock.advance(SIX_MONTHS + timedelta(seconds=1))
    assert age_out(core, WORKER) == 1
    assert tasks(core) == before


def test_what_is_planned_later_for_an_aged_number_does_not_go(
    core: Core, carrier: FakeCarrier, clock: FixedClock, alive: Answer
) -> None:
    clock.advance(SIX_MONTHS + timedelta(seconds=1))
    age_out(core, WORKER)
    answer = again(core, clock, named=False)
    assert states(core, answer) == {State.CANCELLED: 12}


def test_a_delivery_and_a_reply_are_signs_of_life(core: Core, clock: FixedClock, alive: Answer) -> None:
    clock.advance(timedelta(days=100))
    says(core, "hello there")
    assert alive_at(core) == clock.now()
    clock.advance(timedelta(days=100))
    assert age_out(core, WORKER) == 0
    clock.advance(SIX_MONTHS - timedelta(days=99))
    assert age_out(core, WORKER) == 1


def test_a_sign_of_life_is_written_once_a_day(core: Core, clock: FixedClock, alive: Answer) -> None:
    first = alive_at(core)
    clock.advance(timedelta(hours=23))
    says(core, "hello")
    assert alive_at(core) == first
    clock.advance(timedelta(hours=1))
    says(core, "hello again")
    assert alive_at(core) == clock.now()


def test_a_text_that_went_and_never_arrived_is_no_sign_of_life(core: Core, clock: FixedClock, due_now: Answer) -> None:
    send_due(core)
    clock.advance(SIX_MONTHS + timedelta(days=1, seconds=1))
    assert alive_at(core) is not None, "an event named it"
    assert age_out(core, WORKER) == 1


def test_a_number_to_which_nothing_ever_went_does_not_age(core: Core, clock: FixedClock) -> None:
    """A release may be told of two years ahead."""
    answer = told(core, scheduled(LIBERATION + timedelta(days=400)))
    clock.advance(timedelta(days=380))
    assert age_out(core, WORKER) == 0
    assert states(core, answer) == {State.PLANNED: 12}


def test_an_event_that_names_the_number_anew_confirms_it(
    core: Core, carrier: FakeCarrier, clock: FixedClock, alive: Answer
) -> None:
    clock.advance(SIX_MONTHS + timedelta(seconds=1))
    age_out(core, WORKER)
    answer = again(core, clock, named=True)
    assert stopped(core) is None
    assert State.PLANNED in states(core, answer)
    assert "number_stopped_before" not in tasks(core)
    assert age_out(core, WORKER) == 0, "it counts from now"


def test_a_word_about_the_contact_with_the_same_number_confirms_it_too(
    core: Core, clock: FixedClock, alive: Answer
) -> None:
    clock.advance(SIX_MONTHS + timedelta(seconds=1))
    answer = again(core, clock, named=False)
    age_out(core, WORKER)
    told(core, make_event(Kind.CONTACT, time=clock.now() + timedelta(minutes=1), contact=SAMS_CONTACT))
    assert stopped(core) is None
    assert State.PLANNED in states(core, answer)


@pytest.mark.parametrize("which", ["late", "not_confirmed"])
def test_a_word_that_is_old_or_says_that_it_is_not_theirs_confirms_nothing(
    core: Core, clock: FixedClock, alive: Answer, which: str
) -> None:
    said = replace(SAMS_CONTACT, confirmed_by_person=None if which == "late" else False)
    at = clock.now() - timedelta(days=40) if which == "late" else clock.now() + SIX_MONTHS
    clock.advance(SIX_MONTHS + timedelta(seconds=1))
    age_out(core, WORKER)
    told(core, make_event(Kind.CONTACT, time=at, contact=said))
    assert stopped(core) is Reason.AGED_OUT


def test_whoever_texts_from_an_aged_number_is_looked_at_by_staff_and_gets_no_texts_for_that(
    core: Core, clock: FixedClock, alive: Answer
) -> None:
    """It may be somebody new."""
    clock.advance(SIX_MONTHS + timedelta(seconds=1))
    age_out(core, WORKER)
    says(core, "who is this")
    assert stopped(core) is Reason.AGED_OUT
    assert "aged_number_texts" in tasks(core)


def test_start_ends_it_and_what_was_missed_stays_missed(
    core: Core, carrier: FakeCarrier, clock: FixedClock, alive: Answer
) -> None:
    clock.advance(SIX_MONTHS - timedelta(days=10))
    answer = again(core, clock, named=False, days=11)
    clock.advance(timedelta(days=10, seconds=1))
    age_out(core, WORKER)
    clock.advance(timedelta(days=6))
    says(core, "START")
    assert stopped(core) is None
    gone = [one.state for one in every_text(core, answer) if one.due_at <= clock.now() and not one.welcome]
    assert State.PLANNED not in gone
    assert State.PLANNED in states(core, answer)


def test_a_stop_outlives_age_and_nothing_but_a_start_ends_it(core: Core, clock: FixedClock, alive: Answer) -> None:
    clock.advance(SIX_MONTHS + timedelta(seconds=1))
    age_out(core, WORKER)
    says(core, "STOP")
    assert stopped(core) is Reason.OPTED_OUT
    again(core, clock, named=True)
    assert stopped(core) is Reason.OPTED_OUT
    says(core, "START")
    assert stopped(core) is None


def test_a_number_that_was_stopped_does_not_age(core: Core, clock: FixedClock, alive: Answer) -> None:
    says(core, "STOP")
    clock.advance(2 * SIX_MONTHS)
    assert age_out(core, WORKER) == 0
    assert stopped(core) is Reason.OPTED_OUT


def test_staff_who_start_the_texts_again_vouch_for_the_number(core: Core, clock: FixedClock, alive: Answer) -> None:
    clock.advance(SIX_MONTHS + timedelta(seconds=1))
    age_out(core, WORKER)
    start(core, "staff", None, person(core).id, Asked.PHONE)
    assert stopped(core) is None
    assert age_out(core, WORKER) == 0


def test_one_pass_takes_some_and_the_next_the_rest(core: Core, clock: FixedClock, alive: Answer) -> None:
    told(core, scheduled(prison_number="51234", contact=replace(SAMS_CONTACT, number=OTHER_NUMBER)))
    send_due(core)
    clock.advance(2 * SIX_MONTHS)
    with core.store.read() as tx:
        assert len(tx.life.silent(clock.now() - SIX_MONTHS, 1)) == 1
        assert len(tx.life.silent(clock.now() - SIX_MONTHS, 10)) == 2
    assert age_out(core, WORKER) == 2
