"""Whether the words of a text may go out, whoever gets them: fitting, readable by every phone, no number made up."""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from service.configuration.document import Document, Loc
from service.configuration.faults import ConfigFault
from service.templates.render import RenderError, names, render
from service.templates.segments import septets

MOST_SEPTETS = 160  # one text; a longer one is charged as two, and may come in two halves
LONGEST_PLACE = 40  # septets, as POST /v1/events takes it

# The longest that each placeholder can become; `board` and `phone` depend on what is configured.
_LONGEST = {"weekday": "Wednesday", "d": "30", "month": "September", "time": "10:30am", "place": "x" * LONGEST_PLACE}
_PHONE = "0800 027 1234"  # thirteen characters: as long as a UK number gets in its usual grouping

_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_NUMBER = re.compile(r"\+?\d(?:(?: - | \(|\) | ?[-./() ])?\d)*", re.ASCII)
_LONG_ENOUGH = 3  # digits: 999 is a phone number, "5pm" and "reply 2" are none


@dataclass(frozen=True)
class Wording:
    """What the words of one text are held against."""

    placeholders: frozenset[str]
    boards: tuple[str, ...]  # the names of the Boards that send it
    numbers: frozenset[str] | None  # of contacts.yaml, as they are grouped there; None: that file cannot be read

    def faults(self, document: Document, loc: Loc, words: str) -> Iterator[ConfigFault]:
        for message in (
            *self._placeholders(words),
            *_strange_letters(words),
            *self._length(words),
            *self._numbers(words),
        ):
            yield document.fault(loc, message)

    def _placeholders(self, words: str) -> Iterator[str]:
        allowed = ", ".join(sorted(f"{{{name}}}" for name in self.placeholders))
        for name in sorted(names(words) - self.placeholders):
            yield f"{{{name}}} is never filled in here: only {allowed}"

    def _length(self, words: str) -> Iterator[str]:
        board = max(self.boards, key=lambda name: septets(name) or 0, default="")
        phone = max((_PHONE, *(self.numbers or ())), key=len)
        longest = {**_LONGEST, "board": board, "phone": phone}
        try:
            filled = render(words, {name: longest[name] if name in self.placeholders else "" for name in names(words)})
        except RenderError as error:
            yield from error.faults
            return
        length = septets(filled)
        if length is not None and length > MOST_SEPTETS:
            whose = f", for {board}" if "board" in names(words) else ""
            yield f"can become {length} septets long{whose}: {MOST_SEPTETS} fit into one text"

    def _numbers(self, words: str) -> Iterator[str]:
        if self.numbers is None:
            return
        squeezed = {_digits(number) for number in self.numbers}
        for written in numbers_in(words):
            if written in self.numbers or len(_digits(written)) < _LONG_ENOUGH:
                continue
            known = _digits(written) in squeezed
            wrong = "is grouped otherwise in contacts.yaml" if known else "does not stand in contacts.yaml"
            yield f"the number that ends in {_digits(written)[-2:]} {wrong}"


def numbers_in(words: str) -> tuple[str, ...]:
    """Every run of digits and groups of digits, as written. With only a space between them two numbers are one."""
    return tuple(_NUMBER.findall(_PLACEHOLDER.sub("|", words)))


def _strange_letters(words: str) -> Iterator[str]:
    strange: Collection[str] = dict.fromkeys(letter for letter in words if septets(letter) is None)
    for letter in strange:
        yield f"U+{ord(letter):04X} ({unicodedata.name(letter, 'no name')}) is not in GSM-7, the letters of every phone"


def _digits(number: str) -> str:
    return "".join(letter for letter in number if letter.isdigit())
