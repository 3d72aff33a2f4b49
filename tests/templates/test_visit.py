"""How an appointment's day and time are written."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.london import at, london_day
from service.templates.segments import septets
from service.templates.visit import LONGEST, clock, values

DAY = date(2026, 9, 30)  # a Wednesday


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (time(9), "9am"),
        (time(9, 5), "9:05am"),
        (time(11, 59), "11:59am"),
        (time(12), "midday"),
        (time(12, 30), "12:30pm"),
        (time(13), "1pm"),
        (time(23, 59), "11:59pm"),
        (time(0), "midnight"),
        (time(0, 15), "12:15am"),
        (time(10, 30), "10:30am"),
    ],
)
def test_a_time_is_written_as_people_say_it(moment: time, written: str) -> None:
    assert clock(moment) == written


@pytest.mark.parametrize(
    ("today", "when"),
    [
        (DAY, "today"),
        (DAY - timedelta(days=1), "tomorrow, Wednesday 30 September"),
        (DAY - timedelta(days=2), "on Wednesday 30 September"),
        (DAY - timedelta(days=300), "on Wednesday 30 September"),
    ],
)
def test_the_day_is_named_as_is_right_on_the_day_of_sending(today: date, when: str) -> None:
    assert values(at(DAY, time(10, 30)), today) == LONGEST | {"time": "10:30am", "when": when}


def test_day_and_time_are_those_of_the_clock_in_scotland() -> None:
    late_evening = datetime(2027, 6, 30, 23, 30, tzinfo=UTC)
    found = values(late_evening, date(2027, 6, 30))
    assert (found["d"], found["month"], found["time"]) == ("1", "July", "12:30am")
    assert found["when"] == "tomorrow, Thursday 1 July"
    assert values(at(date(2027, 3, 28), time(1, 30)), DAY)["time"] == "2:30am"  # the clocks skip half past one


@given(st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)), st.integers(0, 3))  # noqa: DTZ001  the strategy adds the zone
def test_none_is_longer_than_the_length_that_texts_are_checked_with(start: datetime, days_before: int) -> None:
    found = values(start, london_day(start) - timedelta(days=days_before))
    for name in ("weekday", "d", "month", "time", "when"):
        assert len(found[name]) <= len(LONGEST[name])
        assert septets(found[name]) == len(found[name])
    assert found.keys() == LONGEST.keys()
