"""Reads an Excel workbook: the one sheet that has a column of prison numbers."""

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from service.domain.column import Column
from service.lists.headers import Headers
from service.lists.limits import MOST_TITLE_ROWS
from service.lists.package import STRINGS, STYLES, Parts, damaged, parts_of
from service.lists.refusal import refused
from service.lists.scan import Place, Scan, lengths_of
from service.lists.table import Row
from service.lists.workbook import Workbook, workbook_of

_Value = int | float | str | bool | time | date | datetime | timedelta

_LONG, _ROUNDED = 1_000_000_000, 100_000
_EXACT = 1e15  # whole numbers beyond it lose digits in a spreadsheet

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def rows_of_xlsx(raw: bytes, headers: Headers) -> list[Row]:
    """Every row of the list that is not empty. Raises InvalidError."""
    parts = parts_of(raw)
    workbook = workbook_of(parts)
    scan = Scan(lengths_of(parts[STRINGS]) if STRINGS in parts else ())
    marks = [scan.marks_of(sheet.xml) for sheet in workbook.sheets]
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(_rebuilt(parts, workbook))) as book:
            sheets = [list(_rows(book.get_sheet_by_index(index), found)) for index, found in enumerate(marks)]
    except CalamineError:
        damaged()
    return _the_list([(sheet.name, rows) for sheet, rows in zip(workbook.sheets, sheets, strict=True)], headers)


def _rebuilt(parts: Parts, workbook: Workbook) -> bytes:
    """A workbook of nothing but what was looked at, so that no other reader finds in it what we did not see."""
    numbers = range(1, len(workbook.sheets) + 1)
    listed = "".join(f'<sheet name="{one}" sheetId="{one}" r:id="s{one}"/>' for one in numbers)
    told = "".join(_relation(f"s{one}", "worksheet", f"worksheets/sheet{one}.xml") for one in numbers)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("_rels/.rels", _relations(_relation("book", "officeDocument", "xl/workbook.xml")))
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><workbookPr date1904="{int(workbook.from_1904)}"/>'
            f"<sheets>{listed}</sheets></workbook>",
        )
        archive.writestr("xl/_rels/workbook.xml.rels", _relations(told))
        for name, part in (("xl/sharedStrings.xml", STRINGS), ("xl/styles.xml", STYLES)):
            if part in parts:
                archive.writestr(name, parts[part])
        for number, sheet in zip(numbers, workbook.sheets, strict=True):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", sheet.xml)
    return made.getvalue()


def _relation(name: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{name}" Type="{_OFFICE}/{kind}" Target="{target}"/>'


def _relations(told: str) -> str:
    return f'<Relationships xmlns="{_PACKAGE}">{told}</Relationships>'


def _rows(sheet: CalamineSheet, marks: Mapping[Place, str]) -> Iterator[Row]:
    """What calamine reads, which begins at the first column that holds a value; and over it what it does not tell."""
    left = sheet.start[1] if sheet.start else 0
    marked: dict[int, dict[int, str]] = {}
    for (row, column), text in marks.items():
        marked.setdefault(row, {})[column] = text
    values = dict(enumerate(sheet.iter_rows())) if sheet.start else {}
    for row in sorted(values.keys() | marked.keys()):
        cells = [*[""] * left, *map(_text, values.get(row, ()))]
        over = marked.get(row, {})
        cells += [""] * (max(over, default=-1) + 1 - len(cells))
        made = Row(row + 1, tuple(over.get(column, cell) for column, cell in enumerate(cells)))
        if made.filled:
            yield made


def _text(value: _Value) -> str:
    """As it would stand in CSV; a day as 2026-12-23."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        return _whole(int(value))
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    return str(value)


def _whole(number: int) -> str:
    """Ten digits that end in five zeros are what is left of 7.7009E+09, so they are told like that, as no number."""
    if number >= _LONG and number % _ROUNDED == 0:
        return f"{number:.4E}"
    return str(number)


def _the_list(sheets: Iterable[tuple[str, list[Row]]], headers: Headers) -> list[Row]:
    """Of the one sheet that is a list of releases; hidden ones count too. Another with notes or codes does no harm."""
    filled = [(name, rows) for name, rows in sheets if rows]
    lists = [(name, rows) for name, rows in filled if _has_prison_numbers(rows, headers)]
    if len(lists) > 1:
        message = f"has more than one sheet with prison numbers: {', '.join(name for name, _ in lists)}"
        raise refused(message)
    if not lists and len(filled) > 1:
        message = "has no sheet with a column prison_number"
        raise refused(message)
    return next((rows for _, rows in (*lists, *filled)), [])


def _has_prison_numbers(rows: list[Row], headers: Headers) -> bool:
    return any(headers.column_of(cell) is Column.PRISON_NUMBER for row in rows[:MOST_TITLE_ROWS] for cell in row.cells)
