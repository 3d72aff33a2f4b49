"""How often answers go back to one number."""

from datetime import timedelta

import pytest

from service.replying.limits import SaidBefore, may_answer
from tests.builders import HEARD


def before(key: str, *minutes: float) -> tuple[SaidBefore, ...]:
    return tuple(SaidBefore(key, HEARD - timedelta(minutes=one)) for one in minutes)


def test_the_first_answer_goes() -> None:
    assert may_answer("GP", (), HEARD)


@pytest.mark.parametrize(("minutes", "goes"), [((1, 2), True), ((1, 2, 3), False), ((1, 2, 10), True)])
def test_three_answers_within_ten_minutes_are_the_most(minutes: tuple[float, ...], *, goes: bool) -> None:
    assert may_answer("GP", before("GP", *minutes), HEARD) is goes


@pytest.mark.parametrize(("count", "goes"), [(5, True), (6, False)])
def test_six_answers_are_the_most_within_a_day(count: int, *, goes: bool) -> None:
    assert may_answer("GP", before("GP", *(60 * (one + 1) for one in range(count))), HEARD) is goes


def test_what_was_said_a_day_ago_counts_no_more() -> None:
    assert may_answer("GP", before("GP", *(24 * 60 + one for one in range(6))), HEARD)


@pytest.mark.parametrize(("times", "goes"), [(2, True), (3, False), (9, False)])
def test_the_same_words_for_the_third_time_are_not_answered(times: int, *, goes: bool) -> None:
    assert may_answer("GP", (), HEARD, same_words=times) is goes


@pytest.mark.parametrize("said", ["UNKNOWN", "OUT_OF_HOURS", "UNKNOWN_NO_READER"])
@pytest.mark.parametrize("key", ["UNKNOWN", "OUT_OF_HOURS", "UNKNOWN_NO_READER"])
def test_case_73_the_unclear_get_one_answer_a_day_whichever_it_is(key: str, said: str) -> None:
    assert not may_answer(key, before(said, 23 * 60), HEARD)
    assert may_answer(key, before(said, 24 * 60), HEARD)
    assert may_answer("GP", before(said, 23 * 60), HEARD)


def test_the_word_on_the_card_is_answered_once_an_hour() -> None:
    assert may_answer("SAFE", before("HELP", 30), HEARD)
    assert not may_answer("SAFE", (), HEARD, same_words=2)


@pytest.mark.parametrize(("minutes", "goes"), [(29, False), (30, True)])
def test_case_72_danger_is_answered_again_after_half_an_hour(minutes: float, *, goes: bool) -> None:
    assert may_answer("CRISIS_self", before("CRISIS_self", minutes), HEARD) is goes


def test_a_graver_danger_is_answered_at_once() -> None:
    assert may_answer("CRISIS_self", before("CRISIS_amber", 1), HEARD, is_graver=True)


def test_danger_is_answered_six_times_a_day_at_most() -> None:
    six = before("CRISIS_self", *(60 * (one + 1) for one in range(6)))
    assert not may_answer("CRISIS_self", six, HEARD, is_graver=True)
    assert may_answer("CRISIS_self", six[:5], HEARD)


def test_ordinary_answers_and_the_same_words_never_hold_danger_back() -> None:
    assert may_answer("CRISIS_self", before("GP", *range(1, 9)), HEARD, same_words=9)


def test_danger_never_holds_an_ordinary_answer_back() -> None:
    assert may_answer("GP", before("CRISIS_self", *range(1, 7)), HEARD)
