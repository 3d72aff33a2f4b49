"""From the cells of one row to what it says, with every fault at once."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from service.domain.column import Column
from service.domain.directory import Area
from service.domain.errors import Fault
from service.domain.ids import BoardCode
from service.domain.listing import Status
from service.domain.london import london_day
from service.domain.number import Number
from service.domain.release import Contact, SafeToText, Worker
from service.lists.days import LONGEST_AHEAD, DayOrder, read_day
from service.lists.limits import MOST_CHARACTERS
from service.lists.numbers import Mobile, read_mobile
from service.lists.occasion import Occasion
from service.lists.refusal import WrongError

T = TypeVar("T")

LANGUAGES = ("en", "gd", "pl", "uk", "ro", "ur", "ar", "vi", "sq")
GROUPS = ("no_fixed_address", "woman", "young_18_25")
AGREED_GROUPS = (
    "veteran",
    "harm_reduction",
    "pregnancy",
    "domestic_abuse",
)  # a person agrees to them, with their Board
LONGEST_PRISON_NUMBER, LONGEST_NAME = 20, 100

STOPS = frozenset({Status.CANCELLED, Status.RETURNED, Status.DIED})  # of such a row nothing but the person is looked at

_ORDER: list[str] = list(Column)
_MISSING = {"", "none", "n/a", "-", "\u2013", "\u2014", "0"}
_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"}
_UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_FORMULA = ("=", "+", "-", "@")  # a spreadsheet would run what begins like this
_DECIMAL = re.compile(r"([0-9]+)\.0+")
_POWER = re.compile(r"[0-9]([.,][0-9]+)?E[+-]?[0-9]+", re.IGNORECASE)
_WORKER = re.compile(r"(?P<name>[^,;()]*[^,;()\s])\s*[,;(]\s*(?P<phone>[0-9 +]*[0-9][0-9 +]*)\)?")
_LONGEST_PHONE = 30


@dataclass(frozen=True)
class ReadRow:
    """What a row says, as far as it could be read. The parts that it does not speak of are None."""

    line: int
    cells: Mapping[Column, str] = field(repr=False)  # those that were looked at
    status: Status
    faults: tuple[Fault, ...]
    prison_number: str | None = field(default=None, repr=False)
    day: date | None = None
    board: BoardCode | None = None
    contact: Contact | None = None
    mobile: Mobile | None = None


def read_row(line: int, cells: Mapping[Column, str], occasion: Occasion, order: DayOrder) -> ReadRow:
    """Whatever is wrong with it is among its faults; none of them holds what stood in a cell."""
    said = _Said({column: cell for column, cell in cells.items() if not _is_missing(cell)})
    status = said.read(Column.STATUS, _status) or Status.PLANNED
    if status in STOPS:
        said.only(Column.PRISON_NUMBER, Column.STATUS)
    prison_number = said.needed(Column.PRISON_NUMBER, _prison_number)
    if status in STOPS:
        return ReadRow(line, said.cells, status, tuple(said.faults), prison_number)
    area = said.read(Column.COUNCIL_AREA, lambda text: _council(text, occasion))
    mobile = said.read(Column.MOBILE, lambda text: read_mobile(text, practice=occasion.practice))
    return ReadRow(
        line=line,
        cells=said.cells,
        status=status,
        prison_number=prison_number,
        day=said.needed(Column.LIBERATION_DATE, lambda text: _liberation_day(text, occasion, order, status)),
        board=_home(said, occasion, status, area),
        contact=_contact(said, occasion, order, mobile.number if mobile else None, area),
        mobile=mobile,
        faults=tuple(sorted(said.faults, key=lambda fault: _ORDER.index(fault.field))),
    )


def _is_missing(cell: str) -> bool:
    return cell.casefold() in _MISSING


class _Said:
    """The cells of a row that say something, and what was found wrong with them."""

    def __init__(self, cells: Mapping[Column, str]) -> None:
        self.cells = cells
        self.faults: list[Fault] = []

    def only(self, *columns: Column) -> None:
        self.cells = {column: cell for column, cell in self.cells.items() if column in columns}

    def read(self, column: Column, parse: Callable[[str], T]) -> T | None:
        """What the cell says; None, and a fault, where it cannot be read."""
        cell = self.cells.get(column)
        if cell is None:
            return None
        try:
            _check(cell)
            return parse(cell)
        except WrongError as wrong:
            self.faults.append(Fault(column, str(wrong)))
            return None

    def needed(self, column: Column, parse: Callable[[str], T]) -> T | None:
        if column not in self.cells:
            self.faults.append(Fault(column, "is missing"))
        return self.read(column, parse)


def _check(cell: str) -> None:
    """What no cell may hold, whatever its column."""
    if len(cell) > MOST_CHARACTERS:
        message = f"is longer than {MOST_CHARACTERS} characters"
        raise WrongError(message)
    if cell.startswith("="):
        message = "is a formula, and none is worked out here: put its value in its place"
        raise WrongError(message)
    if cell in _ERRORS:
        message = "is an error that a spreadsheet shows"
        raise WrongError(message)


def _status(text: str) -> Status:
    return Status(_one_of(text.casefold(), tuple(Status)))


def _prison_number(text: str) -> str:
    """Opaque, but a spreadsheet's marks are not part of it: they would make another person of the same."""
    plain = "".join(sign for sign in text.removeprefix("'") if unicodedata.category(sign) != "Cf").strip()
    decimal = _DECIMAL.fullmatch(plain)
    if _POWER.fullmatch(plain):
        message = "a spreadsheet has changed it: format the column as text and type it again"
        raise WrongError(message)
    return _fitting(decimal.group(1) if decimal else plain, LONGEST_PRISON_NUMBER)


def _name(text: str) -> str:
    if text.startswith(_FORMULA):
        message = "must not begin with = + - or @"
        raise WrongError(message)
    return _fitting(text, LONGEST_NAME)


def _fitting(text: str, longest: int) -> str:
    if len(text) > longest:
        message = f"is longer than {longest} characters"
        raise WrongError(message)
    if not text or _UNFIT.search(text):
        message = "holds a control character, or what is no character"
        raise WrongError(message)
    return text


def _one_of(text: str, known: Sequence[str]) -> str:
    if text not in known:
        message = f"must be one of {', '.join(known)}"
        raise WrongError(message)
    return text


def _liberation_day(text: str, occasion: Occasion, order: DayOrder, status: Status) -> date:
    day = read_day(text, order)
    if day < _year_before(occasion.today):
        message = "lies more than a year back"
        raise WrongError(message)
    if day > occasion.today + LONGEST_AHEAD:
        message = f"lies more than {LONGEST_AHEAD.days} days ahead"
        raise WrongError(message)
    if status is Status.RELEASED and day > london_day(occasion.as_of):
        message = "lies after the day of the list: who has not left yet is planned, not released"
        raise WrongError(message)
    return day


def _year_before(day: date) -> date:
    leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if leap_day else day.day)


def _home(said: _Said, occasion: Occasion, status: Status, area: Area | None) -> BoardCode | None:
    """Without one, a person who has left is taken to stay with the prison's Board, as in an event."""
    home = said.read(Column.HOME_BOARD, lambda text: _board(text, occasion))
    if home is not None and area is not None and home != area.board:
        said.faults.append(Fault(Column.COUNCIL_AREA, "lies in another Board than home_board"))
    told = Column.HOME_BOARD in said.cells or Column.COUNCIL_AREA in said.cells
    if not told and status is Status.PLANNED:
        said.faults.append(Fault(Column.HOME_BOARD, "is missing: give home_board or council_area"))
    return home or (area.board if area else None)


def _board(text: str, occasion: Occasion) -> BoardCode:
    board = occasion.config.board_named(text)
    if board is None:
        message = "must be the code or the name of a Board"
        raise WrongError(message)
    return board.code


def _council(text: str, occasion: Occasion) -> Area:
    area = occasion.config.area_named(text)
    if area is None:
        message = "must be the name of a council area in Scotland"
        raise WrongError(message)
    return area


def _contact(said: _Said, occasion: Occasion, order: DayOrder, number: Number | None, area: Area | None) -> Contact:
    safe = said.read(Column.SAFE_TO_TEXT, lambda text: _one_of(text.casefold(), tuple(SafeToText)))
    return Contact(
        first_name=said.read(Column.FIRST_NAME, _name),
        number=number,
        language=said.read(Column.LANGUAGE, lambda text: _one_of(text.casefold(), LANGUAGES)),
        groups=said.read(Column.GROUPS, lambda text: _groups(text, occasion)),
        confirmed_on=said.read(Column.NUMBER_CONFIRMED_ON, lambda text: _past_day(text, occasion, order)),
        safe_to_text=SafeToText(safe) if safe else None,
        worker=said.read(Column.WORKER, _worker),
        council_area=area.name if area else None,
    )


def _groups(text: str, occasion: Occasion) -> tuple[str, ...]:
    named = [re.sub(r"[\s-]+", "_", part.strip().casefold()) for part in text.split(";")]
    if any(name in AGREED_GROUPS for name in named):
        message = "holds a group that only a Board may record, in an event, with agreed_on and recorded_by"
        raise WrongError(message)
    return tuple(dict.fromkeys(_one_of(name, GROUPS) for name in named if name))


def _past_day(text: str, occasion: Occasion, order: DayOrder) -> date:
    day = read_day(text, order)
    if day > occasion.today:
        message = "lies in the future"
        raise WrongError(message)
    return day


def _worker(text: str) -> Worker:
    """Of "Kim Reid, 0141 496 0123"."""
    found = _WORKER.fullmatch(text)
    if found is None or len(found.group("phone")) > _LONGEST_PHONE:
        message = "must be a name, a comma and a phone number"
        raise WrongError(message)
    return Worker(_name(found.group("name")), found.group("phone").strip())
