"""People who ask something in mid-storm: whoever's question was taken is answered once."""

import random
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.chaos.carrier import text_us
from tests.chaos.crowd import ACCEPTED_WITHIN_S, Prison
from tests.journeys.house import House

QUESTION = "how do i get a gp"
_SOON_S = 0.6  # after the prison told of them


@dataclass
class Askers:
    house: House
    chance: random.Random
    heard: set[str] = field(default_factory=set)  # numbers whose question the web process took
    _pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(2, thread_name_prefix="asker"))
    _asking: list[Future[None]] = field(default_factory=list)

    def ask_soon(self, prison: Prison, number: str) -> None:
        """Once the prison has told of that person. Others need not wait."""
        self._asking.append(self._pool.submit(self._ask_soon, prison, number, self.chance.uniform(0, _SOON_S)))

    def finish(self) -> None:
        """Everybody has asked. Raises what kept somebody from that."""
        for one in self._asking:
            one.result(ACCEPTED_WITHIN_S)
        self._asking.clear()

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)

    def _ask_soon(self, prison: Prison, number: str, after_s: float) -> None:
        prison.await_promise(number)
        time.sleep(after_s)
        status = text_us(self.house, number, QUESTION)["webhook_status"]
        if status is not None and 200 <= status < 300:  # else it is heard late, and late words are not answered
            self.heard.add(number)


@contextmanager
def asking(house: House, chance: random.Random) -> Iterator[Askers]:
    askers = Askers(house, chance)
    try:
        yield askers
    finally:
        askers.close()


def asker_of(wave: Sequence[str]) -> str:
    return wave[0]
