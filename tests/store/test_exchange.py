"""Attempts, receipts, replies, events and keys."""

import secrets
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from service.core.records import AttemptOutcome, Key, Receipt, Reply
from service.domain.event import Answer, AnsweredText, Outcome, Source, SourceKind
from service.domain.ids import (
    AttemptId,
    MessageSid,
    ReleaseId,
)
from service.store.store import SqlStore
from tests.builders import BARLINNIE, EDINBURGH, HEARD, SAMS_NUMBER, scheduled
from tests.store.rows import (
    NOW,
    SID,
    WELCOME,
    a_text,
    add_release,
    an_attempt,
)


def test_an_attempt_comes_back_with_every_fact_and_is_found_by_its_sid(store: SqlStore) -> None:
    with store.write("test") as tx:
        text = a_text(*add_release(tx))
        tx.texts.add(text)
        attempt = an_attempt(text)
        tx.attempts.add(attempt)
        assert tx.attempts.get(attempt.id) == attempt
        assert tx.attempts.get(AttemptId("a-none")) is None
        assert tx.attempts.of_sid(SID) is None
        learnt = replace(attempt, outcome=AttemptOutcome.SENT, code=30003, sid=SID, learnt_by="receipt")
        tx.attempts.save(learnt)
        assert tx.attempts.of_sid(SID) == tx.attempts.get(attempt.id) == learnt
        second = replace(an_attempt(text, "a-2"), wall=HEARD + timedelta(seconds=1))
        tx.attempts.add(second)
        assert tx.attempts.of_text(text.id) == (learnt, second)


def test_a_message_belongs_to_one_attempt(store: SqlStore) -> None:
    with store.write("test") as tx:
        text = a_text(*add_release(tx))
        tx.texts.add(text)
        tx.attempts.add(an_attempt(text, "a-1", SID))
    with pytest.raises(IntegrityError), store.write("test") as tx:
        tx.attempts.add(an_attempt(text, "a-2", SID))


def test_every_receipt_is_a_row_also_one_that_was_here_before(store: SqlStore) -> None:
    with store.write("test") as tx:
        text = a_text(*add_release(tx))
        tx.texts.add(text)
        attempt = an_attempt(text)
        tx.attempts.add(attempt)
        receipt = Receipt(SID, "sent", None, attempt.id, HEARD)
        undelivered = replace(receipt, status="undelivered", code=30003, wall=HEARD + timedelta(seconds=1))
        for one in (receipt, undelivered, replace(receipt, wall=NOW)):
            tx.receipts.add(one)
        assert tx.receipts.of_attempt(attempt.id) == tuple(
            sorted((receipt, undelivered, replace(receipt, wall=NOW)), key=_when)
        )


def _when(receipt: Receipt) -> datetime:
    return receipt.wall


def test_a_parked_receipt_is_adopted_once_by_the_attempt_whose_sid_it_has(store: SqlStore) -> None:
    with store.write("test") as tx:
        text = a_text(*add_release(tx))
        tx.texts.add(text)
        attempt = an_attempt(text)
        tx.attempts.add(attempt)
        parked = Receipt(SID, "sent", None, None, HEARD)
        tx.receipts.add(parked)
        tx.receipts.add(replace(parked, sid=MessageSid("SM" + "b" * 32)))
        assert tx.receipts.adopt({SID: attempt.id}) == (replace(parked, attempt_id=attempt.id),)
        assert tx.receipts.adopt({SID: attempt.id}) == ()
        assert tx.receipts.of_attempt(attempt.id) == (replace(parked, attempt_id=attempt.id),)


def test_a_reply_is_kept_once(store: SqlStore) -> None:
    with store.write("test") as tx:
        reply = Reply(SID, SAMS_NUMBER.e164, tx.lines.of(SAMS_NUMBER).id, "+447700900000", "STOP", HEARD, "stop")
        assert tx.replies.add(reply)
        assert not tx.replies.add(replace(reply, words="START"))
        assert tx.replies.add(replace(reply, sid=MessageSid("SM" + "b" * 32), sender="NHS24", number_id=None))


def test_an_event_is_remembered_with_its_answer_under_its_source_and_id(store: SqlStore) -> None:
    event = scheduled()
    answer = Answer(Outcome.PLANNED, event.id, ReleaseId("r-1"), None, (AnsweredText(WELCOME, NOW),))
    with store.write("test") as tx:
        assert tx.events.recall(BARLINNIE, event.id) is None
        tx.events.keep(event, answer, None)
        remembered = tx.events.recall(BARLINNIE, event.id)
        assert remembered is not None
        assert remembered.answer == answer
        assert tx.events.same_content(event, remembered)
        assert not tx.events.same_content(replace(event, document=event.document + " "), remembered)
        assert tx.events.recall(EDINBURGH, event.id) is None
        assert tx.events.recall(BARLINNIE, event.id + "0") is None


def test_an_event_is_kept_once(store: SqlStore) -> None:
    event = scheduled()
    with store.write("test") as tx:
        tx.events.keep(event, Answer(Outcome.HELD, event.id, None, "with_board"), None)
    with pytest.raises(IntegrityError), store.write("test") as tx:
        tx.events.keep(event, Answer(Outcome.HELD, event.id), None)


def test_a_key_is_found_by_its_digest_alone(store: SqlStore) -> None:
    appointments = Source(SourceKind.APPOINTMENTS, "clinic")
    key, digest = Key("k-1", appointments, HEARD, expires_at=NOW), secrets.token_bytes(32)
    with store.write("test") as tx:
        tx.keys.add(key, digest)
        assert tx.keys.of_digest(digest) == key
        assert tx.keys.of_digest(secrets.token_bytes(32)) is None
        assert tx.keys.revoke("k-1", NOW)
        assert not tx.keys.revoke("k-none", NOW)
        assert tx.keys.of_digest(digest) == replace(key, revoked_at=NOW)
        assert tx.keys.all() == (replace(key, revoked_at=NOW),)


def test_two_keys_cannot_have_one_digest(store: SqlStore) -> None:
    digest = secrets.token_bytes(32)
    with store.write("test") as tx:
        tx.keys.add(Key("k-1", BARLINNIE, HEARD), digest)
    with pytest.raises(IntegrityError), store.write("test") as tx:
        tx.keys.add(Key("k-2", BARLINNIE, HEARD), digest)
