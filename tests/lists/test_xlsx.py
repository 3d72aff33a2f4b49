import secrets
import zipfile
from datetime import date

import pytest

from service.domain.errors import Fault
from service.domain.listing import Listing
from service.lists.limits import (
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_FILLED_CELLS,
    MOST_INFLATED,
    MOST_PARTS,
    MOST_ROWS,
    MOST_SHEETS,
    MOST_TEXT,
)
from service.lists.reader import FileKind
from tests.lists.lists import faults, listed, read, refusal, sam
from tests.lists.lists import message as told
from tests.lists.workbooks import HEADER, Value, Xml, archive, error, formula, letters, package, sheet, workbook

ROW: list[Value] = ["48213", "Sam", "07700 900101", date(2026, 12, 23), "S08000031", "en", "woman"]
DAY = date(2026, 12, 23)


def opened(raw: bytes) -> Listing:
    return read(raw, FileKind.XLSX)


def message(raw: bytes) -> str:
    return told(raw, FileKind.XLSX)


def one_sheet(data: str, **parts: bytes) -> bytes:
    return package(["Sheet1"], {"xl/worksheets/sheet1.xml": sheet(data), **parts})


def texts(*cells: str) -> str:
    """A row of inline texts, whose places are not told."""
    return "<row>" + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells) + "</row>"


def test_a_workbook_and_a_csv_of_the_same_rows_are_the_same_list() -> None:
    text = listed(sam(groups="", language="en"))
    cells = [row.split(",") for row in text.splitlines()]
    by_line = {row.line: row.event.contact for row in read(text).rows}
    assert {row.line: row.event.contact for row in opened(workbook({"Sheet1": cells})).rows} == by_line


def test_days_and_numbers_are_read_as_excel_keeps_them() -> None:
    [row] = opened(workbook({"Sheet1": [HEADER, [48213.0, "Sam", 7700900101.0, DAY, "Fife"]]})).rows
    assert row.event.prison_number == "48213"
    assert row.event.liberation_date == DAY
    assert row.event.contact is not None
    assert row.event.contact.number is not None
    assert row.event.contact.number.e164 == "+447700900101"


@pytest.mark.parametrize("day", [DAY, 46379, 46379.4, "46379.0", "23/12/2026", "2026-12-23"])
def test_a_day_may_be_a_date_a_serial_or_text(day: Value) -> None:
    [row] = opened(workbook({"Sheet1": [HEADER, ["1", "", None, day, "Fife"]]})).rows
    assert row.day == DAY


def test_a_day_with_a_time_is_that_day() -> None:
    with_time = Xml('<c r="{place}" s="1"><v>46379.4</v></c>')
    [row] = opened(workbook({"Sheet1": [HEADER, ["1", "", None, with_time, "Fife"]]})).rows
    assert row.day == DAY


def test_days_counted_from_1904_are_read_as_such() -> None:
    serial = Xml(f'<c r="{{place}}" s="1"><v>{(DAY - date(1904, 1, 1)).days}</v></c>')
    [row] = opened(workbook({"Sheet1": [HEADER, ["1", "", None, serial, "Fife"]]}, from_1904=True)).rows
    assert row.day == DAY


def test_a_number_that_was_rounded_before_excel_saw_it_is_not_believed() -> None:
    listing = opened(workbook({"Sheet1": [HEADER, ["1", "", 7700900000, DAY, "Fife"], ["2", "", 7.7e20, DAY, "Fife"]]}))
    assert {line: set(told) for line, told in faults(listing).items()} == {2: {"mobile"}, 3: {"mobile"}}
    assert "spreadsheet" in faults(listing)[2]["mobile"]


def test_true_and_false_are_words() -> None:
    true = Xml('<c r="{place}" t="b"><v>1</v></c>')
    assert "must be one of" in faults(opened(workbook({"S": [HEADER, [*ROW[:5], true]]})))[2]["language"]


def test_a_formula_is_a_formula_whatever_excel_made_of_it() -> None:
    shown = formula('HYPERLINK("http://x")', "Sam")
    unsaved = Xml('<c r="{place}"><f>TODAY()</f></c>')
    shared = Xml('<c r="{place}"><f t="shared" si="0"/><v>46379</v></c>')
    listing = opened(
        workbook(
            {
                "S": [
                    HEADER,
                    ["1", shown, "", unsaved, "Fife"],
                    ["2", "", "", shared, "Fife"],
                    ["3", "", "", DAY, "Fife"],
                ]
            }
        )
    )
    assert {line: set(told) for line, told in faults(listing).items()} == {
        2: {"first_name", "liberation_date"},
        3: {"liberation_date"},
    }
    assert [row.line for row in listing.rows] == [4]


def test_a_formula_in_a_column_nobody_asked_for_does_no_harm() -> None:
    assert len(opened(workbook({"S": [[*HEADER, "Age"], [*ROW, formula("1+1", "2")]]})).rows) == 1


def test_an_error_of_excel_is_not_taken_for_an_empty_cell() -> None:
    told = faults(opened(workbook({"S": [HEADER, ["1", "", error("#N/A"), DAY, error("#REF!")]]})))
    assert set(told[2]) == {"mobile", "home_board"}


def test_a_list_may_begin_anywhere_and_lines_are_excels() -> None:
    rows: list[list[Value]] = [[], [], [None, None, "Releases"], [None, None, *HEADER], [], [None, None, *ROW]]
    [row] = opened(workbook({"S": rows})).rows
    assert row.line == 6


def test_a_formula_is_told_of_its_own_cell_wherever_the_list_begins() -> None:
    row: list[Value] = [None, None, "1", "", formula("A1", "07700 900101"), DAY, "Fife"]
    listing = opened(workbook({"S": [[None, None, *HEADER], row]}))
    assert list(faults(listing)[2]) == ["mobile"]


def test_cells_that_do_not_tell_their_place_stand_side_by_side() -> None:
    data = texts(*HEADER) + texts("1", "Sam", "07700 900101", "2026-12-23", "Fife")
    assert [row.line for row in opened(one_sheet(data)).rows] == [2]


def test_texts_in_runs_are_put_together() -> None:
    rich = Xml('<c r="{place}" t="inlineStr"><is><r><t>Sa</t></r><r><t>m</t></r></is></c>')
    [row] = opened(workbook({"S": [HEADER, ["1", rich, *ROW[2:]]]})).rows
    assert row.event.contact is not None
    assert row.event.contact.first_name == "Sam"


def test_white_space_between_shared_texts_is_none_of_them() -> None:
    shared = b"<sst>\n <si>\n <t>Sam</t></si>\n</sst>"
    data = texts(*HEADER) + '<row><c><v>1</v></c><c t="s"><v>0</v></c><c/><c><v>46379</v></c>' + texts("Fife")[5:]
    [row] = opened(one_sheet(data, **{"xl/sharedStrings.xml": shared})).rows
    assert row.event.contact is not None
    assert row.event.contact.first_name == "Sam"


def test_the_one_sheet_with_prison_numbers_is_the_list() -> None:
    codes = [["Health Board", "Council", "Status"], ["Fife", "Fife", "planned"]]
    assert len(opened(workbook({"Codes": codes, "": [], "List": [HEADER, ROW], "Notes": [["x"]]})).rows) == 1


def test_two_sheets_with_prison_numbers_are_refused_by_name_also_hidden_ones() -> None:
    assert "This, Last" in message(workbook({"This": [HEADER, ROW], "Last": [HEADER, ROW]}))


def test_sheets_without_prison_numbers_are_refused() -> None:
    assert "no sheet" in message(workbook({"A": [["x"]], "B": [["y"]]}))
    assert "names its columns" in message(workbook({"A": [["x"]], "B": []}))
    assert "names its columns" in message(workbook({"A": []}))


@pytest.mark.parametrize(
    "name", ["xl/vbaProject.bin", "XL\\VBAPROJECT.BIN", "xl/macrosheets/sheet1.xml", "/xl/vbaData.xml"]
)
def test_a_workbook_with_macros_is_refused(name: str) -> None:
    assert "macros" in message(workbook({"S": [HEADER, ROW]}, extra={name: b""}))


def test_a_workbook_that_says_it_has_macros_is_refused() -> None:
    kind = b'<Types><Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>'
    assert "macros" in message(workbook({"S": [HEADER, ROW]}, extra={"[Content_Types].xml": kind}))
    relations = (
        b'<Relationships><Relationship Id="rId1" Target="x.xml" '
        b'Type="http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet"/></Relationships>'
    )
    assert "macros" in message(workbook({"S": [HEADER, ROW]}, extra={"xl/_rels/workbook.xml.rels": relations}))


@pytest.mark.parametrize(
    "parts",
    [
        {"content.xml": b"<office/>", "mimetype": b"application/vnd.oasis.opendocument.spreadsheet"},
        {"[Content_Types].xml": b"<Types/>", "xl/workbook.bin": b"", "xl/_rels/workbook.bin.rels": b""},
        {"word/document.xml": b"<w/>"},
        {},
    ],
    ids=["ods", "xlsb", "docx", "nothing"],
)
def test_other_archives_are_no_workbooks(parts: dict[str, bytes]) -> None:
    assert "no Excel workbook" in message(archive(parts))


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_packing_that_excel_does_not_use_is_refused(compression: int) -> None:
    parts = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<w/>", "xl/_rels/workbook.xml.rels": b"<r/>"}
    assert "damaged" in message(archive(parts, compression=compression))


def test_an_encrypted_part_is_refused() -> None:
    raw = bytearray(workbook({"S": [HEADER, ROW]}))
    directory = raw.index(b"PK\x01\x02")
    raw[directory + 8] |= 1
    assert "password" in message(bytes(raw))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_of_one_name_are_refused() -> None:
    assert "damaged" in message(workbook({"S": [HEADER, ROW]}, extra={"XL/workbook.xml": b"<w/>"}))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("xl/workbook.xml", b"<workbook/>"),
        ("xl/workbook.xml", b"<workbook"),
        ("xl/worksheets/sheet1.xml", b""),
        ("xl/worksheets/sheet1.xml", b"<!DOCTYPE x [<!ENTITY a 'b'>]><worksheet>&a;</worksheet>"),
        ("xl/worksheets/sheet1.xml", b"<worksheet>\xff</worksheet>"),
        ("xl/worksheets/sheet1.xml", sheet('<row r="1"><c r="A1" t="s"><v>99</v></c></row>')),
        ("xl/worksheets/sheet1.xml", sheet('<row r="1"><c r="A1" t="s"><v>x</v></c></row>')),
        ("xl/worksheets/sheet1.xml", sheet('<row r="1"><c r="1A"><v>1</v></c></row>')),
        ("xl/worksheets/sheet1.xml", sheet('<row r="-1"><c><v>1</v></c></row>')),
        ("xl/worksheets/sheet1.xml", sheet('<row r="1"><c r="A1" t="zz"><v>1</v></c></row>')),
        ("xl/sharedStrings.xml", b"<sst><si>"),
        ("xl/styles.xml", b"<styleSheet"),
        ("xl/_rels/workbook.xml.rels", b"<Relationships/>"),
        (
            "xl/_rels/workbook.xml.rels",
            b'<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="../../etc/passwd"/></Relationships>',
        ),
    ],
)
def test_a_part_that_cannot_be_read_makes_the_workbook_damaged(name: str, content: bytes) -> None:
    assert "damaged" in message(workbook({"S": [HEADER, ROW]}, extra={name: content}))


def test_a_part_may_begin_with_a_byte_order_mark_and_name_its_encoding() -> None:
    for first in (b"\xef\xbb\xbf", b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'):
        data = sheet(texts(*HEADER) + texts("1", "Zo\u00eb", "07700 900101", "2026-12-23", "Fife"))
        [row] = opened(package(["S"], {"xl/worksheets/sheet1.xml": first + data})).rows
        assert row.event.contact is not None
        assert row.event.contact.first_name == "Zo\u00eb"


def test_a_workbook_cut_short_is_damaged() -> None:
    raw = workbook({"S": [HEADER, ROW]})
    for length in (0, 1, 4, 100, len(raw) // 2, len(raw) - 1):
        assert "damaged" in message(raw[:length])


def test_the_limits_are_told_by_name() -> None:
    rows: list[list[Value]] = [["1"]] * MOST_ROWS
    assert "10,000 rows" in message(workbook({"S": [HEADER, *rows]}))
    assert "10,000 rows" in message(one_sheet(f'<row r="{MOST_ROWS + 1}"><c><v>1</v></c></row>'))
    assert "100 columns" in message(workbook({"S": [[*HEADER, *["x"] * MOST_COLUMNS]]}))
    assert f"{MOST_SHEETS} sheets" in message(workbook({str(number): [] for number in range(MOST_SHEETS + 1)}))
    assert f"{MOST_PARTS} parts" in message(archive({str(number): b"" for number in range(MOST_PARTS + 1)}))


def test_as_many_rows_as_are_allowed_are_read() -> None:
    rows: list[list[Value]] = [["1"]] * (MOST_ROWS - 1)
    assert len(opened(workbook({"S": [HEADER, *rows]})).refused) == MOST_ROWS - 1


def test_empty_cells_beyond_the_limits_are_only_format() -> None:
    styled = f'<row r="1048576"><c r="{letters(16383)}1048576" s="1"/><c r="A1048576" s="1"><v/></c></row>'
    data = texts(*HEADER) + texts("1", "Sam", "07700 900101", "2026-12-23", "Fife") + styled
    assert len(opened(one_sheet(data)).rows) == 1


def test_too_many_cells_or_too_much_text_is_refused_before_it_is_unfolded() -> None:
    plain = f"<!-- {secrets.token_hex(100_000)} -->"  # so that it does not look like a bomb
    assert "filled cells" in message(one_sheet(plain + "<row>" + "<c/>" * (MOST_CELLS + 1) + "</row>"))
    filled = ("<row>" + "<c><v>1</v></c>" * 90 + "</row>") * (MOST_FILLED_CELLS // 90 + 1)
    assert "filled cells" in message(one_sheet(plain + filled))
    long = f"<sst><si><t>{'x' * 30_000}</t></si></sst>".encode()
    often = texts("1") + ("<row>" + '<c t="s"><v>0</v></c>' * 90 + "</row>") * (MOST_TEXT // 30_000 // 90 + 1)
    assert "characters" in message(one_sheet(often, **{"xl/sharedStrings.xml": long}))


def test_a_part_may_not_unpack_to_more_than_fits_though_nobody_reads_it() -> None:
    parts = {"xl/media/image1.png": bytes(MOST_INFLATED)}
    assert "unpacks to more" in message(workbook({"S": [HEADER, ROW]}, extra=parts))


def test_a_part_may_not_unpack_to_a_hundred_times_its_size() -> None:
    assert "unpacks to more" in message(workbook({"S": [HEADER, ROW]}, extra={"xl/media/image1.png": bytes(2_000_000)}))


def test_a_fault_of_the_file_as_a_whole_has_its_place() -> None:
    assert refusal(b"", FileKind.XLSX) == (Fault("file", "is damaged, or no Excel workbook (.xlsx)"),)
