"""Delivery receipts: kept as they come, matched to an attempt, and only ever a step forward."""

from itertools import permutations

import pytest
from sqlalchemy import select

from service.core.dispatch import Claim, dispatch
from service.core.ports import Core
from service.core.records import Attempt, Receipt
from service.core.sending import Lost, NotTaken, Sent
from service.core.settle import take_receipt
from service.domain.event import Answer
from service.domain.ids import AttemptId, MessageSid
from service.domain.text import State
from service.store.tables import receipts
from tests.builders import HEARD, LIBERATION, scheduled, sql_store
from tests.core.looking import WORKER, attempts, claim_one, journal, move_to, text, told
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


def test_a_receipt_that_comes_again_is_kept_once(core: Core, answer: Answer, sent: Attempt) -> None:
    for _ in range(3):
        take_receipt(core, receipt("sent"), sent.id)
    assert kept(core) == [(SID, "sent", sent.id)]
    assert journal(core, {"text": text(core, answer).id}).count("text.sent") == 1


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


def test_a_receipt_for_an_attempt_that_the_carrier_did_not_take_moves_no_text(
    core: Core, carrier: FakeCarrier, answer: Answer, claim: Claim
) -> None:
    carrier.script(NotTaken(HEARD, "HTTP 429"))
    dispatch(core, WORKER, claim)
    take_receipt(core, receipt("delivered"), claim.attempt.id)
    assert text(core, answer).state is State.PLANNED
    (attempt,) = attempts(core, claim.text)
    assert attempt.sid == SID


def test_a_status_nobody_knows_is_kept_and_moves_nothing(core: Core, answer: Answer, sent: Attempt) -> None:
    take_receipt(core, receipt("partially_delivered"), sent.id)
    assert text(core, answer).state is State.ACCEPTED
    assert kept(core) == [(SID, "partially_delivered", sent.id)]
