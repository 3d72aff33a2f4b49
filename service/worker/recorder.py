"""Writes down what the carrier answered: many answers in one transaction, in the order in which they came."""

import logging
import queue
import threading
from collections.abc import Sequence
from datetime import timedelta

from service.core.dispatch import Claim
from service.core.ports import Core
from service.core.sending import Outcome
from service.core.settle import settle
from service.domain.errors import UnavailableError

log = logging.getLogger(__name__)

_AT_ONCE = 100
_COMPANY_S = 0.02  # an answer waits for others: nobody waits for it, and to write down ten costs little more than one
_PAUSE_S = 0.5  # between two tries while the database is away
_LEASES = 3  # so long an answer is kept for a database that is away; then the carrier is asked what became of the text

Answer = tuple[Claim, Outcome]


class Recorder:
    """One thread of its own, so that no text waits for another one's commit."""

    def __init__(self, core: Core, worker: str) -> None:
        self._core, self._worker = core, worker
        self._answers: queue.SimpleQueue[Answer | None] = queue.SimpleQueue()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="record", daemon=True)
        self._thread.start()

    def take(self, claim: Claim, outcome: Outcome) -> None:
        self._answers.put((claim, outcome))

    def end(self) -> None:
        """Everything that was taken is written down, if the database lets it."""
        self._ending.set()
        self._answers.put(None)
        self._thread.join()

    def _run(self) -> None:
        is_over = False
        while not is_over:
            batch, is_over = self._next()
            if batch:
                self._record(batch)

    def _next(self) -> tuple[list[Answer], bool]:
        """Waits for an answer, then takes whatever comes with it. And whether it was the last."""
        found = [self._answers.get()]
        self._ending.wait(_COMPANY_S)
        while len(found) < _AT_ONCE and not self._answers.empty():
            found.append(self._answers.get())
        return [one for one in found if one is not None], None in found

    def _record(self, batch: Sequence[Answer]) -> None:
        try:
            self._settle(batch)
        except Exception as error:
            if len(batch) > 1 and not isinstance(error, UnavailableError):
                for one in batch:  # one that cannot be recorded keeps back no other
                    self._record([one])
                return
            for claim, _ in batch:
                log.exception("an answer was not recorded: text=%s attempt=%s", claim.text.id, claim.attempt.id)

    def _settle(self, batch: Sequence[Answer]) -> None:
        """The answers are known to nobody else: a database that is away is waited for."""
        given_up_at = self._core.clock.wall() + timedelta(seconds=self._core.lease_s * _LEASES)
        while True:
            try:
                settle(self._core, self._worker, *((claim.attempt.id, outcome) for claim, outcome in batch))
            except UnavailableError:
                if self._ending.wait(_PAUSE_S) or self._core.clock.wall() > given_up_at:
                    raise
            else:
                return
