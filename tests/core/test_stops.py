"""Return to custody and death: at once, however late, and what may follow."""

from dataclasses import replace
from datetime import date, time

import pytest

from service.core.ports import Core
from service.domain.event import Answer, Event, Kind, Outcome
from service.domain.london import at
from service.domain.release import Contact, Ended
from service.domain.text import Reason, State
from tests.builders import (
    EDINBURGH,
    SAMS_CONTACT,
    make_event,
    scheduled,
)
from tests.core.looking import (
    live_through,
    move_to,
    person,
    planned_days,
    reasons,
    release,
    states,
    tasks,
    told,
)
from tests.core.saying import (
    LATER,
    NO_NUMBER,
    OTHER_NUMBER,
    after,
    again,
    assert_unchanged_by,
    cancelled,
    contact,
    died,
    rescheduled,
    returned,
)
from tests.fakes import FixedClock


@pytest.mark.parametrize("days", [3, -3], ids=["in order", "late"])
def test_a_return_to_custody_stops_at_once_however_late_it_comes(core: Core, days: int) -> None:
    told(core, scheduled())
    answer = told(core, returned(days))
    assert (answer.outcome, answer.texts) == (Outcome.STOPPED, ())
    assert states(core, answer) == {State.CANCELLED: 12}
    assert reasons(core, answer) == {Reason.RETURNED}
    assert tasks(core) == ["person.returned_to_custody"]


@pytest.mark.parametrize("days", [3, -3], ids=["in order", "late"])
def test_a_death_stops_at_once_however_late_it_comes(core: Core, days: int) -> None:
    told(core, scheduled())
    answer = told(core, died(days))
    assert answer.outcome is Outcome.STOPPED
    assert reasons(core, answer) == {Reason.DIED}
    assert tasks(core) == ["person.died"]


@pytest.mark.parametrize("stop", [returned(2), died(2)], ids=lambda event: event.kind)
def test_a_stop_ends_a_cancelled_release_for_good(core: Core, stop: Event) -> None:
    told(core, scheduled(), cancelled(1), stop)
    assert told(core, rescheduled(3)).outcome is Outcome.HELD


def test_after_a_return_a_newer_date_opens_a_new_episode(core: Core) -> None:
    first = told(core, scheduled(), returned(3))
    answer = told(core, again(4))
    assert answer.outcome is Outcome.PLANNED
    assert answer.release_id != first.release_id
    assert states(core, answer) == {State.PLANNED: 12}
    assert reasons(core, first) == {Reason.RETURNED}


def test_after_a_return_a_newer_release_opens_a_new_episode_with_all_but_a_second_welcome(
    core: Core, clock: FixedClock
) -> None:
    first = told(core, scheduled())
    live_through(core, clock, at(date(2026, 12, 26), time(18)))
    told(core, returned(26))
    now = move_to(clock, LATER, 10)
    answer = told(core, make_event(Kind.RELEASED, time=now))
    assert answer.outcome is Outcome.PLANNED
    assert states(core, answer) == {State.PLANNED: 11}, "the number was welcomed four weeks before"
    assert states(core, first) == {State.ACCEPTED: 3, State.CANCELLED: 9}


def test_after_a_return_a_newer_release_from_another_prison_opens_a_new_episode(core: Core) -> None:
    told(core, scheduled(), returned(3))
    answer = told(core, again(4, source=EDINBURGH))
    assert answer.outcome is Outcome.PLANNED
    assert release(core, answer).prison == "edinburgh"


@pytest.mark.parametrize(
    "older",
    [replace(again(2), board=None, contact=None), after(2, Kind.RELEASED), rescheduled(2), cancelled(2)],
    ids=lambda event: event.kind,
)
def test_after_a_return_what_is_older_is_ignored(core: Core, older: Event) -> None:
    told(core, scheduled(), returned(3))
    assert assert_unchanged_by(core, older).outcome is Outcome.IGNORED


@pytest.mark.parametrize("later", [rescheduled(4), cancelled(4)], ids=lambda event: event.kind)
def test_after_a_return_another_date_for_what_is_over_is_held(core: Core, later: Event) -> None:
    told(core, scheduled(), returned(3))
    assert assert_unchanged_by(core, later).outcome is Outcome.HELD
    assert tasks(core)[-1] == "event_held"


def test_after_a_return_the_contact_is_kept_for_the_next_time(core: Core) -> None:
    told(core, scheduled(), returned(3))
    answer = told(core, contact(4, Contact(number=OTHER_NUMBER)))
    assert (answer.outcome, answer.texts) == (Outcome.UPDATED, ())
    assert person(core).contact.number == OTHER_NUMBER
    assert states(core, answer) == {State.CANCELLED: 12}


def test_of_two_returns_the_later_counts(core: Core) -> None:
    told(core, scheduled(), returned(5), returned(3))
    assert told(core, again(4)).outcome is Outcome.IGNORED


@pytest.mark.parametrize(
    "later",
    [again(9), after(9, Kind.RELEASED), rescheduled(9), cancelled(9), contact(9, SAMS_CONTACT)],
    ids=lambda event: event.kind,
)
def test_after_a_death_only_staff_can_change_anything(core: Core, later: Event) -> None:
    told(core, scheduled(), died(3))
    assert assert_unchanged_by(core, later) == Answer(Outcome.HELD, later.id, held_reason="with_board")
    assert tasks(core) == ["person.died", "event_held"]


def test_an_older_date_of_somebody_whose_return_came_first_is_held(core: Core) -> None:
    stop = told(core, returned(3))
    assert (stop.outcome, stop.release_id) == (Outcome.STOPPED, None)
    answer = told(core, scheduled())
    assert (answer.outcome, answer.held_reason, answer.texts) == (Outcome.HELD, "with_board", ())
    assert tasks(core) == ["person.returned_to_custody", "event_held"]


def test_a_newer_date_of_somebody_whose_return_came_first_is_planned(core: Core) -> None:
    assert told(core, returned(3), again(4)).outcome is Outcome.PLANNED


def test_the_contact_of_somebody_whose_return_came_first_is_held(core: Core) -> None:
    assert told(core, returned(3), contact(4, SAMS_CONTACT)).outcome is Outcome.HELD


@pytest.mark.parametrize("days", [-1, 4], ids=["older", "newer"])
def test_any_date_of_somebody_whose_death_came_first_is_held(core: Core, days: int) -> None:
    assert told(core, died(3), again(days)).outcome is Outcome.HELD


def test_a_return_of_somebody_without_a_number_ends_the_wait(core: Core) -> None:
    held = told(core, scheduled(contact=NO_NUMBER))
    assert told(core, returned(1)).outcome is Outcome.STOPPED
    assert release(core, held).ended is Ended.RETURNED


def test_the_days_that_a_return_frees_go_to_others_with_the_same_phone(core: Core) -> None:
    told(core, scheduled())
    other = told(core, scheduled(prison_number="51234"))
    crowded = planned_days(core, other)
    told(core, returned(3))
    alone = planned_days(core, other)
    assert crowded != alone
    assert alone == [text.due_at.date() for text in other.texts]
