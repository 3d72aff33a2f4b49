"""A service whose power goes at one step: around a transaction or its commit, or around a call to the carrier."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from service.core.ports import Core, Store, Transaction
from service.core.sending import Carrier, Listed, Lost, NotTaken, Outcome, Outgoing, Sent, Withdrawal
from service.domain.ids import MessageSid
from service.domain.number import Number

NEVER = 0


class PowerCut(BaseException):
    """Nothing that was running runs on."""


class Weather(StrEnum):
    """What comes of the first call to the carrier; every later one is answered as it should be."""

    FINE = "it takes the text and says so"
    ANSWER_LOST = "it takes the text, and the answer is lost"
    CALL_LOST = "it never hears of the text, and nobody can know"
    BUSY = "it asks to wait"


@dataclass
class Meter:
    """Counts steps. The power goes at the one of this number, and stays away."""

    cut_at: int = NEVER
    steps: list[str] = field(default_factory=list)

    @property
    def is_cut(self) -> bool:
        return self.cut_at != NEVER and len(self.steps) >= self.cut_at

    def step(self, name: str) -> None:
        if self.is_cut:
            raise PowerCut(name)
        self.steps.append(name)
        if self.is_cut:
            raise PowerCut(name)


@dataclass(frozen=True)
class CutStore:
    """See `core.ports.Store`."""

    real: Store
    meter: Meter

    @contextmanager
    def write(self, actor: str) -> Iterator[Transaction]:
        self.meter.step("before a transaction")
        with self.real.write(actor) as tx:
            yield tx
            self.meter.step("before a commit")
        self.meter.step("after a commit")

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        self.meter.step("before a look")
        with self.real.read() as tx:
            yield tx
        self.meter.step("after a look")

    def beat(self, worker: str) -> None:
        self.real.beat(worker)

    def ready(self) -> tuple[str, ...]:
        return self.real.ready()


@dataclass
class CutCarrier:
    """See `core.sending.Carrier`. What the real one is given, it has taken."""

    real: Carrier
    meter: Meter
    weather: Weather = Weather.FINE
    retry_at: datetime | None = None

    def warm(self) -> None:
        self.real.warm()

    def send(self, outgoing: Outgoing) -> Outcome:
        self.meter.step("before a send")
        outcome = self._send(outgoing)
        self.meter.step("after a send")
        return outcome

    def withdraw(self, sid: MessageSid) -> Withdrawal:
        self.meter.step("before a withdrawal")
        came = self.real.withdraw(sid)
        self.meter.step("after a withdrawal")
        return came

    def listed(self, since: datetime, to: Number | None = None) -> tuple[Listed, ...]:
        self.meter.step("before a list")
        found = self.real.listed(since, to)
        self.meter.step("after a list")
        return found

    def fetch(self, sid: MessageSid) -> Listed | None:
        self.meter.step("before a fetch")
        found = self.real.fetch(sid)
        self.meter.step("after a fetch")
        return found

    def _send(self, outgoing: Outgoing) -> Outcome:
        weather, self.weather = self.weather, Weather.FINE
        match weather:
            case Weather.CALL_LOST:
                return Lost("the connection broke")
            case Weather.BUSY:
                return NotTaken(outgoing.until + timedelta(seconds=1), "HTTP 429")
        answer = self.real.send(outgoing)
        assert isinstance(answer, Sent | NotTaken)
        return Lost("no answer in time") if weather is Weather.ANSWER_LOST else answer


def on_the_meter(core: Core, meter: Meter, weather: Weather = Weather.FINE) -> Core:
    """The same service, its power at the mercy of the meter."""
    return replace(core, store=CutStore(core.store, meter), carrier=CutCarrier(core.carrier, meter, weather))
