"""What comes of an attempt: the carrier's answer, a delivery receipt, or silence until the lease ends."""

from dataclasses import replace

from service.core.planning import replan_release
from service.core.ports import Core, Transaction
from service.core.records import Attempt, AttemptOutcome, Receipt
from service.core.sending import Lost, NotTaken, Outcome, Rejected, Sent
from service.core.stopping import replan_line, stop_number
from service.domain.ids import AttemptId
from service.domain.text import Reason, State, Text, after_receipt
from service.schedules.welcome import TRIES, Greeted

OPTED_OUT = 21610  # https://www.twilio.com/docs/api/errors/21610
_NOT_TEXTABLE = frozenset({21211, 21265, 21614, 21635})  # .../errors/21211: the number itself cannot get texts


def settle(core: Core, worker: str, attempt_id: AttemptId, outcome: Outcome) -> None:
    """Record the carrier's answer. A receipt may have come first: then only the attempt still learns from it."""
    with core.store.write(actor=worker) as tx:
        attempt = _hold(tx, attempt_id)
        if attempt is None:
            return
        tx.attempts.save(_answered(attempt, outcome))
        text = tx.texts.get(attempt.text_id)
        if text.attempt_id != attempt.id or text.state not in (State.CLAIMED, State.UNKNOWN):
            return
        settled = _settled(text, outcome)
        if settled.state is not text.state:
            tx.texts.save(settled)
            tx.journal.note(f"text.{settled.state}", about=_about(text), why=settled.reason)
        _follow_up(core, tx, attempt, text, outcome)
        _after_welcome(core, tx, text, settled.state)


def take_receipt(core: Core, receipt: Receipt, ref: AttemptId | None) -> None:
    """A status callback: kept as it came, matched by our reference or by its SID, and only ever a step forward."""
    with core.store.write(actor="twilio") as tx:
        attempt = _matching(tx, receipt, ref)
        if not tx.receipts.add(replace(receipt, attempt_id=attempt.id if attempt else None)) or attempt is None:
            return
        sid, code = attempt.sid or receipt.sid, receipt.code or attempt.code
        tx.attempts.save(replace(attempt, sid=sid, code=code, learnt_by=attempt.learnt_by or "receipt"))
        text = tx.texts.get(attempt.text_id)
        state = after_receipt(text.state, receipt.status) if text.attempt_id == attempt.id else text.state
        if state is not text.state:
            tx.texts.save(replace(text, state=state, lease_until=None, reason=None))
            tx.journal.note(f"text.{state}", about=_about(text), why=f"receipt {receipt.status}")
            _after_welcome(core, tx, text, state)


def _after_welcome(core: Core, tx: Transaction, text: Text, state: State) -> None:
    """A welcome that did not arrive is tried again on another day; after three, somebody asks for another number."""
    if not text.welcome or state not in (State.UNDELIVERED, State.FAILED, State.REVIEW):
        return
    if len(Greeted(text.number_id, tx.texts.welcomes(text.number_id)).failed) < TRIES:
        replan_line(core, tx, text.number_id)
        return
    stop_number(core, tx, text.number_id, Reason.UNREACHABLE)
    tx.journal.ask_staff("welcome_failed", about=_about(text), once=text.number_id)


def _hold(tx: Transaction, attempt_id: AttemptId) -> Attempt | None:
    """The attempt, kept to this transaction; its line first, as everywhere."""
    found = tx.attempts.find(attempt_id)
    if found is None:
        return None
    tx.lines.hold(found.number_id)
    return tx.attempts.get(attempt_id)


def _answered(attempt: Attempt, outcome: Outcome) -> Attempt:
    match outcome:
        case Sent(sid=sid):
            learnt_by = attempt.learnt_by or "answer"
            return replace(attempt, outcome=AttemptOutcome.SENT, sid=attempt.sid or sid, learnt_by=learnt_by)
        case NotTaken():
            return replace(attempt, outcome=AttemptOutcome.NOT_TAKEN)
        case Rejected(code=code):
            return replace(attempt, outcome=AttemptOutcome.REJECTED, code=code)
        case Lost():
            return replace(attempt, outcome=AttemptOutcome.LOST)


def _settled(text: Text, outcome: Outcome) -> Text:
    """The text after the answer. An unknown code changes nothing but sends the text to a person."""
    done = replace(text, lease_until=None)
    free = replace(done, attempt_id=None, went_on=None)
    match outcome:
        case Sent():
            return replace(done, state=State.ACCEPTED, reason=None)
        case NotTaken(retry_at=retry_at):
            return replace(free, state=State.PLANNED, not_before=retry_at)
        case Rejected(code=code) if code == OPTED_OUT:
            return replace(free, state=State.CANCELLED, reason=Reason.OPTED_OUT)
        case Rejected(code=code) if code in _NOT_TEXTABLE:
            return replace(done, state=State.FAILED, reason=Reason.NOT_TEXTABLE)
        case Rejected():
            return replace(done, state=State.REVIEW, reason=Reason.REJECTED)
        case Lost():
            return replace(done, state=State.UNKNOWN)


def _follow_up(core: Core, tx: Transaction, attempt: Attempt, text: Text, outcome: Outcome) -> None:
    """What an answer tells of the number, asks of a person, or leaves to be planned again."""
    match outcome:
        case NotTaken():
            replan_release(core, tx, text.release_id)
        case Rejected(code=code) if code == OPTED_OUT:
            stop_number(core, tx, attempt.number_id, Reason.OPTED_OUT)
        case Rejected(code=code):
            tx.journal.ask_staff("text_rejected", about=_about(text))
            if code in _NOT_TEXTABLE:
                stop_number(core, tx, attempt.number_id, Reason.UNREACHABLE)
        case Lost() if text.welcome:
            ask_about_welcome(tx, text)


def ask_about_welcome(tx: Transaction, text: Text) -> None:
    """Nothing else goes to a number while nobody knows whether it was welcomed: a person must find out."""
    tx.journal.ask_staff("welcome_unknown", about=_about(text), once=text.number_id)


def _matching(tx: Transaction, receipt: Receipt, ref: AttemptId | None) -> Attempt | None:
    """The attempt of this receipt, kept to this transaction. None: it is nobody's, or names another's SID."""
    by_sid = tx.attempts.of_sid(receipt.sid)
    found = by_sid.id if by_sid else ref
    attempt = _hold(tx, found) if found else None
    return attempt if attempt is not None and attempt.sid in (None, receipt.sid) else None


def _about(text: Text) -> dict[str, str | None]:
    return {"text": text.id, "release": text.release_id}
