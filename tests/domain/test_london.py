from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.london import at, london_day, london_time, next_day

SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)


@pytest.mark.parametrize(
    ("day", "clock", "moment"),
    [
        (date(2026, 12, 23), time(14), datetime(2026, 12, 23, 14, tzinfo=UTC)),
        (date(2027, 7, 1), time(14), datetime(2027, 7, 1, 13, tzinfo=UTC)),
        (SPRING, time(0, 59), datetime(2027, 3, 28, 0, 59, tzinfo=UTC)),
        (SPRING, time(2), datetime(2027, 3, 28, 1, tzinfo=UTC)),
        (AUTUMN, time(0, 59), datetime(2027, 10, 30, 23, 59, tzinfo=UTC)),
        (AUTUMN, time(2), datetime(2027, 10, 31, 2, tzinfo=UTC)),
    ],
)
def test_a_time_in_london_is_one_moment(day: date, clock: time, moment: datetime) -> None:
    assert at(day, clock) == moment
    assert at(day, clock).tzinfo is UTC


def test_a_time_that_the_spring_change_skips_is_the_moment_one_hour_on() -> None:
    moment = at(SPRING, time(1, 30))
    assert moment == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert (london_day(moment), london_time(moment)) == (SPRING, time(2, 30))


def test_a_time_that_comes_twice_in_autumn_is_the_first() -> None:
    moment = at(AUTUMN, time(1, 30))
    assert moment == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    second = moment + timedelta(hours=1)
    assert london_time(moment) == london_time(second) == time(1, 30)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2027, 7, 1, 23, 30, tzinfo=UTC), date(2027, 7, 2)),
        (datetime(2026, 12, 23, 23, 30, tzinfo=UTC), date(2026, 12, 23)),
        (datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC), date(2026, 12, 31)),
    ],
)
def test_a_day_in_london_begins_at_midnight_in_london(moment: datetime, day: date) -> None:
    assert london_day(moment) == day


@given(st.dates(date(2026, 1, 1), date(2029, 12, 31)), st.times().map(lambda clock: clock.replace(fold=0)))
def test_a_time_in_london_reads_the_same_there_but_in_the_hour_that_is_skipped(day: date, clock: time) -> None:
    moment = at(day, clock)
    assert london_day(moment) == day
    assert london_time(moment) == clock or moment - at(day, time(0)) == timedelta(
        hours=clock.hour, minutes=clock.minute, seconds=clock.second, microseconds=clock.microsecond
    )


def test_the_next_day_is_the_next_on_the_calendar_also_when_it_has_23_hours() -> None:
    assert next_day(SPRING) == date(2027, 3, 29)
    assert at(next_day(SPRING), time(0)) - at(SPRING, time(0)) == timedelta(hours=23)
    assert at(next_day(AUTUMN), time(0)) - at(AUTUMN, time(0)) == timedelta(hours=25)
