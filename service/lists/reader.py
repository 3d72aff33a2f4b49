"""Reads a list: from the bytes of a file to its rows as events, and all that is wrong with the others."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from enum import StrEnum

from service.domain.column import Column
from service.domain.errors import Fault, InvalidError
from service.domain.listing import ListedEvent, Listing, RefusedRow, Status
from service.lists.csvfile import rows_of_csv
from service.lists.days import DayOrder, Written, order_of
from service.lists.events import event_of
from service.lists.headers import headers_of
from service.lists.limits import MOST_BYTES
from service.lists.occasion import Occasion
from service.lists.people import sort_out
from service.lists.refusal import refused
from service.lists.rows import STOPS, ReadRow, read_row
from service.lists.table import Row, Table, table_of
from service.lists.xlsxfile import rows_of_xlsx

_DAYS = (Column.LIBERATION_DATE, Column.NUMBER_CONFIRMED_ON)
_HOMES = {Column.HOME_BOARD, Column.COUNCIL_AREA}
_OVERFLOW = Fault("row", "has more cells than the header: has one a separator in it that is not in quotation marks?")


class FileKind(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"


def read_list(raw: bytes, kind: FileKind, occasion: Occasion) -> Listing:
    """The rows that can be taken in, and those that cannot, each with all its faults.

    Raises:
        InvalidError: the file as a whole cannot be used. Like every fault, it holds nothing of any cell.
    """
    if len(raw) > MOST_BYTES:
        message = f"is larger than {MOST_BYTES // 1_000_000} MB"
        raise refused(message)
    headers = headers_of(occasion)
    rows = rows_of_csv(raw, headers) if kind is FileKind.CSV else rows_of_xlsx(raw, headers)
    table = table_of(rows, headers)
    order = order_of(_written_days(table))
    read = [_read(table, row, occasion, order) for row in table.rows]
    _refuse_without_columns(table, read)
    sorted_out = sort_out(read)
    return Listing(
        rows=tuple(_events(sorted_out.rows, occasion)),
        repeats=sorted_out.repeats,
        refused=tuple(RefusedRow(row.line, row.faults) for row in sorted_out.rows if row.faults),
        dropped_columns=table.dropped,
    )


def _written_days(table: Table) -> Iterator[Written]:
    for row in table.rows:
        for column in _DAYS:
            yield Written(row.line, table.cell(row, column))


def _read(table: Table, row: Row, occasion: Occasion, order: DayOrder) -> ReadRow:
    cells = {column: table.cell(row, column) for column in table.columns}
    read = read_row(row.line, cells, occasion, order)
    return replace(read, faults=(_OVERFLOW, *read.faults)) if table.overflows(row) else read


def _refuse_without_columns(table: Table, rows: Sequence[ReadRow]) -> None:
    """A list of nothing but returns, deaths and cancellations needs no dates, and only a plan needs a Board."""
    needed = [Column.PRISON_NUMBER]
    if not rows or any(row.status not in STOPS for row in rows):
        needed.append(Column.LIBERATION_DATE)
    if not table.columns.keys() & _HOMES and (not rows or any(row.status is Status.PLANNED for row in rows)):
        needed.append(Column.HOME_BOARD)
    message = f"is missing: line {table.header.line} names no such column"
    faults = tuple(Fault(column, message) for column in needed if column not in table.columns)
    if faults:
        raise InvalidError(faults)


def _events(rows: Iterable[ReadRow], occasion: Occasion) -> Iterator[ListedEvent]:
    return (event_of(row, occasion) for row in rows if not row.faults)
