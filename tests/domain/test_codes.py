"""The table of the carrier's error codes."""

from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.codes import CODES, ONCE_MORE, STRIKES, Meaning, graver, is_of_number, meaning

OF_THE_CONTRACT = [
    20003, 20404, 21211, 21265, 21266, 21267, 21408, 21606, 21608, 21610, 21611, 21612, 21614, 21617, 21635, 21658,
    21659, 21661, 30001, 30002, 30003, 30004, 30005, 30006, 30007, 30008, 30019, 30034, 30036, 30450, 30500,
]  # fmt: skip


@pytest.mark.parametrize("code", OF_THE_CONTRACT)
def test_every_code_that_twilio_may_give_us_has_a_meaning(code: int) -> None:
    assert code in CODES


@pytest.mark.parametrize("code", [None, 0, 1, 29999, 30999, 63018])
def test_a_code_nobody_knows_is_for_a_person_and_says_nothing_of_the_number(code: int | None) -> None:
    assert meaning(code) is Meaning.REVIEW
    assert Meaning.REVIEW not in STRIKES


def test_case_39_a_phone_that_was_off_is_tried_again_and_a_number_that_is_none_is_not() -> None:
    assert {meaning(code) in ONCE_MORE for code in (30003, 30008)} == {True}
    assert {meaning(code) in ONCE_MORE for code in (30005, 30006, 21211, 21614)} == {False}


def test_what_we_a_sender_or_the_carrier_did_wrong_says_nothing_of_the_number() -> None:
    ours = {code for code in OF_THE_CONTRACT if not is_of_number(code)}
    assert ours == {20003, 20404, 21267, 21408, 21606, 21608, 21611, 21617, 21658, 21659, 21661,
                    30001, 30002, 30007, 30019, 30034, 30450, 30500}  # fmt: skip


@given(st.lists(st.sampled_from([None, 29999, *CODES]), max_size=6), st.data())
def test_the_code_that_counts_does_not_depend_on_the_order_of_receipts(
    told: list[int | None], data: st.DataObject
) -> None:
    one, other = (reduce(graver, order, None) for order in (told, data.draw(st.permutations(told))))
    assert one == other
    assert (one is None) == (set(told) <= {None})


def test_case_58_a_code_is_not_forgotten() -> None:
    assert graver(30008, None) == graver(None, 30008) == 30008


def test_whoever_told_the_carrier_stop_stays_stopped_whatever_else_is_told() -> None:
    assert {graver(21610, code) for code in CODES} == {21610}


def test_every_meaning_has_its_place_among_the_others() -> None:
    by_meaning = {meaning(code): code for code in CODES}
    assert set(by_meaning) == set(Meaning)
    assert all(graver(one, other) in (one, other) for one in by_meaning.values() for other in by_meaning.values())
