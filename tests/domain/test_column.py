import pytest

from service.domain.column import OWN_HEADERS, Column, header_key


@pytest.mark.parametrize("column", Column)
def test_every_column_is_known_by_its_own_name(column: Column) -> None:
    for written in (column, column.upper(), column.replace("_", " "), column.replace("_", "").title(), f" {column}. "):
        assert OWN_HEADERS[header_key(written)] is column


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Prison No.", Column.PRISON_NUMBER),
        ("Prisoner Nr", Column.PRISON_NUMBER),
        ("PrisonNumber", Column.PRISON_NUMBER),
        ("Number, prison", Column.PRISON_NUMBER),
        ("Forename", Column.FIRST_NAME),
        ("Mobile No", Column.MOBILE),
        ("Mobile phone number", Column.MOBILE),
        ("Date of Liberation", Column.LIBERATION_DATE),
        ("Health  Board", Column.HOME_BOARD),
        ("Group(s)", Column.GROUPS),
        ("LOCAL AUTHORITY", Column.COUNCIL_AREA),
        ("Safe to text?", Column.SAFE_TO_TEXT),
        ("\uff30rison number", Column.PRISON_NUMBER),
    ],
)
def test_a_header_is_known_however_it_is_typed(header: str, column: Column) -> None:
    assert OWN_HEADERS[header_key(header)] is column


@pytest.mark.parametrize(
    "header", ["", "?", "PR No", "EDL", "Number", "Prison", "Name", "Surname", "Release type", "48213"]
)
def test_what_could_mean_anything_is_no_column(header: str) -> None:
    assert header_key(header) not in OWN_HEADERS
