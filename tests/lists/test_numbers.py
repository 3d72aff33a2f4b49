from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.number import Number
from service.lists.numbers import read_mobile
from service.lists.refusal import WrongError
from tests.lists.lists import contact, fault, occasion

SAMS = Number.trusted("+447700900101")


def mobile(text: str) -> tuple[Number, bool]:
    found = read_mobile(text, practice=True)
    return found.number, found.with_note


@pytest.mark.parametrize(
    "text",
    [
        "07700 900101",
        "+44 7700 900101",
        "(07700) 900 101",
        "447700900101",
        "7700900101",
        "7700900101.0",
        "07700900101.00",
        "447700900101.0",
        "'07700900101",
    ],
)
def test_a_mobile_is_read_also_after_a_spreadsheet_took_its_zero(text: str) -> None:
    assert mobile(text) == (SAMS, False)


@pytest.mark.parametrize(
    "text",
    [
        "07700 900101 (mum)",
        "(mum) 07700 900101",
        "mum 07700 900101",
        "07700 900101 - mum's",
        "mum\u2019s: 07700 900101",
        "07700 900101\nask for Jo",
        "Mob. 07700 900101",
    ],
)
def test_words_beside_a_number_hold_it_back(text: str) -> None:
    assert mobile(text) == (SAMS, True)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("07700 900114 / 07700 900115", "more than one"),
        ("07700 900114 or 07700 900115", "more than one"),
        ("07700 900114 (mum) 07700 900115 (dad)", "more than one"),
        ("07700 900114\n07700 900115", "more than one"),
        ("07700900114 07700900115", "more than one"),
        ("7.7009E+09", "spreadsheet"),
        ("7.7009001e9", "spreadsheet"),
        ("77009001.0", "spreadsheet"),
        ("770090010.1", "spreadsheet"),
        ("0141 496 0000", "landline"),
        ("0141 496 0000 (mum)", "landline"),
        ("ask at the desk", "letters"),
        ("(none)", ""),
        ("07700 900101 (1)", "note"),
        ("07700 900101,", "signs"),
        ("07700 90010", "short"),
        ("07700 90010 (mum)", "short"),
        ("1" * 400, "long"),
    ],
)
def test_what_is_not_one_mobile_refuses_the_row_with_the_reason(text: str, reason: str) -> None:
    told = fault(mobile=text)["mobile"]
    assert reason in told
    assert "900" not in told


@given(st.text(max_size=60) | st.from_regex(r"[0-9 ()+.E]{0,14}[a-z' ]{0,8}[0-9 ]{0,12}", fullmatch=True))
def test_no_text_is_more_than_a_fault(text: str) -> None:
    with suppress(WrongError):
        assert read_mobile(text, practice=True).number.e164.startswith("+447")


def test_numbers_for_fiction_are_for_practice_alone() -> None:
    assert "practice" in fault(occasion(practice=False), mobile="07700 900101")["mobile"]
    assert "practice" in fault(occasion(practice=False), mobile="07700 900101 (mum)")["mobile"]


def test_a_row_may_have_no_number() -> None:
    assert contact(mobile="").number is None
