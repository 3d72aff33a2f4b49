"""Dispatch beside APScheduler with one job a text: the same sender, the same PostgreSQL, one process each."""

from collections.abc import Iterator

from bench.dispatch import Field, Shape
from bench.house import House, house
from bench.measure import Spread, table

ROUNDS, ROWS = 5, 600
SHAPE = Shape("one process, 16 threads", 0, 1, 16, 3.0)


def run(rows: int | None, rounds: int | None) -> Iterator[str]:
    rows, rounds = rows or ROWS, rounds or ROUNDS
    with house(SHAPE.pause_ms) as found:
        field = Field(found, rows, rounds + 1)
        yield f"Texts a round: {rows}; rounds: {rounds}; the carrier answers at once; median [least-most].\n"
        field.lap(SHAPE)
        pairs = [(scheduler_rate(found, rows), field.lap(SHAPE)) for _ in range(rounds)]
        theirs, ours = (Spread(each) for each in zip(*pairs, strict=True))
        head = ("beside APScheduler", "texts a second", "its texts a second", "ratio", "target")
        yield from table(iter([(SHAPE.name, str(ours), str(theirs), str(ours.over(theirs)), f"{SHAPE.target}")]), head)


def scheduler_rate(found: House, rows: int) -> float:
    """Texts a second; adding its jobs is not counted."""
    with found.child("bench.scheduler", str(SHAPE.threads), str(rows)) as one:
        one.wait_until_ready()
        one.go()
        return rows / float(one.answer()["seconds"])
