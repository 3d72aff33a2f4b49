from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.lists.days import YEARS, DayOrder, Written, order_of, read_day
from service.lists.refusal import WrongError
from tests.lists.lists import AS_OF, TODAY, event, fault, faults, listed, message, occasion, read, sam

DAY = date(2026, 12, 23)
ANY_ORDER = DayOrder(None)


@pytest.mark.parametrize(
    "text",
    [
        "2026-12-23",
        "2026/12/23",
        "2026-12-23 00:00:00",
        "2026-12-23T09:30",
        "23/12/2026",
        "23/12/26",
        "23-12-2026",
        "23.12.2026",
        "23.12.26",
        "23 12 2026",
        "23/12/2026 00:00",
        "23-Dec-2026",
        "23-dec-26",
        "23 Dec 2026",
        "23 December 2026",
        "23rd December, 2026",
        "23/DEC/2026",
        "23 Dec. 2026",
        "46379",
        "46379.0",
        "46379.75",
    ],
)
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    assert read_day(text, ANY_ORDER) == DAY


@pytest.mark.parametrize("text", ["1-Sep-2026", "1 Sept 2026", "01/09/2026", "1/9/26", "2026-9-1"])
def test_zeros_may_be_left_out_and_months_cut(text: str) -> None:
    assert read_day(text, ANY_ORDER) == date(2026, 9, 1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tomorrow",
        "23",
        "12/2026",
        "23/12",
        "23/12-2026",
        "23/12/026",
        "2026-12-23Z",
        "2026-12-23T23:30:00Z",
        "2026-12-23T23:30:00+01:00",
        "20261223",
        "23-Brumaire-2026",
        "23 maybe 2026",
        "4637",
        "463790",
        "-46379",
        "\u0662\u0663/12/2026",
    ],
)
def test_what_is_no_day_is_told_with_a_day_as_it_should_be(text: str) -> None:
    with pytest.raises(WrongError, match="write it as 2026-12-23"):
        read_day(text, ANY_ORDER)


@pytest.mark.parametrize(
    "text", ["2026-02-30", "30/02/2026", "31-Nov-2026", "2026-13-01", "32/01/2026", "0/1/2026", "13/13/2026"]
)
def test_a_day_that_the_calendar_does_not_have_is_told(text: str) -> None:
    with pytest.raises(WrongError, match="no such day"):
        read_day(text, ANY_ORDER)


@pytest.mark.parametrize("text", ["1926-12-23", "23/12/2126", "10000", "99999"])
def test_a_year_that_is_a_slip_is_told(text: str) -> None:
    with pytest.raises(WrongError, match="2000 to 2100"):
        read_day(text, ANY_ORDER)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_day_is_the_same_in_every_form(day: date) -> None:
    serial = str((day - date(1899, 12, 30)).days)
    forms = [day.isoformat(), f"{day:%d/%m/%Y}", f"{day:%d/%m/%y}", f"{day:%d-%b-%Y}", f"{day:%d %B %Y}", serial]
    assert {read_day(form, ANY_ORDER) for form in forms} == {day}


@given(st.text(max_size=30) | st.from_regex(r"[0-9]{1,4}[-/. ][0-9a-z]{1,9}[-/. ][0-9]{1,4}"))
def test_no_text_is_more_than_a_fault(text: str) -> None:
    order_of([Written(1, text)])
    with suppress(WrongError):
        assert read_day(text, DayOrder(7)).year in YEARS


def test_the_day_comes_first_where_both_could() -> None:
    assert read_day("1/2/2027", ANY_ORDER) == date(2027, 2, 1)


def test_a_file_that_mixes_the_orders_is_refused_and_both_lines_are_named() -> None:
    days = ["2026-12-23", "1/2/2027", "23/12/2026", "24/12/2026", "12/23/2026"]
    told = message(listed(*(sam(prison_number=str(number), liberation_date=day) for number, day in enumerate(days, 1))))
    assert "line 4 has the day first" in told
    assert "line 6 the month" in told


def test_the_orders_are_mixed_also_where_they_stand_in_different_columns() -> None:
    assert "line 2" in message(listed(sam(liberation_date="23/12/2026", number_confirmed_on="11/30/2026")))


def test_month_first_alone_is_refused_and_so_is_what_could_be_meant_like_it() -> None:
    days = ["2026-12-23", "12/23/2026", "1/2/2027", "1/1/2027", "3-Jan-2027"]
    listing = read(listed(*(sam(prison_number=str(number), liberation_date=day) for number, day in enumerate(days, 1))))
    assert [row.line for row in listing.rows] == [2, 5, 6]
    assert "the month first" in faults(listing)[3]["liberation_date"]
    assert "line 3" in faults(listing)[4]["liberation_date"]


@pytest.mark.parametrize("text", ["99/99/2026", "13/13/2026", "0/13/2026", "13/0/2026"])
def test_what_is_no_day_either_way_shows_no_order(text: str) -> None:
    assert order_of([Written(1, text), Written(2, "23/12/2026"), Written(3, "12/23/26x")]) == ANY_ORDER
    assert order_of([Written(1, text), Written(2, "12/23/2026")]) == DayOrder(2)


def test_a_liberation_lies_between_a_year_back_and_730_days_ahead() -> None:
    first, last = date(2025, 12, 1), TODAY + timedelta(days=730)
    for day in (first, last):
        assert event(liberation_date=day.isoformat()).liberation_date == day
    assert "year back" in fault(liberation_date="2025-11-30")["liberation_date"]
    assert "730 days" in fault(liberation_date=(last + timedelta(days=1)).isoformat())["liberation_date"]


def test_on_a_leap_day_a_year_back_is_the_28th() -> None:
    leap = occasion(as_of=AS_OF, today=date(2028, 2, 29))
    assert fault(leap, liberation_date="2027-02-27")
    assert not fault(leap, liberation_date="2027-02-28")


def test_a_number_is_confirmed_on_a_day_that_has_been() -> None:
    assert fault(number_confirmed_on="2026-12-02") == {"number_confirmed_on": "lies in the future"}
    assert not fault(number_confirmed_on="01/12/2026")
