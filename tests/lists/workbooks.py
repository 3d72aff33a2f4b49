"""Excel workbooks, written by hand: what Excel writes, and what only somebody who means harm does."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from xml.sax.saxutils import escape, quoteattr

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_LONG_AGO = (2026, 11, 1, 9, 0, 0)  # the same bytes every time

DATE_STYLE = 1  # built-in format 14, a short date
HEADER = ("prison_number", "first_name", "mobile", "liberation_date", "home_board", "language", "groups")


class Xml(str):
    """A cell as it stands in the sheet: f'<c r="{place}">…</c>'."""


Value = str | int | float | date | Xml | None
Sheets = Mapping[str, Sequence[Sequence[Value]]]


def formula(words: str, shown: str) -> Xml:
    """A formula, and what Excel made of it when it saved the file."""
    return Xml(f'<c r="{{place}}" t="str"><f>{escape(words)}</f><v>{escape(shown)}</v></c>')


def error(shown: str) -> Xml:
    return Xml(f'<c r="{{place}}" t="e"><v>{shown}</v></c>')


def workbook(sheets: Sheets, *, extra: Mapping[str, bytes] | None = None, from_1904: bool = False) -> bytes:
    """A workbook whose texts are shared, as Excel has them."""
    shared: dict[str, int] = {}
    xml = [sheet_xml(rows, shared) for rows in sheets.values()]
    strings = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in shared)
    return package(
        list(sheets),
        {
            "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}">{strings}</sst>'.encode(),
            **{f"xl/worksheets/sheet{number}.xml": one for number, one in enumerate(xml, 1)},
            **(extra or {}),
        },
        from_1904=from_1904,
    )


def sheet_xml(rows: Sequence[Sequence[Value]], shared: dict[str, int]) -> bytes:
    found = []
    for number, row in enumerate(rows, 1):
        cells = [_cell(value, f"{letters(column)}{number}", shared) for column, value in enumerate(row)]
        found.append(f'<row r="{number}">{"".join(cells)}</row>')
    return sheet("".join(found))


def sheet(data: str) -> bytes:
    """A sheet with these rows, as XML."""
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{data}</sheetData></worksheet>'.encode()


def package(names: Sequence[str], parts: Mapping[str, bytes], *, from_1904: bool = False) -> bytes:
    """The archive round the sheets sheet1.xml, sheet2.xml, … that have these names."""
    numbers = range(1, len(names) + 1)
    listed = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"/>'
        for number, name in zip(numbers, names, strict=True)
    )
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in numbers
    )
    main: dict[str, bytes] = {
        "[Content_Types].xml": (
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET}"/></Types>'
        ).encode(),
        "_rels/.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ).encode(),
        "xl/workbook.xml": (
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><workbookPr date1904="{int(from_1904)}"/>'
            f"<sheets>{listed}</sheets></workbook>"
        ).encode(),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>'
        ).encode(),
        "xl/styles.xml": (
            f'<styleSheet xmlns="{_MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
        ).encode(),
    }
    return archive({**main, **parts})


def archive(parts: Mapping[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression) as opened:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, _LONG_AGO)
            info.compress_type = compression
            opened.writestr(info, content)
    return made.getvalue()


def letters(column: int) -> str:
    """The name of a column, counted from 0: A, B, … Z, AA."""
    head, tail = divmod(column, 26)
    return (letters(head - 1) if head else "") + chr(ord("A") + tail)


def _cell(value: Value, place: str, shared: dict[str, int]) -> str:
    if value is None:
        return f'<c r="{place}" s="{DATE_STYLE}"/>'  # empty, kept for its format
    if isinstance(value, Xml):
        return value.format(place=place)
    if isinstance(value, str):
        return f'<c r="{place}" t="s"><v>{shared.setdefault(value, len(shared))}</v></c>'
    if isinstance(value, date):
        return f'<c r="{place}" s="{DATE_STYLE}"><v>{(value - date(1899, 12, 30)).days}</v></c>'
    return f'<c r="{place}"><v>{value}</v></c>'
