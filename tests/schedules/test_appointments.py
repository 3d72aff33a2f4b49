"""What is said about an appointment, and how nudges give way to it."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from service.domain.appointment import Status
from service.domain.london import london_day
from service.domain.text import Reason
from service.schedules.calendar import Calendar
from service.schedules.course import Facts, Past, Place, Visit
from service.schedules.plan import Plan
from service.schedules.sequence import Anchor, SendWithin, Skip
from tests.schedules.making import (
    APPOINTMENTS,
    DAY,
    TO_BE_WELCOMED,
    a_key,
    a_sequence,
    a_step,
    a_visit,
    a_welcome,
    an_appointment,
    asking,
    late,
    london,
    on,
    planned_of,
    released,
    steps,
)
from tests.schedules.weeks import FIRST_WEEKS, HOURS

H = timedelta(hours=1)
START = on(14, 11, 15)  # a Wednesday
HEARD = on(0, 15)


def told(plan: Plan) -> list[tuple[str, datetime]]:
    return [(text.key.step, text.due_at) for text in plan.texts]


def about(  # noqa: PLR0913  what is known of one appointment, each with a default
    start: datetime,
    heard_at: datetime = HEARD,
    status: Status = Status.BOOKED,
    *,
    changed: bool = False,
    told_before: bool = False,
    delivered: bool = False,
) -> list[tuple[str, datetime]]:
    """The texts about one appointment, as they are planned when it is heard of."""
    appointment = an_appointment(start, heard_at, status, changed=changed)
    return told(
        planned_of(a_visit(appointment, told=told_before, delivered=delivered, told_before=told_before), now=heard_at)
    )


# On the way there


def test_told_in_good_time_it_is_confirmed_at_once_and_remembered_three_times() -> None:
    assert about(START) == [
        ("a_booked", HEARD),
        ("a_days_before", on(9, 10)),  # three days before is a Sunday: the Friday
        ("a_day_before", on(13, 10)),
        ("a_today", on(14, 9, 30)),
    ]


@pytest.mark.parametrize(
    ("ahead", "reminders"),
    [
        (144 * H, ["a_days_before", "a_day_before", "a_today"]),
        (120 * H - timedelta(seconds=1), ["a_day_before", "a_today"]),
        (48 * H, ["a_day_before", "a_today"]),
        (48 * H - timedelta(seconds=1), []),
        (2 * H, []),
    ],
    ids=["six days", "nearly five days", "two days", "nearly two days", "two hours"],
)
def test_short_notice_brings_one_text_and_not_four(ahead: timedelta, reminders: list[str]) -> None:
    assert [step for step, _ in about(START, START - ahead)] == ["a_booked", *reminders]


@pytest.mark.parametrize(
    ("start", "closed", "goes"),
    [
        pytest.param(on(5, 11), frozenset(), on(2, 10), id="for Monday on Friday"),
        pytest.param(on(2, 11), frozenset(), on(1, 10), id="for Friday on Thursday"),
        pytest.param(london(date(2027, 1, 5), 11), frozenset(), london(date(2026, 12, 31), 10), id="after 2 January"),
        pytest.param(london(date(2027, 12, 1), 11), frozenset(), london(date(2027, 11, 29), 10), id="St Andrew"),
        pytest.param(london(date(2027, 3, 29), 11), frozenset(), london(date(2027, 3, 25), 10), id="after Good Friday"),
        pytest.param(london(date(2027, 3, 30), 11), frozenset(), london(date(2027, 3, 29), 10), id="on Easter Monday"),
        pytest.param(on(2, 11), frozenset({on(1, 11).date()}), on(0, 10), id="over a holiday of the Board"),
    ],
)
def test_the_day_before_is_an_open_one(start: datetime, closed: frozenset[date], goes: datetime) -> None:
    alone = replace(APPOINTMENTS, steps=tuple(step for step in APPOINTMENTS.steps if step.id == "a_day_before"))
    plan = planned_of(a_visit(an_appointment(start), sequence=alone), place=Place(HOURS, Calendar(closed)))
    assert told(plan) == [("a_day_before", goes)]


def test_a_reminder_whose_moment_was_past_when_it_was_booked_does_not_come() -> None:
    friday = START - 120 * H  # 11:15; the reminder of Sunday would have gone at 10:00
    assert [step for step, _ in about(START, friday)] == ["a_booked", "a_day_before", "a_today"]


def test_for_a_monday_both_reminders_want_friday_and_one_goes() -> None:
    plan = planned_of(a_visit(an_appointment(on(5, 11), on(-1, 12))), now=on(-1, 12))
    assert told(plan) == [("a_booked", on(-1, 12)), ("a_days_before", on(2, 10)), ("a_today", on(5, 9, 30))]
    assert late(plan) == ["a_day_before"]


def test_for_an_appointment_before_the_hours_there_is_no_text_that_morning() -> None:
    plan = planned_of(a_visit(an_appointment(on(14, 9, 30), HEARD)), now=HEARD)
    assert (steps(plan), late(plan)) == (["a_booked", "a_days_before", "a_day_before"], ["a_today"])


@pytest.mark.parametrize(
    ("start", "goes"),
    [(on(14, 9, 32), True), (on(14, 9, 32) - timedelta(seconds=1), False), (on(14, 9, 30), False)],
)
def test_a_reminder_that_could_arrive_at_the_start_or_after_it_is_not_sent(start: datetime, goes: bool) -> None:
    assert ("a_today" in dict(about(start))) is goes


@pytest.mark.parametrize("now", [START - timedelta(seconds=119), START, START + 24 * H])
def test_once_it_has_begun_nobody_is_reminded(now: datetime) -> None:
    plan = planned_of(a_visit(an_appointment(START, HEARD)), now=now)
    assert (steps(plan), late(plan)) == ([], ["a_booked", "a_days_before", "a_day_before", "a_today"])


def test_news_of_the_evening_waits_for_the_next_morning_and_still_comes_before_the_start() -> None:
    assert about(on(1, 14), on(0, 20)) == [("a_booked", on(1, 9, 30))]
    assert about(on(1, 9, 30), on(0, 20)) == []


def test_reminders_by_the_hour_count_hours_that_pass() -> None:
    step = replace(a_step("soon", -2 * H, if_late=Skip()), at=None)
    hourly = a_sequence(step, name="hourly", anchor=Anchor.APPOINTMENT)
    assert told(planned_of(a_visit(an_appointment(on(14, 14)), sequence=hourly))) == [("soon", on(14, 12))]


def test_a_reminder_by_the_hour_before_the_hours_is_planned_alike_whenever_it_is_planned() -> None:
    step = replace(a_step("soon", -2 * H, if_late=Skip()), at=None)
    visit = a_visit(an_appointment(on(0, 11)), sequence=a_sequence(step, name="hourly", anchor=Anchor.APPOINTMENT))
    assert steps(planned_of(visit)) == steps(planned_of(visit, now=on(0, 9, 45)))


# When it changes


def test_a_new_time_is_told_at_once_and_remembered_anew() -> None:
    assert [step for step, _ in about(START, changed=True, told_before=True)] == [
        "a_changed",
        "a_days_before",
        "a_day_before",
        "a_today",
    ]


def test_what_went_of_the_old_time_says_nothing_of_the_new() -> None:
    old = an_appointment(START, HEARD)
    new = replace(old, start=START + 48 * H, changed=True, set_at=HEARD, heard_at=on(10, 12))
    gone = {a_visit(old).key(step): on(day, 10).date() for day, step in enumerate(APPOINTMENTS.steps[:2])}
    plan = planned_of(a_visit(new, told=True, told_before=True), past=Past(gone=gone), now=on(10, 12))
    assert steps(plan) == ["a_changed", "a_days_before", "a_day_before", "a_today"]
    assert {text.key.occasion for text in plan.texts} == {new.occasion} != {old.occasion}


def test_its_end_is_told_to_whoever_knew_of_it_and_nobody_is_reminded_any_more() -> None:
    assert about(START, on(1, 12), Status.CANCELLED, told_before=True) == [("a_called_off", on(1, 12))]
    assert about(START, on(1, 12), Status.CANCELLED, told_before=False) == []


def test_once_its_hour_is_past_its_end_is_not_told() -> None:
    visit = a_visit(an_appointment(START, START - H, Status.CANCELLED), told=True)
    assert late(planned_of(visit, now=START)) == ["a_called_off"]


@pytest.mark.parametrize(
    ("start", "goes"),
    [
        (START, on(15, 14)),
        (on(2, 11), on(5, 14)),
        (london(date(2026, 12, 31), 11), london(date(2027, 1, 5), 14)),
    ],
    ids=["the next day", "after the weekend", "after Hogmanay"],
)
def test_whoever_missed_it_hears_the_next_open_afternoon_without_blame(start: datetime, goes: datetime) -> None:
    heard = start + 2 * H
    assert about(start, heard, Status.NOSHOW, told_before=True, delivered=True) == [("a_missed", goes)]


def test_whoever_never_heard_of_it_has_not_missed_it() -> None:
    assert about(START, START + H, Status.NOSHOW, told_before=True, delivered=False) == []
    assert about(START, START + H, Status.NOSHOW, told_before=False, delivered=False) == []


def test_heard_of_too_late_nobody_is_told_that_they_missed_it() -> None:
    assert about(START, on(17, 12), Status.NOSHOW, told_before=True, delivered=True) == []


def test_whoever_was_there_hears_no_more() -> None:
    assert about(START, START + H, Status.FULFILLED, told_before=True, delivered=True) == []


# One text a day


def test_an_appointment_has_its_day_and_the_nudge_moves_on() -> None:
    sequence = a_sequence(a_step("a", 13), a_step("b", 14), a_step("c", 16))
    plan = planned_of(*released(sequence), a_visit(an_appointment(START, HEARD)), now=HEARD)
    assert told(plan) == [
        ("a_booked", HEARD),
        ("a_days_before", on(9, 10)),
        ("a_day_before", on(13, 10)),
        ("a_today", on(14, 9, 30)),
        ("a", on(15, 10)),
        ("b", on(16, 10)),
        ("c", on(17, 10)),
    ]


def test_an_appointment_gives_way_only_to_what_is_firm_on_the_same_phone() -> None:
    visit = a_visit(an_appointment(START, HEARD))
    nudges_of_others = Past(taken=frozenset({on(9, 0).date(), on(13, 0).date()}))
    assert len(planned_of(visit, past=nudges_of_others, now=HEARD).texts) == 4
    firm = replace(nudges_of_others, firm=frozenset({on(9, 0).date()}))
    assert late(planned_of(visit, past=firm, now=HEARD)) == ["a_days_before"]


def test_news_of_a_day_that_is_used_comes_the_next_morning() -> None:
    visit = a_visit(an_appointment(START, HEARD))
    past = Past(gone={a_key("hello"): DAY})
    assert told(planned_of(visit, past=past, now=HEARD))[0] == ("a_booked", on(1, 9, 30))


def test_of_two_appointments_on_one_day_each_is_told_on_a_day_of_its_own_and_the_morning_holds_one_text() -> None:
    both = [a_visit(an_appointment(START + hours * H, HEARD, name=f"b-{hours}")) for hours in (0, 3)]
    plan = planned_of(*both, now=HEARD)
    days = [london_day(text.due_at) for text in plan.texts]
    assert days == sorted(set(days))
    assert told(plan)[:2] == [("a_booked", HEARD), ("a_booked", on(1, 9, 30))]
    assert {text.key.occasion for text in plan.texts[2:]} == {both[0].occasion}
    assert {key.occasion for key in plan.late} == {both[1].occasion}


# Questions


def test_while_the_question_of_an_appointment_is_open_no_other_asks_for_a_digit() -> None:
    sequence = a_sequence(a_step("asks", 12, ask=asking(), if_late=Skip()), a_step("tells", 12, if_late=Skip()))
    plan = planned_of(*released(sequence), a_visit(an_appointment(START, HEARD)), now=HEARD)
    assert (late(plan), "tells" in steps(plan)) == (["asks"], True)


@pytest.mark.parametrize(
    ("asked_on", "first_free"), [(8, 12), (11, 15), (13, 15)], ids=["three days", "three days, with it", "until it"]
)
def test_it_is_open_for_three_days_or_until_the_start(asked_on: int, first_free: int) -> None:
    asks = a_step("asks", asked_on, ask=asking(), if_late=SendWithin(240 * H))
    visit = a_visit(an_appointment(START, HEARD, Status.CANCELLED))  # nothing more is said of it
    past = Past(gone={visit.key(visit.sequence.steps[0]): on(asked_on, 0).date()})
    plan = planned_of(*released(a_sequence(asks)), visit, past=past, now=on(asked_on, 12))
    assert told(plan) == [("asks", on(first_free, 10))]


def test_once_it_is_answered_others_may_ask() -> None:
    sequence = a_sequence(a_step("asks", 1, ask=asking()))
    visit = a_visit(an_appointment(START, HEARD))
    past = Past(gone={visit.key(visit.sequence.steps[0]): DAY})
    answered = Facts(answers={(visit.occasion, "visit"): "can_come"})
    assert told(planned_of(*released(sequence), visit, past=past, now=on(0, 16)))[0][0] != "asks"
    assert told(planned_of(*released(sequence), visit, facts=answered, past=past, now=on(0, 16)))[0] == (
        "asks",
        on(1, 10),
    )


def test_a_question_that_is_answered_in_words_keeps_nobody_waiting() -> None:
    by_word = replace(asking("help"), answers={"HELP": "wanted"})
    sequence = a_sequence(a_step("asks", 12, ask=by_word, if_late=Skip()))
    assert "asks" in steps(planned_of(*released(sequence), a_visit(an_appointment(START, HEARD)), now=HEARD))


def test_after_its_words_were_answered_an_appointment_may_end_its_texts() -> None:
    ending = replace(APPOINTMENTS, stop_on={"visit": frozenset({"cannot_come"})})
    visit = a_visit(an_appointment(START, HEARD), sequence=ending)
    facts = Facts(answers={(visit.occasion, "visit"): "cannot_come"})
    assert planned_of(visit, facts=facts, now=HEARD) == Plan()
    assert len(planned_of(visit, facts=Facts(answers={("b-2.1", "visit"): "cannot_come"}), now=HEARD).texts) == 4


# Welcome first


def test_the_welcome_goes_first_and_the_appointment_the_day_after() -> None:
    plan = planned_of(*released(FIRST_WEEKS), a_visit(an_appointment(on(3, 11), HEARD)), past=TO_BE_WELCOMED, now=HEARD)
    assert told(plan)[:2] == [("01_welcome", HEARD), ("a_booked", on(1, 9, 30))]


def test_booked_before_the_person_is_out_it_is_told_after_the_welcome() -> None:
    visit, before = a_visit(an_appointment(on(10, 11), on(-1, 15))), on(-1, 15)
    out = a_sequence(a_welcome())
    plan = planned_of(*released(out), visit, past=TO_BE_WELCOMED, now=before)
    assert [text.welcome for text in plan.texts] == [True] + [False] * (len(plan.texts) - 1)
    assert plan.texts[0].due_at == on(0, 10)
    assert plan.texts[1].due_at >= on(1, 9, 30)


def test_for_an_appointment_before_the_welcome_nothing_is_said() -> None:
    plan = planned_of(*released(FIRST_WEEKS), a_visit(an_appointment(on(0, 18), HEARD)), past=TO_BE_WELCOMED, now=HEARD)
    assert "a_booked" in late(plan)
    assert steps(plan)[0] == "01_welcome"


def test_nothing_goes_to_a_number_that_cannot_be_welcomed() -> None:
    visit = a_visit(an_appointment(START, HEARD))
    assert planned_of(visit, past=TO_BE_WELCOMED, now=HEARD) == Plan()
    assert planned_of(*released(a_sequence(a_step("a"))), visit, past=TO_BE_WELCOMED, now=HEARD) == Plan()


def test_a_welcome_for_an_appointment_alone_is_none_to_nothing() -> None:
    greeting = a_sequence(a_welcome())
    visit = a_visit(an_appointment(START, HEARD))
    assert steps(planned_of(*released(greeting), visit, past=TO_BE_WELCOMED, now=HEARD))[0] == "hello"
    assert planned_of(*released(greeting), visit, past=TO_BE_WELCOMED, now=START).texts == ()


# Caps


def test_so_many_a_week_about_one_appointment() -> None:
    daily = a_sequence(
        *(a_step(f"s{back}", -back, if_late=Skip()) for back in (6, 5, 4, 3)),
        name="daily",
        anchor=Anchor.APPOINTMENT,
        most_in_week=2,
    )
    plan = planned_of(a_visit(an_appointment(START), sequence=daily))
    assert (steps(plan), late(plan)) == (["s6", "s5"], ["s4", "s3"])


def test_so_many_in_all_about_one_appointment() -> None:
    daily = a_sequence(
        *(a_step(f"s{back}", -back) for back in (9, 5, 3)), name="daily", anchor=Anchor.APPOINTMENT, most_in_all=2
    )
    plan = planned_of(a_visit(an_appointment(START), sequence=daily))
    assert steps(plan) == ["s9", "s5"]
    assert set(plan.left_out.values()) == {Reason.TOO_MANY}


def test_an_appointment_that_moves_again_and_again_does_not_flood_a_phone() -> None:
    moved = [replace(an_appointment(START), set_at=HEARD + day * 24 * H) for day in range(13)]
    gone = {
        a_visit(one).key(APPOINTMENTS.steps[1]): on(day, 0).date() - timedelta(days=20) for day, one in enumerate(moved)
    }
    latest = replace(moved[-1], changed=True, set_at=on(13, 9), heard_at=on(13, 9), start=on(20, 11))
    assert planned_of(a_visit(latest, told=True), past=Past(gone=gone), now=on(13, 9)).texts == ()


# Conditions


def test_whoever_is_said_to_have_missed_it_before_it_began_hears_nothing() -> None:
    assert about(START, START - H, Status.NOSHOW, told_before=True, delivered=True) == []


def test_what_became_of_it_is_read_from_its_status() -> None:
    visit = Visit(an_appointment(START, START + H))
    assert [replace(visit, appointment=replace(visit.appointment, status=status)).news for status in Status] == [
        "booked",
        "cancelled",
        None,
        "missed",
    ]
