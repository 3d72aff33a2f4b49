"""Threads that get ready, say so to whoever started the process, wait for a word, and work off a count together."""

import itertools
import json
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from bench.house import READY

_PATIENCE_S = 60.0
Act = Callable[[int], None]


def work_off(count: int, threads: int, prepare: Callable[[], Act]) -> None:
    """Print how many seconds `count` acts took, each with a serial of its own. Raises what an act raises."""
    serials, barrier = itertools.count(), threading.Barrier(threads + 1)

    def work() -> None:
        act = prepare()
        barrier.wait(_PATIENCE_S)
        barrier.wait(_PATIENCE_S)
        while (serial := next(serials)) < count:
            act(serial)

    with ThreadPoolExecutor(threads) as pool:
        running = [pool.submit(work) for _ in range(threads)]
        barrier.wait(_PATIENCE_S)
        print(READY, flush=True)  # noqa: T201  to whoever started it
        sys.stdin.readline()
        began = time.perf_counter()
        barrier.wait(_PATIENCE_S)
        for one in running:
            one.result()
        print(json.dumps({"seconds": time.perf_counter() - began}), flush=True)  # noqa: T201
