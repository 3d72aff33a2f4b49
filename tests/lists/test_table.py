import pytest

from service.lists.limits import MOST_BYTES, MOST_COLUMNS, MOST_ROWS
from tests.builders import EDINBURGH, GLASGOW_STAFF
from tests.lists.lists import (
    SAM,
    faults,
    listed,
    message,
    occasion,
    read,
    refusal,
    sam,
    with_columns,
)

HEADER, ROW = listed(SAM).splitlines()


@pytest.mark.parametrize(
    "header",
    [
        "prison_number,first_name,mobile,liberation_date,home_board",
        "PRISON NUMBER,FIRST NAME,MOBILE,LIBERATION DATE,HOME BOARD",
        "Prison No.,Forename,Mobile No,Date of Liberation,Home Board",
        "PrisonNumber,FirstName,MobileNumber,LiberationDate,HomeBoard",
        "Number (prison),Name (first),Mobile phone,Liberation-Date,Health Board",
        ' Prisoner  number ,"First\nname",mobile phone number,Liberation: Date,Board',
    ],
)
def test_a_header_is_known_in_any_case_spacing_punctuation_and_order_of_words(header: str) -> None:
    rows = read(f"{header}\n{ROW}\n").rows
    assert [row.event.contact for row in rows] == [row.event.contact for row in read(listed(SAM)).rows]


def test_the_columns_may_stand_in_any_order() -> None:
    turned = dict(reversed(SAM.items()))
    assert read(listed(turned)).rows == read(listed(SAM)).rows


def test_a_prisons_own_headers_are_known_in_its_own_files_alone() -> None:
    theirs = f"PR No,Forename,Mobile,EDL,Home Board\n{ROW}\n"
    assert len(read(theirs).rows) == 1
    named = with_columns(Nummer="prison_number", Tag="liberation_date")
    german = f"nummer,Forename,Mobile,TAG,Home Board\n{ROW}\n"
    assert len(read(german, when=occasion(config=named)).rows) == 1
    for other in (EDINBURGH, GLASGOW_STAFF):
        assert {fault.field for fault in refusal(german, when=occasion(other, config=named))} == {
            "prison_number",
            "liberation_date",
        }


def test_two_columns_of_one_meaning_are_refused_by_their_names() -> None:
    told = [str(fault) for fault in refusal("EDL,PR No,Lib Date,Prison no\n23/12/2026,1,30/12/2026,1\n")]
    assert len(told) == 2
    assert "EDL and Lib Date" in told[0]
    assert "PR No and Prison no" in told[1]


def test_missing_columns_are_named_all_at_once() -> None:
    assert [fault.field for fault in refusal("mobile,first_name\n07700 900101,Sam\n")] == [
        "prison_number",
        "liberation_date",
        "home_board",
    ]


def test_a_council_column_does_for_the_board() -> None:
    assert len(read("prison_number,liberation_date,council\n1,2026-12-23,Moray\n").rows) == 1


def test_stops_need_no_dates_and_releases_no_board() -> None:
    assert len(read("prison_number,status\n1,returned\n2,died\n3,cancelled\n").rows) == 3
    assert len(read("prison_number,status,liberation_date\n1,released,2026-11-29\n").rows) == 1
    assert [fault.field for fault in refusal("prison_number,status\n1,returned\n2,planned\n")] == [
        "liberation_date",
        "home_board",
    ]
    assert [fault.field for fault in refusal("prison_number,status\n")] == ["liberation_date", "home_board"]


def test_a_list_of_nobody_is_a_list() -> None:
    listing = read(HEADER)
    assert (listing.rows, listing.refused, listing.dropped_columns) == ((), (), ())


@pytest.mark.parametrize("file", ["", "\n\n", " , ,\n", "48213,Sam\n", "Surname,Offence\nx,y\n"])
def test_a_file_without_a_header_says_which_columns_it_needs(file: str) -> None:
    told = message(file)
    assert "prison_number" in told
    assert "Sam" not in told


def test_titles_above_and_a_total_below_are_passed_over_and_lines_are_the_editors() -> None:
    file = f'HMP Barlinnie\n"Week of\n21 December"\n\n{HEADER}\n{ROW}\n\n"Total",1\n'
    listing = read(file)
    assert [row.line for row in listing.rows] == [6]
    assert listing.refused == ()


def test_the_line_of_a_row_is_that_on_which_it_begins() -> None:
    file = listed(sam(home_board="NHS Greater Glasgow\nand Clyde"), sam(prison_number="2", mobile="x"))
    listing = read(file)
    assert [row.line for row in listing.rows] == [2]
    assert list(faults(listing)) == [4]


@pytest.mark.parametrize(
    "total", ["Total", "TOTAL: 1", "Totals,1", "Grand total,,1", "Sub-total,1", ",,total,=SUM(A1)"]
)
def test_a_total_is_known_however_it_is_written(total: str) -> None:
    listing = read(f"{HEADER}\n{total}\n{ROW}\n{total}\n")
    assert len(listing.rows) == 1
    assert listing.refused == ()


@pytest.mark.parametrize("row", ["Total,Sam,07700 900101,2026-12-23,Fife", "Totally,1", "1,Total,,,"])
def test_a_row_that_only_begins_like_a_total_is_not_lost(row: str) -> None:
    listing = read(f"{HEADER}\n{row}\n")
    assert len(listing.rows) + len(listing.refused) == 1


def test_the_header_on_every_printed_page_is_passed_over() -> None:
    assert len(read(f"{HEADER}\n{ROW}\n{HEADER}\n{ROW.replace('48213', '2')}\n").rows) == 2


def test_columns_nobody_asked_for_are_named_and_nothing_of_them_is_kept() -> None:
    secret = "Breach of the peace"
    listing = read(listed(sam(Offence=secret, Hall=secret, **{"Date of birth": "1990-02-01", "": "note"})))
    assert listing.dropped_columns == ("Offence", "Hall", "Date of birth", "column 9")
    [row] = listing.rows
    assert secret not in row.event.document
    assert "1990" not in row.event.document
    assert "note" not in row.event.document
    assert read(listed(sam(Offence="another"))).rows[0].event.id == row.event.id


def test_a_long_text_in_a_dropped_column_does_no_harm() -> None:
    assert len(read(listed(sam(Notes="x" * 100_000))).rows) == 1


def test_a_header_that_is_told_is_cut_and_can_be_printed() -> None:
    [told] = read(listed(sam(**{"Offence\x07" + "x" * 100: "1"}))).dropped_columns
    assert told.isprintable()
    assert len(told) == 60


def test_an_empty_column_without_a_header_is_not_told() -> None:
    assert read(listed(sam(**{"": ""}))).dropped_columns == ()


def test_a_separator_too_many_refuses_the_row() -> None:
    [row] = read(f"{HEADER}\n1,Sam, Jr,07700 900101,2026-12-23,Fife\n").refused
    assert row.faults[0].field == "row"


def test_a_row_may_end_early_or_with_empty_cells() -> None:
    assert len(read(f"{HEADER}\n{ROW},,,\n2,Ann,,2026-12-23,Fife\n").rows) == 2


def test_excels_own_first_line_tells_the_separator() -> None:
    file = HEADER.replace(",", ";") + "\n" + ROW.replace(",", ";") + "\n"
    for hint in ("sep=;\n", '"sep=;"\r\n', "SEP=;\n"):
        [row] = read(hint + file).rows
        assert row.line == 3


def test_the_separator_is_that_which_finds_the_header_whatever_stands_in_the_cells() -> None:
    file = "prison_number;liberation_date;home_board;groups;worker\n1;2026-12-23;Fife;;Kim, 0141 496 0123\n"
    [row] = read(file).rows
    assert row.event.contact is not None
    assert row.event.contact.worker is not None


def test_a_quotation_mark_that_is_not_closed_is_told_by_its_line() -> None:
    for broken in ('2,"Sam,07700 900102', '2,"Sam"x,07700 900102', '2,"' + "x\n" * 10_000):
        [fault] = refusal(f"{HEADER}\n{ROW}\n{broken}\n")
        assert fault.field == "line 3"


def test_a_quotation_mark_inside_a_word_is_a_letter() -> None:
    assert len(read(f'{HEADER}\n1,Sam "Sparky" Jr,07700 900101,2026-12-23,Fife\n').rows) == 1


def test_the_limits_are_told_by_name() -> None:
    assert message(b"," * (MOST_BYTES + 1)) == "is larger than 1 MB"
    assert "10,000 rows" in message(HEADER + "\n1" * MOST_ROWS + "\n")
    assert "100 columns" in message(HEADER + ",x" * MOST_COLUMNS + "\n")
    assert "100 columns" in message(b"," * 10_000)


def test_as_many_rows_and_columns_as_are_allowed_are_read() -> None:
    wide = HEADER + ",x" * (MOST_COLUMNS - 5)
    assert len(read(wide + "\n,,1" * (MOST_ROWS - 1) + "\n").refused) == MOST_ROWS - 1


def test_excel_under_another_name_is_told() -> None:
    for raw in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        assert "Excel" in message(raw)
