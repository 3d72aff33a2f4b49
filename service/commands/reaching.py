"""Asks another machine one thing, to see whether it answers and what time it has."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import urllib3

_TIMEOUT = urllib3.Timeout(total=5.0)


@dataclass(frozen=True)
class Reached:
    status: int
    body: bytes
    date: datetime | None  # aware UTC, whole seconds


def reach(url: str) -> Reached | None:
    """One GET, no redirect followed, no retry. None: nobody answers there."""
    try:
        with urllib3.PoolManager() as pool:
            answer = pool.request("GET", url, timeout=_TIMEOUT, retries=False, redirect=False)
    except urllib3.exceptions.HTTPError:
        return None
    return Reached(answer.status, answer.data[:1000], _moment(answer.headers.get("Date")))


def _moment(header: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(header).astimezone(UTC) if header else None
    except ValueError:
        return None
