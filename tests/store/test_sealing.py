import os
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.errors import UnfitError
from service.store.sealing import Place, SealBrokenError, Sealer

PLACE = Place("people", "contact", "p-1")


def key() -> bytes:
    return os.urandom(32)


def sealer() -> Sealer:
    return Sealer((key(),), (key(),))


@given(st.text())
def test_what_is_sealed_opens_as_it_was(value: str) -> None:
    one = sealer()
    assert one.open(PLACE, one.seal(PLACE, value)) == value


def test_the_same_value_is_sealed_differently_each_time() -> None:
    one = sealer()
    assert len({one.seal(PLACE, "+447700900123") for _ in range(100)}) == 100


@pytest.mark.parametrize(
    "elsewhere",
    [replace(PLACE, row="p-2"), replace(PLACE, column="prison_number"), replace(PLACE, table="lines")],
    ids=["row", "column", "table"],
)
def test_a_value_opens_only_where_it_was_sealed(elsewhere: Place) -> None:
    one = sealer()
    sealed = one.seal(PLACE, "+447700900123")
    with pytest.raises(SealBrokenError, match=f"{elsewhere.table}.{elsewhere.column}: does not open in this row"):
        one.open(elsewhere, sealed)


def test_parts_of_a_place_cannot_be_shifted_into_each_other() -> None:
    one = sealer()
    with pytest.raises(SealBrokenError):
        one.open(Place("a", "bc", "d"), one.seal(Place("ab", "c", "d"), "x"))


def test_a_value_does_not_open_without_its_key() -> None:
    with pytest.raises(SealBrokenError, match="not in DATA_KEYS"):
        sealer().open(PLACE, sealer().seal(PLACE, "Sam"))


@pytest.mark.parametrize("where", [4, 15, 16, -1])
def test_a_value_that_was_tampered_with_does_not_open(where: int) -> None:
    one = sealer()
    sealed = bytearray(one.seal(PLACE, "+447700900123"))
    sealed[where] ^= 1
    with pytest.raises(SealBrokenError):
        one.open(PLACE, bytes(sealed))


def test_a_broken_seal_says_nothing_of_the_value_and_is_known_to_the_core() -> None:
    one = sealer()
    with pytest.raises(UnfitError) as caught:
        one.open(replace(PLACE, row="p-2"), one.seal(PLACE, "+447700900123"))
    assert "900123" not in str(caught.value)


def test_what_an_old_key_sealed_still_opens_after_a_new_one_came() -> None:
    old = sealer()
    sealed, index = old.seal(PLACE, "Sam"), old.index("number", "+447700900123")
    both = Sealer((key(), *old.data_keys), (key(), *old.index_keys))
    assert both.open(PLACE, sealed) == "Sam"
    assert index in both.indexes("number", "+447700900123")


def test_the_newest_key_seals_and_indexes() -> None:
    old = sealer()
    both = Sealer((key(), *old.data_keys), (key(), *old.index_keys))
    newest = Sealer(both.data_keys[:1], both.index_keys[:1])
    assert newest.open(PLACE, both.seal(PLACE, "Sam")) == "Sam"
    assert both.index("number", "1") == newest.index("number", "1") != old.index("number", "1")


def test_the_two_kinds_of_keys_rotate_apart() -> None:
    old = sealer()
    new_data = replace(old, data_keys=(key(), *old.data_keys))
    assert new_data.index("number", "1") == old.index("number", "1")
    new_index = replace(old, index_keys=(key(), *old.index_keys))
    assert new_index.open(PLACE, old.seal(PLACE, "Sam")) == "Sam"


def test_an_index_finds_the_same_value_of_the_same_kind_only() -> None:
    one = sealer()
    assert one.index("number", "48213") == one.index("number", "48213")
    assert one.index("number", "48213") != one.index("prison number", "48213")
    assert one.index("number", "48213") != one.index("number", "48214")
    assert one.index("number", "48213") != sealer().index("number", "48213")
    assert len(one.index("number", "48213")) == 36


def test_a_sealer_shown_in_a_log_gives_away_no_key() -> None:
    one = sealer()
    assert not any(repr(key)[2:-1] in repr(one) for key in (*one.data_keys, *one.index_keys))
