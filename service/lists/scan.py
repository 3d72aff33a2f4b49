"""What a sheet would cost to read, and what its values do not tell: where they are formulas or errors.

calamine keeps a sheet as one block from its first filled cell to its last, and a shared text as often as it is used.
With one cell in the far corner, or one long text in many cells, a small file would need all the memory there is.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.lists.limits import MOST_CELLS, MOST_COLUMNS, MOST_FILLED_CELLS, MOST_ROWS, MOST_TEXT
from service.lists.package import damaged
from service.lists.refusal import refused
from service.lists.table import TOO_MANY_COLUMNS, TOO_MANY_ROWS
from service.lists.xml import Listener, walk

FORMULA = "="  # what stands for any formula: none is ever worked out, and what Excel made of it is not believed

_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_WHOLE = re.compile(r"[0-9]{1,7}")
_SAID = ("v", "t")  # the elements in which a value stands
_ENOUGH = 20  # characters of a value: more than any index of a shared text, or "#DIV/0!", has
_TOO_MUCH = f"holds more than {MOST_FILLED_CELLS:,} filled cells, or {MOST_TEXT // 1_000_000} million characters"

Place = tuple[int, int]  # row and column, from 0


def lengths_of(xml: bytes) -> Sequence[int]:
    """How long each of the shared texts is. Raises InvalidError."""
    strings = _Strings()
    walk(xml, Listener(strings.start, text=strings.text))
    return strings.lengths


class _Strings:
    def __init__(self) -> None:
        self.lengths: list[int] = []

    def start(self, element: str, _: Mapping[str, str]) -> None:
        if element == "si":
            self.lengths.append(0)

    def text(self, said: str) -> None:
        if self.lengths:
            self.lengths[-1] += len(said)


@dataclass
class _Cell:
    place: Place
    kind: str
    said: str = ""  # how its value begins
    length: int = 0
    formula: bool = False


class Scan:
    """Of all sheets of one workbook, one after the other."""

    def __init__(self, shared: Sequence[int]) -> None:
        self._shared = shared
        self._cells, self._filled, self._characters = 0, 0, 0
        self._marks: dict[Place, str] = {}
        self._row, self._column = 0, 0  # where a cell stands that does not say it
        self._cell: _Cell | None = None
        self._inside = False  # an element in which a value stands

    def marks_of(self, xml: bytes) -> Mapping[Place, str]:
        """The cells that hold a formula or an error, as text. Raises InvalidError where it is too much to read."""
        self._marks, self._row, self._column = {}, 0, 0
        walk(xml, Listener(self._start, self._end, self._text))
        return self._marks

    def _start(self, element: str, attributes: Mapping[str, str]) -> None:
        if element == "row" and "r" in attributes:
            self._row = _whole(attributes["r"]) - 1
        elif element == "c":
            self._begin(attributes)
        elif self._cell is not None:
            self._cell.formula = self._cell.formula or element == "f"
            self._inside = element in _SAID

    def _text(self, said: str) -> None:
        if self._cell is not None and self._inside:
            self._cell.length += len(said)
            self._cell.said = (self._cell.said + said[:_ENOUGH])[:_ENOUGH]

    def _end(self, element: str) -> None:
        self._inside = False
        if element == "row":
            self._row, self._column = self._row + 1, 0
        elif element == "c" and self._cell is not None:
            self._finish(self._cell)
            self._cell = None

    def _begin(self, attributes: Mapping[str, str]) -> None:
        self._cells += 1
        if self._cells > MOST_CELLS:
            raise refused(_TOO_MUCH)
        place = _place(attributes["r"]) if "r" in attributes else (self._row, self._column)
        self._column = place[1]
        self._cell = _Cell(place, attributes.get("t", "n"))

    def _finish(self, cell: _Cell) -> None:
        self._column += 1
        if not cell.length and not cell.formula:
            return
        row, column = cell.place
        if row >= MOST_ROWS:
            raise refused(TOO_MANY_ROWS)
        if column >= MOST_COLUMNS:
            raise refused(TOO_MANY_COLUMNS, row + 1)
        self._filled += 1
        self._characters += self._length(cell)
        if self._filled > MOST_FILLED_CELLS or self._characters > MOST_TEXT:
            raise refused(_TOO_MUCH)
        if cell.formula:
            self._marks[cell.place] = FORMULA
        elif cell.kind == "e":
            self._marks[cell.place] = cell.said

    def _length(self, cell: _Cell) -> int:
        if cell.kind != "s":
            return cell.length
        index = _whole(cell.said)
        if index >= len(self._shared):
            damaged()
        return self._shared[index]


def _place(reference: str) -> Place:
    """Of "B3"."""
    found = _PLACE.fullmatch(reference)
    if found is None:
        damaged()
    column = 0
    for letter in found.group(1):
        column = column * 26 + ord(letter) - ord("A") + 1
    return _whole(found.group(2)) - 1, column - 1


def _whole(text: str) -> int:
    if not _WHOLE.fullmatch(text):
        damaged()
    return int(text)
