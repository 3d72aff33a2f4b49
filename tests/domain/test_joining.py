import random
import re
from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.joining import ALPHABET, LENGTH, Code, check_letter, is_sound, new_code, read_code
from service.templates.easyread.lists import ASKED_FOR, CLINICAL, JUSTICE

SHOWN = "CFHJK-LMQRX"
LETTERS = "CFHJKLMQRX"
OTHER = "CFHJKLMQRT"  # with another check letter

sound = st.text(ALPHABET, min_size=LENGTH - 1, max_size=LENGTH - 1).map(lambda first: first + check_letter(first))


def made(seed: int) -> Code:
    chance = random.Random(seed)  # noqa: S311  a test that can be run again

    def draw(letters: Sequence[str]) -> str:
        return chance.choice(letters)

    return new_code(draw)


codes = st.integers(min_value=0).map(made)


def test_no_code_has_a_vowel_a_figure_or_a_letter_that_looks_or_sounds_like_another_of_its_letters() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET) == 13
    assert not set("AEIOUY0123456789") & set(ALPHABET)
    for alike in ("B8", "DO0Q", "G6C", "S5", "I1L", "Z2", "VUY", "MN", "BDGPTVE", "FS", "QO", "AH"):
        assert len(set(alike) & set(ALPHABET)) <= 1, alike


@given(sound, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_every_single_wrong_letter_is_caught(letters: str, place: int, wrong: str) -> None:
    typed = letters[:place] + wrong + letters[place + 1 :]
    assert is_sound(typed) == (typed == letters)


@given(sound)
def test_every_swap_of_two_letters_is_caught_wherever_they_stand(letters: str) -> None:
    for one, other in combinations(range(LENGTH), 2):
        typed = list(letters)
        typed[one], typed[other] = typed[other], typed[one]
        assert is_sound("".join(typed)) == (typed == list(letters))


def test_the_check_letter_is_one_of_thirteen_as_likely() -> None:
    firsts = [letter + "F" * (LENGTH - 2) for letter in ALPHABET]
    assert {check_letter(first) for first in firsts} == set(ALPHABET)


@given(codes)
def test_a_code_is_read_out_of_its_own_card(code: Code) -> None:
    assert is_sound(code.letters)
    assert re.fullmatch(f"[{ALPHABET}]{{5}}-[{ALPHABET}]{{5}}", code.shown)
    assert read_code(code.shown) == code.letters


@given(codes)
def test_no_code_spells_a_word_that_may_never_stand_in_a_text_or_an_unkind_one(code: Code) -> None:
    bare = [entry.words for held in (JUSTICE, CLINICAL, ASKED_FOR) for one in held.values() for entry in one]
    assert not [words for words in bare if set("".join(words).upper()) <= set(ALPHABET)]
    assert not any(unkind in code.letters for unkind in ("FCK", "TWT", "WTF"))
    assert not any(letter * 3 in code.letters for letter in ALPHABET)


def test_letters_that_people_would_read_as_an_unkind_word_are_drawn_again() -> None:
    drawn = iter("XXFCKHJLM" + "CFHJKLMQR")
    assert new_code(lambda _: next(drawn)).letters == LETTERS


def test_two_codes_by_chance_are_not_the_same() -> None:
    assert len({made(seed).letters for seed in range(2_000)}) == 2_000


def test_a_code_is_not_told_by_its_repr() -> None:
    assert LETTERS not in repr(Code(LETTERS))


@pytest.mark.parametrize(
    "words",
    [
        SHOWN,
        SHOWN.lower(),
        LETTERS,
        "CFHJK LMQRX",
        "cfhjk lmqrx.",
        " cfhjk\n lmqrx ",
        "C F H J K L M Q R X",
        "c.f.h.j.k.l.m.q.r.x",
        "C-F-H-J-K-L-M-Q-R-X",
        "Code CFHJK LMQRX",
        "code: CFHJK-LMQRX",
        "hi my code is cfhjk lmqrx thanks",
        "Hello here is the number on my card: CFHJK – LMQRX. Can you text me?",
        "“CFHJK-LMQRX”",
        "\u2066CFHJK-LMQRX\u2069",  # unseen marks, as a phone puts them round what was copied
        "CFH\u200bJK-LMQRX",
        "ＣＦＨＪＫ－ＬＭＱＲＸ",
        "СFНJК-LМQRХ",  # with Cyrillic letters of the same shape
        "CFHJK-1MQRX",
        "CFHJK-1M0RX",
        "CFHJK-LNQRX",
        "CFHJK - LMQRX 👍",
        "cf hj kl mq rx",
        "thx CFHJK LMQRX",
        "join CFHJKLMQRX",
    ],
)
def test_a_code_is_read_however_it_is_typed(words: str) -> None:
    assert is_sound(LETTERS)
    assert read_code(words) == LETTERS


@pytest.mark.parametrize(
    ("words", "letters"),
    [
        (OTHER, OTHER),
        ("CFHJK LMQRT", OTHER),
        ("code CFHJK LMQR", "CFHJKLMQR"),
        ("my code is CFHJKLMQRXX", "CFHJKLMQRXX"),
        ("code BCDF GHJK", "BCDFGHJK"),
        ("CFHJB LMQRX", "CFHJBLMQRX"),
        ("cfhjklmqr", "CFHJKLMQR"),
    ],
)
def test_a_wrong_code_is_read_as_one_and_is_never_sound(words: str, letters: str) -> None:
    assert read_code(words) == letters
    assert not is_sound(letters)


@pytest.mark.parametrize(
    "words",
    [
        "",
        " ",
        "STOP",
        "1",
        "GP",
        "YES",
        "xxxxxxxxxx",
        "hmmmmmmmmm",
        "hmm hmm hmm h",
        "hmmhm hmmhm",
        "zzzzz zzzzz",
        "shh thx txt ltr",
        "hmm thx ltr x",
        "wrk tmrw hh",
        "txt bck pls",
        "forth chill",
        "torch month",
        "whats the code",
        "what is my code? i lost my card",
        "the code is ABC",
        "my code is 1234567890",
        "code 48213",
        "door code is 4512",
        "07700 900123",
        "0141 496 0000",
        "2022 2012 20",
        "G11 5QT",
        "mrs mcfk",
        "call me tmrw k thx",
        "kk thx cll ltr mr f",
        "i cannot read the code it got wet",
        "LLLLL MMMMM",
        "x" * 1_600,
        "x " * 800,
        "\u202e" * 50,
        "🙂" * 70,
    ],
)
def test_ordinary_words_are_no_code(words: str) -> None:
    assert read_code(words) is None


@given(st.text(max_size=200))
def test_any_text_is_read_without_a_crash(words: str) -> None:
    letters = read_code(words)
    assert letters is None or 6 <= len(letters) <= 14


@given(st.lists(st.from_regex(r"[a-z]*[aeiou][a-z]*", fullmatch=True), max_size=12))
def test_words_with_vowels_are_no_code(words: list[str]) -> None:
    assert read_code(" ".join(words)) is None
