"""Sheets of cards as values: which card stands where, front and back; and, apart from them, whose each is."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from service.cards.words import Printed

COLUMNS, ROWS = 2, 5
ON_SHEET = COLUMNS * ROWS
# Millimetres, on A4. Below 14 points few easy-read readers read, and no text here is smaller but the card's number.
WIDTH, HEIGHT = 98.0, 56.0
PAGE = (210.0, 297.0)
LEFT, TOP = (PAGE[0] - COLUMNS * WIDTH) / 2, (PAGE[1] - ROWS * HEIGHT) / 2
ON_LIST = 26  # rows of the list on one page


@dataclass(frozen=True)
class Card:
    number: int  # from 1, on the card and on the list
    code: str = field(repr=False)  # "CFHJK-LMQRT"
    words: Printed


@dataclass(frozen=True)
class Sheet:
    """Ten places, row by row. None: nothing is printed there."""

    fronts: tuple[Card | None, ...]

    @property
    def backs(self) -> tuple[Card | None, ...]:
        """As they lie when the paper was turned over its long edge: the columns change places."""
        rows = [self.fronts[at : at + COLUMNS] for at in range(0, ON_SHEET, COLUMNS)]
        return tuple(card for row in rows for card in reversed(row))


@dataclass(frozen=True)
class Given:
    """One line of the list: which card is whose."""

    card: int
    starts: str = field(repr=False)  # with which letters the card's code begins, to be sure
    prison_number: str = field(repr=False)


@dataclass(frozen=True)
class HandOut:
    """The list that staff keep apart from the cards."""

    prison: str
    first: date
    last: date
    made_on: date
    rows: tuple[Given, ...]

    @property
    def days(self) -> str:
        return day_of(self.first) if self.first == self.last else f"{day_of(self.first)} to {day_of(self.last)}"

    @property
    def made(self) -> str:
        return day_of(self.made_on)

    @property
    def pages(self) -> tuple[tuple[Given, ...], ...]:
        return tuple(self.rows[at : at + ON_LIST] for at in range(0, len(self.rows), ON_LIST))


def sheets(cards: Sequence[Card]) -> tuple[Sheet, ...]:
    full = [tuple(cards[at : at + ON_SHEET]) for at in range(0, len(cards), ON_SHEET)]
    return tuple(Sheet((*some, *([None] * (ON_SHEET - len(some))))) for some in full)


def day_of(day: date) -> str:
    """As people write it: "21 December 2026"."""
    return f"{day.day} {day:%B %Y}"
