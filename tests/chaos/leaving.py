"""People who text STOP in mid-storm, whether or not anybody is there to hear it."""

import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.exc import SQLAlchemyError

from service.clock import WallClock
from service.core.catching_up import EVERY, MARK, STALE
from service.store.tables import marks
from tests.chaos.carrier import text_us
from tests.chaos.crowd import ACCEPTED_WITHIN_S, Prison
from tests.journeys.house import LOOK_S, PATIENT_S, House
from tests.journeys.ledger import looking_at

WEBHOOK, FALLBACK, LIST = "webhook", "fallback", "list"
_SOON_S = 0.6  # after the prison told of them: their text may be due, on its way, or there


@dataclass
class Leavers:
    house: House
    chance: random.Random
    said: dict[str, str] = field(default_factory=dict)  # by number, where the carrier told of it
    said_to_nobody: dict[str, datetime] = field(default_factory=dict)  # wall clock: no process of ours ran
    _pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(4, thread_name_prefix="leaver"))
    _saying: list[Future[None]] = field(default_factory=list)

    @property
    def ways(self) -> Counter[str]:
        return Counter(self.said.values())

    def say_soon(self, prison: Prison, number: str) -> None:
        """Once the prison has told of that person. Others need not wait."""
        self._saying.append(self._pool.submit(self._say_soon, prison, number, self.chance.uniform(0, _SOON_S)))

    def say(self, number: str) -> None:
        """Where no webhook hears it, the carrier's list alone tells; it is as if the next reading were due."""
        self.said[number] = _way(text_us(self.house, number, "STOP"))
        if self.said[number] == LIST:
            self.let_list_be_read()

    def say_to_nobody(self, number: str) -> None:
        """So long before anybody works again that nothing may go until the list is read."""
        self.say(number)
        self.said_to_nobody[number] = WallClock().wall()
        self.let_list_be_read(STALE)

    def let_list_be_read(self, after: timedelta = EVERY) -> None:
        """As if the last reading were older than that."""
        until, aged = time.monotonic() + PATIENT_S, WallClock().wall() - after - timedelta(seconds=1)
        while True:
            try:
                with looking_at(self.house.database_url) as connection:
                    connection.execute(update(marks).where(marks.c.name == MARK).values(wall=aged))
            except SQLAlchemyError:  # the database is away
                if time.monotonic() > until:
                    raise
                time.sleep(LOOK_S)
            else:
                return

    def finish(self) -> None:
        """Everybody has said it. Raises what kept somebody from that."""
        for one in self._saying:
            one.result(ACCEPTED_WITHIN_S)
        self._saying.clear()

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)

    def _say_soon(self, prison: Prison, number: str, after_s: float) -> None:
        prison.await_promise(number)
        time.sleep(after_s)
        self.say(number)


@contextmanager
def leaving(house: House, chance: random.Random) -> Iterator[Leavers]:
    leavers = Leavers(house, chance)
    try:
        yield leavers
    finally:
        leavers.close()


def leaver_of(wave: Sequence[str]) -> str:
    return wave[-1]


def other_leaver_of(wave: Sequence[str]) -> str:
    """Who leaves under the wave's blow, if it has one."""
    return wave[-2]


def _way(told: dict[str, int | None]) -> str:
    if told["webhook_status"] in _OK:
        return WEBHOOK
    return FALLBACK if told["fallback_status"] in _OK else LIST


_OK = range(200, 300)
