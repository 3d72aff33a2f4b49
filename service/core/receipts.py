"""What the carrier tells of an attempt after its answer: by receipt, or by its list. Only ever a step forward."""

from dataclasses import replace

from service.core.consequences import about, after_delivery, after_failure, after_welcome, strike
from service.core.ports import Core, Transaction
from service.core.records import Attempt, AttemptOutcome, Receipt
from service.core.stopping import stop_number
from service.domain.codes import Meaning, graver, meaning
from service.domain.ids import AttemptId, MessageSid
from service.domain.london import london_day
from service.domain.text import ENDED_BADLY, RANK, Reason, State, Text, further, told_by


def take_receipt(core: Core, receipt: Receipt, ref: AttemptId | None) -> None:
    """A status callback: kept as it came, and matched by its SID or by our reference; else parked for its attempt."""
    with core.store.write(actor="twilio") as tx:
        attempt = _matching(tx, receipt, ref)
        tx.receipts.add(replace(receipt, attempt_id=attempt.id if attempt else None))
        if attempt is not None:
            learn(core, tx, attempt, receipt.sid, receipt, by="receipt")


def hold_attempt(tx: Transaction, attempt_id: AttemptId) -> Attempt | None:
    """The attempt, kept to this transaction; its line first, as everywhere."""
    return _held(tx, tx.attempts.find(attempt_id))


def _held(tx: Transaction, found: Attempt | None) -> Attempt | None:
    if found is None:
        return None
    tx.lines.hold(found.number_id)
    return tx.attempts.get(found.id)


def learn(core: Core, tx: Transaction, attempt: Attempt, sid: MessageSid, *told: Receipt, by: str) -> Text:
    """The carrier has this attempt's text under that SID. `attempt` is held. The text as it was before."""
    is_new = attempt.sid is None
    known = replace(attempt, outcome=AttemptOutcome.SENT, sid=attempt.sid or sid, learnt_by=attempt.learnt_by or by)
    every = (*told, *(tx.receipts.adopt(sid, attempt.id) if is_new else ()))
    for receipt in every:
        status, code = further(known.status, receipt.status), graver(known.code, receipt.code)
        known = replace(known, status=status, code=code)
    text = tx.texts.get(attempt.text_id)
    if known != attempt or is_new:
        tx.attempts.save(known)
        after = _move(core, tx, text, attempt, known)
    else:
        after = text
    if after.state in ENDED_BADLY and after.attempt_id == known.id:
        for code in {receipt.code for receipt in every}:
            strike(core, tx, known, code)
    return text


def _move(core: Core, tx: Transaction, text: Text, before: Attempt, attempt: Attempt) -> Text:
    is_new = before.sid is None
    told = told_by(attempt.status) or State.ACCEPTED
    after = _after(text, attempt, told, is_new=is_new)
    if after != text:
        tx.texts.save(after)
        why = f"receipt {attempt.status}" if attempt.status else None
        tx.journal.note(f"text.{after.state}", about=about(text), why=why)
    elif is_new and text.attempt_id != attempt.id:
        tx.journal.ask_staff("text_sent_twice", about=about(text), once=text.id)
    if meaning(attempt.code) is Meaning.OPTED_OUT and attempt.code != before.code:
        stop_number(core, tx, attempt.number_id, Reason.OPTED_OUT)  # whatever became of this text
    if after.state is State.DELIVERED and text.state is not State.DELIVERED:
        after_delivery(core, tx, text.number_id)
    if after.state in ENDED_BADLY and after.attempt_id == attempt.id:
        if after.state is not text.state or attempt.code != before.code:
            after_failure(core, tx, attempt, after)
        after_welcome(core, tx, text, after.state)
    return after


def _after(text: Text, attempt: Attempt, told: State, *, is_new: bool) -> Text:
    """An attempt that was given up and is found after all takes its text back; of an older one only arrival counts."""
    is_its_own = text.attempt_id == attempt.id or (is_new and RANK[text.state] == 0)
    if RANK[told] <= RANK[text.state] or not (is_its_own or told is State.DELIVERED):
        return text
    whose = attempt.id if RANK[text.state] == 0 else text.attempt_id
    went_on = text.went_on or london_day(attempt.at)
    return replace(text, state=told, attempt_id=whose, went_on=went_on, lease_until=None, not_before=None, reason=None)


def _matching(tx: Transaction, receipt: Receipt, ref: AttemptId | None) -> Attempt | None:
    """The attempt of this receipt, kept to this transaction. None: it is nobody's, or names another's SID."""
    found = tx.attempts.of_sid(receipt.sid) or (tx.attempts.find(ref) if ref else None)
    attempt = _held(tx, found)
    return attempt if attempt is not None and attempt.sid in (None, receipt.sid) else None
