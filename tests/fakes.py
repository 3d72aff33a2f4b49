"""Stand-ins that keep the promises of the real things; each runs through the same contract tests."""

import secrets
import threading
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from service.core.sending import NotTaken, Outcome, Outgoing, Sent, Withdrawal
from service.domain.ids import MessageSid

Scripted = Outcome | Callable[[Outgoing], Outcome]


class FakeCarrier:
    """Takes every text, unless a script says what comes of the next ones."""

    def __init__(self, wall: Callable[[], datetime]) -> None:
        self.tried: list[Outgoing] = []  # every text that came as far as the carrier, whatever came of it
        self.asked_back: list[MessageSid] = []
        self.withdrawal = Withdrawal.DONE  # what comes of asking for a text back
        self._script: deque[Scripted] = deque()
        self._wall = wall
        self._lock = threading.Lock()

    def script(self, *outcomes: Scripted) -> None:
        """What comes of the next texts, in order; a function is called during the send."""
        self._script.extend(outcomes)

    def warm(self) -> None:
        """Nothing to load."""

    def withdraw(self, sid: MessageSid) -> Withdrawal:
        self.asked_back.append(sid)
        return self.withdrawal

    def send(self, outgoing: Outgoing) -> Outcome:
        if outgoing.until <= self._wall():
            return NotTaken(self._wall(), "no time left for a call")
        with self._lock:
            self.tried.append(outgoing)
            scripted = self._script.popleft() if self._script else fresh_sent()
        return scripted(outgoing) if callable(scripted) else scripted


def fresh_sent() -> Sent:
    return Sent(MessageSid(f"SM{secrets.token_hex(16)}"))


class FixedClock:
    """Stands still until a test moves it."""

    def __init__(self, now: datetime, *, wall: datetime | None = None, rate: float = 1) -> None:
        self._now = now.astimezone(UTC)
        self._wall = self._now if wall is None else wall.astimezone(UTC)
        self._rate = rate  # practice seconds a second by the wall

    def now(self) -> datetime:
        return self._now

    def wall(self) -> datetime:
        return self._wall

    def wall_at(self, moment: datetime) -> datetime:
        return self._wall + (moment - self._now) / self._rate

    def set(self, *, now: datetime | None = None, wall: datetime | None = None) -> None:
        self._now = self._now if now is None else now.astimezone(UTC)
        self._wall = self._wall if wall is None else wall.astimezone(UTC)

    def advance(self, practice: timedelta) -> None:
        """Let so much practice time pass, and what that is by the wall."""
        self.set(now=self._now + practice, wall=self.wall_at(self._now + practice))
