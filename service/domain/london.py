"""The wall clock of the people who get the texts. Everything stored is UTC; only people live in London time."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def london_day(moment: datetime) -> date:
    """The day in London of an aware moment."""
    return moment.astimezone(LONDON).date()


def london_time(moment: datetime) -> time:
    """The time of day in London of an aware moment."""
    return moment.astimezone(LONDON).time()


def at(day: date, clock: time) -> datetime:
    """Aware UTC. A time that the spring change skips is the moment one hour on; one that comes twice is the first."""
    return datetime.combine(day, clock, LONDON).astimezone(UTC)


def next_day(day: date) -> date:
    return day + timedelta(days=1)
