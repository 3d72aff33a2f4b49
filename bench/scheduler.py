"""APScheduler with one job a text, in its SQLAlchemyJobStore on the same PostgreSQL. Words: threads, texts."""

import json
import logging
import sys
import threading
import time
from datetime import timedelta

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler

from bench.house import READY
from bench.sdk import send
from service import wiring
from service.core.ports import Core
from service.settings import Need, environment_with, read_settings


class Sender:
    """What the jobs call: APScheduler keeps the name of a function, not the thing it works with."""

    core: Core
    left: int
    done = threading.Event()
    lock = threading.Lock()


def job(serial: int) -> None:
    send(Sender.core, serial)
    with Sender.lock:
        Sender.left -= 1
        if not Sender.left:
            Sender.done.set()


def main(threads: int, texts: int) -> None:
    settings = read_settings(environment_with({}), needs=Need.ALL)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    Sender.core, Sender.left = wiring.build(settings), texts
    Sender.core.carrier.warm()
    scheduler = BackgroundScheduler(
        timezone="UTC",
        jobstores={"default": SQLAlchemyJobStore(settings.database_url)},
        executors={"default": ThreadPoolExecutor(threads)},
        job_defaults={"misfire_grace_time": None},
    )
    scheduler.start(paused=True)
    at = Sender.core.clock.wall() - timedelta(seconds=1)
    for serial in range(texts):
        scheduler.add_job(job, "date", args=[serial], run_date=at)
    print(READY, flush=True)  # noqa: T201  to whoever started it
    sys.stdin.readline()
    began = time.perf_counter()
    scheduler.resume()
    Sender.done.wait()
    print(json.dumps({"seconds": time.perf_counter() - began}), flush=True)  # noqa: T201
    scheduler.shutdown()


if __name__ == "__main__":
    # its jobs are found by the module's name, which must not be __main__
    from bench.scheduler import main as run

    run(int(sys.argv[1]), int(sys.argv[2]))
