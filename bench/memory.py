"""What a worker holds in memory beside a million pending texts: the schedule is the table, and is read by the row."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from bench.house import House, house, started
from bench.ledger import BOARD, DUE
from bench.measure import Spread, table
from bench.millions import lay

ROUNDS, ROWS = 3, 200_000
_RUNS_S = 12  # through many ticks, and through its upkeep twice
_TARGET_MB = 5


def run(rows: int | None, rounds: int | None) -> Iterator[str]:
    rows, rounds = rows or ROWS, rounds or ROUNDS
    with ExitStack() as stack:
        empty, full = (stack.enter_context(house()) for _ in range(2))
        lay(full.core()[1], rows, rows, BOARD, DUE)
        laps = [(_resident_mb(empty), _resident_mb(full)) for _ in range(rounds)]
        none, many = (Spread(each) for each in zip(*laps, strict=True))
        more = Spread(tuple(full - bare for bare, full in laps))
        yield f"Resident at most, after {_RUNS_S} s; rounds: {rounds}; median [least-most].\n"
        yield from table(
            iter([("no text", str(none), "", ""), (f"{rows:,} pending", str(many), str(more), f"{_TARGET_MB} MB")]),
            ("worker", "MB", "more than with none", "target"),
        )


def _resident_mb(found: House) -> float:
    """The most that the real worker process ever held."""
    with started(("service", "worker"), found.variables_at_noon()) as one:
        time.sleep(_RUNS_S)
        told = Path(f"/proc/{one.popen.pid}/status").read_text()
        one.popen.terminate()
    (line,) = (line for line in told.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024
