"""The national first weeks, planned for one person."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given

from service.domain.ids import StepId
from service.domain.london import at, london_day
from service.domain.text import Key
from service.schedules.calendar import Calendar
from service.schedules.course import PlannedText
from service.schedules.plan import Plan
from service.schedules.sequence import Days, Elapsed
from tests.schedules.weeks import (
    FIRST_WEEKS,
    HOURS,
    LONG_BEFORE,
    STEPS,
    WELCOME,
    clock_times,
    days,
    due,
    planned,
)

DAY = date(2027, 1, 13)  # a Wednesday
STEP_OF = {step.id: step for step in FIRST_WEEKS.steps}
FIRST, SECOND, *_ = STEPS


def london(day: date, hour: int, minute: int = 0) -> datetime:
    return at(day, time(hour, minute))


def on(offset: int, hour: int, minute: int = 0) -> datetime:
    """A time of London's clock, so many days after the release."""
    return london(DAY + timedelta(days=offset), hour, minute)


def late(plan: Plan) -> list[str]:
    return [key.step for key in plan.late]


def test_the_date_alone_gives_twelve_texts_at_their_own_days_and_times() -> None:
    assert due(planned(DAY)) == {
        "01_welcome": datetime(2027, 1, 13, 14, tzinfo=UTC),
        "04_urgent": datetime(2027, 1, 14, 14, tzinfo=UTC),
        "02_gp": datetime(2027, 1, 15, 10, tzinfo=UTC),
        "03_nhs_inform": datetime(2027, 1, 16, 11, tzinfo=UTC),
        "05_medicine": datetime(2027, 1, 17, 10, tzinfo=UTC),
        "06_mood": datetime(2027, 1, 19, 18, tzinfo=UTC),
        "07_gp_check": datetime(2027, 1, 21, 10, tzinfo=UTC),
        "08_night": datetime(2027, 1, 24, 17, tzinfo=UTC),
        "09_home_money": datetime(2027, 1, 27, 11, tzinfo=UTC),
        "10_gp_again": datetime(2027, 2, 2, 10, tzinfo=UTC),
        "11_check_in": datetime(2027, 2, 10, 11, tzinfo=UTC),
        "12_last": datetime(2027, 2, 24, 11, tzinfo=UTC),
    }
    assert planned(DAY).late == ()


def test_only_the_welcome_is_told_to_be_one() -> None:
    assert [text.key.step for text in planned(DAY).texts if text.welcome] == [WELCOME]


@pytest.mark.parametrize(
    ("heard", "welcome"),
    [
        (on(0, 9, 30), on(0, 11, 30)),
        (on(0, 6), on(0, 11)),
        (on(0, 8, 59), on(0, 11)),
        (on(0, 9), on(0, 11)),
        (on(0, 14, 15), on(0, 16, 15)),
        (on(0, 16, 45), on(0, 18, 45)),
        (on(0, 17), on(1, 11)),
        (on(0, 21), on(1, 11)),
        (on(0, 23, 30), on(1, 11)),
        (on(1, 0, 30), on(1, 11)),
    ],
)
def test_the_welcome_goes_two_hours_after_the_release_was_heard_of_at_a_decent_hour(
    heard: datetime, welcome: datetime
) -> None:
    plan = planned(DAY, heard_at=heard, now=heard)
    assert plan.texts[0] == PlannedText(Key(FIRST_WEEKS.id, WELCOME), welcome, welcome, welcome=True)


@pytest.mark.parametrize(
    ("day", "hour", "utc_hour"),
    [(date(2027, 3, 27), 14, 14), (date(2027, 3, 28), 14, 13), (date(2027, 10, 31), 14, 14)],
)
def test_two_in_the_afternoon_is_london_time_also_on_the_days_the_clocks_change(
    day: date, hour: int, utc_hour: int
) -> None:
    assert due(planned(day))[WELCOME] == london(day, hour) == datetime.combine(day, time(utc_hour), UTC)


def test_a_welcome_of_the_next_day_moves_the_steps_that_follow_it_close() -> None:
    tuesday = DAY - timedelta(days=1)  # so that no weekend stands between the welcome and the doctors
    heard = london(tuesday, 18)
    times = due(planned(tuesday, heard_at=heard, now=heard))
    assert list(times.values())[:6] == [on(0, 11), on(1, 14), on(2, 10), on(3, 11), on(4, 10), on(5, 18)]


@pytest.mark.parametrize("heard", [on(0, 18)])
def test_an_evening_release_loses_no_text(heard: datetime) -> None:
    assert late(planned(DAY, heard_at=heard, now=heard)) == []


def test_only_the_welcome_counts_from_the_moment_of_release() -> None:
    heard = on(0, 9, 30)
    dated, released = due(planned(DAY)), due(planned(DAY, heard_at=heard, now=heard))
    assert {step: dated[step] for step in STEPS[1:]} == {step: released[step] for step in STEPS[1:]}


def test_a_text_of_today_goes_now_if_its_time_is_past_and_the_hours_are_not() -> None:
    now = on(0, 15, 20)
    assert due(planned(DAY, now=now))[WELCOME] == now


@pytest.mark.parametrize("now", [on(0, 19), on(0, 23, 59), on(1, 3), on(1, 9, 29)])
def test_a_welcome_that_missed_its_day_goes_at_eleven_on_the_next(now: datetime) -> None:
    assert due(planned(DAY, now=now))[WELCOME] == on(1, 11)


def test_case_01_a_date_moved_later_moves_the_steps_to_come_and_sends_none_again() -> None:
    later = DAY + timedelta(days=10)
    plan = planned(later, now=on(0, 15), gone={FIRST: DAY})
    assert FIRST not in due(plan)
    assert due(plan)[SECOND] == london(later + timedelta(days=1), 14)
    assert due(plan) == {step: moment for step, moment in due(planned(later)).items() if step != FIRST}


def test_case_02_a_date_moved_earlier_leaves_it_to_each_step_whether_it_may_still_go() -> None:
    now = on(0, 15)
    earlier = DAY - timedelta(days=4)  # a Saturday: 04_urgent belongs to Sunday, 02_gp waits for Monday
    plan = planned(earlier, now=now, gone={FIRST: DAY - timedelta(days=5)})
    assert late(plan) == ["04_urgent"]
    assert due(plan)[StepId("02_gp")] == now  # wanted on Monday, and it may be three days late


def test_case_04_a_release_brought_forward_to_this_hour_is_welcomed_today() -> None:
    now = on(0, 15)
    before = planned(DAY + timedelta(days=30), now=now)
    brought_forward = planned(DAY, heard_at=now, now=now)
    assert due(before)[WELCOME] == on(30, 14)
    assert due(brought_forward)[WELCOME] == on(0, 17)


def test_case_05_five_days_late_the_welcome_goes_and_what_is_too_old_does_not_come_in_a_burst() -> None:
    plan = planned(DAY, now=on(5, 12))  # a Monday
    assert late(plan) == ["04_urgent", "03_nhs_inform", "05_medicine"]
    assert list(due(plan).items())[:4] == [
        ("01_welcome", on(5, 12)),
        ("02_gp", on(6, 10)),
        ("06_mood", on(7, 18)),
        ("07_gp_check", on(8, 10)),
    ]


def test_case_13_after_three_days_of_silence_the_stale_steps_are_left_out_and_the_rest_goes_day_by_day() -> None:
    gone = {FIRST: DAY, SECOND: DAY + timedelta(days=1), StepId("02_gp"): DAY + timedelta(days=2)}
    plan = planned(DAY, now=on(7, 12), gone=gone)  # down since the second day's evening
    assert late(plan) == ["03_nhs_inform", "05_medicine"]
    assert list(due(plan).items())[:3] == [
        ("06_mood", on(7, 18)),
        ("07_gp_check", on(8, 10)),
        ("08_night", on(11, 17)),
    ]


def test_a_step_may_be_48_hours_late_and_no_more() -> None:
    gone = {step: DAY + timedelta(days=number) for number, step in enumerate(STEPS[:3])}
    in_time, too_late = (planned(DAY, now=on(5, 11, minute), gone=gone) for minute in (0, 1))
    assert due(in_time)[StepId("03_nhs_inform")] == on(5, 11)
    assert late(too_late) == ["03_nhs_inform"]


def test_a_step_that_went_never_comes_again() -> None:
    gone = {STEPS[0]: DAY, STEPS[1]: DAY + timedelta(days=1)}
    for day in (DAY, DAY + timedelta(days=30), DAY - timedelta(days=30)):
        plan = planned(day, now=on(1, 15), gone=gone)
        assert not gone.keys() & {*due(plan), *late(plan)}


def test_a_day_on_which_a_text_went_is_used_up() -> None:
    gone = {step: DAY + timedelta(days=day) for step, day in zip(STEPS, (0, 1, 3), strict=False)}
    plan = planned(DAY, now=on(3, 9), gone=gone)
    assert due(plan)[StepId("03_nhs_inform")] == on(4, 11)
    assert due(plan)[StepId("05_medicine")] == on(5, 10)


def test_a_day_that_another_release_of_the_same_number_has_is_left_to_it() -> None:
    taken = frozenset({DAY, DAY + timedelta(days=1), DAY + timedelta(days=14)})
    times = due(planned(DAY, taken=taken))
    assert times[WELCOME] == on(2, 11)
    assert times[StepId("09_home_money")] == on(15, 11)
    assert not taken & {london_day(moment) for moment in times.values()}


@pytest.mark.parametrize("now", [on(45, 9), on(60, 12), on(400, 12)])
def test_when_nothing_is_left_to_follow_it_there_is_no_welcome_alone(now: datetime) -> None:
    plan = planned(DAY, now=now)
    assert plan.texts == ()
    assert late(plan) == [step for step in STEPS if step != "07_gp_check"]  # which asks about a text that never came
    assert {key.step for key in plan.left_out} == {"07_gp_check"}


def test_the_welcome_still_goes_with_the_last_text() -> None:
    assert list(due(planned(DAY, now=on(41, 12)))) == ["01_welcome", "12_last"]


def test_a_sequence_of_one_text_is_sent() -> None:
    alone = replace(FIRST_WEEKS, steps=FIRST_WEEKS.steps[:1])
    text = PlannedText(Key(FIRST_WEEKS.id, WELCOME), on(0, 14), on(0, 14), welcome=True)
    assert planned(DAY, sequence=alone) == Plan((text,))


def test_when_everything_went_nothing_is_left() -> None:
    gone = {step: DAY + timedelta(days=number) for number, step in enumerate(STEPS)}
    assert planned(DAY, now=on(20, 12), gone=gone) == Plan()


@given(days)
def test_planned_in_time_every_step_of_the_shipped_weeks_goes_at_its_own_hour(day: date) -> None:
    plan = planned(day, now=LONG_BEFORE)
    assert sorted(due(plan)) == sorted(STEPS)
    assert (plan.late, dict(plan.left_out)) == ((), {})
    for step, moment in due(plan).items():
        assert moment == at(london_day(moment), STEP_OF[step].at or HOURS.opens)


@given(days)
def test_only_over_holidays_does_a_text_of_the_shipped_weeks_leave_its_own_day(day: date) -> None:
    calendar = Calendar()
    own = {
        step.id: day + timedelta(days=step.offset.days) for step in FIRST_WEEKS.steps if isinstance(step.offset, Days)
    }
    all_open = all(calendar.is_open(own[step]) for step in own if STEP_OF[step].open_days)
    moved = [text.key.step for text in planned(day).texts if london_day(text.due_at) != own.get(text.key.step, day)]
    assert not (all_open and moved)


@given(days, clock_times)
def test_whenever_the_word_comes_the_welcome_waits_two_hours_and_never_two_days(day: date, clock: time) -> None:
    heard = at(day, clock)
    plan = planned(day, heard_at=heard, now=heard)
    welcome = plan.texts[0]
    step = STEP_OF[WELCOME]
    assert isinstance(step.offset, Elapsed)
    assert step.offset.time <= welcome.due_at - heard < timedelta(hours=24)
    assert welcome.key.step == WELCOME
