"""One worker process as it runs in earnest, with so many threads, until its input ends. Words: threads."""

import sys

from bench.house import READY, unhurried
from service import logs, wiring
from service.core.catching_up import MARK
from service.settings import Need, environment_with, read_settings
from service.store.singleton import only_one
from service.worker.process import Worker

_TICK_S = 0.05  # texts become due behind its back


def main(threads: int) -> None:
    settings = read_settings(environment_with({}), needs=Need.ALL)
    logs.set_up("ERROR", settings.log_format)
    core = unhurried(wiring.build(settings))
    with core.store.write("bench") as tx:
        tx.marks.put(MARK, core.clock.wall())  # the carrier's list was read: its stand-in here has none
    with only_one(settings.database_url) as elected:
        one = Worker(core, _TICK_S, elected, threads=threads)
        core.carrier.warm()
        print(READY, flush=True)  # noqa: T201  to whoever started it
        sys.stdin.readline()
        one.start()
        sys.stdin.read()
        one.stop()


if __name__ == "__main__":
    main(int(sys.argv[1]))
