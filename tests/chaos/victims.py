"""Who is killed: a worker, the whole web process, or one of gunicorn's own. Each is started again at once."""

import os
import random
import signal
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.journeys.house import House, Process
from tests.journeys.ledger import workers_heard_of

_BETWEEN_LOOKS_S = 0.2  # each look is a connection: they must not take the processor from those who are to beat


@dataclass
class Crew:
    """The processes that may die at any moment."""

    house: House
    chance: random.Random
    workers: list[Process] = field(default_factory=list)
    web: list[Process] = field(default_factory=list)
    kills: dict[str, int] = field(default_factory=dict)

    def start(self, workers: int) -> None:
        self.web = [self.house.start("web")]
        self.workers = [self.house.start("worker") for _ in range(workers)]
        self.await_all()

    def await_workers(self) -> None:
        """Until each has been heard of."""
        self.house.until(self._have_beaten, "the workers beat")

    def await_all(self) -> None:
        """One that begins without its database ends at once."""
        self.await_workers()
        self.house.until(lambda: self.house.answers(f"{self.house.web}/healthz"), "the web process answers")

    def kill_one(self) -> None:
        """A worker twice as often as a web: more can be lost there."""
        strike = self.chance.choice([self._kill_worker, self._kill_worker, self._kill_web, self._kill_child])
        is_up = self.house.answers(f"{self.house.web}/healthz")  # to kill it before it is would prove nothing
        (strike if is_up else self._kill_worker)()

    def kill_all(self) -> None:
        """As when the power goes."""
        for process in (*self.workers, *self.web):
            _kill_with_children(process)
        self.workers, self.web = [], []

    def end(self) -> None:
        """Tell every worker to end, and wait for it. The web still hears receipts."""
        self.await_workers()  # one that has just begun would die of SIGTERM, as any program does
        for worker in self.workers:
            worker.tell_to_end()
        codes = [worker.end() for worker in self.workers]
        assert codes == [0] * len(codes), f"workers ended with {codes}"
        assert self.web[0].popen.poll() is None, "the web process has ended"

    def _have_beaten(self) -> bool:
        time.sleep(_BETWEEN_LOOKS_S)
        heard = workers_heard_of(self.house.database_url)
        return all(any(f"-{worker.popen.pid}-" in name for name in heard) for worker in self.workers)

    def _kill_worker(self) -> None:
        at = self.chance.randrange(len(self.workers))
        self.workers[at].kill()
        self.workers[at] = self.house.start("worker")
        self._count("worker")

    def _kill_web(self) -> None:
        _kill_with_children(self.web[0])
        self.web = [self.house.start("web")]
        self._count("web")

    def _kill_child(self) -> None:
        """gunicorn starts another in its place."""
        children = _children_of(self.web[0])
        if not children:
            self._kill_web()
            return
        with suppress(ProcessLookupError):
            os.kill(self.chance.choice(children), signal.SIGKILL)
        self._count("web child")

    def _count(self, what: str) -> None:
        self.kills[what] = self.kills.get(what, 0) + 1


def _kill_with_children(process: Process) -> None:
    children = _children_of(process)
    process.kill()
    for child in children:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)


def _children_of(process: Process) -> list[int]:
    pid = process.popen.pid
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []
