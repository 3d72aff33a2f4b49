"""Delivery receipts: they come late, twice, in any order and before our own call has returned."""

from datetime import timedelta
from itertools import pairwise, permutations

import pytest
from sqlalchemy import select

from service.core.dispatch import claim, dispatch
from service.core.sending import Lost, Outcome, Outgoing, Sent
from service.core.upkeep import end_stale_claims
from service.domain.text import State
from service.store.tables import receipts
from tests.builders import sql_store
from tests.fakes import FakeCarrier
from tests.webhooks.door import Door, InFlight, new_sid

ORDER = [State.ACCEPTED, State.SENT, State.DELIVERED]
STATUSES = ("queued", "sending", "sent", "delivered")


def parked(door: Door) -> list[str]:
    """The SIDs of the receipts that belong to no attempt of ours."""
    with sql_store(door.core).engine.begin() as connection:
        return list(connection.execute(select(receipts.c.sid).where(receipts.c.attempt_id.is_(None))).scalars())


def told(door: Door, text: InFlight, status: str, **more: str) -> State:
    """The text's state after this receipt."""
    assert door.status(text.sid, status, ref=text.ref, **more) == 204
    return door.text(text.text_id).state


def test_a_text_only_goes_forward_whatever_the_order_of_its_receipts(door: Door) -> None:
    orders = list(permutations(STATUSES))
    for text, order in zip(door.send(len(orders)), orders, strict=True):
        states = [door.text(text.text_id).state] + [told(door, text, status) for status in order]
        assert all(ORDER.index(one) <= ORDER.index(next_) for one, next_ in pairwise(states)), order
        assert states[-1] is State.DELIVERED, order


def test_the_whole_way_of_a_text_on_each_database(door_on_each: Door) -> None:
    [text] = door_on_each.send()
    states = [told(door_on_each, text, status) for status in ("queued", "sent", "queued", "sent", "delivered", "sent")]
    assert states == [State.ACCEPTED, State.SENT, State.SENT, State.SENT, State.DELIVERED, State.DELIVERED]
    assert door_on_each.rows()["receipts"] == 6, "each is a row"


def test_of_several_ends_delivered_stands_whatever_their_order(door: Door) -> None:
    """Only "delivered" proves anything: https://www.twilio.com/docs/messaging/guides/track-outbound-message-status."""
    orders = list(permutations(("delivered", "undelivered", "failed", "sent")))
    for text, order in zip(door.send(len(orders)), orders, strict=True):
        assert [told(door, text, status) for status in order][-1] is State.DELIVERED, order


def test_an_end_is_not_undone_by_a_receipt_from_before_it(door: Door) -> None:
    for text, end in zip(door.send(3), ("delivered", "undelivered", "failed"), strict=True):
        told(door, text, end)
        assert {told(door, text, late) for late in ("queued", "sending", "sent")} == {end}


def test_the_same_receipt_twice_is_two_rows_and_told_once(door: Door) -> None:
    [text] = door.send()
    assert told(door, text, "sent") is State.SENT
    before = door.rows()
    assert told(door, text, "sent") is State.SENT
    assert door.rows() == {**before, "receipts": before["receipts"] + 1}


def test_a_receipt_is_kept_even_where_it_changes_nothing(door: Door) -> None:
    [text] = door.send()
    told(door, text, "delivered")
    before = door.rows()
    told(door, text, "sent")
    assert door.rows() == {**before, "receipts": before["receipts"] + 1}


def test_the_error_code_of_a_failure_is_kept(door: Door) -> None:
    [text] = door.send()
    assert told(door, text, "undelivered", ErrorCode="30003", ErrorMessage="Unreachable") is State.UNDELIVERED
    with door.core.store.read() as tx:
        attempt = tx.attempts.get(text.ref)
        assert attempt is not None
        assert attempt.code == 30003


def test_a_code_that_is_no_code_of_twilios_does_not_cost_us_the_receipt(door_on_each: Door) -> None:
    codes = ["", "x", "-1", "3.5", "٣", "9" * 12, "9" * 30, "9" * 5000]
    for text, code in zip(door_on_each.send(len(codes)), codes, strict=True):
        assert told(door_on_each, text, "undelivered", ErrorCode=code) is State.UNDELIVERED, code


def test_a_receipt_without_our_reference_is_known_by_its_sid(door: Door) -> None:
    [text] = door.send()
    assert door.status(text.sid, "delivered") == 204
    assert door.text(text.text_id).state is State.DELIVERED


@pytest.mark.parametrize("status", ["queued", "sent", "delivered"])
def test_a_receipt_before_the_answer_of_create_is_believed_and_not_undone_by_it(door: Door, status: str) -> None:
    sid = new_sid()

    def receipt_first(outgoing: Outgoing) -> Outcome:
        assert door.status(sid, status, ref=outgoing.ref) == 204
        return Sent(sid)

    carrier = door.core.carrier
    assert isinstance(carrier, FakeCarrier)
    carrier.script(receipt_first)
    [text] = door.send()
    assert text.sid == sid
    assert door.sid_of(text.ref) == sid
    assert door.text(text.text_id).state == {"queued": State.ACCEPTED}.get(status, status)


def test_a_receipt_finds_the_text_whose_answer_was_lost(door: Door) -> None:
    carrier = door.core.carrier
    assert isinstance(carrier, FakeCarrier)
    carrier.script(Lost("half an answer"))
    door.plan_sam()
    door.until_the_next_is_due()
    [taken] = claim(door.core, "worker", 1).taken
    dispatch(door.core, "worker", taken)
    assert door.text(taken.text.id).state is State.UNKNOWN
    sid = new_sid()
    assert door.status(sid, "sent", ref=taken.attempt.id) == 204
    assert door.text(taken.text.id).state is State.SENT
    assert door.sid_of(taken.attempt.id) == sid


def test_a_receipt_settles_the_text_of_a_worker_that_died_and_nothing_is_held_against_it(door: Door) -> None:
    door.plan_sam()
    door.until_the_next_is_due()
    [taken] = claim(door.core, "worker", 1).taken
    door.clock.set(wall=door.clock.wall() + timedelta(minutes=2))
    assert end_stale_claims(door.core, "another worker") == 1
    assert door.text(taken.text.id).state is State.UNKNOWN
    assert door.status(new_sid(), "delivered", ref=taken.attempt.id) == 204
    text = door.text(taken.text.id)
    assert (text.state, text.reason) == (State.DELIVERED, None)


@pytest.mark.parametrize("ref", [None, "a-nobodys", "%27", "x" * 500])
def test_a_receipt_of_an_unknown_message_is_parked_with_204(door: Door, ref: str | None) -> None:
    sid = new_sid()
    assert door.status(sid, "delivered", ref=ref) == 204
    assert parked(door) == [sid]


def test_a_receipt_under_anothers_reference_is_parked_and_changes_nothing(door: Door) -> None:
    [text] = door.send()
    sid = new_sid()
    assert door.status(sid, "delivered", ref=text.ref) == 204
    assert parked(door) == [sid]
    assert door.text(text.text_id).state is State.ACCEPTED


def test_an_unheard_of_status_is_kept_and_changes_nothing(door: Door) -> None:
    [text] = door.send()
    assert told(door, text, "partially_delivered") is State.ACCEPTED
    assert door.rows()["receipts"] == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"MessageSid": ""},
        {"MessageSid": "SM123"},
        {"MessageSid": "CA" + "0" * 32},
        {"MessageSid": "SM" + "0" * 32 + "\n"},
        {"MessageSid": "SM" + "٠" * 32},
        {"MessageStatus": ""},
        {"MessageStatus": "DELIVERED"},
        {"MessageStatus": "x" * 21},
        {"MessageStatus": "sent\n"},
    ],
    ids=lambda wrong: repr(next(iter(wrong.items())))[:40],
)
def test_a_malformed_receipt_is_400_and_nothing_is_stored(door: Door, wrong: dict[str, str]) -> None:
    before = door.rows()
    form = {"MessageSid": new_sid(), "MessageStatus": "sent", **wrong}
    assert door.post("/webhooks/status", form).status_code == 400
    assert door.rows() == before


def test_parameters_that_are_new_to_us_are_no_fault(door: Door) -> None:
    [text] = door.send()
    more = {"RawDlrDoneDate": "2612231405", "ChannelPrefix": "x", "SmsStatus": "failed"}
    assert told(door, text, "delivered", **more) is State.DELIVERED
