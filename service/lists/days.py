"""Days as people and spreadsheets write them. The day comes before the month: the other way is refused.

Whether 1/2/2027 is in January or in February nobody can tell from the cell. So a file that has both 23/12 and 12/23 is
refused as a whole, and one that has 12/23 alone loses every day that could be meant so too.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from service.lists.refusal import WrongError, refused

YEARS = range(2000, 2101)  # what lies outside is a slip
LONGEST_AHEAD = timedelta(days=730)

_TIME = r"(?:[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.0+)?)?)?"  # of the day, and in nobody's zone: it is left out
_ISO = re.compile(rf"([0-9]{{4}})([-/.])([0-9]{{1,2}})\2([0-9]{{1,2}}){_TIME}")
_NUMBERS = re.compile(rf"([0-9]{{1,2}})([-/. ])([0-9]{{1,2}})\2([0-9]{{4}}|[0-9]{{2}}){_TIME}")
_NAMED = re.compile(
    rf"([0-9]{{1,2}})(?:st|nd|rd|th)?[-/. ]+([a-z]{{3,9}})\.?,?[-/. ]+([0-9]{{4}}|[0-9]{{2}}){_TIME}", re.I
)
_SERIAL = re.compile(r"([0-9]{5})(?:\.[0-9]+)?")  # days since 30 December 1899, as Excel counts, and a time of day
_SERIAL_DAY_NOUGHT = date(1899, 12, 30)
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_WANTED = "is no day: write it as 2026-12-23 or 23/12/2026"
_NO_SUCH_DAY = "there is no such day"


@dataclass(frozen=True)
class Written:
    """One day as a file has it."""

    line: int
    text: str


@dataclass(frozen=True)
class DayOrder:
    """What the other days of the file tell about one that can be read in two ways."""

    month_first_on: int | None  # the first line whose day can only be read month first


def order_of(days: Iterable[Written]) -> DayOrder:
    """Raises InvalidError if the file mixes 23/12 and 12/23."""
    first: dict[bool, int] = {}  # month first, or day first -> the first line that shows it
    for day in days:
        found = _NUMBERS.fullmatch(day.text)
        if found and _can_only_be(found.group(1), found.group(3)):
            first.setdefault(False, day.line)
        if found and _can_only_be(found.group(3), found.group(1)):
            first.setdefault(True, day.line)
    if len(first) > 1:
        message = f"mixes two orders: line {first[False]} has the day first, line {first[True]} the month"
        raise refused(message)
    return DayOrder(first.get(True))


def read_day(text: str, order: DayOrder) -> date:
    """Raises WrongError."""
    try:
        day = _read(text, order)
    except ValueError:
        raise WrongError(_NO_SUCH_DAY) from None
    if day.year not in YEARS:
        message = f"lies outside the years {YEARS[0]} to {YEARS[-1]}"
        raise WrongError(message)
    return day


def _can_only_be(day: str, month: str) -> bool:
    return 12 < int(day) <= 31 and 1 <= int(month) <= 12


def _read(text: str, order: DayOrder) -> date:
    if found := _ISO.fullmatch(text):
        return date(int(found.group(1)), int(found.group(3)), int(found.group(4)))
    if found := _NUMBERS.fullmatch(text):
        return _from_numbers(found.group(1), found.group(3), _year(found.group(4)), order)
    if found := _NAMED.fullmatch(text):
        return date(_year(found.group(3)), _month(found.group(2).lower()), int(found.group(1)))
    if found := _SERIAL.fullmatch(text):
        return _SERIAL_DAY_NOUGHT + timedelta(days=int(found.group(1)))
    raise WrongError(_WANTED)


def _from_numbers(day: str, month: str, year: int, order: DayOrder) -> date:
    if _can_only_be(month, day):
        message = "has the month first: write it as 2026-12-23 or 23/12/2026"
        raise WrongError(message)
    doubtful = int(day) <= 12 and int(month) <= 12 and int(day) != int(month)
    if doubtful and order.month_first_on is not None:
        message = (
            f"can be read in two ways, and line {order.month_first_on} has the month first: write it as 2026-12-23"
        )
        raise WrongError(message)
    return date(year, int(month), int(day))


def _year(text: str) -> int:
    return int(text) if len(text) > 2 else 2000 + int(text)


def _month(word: str) -> int:
    for number, name in enumerate(_MONTHS, 1):
        if name.startswith(word):
            return number
    raise WrongError(_WANTED)
