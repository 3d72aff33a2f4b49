"""Delivery receipts: kept as they come, matched to an attempt, and only ever a step forward."""

from itertools import permutations

import pytest
from sqlalchemy import select

from service.core.dispatch import Claim, dispatch
from service.core.ports import Core
from service.core.receipts import take_receipt
from service.core.records import Attempt, AttemptOutcome, Receipt
from service.core.sending import Lost, NotTaken, Outcome, Outgoing, Sent
from service.domain.event import Answer
from service.domain.ids import AttemptId, MessageSid
from service.domain.text import State
from service.store.tables import receipts
from tests.builders import HEARD, LIBERATION, scheduled, sql_store
from tests.core.looking import (
    WORKER,
    attempts,
    claim_one,
    journal,
    move_to,
    send_due,
    stopped,
    tasks,
    text,
    told,
)
from tests.fakes import FakeCarrier, FixedClock

SID, OTHER_SID = MessageSid("SM" + "a" * 32), MessageSid("SM" + "b" * 32)


def receipt(status: str, *, sid: MessageSid = SID, code: int | None = None) -> Receipt:
    return Receipt(sid, status, code, attempt_id=None, wall=HEARD)


@pytest.fixture
def answer(core: Core, clock: FixedClock) -> Answer:
    answer = told(core, scheduled())
    move_to(clock, LIBERATION, 14)
    return answer


@pytest.fixture
def claim(core: Core, answer: Answer) -> Claim:
    return claim_one(core)


@pytest.fixture
def sent(core: Core, carrier: FakeCarrier, claim: Claim) -> Attempt:
    carrier.script(Sent(SID))
    dispatch(core, WORKER, claim)
    (attempt,) = attempts(core, claim.text)
    return attempt


def kept(core: Core) -> list[tuple[str, str, AttemptId | None]]:
    with sql_store(core).engine.begin() as connection:
        rows = connection.execute(select(receipts.c.sid, receipts.c.status, receipts.c.attempt_id)).all()
    return sorted((row.sid, row.status, row.attempt_id) for row in rows)


def test_a_receipt_with_our_reference_moves_the_text(core: Core, answer: Answer, sent: Attempt) -> None:
    take_receipt(core, receipt("sent"), sent.id)
    assert text(core, answer).state is State.SENT
    take_receipt(core, receipt("delivered"), sent.id)
    assert text(core, answer).state is State.DELIVERED
    assert journal(core, {"text": text(core, answer).id})[-2:] == ["text.sent", "text.delivered"]


def test_a_receipt_without_our_reference_is_known_by_its_sid(core: Core, answer: Answer, sent: Attempt) -> None:
    take_receipt(core, receipt("delivered"), None)
    assert text(core, answer).state is State.DELIVERED
    assert kept(core) == [(SID, "delivered", sent.id)]


@pytest.mark.parametrize("ref", [None, AttemptId("a-none")])
def test_a_receipt_that_belongs_to_nothing_of_ours_is_parked(
    core: Core, answer: Answer, sent: Attempt, ref: AttemptId | None
) -> None:
    take_receipt(core, receipt("failed", sid=OTHER_SID), ref)
    assert kept(core) == [(OTHER_SID, "failed", None)]
    assert text(core, answer).state is State.ACCEPTED


def test_a_reference_with_the_sid_of_another_message_is_parked(core: Core, answer: Answer, sent: Attempt) -> None:
    take_receipt(core, receipt("failed", sid=OTHER_SID), sent.id)
    assert kept(core) == [(OTHER_SID, "failed", None)]
    assert text(core, answer).state is State.ACCEPTED


def test_case_56_a_receipt_that_comes_again_is_a_row_of_its_own_and_moves_nothing(
    core: Core, answer: Answer, sent: Attempt
) -> None:
    for _ in range(2):
        take_receipt(core, receipt("delivered"), sent.id)
    assert kept(core) == [(SID, "delivered", sent.id)] * 2
    assert journal(core, {"text": text(core, answer).id}).count("text.delivered") == 1


@pytest.mark.parametrize("order", list(permutations(["queued", "sent", "delivered"])))
def test_receipts_in_any_order_end_in_the_final_state(
    core: Core, answer: Answer, sent: Attempt, order: tuple[str, ...]
) -> None:
    for status in order:
        take_receipt(core, receipt(status), sent.id)
    assert text(core, answer).state is State.DELIVERED
    assert len(kept(core)) == 3


def test_a_failed_delivery_keeps_the_carriers_code(core: Core, answer: Answer, sent: Attempt) -> None:
    take_receipt(core, receipt("undelivered", code=30003), sent.id)
    assert text(core, answer).state is State.UNDELIVERED
    (attempt,) = attempts(core, text(core, answer))
    assert attempt.code == 30003
    with core.store.read() as tx:
        assert [one.code for one in tx.receipts.of_attempt(sent.id)] == [30003]


def test_a_receipt_before_the_answer_brings_the_sid_and_the_answer_changes_nothing(
    core: Core, carrier: FakeCarrier, answer: Answer, claim: Claim
) -> None:
    take_receipt(core, receipt("sent"), claim.attempt.id)
    assert (text(core, answer).state, text(core, answer).lease_until) == (State.SENT, None)
    carrier.script(Sent(SID))
    assert dispatch(core, WORKER, claim) is None, "it went already: the last look keeps it from going twice"
    assert carrier.tried == []
    (attempt,) = attempts(core, claim.text)
    assert (attempt.sid, attempt.learnt_by) == (SID, "receipt")


def test_a_receipt_finds_the_text_whose_answer_was_lost(
    core: Core, carrier: FakeCarrier, answer: Answer, claim: Claim
) -> None:
    carrier.script(Lost("no answer in time"))
    dispatch(core, WORKER, claim)
    take_receipt(core, receipt("queued"), claim.attempt.id)
    assert text(core, answer).state is State.ACCEPTED
    take_receipt(core, receipt("delivered"), None)
    assert text(core, answer).state is State.DELIVERED


@pytest.mark.parametrize("status", ["queued", "sent", "delivered"])
def test_a_text_that_went_although_the_carrier_said_no_does_not_go_again(
    core: Core, carrier: FakeCarrier, answer: Answer, claim: Claim, status: str
) -> None:
    carrier.script(NotTaken(HEARD, "HTTP 429"))
    dispatch(core, WORKER, claim)
    take_receipt(core, receipt(status), claim.attempt.id)
    assert send_due(core) == []
    assert text(core, answer).attempt_id == claim.attempt.id
    (attempt,) = attempts(core, claim.text)
    assert (attempt.sid, attempt.outcome) == (SID, AttemptOutcome.SENT)


def test_receipts_that_came_before_anybody_knew_whose_they_are_count_once_it_is_known(
    core: Core, carrier: FakeCarrier, answer: Answer, claim: Claim
) -> None:
    take_receipt(core, receipt("delivered"), None)
    take_receipt(core, receipt("sent"), None)
    assert text(core, answer).state is State.CLAIMED
    carrier.script(Sent(SID))
    dispatch(core, WORKER, claim)
    assert text(core, answer).state is State.DELIVERED
    assert kept(core) == [(SID, "delivered", claim.attempt.id), (SID, "sent", claim.attempt.id)]


def test_case_54_a_receipt_that_comes_while_the_call_is_under_way_is_matched_by_our_reference(
    core: Core, carrier: FakeCarrier, answer: Answer, claim: Claim
) -> None:
    def early(outgoing: Outgoing) -> Outcome:
        take_receipt(core, receipt("sent"), outgoing.ref)
        return Sent(SID)

    carrier.script(early)
    dispatch(core, WORKER, claim)
    assert text(core, answer).state is State.SENT
    (attempt,) = attempts(core, claim.text)
    assert (attempt.sid, attempt.outcome, attempt.learnt_by) == (SID, AttemptOutcome.SENT, "receipt")


def test_case_55_delivered_stays_delivered_when_sent_is_told_after_it(
    core: Core, answer: Answer, sent: Attempt
) -> None:
    for status in ("delivered", "sent", "queued"):
        take_receipt(core, receipt(status), sent.id)
    assert text(core, answer).state is State.DELIVERED


@pytest.mark.parametrize("order", list(permutations(["sent", "undelivered", "delivered"])))
def test_case_57_a_part_that_arrived_late_arrived_and_both_receipts_are_kept(
    core: Core, answer: Answer, sent: Attempt, order: tuple[str, ...]
) -> None:
    for status in order:
        take_receipt(core, receipt(status, code=30006 if status == "undelivered" else None), sent.id)
    assert text(core, answer).state is State.DELIVERED
    assert [status for _, status, _ in kept(core)] == ["delivered", "sent", "undelivered"]
    assert stopped(core) is None, "whatever reached the phone, the number lives"


def test_a_receipt_of_an_earlier_attempt_does_not_undo_the_later_one(
    core: Core, carrier: FakeCarrier, clock: FixedClock, answer: Answer, claim: Claim
) -> None:
    carrier.script(NotTaken(HEARD, "HTTP 429"))
    dispatch(core, WORKER, claim)
    carrier.script(Sent(OTHER_SID))
    send_due(core)
    take_receipt(core, receipt("undelivered", code=30003), claim.attempt.id)
    assert text(core, answer).state is State.ACCEPTED
    assert tasks(core) == ["text_sent_twice"], "it went twice after all: a person must know"
    take_receipt(core, receipt("delivered"), claim.attempt.id)
    assert text(core, answer).state is State.DELIVERED


def test_a_status_nobody_knows_is_kept_and_moves_nothing(core: Core, answer: Answer, sent: Attempt) -> None:
    take_receipt(core, receipt("partially_delivered"), sent.id)
    assert text(core, answer).state is State.ACCEPTED
    assert kept(core) == [(SID, "partially_delivered", sent.id)]
