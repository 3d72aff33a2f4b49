"""The numbered edge cases of other services that a check of the files answers."""

import pytest

from service.domain.number import Number, read_number
from tests.configuration.copies import Copy

WEEKS = "sequences/first-weeks.yaml"
URGENT = "Do you need help fast?"


def errors(config: Copy) -> list[str]:
    return [fault.message for fault in config.errors()]


def test_case_10_a_time_with_a_fixed_offset_is_refused(config: Copy) -> None:
    config.edit(WEEKS, '"18:00"', '"18:00+01:00"')
    (message,) = errors(config)
    assert "fixed UTC offset" in message


@pytest.mark.parametrize("offset", ["1 month", "1m", "4w"])
def test_case_21_a_month_is_no_offset_so_no_day_of_it_can_be_missing(config: Copy, offset: str) -> None:
    config.edit(WEEKS, "offset: 28d", f"offset: {offset}")
    (message,) = errors(config)
    assert "offset" in message


@pytest.mark.parametrize("written", ["07700 900123", "+44 7700 900123", "0044 7700 900123", " 07700900123 "])
def test_case_37_a_number_is_read_however_it_is_written(written: str) -> None:
    assert read_number(written, practice=True) == Number.trusted("+447700900123")


def test_case_37_a_number_that_a_spreadsheet_rounded_is_refused() -> None:
    assert not isinstance(read_number("7.9E+09", practice=True), Number)


@pytest.mark.parametrize("written", ["0141 496 0000", "0909 879 0000", "85258", "NHS24", "+33612345678"])
def test_case_38_what_cannot_be_texted_here_is_refused(written: str) -> None:
    assert not isinstance(read_number(written, practice=True), Number)


@pytest.mark.parametrize(("letter", "counted"), [("\N{RIGHT SINGLE QUOTATION MARK}", "U+2019"), ("ẁ", "U+1E81")])
def test_case_66_a_letter_that_would_make_the_text_dearer_is_named(config: Copy, letter: str, counted: str) -> None:
    config.edit(WEEKS, URGENT, f"{URGENT[:-1]}{letter}?")
    assert any(counted in message and "rule 1" in message for message in errors(config))


def test_case_67_a_text_that_is_too_long_with_the_longest_values_is_refused_and_never_cut(config: Copy) -> None:
    config.edit(WEEKS, "Hello from {board}.", "Hello from {board}. We would like to say hello to you.")
    assert any("rule 2" in message and "septets" in message for message in errors(config))


def test_case_68_a_step_without_words_in_the_language_to_fall_back_on_is_refused(config: Copy) -> None:
    config.edit(WEEKS, f'en: "NHS: {URGENT}', f'gd: "NHS: {URGENT}')
    assert any("`en`" in message for message in errors(config))


def test_case_68_a_placeholder_that_nothing_fills_in_is_refused(config: Copy) -> None:
    config.edit(WEEKS, "Hello from {board}.", "Hello {name} from {board}.")
    assert any("{name}" in message for message in errors(config))


@pytest.mark.parametrize("word", ["prison", "methadone", "p r i s o n", "PR1SON", "overdose"])
def test_case_76_a_word_that_tells_where_somebody_was_or_what_they_take_is_refused(config: Copy, word: str) -> None:
    config.edit(WEEKS, URGENT, f"Do you need help with {word}?")
    assert any("rule 6" in message or "rule 7" in message for message in errors(config))
