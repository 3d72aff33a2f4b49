"""How a pattern is looked for. `notation` tells how it is written."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from service.understanding.text import Group, Text, numbers_in


@dataclass(frozen=True, slots=True)
class Step:
    group: Group | None  # None: any word, or a gap
    gap: int = -1  # up to so many words; -1 for no gap
    optional: bool = False
    edge: str = ""  # "^" or "$"

    @property
    def is_needed(self) -> bool:
        """Whether a phrase of it must be there."""
        return bool(self.group and self.group.phrases) and not self.optional and not self.edge


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    source: str
    steps: tuple[Step, ...]

    def matches(self, text: Text, low: int = 0, high: int | None = None) -> Iterator[tuple[int, int]]:
        """Where it stands: the first word, and the one after the last."""
        high = len(text.words) if high is None else high
        for place in self.beginnings(text):
            if low <= place < high:
                end = next(_ends(self.steps, 0, text, place), place)
                if end > place:
                    yield place, end

    def covers(self, text: Text, start: int, end: int) -> bool:
        return end in _ends(self.steps, 0, text, start)

    def stands(self, text: Text, low: int = 0, high: int | None = None) -> bool:
        return any(True for _ in self.matches(text, low, high))

    def beginnings(self, text: Text) -> Iterable[int]:
        """Where it may begin: where a first word of it is."""
        if self.steps[0].edge == "^":
            return numbers_in(text.starts)
        first: set[str] = set()
        for step in self.steps:
            if step.group is None or step.edge:
                break
            first.update(step.group.by_first_word)
            if not step.optional:
                return text.places_of(first)
        return range(len(text.words))


def _ends(steps: tuple[Step, ...], at: int, text: Text, place: int) -> Iterator[int]:
    """The places after the last word."""
    if at == len(steps):
        yield place
        return
    for after in _one_step(steps[at], text, place):
        yield from _ends(steps, at + 1, text, after)


def _one_step(step: Step, text: Text, place: int) -> Iterator[int]:
    if step.gap >= 0:
        yield from _passed(step.gap, text, place)
    elif step.edge and text.edge(step.edge) >> place & 1:
        yield place
    elif place < len(text.words):
        yield from _taken(step, text, place)
    if step.optional:
        yield place


def _passed(gap: int, text: Text, place: int) -> Iterator[int]:
    for after in range(place, min(place + gap, len(text.words)) + 1):
        yield after
        if not text.inside >> after & 1:
            return


def _taken(step: Step, text: Text, place: int) -> Iterator[int]:
    if step.group is None:
        if not step.edge and text.inside >> place & 1:
            yield place + 1
        return
    for phrase in step.group.by_first_word.get(text.words[place], ()):
        if text.words[place : place + len(phrase)] == phrase:
            yield place + len(phrase)
