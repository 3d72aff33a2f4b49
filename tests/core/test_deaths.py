"""A death, and whoever else has the phone; what staff may undo."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from service.core.ports import Core
from service.core.staffing import let_go_on, pause, resume, undo_death
from service.domain.errors import NotFoundError
from service.domain.event import Answer, Event, Kind, Outcome
from service.domain.ids import PersonId
from service.domain.london import at
from service.domain.release import Ended, Pause
from service.domain.text import Reason, State
from tests.builders import GLASGOW, LIBERATION, LOTHIAN, SAM, make_event, scheduled
from tests.core.looking import (
    journal,
    live_through,
    move_to,
    person,
    planned_steps,
    reasons,
    release,
    says,
    states,
    stopped,
    tasks,
    texts,
    told,
)
from tests.core.saying import again, cancelled, died, returned
from tests.fakes import FakeCarrier, FixedClock

STAFF = "staff"
ALEX = "51234"


def two(core: Core) -> tuple[Answer, Answer]:
    """Sam, and Alex with the same phone."""
    return told(core, scheduled()), told(core, scheduled(prison_number=ALEX))


def test_a_death_on_a_shared_phone_holds_the_other_until_staff_let_it_go_on(
    core: Core, carrier: FakeCarrier, clock: FixedClock
) -> None:
    sam, alex = two(core)
    told(core, died(1))
    assert stopped(core) is Reason.DEATH_NEAR
    assert (State.PLANNED in states(core, sam), State.PLANNED in states(core, alex)) == (False, False)
    assert reasons(core, alex) >= {Reason.DEATH_NEAR}
    assert tasks(core) == ["death_near", "person.died"]
    let_go_on(core, STAFF, None, person(core).id)
    assert stopped(core) is None
    assert planned_steps(core, alex)[0] == "01_welcome"
    assert State.PLANNED not in states(core, sam)
    live_through(core, clock, at(date(2027, 2, 20), time(12)))
    assert states(core, alex) == {State.ACCEPTED: 12}
    assert len(carrier.tried) == 12


def test_what_came_due_while_the_other_was_held_does_not_come_back(core: Core, clock: FixedClock) -> None:
    _, alex = two(core)
    told(core, died(1))
    live_through(core, clock, at(LIBERATION + timedelta(days=10), time(18)))
    let_go_on(core, STAFF, None, person(core).id)
    back = [one for one in texts(core, alex).values() if one.state is State.PLANNED]
    assert {one.wanted_at > clock.now() for one in back if not one.welcome} == {True}
    assert "04_urgent" not in planned_steps(core, alex)


def test_a_death_of_somebody_alone_on_the_phone_does_not_stop_the_number(core: Core) -> None:
    told(core, scheduled(), died(1))
    assert stopped(core) is None
    assert tasks(core) == ["person.died"]


def test_whoever_gets_the_phone_of_somebody_dead_is_held_too(
    core: Core, carrier: FakeCarrier, clock: FixedClock
) -> None:
    told(core, scheduled(), died(1))
    told(core, scheduled(prison_number=ALEX))
    live_through(core, clock, at(LIBERATION, time(18)))
    assert carrier.tried == []
    assert "death_near" in tasks(core)


def test_two_who_both_died_hold_nobody(core: Core) -> None:
    two(core)
    told(core, died(1))
    let_go_on(core, STAFF, None, person(core).id)
    told(core, make_event(Kind.DIED, prison_number=ALEX))
    assert stopped(core) is None


def test_a_death_told_of_by_two_prisons_asks_about_the_phone_once(core: Core) -> None:
    two(core)
    told(core, died(1), died(2))
    assert tasks(core).count("death_near") == 1


@pytest.mark.parametrize("first", ["death", "stop"])
def test_a_stop_outranks_a_death_near(core: Core, first: str) -> None:
    _, alex = two(core)
    if first == "stop":
        says(core, "STOP")
    told(core, died(1))
    if first == "death":
        says(core, "STOP")
    assert stopped(core) is Reason.OPTED_OUT
    let_go_on(core, STAFF, None, person(core).id)
    assert stopped(core) is Reason.OPTED_OUT, "staff cannot undo a STOP"
    assert State.PLANNED not in states(core, alex)


def test_a_start_does_not_end_a_death_near(core: Core) -> None:
    two(core)
    told(core, died(1))
    says(core, "START")
    assert stopped(core) is Reason.DEATH_NEAR


def test_after_a_stop_and_a_start_a_death_near_still_holds(core: Core) -> None:
    _, alex = two(core)
    told(core, died(1))
    says(core, "STOP")
    says(core, "START")
    assert State.PLANNED not in states(core, alex)


def test_case_28_a_death_that_was_none_is_undone_by_staff_and_the_release_runs_on(
    core: Core, clock: FixedClock
) -> None:
    answer = told(core, scheduled())
    live_through(core, clock, at(LIBERATION, time(18)))
    told(core, died(22))
    assert states(core, answer) == {State.ACCEPTED: 1, State.CANCELLED: 11}
    undo_death(core, STAFF, GLASGOW, person(core).id)
    assert person(core).died_at is None
    assert release(core, answer).ended is None
    assert states(core, answer) == {State.ACCEPTED: 1, State.PLANNED: 11}
    assert "person.alive" in journal(core, {"person": person(core).id})


def test_case_28_a_death_brings_no_farewell(
    core: Core, carrier: FakeCarrier, clock: FixedClock, due_now: Answer
) -> None:
    told(core, died(22))
    live_through(core, clock, at(date(2027, 2, 20), time(12)))
    assert carrier.tried == []


def test_an_undone_death_lets_the_other_on_the_phone_go_on_too(core: Core) -> None:
    sam, alex = two(core)
    told(core, died(1))
    undo_death(core, STAFF, None, person(core).id)
    assert stopped(core) is None
    assert State.PLANNED in states(core, sam)
    assert State.PLANNED in states(core, alex)


def test_what_is_not_dead_is_not_undone(core: Core) -> None:
    answer = told(core, scheduled(), returned(1))
    undo_death(core, STAFF, GLASGOW, person(core).id)
    assert release(core, answer).ended is Ended.RETURNED


def test_no_event_undoes_a_death(core: Core) -> None:
    told(core, scheduled(), died(1))
    assert told(core, again(2)).outcome is Outcome.HELD
    assert told(core, make_event(Kind.RELEASED, time=core.clock.now() + timedelta(days=30))).outcome is Outcome.HELD


def test_case_29_hospital_stops_all_and_only_what_is_to_come_resumes(
    core: Core, carrier: FakeCarrier, clock: FixedClock
) -> None:
    answer = told(core, scheduled())
    live_through(core, clock, at(LIBERATION, time(18)))
    pause(core, STAFF, GLASGOW, person(core).id, Pause.HOSPITAL)
    assert reasons(core, answer) == {None, Reason.PAUSED}
    assert states(core, answer) == {State.ACCEPTED: 1, State.CANCELLED: 11}
    back = at(LIBERATION + timedelta(days=8), time(8))
    live_through(core, clock, back)
    assert len(carrier.tried) == 1
    resume(core, STAFF, GLASGOW, person(core).id)
    planned = [one for one in texts(core, answer).values() if one.state is State.PLANNED]
    assert {one.step for one in planned} < set(texts(core, answer))
    assert all(one.wanted_at > back for one in planned)
    live_through(core, clock, at(date(2027, 2, 20), time(12)))
    assert len(carrier.tried) == 1 + len(planned)


def test_a_pause_before_the_release_still_brings_a_welcome_first(
    core: Core, carrier: FakeCarrier, clock: FixedClock
) -> None:
    told(core, scheduled())
    pause(core, STAFF, None, person(core).id, Pause.STAFF)
    live_through(core, clock, at(LIBERATION + timedelta(days=8), time(8)))
    resume(core, STAFF, None, person(core).id)
    live_through(core, clock, at(LIBERATION + timedelta(days=20), time(18)))
    assert carrier.tried[0].words.startswith("Hello from NHS")
    assert len(carrier.tried) > 1


def test_a_pause_leaves_whoever_has_the_same_phone_alone(core: Core) -> None:
    _, alex = two(core)
    pause(core, STAFF, GLASGOW, person(core, SAM).id, Pause.HOSPITAL)
    assert planned_steps(core, alex)[0] == "01_welcome", "theirs to get now"
    assert set(states(core, alex)) == {State.PLANNED}


def test_an_event_does_not_end_a_pause_and_its_sender_learns_little(core: Core) -> None:
    answer = told(core, scheduled())
    pause(core, STAFF, GLASGOW, person(core).id, Pause.HOSPITAL)
    moved = told(core, again(1))
    assert (moved.outcome, moved.held_reason, moved.texts) == (Outcome.HELD, "with_board", ())
    assert State.PLANNED not in states(core, answer)


def test_staff_of_another_board_and_of_nobody_can_do_nothing(core: Core, clock: FixedClock) -> None:
    told(core, scheduled())
    move_to(clock, LIBERATION, 9)
    for board, whom in ((LOTHIAN, person(core).id), (None, PersonId("p-none"))):
        with pytest.raises(NotFoundError):
            pause(core, STAFF, board, whom, Pause.STAFF)
        with pytest.raises(NotFoundError):
            resume(core, STAFF, board, whom)
        with pytest.raises(NotFoundError):
            undo_death(core, STAFF, board, whom)
    assert person(core).paused is None


def test_a_cancelled_release_is_not_brought_back_by_the_end_of_a_death(core: Core) -> None:
    answer = told(core, scheduled(), cancelled(1))
    told(core, died(2))
    undo_death(core, STAFF, None, person(core).id)
    assert State.PLANNED not in states(core, answer)


def test_somebody_who_lives_but_is_back_in_custody_gets_nothing(core: Core, clock: FixedClock) -> None:
    sam = told(core, scheduled())
    live_through(core, clock, at(LIBERATION, time(18)))
    told(core, died(25), returned(26))
    undo_death(core, STAFF, None, person(core).id)
    assert release(core, sam).ended is Ended.RETURNED
    assert planned_steps(core, sam) == []


def test_a_phone_stays_held_while_another_who_had_it_is_dead(core: Core) -> None:
    third = "61234"
    two(core)
    told(core, scheduled(prison_number=third), died(1), died_of(ALEX, 2))
    undo_death(core, STAFF, None, person(core).id)
    assert stopped(core) is Reason.DEATH_NEAR
    undo_death(core, STAFF, None, person(core, ALEX).id)
    assert stopped(core) is None


def died_of(prison_number: str, days: float) -> Event:
    return replace(died(days), prison_number=prison_number, id=f"died-{prison_number}")
