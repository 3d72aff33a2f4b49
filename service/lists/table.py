"""The rows of a file as text, and the table among them: its header, its rows, and what is passed over."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from service.domain.column import Column
from service.domain.errors import Fault, InvalidError
from service.lists.headers import Headers
from service.lists.limits import MOST_COLUMNS, MOST_ROWS, MOST_TITLE_ROWS
from service.lists.refusal import refused

_LONGEST_HEADER = 60  # characters of it that are repeated
_TOTAL = re.compile(r"((grand|sub)[ -]?)?totals?\b.{0,60}", re.IGNORECASE)
_COUNT = re.compile(r"[0-9]+|=.*")  # beside the word "Total"

TOO_MANY_ROWS = f"holds more than {MOST_ROWS:,} rows"
TOO_MANY_COLUMNS = f"holds more than {MOST_COLUMNS} columns"


@dataclass(frozen=True)
class Row:
    line: int  # as an editor or Excel counts, from 1
    cells: tuple[str, ...] = field(repr=False)  # without white space at their ends

    @property
    def filled(self) -> tuple[str, ...]:
        return tuple(cell for cell in self.cells if cell)


@dataclass(frozen=True)
class Table:
    header: Row
    columns: Mapping[Column, int]  # where each stands
    rows: tuple[Row, ...]
    dropped: tuple[str, ...]  # the headers of the other columns

    def cell(self, row: Row, column: Column) -> str:
        place = self.columns.get(column)
        return row.cells[place] if place is not None and place < len(row.cells) else ""

    def overflows(self, row: Row) -> bool:
        """Whether something stands to the right of the header: then a comma too many may have moved all the rest."""
        return any(row.cells[len(self.header.cells) :])


def table_of(rows: Sequence[Row], headers: Headers) -> Table:
    """The table under its header, which may have titles above it and totals below.

    Raises:
        InvalidError: there is no header, or it names one column twice.
    """
    header = max(rows[:MOST_TITLE_ROWS], key=lambda row: headers.recognised(row.cells), default=None)
    if header is None or not headers.recognised(header.cells):
        message = f"has no row that names its columns: {', '.join(Column)}"
        raise refused(message)
    places = _places(header, headers)
    _refuse_doubles(header, places)
    columns = {column: where[0] for column, where in places.items()}
    rest = rows[rows.index(header) + 1 :]
    dropped = tuple(_dropped(header, rest, headers))
    return Table(header, columns, tuple(row for row in rest if not _is_passed_over(row, header)), dropped)


def _places(header: Row, headers: Headers) -> Mapping[Column, list[int]]:
    found: dict[Column, list[int]] = {}
    for place, cell in enumerate(header.cells):
        column = headers.column_of(cell)
        if column is not None:
            found.setdefault(column, []).append(place)
    return found


def _refuse_doubles(header: Row, places: Mapping[Column, list[int]]) -> None:
    faults = tuple(
        Fault(f"line {header.line}", f"two columns mean {column}: {' and '.join(_told(header, one) for one in where)}")
        for column, where in places.items()
        if len(where) > 1
    )
    if faults:
        raise InvalidError(faults)


def _dropped(header: Row, rows: Sequence[Row], headers: Headers) -> Iterator[str]:
    """Columns nobody asked for. One without a header counts where something stands in it."""
    for place, cell in enumerate(header.cells):
        if headers.column_of(cell) is None and (cell or any(any(row.cells[place : place + 1]) for row in rows)):
            yield _told(header, place)


def _told(header: Row, place: int) -> str:
    readable = "".join(letter if letter.isprintable() else " " for letter in header.cells[place])
    return readable[:_LONGEST_HEADER] if readable.strip() else f"column {place + 1}"


def _is_passed_over(row: Row, header: Row) -> bool:
    """Empty, the header once more at the top of a printed page, or a total."""
    filled = row.filled
    if not filled or filled == header.filled:
        return True
    return bool(_TOTAL.fullmatch(filled[0])) and all(map(_COUNT.fullmatch, filled[1:]))
