"""The order in which events come, and how often, makes no difference: only what they say, and the time they say it of.

Death and return to custody act however late they come, so they are not among these.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.core.ports import Core
from service.domain.event import Event, Kind
from service.domain.ids import PersonId
from service.domain.london import at
from service.domain.number import Number
from service.domain.release import Contact, SafeToText
from service.domain.text import State
from tests.builders import (
    HEARD,
    LIBERATION,
    LOTHIAN,
    SAMS_CONTACT,
    close,
    make_core,
    make_event,
    scheduled,
    shipped_config,
)
from tests.core.looking import every_text, person, told
from tests.core.saying import OTHER_NUMBER, PLAIN, appointment, contact
from tests.core.visiting import SYSTEM
from tests.fakes import FixedClock

NOW = at(LIBERATION + timedelta(days=1), time(12))


class World:
    """One service, in which each telling is of somebody new with phones of their own."""

    def __init__(self, core: Core) -> None:
        self.core, self.tellings = core, 0

    def plan_of(self, events: list[Event]) -> list[tuple[object, ...]]:
        """What is planned in the end for somebody of whom all this is told."""
        self.tellings += 1
        first = told(self.core, self._of_somebody_new(scheduled(contact=SAMS_CONTACT)))
        whom = person(self.core, f"{self.tellings}").id
        for event in events:
            told(self.core, replace(self._of_somebody_new(event), person_id=event.person_id and whom))
        known = person(self.core, f"{self.tellings}")
        phone = self._number(SAMS_CONTACT) == known.contact.number
        rows = (one for one in every_text(self.core, first) if one.state is State.PLANNED)
        found = [(one.step, one.wanted_at, one.due_at, known.board, phone) for one in rows]
        return sorted(found, key=repr)

    def _of_somebody_new(self, event: Event) -> Event:
        """What the event says, of the person of this telling."""
        said, news = event.contact, event.appointment
        if said is not None and said.number is not None:
            said = replace(said, number=self._number(said))
        if news is not None:
            news = replace(news, id=f"{self.tellings} {news.id}")
        number = f"{self.tellings}" if event.prison_number else ""
        return replace(event, id=f"{self.tellings} {event.id}", prison_number=number, contact=said, appointment=news)

    def _number(self, said: Contact) -> Number:
        """The one of the telling that stands for this one."""
        which = 2 * self.tellings + (said.number == OTHER_NUMBER)
        return Number.trusted(f"+4479{which:08}")


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    core = make_core("sqlite://", clock=FixedClock(NOW), config=shipped_config())
    yield World(core)
    close(core)


moments = st.integers(1, 20_000).map(
    lambda minutes: HEARD + timedelta(minutes=minutes)
)  # two weeks from the first word
dates = st.dates(LIBERATION - timedelta(days=3), LIBERATION + timedelta(days=30))
starts = st.dates(date(2026, 12, 26), date(2027, 1, 31)).map(lambda day: at(day, time(11)))
about_dates = st.builds(
    lambda moment, day, kind: make_event(kind, time=moment, liberation_date=day),
    moments,
    dates,
    st.sampled_from([Kind.SCHEDULED, Kind.RESCHEDULED]),
)
releases = st.integers(0, 600).map(
    lambda minutes: make_event(Kind.RELEASED, time=at(LIBERATION, time(7)) + timedelta(minutes=minutes))
)
contacts = st.sampled_from(
    [
        Contact(number=OTHER_NUMBER),
        Contact(groups=()),
        Contact(safe_to_text=SafeToText.SHARED),
        Contact(confirmed_by_person=False),
        Contact(language="pl"),
        replace(PLAIN, number=OTHER_NUMBER),
    ]
)
about_contact = st.builds(lambda moment, said: make_event(Kind.CONTACT, time=moment, contact=said), moments, contacts)
about_board = moments.map(lambda moment: make_event(Kind.CONTACT, time=moment, board=LOTHIAN))
NOBODY = PersonId("p-nobody")  # stands for the person's id, which an appointments system was given
names = st.sampled_from(["visit-1", "visit-2"])
# Another time than any change names: a change to the same time is none, if the booking is known
bookings = st.builds(
    lambda start, visit: appointment(
        NOBODY, Kind.APPOINTMENT_BOOKED, source=SYSTEM, visit_id=visit, start=start - timedelta(hours=1)
    ),
    starts,
    names,
)
changes = st.builds(
    lambda moment, start, visit: appointment(
        NOBODY, Kind.APPOINTMENT_CHANGED, time=moment, source=SYSTEM, visit_id=visit, start=start
    ),
    moments,
    starts,
    names,
)
endings = st.builds(
    lambda moment, kind, visit: appointment(NOBODY, kind, time=moment, source=SYSTEM, visit_id=visit),
    moments,
    st.sampled_from([Kind.APPOINTMENT_CANCELLED, Kind.APPOINTMENT_ATTENDED, Kind.APPOINTMENT_MISSED]),
    names,
)


@st.composite
def stories(draw: st.DrawFn) -> tuple[list[Event], list[Event]]:
    """Events with a time each of their own, in the order of their times; and the same, in any order, some repeated."""
    drawn = draw(st.lists(about_dates | changes | endings, min_size=1, max_size=5))
    drawn += draw(st.lists(about_contact, max_size=4)) + draw(st.lists(about_board, max_size=2))
    drawn += draw(st.lists(bookings, max_size=1)) + draw(st.lists(releases, max_size=1))
    by_time = {one.time: one for one in drawn}
    ordered = [by_time[moment] for moment in sorted(by_time)]
    shuffled = draw(st.permutations(ordered))
    return ordered, shuffled + draw(st.lists(st.sampled_from(ordered), max_size=3))


@given(stories())
@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
def test_events_in_any_order_and_repeated_end_in_the_same_plan(
    world: World, story: tuple[list[Event], list[Event]]
) -> None:
    ordered, shuffled = story
    assert world.plan_of(shuffled) == world.plan_of(ordered)


def test_the_plan_that_they_end_in_is_not_empty(world: World) -> None:
    start = datetime(2027, 1, 14, 11, tzinfo=UTC)
    booking = appointment(NOBODY, Kind.APPOINTMENT_BOOKED, source=SYSTEM, start=start)
    found = world.plan_of([booking])
    assert {"01_welcome", "a_day_before", "12_last"} <= {step for step, *_ in found}


def test_of_three_words_about_the_contact_the_last_in_time_counts_whatever_their_order(core: Core) -> None:
    first, second = contact(1, Contact(number=SAMS_CONTACT.number)), contact(2, Contact(number=OTHER_NUMBER))
    third = contact(3, Contact(language="pl"))
    told(core, third, first, second)
    assert person(core).contact.number == OTHER_NUMBER


def test_an_end_before_the_beginning_of_what_it_ends_stops_the_reminders_in_either_order(world: World) -> None:
    start = datetime(2026, 12, 26, 11, tzinfo=UTC)
    moved = appointment(NOBODY, Kind.APPOINTMENT_CHANGED, time=HEARD, source=SYSTEM, start=start)
    missed = appointment(NOBODY, Kind.APPOINTMENT_MISSED, time=HEARD + timedelta(days=1), source=SYSTEM)
    assert world.plan_of([missed, moved]) == world.plan_of([moved, missed])
