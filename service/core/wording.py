"""The words that a text goes with: those of its step, for this Board and this person, filled in."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from service.domain.appointment import LONGEST_PLACE
from service.domain.board import Board
from service.schedules.course import Liberation, Visit
from service.schedules.sequence import Anchor, Sequence, Step
from service.templates import visit
from service.templates.render import names, render


def spoken(step: Step, sequence: Sequence, board: Board, language: str | None) -> str:
    """With {placeholders}, in that language or the one to fall back on."""
    by_language = step.words if board.calls_back else {**step.words, **step.without_call}
    return by_language.get(language or sequence.fallback, by_language[sequence.fallback])


def filled(words: str, values: Mapping[str, str]) -> str:
    """Raises RenderError where a value is missing."""
    return render(words, {name: values[name] for name in names(words) & values.keys()})


def values_for(board: Board, anchor: Liberation | Visit, on: date) -> Mapping[str, str]:
    """What the placeholders stand for in a text that goes on that London day."""
    if not isinstance(anchor, Visit):
        return {"board": board.name}
    appointment = anchor.appointment
    phone = appointment.phone or board.line
    known = {"board": board.name, **visit.values(appointment.start, on), "place": appointment.place}
    return {**known, "phone": phone} if phone else known


def longest_values(board: Board, sequence: Sequence) -> Mapping[str, str]:
    """The longest that each of them can be at this Board."""
    if sequence.anchor is not Anchor.APPOINTMENT:
        return {"board": board.name}
    phone = {"phone": board.line} if board.line else {}
    return MappingProxyType({"board": board.name, **visit.LONGEST, "place": "x" * LONGEST_PLACE, **phone})
