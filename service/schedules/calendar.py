"""Open days: weekdays that are no holiday. Scotland's bank holidays, and each Board's own days."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import holidays

_SATURDAY = 5


@cache
def _bank_holidays(year: int) -> frozenset[date]:
    """Of Scotland: https://www.gov.uk/bank-holidays, as the library `holidays` keeps them."""
    return frozenset(holidays.country_holidays("GB", subdiv="SCT", years=year))


@dataclass(frozen=True)
class Calendar:
    """The days on which a Board's area works."""

    closed: frozenset[date] = frozenset()  # local holidays, beside the bank holidays

    def is_open(self, day: date) -> bool:
        return day.weekday() < _SATURDAY and day not in self.closed and day not in _bank_holidays(day.year)

    def open_from(self, day: date) -> date:
        """The day, or the next open one after it."""
        while not self.is_open(day):
            day += timedelta(days=1)
        return day

    def open_until(self, day: date) -> date:
        """The day, or the last open one before it."""
        while not self.is_open(day):
            day -= timedelta(days=1)
        return day
