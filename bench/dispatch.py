"""Texts a second through the whole worker, beside the same calls of the SDK with no database.

A text is sent when the carrier's answer is in the database. Each text is the welcome of another person, one of twelve
planned; all of a round become due at once, in processes that are warm: they have done what a worker does when it
starts, and sent some texts.
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import text

from bench.house import House, house
from bench.ledger import DUE, at_hearing, fill
from bench.measure import Spread, table

ROUNDS, ROWS = 5, 1200
WARM = 100  # texts before those that are measured: every statement was put together, every connection is open
_LIMIT_S, _LOOK_S = 120, 0.02
HEAD = ("dispatch", "texts a second", "SDK calls a second", "ratio", "target")


@dataclass(frozen=True)
class Shape:
    name: str
    pause_ms: int
    processes: int
    threads: int  # of each process
    target: float


AT_ONCE = (Shape("0 ms, 2 processes x 8 threads", 0, 2, 8, 0.50),)
AFTER_50_MS = (Shape("50 ms, 16 threads", 50, 1, 16, 0.95), Shape("50 ms, 64 threads", 50, 2, 32, 0.75))


def run_at_once(rows: int | None, rounds: int | None) -> Iterator[str]:
    yield from _run(AT_ONCE, rows or ROWS, rounds or ROUNDS)


def run_after_50_ms(rows: int | None, rounds: int | None) -> Iterator[str]:
    yield from _run(AFTER_50_MS, rows or ROWS, rounds or ROUNDS)


def _run(shapes: tuple[Shape, ...], rows: int, rounds: int) -> Iterator[str]:
    with house(shapes[0].pause_ms) as found:
        field = Field(found, rows, (rounds + 1) * len(shapes))
        yield f"Texts a round: {rows}; rounds: {rounds}; a lap before them to warm up; median [least-most].\n"
        lines = []
        for shape in shapes:
            field.lap(shape)
            pairs = [(sdk_rate(found, shape, rows), field.lap(shape)) for _ in range(rounds)]
            sdk, ours = (Spread(each) for each in zip(*pairs, strict=True))
            lines.append((shape.name, str(ours), str(sdk), str(ours.over(sdk)), f"{shape.target}"))
        yield from table(iter(lines), HEAD)


def sdk_rate(found: House, shape: Shape, calls: int) -> float:
    """Calls a second of all processes together."""
    with ExitStack() as stack:
        words = ("bench.sdk", str(shape.threads), str(calls // shape.processes))
        children = [stack.enter_context(found.child(*words)) for _ in range(shape.processes)]
        for one in children:
            one.wait_until_ready()
        for one in children:
            one.go()
        return calls / max(float(one.answer()["seconds"]) for one in children)


class Field:
    """A ledger of so many laps, of which one after another becomes due."""

    def __init__(self, found: House, rows: int, laps: int) -> None:
        self._house, self._rows, self._next = found, rows, 1
        core, self._store = found.core(PRACTICE_CLOCK=at_hearing())
        fill(core, self._store, (rows + WARM) * laps + 1)
        self._execute("update texts set due_at = due_at + interval '1 day' where welcome")

    def lap(self, shape: Shape) -> float:
        """Texts a second."""
        with ExitStack() as stack:
            words = ("bench.worker", str(shape.threads))
            children = [stack.enter_context(self._house.child(*words)) for _ in range(shape.processes)]
            for one in children:
                one.wait_until_ready()
            for one in children:
                one.go()
            self.make_due(WARM)
            self._wait_until_sent()
            began = time.perf_counter()
            self.make_due(self._rows)
            self._wait_until_sent()
            return self._rows / (time.perf_counter() - began)

    def make_due(self, rows: int) -> None:
        first, last = self._next, self._next + rows - 1
        self._next = last + 1
        self._execute(
            f"update texts set due_at = due_at - interval '1 day' where welcome and release_id"  # noqa: S608  numbers
            f" between 'r-{first:017}' and 'r-{last:017}'"
        )

    def _wait_until_sent(self) -> None:
        until = time.monotonic() + _LIMIT_S
        while left := self._left():
            if time.monotonic() > until:
                message = f"{left} texts were not sent within {_LIMIT_S} s"
                raise TimeoutError(message)
            time.sleep(_LOOK_S)

    def _left(self) -> int:
        waits = "select count(*) from texts where state in ('planned', 'claimed') and due_at <= :due"
        with self._store.engine.begin() as connection:
            return int(connection.execute(text(waits), {"due": DUE + timedelta(minutes=1)}).scalar_one())

    def _execute(self, statement: str) -> None:
        with self._store.engine.begin() as connection:
            connection.execute(text(statement))
