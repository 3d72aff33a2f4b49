"""What can be read of a sequence's file before it is known to be sound, so that one fault in it hides no other."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import time
from typing import TypeVar

from service.configuration import notation
from service.configuration.document import Document, Loc
from service.configuration.faults import ConfigFault, Level
from service.configuration.files import Kind
from service.configuration.sources import Sources
from service.schedules.sequence import Offset

T = TypeVar("T")

APPOINTMENT = "appointment_at"


@dataclass(frozen=True)
class Conditions:
    """`only_if` or `unless` of a step."""

    groups: frozenset[str]
    answers: Mapping[str, frozenset[str]]  # question -> meanings
    sent: frozenset[str]  # ids of the same sequence


@dataclass(frozen=True)
class StepOutline:
    """A step as far as it can be read; what cannot is None or empty, and told elsewhere."""

    document: Document
    loc: Loc
    sequence: str
    id: str
    offset: Offset | None
    at: time | None
    only_if: Conditions
    unless: Conditions
    replaces: frozenset[str]  # sequence/step
    question: str | None
    meanings: frozenset[str]

    @property
    def name(self) -> str:
        return f"{self.sequence}/{self.id}"

    def text(self, *loc: str | int) -> str | None:
        return self.document.text(*self.loc, *loc)

    def holds(self, *loc: str | int) -> bool:
        return self.document.at(*self.loc, *loc) is not None

    def texts(self, *loc: str | int) -> Iterator[tuple[Loc, str]]:
        return self.document.texts(*self.loc, *loc)

    @property
    def optional(self) -> bool:
        return self.document.at(*self.loc, "optional") is True

    @property
    def opt_in(self) -> bool:
        return self.text("sensitivity") == "opt_in"

    @property
    def welcome(self) -> str | None:
        return self.text("welcome")

    @property
    def for_everybody(self) -> bool:
        """Whether it goes to each person of its sequence."""
        other_form = self.welcome == "new_number" or self.holds("when")
        return not (self.holds("only_if") or self.holds("unless") or self.replaces or other_form)

    def fault(self, message: str, *loc: str | int, level: Level = Level.ERROR) -> ConfigFault:
        """A fault of the field there, or of the step where it has none."""
        return self.document.fault((*self.loc, *loc), f"step {self.id}: {message}", level)


@dataclass(frozen=True)
class Outline:
    id: str
    document: Document
    steps: tuple[StepOutline, ...]
    groups: frozenset[str]  # its own `only_if`: one of these, for every step

    @property
    def about_appointments(self) -> bool:
        return self.document.text("anchor") == APPOINTMENT


def outlines(sources: Sources) -> tuple[Outline, ...]:
    return tuple(_outline(name, document) for name, document in sources.of(Kind.SEQUENCE))


def _outline(name: str, document: Document) -> Outline:
    steps = tuple(_step(name, document, loc) for loc in document.rows("steps"))
    return Outline(name, document, steps, _conditions(document, ("only_if",)).groups)


def _step(sequence: str, document: Document, loc: Loc) -> StepOutline:
    return StepOutline(
        document=document,
        loc=loc,
        sequence=sequence,
        id=document.text(*loc, "id") or "",
        offset=readable(notation.offset, document.text(*loc, "offset")),
        at=readable(notation.clock, document.text(*loc, "at")),
        only_if=_conditions(document, (*loc, "only_if")),
        unless=_conditions(document, (*loc, "unless")),
        replaces=_set(document, (*loc, "replaces")),
        question=document.text(*loc, "ask", "question"),
        meanings=_set(document, (*loc, "ask", "answers")),
    )


def _conditions(document: Document, loc: Loc) -> Conditions:
    asked = document.at(*loc, "answers")
    questions = asked if isinstance(asked, dict) else {}
    return Conditions(
        groups=_set(document, (*loc, "groups")),
        answers={question: _set(document, (*loc, "answers", question)) for question in questions},
        sent=_set(document, (*loc, "sent")),
    )


def _set(document: Document, loc: Loc) -> frozenset[str]:
    return frozenset(text for _, text in document.texts(*loc))


def readable(parse: Callable[[str], T], text: str | None) -> T | None:
    """The value, or None where the text is none: its shape is told elsewhere."""
    try:
        return None if text is None else parse(text)
    except ValueError:
        return None
