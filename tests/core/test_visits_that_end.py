"""Appointments that are called off, move to another Board or outlive a release; two on one day."""

from datetime import date, time, timedelta

from service.core.ports import Core
from service.domain.event import Kind, Outcome
from service.domain.ids import StepId
from service.domain.london import at, london_day
from tests.builders import GLASGOW_STAFF, LOTHIAN
from tests.core.looking import about_visits, live_through, planned_steps, tasks, told
from tests.core.saying import after, again, returned
from tests.core.visiting import VISIT, booked, hears, is_out, visits
from tests.fakes import FakeCarrier, FixedClock


def test_an_end_that_comes_too_late_for_a_text_is_told_to_staff(shipped: Core, clock: FixedClock) -> None:
    is_out(shipped, clock)
    tomorrow = at(london_day(clock.now()) + timedelta(days=1), time(9))
    booked(shipped, tomorrow)
    live_through(shipped, clock, clock.now() + timedelta(hours=1))  # today's text names it
    hears(shipped, Kind.APPOINTMENT_CANCELLED)
    assert tasks(shipped) == ["appointment_untold"]


def test_an_end_that_a_text_still_tells_is_no_task(shipped: Core, clock: FixedClock) -> None:
    is_out(shipped, clock)
    booked(shipped)
    live_through(shipped, clock, clock.now() + timedelta(days=1))
    hears(shipped, Kind.APPOINTMENT_CANCELLED)
    assert tasks(shipped) == []


def test_whoever_booked_it_may_call_it_off_though_the_person_moved_to_another_board(
    shipped: Core, clock: FixedClock
) -> None:
    answer = is_out(shipped, clock)
    booked(shipped, source=GLASGOW_STAFF)
    told(shipped, after(20, Kind.CONTACT, board=LOTHIAN))
    assert hears(shipped, Kind.APPOINTMENT_CANCELLED, source=GLASGOW_STAFF).outcome is Outcome.CANCELLED
    assert not {"a_day_before", "a_today"} & set(planned_steps(shipped, answer))
    assert hears(shipped, Kind.APPOINTMENT_BOOKED, VISIT, source=GLASGOW_STAFF, visit_id="new").outcome is Outcome.HELD


def test_an_appointment_missed_before_it_began_is_for_staff_and_nothing_is_sent(
    shipped: Core, clock: FixedClock
) -> None:
    answer = is_out(shipped, clock)
    booked(shipped)
    hears(shipped, Kind.APPOINTMENT_MISSED, time=VISIT - timedelta(hours=1))
    assert tasks(shipped) == ["appointment_missed_early"]
    assert not {"a_booked", "a_today", "a_missed"} & set(planned_steps(shipped, answer))


def test_a_time_that_moved_before_anything_was_told_is_booked_news(shipped: Core, clock: FixedClock) -> None:
    answer = is_out(shipped, clock)
    booked(shipped)
    hears(shipped, Kind.APPOINTMENT_CHANGED, VISIT + timedelta(hours=2), time=clock.now() + timedelta(seconds=1))
    assert {"a_booked", "a_changed"} & set(planned_steps(shipped, answer)) == {"a_booked"}


def test_of_two_appointments_on_one_day_the_sooner_one_is_reminded_of(shipped: Core, clock: FixedClock) -> None:
    answer = is_out(shipped, clock)
    booked(shipped, VISIT + timedelta(hours=4), visit_id="later")
    booked(shipped, VISIT, visit_id="sooner", time=clock.now() + timedelta(seconds=1))
    sooner = next(visit for visit in visits(shipped) if visit.start == VISIT)
    assert about_visits(shipped, answer)[StepId("a_day_before")].occasion == sooner.occasion
    assert about_visits(shipped, answer)[StepId("a_today")].occasion == sooner.occasion


def test_an_appointment_goes_with_the_person_into_the_next_release(
    shipped: Core, clock: FixedClock, carrier: FakeCarrier
) -> None:
    is_out(shipped, clock)
    booked(shipped)
    told(shipped, returned(30))
    second = told(shipped, again(31, date(2027, 1, 4)))
    assert {"a_day_before", "a_today"} <= set(planned_steps(shipped, second))
    live_through(shipped, clock, VISIT)
    assert any(one.words.startswith("NHS: Your appointment is today") for one in carrier.tried)
