from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.text import MOVES, UNSENT, State, after_receipt, further, may_move, told_by

# Rows: from; columns: to, in the same order. x: the ledger may make this move.
GRID = """
              planned claimed unknown accepted sent delivered undelivered failed cancelled skipped review
planned          .       x       .       x      x       x          x         x       x        x       x
claimed          x       .       x       x      x       x          x         x       x        x       x
unknown          x       .       .       x      x       x          x         x       x        .       x
accepted         .       .       .       .      x       x          x         x       .        .       .
sent             .       .       .       .      .       x          x         x       .        .       .
delivered        .       .       .       .      .       .          .         .       .        .       .
undelivered      x       .       .       .      .       x          .         .       .        .       .
failed           x       .       .       .      .       x          x         .       .        .       .
cancelled        x       .       .       x      x       x          x         x       .        x       .
skipped          x       .       .       x      x       x          x         x       x        .       .
review           .       .       .       x      x       x          x         x       .        .       .
"""


def pairs() -> list[tuple[State, State, bool]]:
    heads, *rows = [line.split() for line in GRID.strip().splitlines()]
    return [
        (State(old), State(new), mark == "x") for old, *marks in rows for new, mark in zip(heads, marks, strict=True)
    ]


ALONG = ["accepted", "scheduled", "queued", "sending", "sent"]
FINAL = {
    "delivered": State.DELIVERED,
    "read": State.DELIVERED,
    "undelivered": State.UNDELIVERED,
    "failed": State.FAILED,
    "canceled": State.FAILED,
}
WAY = {state: rank for rank, state in enumerate(["accepted", "sent", "failed", "undelivered", "delivered"], 1)}


def test_the_table_speaks_of_every_pair_of_states() -> None:
    assert len(pairs()) == len(State) ** 2
    assert MOVES.keys() == set(State)


@pytest.mark.parametrize(("old", "new", "allowed"), pairs())
def test_a_text_moves_as_the_table_says(old: State, new: State, *, allowed: bool) -> None:
    assert may_move(old, new) is allowed


@given(st.sampled_from(State), st.lists(st.sampled_from([*ALONG, *FINAL]), min_size=1, max_size=8), st.data())
def test_receipts_end_alike_whatever_their_order_and_never_lead_back(
    start: State, statuses: list[str], data: st.DataObject
) -> None:
    def after(order: list[str]) -> State:
        state = start
        for status in order:
            told = after_receipt(state, status)
            assert told is state or (WAY[told] > WAY.get(state, 0) and may_move(state, told))
            state = told
        return state

    assert after(data.draw(st.permutations(statuses))) is after(statuses)


@pytest.mark.parametrize("status", FINAL)
@pytest.mark.parametrize("state", [*sorted(UNSENT), State.REVIEW, State.CLAIMED, State.UNKNOWN, State.SENT])
def test_the_end_that_the_carrier_tells_counts_whatever_we_believed(state: State, status: str) -> None:
    assert after_receipt(state, status) is FINAL[status]


def test_arrival_is_the_only_end_that_is_proof() -> None:
    for status in FINAL:
        assert after_receipt(State.DELIVERED, status) is State.DELIVERED
    assert after_receipt(State.UNDELIVERED, "delivered") is State.DELIVERED
    assert after_receipt(State.FAILED, "delivered") is State.DELIVERED


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("status", ["receiving", "received", "partially_delivered", "DELIVERED", ""])
def test_a_status_that_is_none_of_twilios_for_outgoing_texts_changes_nothing(state: State, status: str) -> None:
    assert after_receipt(state, status) is state


STATUSES = [None, "partially_delivered", *ALONG, *FINAL]


@given(st.lists(st.sampled_from(STATUSES), max_size=6), st.data())
def test_the_furthest_status_does_not_depend_on_the_order_of_receipts(
    told: list[str | None], data: st.DataObject
) -> None:
    one, other = (reduce(further, order, None) for order in (told, data.draw(st.permutations(told))))
    assert one == other or told_by(one) is told_by(other) is None


def test_a_change_of_plan_may_touch_only_what_never_went() -> None:
    assert {State.PLANNED, State.CANCELLED, State.SKIPPED} == UNSENT
