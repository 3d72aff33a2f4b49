"""Appointments, from the word of a Board's system to the texts on the phone."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from service.core.ports import Core
from service.domain.appointment import Status
from service.domain.event import Answer, Kind, Outcome
from service.domain.ids import PersonId
from service.domain.london import at, london_day
from service.domain.number import Number
from service.domain.release import Contact
from service.domain.text import Reason, State
from tests.builders import GLASGOW_STAFF, LOTHIAN_STAFF, SAMS_NUMBER, make_event, scheduled
from tests.core.looking import (
    about_visits,
    every_text,
    ledger_of,
    live_through,
    number_id,
    planned_steps,
    says,
    send_due,
    states,
    tasks,
    told,
)
from tests.core.saying import CLINIC, NO_NUMBER, PLAIN, appointment, cancelled
from tests.core.visiting import MONDAY, OTHER_SYSTEM, OUT, SYSTEM, VISIT, booked, hears, is_out, visits
from tests.fakes import FakeCarrier, FixedClock

REMINDED = {
    "a_booked": at(OUT, time(9, 30)),
    "a_days_before": at(date(2027, 1, 11), time(10)),
    "a_day_before": at(date(2027, 1, 13), time(10)),
    "a_today": at(date(2027, 1, 14), time(9, 30)),
}
MOVED = VISIT + timedelta(days=7)


@pytest.fixture
def sam(shipped: Core, clock: FixedClock) -> Answer:
    return is_out(shipped, clock)


def due_at(core: Core, answer: Answer) -> dict[str, object]:
    return {step: one.due_at for step, one in about_visits(core, answer).items()}


def words(carrier: FakeCarrier, start: str) -> list[str]:
    return [one.words for one in carrier.tried if one.words.startswith(start)]


def test_a_booked_appointment_is_told_at_once_and_reminded_of_three_times(shipped: Core, sam: Answer) -> None:
    answer = booked(shipped)
    assert (answer.outcome, answer.held_reason, answer.release_id) == (Outcome.PLANNED, None, None)
    assert {one.step: one.due_at for one in answer.texts} == due_at(shipped, sam) == REMINDED
    assert tasks(shipped) == []


def test_the_words_name_day_time_place_and_whom_to_call(
    shipped: Core, clock: FixedClock, carrier: FakeCarrier, sam: Answer
) -> None:
    booked(shipped)
    booked(shipped, MONDAY, visit_id="visit-2", place="The Mill, 3 Leith Walk", phone="0800 22 44 88")
    live_through(shipped, clock, MONDAY)
    assert words(carrier, "NHS: Your appointment is Thursday 14 January, 10:30am. At The Health Centre, 12 Leith Walk.")
    assert words(carrier, "NHS: Your appointment is Monday 18 January, 2pm. At The Mill, 3 Leith Walk.")
    assert words(carrier, "NHS: Your appointment is tomorrow, Thursday 14 January, 10:30am.")
    (first, second) = words(carrier, "NHS: Your appointment is today")
    assert first.endswith("If you are late call 07700 900 001."), "the Board's line"
    assert second.endswith("If you are late call 0800 22 44 88."), "the contact that the booking named"


def test_the_day_before_a_monday_is_the_friday_which_says_the_day_by_its_name(
    shipped: Core, clock: FixedClock, carrier: FakeCarrier, sam: Answer
) -> None:
    live_through(shipped, clock, at(date(2027, 1, 14), time(9)))
    booked(shipped, MONDAY)
    live_through(shipped, clock, at(date(2027, 1, 15), time(10)))
    assert len(words(carrier, "NHS: Your appointment is on Monday 18 January, 2pm. At The Health Centre")) == 1
    live_through(shipped, clock, MONDAY)
    assert len(words(carrier, "NHS: Your appointment is today at 2pm.")) == 1


def test_a_moved_appointment_is_told_as_news_and_its_old_reminders_do_not_go(
    shipped: Core, clock: FixedClock, carrier: FakeCarrier, sam: Answer
) -> None:
    booked(shipped)
    live_through(shipped, clock, at(OUT + timedelta(days=1), time(9)))
    answer = hears(shipped, Kind.APPOINTMENT_CHANGED, MOVED)
    assert answer.outcome is Outcome.REPLANNED
    assert [one.step for one in answer.texts] == ["a_changed", "a_days_before", "a_day_before", "a_today"]
    live_through(shipped, clock, MOVED + timedelta(days=1))
    assert len(words(carrier, "NHS: Your appointment is now on Thursday 21 January, 10:30am.")) == 1
    assert words(carrier, "NHS: Your appointment is tomorrow, Thursday 21 January")
    assert not [one for one in carrier.tried if "14 January" in one.words and "is Thursday" not in one.words]


def test_an_appointment_called_off_is_told_to_whoever_knew_of_it_and_nothing_more_goes(
    shipped: Core, clock: FixedClock, carrier: FakeCarrier, sam: Answer
) -> None:
    booked(shipped)
    live_through(shipped, clock, at(OUT + timedelta(days=1), time(9)))
    answer = hears(shipped, Kind.APPOINTMENT_CANCELLED)
    assert answer.outcome is Outcome.CANCELLED
    assert [one.step for one in answer.texts] == ["a_called_off"]
    live_through(shipped, clock, VISIT + timedelta(days=3))
    assert words(carrier, "NHS: We had to cancel your appointment on Thursday 14 January.")
    assert list(about_visits(shipped, sam)) == ["a_booked", "a_called_off"]


def test_an_appointment_called_off_before_anybody_was_told_of_it_is_not_spoken_of(shipped: Core, sam: Answer) -> None:
    booked(shipped)
    assert hears(shipped, Kind.APPOINTMENT_CANCELLED).texts == ()
    assert about_visits(shipped, sam) == {}
    assert tasks(shipped) == []


def test_who_was_there_hears_no_more_of_it(shipped: Core, clock: FixedClock, sam: Answer) -> None:
    booked(shipped)
    live_through(shipped, clock, at(date(2027, 1, 13), time(11)))
    answer = hears(shipped, Kind.APPOINTMENT_ATTENDED)
    assert (answer.outcome, answer.texts) == (Outcome.UPDATED, ())
    assert "a_today" not in about_visits(shipped, sam)


@pytest.mark.parametrize("arrived", [True, False])
def test_who_missed_it_is_asked_back_the_next_open_day_if_some_text_of_it_arrived(
    shipped: Core, clock: FixedClock, carrier: FakeCarrier, sam: Answer, *, arrived: bool
) -> None:
    booked(shipped)
    live_through(shipped, clock, VISIT + timedelta(hours=1))
    if arrived:
        deliver(shipped, sam)
    answer = hears(shipped, Kind.APPOINTMENT_MISSED)
    assert [(one.step, one.due_at) for one in answer.texts] == (
        [("a_missed", at(date(2027, 1, 15), time(14)))] if arrived else []
    )
    live_through(shipped, clock, VISIT + timedelta(days=3))
    assert len(words(carrier, "NHS: You can still have an appointment. It is OK that you did not come.")) == arrived


def deliver(core: Core, answer: Answer) -> None:
    with core.store.write("test") as tx:
        for one in every_text(core, answer):
            if one.state is State.ACCEPTED:
                tx.texts.save(replace(one, state=State.DELIVERED))


@pytest.mark.parametrize("kind", [Kind.APPOINTMENT_CHANGED, Kind.APPOINTMENT_CANCELLED, Kind.APPOINTMENT_MISSED])
def test_older_news_of_an_appointment_changes_nothing(
    shipped: Core, clock: FixedClock, sam: Answer, kind: Kind
) -> None:
    booked(shipped)
    before, known = ledger_of(shipped), visits(shipped)
    older = clock.now() - timedelta(minutes=1)
    answer = hears(shipped, kind, MOVED if kind is Kind.APPOINTMENT_CHANGED else None, time=older)
    assert (answer.outcome, answer.texts) == (Outcome.IGNORED, ())
    assert (ledger_of(shipped), visits(shipped)) == (before, known)


def test_an_end_that_is_heard_of_before_its_beginning_stands(shipped: Core, clock: FixedClock, sam: Answer) -> None:
    hears(shipped, Kind.APPOINTMENT_CANCELLED)
    assert booked(shipped, time=clock.now() - timedelta(hours=1)).outcome is Outcome.IGNORED
    assert about_visits(shipped, sam) == {}
    assert [one.status for one in visits(shipped)] == [Status.CANCELLED]


def test_the_same_news_twice_is_told_once(shipped: Core, clock: FixedClock, carrier: FakeCarrier, sam: Answer) -> None:
    booked(shipped)
    live_through(shipped, clock, at(OUT, time(12)))
    sent, rows = len(carrier.tried), ledger_of(shipped)["texts"]
    booked(shipped)
    assert ledger_of(shipped)["texts"] == rows
    live_through(shipped, clock, at(OUT + timedelta(days=1), time(9, 45)))
    assert len(carrier.tried) == sent


def test_the_very_same_event_again_gets_its_first_answer(shipped: Core, sam: Answer) -> None:
    event = appointment(visits_person(shipped), Kind.APPOINTMENT_BOOKED, time=shipped.clock.now(), start=VISIT)
    first = told(shipped, event)
    assert told(shipped, event) == replace(first, outcome=Outcome.DUPLICATE)


def visits_person(core: Core) -> PersonId:
    with core.store.read() as tx:
        found = tx.people.with_number(number_id(core))
    return found[0].id


def test_two_systems_may_have_one_name_for_two_appointments(shipped: Core, sam: Answer) -> None:
    booked(shipped)
    booked(shipped, MONDAY, source=OTHER_SYSTEM)
    assert [one.start for one in visits(shipped)] == [VISIT, MONDAY]
    hears(shipped, Kind.APPOINTMENT_CANCELLED, source=OTHER_SYSTEM)
    assert [one.status for one in visits(shipped)] == [Status.BOOKED, Status.CANCELLED]


def test_news_of_nobody_we_know_is_held_and_kept_for_staff(shipped: Core, sam: Answer) -> None:
    event = appointment(PersonId("p-nobody"), Kind.APPOINTMENT_BOOKED, source=SYSTEM, start=VISIT)
    assert told(shipped, event) == Answer(Outcome.HELD, event.id, held_reason="with_board")
    assert tasks(shipped) == ["event_held"]
    assert visits(shipped) == ()


def test_a_board_speaks_of_its_own_people_only_and_a_system_of_whoever_was_named_to_it(
    shipped: Core, sam: Answer
) -> None:
    assert booked(shipped, source=LOTHIAN_STAFF).outcome is Outcome.HELD
    assert booked(shipped, source=GLASGOW_STAFF).outcome is Outcome.PLANNED
    assert booked(shipped, MONDAY, source=SYSTEM).outcome is Outcome.PLANNED


def test_the_name_of_somebody_elses_appointment_moves_nothing(shipped: Core, sam: Answer) -> None:
    booked(shipped)
    told(shipped, scheduled(prison_number="51234", contact=replace(PLAIN, number=Number.trusted("+447700900456"))))
    known = visits(shipped)
    assert hears(shipped, Kind.APPOINTMENT_CHANGED, MOVED, prison_number="51234").outcome is Outcome.HELD
    assert visits(shipped) == known


def test_an_appointment_of_a_release_that_is_over_is_held(shipped: Core, clock: FixedClock, sam: Answer) -> None:
    told(shipped, cancelled(30))
    assert booked(shipped).outcome is Outcome.HELD
    assert about_visits(shipped, sam) == {}


def test_an_appointment_of_a_release_that_waits_is_kept_until_the_wait_ends(shipped: Core) -> None:
    held = told(shipped, scheduled(contact=NO_NUMBER))
    answer = booked(shipped)
    assert (answer.outcome, answer.held_reason, answer.texts) == (Outcome.HELD, "no_number", ())
    told(shipped, make_event(Kind.CONTACT, time=shipped.clock.now(), contact=Contact(number=SAMS_NUMBER)))
    assert "a_day_before" in about_visits(shipped, held)


def test_an_appointment_moves_the_nudges_and_the_number_still_gets_one_text_a_day(
    shipped: Core, clock: FixedClock, carrier: FakeCarrier, sam: Answer
) -> None:
    """Two people on one phone, each with two appointments, one on the day of the other's nudge."""
    told(shipped, scheduled(prison_number="51234", contact=PLAIN))
    booked(shipped)
    booked(shipped, MONDAY, visit_id="visit-2")
    booked(shipped, VISIT + timedelta(hours=2), visit_id="visit-3", prison_number="51234")
    booked(shipped, MONDAY + timedelta(hours=2), visit_id="visit-4", prison_number="51234")
    days = []
    while clock.now() < at(date(2027, 2, 20), time(12)):
        before = len(carrier.tried)
        live_through(shipped, clock, at(london_day(clock.now()) + timedelta(days=1), time(8)))
        days.append(len(carrier.tried) - before)
    assert set(days) == {0, 1}
    assert len([one for one in carrier.tried if "appointment" in one.words]) >= 4


def test_an_appointment_that_no_text_can_tell_of_is_told_to_staff_once(
    shipped: Core, clock: FixedClock, sam: Answer
) -> None:
    live_through(shipped, clock, at(OUT, time(18, 59, 30)))
    soon = at(OUT + timedelta(days=1), time(8))
    for _ in range(2):
        assert booked(shipped, soon).texts == ()
        clock.advance(timedelta(seconds=1))
    assert tasks(shipped) == ["appointment_untold"]
    assert about_visits(shipped, sam) == {}


def test_staff_are_not_asked_about_an_appointment_of_a_number_that_was_stopped_but_once(
    shipped: Core, sam: Answer
) -> None:
    says(shipped, "STOP")
    answer = booked(shipped)
    assert [one.step for one in answer.texts] == list(REMINDED), "its system learns nothing of the STOP"
    assert tasks(shipped) == ["appointment_untold"]
    assert send_due(shipped) == []
    assert State.PLANNED not in states(shipped, sam)


def test_an_appointment_whose_hour_passed_while_a_worker_was_away_is_not_spoken_of(
    shipped: Core, clock: FixedClock, carrier: FakeCarrier, sam: Answer
) -> None:
    booked(shipped, at(OUT + timedelta(days=1), time(9)))
    clock.set(now=at(OUT + timedelta(days=1), time(11)), wall=at(OUT + timedelta(days=1), time(11)))
    send_due(shipped)
    assert words(carrier, "NHS: Your appointment") == []
    assert {one.reason for one in every_text(shipped, sam) if one.step == "a_booked"} == {Reason.LATE}


def test_a_place_corrected_at_the_same_time_is_news_too(shipped: Core, clock: FixedClock, sam: Answer) -> None:
    booked(shipped)
    live_through(shipped, clock, at(OUT + timedelta(days=1), time(9)))
    answer = hears(shipped, Kind.APPOINTMENT_CHANGED, VISIT, place="The Mill, 3 Leith Walk")
    assert answer.texts[0].step == "a_changed"
    assert [(one.place, one.changed) for one in visits(shipped)] == [("The Mill, 3 Leith Walk", True)]
    assert CLINIC not in repr(visits(shipped))


def test_a_board_that_sends_no_texts_about_appointments_plans_none_and_asks_staff(
    core: Core, clock: FixedClock
) -> None:
    answer = is_out(core, clock)
    assert booked(core).texts == ()
    assert about_visits(core, answer) == {}
    assert planned_steps(core, answer)
