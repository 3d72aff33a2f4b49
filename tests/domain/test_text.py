import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.text import MOVES, UNSENT, State, after_receipt, may_move

# Rows: from; columns: to, in the same order. x: the ledger may make this move.
GRID = """
              planned claimed unknown accepted sent delivered undelivered failed cancelled skipped review
planned          .       x       .       .      .       .          .         .       x        x       x
claimed          x       .       x       x      x       x          x         x       x        x       x
unknown          x       .       .       x      x       x          x         x       x        .       x
accepted         .       .       .       .      x       x          x         x       .        .       .
sent             .       .       .       .      .       x          x         x       .        .       .
delivered        .       .       .       .      .       .          .         .       .        .       .
undelivered      .       .       .       .      .       .          .         .       .        .       .
failed           .       .       .       .      .       .          .         .       .        .       .
cancelled        x       .       .       .      .       .          .         .       .        x       .
skipped          x       .       .       .      .       .          .         .       x        .       .
review           .       .       .       .      .       .          .         .       .        .       .
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
HANDED_OVER = [State.CLAIMED, State.UNKNOWN, State.ACCEPTED, State.SENT]


def test_the_table_speaks_of_every_pair_of_states() -> None:
    assert len(pairs()) == len(State) ** 2
    assert MOVES.keys() == set(State)


@pytest.mark.parametrize(("old", "new", "allowed"), pairs())
def test_a_text_moves_as_the_table_says(old: State, new: State, *, allowed: bool) -> None:
    assert may_move(old, new) is allowed


@given(
    st.sampled_from(HANDED_OVER),
    st.sampled_from(sorted(FINAL)),
    st.lists(st.sampled_from(ALONG), max_size=8),
    st.data(),
)
def test_receipts_end_alike_whatever_their_order_and_never_lead_back(
    state: State, final: str, along: list[str], data: st.DataObject
) -> None:
    way = {State.CLAIMED: 0, State.UNKNOWN: 0, State.ACCEPTED: 1, State.SENT: 2, FINAL[final]: 3}
    for status in data.draw(st.permutations([*along, final])):
        told = after_receipt(state, status)
        assert told is state or way[told] > way[state]
        state = told
    assert state is FINAL[final]


@given(st.sampled_from(HANDED_OVER), st.lists(st.sampled_from(ALONG), min_size=1, max_size=6), st.data())
def test_receipts_along_the_way_end_alike_whatever_their_order(
    start: State, along: list[str], data: st.DataObject
) -> None:
    def after(statuses: list[str]) -> State:
        state = start
        for status in statuses:
            state = after_receipt(state, status)
        return state

    assert after(data.draw(st.permutations(along))) is after(along)


@pytest.mark.parametrize("state", [*sorted(UNSENT), State.REVIEW, State.DELIVERED, State.UNDELIVERED, State.FAILED])
@pytest.mark.parametrize("status", [*ALONG, *FINAL])
def test_a_receipt_changes_no_text_that_is_ended_or_was_never_handed_over(state: State, status: str) -> None:
    assert after_receipt(state, status) is state


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("status", ["receiving", "received", "partially_delivered", "DELIVERED", ""])
def test_a_status_that_is_none_of_twilios_for_outgoing_texts_changes_nothing(state: State, status: str) -> None:
    assert after_receipt(state, status) is state


def test_a_change_of_plan_may_touch_only_what_never_went() -> None:
    assert {State.PLANNED, State.CANCELLED, State.SKIPPED} == UNSENT
