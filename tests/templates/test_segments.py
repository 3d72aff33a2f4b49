import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.templates.segments import encoding, segments, septets

# What Twilio's own sms-segments-calculator 1.3.0 says.
VECTORS: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "contracts" / "twilio_segment_vectors.json").read_text("utf-8")
)

# Where a text is long and dull its vector gives only its length.
LONG_TEXTS = {
    "gsm_160": "a" * 160,
    "gsm_161": "a" * 161,
    "gsm_306": "a" * 306,
    "gsm_307": "a" * 307,
    "ucs2_134": "中" * 134,
    "ucs2_135": "中" * 135,
    "pound_is_gsm7": "£" * 160,
    "euro_split_boundary": "a" * 152 + "€" + "a" * 20,
    "gaelic_acute_e": "é" * 160,
}

EVERY_CHARACTER = [chr(point) for point in range(0x10000)]  # one that needs a surrogate pair is never GSM-7


@pytest.mark.parametrize("name", VECTORS)
def test_a_text_is_measured_as_twilio_measures_it(name: str) -> None:
    vector = VECTORS[name]
    text = vector["text"] if "text" in vector else LONG_TEXTS[name]
    assert len(text.encode("utf-16-le")) // 2 == vector["len"]  # JavaScript counts UTF-16 units
    assert encoding(text) == vector["encoding"]
    assert segments(text) == vector["segments"]
    # Twilio's count of characters is of septets where the text is GSM-7.
    assert septets(text) == (vector["chars"] if vector["encoding"] == "GSM-7" else None)
    assert [character for character in dict.fromkeys(text) if septets(character) is None] == vector["non_gsm"]


def test_there_are_22_vectors_and_none_is_left_out() -> None:
    assert len(VECTORS) == 22
    assert {name for name in VECTORS if "text" not in VECTORS[name]} == set(LONG_TEXTS)


def test_the_default_alphabet_has_127_characters_beside_the_escape() -> None:
    assert len([one for one in EVERY_CHARACTER if septets(one) == 1]) == 127


def test_an_escape_reaches_ten_characters() -> None:
    assert {one for one in EVERY_CHARACTER if septets(one) == 2} == set("\f^{}\\[~]|€")


def test_the_escape_itself_is_no_character() -> None:
    assert septets("\x1b") is None


@pytest.mark.parametrize(
    "letters", ["àèìòù", "ÉÇ", "£$¥", "@_ \n\r", "\u0394\u03a6\u0393\u039b\u03a9\u03a0\u03a8\u03a3\u0398\u039e"]
)
def test_these_keep_a_text_in_seven_bits(letters: str) -> None:
    assert encoding(letters) == "GSM-7"


@pytest.mark.parametrize(
    "letter", ["À", "È", "Ì", "Ò", "Ù", "á", "í", "ó", "ú", "ç", "ł", "’", "–", "…", "`", "\t", "\u00a0"]
)
def test_one_of_these_turns_a_text_to_16_bits(letter: str) -> None:
    assert encoding("Call us on " + letter) == "UCS-2"


def test_an_escape_pair_is_not_parted() -> None:
    assert segments("a" * 153 + "b" * 153) == 2
    assert segments("a" * 152 + "€" + "b" * 151) == 2
    assert segments("a" * 152 + "€" + "b" * 152) == 3


@pytest.mark.parametrize(("character", "fit"), [("\uffff", 70), ("\U00010000", 35), ("\U0010ffff", 35)])
def test_a_character_beyond_16_bits_takes_two_units(character: str, fit: int) -> None:
    assert (segments(character * fit), segments(character * (fit + 1))) == (1, 2)


def test_a_surrogate_pair_is_not_parted() -> None:
    assert segments("中" * 67 + "文" * 67) == 2
    assert segments("中" * 66 + "👍" + "文" * 65) == 2
    assert segments("中" * 66 + "👍" + "文" * 66) == 3


def test_a_whole_text_that_fits_alone_is_never_parted() -> None:
    assert segments("a" * 152 + "€" * 4) == 1
    assert segments("中" * 66 + "👍" * 2) == 1


def test_an_empty_text_is_still_one_text() -> None:
    assert (encoding(""), septets(""), segments("")) == ("GSM-7", 0, 1)


@given(st.text(max_size=400), st.text(max_size=400))
def test_more_words_never_make_fewer_parts(one: str, another: str) -> None:
    assert segments(one + another) >= max(segments(one), segments(another))


@given(st.text("abc €^à", min_size=161, max_size=2000))
def test_a_long_text_needs_at_most_one_septet_more_a_part_than_its_sum(text: str) -> None:
    used = septets(text) or 0
    parts = segments(text)
    assert -(-used // 153) <= parts <= -(-used // 152)
