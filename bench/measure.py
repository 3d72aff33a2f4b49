"""Rounds of timings of the processor, not of the wall, and in turn: other work on the machine falls on all alike."""

import gc
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Spread:
    """Figures of several rounds."""

    each: tuple[float, ...]

    def __str__(self) -> str:
        return f"{_short(median(self.each))} [{_short(min(self.each))}-{_short(max(self.each))}]"

    def times(self, factor: float) -> "Spread":
        return Spread(tuple(one * factor for one in self.each))

    def rate(self, number: int) -> "Spread":
        """So many in each round, a second."""
        return Spread(tuple(number / one for one in self.each))

    def over(self, limit: "Spread") -> "Spread":
        """How many times the limit, round by round."""
        return Spread(tuple(one / other for one, other in zip(self.each, limit.each, strict=True)))


def seconds(subjects: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, Spread]:
    """Each subject once to warm up, then once a round, without the garbage collector."""
    for work in subjects.values():
        work()
    taken: dict[str, list[float]] = {name: [] for name in subjects}
    for _ in range(rounds):
        for name, work in subjects.items():
            taken[name].append(_seconds(work))
    return {name: Spread(tuple(each)) for name, each in taken.items()}


def table(rows: Iterator[tuple[str, ...]], head: tuple[str, ...]) -> Iterator[str]:
    """Lines of Markdown."""
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)


def _seconds(work: Callable[[], object]) -> float:
    gc.collect()
    gc.disable()
    try:
        began = time.process_time()
        work()
        return time.process_time() - began
    finally:
        gc.enable()


def _short(figure: float) -> str:
    """Three figures that count."""
    return f"{figure:,.0f}" if figure >= 100 else f"{figure:.3g}"
