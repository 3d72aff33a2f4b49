"""The worker process: APScheduler says when to look, the table of texts says what is due. No rule lives here."""

import logging
import os
import secrets
import signal
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime

from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler

from service.core import dispatch
from service.core.ports import Core
from service.core.upkeep import end_stale_claims, watch_prisons
from service.core.withdrawing import withdraw

log = logging.getLogger(__name__)

THREADS = 4  # texts in flight at once; each has a client of its own
BEAT_S = 10
UPKEEP_S = 5
WATCH_S = 60


class Worker:
    """Looks at the table at every tick and at the next due moment, one pass at a time, until it is stopped."""

    def __init__(self, core: Core, tick_s: float) -> None:
        self.core = core
        self.name = f"{socket.gethostname()[:40]}-{os.getpid()}-{secrets.token_hex(3)}"
        self._tick_s = tick_s
        self._passing = threading.Lock()
        self._again = threading.Event()
        self._stopping = threading.Event()
        self._armed: tuple[str, datetime] | None = None
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="send")
        defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        self._scheduler = BackgroundScheduler(timezone="UTC", job_defaults=defaults)

    def start(self) -> None:
        """Be ready to send, beat once, so that `/readyz` knows of this worker, then begin to tick."""
        self.core.carrier.warm()
        self.core.store.beat(self.name)
        now = self.core.clock.wall()
        self._scheduler.add_job(self.look, "interval", seconds=self._tick_s, next_run_time=now)
        self._scheduler.add_job(self._beat, "interval", seconds=BEAT_S)
        self._scheduler.add_job(self._keep_up, "interval", seconds=UPKEEP_S)
        self._scheduler.add_job(self._watch, "interval", seconds=WATCH_S)
        self._scheduler.start()

    def stop(self) -> None:
        """End after the texts in flight. APScheduler hangs when told to wait: it is paused, and we wait ourselves."""
        self._stopping.set()
        self._scheduler.pause()
        with self._passing:
            self._pool.shutdown(wait=True)
        self._scheduler.shutdown(wait=False)

    def look(self) -> None:
        """One pass over what is due. A tick that comes while one runs only asks it to look again."""
        self._again.set()
        while self._again.is_set() and self._passing.acquire(blocking=False):
            try:
                self._again.clear()
                self._pass()
            except Exception:
                log.exception("a pass failed; the next tick tries again")
            finally:
                self._passing.release()

    def _pass(self) -> None:
        seen = frozenset[str]()
        while not self._stopping.is_set():
            due = dispatch.next_due(self.core)
            if due is None:
                return
            if due > self.core.clock.now():
                self._arm(due)
                return
            claims = dispatch.claim(self.core, self.name, THREADS)
            list(self._pool.map(self._send, claims.taken))
            if claims.looked <= seen:
                return  # what is due was put back in this very pass, or waits for the carrier: the next tick looks
            seen |= claims.looked

    def _send(self, claim: dispatch.Claim) -> None:
        try:
            dispatch.dispatch(self.core, self.name, claim)
        except Exception:
            log.exception("a text was left in flight: text=%s attempt=%s", claim.text.id, claim.attempt.id)

    def _arm(self, due: datetime) -> None:
        """Wake at the next due moment, by the wall; at once if it has passed meanwhile.

        A fresh job each time: one that is armed again under its id, from inside itself, is lost.
        """
        run_at = self.core.clock.wall_at(due)
        if self._armed is not None:
            if self._armed[1] == run_at > self.core.clock.wall():
                return
            with suppress(JobLookupError):
                self._scheduler.remove_job(self._armed[0])
        self._armed = (self._scheduler.add_job(self.look, "date", run_date=run_at).id, run_at)

    def _beat(self) -> None:
        try:
            self.core.store.beat(self.name)
        except Exception:
            log.exception("no heartbeat was written")

    def _watch(self) -> None:
        try:
            silent = watch_prisons(self.core, self.name)
        except Exception:
            log.exception("the prisons were not looked after")
        else:
            if silent:
                log.warning("prisons with planned releases that have told nothing for a day: %s", ", ".join(silent))

    def _keep_up(self) -> None:
        try:
            stale = end_stale_claims(self.core, self.name)
            withdraw(self.core, self.name)
        except Exception:
            log.exception("upkeep failed")
        else:
            if stale:
                log.warning("claims of a dead worker ended as unknown: %s", stale)


def run(core: Core, tick_s: float) -> None:
    """Work until SIGTERM or SIGINT."""
    end = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: end.set())
    worker = Worker(core, tick_s)
    worker.start()
    log.info("worker %s looks every %s s", worker.name, tick_s)
    end.wait()
    worker.stop()
    log.info("worker %s ended", worker.name)
