"""Texts that the carrier may or may not have: its list decides, and nothing is sent again on a guess.

A message that reached Twilio although its answer did not stands in Twilio's list. There is no other way to know: "POST
requests are not idempotent" (Twilio's page on error 20500).
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from service.core.consequences import about, after_answer, after_welcome
from service.core.each import each
from service.core.looking import verdict
from service.core.planning import replan_of
from service.core.ports import Core, Transaction
from service.core.receipts import hold_attempt, learn
from service.core.records import Attempt, AttemptOutcome, Receipt
from service.core.sending import CarrierSilentError, Listed
from service.domain.errors import UnfitError
from service.domain.text import Reason, State, Text
from service.schedules.lastlook import Drop, Verdict

_AT_ONCE = 50  # a pass; the next one takes the rest
# Ours and the carrier's at most: a message that we miss is one that goes twice. One too many does no harm: what is an
# earlier attempt's is known by its SID.
_CLOCKS_APART = timedelta(days=1)
_TOO_LONG = timedelta(minutes=30)  # wall: then a person looks


def resolve(core: Core, worker: str) -> int:
    """Ask the carrier's list for each. How many are known now."""
    with core.store.read() as tx:
        waiting = tx.attempts.unresolved(core.clock.wall() - _wait(core), _AT_ONCE)
    return each(waiting, partial(_resolve, core, worker), "an unknown text")


def _wait(core: Core) -> timedelta:
    return timedelta(seconds=core.unknown_wait_s)


def _resolve(core: Core, worker: str, attempt: Attempt) -> bool:
    with core.store.read() as tx:
        number = tx.lines.get(attempt.number_id).number
    began = core.clock.wall()
    try:
        listed = core.carrier.listed(attempt.wall - _CLOCKS_APART, number)
    except CarrierSilentError:
        listed = None
    with core.store.write(actor=worker) as tx:
        held = hold_attempt(tx, attempt.id)
        text = tx.texts.get(attempt.text_id)
        if held is None or text.state is not State.UNKNOWN or text.attempt_id != held.id:
            return False
        if listed is not None and _conclude(core, tx, held, text, listed, began):
            return True
        if core.clock.wall() - attempt.wall > _TOO_LONG:
            tx.journal.ask_staff("text_unknown", about=about(text), once=text.id)
        return False


def _conclude(  # noqa: PLR0913  what is known, and what the list said when
    core: Core, tx: Transaction, attempt: Attempt, text: Text, listed: Iterable[Listed], began: datetime
) -> bool:
    """One listing without it is not enough: the carrier may be slower than we are."""
    unclaimed = [one for one in listed if not one.inbound and tx.attempts.of_sid(one.sid) is None]
    ours = [one for one in unclaimed if one.words.strip() == attempt.words.strip()]
    if ours and _is_rivalled(tx, attempt):
        return False  # it may be that of another text with the same words, which is just being sent
    if ours:
        _found(core, tx, attempt, min(ours, key=lambda one: one.created))
        return True
    if attempt.looked_at is None or began - attempt.looked_at < _wait(core):
        tx.attempts.save(replace(attempt, looked_at=attempt.looked_at or began))
        return False
    is_doubtful = any(not one.words for one in unclaimed)  # its words were taken out at the carrier
    _not_there(core, tx, attempt, text, is_doubtful=is_doubtful)
    return True


def _is_rivalled(tx: Transaction, attempt: Attempt) -> bool:
    others = (one for one in tx.attempts.without_sid(attempt.number_id) if one.id != attempt.id)
    return any(one.words == attempt.words and _is_in_flight(tx, one) for one in others)


def _is_in_flight(tx: Transaction, attempt: Attempt) -> bool:
    text = tx.texts.get(attempt.text_id)
    return text.state is State.CLAIMED and text.attempt_id == attempt.id


def _found(core: Core, tx: Transaction, attempt: Attempt, one: Listed) -> None:
    told = Receipt(one.sid, one.status, one.code, attempt.id, core.clock.wall())
    tx.receipts.add(told)
    learn(core, tx, attempt, one.sid, told, by="list")


def _not_there(core: Core, tx: Transaction, attempt: Attempt, text: Text, *, is_doubtful: bool) -> None:
    """It goes again if it still makes sense."""
    tx.attempts.save(replace(attempt, outcome=AttemptOutcome.LOST))
    after = replace(_freed(core, tx, text), lease_until=None)
    if is_doubtful:
        after = replace(text, state=State.REVIEW, reason=Reason.DOUBTFUL)
    tx.texts.save(after)
    tx.journal.note(f"text.{after.state}", about=about(text), why=after.reason)
    if after.state is State.PLANNED:
        replan_of(core, tx, text)
    if after.state is State.REVIEW:
        tx.journal.ask_staff("text_for_review", about=about(text), once=text.id)
    after_answer(core, tx, after)
    after_welcome(core, tx, text, after.state)


def _freed(core: Core, tx: Transaction, text: Text) -> Text:
    free = replace(text, attempt_id=None, went_on=None, reason=None)
    match _verdict(core, tx, text):
        case None:
            return replace(text, state=State.REVIEW, reason=Reason.WORDS)
        case Drop(reason=Reason.LATE) if not text.is_answer:
            return replace(text, state=State.REVIEW, reason=Reason.LATE)
        case Drop(reason=reason) if reason is not Reason.HELD:
            return replace(free, state=State.CANCELLED, reason=reason)
    return replace(free, state=State.PLANNED)


def _verdict(core: Core, tx: Transaction, text: Text) -> Verdict | None:
    now = core.clock.now()
    try:
        return verdict(core, tx, text, now)
    except UnfitError:
        return None
