"""The words on cards and leaflets. They are as neutral as a text: paper is read over shoulders too.

The wording is a draft: a Board's clinical lead signs it. The greeting is not ours: it is that of the Board's first
text, so that people know it again.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from service.domain.board import Board, MessagingService
from service.domain.errors import Fault, InvalidError
from service.domain.number import Number
from service.templates.easyread.findings import Finding, Kind, Words
from service.templates.easyread.listed import listed

SAFE = "harm-reduction"  # the sequence of which the word SAFE tells
_ENDS = re.compile(r"(?<=[.!?])\s+")
_UK_MOBILE = re.compile(r"\+44(\d{4})(\d{3})(\d{3})")


@dataclass(frozen=True)
class Part:
    """One heading of the leaflet, and what stands beneath."""

    head: str
    lines: tuple[str, ...]
    is_quote: bool = False


@dataclass(frozen=True)
class Printed:
    """What one Board's paper says. What stands between two ** is bold."""

    hello: str  # "Hello from NHS Fife."
    about: str  # "We will text you about your health."
    first_text: str  # the whole of it
    sender: str  # "07700 900 000"
    name: str  # the Board's
    nhs_inform: str
    has_safe: bool

    @property
    def send_code(self) -> str:
        return f"Text this code to **{self.sender}**:"

    @property
    def stop_short(self) -> str:
        return "Text **STOP** to end our texts."

    @property
    def stop(self) -> str:
        return f"To end our texts: text **STOP**. Or call **{self.sender}** and press **9**."

    @property
    def reply_cost(self) -> str:
        return "A reply may use credit."

    @property
    def call_cost(self) -> str:
        return "A call may use credit."

    @property
    def advice(self) -> str:
        return f"For free health advice call NHS inform on **{self.nhs_inform}**."

    @property
    def safe(self) -> str | None:
        return "For tips to stay safe text **SAFE**." if self.has_safe else None

    @property
    def urgent(self) -> str:
        return "If you are ill and cannot wait call **111**. If a life is at risk call **999**. Both are free."

    @property
    def back(self) -> tuple[str, ...]:
        """Of a card."""
        return (self.stop, self.call_cost, self.advice, *([self.safe] if self.safe else []))

    @property
    def parts(self) -> tuple[Part, ...]:
        """The leaflet, under its headings."""
        more = (Part("Stay safe", (self.safe,)),) if self.safe else ()
        return (
            Part("Our first text says", (f"{self.hello} {self.about}".strip(),), is_quote=True),
            Part("Do you want our texts?", ("Tell the person who gave you this leaflet.",)),
            Part(
                "Where they come from",
                (f"From **{self.sender}**. A text to you is free.", f"{self.reply_cost} {self.call_cost}"),
            ),
            Part("How to stop", (self.stop,)),
            Part("Do you need help?", (self.advice, self.urgent)),
            *more,
        )

    @property
    def sentences(self) -> Iterator[str]:
        yield from (self.hello, self.about, self.first_text)
        for part in self.parts:
            yield from (part.head, *(line.replace("**", "") for line in part.lines))


def printed_words(board: Board, first_text: str, nhs_inform: str, pool_number: Number | None = None) -> Printed:
    """What paper of this Board says.

    Args:
        board: whose people get the paper.
        first_text: its first text, filled in.
        nhs_inform: the number, grouped as it must stand.
        pool_number: where to text to, of a Board that sends from a pool of numbers.

    Raises:
        InvalidError: nobody can tell where to text to, or the words tell too much.
    """
    greeting = [one for one in _ENDS.split(first_text) if not one.startswith("Reply ")]
    if not greeting:
        raise InvalidError((Fault(board.code, "the first text greets nobody"),))
    words = Printed(
        hello=greeting[0],
        about=" ".join(greeting[1:]),
        first_text=first_text,
        sender=_grouped(_number_of(board, pool_number)),
        name=board.name,
        nhs_inform=nhs_inform,
        has_safe=SAFE in board.sequences,
    )
    faults = [Fault(board.code, finding.message) for one in words.sentences for finding in _telling(one)]
    if faults:
        raise InvalidError(tuple(dict.fromkeys(faults)))
    return words


def _telling(sentence: str) -> Iterator[Finding]:
    return listed(Words(template=sentence, rendered=sentence, kind=Kind.NUDGE))


def _number_of(board: Board, pool_number: Number | None) -> Number:
    if not isinstance(board.sender, MessagingService):
        return board.sender.number
    if pool_number is None:
        raise InvalidError((Fault(board.code, "sends from a pool of numbers: name one of them with --number"),))
    return pool_number


def _grouped(number: Number) -> str:
    """As people write it at home."""
    found = _UK_MOBILE.fullmatch(number.e164)
    return f"0{found[1]} {found[2]} {found[3]}" if found else number.e164
