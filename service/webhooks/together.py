"""Several requests at once share one transaction: a commit costs the same whatever is in it."""

import time
from collections.abc import Callable
from concurrent.futures import Future
from functools import cached_property
from queue import SimpleQueue
from threading import Thread
from typing import Generic, TypeVar

from service.domain.errors import UnavailableError

T = TypeVar("T")
Waiting = tuple[T, Future[None]]

_LINGER_S = 0.002  # so long the first waits for others; nobody waits twice


class Together(Generic[T]):
    def __init__(self, write_down: Callable[..., None]) -> None:
        """`write_down` takes any number of them: all or none."""
        self._write_down = write_down

    def take(self, one: T) -> None:
        """Returns when it is written down. Raises what kept it from that."""
        done: Future[None] = Future()
        self._waiting.put((one, done))
        done.result()

    @cached_property
    def _waiting(self) -> SimpleQueue[Waiting[T]]:
        """Its thread starts with the first that is taken, so after any fork."""
        waiting: SimpleQueue[Waiting[T]] = SimpleQueue()
        Thread(target=self._run, args=(waiting,), name="write-down", daemon=True).start()
        return waiting

    def _run(self, waiting: SimpleQueue[Waiting[T]]) -> None:
        while True:
            found = [waiting.get()]
            time.sleep(_LINGER_S)
            while not waiting.empty():
                found.append(waiting.get())
            self._all(found)

    def _all(self, waiting: list[Waiting[T]]) -> None:
        try:
            self._write_down(*(one for one, _ in waiting))
        except Exception as error:
            if len(waiting) > 1 and not isinstance(error, UnavailableError):
                for one in waiting:  # one that cannot be written down keeps back no other
                    self._all([one])
                return
            for _, done in waiting:
                done.set_exception(error)
        else:
            for _, done in waiting:
                done.set_result(None)
