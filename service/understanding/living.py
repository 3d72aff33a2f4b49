"""Danger to the living that stands beside a death.

How somebody died is no danger to anyone now. So the clauses that tell of the death are left out, and what the rest says
by itself is danger where it is of now, or of another person.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from service.domain.meaning import Context, Danger, Label, Sign, Surety
from service.understanding.folding import Folded
from service.understanding.patterns import Pattern
from service.understanding.rulebook import Book
from service.understanding.text import BREAK

_OF_OTHERS = frozenset((Danger.OVERDOSE, Danger.OTHER))
_BEGIN = frozenset(
    ("and", "but", "so", "then", "because", "now", "i", "he", "she", "they", "we", "my", "his", "her", "our", "their")
)


@dataclass(frozen=True)
class _Run:
    """Words that stand together when the clauses of a death are left out."""

    start: int
    end: int
    is_after: bool  # a death stands before it


def beside_death(book: Book, folded: Folded, context: Context, signs: tuple[Sign, ...]) -> tuple[Sign, ...]:
    """The signs without danger to whoever has died, and with that to whoever lives."""
    told = {sign.surety for sign in signs if sign.label is Label.DECEASED}
    if not told:
        return signs
    dead = list(book.places(Label.DECEASED, folded, context))
    living = {sign.rule: sign for run in _runs(folded, dead) for sign in _danger_in(book, folded, context, run)}
    is_sure = told != {Surety.DOUBTFUL}
    kept = (sign for sign in signs if sign.rule not in living and not (is_sure and sign.danger in _OF_OTHERS))
    return (*living.values(), *kept)


def _danger_in(book: Book, folded: Folded, context: Context, run: _Run) -> Iterator[Sign]:
    part = book.folder.part(folded, run.start, run.end)
    marks = (*book.alive, *book.someone_else) if run.is_after else book.alive
    if _has(marks, part):
        signs = book.signs(part, context)
        yield from (sign for sign in signs if sign.danger in _OF_OTHERS and sign.surety is not Surety.DOUBTFUL)


def _has(patterns: Iterable[Pattern], part: Folded) -> bool:
    return any(pattern.stands(part.text) for pattern in patterns)


def _runs(folded: Folded, dead: Sequence[tuple[int, int]]) -> Iterator[_Run]:
    """Of clauses next to each other in a sentence, in none of which a death is told."""
    first = min((start for start, _ in dead), default=len(folded.shown))
    run: tuple[int, int] | None = None
    for start, end in _clauses(folded.shown):
        is_left = folded.shown[start] != BREAK and not any(low < end and start < high for low, high in dead)
        if is_left:
            run = (run[0] if run else start, end)
        elif run:
            yield _Run(*run, is_after=run[0] > first)
            run = None
    if run:
        yield _Run(*run, is_after=run[0] > first)


def _clauses(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """From word to word that begins one; a break is one by itself."""
    pairs = enumerate(pairwise(words), 1)
    edges = [at for at, (last, word) in pairs if BREAK in (last, word) or (word in _BEGIN and last not in _BEGIN)]
    starts = [0, *edges] if words else []
    yield from zip(starts, [*starts[1:], len(words)], strict=True)
