"""What the sequences must hold beyond their shape: each by itself, and all of them together."""

import re
from collections.abc import Iterable, Iterator

from service.configuration.caps import total_faults, way_out_faults
from service.configuration.conditions import condition_faults
from service.configuration.document import Document
from service.configuration.faults import ConfigFault, Level
from service.configuration.files import Kind
from service.configuration.outline import Outline, outlines
from service.configuration.repeats import Claim, repeated
from service.configuration.sources import Sources
from service.configuration.texts import text_faults
from service.configuration.timing import timing_faults
from service.templates.easyread.examine import disclosing

_NEVER = 6  # the rule of words that stand in no text, whoever asked for it
_WORD = re.compile(r"[\W\d_]+|(?<=[a-z])(?=[A-Z])")


def sequence_faults(sources: Sources, numbers: frozenset[str] | None) -> Iterator[ConfigFault]:
    every = outlines(sources)
    for sequence in every:
        boards = senders(sources, sequence.id)
        yield from timing_faults(sequence, boards)
        yield from text_faults(sequence, boards, numbers)
        yield from total_faults(sequence)
        yield from _untested(sequence)
        yield from _telling_ids(sequence)
        yield from _unused(sources, sequence)
    for about_appointments in (False, True):
        alike = [sequence for sequence in every if sequence.about_appointments is about_appointments]
        yield from _ids(alike)
        yield from condition_faults(alike)
    yield from way_out_faults(every, (board for _, board in sources.of(Kind.BOARD)))


def senders(sources: Sources, sequence_id: str) -> tuple[Document, ...]:
    """The Boards that send this sequence; all of them if none does yet: a draft is checked for whoever takes it."""
    boards = tuple(board for _, board in sources.of(Kind.BOARD))
    return tuple(board for board in boards if _sends(board, sequence_id)) or boards


def _sends(board: Document, sequence_id: str) -> bool:
    return sequence_id in (name for _, name in board.texts("sequences"))


def _ids(sequences: Iterable[Outline]) -> Iterator[ConfigFault]:
    """What went to whom is told by the id alone."""
    steps = (step for sequence in sequences for step in sequence.steps)
    return repeated(Claim(step.document, (*step.loc, "id"), step.id) for step in steps)


def _telling_ids(sequence: Outline) -> Iterator[ConfigFault]:
    """A step's name stands in lists and answers, where it is read over a shoulder; a prison is told some of them."""
    for step in sequence.steps:
        for finding in disclosing(_WORD.sub(" ", step.id)):
            if finding.rule == _NEVER or not step.opt_in:
                yield step.fault(f"its id holds `{finding.words}`, which tells something about whoever gets it", "id")


def _untested(sequence: Outline) -> Iterator[ConfigFault]:
    if not sequence.document.at("tested_with"):
        told = "nobody who will get these texts has read them yet: write down in `tested_with` who did"
        yield sequence.document.fault(("tested_with",), told, Level.WARNING)


def _unused(sources: Sources, sequence: Outline) -> Iterator[ConfigFault]:
    boards = [board for _, board in sources.of(Kind.BOARD)]
    if boards and not any(_sends(board, sequence.id) for board in boards):
        yield sequence.document.fault((), "no Board sends this sequence", Level.WARNING)
