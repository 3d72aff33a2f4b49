"""The moment at which a list was true, as a person or a program gives it."""

import re
from datetime import UTC, date, datetime, time

from service.domain.london import at
from service.lists.days import YEARS
from service.lists.refusal import WrongError

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})"
)


def read_as_of(text: str) -> datetime:
    """Aware UTC. A day is its first moment in London, so that whatever an event told on it is later.

    Raises:
        WrongError: it is neither.
    """
    try:
        moment = _read(text)
    except (ValueError, OverflowError):  # in UTC it may lie before the year 1
        moment = None
    if moment is None or moment.year not in YEARS:
        message = (
            "must be a day such as 2026-11-30, or a moment such as 2026-11-30T09:00:00Z (in an address, %2B for a +)"
        )
        raise WrongError(message)
    return moment


def _read(text: str) -> datetime | None:
    if _DAY.fullmatch(text):
        return at(date.fromisoformat(text), time.min)
    return datetime.fromisoformat(text).astimezone(UTC) if _MOMENT.fullmatch(text) else None
