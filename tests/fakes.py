"""Stand-ins that keep the promises of the real things; each runs through the same contract tests."""

import secrets
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from service.core.sending import CarrierSilentError, Listed, Lost, NotTaken, Outcome, Outgoing, Sent, Withdrawal
from service.core.vitals import Letter
from service.domain.board import SenderNumber
from service.domain.ids import MessageSid
from service.domain.number import Number

Scripted = Outcome | Callable[[Outgoing], Outcome]


class FakeCarrier:
    """Takes every text, unless a script says what comes of the next ones."""

    def __init__(self, wall: Callable[[], datetime]) -> None:
        self.tried: list[Outgoing] = []  # every text that came as far as the carrier, whatever came of it
        self.asked_back: list[MessageSid] = []
        self.withdrawal = Withdrawal.DONE  # what comes of asking for a text back
        self.held: list[Listed] = []  # what it has, in the order it came
        self.silent = False  # whether it fails to say what it has
        self._script: deque[Scripted] = deque()
        self._wall = wall
        self._lock = threading.RLock()

    def script(self, *outcomes: Scripted) -> None:
        """What comes of the next texts, in order; a function is called during the send."""
        self._script.extend(outcomes)

    def warm(self) -> None:
        """Nothing to load."""

    def withdraw(self, sid: MessageSid) -> Withdrawal:
        self.asked_back.append(sid)
        if self.withdrawal is Withdrawal.DONE:
            self.now_says(sid, "canceled")
        return self.withdrawal

    def send(self, outgoing: Outgoing) -> Outcome:
        if outgoing.until <= self._wall():
            return NotTaken(self._wall(), "no time left for a call")
        with self._lock:
            self.tried.append(outgoing)
            scripted = self._script.popleft() if self._script else fresh_sent()
        outcome = scripted(outgoing) if callable(scripted) else scripted
        if isinstance(outcome, Sent):
            self.take(outgoing, outcome.sid)
        return outcome

    def listed(self, since: datetime, to: Number | None = None) -> tuple[Listed, ...]:
        held = [each for each in self._all() if each.created >= since.astimezone(UTC).replace(microsecond=0)]
        if to is None:
            return tuple(each for each in _newest_first(held) if each.inbound or each.status not in _NOT_SENT)
        return tuple(each for each in _newest_first(held) if each.to == to.e164)

    def fetch(self, sid: MessageSid) -> Listed | None:
        return next((each for each in self._all() if each.sid == sid), None)

    def take(self, outgoing: Outgoing, sid: MessageSid | None = None) -> Listed:
        """Have the text, whatever the caller hears of it."""
        sender = outgoing.sender.number.e164 if isinstance(outgoing.sender, SenderNumber) else ""
        taken = Listed(
            sid=sid or fresh_sent().sid,
            inbound=False,
            to=outgoing.to.e164,
            sender=sender,
            words=outgoing.words,
            status="queued" if sender else "accepted",
            code=None,
            created=self._now(),
        )
        return self.hold(taken)

    def take_and_lose(self, outgoing: Outgoing) -> Lost:
        """For a script: the carrier has the text, and its answer is lost."""
        self.take(outgoing)
        return Lost("the connection broke")

    def hear(self, sender: str, words: str, *, to: str, created: datetime | None = None) -> Listed:
        """A person's text, which no webhook tells of."""
        said = Listed(
            sid=fresh_sent().sid,
            inbound=True,
            to=to,
            sender=sender,
            words=words,
            status="received",
            code=None,
            created=(created or self._now()).astimezone(UTC).replace(microsecond=0),
        )
        return self.hold(said)

    def hold(self, message: Listed) -> Listed:
        """Have this message too; one with a sid that it has already changes nothing."""
        with self._lock:
            if all(each.sid != message.sid for each in self.held):
                self.held.append(message)
        return message

    def now_says(self, sid: MessageSid, status: str, code: int | None = None) -> None:
        """What the carrier says of the message from now on; no receipt tells of it."""
        with self._lock:
            self.held = [replace(each, status=status, code=code) if each.sid == sid else each for each in self.held]

    def _all(self) -> tuple[Listed, ...]:
        if self.silent:
            msg = "no connection"
            raise CarrierSilentError(msg)
        with self._lock:
            return tuple(self.held)

    def _now(self) -> datetime:
        return self._wall().astimezone(UTC).replace(microsecond=0)  # as the carrier cuts it


# Without a day of sending, so in no list but that of their number.
_NOT_SENT = frozenset({"accepted", "scheduled", "queued", "sending", "canceled", "failed"})


def _newest_first(messages: list[Listed]) -> list[Listed]:
    return sorted(messages, key=lambda message: message.created)[::-1]


def fresh_sent() -> Sent:
    return Sent(MessageSid(f"SM{secrets.token_hex(16)}"))


class FakeMessenger:
    """Reaches everybody, unless a test says that it cannot."""

    def __init__(self) -> None:
        self.told: list[Letter] = []
        self.reaches = True

    def tell(self, letter: Letter) -> bool:
        if self.reaches:
            self.told.append(letter)
        return self.reaches


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
