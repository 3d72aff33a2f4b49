"""What a sequence must hold beyond its shape: its days, its hours, and the words that every language owes."""

from collections.abc import Callable, Iterable, Iterator
from datetime import time
from itertools import pairwise
from typing import TypeVar

from service.configuration import notation
from service.configuration.document import Document, Loc
from service.configuration.faults import ConfigFault
from service.configuration.files import Kind
from service.configuration.repeats import Claim, repeated
from service.configuration.sources import Sources
from service.configuration.wording import Wording
from service.templates.render import names

T = TypeVar("T")

PLACEHOLDERS = frozenset({"board"})


def sequence_faults(sources: Sources, numbers: frozenset[str] | None) -> Iterator[ConfigFault]:
    for sequence_id, sequence in sources.of(Kind.SEQUENCE):
        boards = senders(sources, sequence_id)
        steps = list(sequence.rows("steps"))
        wording = Wording(PLACEHOLDERS, tuple(board.text("name") or "" for board in boards), numbers)
        yield from repeated(Claim(sequence, (*step, "id"), sequence.text(*step, "id")) for step in steps)
        yield from _days(sequence, steps)
        for step in steps:
            yield from _hours(sequence, step, boards)
            yield from _languages(sequence, step)
            for loc, words in sequence.texts(*step, "words"):
                yield from wording.faults(sequence, loc, words)
        if steps:
            yield from _first(sequence, steps[0])


def senders(sources: Sources, sequence_id: str) -> tuple[Document, ...]:
    """The Boards that send this sequence; all of them if none does yet: a draft is checked for whoever takes it."""
    boards = tuple(board for _, board in sources.of(Kind.BOARD))
    using = tuple(board for board in boards if sequence_id in (name for _, name in board.texts("sequences")))
    return using or boards


def _days(sequence: Document, steps: Iterable[Loc]) -> Iterator[ConfigFault]:
    dated = [(step, _read(notation.offset, sequence.text(*step, "offset"))) for step in steps]
    known = [(step, day) for step, day in dated if day is not None]
    for (_, before), (step, day) in pairwise(known):
        if day == before:
            yield sequence.fault((*step, "offset"), "the step before goes on this day too: one text a day")
        elif day < before:
            yield sequence.fault(
                (*step, "offset"), "the step before goes later: steps stand in the order of their days"
            )


def _hours(sequence: Document, step: Loc, boards: Iterable[Document]) -> Iterator[ConfigFault]:
    for loc in ((*step, "at"), (*step, "on_release", "not_before")):
        moment = _read(notation.clock, sequence.text(*loc))
        shut = [board for board in boards if moment is not None and not _open(board, moment)]
        if shut:
            others = f" and {len(shut) - 1} more" if len(shut) > 1 else ""
            yield sequence.fault(loc, f"outside the sending hours of {shut[0].text('name')}{others}")


def _open(board: Document, moment: time) -> bool:
    """Hours that are no hours are the Board's own fault, told in its file."""
    opens = _read(notation.clock, board.text("hours", "opens"))
    closes = _read(notation.clock, board.text("hours", "closes"))
    return opens is None or closes is None or opens >= closes or opens <= moment < closes


def _languages(sequence: Document, step: Loc) -> Iterator[ConfigFault]:
    fallback = sequence.text("fallback")
    words = sequence.at(*step, "words")
    if fallback is not None and isinstance(words, dict) and fallback not in words:
        yield sequence.fault((*step, "words"), f"no words in `{fallback}`, the language to fall back on")


def _first(sequence: Document, step: Loc) -> Iterator[ConfigFault]:
    """Who writes, and how to make it end: a person must hear both before anything else."""
    for loc, words in sequence.texts(*step, "words"):
        if not words.strip():
            continue
        way_out = "Reply STOP" if loc[-1] == "en" else "STOP"
        if way_out not in words:
            yield sequence.fault(loc, f'the first text must say "{way_out}"')
        if "board" not in names(words) and "NHS" not in words:
            yield sequence.fault(loc, "the first text must say who sends it: {board} or NHS")


def _read(parse: Callable[[str], T], text: str | None) -> T | None:
    try:
        return None if text is None else parse(text)
    except ValueError:
        return None
