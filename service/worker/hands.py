"""The texts that this worker has in hand: several go out at once, and none waits behind a slow one."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from service.core import dispatch
from service.core.ports import Core
from service.core.sending import Outcome
from service.domain.errors import UnavailableError
from service.worker.recorder import Recorder

log = logging.getLogger(__name__)

THREADS = 8  # texts on their way to the carrier at once; each has a client of its own
_PAUSE_S = 0.5  # between two looks while the database is away
# Times as many are claimed at most: the next text is at hand, and all are begun in time if a call takes two seconds.
IN_HAND = 4


class Hands:
    def __init__(self, core: Core, worker: str, threads: int, freed: Callable[[], None]) -> None:
        self._core, self._worker, self._freed = core, worker, freed
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="send")
        self._recorder = Recorder(core, worker)
        self._counting = threading.Lock()
        self._held, self._most = 0, IN_HAND * threads
        self._ending = threading.Event()

    def room(self) -> int:
        """How many more texts may be claimed. None while more than half of what may be held is: a few cost as much."""
        with self._counting:
            return self._most - self._held if self._held <= self._most // 2 else 0

    def take(self, claims: tuple[dispatch.Claim, ...]) -> None:
        with self._counting:
            self._held += len(claims)
        for claim in claims:
            self._pool.submit(self._send, claim)

    def end(self) -> None:
        """What is on its way is waited for and recorded; what was not begun goes back to the table."""
        self._ending.set()
        self._pool.shutdown(wait=True)
        self._recorder.end()

    def _send(self, claim: dispatch.Claim) -> None:
        try:
            self._send_or_put_back(claim)
        except Exception:
            log.exception("a text was left in flight: text=%s attempt=%s", claim.text.id, claim.attempt.id)
        finally:
            with self._counting:
                self._held -= 1
                is_low = self._held == self._most // 2  # there is work for as long as the next claim may take
            if is_low:
                self._freed()

    def _send_or_put_back(self, claim: dispatch.Claim) -> None:
        """A database that is away before anything was sent is waited for: the text surely did not go."""
        while True:
            try:
                outcome = self._outcome(claim)
            except UnavailableError:
                if self._ending.wait(_PAUSE_S) or not self._lasts(claim):
                    raise
            else:
                break
        if outcome is not None:
            self._recorder.take(claim, outcome)

    def _outcome(self, claim: dispatch.Claim) -> Outcome | None:
        if self._ending.is_set():
            dispatch.put_back(self._core, self._worker, claim)
            return None
        return dispatch.hand_over(self._core, self._worker, claim)

    def _lasts(self, claim: dispatch.Claim) -> bool:
        return claim.text.lease_until is not None and self._core.clock.wall() < claim.text.lease_until
