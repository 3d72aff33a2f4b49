"""What a claim costs beside millions of texts: those that went long ago, and those that wait for their day.

The claim is the worker's own: what is due is found and locked, looked at, put into words, sealed and committed.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from time import perf_counter

from bench.dispatch import Field
from bench.house import House, house, unhurried
from bench.ledger import BOARD, DUE
from bench.measure import Spread, table
from bench.millions import lay
from service.core import dispatch
from service.core.ports import Core

ROUNDS, ROWS = 5, 600_000  # texts stored in the full ledger; a fifth of them is pending
DUE_AT_ONCE, BATCH = 100, 20
_EMPTY = 10_000  # texts stored in the other
_TARGET = 1.3


def run(rows: int | None, rounds: int | None) -> Iterator[str]:
    rows, rounds = rows or ROWS, rounds or ROUNDS
    with ExitStack() as stack:
        few, many = _ledger(stack, _EMPTY, _EMPTY, rounds), _ledger(stack, rows, rows // 5, rounds)
        yield f"Claims of {BATCH}, {DUE_AT_ONCE} texts due; rounds: {rounds}; median [least-most].\n"
        laps = [(few.claim(), many.claim()) for _ in range(rounds + 1)][1:]
        small, large = (Spread(each) for each in zip(*laps, strict=True))
        lines = [
            (f"{_EMPTY:,} stored", str(small.times(1e3 / DUE_AT_ONCE)), "", ""),
            (
                f"{rows:,} stored, {rows // 5:,} pending",
                str(large.times(1e3 / DUE_AT_ONCE)),
                str(large.over(small)),
                f"{_TARGET}",
            ),
        ]
        yield from table(iter(lines), ("claims", "ms a text", "times", "target"))


class Ledger:
    """People whose texts become due lap by lap, among many others."""

    def __init__(self, found: House, rounds: int) -> None:
        self._field = Field(found, DUE_AT_ONCE, rounds + 1)
        self._core: Core = unhurried(found.core(**found.variables_at_noon())[0])

    def claim(self) -> float:
        """Seconds until all that is due was claimed."""
        self._field.make_due(DUE_AT_ONCE)
        began, left = perf_counter(), DUE_AT_ONCE
        while left > 0:
            left -= len(dispatch.claim(self._core, "bench", BATCH).looked) or left
        return perf_counter() - began


def _ledger(stack: ExitStack, texts: int, pending: int, rounds: int) -> Ledger:
    found = stack.enter_context(house())
    made = Ledger(found, rounds)
    lay(found.core()[1], texts, pending, BOARD, DUE)
    return made
