import heapq
import itertools
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from time import monotonic

Act = Callable[[], object]


class Pacer:
    """Does each thing once its wait is over: one thread that waits, a few that act."""

    def __init__(self, hands: int = 8) -> None:
        self._due: list[tuple[float, int, Act]] = []  # a heap: when on the monotonic clock, order of asking, what
        self._asked = itertools.count()
        self._changed = threading.Condition()
        self._closed = False
        self._hands = ThreadPoolExecutor(hands, thread_name_prefix="practice-hand")
        self._thread = threading.Thread(target=self._run, name="practice-pacer", daemon=True)
        self._thread.start()

    def after(self, seconds: float, act: Act) -> None:
        with self._changed:
            heapq.heappush(self._due, (monotonic() + seconds, next(self._asked), act))
            self._changed.notify()

    def close(self) -> None:
        """Ends what is under way, drops what is still to come."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join()
        self._hands.shutdown(wait=True, cancel_futures=True)

    def _run(self) -> None:
        while act := self._next():
            self._hands.submit(act).add_done_callback(_let_errors_be_seen)

    def _next(self) -> Act | None:
        with self._changed:
            while not self._closed:
                wait = self._due[0][0] - monotonic() if self._due else None
                if wait is not None and wait <= 0:
                    return heapq.heappop(self._due)[2]
                self._changed.wait(wait)
        return None


def _let_errors_be_seen(done: Future[object]) -> None:
    if not done.cancelled():
        done.result()
