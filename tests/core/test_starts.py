"""What a Board waits for before the first text, and a prison that falls silent."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from service.core.ports import Core
from service.core.upkeep import watch_prisons
from service.domain.board import Starts
from service.domain.event import Kind, Outcome
from service.domain.london import at
from service.domain.text import Reason, State
from tests.builders import EDINBURGH, GLASGOW, GLASGOW_STAFF, LIBERATION, make_event, scheduled
from tests.core.looking import WORKER, live_through, move_to, planned_steps, states, tasks, text, told
from tests.core.saying import OTHER_NUMBER, PLAIN
from tests.fakes import FakeCarrier, FixedClock

Starting = Callable[[Starts], Core]
EVE = LIBERATION - timedelta(days=1)


@pytest.fixture
def starting(core: Core) -> Starting:
    """The service with a Glasgow that waits for this."""

    def made(starts: Starts) -> Core:
        glasgow = replace(core.config.boards[GLASGOW], starts=starts)
        return replace(core, config=replace(core.config, boards={**core.config.boards, GLASGOW: glasgow}))

    return made


def hears_of_another(core: Core) -> None:
    """The same prison tells us something of somebody else."""
    told(
        core,
        scheduled(
            date(2027, 3, 1), prison_number="51234", time=core.clock.now(), contact=replace(PLAIN, number=OTHER_NUMBER)
        ),
    )


def test_a_board_that_waits_for_the_word_plans_nothing_on_a_date_alone(starting: Starting, clock: FixedClock) -> None:
    core = starting(Starts.RELEASED)
    answer = told(core, scheduled())
    assert (answer.outcome, answer.held_reason, answer.texts) == (Outcome.PLANNED, None, ())
    assert states(core, answer) == {}
    now = move_to(clock, LIBERATION, 9)
    released = told(core, make_event(Kind.RELEASED, time=now))
    assert released.release_id == answer.release_id
    assert states(core, answer) == {State.PLANNED: 12}
    assert text(core, answer).due_at == now + timedelta(hours=2)


def test_a_board_that_waits_for_the_word_takes_back_what_a_correction_leaves_without_it(
    starting: Starting, clock: FixedClock
) -> None:
    core = starting(Starts.RELEASED)
    now = move_to(clock, LIBERATION, 9)
    answer = told(core, make_event(Kind.RELEASED, time=now, contact=PLAIN, board=GLASGOW))
    told(core, make_event(Kind.RESCHEDULED, time=now + timedelta(minutes=1), liberation_date=date(2027, 1, 20)))
    assert states(core, answer) == {State.CANCELLED: 12}


def test_a_date_counts_if_the_prison_spoke_in_the_day_before(
    starting: Starting, clock: FixedClock, carrier: FakeCarrier
) -> None:
    core = starting(Starts.DATE_IF_HEARD)
    answer = told(core, scheduled())
    assert states(core, answer) == {State.PLANNED: 12}
    move_to(clock, EVE, 15)
    hears_of_another(core)
    live_through(core, clock, at(LIBERATION, time(18)))
    assert len(carrier.tried) == 1


def test_a_prison_that_was_silent_for_a_day_holds_the_release_and_asks_staff_once(
    starting: Starting, clock: FixedClock, carrier: FakeCarrier
) -> None:
    core = starting(Starts.DATE_IF_HEARD)
    answer = told(core, scheduled())
    live_through(core, clock, at(LIBERATION + timedelta(days=2), time(18)))
    assert carrier.tried == []
    assert (states(core, answer), text(core, answer).reason) == ({State.CANCELLED: 12}, Reason.HELD)
    assert tasks(core) == ["release_held"]


@pytest.mark.parametrize("by", ["the release", "the prison about another"])
def test_a_release_that_waited_goes_on_when_its_prison_is_heard_again(
    starting: Starting, clock: FixedClock, carrier: FakeCarrier, by: str
) -> None:
    core = starting(Starts.DATE_IF_HEARD)
    answer = told(core, scheduled())
    live_through(core, clock, at(LIBERATION, time(18)))
    move_to(clock, LIBERATION + timedelta(days=1), 10)
    if by == "the release":
        told(core, make_event(Kind.RELEASED, time=at(LIBERATION, time(9))))
    else:
        hears_of_another(core)
        assert watch_prisons(core, WORKER) == ()
    assert planned_steps(core, answer)[0] == "01_welcome"
    live_through(core, clock, at(LIBERATION + timedelta(days=1), time(18)))
    assert len(carrier.tried) == 1
    watch_prisons(core, WORKER)
    live_through(core, clock, at(LIBERATION + timedelta(days=20), time(18)))
    assert len(carrier.tried) > 5, "begun, it is not held again"


def test_another_prisons_word_is_not_this_prisons(starting: Starting, clock: FixedClock, carrier: FakeCarrier) -> None:
    core = starting(Starts.DATE_IF_HEARD)
    told(core, scheduled())
    move_to(clock, LIBERATION, 9)
    told(core, scheduled(date(2027, 3, 1), prison_number="51234", source=EDINBURGH, time=clock.now(), contact=None))
    live_through(core, clock, at(LIBERATION, time(18)))
    assert carrier.tried == []


def test_a_release_that_a_board_told_of_waits_for_no_prison(
    starting: Starting, clock: FixedClock, carrier: FakeCarrier
) -> None:
    core = starting(Starts.DATE_IF_HEARD)
    told(core, scheduled(source=GLASGOW_STAFF))
    live_through(core, clock, at(LIBERATION, time(18)))
    assert len(carrier.tried) == 1


def test_staff_are_told_once_of_a_prison_that_planned_releases_and_fell_silent(core: Core, clock: FixedClock) -> None:
    told(core, scheduled())
    assert watch_prisons(core, WORKER) == ()
    clock.advance(timedelta(hours=24))
    assert watch_prisons(core, WORKER) == (), "a day is not over until it is"
    clock.advance(timedelta(seconds=1))
    for _ in range(3):
        assert watch_prisons(core, WORKER) == ("barlinnie",)
        clock.advance(timedelta(hours=1))
    assert tasks(core) == ["prison_silent"]


def test_a_prison_that_fell_silent_again_is_told_of_again(core: Core, clock: FixedClock) -> None:
    told(core, scheduled())
    for _ in range(2):
        clock.advance(timedelta(hours=25))
        watch_prisons(core, WORKER)
        hears_again = make_event(Kind.RESCHEDULED, time=clock.now(), liberation_date=LIBERATION)
        told(core, hears_again)
    assert tasks(core) == ["prison_silent", "prison_silent"]


def test_a_prison_of_which_nothing_is_awaited_may_be_silent(core: Core, clock: FixedClock) -> None:
    told(core, make_event(Kind.RELEASED, contact=PLAIN))
    clock.advance(timedelta(days=5))
    assert watch_prisons(core, WORKER) == ()
    assert tasks(core) == []


def test_the_watch_plans_nothing_where_the_date_counts_alone(core: Core, clock: FixedClock) -> None:
    answer = told(core, scheduled())
    live_through(core, clock, at(LIBERATION + timedelta(days=1), time(9)))
    before = states(core, answer)
    hears_of_another(core)
    assert watch_prisons(core, WORKER) == ()
    assert states(core, answer) == before
