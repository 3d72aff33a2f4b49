"""The one place that looks at the clock.

Practice time drives what is due, sending hours and lateness; leases, back-off and everything compared with the carrier
go by the wall. Without a practice clock the two are one.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

from service.core.ports import Clock

_MICROSECOND = timedelta(microseconds=1)


class PracticeSetting(Protocol):
    @property
    def start(self) -> datetime: ...
    @property
    def rate(self) -> float: ...
    @property
    def real_start(self) -> datetime: ...


def _look_at_the_wall() -> datetime:
    return datetime.now(UTC)


class WallClock:
    def now(self) -> datetime:
        """Aware UTC."""
        return _look_at_the_wall()

    def wall(self) -> datetime:
        """Aware UTC."""
        return _look_at_the_wall()

    def wall_at(self, moment: datetime) -> datetime:
        """The same moment: there is no other time. Aware UTC."""
        return moment.astimezone(UTC)


class PracticeClock:
    """Stands at `start` until the wall says `real_start`, then runs `rate` times as fast as the wall."""

    def __init__(
        self,
        start: datetime,
        rate: float,
        real_start: datetime,
        wall: Callable[[], datetime] = _look_at_the_wall,
    ) -> None:
        """Take aware moments, and a rate in practice seconds a real second.

        Raises:
            ValueError: a moment without a zone, or a rate that is not above nought.
        """
        if start.tzinfo is None or real_start.tzinfo is None:
            msg = "a practice clock starts at moments with a zone"
            raise ValueError(msg)
        if not 0 < rate < float("inf"):
            msg = "a practice clock runs forward"
            raise ValueError(msg)
        self._start = start.astimezone(UTC)
        self._real_start = real_start.astimezone(UTC)
        # Whole numbers, so that no float rounds a text to a moment before it is due.
        self._fast, self._slow = rate.as_integer_ratio()
        self._look = wall

    def now(self) -> datetime:
        """Practice time. Aware UTC."""
        return self.practice_of(self._look())

    def wall(self) -> datetime:
        """Aware UTC."""
        return self._look().astimezone(UTC)

    def practice_of(self, wall_moment: datetime) -> datetime:
        """What practice time stands at when the wall says `wall_moment`. Aware UTC."""
        run = max(0, (wall_moment - self._real_start) // _MICROSECOND)
        return self._start + timedelta(microseconds=run * self._fast // self._slow)

    def wall_at(self, moment: datetime) -> datetime:
        """The first microsecond by the wall at which practice time has reached `moment`; `real_start` at the earliest.

        Aware UTC. A job armed for it finds its text due: it never wakes a breath too early.
        """
        ahead = max(0, (moment - self._start) // _MICROSECOND)
        return self._real_start + timedelta(microseconds=-(-ahead * self._slow // self._fast))


def clock_from(setting: PracticeSetting | None) -> Clock:
    """The practice clock that was asked for, or the wall."""
    if setting is None:
        return WallClock()
    return PracticeClock(setting.start, setting.rate, setting.real_start)
