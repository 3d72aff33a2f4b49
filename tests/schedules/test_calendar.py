"""The days on which a Board's area works."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.schedules.calendar import Calendar
from tests.schedules.weeks import days

SCOTLAND = Calendar()


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2027, 1, 1), "New Year's Day"),
        (date(2027, 1, 4), "2 January, which is a Saturday, on the Monday"),
        (date(2029, 1, 2), "2 January"),
        (date(2027, 3, 26), "Good Friday"),
        (date(2027, 5, 3), "the early May holiday"),
        (date(2027, 5, 31), "the late May holiday"),
        (date(2027, 8, 2), "the summer holiday, in August's first week"),
        (date(2027, 11, 30), "Saint Andrew's Day"),
        (date(2027, 12, 27), "Christmas Day, which is a Saturday, on the Monday"),
        (date(2027, 12, 28), "Boxing Day on the Tuesday"),
        (date(2026, 12, 25), "Christmas Day"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_on_scotlands_bank_holidays_nobody_answers(day: date, name: str) -> None:
    assert not SCOTLAND.is_open(day), name


@pytest.mark.parametrize(
    "day", [date(2027, 3, 29), date(2027, 8, 30), date(2026, 12, 24)], ids=["Easter Monday", "late August", "Eve"]
)
def test_englands_holidays_are_open_days(day: date) -> None:
    assert SCOTLAND.is_open(day)


@pytest.mark.parametrize("day", [date(2027, 1, 16), date(2027, 1, 17)], ids=["Saturday", "Sunday"])
def test_the_weekend_is_closed(day: date) -> None:
    assert not SCOTLAND.is_open(day)


def test_a_board_has_days_of_its_own() -> None:
    fair = date(2027, 7, 19)  # Glasgow Fair Monday: no bank holiday
    assert SCOTLAND.is_open(fair)
    assert not Calendar(frozenset({fair})).is_open(fair)


def test_over_hogmanay_the_next_open_day_is_the_fifth_and_the_last_the_thirty_first() -> None:
    assert SCOTLAND.open_from(date(2027, 1, 1)) == date(2027, 1, 5)
    assert SCOTLAND.open_until(date(2027, 1, 4)) == date(2026, 12, 31)


@given(days, st.frozensets(days, max_size=30))
def test_the_nearest_open_day_is_open_and_none_between_is(day: date, closed: frozenset[date]) -> None:
    calendar = Calendar(closed)
    after, before = calendar.open_from(day), calendar.open_until(day)
    assert calendar.is_open(after)
    assert calendar.is_open(before)
    assert not any(calendar.is_open(day + timedelta(days=n)) for n in range((after - day).days))
    assert not any(calendar.is_open(day - timedelta(days=n)) for n in range((day - before).days))
