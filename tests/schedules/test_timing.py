"""On which day and at what hour a step goes: clocks, holidays, hours, lateness."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from service.domain.board import SendingHours
from service.domain.ids import StepId
from service.domain.london import at, london_day, london_time
from service.schedules.calendar import Calendar
from service.schedules.course import Past, Place
from service.schedules.plan import Plan
from service.schedules.sequence import SendWithin, Skip, SkipGroup
from service.schedules.timing import hours_of
from tests.schedules.making import (
    DAY,
    TO_BE_WELCOMED,
    a_key,
    a_sequence,
    a_step,
    a_welcome,
    late,
    london,
    on,
    planned_of,
    released,
    steps,
)
from tests.schedules.weeks import FIRST_WEEKS, HOURS, due, planned

H = timedelta(hours=1)
DAY_AND_NIGHT = Place(SendingHours(time(0), time(23, 59)), Calendar())
SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)  # the clocks change at 01:00 UTC
WEEKDAYS = frozenset(range(5))
GP = StepId("02_gp")


def moments(plan: Plan) -> list[datetime]:
    return [text.due_at for text in plan.texts]


def test_case_07_a_time_that_the_clocks_skip_is_the_moment_one_hour_on_and_comes_once() -> None:
    courses = released(a_sequence(a_step("night", 0, time(1, 30))), day=SPRING)
    plan = planned_of(*courses, place=DAY_AND_NIGHT)
    assert moments(plan) == [datetime(2027, 3, 28, 1, 30, tzinfo=UTC)]
    assert london_time(moments(plan)[0]) == time(2, 30)
    for minutes in (0, 29, 30):
        now = datetime(2027, 3, 28, 1, minutes, tzinfo=UTC)
        assert moments(planned_of(*courses, place=DAY_AND_NIGHT, now=now)) == moments(plan)


def test_case_08_a_time_that_comes_twice_is_the_first_and_what_went_then_does_not_come_again() -> None:
    courses = released(a_sequence(a_step("night", 0, time(1, 30))), day=AUTUMN)
    plan = planned_of(*courses, place=DAY_AND_NIGHT)
    assert moments(plan) == [datetime(2027, 10, 31, 0, 30, tzinfo=UTC)]
    second = datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    went = Past(gone={a_key("night"): AUTUMN})
    assert planned_of(*courses, place=DAY_AND_NIGHT, past=went, now=second) == Plan()


@pytest.mark.parametrize(
    ("left_at", "hours_later", "day_later"),
    [
        (london(date(2027, 3, 27), 12), london(SPRING, 13), london(SPRING, 12)),
        (london(date(2027, 10, 30), 12), london(AUTUMN, 11), london(AUTUMN, 12)),
        (london(DAY, 12), london(DAY + timedelta(days=1), 12), london(DAY + timedelta(days=1), 12)),
    ],
    ids=["spring", "autumn", "an ordinary day"],
)
def test_case_09_a_day_and_24_hours_differ_by_an_hour_when_the_clocks_change(
    left_at: datetime, hours_later: datetime, day_later: datetime
) -> None:
    day = london_day(left_at)
    by_hours = released(a_sequence(a_step("s", 24 * H)), day=day, heard_at=left_at)
    by_days = released(a_sequence(a_step("s", 1, time(12))), day=day, heard_at=left_at)
    assert moments(planned_of(*by_hours)) == [hours_later]
    assert moments(planned_of(*by_days)) == [day_later]


def test_case_11_what_falls_into_the_evening_goes_when_the_next_day_opens_and_nothing_overtakes_it() -> None:
    sequence = a_sequence(a_step("evening", 2 * H), a_step("next", 1, time(9, 45)), a_step("third", 2))
    plan = planned_of(*released(sequence, heard_at=on(0, 19, 30)))
    assert moments(plan) == [on(1, 9, 30), on(2, 9, 45), on(3, 10)]
    assert steps(plan) == ["evening", "next", "third"]


def test_case_16_of_steps_that_want_one_moment_each_is_considered_and_gets_a_day() -> None:
    sequence = a_sequence(a_step("a"), a_step("b"), a_step("c", if_late=Skip()))
    plan = planned_of(*released(sequence))
    assert [(text.key.step, text.due_at) for text in plan.texts] == [("a", on(0, 10)), ("b", on(1, 10))]
    assert late(plan) == ["c"]


HOGMANAY = [
    # Released two days before: the GP prompt belongs to a day on which nobody answers.
    pytest.param(date(2026, 12, 30), frozenset(), date(2027, 1, 5), id="1 January, 2 January as Monday the 4th"),
    pytest.param(date(2028, 12, 30), frozenset(), date(2029, 1, 3), id="1 and 2 January"),
    pytest.param(date(2026, 12, 23), frozenset(), date(2026, 12, 29), id="Christmas and Boxing Day"),
    pytest.param(date(2027, 11, 28), frozenset(), date(2027, 12, 1), id="Saint Andrew's Day"),
    pytest.param(date(2027, 1, 13), frozenset({date(2027, 1, 15)}), date(2027, 1, 18), id="a holiday of the Board"),
    pytest.param(date(2026, 12, 30), frozenset({date(2027, 1, 5)}), date(2027, 1, 6), id="and one after Hogmanay"),
    pytest.param(date(2027, 3, 27), frozenset(), date(2027, 3, 29), id="Easter Monday is none in Scotland"),
]


@pytest.mark.parametrize(("day", "closed", "prompt"), HOGMANAY)
def test_case_22_over_holidays_the_doctors_wait_for_an_open_day(
    day: date, closed: frozenset[date], prompt: date
) -> None:
    gp = next(step for step in FIRST_WEEKS.steps if step.id == GP)
    plan = planned_of(*released(a_sequence(gp), day=day), place=Place(HOURS, Calendar(closed)))
    (text,) = plan.texts
    assert text.due_at == at(prompt, time(10))
    assert text.wanted_at == text.due_at, "waiting does not make it late"


def test_case_22_a_text_that_anybody_may_read_on_a_holiday_does_not_wait() -> None:
    assert due(planned(date(2026, 12, 24)))[StepId("04_urgent")] == at(date(2026, 12, 25), time(14))


def test_a_sequence_sends_on_its_weekdays_alone() -> None:
    sequence = a_sequence(a_step("a", 3), a_step("b", 4), days=WEEKDAYS)  # a Saturday and a Sunday
    plan = planned_of(*released(sequence))
    assert moments(plan) == [on(5, 10), on(6, 10)]
    assert plan.texts[0].wanted_at == on(5, 10)


def test_the_hours_of_a_sequence_only_narrow_those_of_the_board() -> None:
    narrow = replace(FIRST_WEEKS, hours=SendingHours(time(11), time(16)))
    wide = replace(FIRST_WEEKS, hours=SendingHours(time(6), time(22)))
    assert hours_of(FIRST_WEEKS, HOURS) == hours_of(wide, HOURS) == HOURS
    assert hours_of(narrow, HOURS) == SendingHours(time(11), time(16))
    assert hours_of(narrow, SendingHours(time(12), time(15))) == SendingHours(time(12), time(15))


def test_outside_its_own_hours_a_sequence_waits_though_the_board_is_open() -> None:
    sequence = a_sequence(a_step("a", 0, time(12)), hours=SendingHours(time(12), time(14)))
    assert moments(planned_of(*released(sequence), now=on(0, 13, 57))) == [on(0, 13, 57)]
    assert moments(planned_of(*released(sequence), now=on(0, 13, 59))) == [on(1, 12)]


@pytest.mark.parametrize(
    ("heard", "goes"),
    [(on(0, 3), on(0, 9, 30)), (on(0, 8), on(0, 10)), (on(0, 16, 59), on(0, 18, 59)), (on(0, 17), on(1, 9, 30))],
    ids=["at night", "by day", "at the end", "past the end"],
)
def test_hours_that_pass_end_inside_the_sending_hours(heard: datetime, goes: datetime) -> None:
    text = planned_of(*released(a_sequence(a_step("a", 2 * H)), heard_at=heard)).texts[0]
    assert text.wanted_at == goes


def test_with_less_than_two_minutes_of_the_hours_left_it_goes_the_next_day() -> None:
    at_the_end = a_sequence(replace(a_step("a", 2 * H), not_before=time(11)))
    assert moments(planned_of(*released(at_the_end, heard_at=on(0, 16, 58)))) == [on(0, 18, 58)]
    assert moments(planned_of(*released(at_the_end, heard_at=on(0, 16, 59)))) == [on(1, 11)]


def test_hours_after_a_release_of_which_the_date_alone_is_known_are_days_at_the_steps_own_time() -> None:
    assert moments(planned_of(*released(a_sequence(a_step("a", 26 * H, time(14)))))) == [on(1, 14)]


@pytest.mark.parametrize(
    ("now", "goes"),
    [(on(-9, 12), on(0, 10)), (on(0, 10), on(0, 10)), (on(0, 15), on(0, 15)), (on(0, 19), None), (on(1, 9, 30), None)],
)
@pytest.mark.parametrize("if_late", [Skip(), SkipGroup()])
def test_what_is_for_its_own_day_alone_goes_on_it_or_not_at_all(
    if_late: Skip | SkipGroup, now: datetime, goes: datetime | None
) -> None:
    plan = planned_of(*released(a_sequence(a_step("a", if_late=if_late))), now=now)
    assert moments(plan) == ([goes] if goes else [])
    assert late(plan) == ([] if goes else ["a"])


def test_with_the_first_of_a_group_too_late_the_rest_of_it_does_not_come_and_other_groups_do() -> None:
    sequence = a_sequence(
        a_step("before", 0, group="gp", if_late=SendWithin(48 * H)),
        a_step("first", 1, group="gp", if_late=SkipGroup()),
        a_step("other", 2, group="home"),
        a_step("alone", 3),
        a_step("second", 4, group="gp"),
    )
    plan = planned_of(*released(sequence), now=on(1, 19))
    assert steps(plan) == ["before", "other", "alone"]
    assert late(plan) == ["first", "second"]


def test_a_group_of_one_sequence_is_not_the_group_of_another() -> None:
    first = a_sequence(a_step("a", 0, group="gp", if_late=SkipGroup()), name="one")
    other = a_sequence(a_step("b", 5, group="gp"), name="two")
    plan = planned_of(*released(first, other), now=on(1, 12))
    assert (late(plan), steps(plan)) == (["a"], ["b"])


@pytest.mark.parametrize(("hours", "goes"), [(48, True), (47, False)])
def test_a_text_goes_as_late_as_its_step_allows_and_no_later(hours: int, goes: bool) -> None:
    sequence = a_sequence(a_step("a", if_late=SendWithin(hours * H)))
    plan = planned_of(*released(sequence), past=Past(taken=frozenset({DAY, on(1, 10).date()})))
    assert bool(plan.texts) is goes


def test_no_step_is_sent_before_a_day_that_is_kept_free() -> None:
    plan = planned_of(*released(a_sequence(a_step("a"))), past=Past(free_from=on(1, 0).date()))
    assert moments(plan) == [on(1, 10)]


def test_a_welcome_is_never_too_late() -> None:
    sequence = a_sequence(a_welcome(), a_step("far", 300))
    plan = planned_of(*released(sequence), past=TO_BE_WELCOMED, now=on(299, 12))
    assert moments(plan) == [on(299, 12), on(300, 10)]
