"""The worker process: APScheduler says when to look, the table of texts says what is due. No rule lives here."""

import logging
import os
import secrets
import signal
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Protocol

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler

from service.core import dispatch
from service.core.catching_up import is_caught_up
from service.core.ports import Core, Spool
from service.core.records import Turn
from service.domain.errors import UnavailableError
from service.understanding.understand import warm
from service.worker.duties import Duty, do, duties
from service.worker.hands import THREADS, Hands

log = logging.getLogger(__name__)

BEAT_S = 10
ENDS_WITHIN_S = 18  # of a SIGTERM: whoever sent it kills after 20
_AT_A_LOOK = 1000  # so many texts a pass looks at: a statement names those that it has seen
_JOBS_AT_ONCE = 16  # every duty, the beat and a look, each in a thread of its own: none waits for another


class OnlyOne(Protocol):
    def is_me(self) -> bool:
        """Whether it is this process that does what one worker of all does."""
        ...


class Worker:
    """Looks at the table at every tick and at the next due moment, one pass at a time, until it is stopped."""

    def __init__(
        self, core: Core, tick_s: float, only_one: OnlyOne, *, spool: Spool | None = None, threads: int = THREADS
    ) -> None:
        self.core = core
        self.name = f"{socket.gethostname()[:40]}-{os.getpid()}-{secrets.token_hex(3)}"
        self._tick_s, self._only_one = tick_s, only_one
        self._asking = threading.Lock()
        self._passing = threading.Lock()
        self._again = threading.Event()
        self._stopping = threading.Event()
        self._is_away = False  # the database, and it was said
        self._armed: tuple[str, datetime] | None = None
        self._served: Turn = Turn()
        self._duties = duties(core, self.name, spool)
        self._hands = Hands(core, self.name, threads, self._look_soon)
        self._scheduler = BackgroundScheduler(
            timezone="UTC",
            executors={"default": ThreadPoolExecutor(_JOBS_AT_ONCE)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def start(self) -> None:
        """Be ready to send, beat once, so that `/readyz` knows of this worker, hear what was missed, begin to tick."""
        self.core.carrier.warm()
        warm()
        self.core.store.beat(self.name)
        for duty in self._duties:
            if duty.is_first:
                self._do(duty)
        self._every(self._tick_s, self.look, at_once=True)
        self._every(BEAT_S, self._beat)
        for duty in self._duties:
            self._every(duty.every_s, partial(self._do, duty), at_once=not duty.is_first)
        self._scheduler.start()

    def stop(self) -> None:
        """End after the texts in flight. APScheduler hangs when told to wait: it is paused, and we wait ourselves."""
        self._stopping.set()
        self._scheduler.pause()
        with self._passing:
            self._hands.end()
        self._scheduler.shutdown(wait=False)

    def look(self) -> None:
        """One pass over what is due. A tick that comes while one runs only asks it to look again."""
        self._again.set()
        while self._again.is_set() and self._passing.acquire(blocking=False):
            try:
                self._again.clear()
                self._pass()
                self._is_away = False
            except UnavailableError:
                if not self._is_away:
                    log.warning("a pass failed: the database does not answer; each tick tries again")
                self._is_away = True
            except Exception:
                log.exception("a pass failed; the next tick tries again")
            finally:
                self._passing.release()

    def _pass(self) -> None:
        """Claim while something is due and there are hands for it. What was looked at is not looked at again."""
        self._served = replace(self._served, but=frozenset())
        while self._may_claim():
            only_answers = not is_caught_up(self.core)  # a STOP may wait that we have not heard
            moment = dispatch.next_look(self.core, only_answers=only_answers)
            if moment is None:
                return
            if moment > self.core.clock.wall():
                self._arm(moment)
                return
            turn = replace(self._served, only_answers=only_answers)
            claims = dispatch.claim(self.core, self.name, self._hands.room(), turn)
            self._hands.take(claims.taken)
            if not claims.looked:
                return  # the rest was put back in this very pass, or waits for the carrier: the next tick looks
            self._served = Turn(after=claims.last, but=self._served.but | claims.looked)

    def _may_claim(self) -> bool:
        return not self._stopping.is_set() and self._hands.room() > 0 and len(self._served.but) < _AT_A_LOOK

    def _look_soon(self) -> None:
        """There are hands free: in a thread of the scheduler's, so that none of theirs is held up."""
        if not self._stopping.is_set():
            with suppress(RuntimeError):  # it is just being shut down
                self._scheduler.add_job(self.look)

    def _arm(self, run_at: datetime) -> None:
        """Wake at the next moment at which something may go, by the wall; at once if it has passed meanwhile.

        A fresh job each time: one that is armed again under its id, from inside itself, is lost.
        """
        if self._armed is not None:
            if self._armed[1] == run_at > self.core.clock.wall():
                return
            with suppress(JobLookupError):
                self._scheduler.remove_job(self._armed[0])
        self._armed = (self._scheduler.add_job(self.look, "date", run_date=run_at).id, run_at)

    def _every(self, seconds: float, what: Callable[[], None], *, at_once: bool = False) -> None:
        first = {"next_run_time": self.core.clock.wall()} if at_once else {}
        self._scheduler.add_job(what, "interval", seconds=seconds, **first)

    def _do(self, duty: Duty) -> None:
        with self._asking:
            is_mine = self._only_one.is_me()
        if is_mine and not self._stopping.is_set():
            do(duty)

    def _beat(self) -> None:
        try:
            self.core.store.beat(self.name)
        except UnavailableError:
            log.warning("no heartbeat was written: the database does not answer")
        except Exception:
            log.exception("no heartbeat was written")


def run(core: Core, tick_s: float, only_one: OnlyOne, spool: Spool) -> None:
    """Work until SIGTERM or SIGINT."""
    end = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: end.set())
    worker = Worker(core, tick_s, only_one, spool=spool)
    worker.start()
    log.info("worker %s looks every %s s", worker.name, tick_s)
    end.wait()
    _end_in_time()
    worker.stop()
    log.info("worker %s ended", worker.name)
    logging.shutdown()
    os._exit(0)  # a duty may wait for the carrier for minutes, and is done again by whoever comes next


def _end_in_time() -> None:
    """What is in flight is written down if there is time for it; else it is found again, as after a crash."""
    last = threading.Timer(ENDS_WITHIN_S, os._exit, (1,))
    last.daemon = True
    last.start()
