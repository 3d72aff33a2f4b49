"""Corners that a review found: undone releases, hidden stops, sources that may not speak, merges, the last minutes."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from service.core.ports import Core
from service.domain.event import Event, Kind, Outcome, Source, SourceKind
from service.domain.london import at
from service.domain.number import Number
from service.domain.release import Contact
from service.domain.text import State
from tests.builders import EDINBURGH, HEARD, LIBERATION, SAMS_CONTACT, make_event, scheduled
from tests.core.looking import live_through, move_to, person, says, states, text, told
from tests.core.saying import after, cancelled, returned
from tests.fakes import FixedClock
from tests.schedules.weeks import FIRST_WEEKS, planned

# A release that was undone keeps its moment: the new date alone should give 14:00


@pytest.mark.parametrize("kind", [Kind.RESCHEDULED, Kind.CANCELLED])
def test_a_date_after_a_release_that_was_undone_counts_alone(core: Core, clock: FixedClock, kind: Kind) -> None:
    now = move_to(clock, LIBERATION, 9)
    new = date(2027, 1, 15)
    told(core, make_event(Kind.RELEASED, time=now, contact=SAMS_CONTACT))
    told(core, make_event(kind, time=now + timedelta(minutes=5), liberation_date=new))
    answer = told(core, make_event(Kind.RESCHEDULED, time=now + timedelta(minutes=9), liberation_date=new))
    assert (text(core, answer).wanted_at, text(core, answer).due_at) == (at(new, time(14)), at(new, time(14)))


# An appointments key whose slug is also a Board's may plan and cancel releases; with another slug: NotFoundError


@pytest.mark.parametrize("slug", ["lothian", "clinic"])
def test_an_appointments_system_says_nothing_of_releases(core: Core, slug: str) -> None:
    assert told(core, scheduled(source=Source(SourceKind.APPOINTMENTS, slug))).outcome is Outcome.HELD


# After a cancellation another prison's older word changes the contact and learns the release's id


@pytest.mark.parametrize("end", [cancelled(2), returned(2)], ids=lambda event: event.kind)
def test_another_prisons_older_word_after_the_end_changes_nothing_and_tells_nothing(core: Core, end: Event) -> None:
    told(core, scheduled(contact=None), end)
    before = person(core)
    answer = told(core, scheduled(source=EDINBURGH, time=HEARD + timedelta(days=1)))
    assert (answer.outcome, answer.release_id) == (Outcome.HELD, None)
    assert person(core) == before


# A step in the last two minutes of the hours (18:59, which `check` lets pass) makes plan() look for a slot for ever


def test_a_step_in_the_last_minutes_of_the_hours_still_gets_a_moment() -> None:
    first, second, *rest = FIRST_WEEKS.steps
    late = replace(FIRST_WEEKS, steps=(first, replace(second, at=time(18, 59)), *rest))
    assert len(planned(LIBERATION, sequence=late).texts) == 12


# Somebody who opted out before the welcome is told another plan day by day: the welcome that waits for START pushes the
# rest. `_is_missed` by `wanted_at` (and its day) instead of `due_at` cures it


def test_a_prison_learns_nothing_from_what_it_is_told_day_by_day(core: Core, clock: FixedClock) -> None:
    """One person opted out before all, one on the second day, one never; one shares a phone with another."""
    numbers = [Number.trusted(f"+44770090020{which}") for which in range(4)]
    says(core, "STOP", number=numbers[0].e164)
    for which, number in enumerate(numbers):
        told(core, scheduled(prison_number=f"9{which}", contact=replace(SAMS_CONTACT, number=number)))
    shared = replace(SAMS_CONTACT, number=numbers[3])
    told(core, scheduled(LIBERATION - timedelta(days=1), prison_number="8", contact=shared))
    for days in range(8):
        live_through(core, clock, at(LIBERATION + timedelta(days=days), time(18, 30)))
        if days == 1:
            says(core, "STOP", number=numbers[1].e164)
        language = Contact(language=f"l{days}")
        events = [after(days + 1, Kind.CONTACT, contact=language, prison_number=f"9{which}") for which in range(3)]
        answers = [told(core, event) for event in events]
        assert answers[0].texts == answers[1].texts == answers[2].texts, days
        assert {answer.outcome for answer in answers} == {Outcome.UPDATED}


# A return heard of the record that goes is not heeded: the kept record's release runs on


def test_a_return_heard_of_the_removed_record_holds_for_the_kept_one(core: Core) -> None:
    kept = told(core, scheduled())
    told(core, replace(returned(5), prison_number="51234"))
    merged = replace(make_event(Kind.MERGED, time=HEARD + timedelta(days=6)), removed="51234")
    told(core, merged)
    assert states(core, kept) == {State.CANCELLED: 12}
