import pickle
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from service.domain.number import NotTextable, Number, read_number

AN_EXAMPLE = "+447700900101"

anything = st.text(st.characters())  # lone surrogates and NUL too
almost_numbers = st.text("0123456789 +()-./,;e\u00a0\u2013\uff17", max_size=24)
dialled = st.from_regex(r"(\+|00|0|44|\+44|\+440|\+4400|7)?[0-9]{5,15}", fullmatch=True)
written = st.one_of(anything, almost_numbers, dialled)
for_practice = st.from_regex(r"\+447700900[0-9]{3}", fullmatch=True)


@pytest.mark.parametrize(
    "text",
    [
        "07700 900101",
        "07700900101",
        "  07700 900101 ",
        "7700900101",  # a spreadsheet took the zero
        "447700900101",
        "44 07700 900101",
        "+44 7700 900101",
        "+447700900101",
        "0044 7700 900101",
        "0044 (0)7700 900101",
        "+44 (0)7700 900101",
        "(+44)(0)7700 900101",
        "+44 0 7700 900101",
        "(07700) 900 101",
        "(07700 900101)",
        "07700-900-101",
        "07700.900.101",
        "07700\u00a0900\u202f101",
        "07700\u2011900\u2013101",
        "\uff10\uff17\uff17\uff10\uff10\u3000\uff19\uff10\uff10\uff11\uff10\uff11",
        "\uff0b\uff14\uff147700900101",
        "\u202a+44 7700 900101\u202c",
        "\ufeff07700\u200b900101",
    ],
)
def test_a_mobile_is_read_however_people_write_it(text: str) -> None:
    assert read_number(text, practice=True) == Number.trusted(AN_EXAMPLE)


@pytest.mark.parametrize(
    ("text", "e164"),
    [
        ("07400 123456", "+447400123456"),
        ("07911 012345", "+447911012345"),
        ("07797 712345", "+447797712345"),  # Jersey
        ("07781 123456", "+447781123456"),  # Guernsey
        ("07911 123456", "+447911123456"),  # Guernsey
        ("07624 123456", "+447624123456"),  # Isle of Man, among the pagers
    ],
)
@pytest.mark.parametrize("practice", [True, False])
def test_mobiles_of_the_uk_and_its_islands_are_textable(text: str, e164: str, practice: bool) -> None:
    assert read_number(text, practice=practice) == Number.trusted(e164)


@pytest.mark.parametrize("text", ["07700 900000", "07700 900999"])
def test_a_number_for_fiction_is_textable_in_practice_only(text: str) -> None:
    e164 = "+44" + text[1:].replace(" ", "")
    assert read_number(text, practice=True) == Number.trusted(e164)
    assert read_number(text, practice=False) == NotTextable(
        "a number kept for practice and fiction: it reaches nobody", e164
    )


@pytest.mark.parametrize("text", ["07700 901000", "07700 909000", "07700 234567"])
def test_only_the_thousand_numbers_for_fiction_are_taken_for_practice(text: str) -> None:
    assert read_number(text, practice=True) == NotTextable(
        "a mobile number that no network uses", "+44" + text[1:].replace(" ", "")
    )


@pytest.mark.parametrize(
    ("text", "e164", "reason"),
    [
        ("0141 496 0101", "+441414960101", "a landline, where a text may be read aloud to anyone"),
        ("020 7946 0101", "+442079460101", "a landline, where a text may be read aloud to anyone"),
        ("1414960101", "+441414960101", "a landline, where a text may be read aloud to anyone"),
        ("01534 123456", "+441534123456", "a landline, where a text may be read aloud to anyone"),
        ("0306 999 0101", "+443069990101", "an organisation's number, not a mobile"),
        ("056 1234 5678", "+445612345678", "a company or internet line, not a mobile"),
        ("0808 157 0101", "+448081570101", "a freephone or special-rate number"),
        ("0800 22 44 88", "+44800224488", "a freephone or special-rate number"),
        ("0845 123 4567", "+448451234567", "a freephone or special-rate number"),
        ("0909 879 0101", "+449098790101", "a premium-rate number"),
        ("070 1234 5678", "+447012345678", "a personal number, which forwards calls, not a mobile"),
        ("07600 123456", "+447600123456", "a pager"),
        ("076 1234 5678", "+447612345678", "a pager"),
        ("+1 202 555 0143", "+12025550143", "not a UK number: only UK mobiles are texted"),
        ("+353 85 012 3456", "+353850123456", "not a UK number: only UK mobiles are texted"),
        ("0048 512 345 678", "+48512345678", "not a UK number: only UK mobiles are texted"),
        ("+1 123 555 0143", None, "not a UK number: only UK mobiles are texted"),
        ("+7700900101", None, "not a UK number: only UK mobiles are texted"),
        ("+999 123 456 789", None, "begins with a country code that no country has"),
        ("+07700 900101", None, "begins with a country code that no country has"),
        ("06123 456789", None, "the UK has no numbers that begin like this"),
        ("+44 00 770090010", None, "the UK has no numbers that begin like this"),
        ("85258", None, "a short code, not a person's phone"),
        ("118 118", None, "a short code, not a person's phone"),
        ("111", None, "too short for a phone number"),
        ("+85258", None, "too short for a phone number"),
        ("07700 90010", None, "too short for a phone number"),
        ("+44 7700 90010", None, "too short for a phone number"),
        ("4477009001", None, "the UK has no numbers that begin like this"),
        ("07700 9001011", None, "too long for a phone number"),
        ("0447700900101", None, "too long for a phone number"),
        ("+44 44 7700 900101", None, "too long for a phone number"),
        ("07700 900101" + " " * 100, None, "too long for a phone number"),
    ],
)
def test_a_number_that_is_no_uk_mobile_is_refused_for_what_it_is(text: str, e164: str | None, reason: str) -> None:
    assert read_number(text, practice=True) == NotTextable(reason, e164)


@pytest.mark.parametrize(
    ("reason", "texts"),
    [
        ("there is no number", ["", "   ", "\u00a0", "-", "()", "?", "+", "\u200b"]),
        (
            "holds control characters, such as a tab or a new line",
            ["\x00", "07700\x00900101", "07700900101\n", "\t07700900101", "07700 900101\u2028", "07700\x85900101"],
        ),
        (
            "a spreadsheet has changed it: format the column as text and type it again",
            ["7.7E+09", "7.7009E+09", "7,7009E+09", "7.7e9", "7.7009 E+09", "4.477E+11", "7700900101.0", "770090010.0"],
        ),
        (
            "looks like more than one number: a person must choose",
            [
                "07700 900114 / 07700 900115",
                "07700900114/900115",
                "07700 900114 or 07700 900115",
                "07700 900114 and 07700 900115",
                "07700 900114, 07700 900115",
                "07700 900114;07700 900115",
                "07700 900114 07700 900115",
                "+447700900114+447700900115",
                "07700 900114 (mum) 07700 900115 dad",
            ],
        ),
        ("holds a note in brackets: a person must look", ["07700 900101 (mum)", "07700 90010 (1)"]),
        (
            "holds letters or words: a person must look",
            ["mum 07700 900101", "O7700 900101", "tel:+447700900101", "07700 900101 ext 2", "n/a", "нет", "#NAME?"],
        ),
        (
            "holds signs that do not belong in a phone number",
            [
                "07700 900101,",
                "'07700900101",
                "=07700900101",
                "44+7700900101",
                "0770_0900101",
                "#07700 900101",
                "++447700900101",
            ],
        ),
    ],
)
def test_a_text_that_only_a_person_can_read_is_refused(reason: str, texts: list[str]) -> None:
    for text in texts:
        assert read_number(text, practice=True) == NotTextable(reason, None), ascii(text)


def test_digits_of_other_scripts_are_left_to_a_person() -> None:
    assert read_number(
        "\u0660\u0667\u0667\u0660\u0660\u0669\u0660\u0660\u0661\u0660\u0661", practice=True
    ) == NotTextable("holds signs that do not belong in a phone number", None)


@given(written, st.booleans())
@example("7" * 10_000, True)
@example("\ud800", True)
def test_every_text_gets_an_answer_whose_reason_holds_no_digit(text: str, practice: bool) -> None:
    read = read_number(text, practice=practice)
    if isinstance(read, NotTextable):
        assert read.reason
        assert not re.search(r"\d", read.reason)


@given(written, st.booleans())
def test_what_was_read_reads_the_same_again(text: str, practice: bool) -> None:
    read = read_number(text, practice=practice)
    if read.e164:
        assert read_number(read.e164, practice=practice) == read


@given(for_practice)
def test_a_practice_number_is_never_textable_where_texts_are_real(e164: str) -> None:
    assert isinstance(read_number(e164, practice=True), Number)
    assert isinstance(read_number(e164, practice=False), NotTextable)


def test_a_number_shows_its_last_three_digits() -> None:
    number = Number.trusted(AN_EXAMPLE)
    assert number.masked == "*********101"
    assert str(number) == f"{number}" == "*********101"
    assert repr(number) == "Number(*********101)"


@given(st.from_regex(r"\+[1-9][0-9]{6,14}", fullmatch=True))
def test_no_way_of_printing_a_number_gives_more_than_its_last_three_digits(e164: str) -> None:
    number = Number.trusted(e164)
    for shown in (repr(number), str(number), f"{number}"):
        assert "".join(re.findall(r"\d", shown)) == e164[-3:]


@given(written)
def test_a_refusal_prints_no_digit(text: str) -> None:
    read = read_number(text, practice=False)
    if isinstance(read, NotTextable):
        assert not re.search(r"\d", repr(read) + str(read))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "07700900101",
        "447700900101",
        "+44 7700900101",
        "+0447700900101",
        "+447700",
        "+447700900101\n",
        "+4477009001010000",
        "+44770090010\u0661",
        "anonymous",
        "85258",
    ],
)
def test_a_number_of_another_shape_is_not_trusted_and_not_told(text: str) -> None:
    with pytest.raises(ValueError, match=r"\Anot a phone number in E\.164\Z"):
        Number.trusted(text)


@pytest.mark.parametrize("e164", ["+1234567", "+123456789012345", AN_EXAMPLE])
def test_a_number_of_the_right_shape_is_trusted_as_it_is(e164: str) -> None:
    assert Number.trusted(e164).e164 == e164


def test_equal_numbers_are_one_key() -> None:
    assert {Number.trusted(AN_EXAMPLE), Number.trusted(AN_EXAMPLE)} == {read_number("07700 900101", practice=True)}


def test_a_number_that_went_through_a_pickle_is_the_same() -> None:
    assert pickle.loads(pickle.dumps(Number.trusted(AN_EXAMPLE))) == Number.trusted(AN_EXAMPLE)  # noqa: S301
