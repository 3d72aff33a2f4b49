from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.ids import StepId
from service.domain.london import at, london_day, london_time, next_day
from service.schedules.plan import Plan, PlannedText
from service.schedules.sequence import Sequence
from tests.schedules.weeks import (
    FIRST_WEEKS,
    HOURS,
    LONG_BEFORE,
    STEPS,
    WELCOME,
    days,
    due,
    moments,
    moments_of_release,
    planned,
    sequences,
)

DAY = date(2026, 12, 23)


def london(day: date, hour: int, minute: int = 0) -> datetime:
    return at(day, time(hour, minute))


def on(offset: int, hour: int, minute: int = 0) -> datetime:
    """A time of London's clock, so many days after the release."""
    return london(DAY + timedelta(days=offset), hour, minute)


def test_the_date_alone_gives_twelve_texts_at_their_own_days_and_times() -> None:
    assert due(planned(DAY)) == {
        "01_welcome": datetime(2026, 12, 23, 14, tzinfo=UTC),
        "04_urgent": datetime(2026, 12, 24, 14, tzinfo=UTC),
        "02_gp": datetime(2026, 12, 25, 10, tzinfo=UTC),
        "03_nhs_inform": datetime(2026, 12, 26, 11, tzinfo=UTC),
        "05_medicine": datetime(2026, 12, 27, 10, tzinfo=UTC),
        "06_mood": datetime(2026, 12, 29, 18, tzinfo=UTC),
        "07_gp_check": datetime(2026, 12, 31, 10, tzinfo=UTC),
        "08_night": datetime(2027, 1, 3, 17, tzinfo=UTC),
        "09_home_money": datetime(2027, 1, 6, 11, tzinfo=UTC),
        "10_gp_again": datetime(2027, 1, 12, 10, tzinfo=UTC),
        "11_check_in": datetime(2027, 1, 20, 11, tzinfo=UTC),
        "12_last": datetime(2027, 2, 3, 11, tzinfo=UTC),
    }
    assert planned(DAY).late == ()


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
    assert plan.texts[0] == PlannedText(WELCOME, welcome, welcome)


@pytest.mark.parametrize(
    ("day", "hour", "utc_hour"),
    [(date(2027, 3, 27), 14, 14), (date(2027, 3, 28), 14, 13), (date(2027, 10, 31), 14, 14)],
)
def test_two_in_the_afternoon_is_london_time_also_on_the_days_the_clocks_change(
    day: date, hour: int, utc_hour: int
) -> None:
    assert due(planned(day))[WELCOME] == london(day, hour) == datetime.combine(day, time(utc_hour), UTC)


def test_a_welcome_of_the_next_day_moves_the_steps_that_follow_it_close() -> None:
    heard = on(0, 18)
    times = due(planned(DAY, heard_at=heard, now=heard))
    assert list(times.values())[:6] == [on(1, 11), on(2, 14), on(3, 10), on(4, 11), on(5, 10), on(6, 18)]


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


def test_five_days_late_the_welcome_goes_and_what_is_too_old_does_not_come_in_a_burst() -> None:
    plan = planned(DAY, now=on(5, 12))
    assert plan.late == ("04_urgent", "02_gp", "03_nhs_inform")
    assert list(due(plan).items())[:4] == [
        ("01_welcome", on(5, 12)),
        ("05_medicine", on(6, 10)),
        ("06_mood", on(7, 18)),
        ("07_gp_check", on(8, 10)),
    ]


def test_a_step_may_be_48_hours_late_and_no_more() -> None:
    gone = {step: DAY + timedelta(days=number) for number, step in enumerate(STEPS[:2])}
    in_time, too_late = (planned(DAY, now=on(4, 10, minute), gone=gone) for minute in (0, 1))
    assert due(in_time)[StepId("02_gp")] == on(4, 10)
    assert too_late.late == ("02_gp",)


def test_a_step_that_went_never_comes_again() -> None:
    gone = {STEPS[0]: DAY, STEPS[1]: DAY + timedelta(days=1)}
    for day in (DAY, DAY + timedelta(days=30), DAY - timedelta(days=30)):
        plan = planned(day, now=on(1, 15), gone=gone)
        assert not gone.keys() & {*due(plan), *plan.late}


def test_a_day_on_which_a_text_went_is_used_up() -> None:
    plan = planned(DAY, now=on(2, 9), gone={STEPS[0]: DAY, STEPS[1]: DAY + timedelta(days=2)})
    assert due(plan)[StepId("02_gp")] == on(3, 10)


def test_a_day_that_another_release_of_the_same_number_has_is_left_to_it() -> None:
    taken = frozenset({DAY, DAY + timedelta(days=1), DAY + timedelta(days=14)})
    times = due(planned(DAY, taken=taken))
    assert times[WELCOME] == on(2, 11)
    assert times[StepId("09_home_money")] == on(15, 11)
    assert not taken & {london_day(moment) for moment in times.values()}


@pytest.mark.parametrize("now", [on(45, 9), on(60, 12), on(400, 12)])
def test_when_nothing_is_left_to_follow_it_there_is_no_welcome_alone(now: datetime) -> None:
    assert planned(DAY, now=now) == Plan((), tuple(STEPS))


def test_the_welcome_still_goes_with_the_last_text() -> None:
    assert list(due(planned(DAY, now=on(41, 12)))) == ["01_welcome", "12_last"]


def test_a_sequence_of_one_text_is_sent() -> None:
    alone = replace(FIRST_WEEKS, steps=FIRST_WEEKS.steps[:1])
    assert planned(DAY, sequence=alone) == Plan((PlannedText(WELCOME, on(0, 14), on(0, 14)),))


def test_when_everything_went_nothing_is_left() -> None:
    gone = {step: DAY + timedelta(days=number) for number, step in enumerate(STEPS)}
    assert planned(DAY, now=on(20, 12), gone=gone) == Plan()


@st.composite
def cases(draw: st.DrawFn) -> tuple[Sequence, date, datetime | None, datetime, dict[StepId, date], frozenset[date]]:
    """Any sequence, release, moment, texts that went on days before or on this, and days that are taken."""
    sequence = draw(st.just(FIRST_WEEKS) | sequences())
    day, heard_at = draw(days), draw(moments_of_release)
    if heard_at is not None:
        day = london_day(heard_at)
    now = draw(moments | st.timedeltas(timedelta(days=-3), timedelta(days=60)).map(lambda off: london(day, 12) + off))
    which = draw(st.sets(st.sampled_from([step.id for step in sequence.steps])))
    gone_days = draw(
        st.lists(st.integers(0, 60), min_size=len(which), max_size=len(which), unique=True).map(
            lambda back: [london_day(now) - timedelta(days=one) for one in back]
        )
    )
    taken = draw(st.frozensets(st.integers(-2, 50).map(lambda offset: day + timedelta(days=offset)), max_size=20))
    return sequence, day, heard_at, now, dict(zip(sorted(which), gone_days, strict=True)), taken


@given(cases())
def test_every_plan_keeps_the_hours_the_days_the_order_and_the_limit_of_lateness(
    case: tuple[Sequence, date, datetime | None, datetime, dict[StepId, date], frozenset[date]],
) -> None:
    sequence, day, heard_at, now, gone, taken = case
    plan = planned(day, heard_at=heard_at, now=now, gone=gone, taken=taken, sequence=sequence)
    order = [step.id for step in sequence.steps]
    sent_on = [london_day(text.due_at) for text in plan.texts]

    assert [text.step for text in plan.texts] == [step for step in order if step in due(plan)]
    assert sorted([*gone, *due(plan), *plan.late]) == sorted(order), "each step went, is to come, or is too late"
    assert sent_on == sorted(set(sent_on)), "one a day, in order"
    assert not {*sent_on} & {*taken, *gone.values()}
    for text in plan.texts:
        assert HOURS.opens <= london_time(text.due_at) < HOURS.closes
        assert text.due_at >= max(now, text.wanted_at)
        assert text.step == order[0] or text.due_at - text.wanted_at <= sequence.send_within
    assert plan.late == () or [text.step for text in plan.texts] != order[:1], "no welcome to nothing"


@given(cases(), st.data())
def test_planning_again_before_the_next_text_gives_the_same_plan(
    case: tuple[Sequence, date, datetime | None, datetime, dict[StepId, date], frozenset[date]], data: st.DataObject
) -> None:
    sequence, day, heard_at, now, gone, taken = case
    plan = planned(day, heard_at=heard_at, now=now, gone=gone, taken=taken, sequence=sequence)
    until_next = plan.texts[0].due_at - now if plan.texts else timedelta(0)
    later = now + data.draw(st.timedeltas(timedelta(0), until_next))
    assert planned(day, heard_at=heard_at, now=later, gone=gone, taken=taken, sequence=sequence) == plan


@given(cases())
def test_planning_again_after_each_text_gives_the_rest_until_none_is_left(
    case: tuple[Sequence, date, datetime | None, datetime, dict[StepId, date], frozenset[date]],
) -> None:
    sequence, day, heard_at, now, gone, taken = case
    plan = planned(day, heard_at=heard_at, now=now, gone=gone, taken=taken, sequence=sequence)
    for number, text in enumerate(plan.texts, start=1):
        gone = {**gone, text.step: london_day(text.due_at)}
        again = planned(day, heard_at=heard_at, now=text.due_at, gone=gone, taken=taken, sequence=sequence)
        assert again == Plan(plan.texts[number:], plan.late)


@given(days)
def test_planned_in_time_no_step_of_the_shipped_weeks_is_late_or_moved(day: date) -> None:
    plan = planned(day, now=LONG_BEFORE)
    assert [london_day(text.due_at) - day for text in plan.texts] == [
        timedelta(days=step.day) for step in FIRST_WEEKS.steps
    ]
    assert all(text.due_at == text.wanted_at for text in plan.texts)
    assert next_day(day) == london_day(plan.texts[1].due_at)
