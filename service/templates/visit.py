"""How an appointment's day and time are written in a text: as people say them, and true on the day of sending.

Source: NHS service manual, numbers and dates, https://service-manual.nhs.uk/content/numbers-measurements-dates-time.
"""

from datetime import date, datetime, time
from types import MappingProxyType

from service.domain.london import london_day, london_time, next_day

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
LONGEST = MappingProxyType(
    {
        "weekday": "Wednesday",
        "d": "30",
        "month": "September",
        "time": "midnight",
        "when": "tomorrow, Wednesday 30 September",
    }
)


def values(start: datetime, today: date) -> dict[str, str]:
    """`{weekday} {d} {month} {time} {when}` of an appointment at `start` (aware UTC), in a text sent on `today`."""
    day = london_day(start)
    weekday, month = _WEEKDAYS[day.weekday()], _MONTHS[day.month - 1]
    spoken = f"{weekday} {day.day} {month}"
    return {
        "weekday": weekday,
        "d": str(day.day),
        "month": month,
        "time": clock(london_time(start)),
        "when": _when(day, today, spoken),
    }


def clock(at: time) -> str:
    """`9am`, `10:30am`, `midday`, `midnight`: never 09:00, which to some is the evening."""
    if (at.hour, at.minute) in ((0, 0), (12, 0)):
        return "midday" if at.hour else "midnight"
    hour, half = at.hour % 12 or 12, "am" if at.hour < 12 else "pm"
    return f"{hour}:{at.minute:02}{half}" if at.minute else f"{hour}{half}"


def _when(day: date, today: date, spoken: str) -> str:
    if day == today:
        return "today"
    return f"tomorrow, {spoken}" if day == next_day(today) else f"on {spoken}"
