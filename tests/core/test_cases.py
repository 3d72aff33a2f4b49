"""Cases that other services of this kind got wrong, each with its number in our notes on them."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from service.core.ports import Core
from service.domain.event import Answer, Event, Kind, Outcome
from service.domain.ids import BoardCode, PrisonSlug
from service.domain.london import at, london_day
from service.domain.release import Contact, Pause
from service.domain.text import Reason, State
from tests.builders import EDINBURGH, GLASGOW, HEARD, LIBERATION, LOTHIAN, SAMS_CONTACT, make_event, scheduled
from tests.core.looking import (
    about_visits,
    every_text,
    live_through,
    move_to,
    number_id,
    person,
    planned_days,
    planned_steps,
    reasons,
    release,
    says,
    send_due,
    states,
    stopped,
    tasks,
    text,
    texts,
    told,
)
from tests.core.saying import (
    LATER,
    OTHER_NUMBER,
    PLAIN,
    after,
    assert_unchanged_by,
    cancelled,
    contact,
    rescheduled,
    returned,
)
from tests.core.visiting import booked, is_out
from tests.fakes import FakeCarrier, FixedClock

END = at(date(2027, 4, 1), time(12))
OTHER = "51234"


def said(carrier: FakeCarrier) -> list[str]:
    return [one.words for one in carrier.tried]


def test_case_01_a_date_that_moves_later_says_nothing_twice_and_moves_the_rest(
    core: Core, carrier: FakeCarrier, clock: FixedClock
) -> None:
    answer = told(core, scheduled())
    live_through(core, clock, at(LIBERATION + timedelta(days=1), time(18)))
    assert len(carrier.tried) == 2
    told(core, rescheduled(24))
    assert min(planned_days(core, answer)) >= LATER
    live_through(core, clock, END)
    assert len(set(said(carrier))) == len(carrier.tried) == 12


def test_case_02_a_date_that_moves_earlier_skips_what_is_too_late_and_says_why(
    core: Core, carrier: FakeCarrier, clock: FixedClock
) -> None:
    answer = told(core, scheduled())
    live_through(core, clock, at(LIBERATION, time(18)))
    told(core, rescheduled(22.5, LIBERATION - timedelta(days=8)))
    late = [one for one in every_text(core, answer) if one.state is State.SKIPPED]
    assert late
    assert {one.reason for one in late} == {Reason.LATE}
    assert {one.step for one in late} == set(texts(core, answer)) - {"01_welcome"} - set(planned_steps(core, answer))
    assert len(planned_days(core, answer)) == len(set(planned_days(core, answer)))


def test_case_03_a_release_called_off_ends_its_texts_and_those_about_appointments(
    shipped: Core, carrier: FakeCarrier, clock: FixedClock
) -> None:
    answer = is_out(shipped, clock)
    booked(shipped)
    told(shipped, cancelled(29))
    assert about_visits(shipped, answer) == {}
    assert reasons(shipped, answer) == {None, Reason.RELEASE_CANCELLED}
    sent = len(carrier.tried)
    live_through(shipped, clock, END)
    assert len(carrier.tried) == sent


def test_case_04_a_release_brought_forward_with_an_hours_notice_is_still_welcomed_that_day(
    core: Core, carrier: FakeCarrier, clock: FixedClock
) -> None:
    told(core, scheduled())
    today = LIBERATION - timedelta(days=5)
    now = move_to(clock, today, 12)
    told(core, make_event(Kind.RELEASED, time=now + timedelta(hours=1)))
    live_through(core, clock, at(today, time(18)))
    assert len(carrier.tried) == 1
    assert carrier.tried[0].words.startswith("Hello from NHS")


def test_case_05_a_release_heard_of_five_days_late_begins_with_a_welcome_and_brings_no_burst(
    core: Core, carrier: FakeCarrier, clock: FixedClock
) -> None:
    now = move_to(clock, LIBERATION + timedelta(days=5), 9)
    told(core, make_event(Kind.RELEASED, time=now - timedelta(days=5), contact=SAMS_CONTACT))
    for days in range(20):
        before = len(carrier.tried)
        live_through(core, clock, at(LIBERATION + timedelta(days=5 + days), time(19)))
        assert len(carrier.tried) - before <= 1
    assert carrier.tried[0].words.startswith("Hello from NHS")
    assert len(carrier.tried) > 3


def test_case_13_after_three_days_without_a_worker_nothing_goes_in_a_burst(
    core: Core, carrier: FakeCarrier, clock: FixedClock
) -> None:
    told(core, scheduled())
    live_through(core, clock, at(LIBERATION, time(18)))
    move_to(clock, LIBERATION + timedelta(days=4), 12)
    while send_due(core):
        pass
    assert len(carrier.tried) <= 2


def test_case_15_one_text_that_has_no_words_holds_up_no_other(
    core: Core, carrier: FakeCarrier, clock: FixedClock
) -> None:
    told(core, scheduled())
    told(core, scheduled(prison_number=OTHER, contact=replace(SAMS_CONTACT, number=OTHER_NUMBER)))
    gone = {**core.config.boards, LOTHIAN: core.config.boards[LOTHIAN]}
    del gone[GLASGOW]
    told(core, after(1, Kind.CONTACT, board=LOTHIAN))
    move_to(clock, LIBERATION, 14)
    send_due(replace(core, config=replace(core.config, boards=gone)))
    assert [one.to for one in carrier.tried] == [SAMS_CONTACT.number]


def test_case_18_a_text_that_one_worker_claims_no_other_gets(core: Core, carrier: FakeCarrier, due_now: Answer) -> None:
    send_due(core)
    send_due(core)
    assert len(carrier.tried) == 1
    assert states(core, due_now)[State.ACCEPTED] == 1


def test_case_22_the_text_about_a_doctor_goes_on_a_day_when_doctors_are_open(core: Core) -> None:
    answer = told(core, scheduled(date(2026, 12, 30)))  # two days later is Hogmanay's morrow
    assert london_day(text(core, answer, "02_gp").due_at) >= date(2027, 1, 5)


def test_case_23_released_again_within_four_weeks_the_old_episode_is_over_and_no_welcome_comes_twice(
    core: Core, carrier: FakeCarrier, clock: FixedClock
) -> None:
    first = told(core, scheduled())
    live_through(core, clock, at(LIBERATION + timedelta(days=5), time(18)))
    told(core, returned(28))
    now = move_to(clock, LIBERATION + timedelta(days=20), 9)
    second = told(core, make_event(Kind.RELEASED, time=now))
    assert second.release_id != first.release_id
    live_through(core, clock, END)
    assert states(core, first).keys() == {State.ACCEPTED, State.CANCELLED}
    assert [words.startswith("Hello from NHS") for words in said(carrier)].count(True) == 1
    assert states(core, second) == {State.ACCEPTED: 11}


@pytest.mark.parametrize("repeated", [scheduled(), rescheduled(1)], ids=["schedule", "date"])
def test_case_24_the_same_event_twice_changes_nothing(core: Core, repeated: Event) -> None:
    told(core, scheduled(), repeated)
    assert assert_unchanged_by(core, repeated).outcome is Outcome.DUPLICATE
    assert assert_unchanged_by(core, replace(repeated, id="another")).outcome is Outcome.IGNORED


def test_case_25_a_person_of_whom_nothing_more_is_said_is_not_called_off(core: Core) -> None:
    answer = told(core, scheduled())
    told(
        core,
        scheduled(prison_number=OTHER, time=HEARD + timedelta(days=1), contact=replace(PLAIN, number=OTHER_NUMBER)),
    )
    assert states(core, answer) == {State.PLANNED: 12}


def test_case_27_back_in_custody_on_day_two_everything_stops_at_once(
    shipped: Core, carrier: FakeCarrier, clock: FixedClock
) -> None:
    answer = is_out(shipped, clock)
    booked(shipped)
    sent = len(carrier.tried)
    told(shipped, returned(29, source=EDINBURGH))
    assert State.PLANNED not in states(shipped, answer)
    live_through(shipped, clock, END)
    assert len(carrier.tried) == sent


def test_case_30_another_board_takes_the_texts_over_and_nothing_is_said_twice(
    core: Core, carrier: FakeCarrier, clock: FixedClock
) -> None:
    answer = told(core, scheduled())
    live_through(core, clock, at(LIBERATION + timedelta(days=1), time(18)))
    told(core, after(24, Kind.CONTACT, board=LOTHIAN))
    assert {one.board for one in every_text(core, answer) if one.state is State.PLANNED} == {LOTHIAN}
    assert {one.board for one in every_text(core, answer) if one.state is State.ACCEPTED} == {GLASGOW}
    live_through(core, clock, END)
    assert len(set(said(carrier))) == len(carrier.tried) == 12


def transferred(days: float, to: str = "edinburgh") -> Event:
    return replace(after(days, Kind.TRANSFERRED), to=PrisonSlug(to))


def test_case_30_after_a_transfer_the_new_prison_speaks_and_the_old_one_of_the_time_before_only(core: Core) -> None:
    answer = told(core, scheduled(), transferred(5))
    assert (answer.outcome, release(core, answer).prison) == (Outcome.UPDATED, "edinburgh")
    assert told(core, rescheduled(6)).outcome is Outcome.HELD
    assert told(core, rescheduled(4, date(2026, 12, 24))).outcome is Outcome.REPLANNED, "said before it, late to come"
    assert told(core, rescheduled(7, LATER, source=EDINBURGH)).outcome is Outcome.REPLANNED
    assert states(core, answer) == {State.PLANNED: 12}
    assert min(planned_days(core, answer)) == LATER


def test_case_30_an_older_transfer_does_not_undo_a_newer_one(core: Core) -> None:
    answer = told(core, scheduled(), transferred(5))
    back = replace(after(4, Kind.TRANSFERRED, source=EDINBURGH), to=PrisonSlug("low-moss"))
    told(core, back)
    assert release(core, answer).prison == "edinburgh"


@pytest.mark.parametrize(("named", "board"), [(None, LOTHIAN), (GLASGOW, GLASGOW)])
def test_case_30_a_home_that_was_only_assumed_goes_with_the_person_to_the_next_prison(
    core: Core, named: BoardCode | None, board: BoardCode
) -> None:
    told(core, replace(scheduled(), board=named), transferred(5))
    assert person(core).board == board


def test_case_30_a_transfer_of_nobody_we_know_is_held(core: Core) -> None:
    assert told(core, transferred(0)).outcome is Outcome.HELD


def merged(days: float) -> Event:
    return replace(after(days, Kind.MERGED), removed=OTHER)


def test_case_31_two_records_merged_after_both_began_end_as_one_run_and_say_nothing_twice(
    core: Core, carrier: FakeCarrier, clock: FixedClock
) -> None:
    told(core, scheduled(), scheduled(prison_number=OTHER))
    live_through(core, clock, at(LIBERATION + timedelta(days=2), time(18)))
    answer = told(core, merged(25))
    live_through(core, clock, END)
    assert len([one for one in said(carrier) if one.startswith("Hello")]) == 1
    assert State.PLANNED not in states(core, answer)
    assert tasks(core) == ["person.merged"]


def test_case_31_a_stop_at_either_number_outlives_the_merge(
    core: Core, carrier: FakeCarrier, clock: FixedClock
) -> None:
    told(core, scheduled(), scheduled(prison_number=OTHER, contact=replace(SAMS_CONTACT, number=OTHER_NUMBER)))
    says(core, "STOP", number=OTHER_NUMBER.e164)
    told(core, merged(5))
    assert {stopped(core), stopped(core, OTHER_NUMBER)} == {Reason.OPTED_OUT}
    live_through(core, clock, END)
    assert carrier.tried == []


def test_case_31_an_appointment_of_the_record_that_went_is_still_reminded_of(
    shipped: Core, carrier: FakeCarrier, clock: FixedClock
) -> None:
    is_out(shipped, clock)
    told(shipped, scheduled(prison_number=OTHER, contact=None, time=clock.now()))
    booked(shipped, prison_number=OTHER)
    told(shipped, replace(merged(0), time=clock.now()))
    live_through(shipped, clock, END)
    assert [words for words in said(carrier) if "14 January" in words]


def test_case_33_what_is_on_its_way_to_the_old_number_when_it_changes_is_not_sent_there(
    core: Core, carrier: FakeCarrier, due_now: Answer
) -> None:
    told(core, contact(22, Contact(number=OTHER_NUMBER)))
    send_due(core)
    assert {one.to for one in carrier.tried} == {OTHER_NUMBER}
    assert text(core, due_now).number_id == number_id(core, OTHER_NUMBER)


@pytest.mark.parametrize("words", ["WRONG", " wrong "])
def test_case_35_a_wrong_number_is_stopped_flagged_and_told_so_once_without_a_name(
    core: Core, carrier: FakeCarrier, due_now: Answer, words: str
) -> None:
    says(core, words)
    assert stopped(core) is Reason.WRONG_PERSON
    assert tasks(core) == ["wrong_person"]
    send_due(core)
    assert [one.words for one in carrier.tried] == [core.config.replies["en"]["WRONG"]]
    says(core, "START")
    assert stopped(core) is Reason.WRONG_PERSON


def test_case_43_after_a_stop_and_a_start_only_what_is_to_come_goes(
    core: Core, carrier: FakeCarrier, clock: FixedClock
) -> None:
    answer = told(core, scheduled())
    live_through(core, clock, at(LIBERATION, time(18)))
    says(core, "STOP")
    live_through(core, clock, at(LIBERATION + timedelta(days=10), time(8)))
    says(core, "START")
    assert all(one.wanted_at > clock.now() for one in every_text(core, answer) if one.state is State.PLANNED)


def test_case_52_a_new_number_does_not_silently_opt_a_person_in_again(core: Core) -> None:
    """Out is the number, and the person too: a new number from a prison ends no STOP."""
    answer = told(core, scheduled())
    says(core, "STOP")
    told(core, contact(1, Contact(number=OTHER_NUMBER)))
    assert State.PLANNED not in states(core, answer)


def test_case_52_an_opt_out_does_not_spread_to_whoever_else_has_the_new_number(core: Core) -> None:
    other = replace(SAMS_CONTACT, number=OTHER_NUMBER)
    alex = told(core, scheduled(prison_number="51234", contact=other))
    sam = told(core, scheduled())
    says(core, "STOP")
    told(core, contact(1, Contact(number=OTHER_NUMBER)))
    assert states(core, alex) == {State.PLANNED: 12}
    assert State.PLANNED not in states(core, sam)
    assert person(core).paused is Pause.STAFF
    assert tasks(core) == ["new_number_after_stop"]
