"""Many receipts, or many answers, in one transaction: each comes to what it comes to alone."""

from dataclasses import replace

import pytest
from sqlalchemy import event, select

from service.core.dispatch import Claim
from service.core.ports import Core
from service.core.receipts import Told, take_receipts
from service.core.records import Receipt
from service.core.sending import Lost, NotTaken, Outcome, Rejected, Sent
from service.core.settle import settle
from service.domain.ids import MessageSid
from service.domain.number import Number
from service.domain.text import Reason, State
from service.store.tables import receipts
from tests.builders import HEARD, LIBERATION, SAMS_CONTACT, scheduled, sql_store
from tests.core.looking import WORKER, claimed, move_to, stopped, told
from tests.fakes import FixedClock


def sid(serial: int) -> MessageSid:
    return MessageSid(f"SM{serial:032x}")


def number(serial: int) -> Number:
    return Number.trusted(f"+447700900{serial:03}")


def receipt(serial: int, status: str, code: int | None = None) -> Receipt:
    return Receipt(sid(serial), status, code, attempt_id=None, wall=HEARD)


@pytest.fixture
def claims(core: Core, clock: FixedClock) -> list[Claim]:
    """The welcomes of six people, each with a number of their own, in the order of the numbers."""
    for one in range(6):
        contact = replace(SAMS_CONTACT, number=number(one))
        told(core, scheduled(prison_number=f"B{one}", contact=contact))
    move_to(clock, LIBERATION, 14)
    return sorted(claimed(core), key=lambda claim: claim.number.e164)


@pytest.fixture
def sent(core: Core, claims: list[Claim]) -> list[Claim]:
    settle(core, WORKER, *((claim.attempt.id, Sent(sid(at))) for at, claim in enumerate(claims)))
    return claims


def states(core: Core, claims: list[Claim]) -> list[State]:
    with core.store.read() as tx:
        return [tx.texts.get(claim.text.id).state for claim in claims]


def kept(core: Core) -> list[tuple[str, str, str | None]]:
    with sql_store(core).engine.begin() as connection:
        rows = connection.execute(select(receipts.c.sid, receipts.c.status, receipts.c.attempt_id)).all()
    return sorted((row.sid, row.status, row.attempt_id or "") for row in rows)


def statements(core: Core, *told: Told) -> int:
    run: list[str] = []
    engine = sql_store(core).engine

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        run.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    take_receipts(core, *told)
    event.remove(engine, "before_cursor_execute", note)
    return len(run)


def test_each_answer_of_a_batch_settles_its_own_text(core: Core, claims: list[Claim]) -> None:
    refused = [Rejected(99999), Rejected(21610)]
    outcomes: list[Outcome] = [Sent(sid(0)), Lost("no answer"), NotTaken(HEARD, "HTTP 429"), *refused, Sent(sid(5))]
    settle(core, WORKER, *((claim.attempt.id, outcome) for claim, outcome in zip(claims, outcomes, strict=True)))
    assert states(core, claims) == ["accepted", "unknown", "planned", "review", "cancelled", "accepted"]
    assert stopped(core, number(4)) is Reason.OPTED_OUT
    assert [stopped(core, number(one)) for one in (0, 1, 2, 3, 5)] == [None] * 5


def test_receipts_of_many_texts_move_each_of_them_and_are_all_kept(core: Core, sent: list[Claim]) -> None:
    told_now = ["sent", "delivered", "queued", "undelivered", "sent", "delivered"]
    codes = [None, None, None, 30003, None, None]
    take_receipts(core, *((receipt(at, status, codes[at]), sent[at].attempt.id) for at, status in enumerate(told_now)))
    assert states(core, sent) == ["sent", "delivered", "accepted", "undelivered", "sent", "delivered"]
    assert [status for _, status, _ in kept(core)] == told_now


def test_many_receipts_take_no_more_statements_than_one(core: Core, sent: list[Claim]) -> None:
    one = statements(core, (receipt(0, "delivered"), sent[0].attempt.id))
    assert statements(core, *((receipt(at, "delivered"), sent[at].attempt.id) for at in range(1, 6))) == one


@pytest.mark.parametrize("order", [("sent", "delivered"), ("delivered", "sent")])
def test_two_receipts_of_one_text_at_once_are_taken_one_after_the_other(
    core: Core, sent: list[Claim], order: tuple[str, str]
) -> None:
    take_receipts(core, *((receipt(0, status), sent[0].attempt.id) for status in order))
    assert states(core, sent)[0] is State.DELIVERED
    assert len(kept(core)) == 2


def test_of_two_sids_under_one_reference_the_first_is_its_own_and_the_other_is_parked(
    core: Core, claims: list[Claim]
) -> None:
    take_receipts(core, *((receipt(serial, "sent"), claims[0].attempt.id) for serial in (7, 8)))
    assert kept(core) == [(sid(7), "sent", claims[0].attempt.id), (sid(8), "sent", "")]


def test_a_receipt_without_reference_is_adopted_by_the_attempt_that_learns_its_sid_beside_it(
    core: Core, claims: list[Claim]
) -> None:
    take_receipts(core, (receipt(7, "delivered"), None), (receipt(7, "sent"), claims[0].attempt.id))
    assert kept(core) == [(sid(7), "delivered", claims[0].attempt.id), (sid(7), "sent", claims[0].attempt.id)]
    assert states(core, claims)[0] is State.DELIVERED


def test_a_number_that_is_closed_by_one_receipt_is_opened_by_the_next_of_the_same_batch(
    core: Core, clock: FixedClock, sent: list[Claim]
) -> None:
    """Both come for the same number: what the second does rests on what the first did."""
    ref = sent[0].attempt.id
    take_receipts(core, (receipt(1, "undelivered", 30006), sent[1].attempt.id))
    assert stopped(core, number(1)) is Reason.UNREACHABLE, "this code closes a number"
    take_receipts(core, (receipt(0, "undelivered", 30006), ref), (receipt(0, "delivered"), ref))
    assert stopped(core, number(0)) is None
    assert states(core, sent)[0] is State.DELIVERED


def test_all_or_none_of_a_batch_is_kept(core: Core, claims: list[Claim]) -> None:
    """Two attempts cannot have one SID: the door then takes each receipt by itself."""
    both = [(receipt(7, "sent"), claim.attempt.id) for claim in claims[:2]]
    with pytest.raises(Exception, match=r"(?i)unique"):
        take_receipts(core, *both)
    assert kept(core) == []
    for one in both:
        take_receipts(core, one)
    assert [attempt for _, _, attempt in kept(core)] == [claims[0].attempt.id] * 2
