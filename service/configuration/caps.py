"""What one number gets of several sequences together: not more than there may be, and always a way to end it."""

from collections.abc import Iterable, Iterator
from datetime import time, timedelta

from service.configuration import notation
from service.configuration.document import Document
from service.configuration.faults import ConfigFault
from service.configuration.outline import Outline, StepOutline
from service.schedules.sequence import Days
from service.templates.easyread.examine import stop_gaps

_MOST = 12  # where a file does not say
_PEOPLE = {
    "people of no group": frozenset[str](),
    **{f"the group {group}": frozenset({group}) for group in notation.GROUPS},
    "people of all groups": frozenset(notation.GROUPS),
}


def total_faults(sequence: Outline) -> Iterator[ConfigFault]:
    most = sequence.document.at("max_total")
    if sequence.about_appointments or not isinstance(most, int):
        return
    certain = [step for step in sequence.steps if step.for_everybody and not step.optional]
    if len(certain) > most:
        yield sequence.document.fault(("max_total",), f"{len(certain)} steps go to everybody and are not optional")


def way_out_faults(sequences: Iterable[Outline], boards: Iterable[Document]) -> Iterator[ConfigFault]:
    """Rule 17 over what a person of no group gets, of each single group, and of all: told once for each text."""
    nudging = {sequence.id: sequence for sequence in sequences if not sequence.about_appointments}
    gaps: dict[str, tuple[StepOutline, list[str]]] = {}
    for names, left_out in {_sent(board, nudging.keys()): None for board in boards}:
        for whose, groups in _PEOPLE.items():
            for step in _without_way_out(_course([nudging[name] for name in names], groups, left_out)):
                told = gaps.setdefault(step.name, (step, []))[1]
                told += [whose] if whose not in told else []
    for step, people in gaps.values():
        yield step.fault(f"the sixth text in a row that does not say Reply STOP, for {', '.join(people)}", "words")


def _without_way_out(steps: list[StepOutline]) -> Iterator[StepOutline]:
    """The welcome has a rule of its own; and where words are missing, that is told already."""
    words = [_words(step) for step in steps]
    if all(words):
        yield from (steps[index] for index in stop_gaps(words) if index)


def _sent(board: Document, known: Iterable[str]) -> tuple[tuple[str, ...], frozenset[str]]:
    """The sequences of a Board in its order, and the steps that it leaves out."""
    names = tuple(name for _, name in board.texts("sequences") if name in known)
    return tuple(dict.fromkeys(names)), frozenset(name for _, name in board.texts("leaves_out"))


def _course(sequences: list[Outline], groups: frozenset[str], left_out: frozenset[str]) -> list[StepOutline]:
    """The texts in the order of their days. What depends on an answer is taken to go; optional ones give way first."""
    fitting = [
        (order, step)
        for order, sequence in enumerate(sequences)
        for step in sequence.steps
        if _fits(sequence, step, groups) and not (step.optional and step.id in left_out)
    ]
    replaced = {name for _, step in fitting for name in step.replaces}
    left = [(order, step) for order, step in fitting if step.name not in replaced]
    ranked = sorted(left, key=lambda one: (one[1].optional, one[0], _moment(one[1])))
    most = sequences[0].document.at("max_total") if sequences else None
    kept = ranked[: most if isinstance(most, int) else _MOST]
    return sorted((step for _, step in kept), key=_moment)


def _fits(sequence: Outline, step: StepOutline, groups: frozenset[str]) -> bool:
    asked = (own for own in (sequence.groups, step.only_if.groups) if own)
    return step.welcome != "new_number" and all(own & groups for own in asked) and not step.unless.groups & groups


def _moment(step: StepOutline) -> tuple[timedelta, time]:
    offset = step.offset
    day = timedelta() if offset is None else timedelta(days=offset.days) if isinstance(offset, Days) else offset.time
    return timedelta(days=day.days), step.at or time.min


def _words(step: StepOutline) -> str:
    return step.text("words", step.document.text("fallback") or "") or ""
