"""A carrier that tells the model of everything that comes as far as it, and a machine whose clock is ahead."""

from collections.abc import Callable
from datetime import datetime, timedelta

from service.core.sending import Listed, Outcome, Outgoing, Withdrawal
from service.domain.ids import MessageSid
from tests.core.model import Model
from tests.fakes import FakeCarrier, FixedClock

APART = timedelta(seconds=20)
_NOT_YET_SENT = ("accepted", "scheduled", "queued")


class Ahead:
    """The wall clock of a machine that is ahead of the others."""

    def __init__(self, clock: FixedClock) -> None:
        self._clock = clock

    def now(self) -> datetime:
        return self._clock.now()

    def wall(self) -> datetime:
        return self._clock.wall() + APART

    def wall_at(self, moment: datetime) -> datetime:
        return self._clock.wall_at(moment) + APART


class WatchedCarrier(FakeCarrier):
    def __init__(self, clock: FixedClock, model: Model) -> None:
        super().__init__(clock.wall)
        self._clock, self._model = clock, model
        self.next: Outcome | Callable[[Outgoing], Outcome] | None = None  # what comes of the next text

    def send(self, outgoing: Outgoing) -> Outcome:
        if outgoing.until > self._clock.wall():
            self._model.reaches(outgoing, self._clock.now())
            if self.next is not None:
                self.script(self.next)
        return super().send(outgoing)

    def take(self, outgoing: Outgoing, sid: MessageSid | None = None) -> Listed:
        taken = super().take(outgoing, sid)
        self._model.takes(outgoing, taken.sid, self._clock.now())
        return taken

    def withdraw(self, sid: MessageSid) -> Withdrawal:
        if self.silent:
            return Withdrawal.NO_ANSWER
        if self.says(sid)[0] not in _NOT_YET_SENT:
            return Withdrawal.TOO_LATE
        return super().withdraw(sid)

    def says(self, sid: MessageSid) -> tuple[str, int | None]:
        return next((one.status, one.code) for one in self.held if one.sid == sid)
