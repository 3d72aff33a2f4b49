"""What the carrier tells of attempts after its answer: by receipts, or by its list. Only ever a step forward."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from service.core.consequences import about, after_delivery, after_failure, after_welcome, strike
from service.core.each import in_turn
from service.core.ports import Core, Transaction
from service.core.records import Attempt, AttemptOutcome, Receipt
from service.core.stopping import stop_number
from service.domain.codes import Meaning, graver, meaning
from service.domain.ids import AttemptId, MessageSid
from service.domain.london import london_day
from service.domain.text import ENDED_BADLY, RANK, Reason, State, Text, further, told_by

Told = tuple[Receipt, AttemptId | None]  # with our reference, if it came with one


@dataclass(frozen=True)
class News:
    """The carrier has the text of this attempt, which is held, under that SID, and tells this of it."""

    attempt: Attempt
    sid: MessageSid
    told: tuple[Receipt, ...] = ()


@dataclass(frozen=True)
class Learnt:
    """What some news changes."""

    before: Attempt
    attempt: Attempt
    text: Text  # as it was before
    after: Text
    told: tuple[Receipt, ...]  # also what came before anybody knew whose it is

    @property
    def has_arrived(self) -> bool:
        return self.after.state is State.DELIVERED and self.text.state is not State.DELIVERED


def take_receipt(core: Core, receipt: Receipt, ref: AttemptId | None) -> None:
    take_receipts(core, (receipt, ref))


def take_receipts(core: Core, *told: Told) -> None:
    """Status callbacks, all or none: kept as they came, and matched by SID or by our reference; else parked."""
    refs, sids = {ref for _, ref in told if ref is not None}, {receipt.sid for receipt, _ in told}
    with core.store.write(actor="twilio") as tx:
        found = tx.attempts.find_all(refs, sids)
        tx.lines.hold(*(attempt.number_id for attempt in found))
        for some in in_turn(told, partial(_whose, found)):
            _take(core, tx, tx.attempts.hold([attempt.id for attempt in found]), some)


def _whose(found: Collection[Attempt], told: Told) -> str:
    """Of which number this is told; a SID of nobody's stands for itself."""
    receipt, ref = told
    mentioned = (attempt.number_id for attempt in found if attempt.sid == receipt.sid or attempt.id == ref)
    return next(mentioned, receipt.sid)


def _take(core: Core, tx: Transaction, held: Mapping[AttemptId, Attempt], told: Sequence[Told]) -> None:
    """Whoever names another's SID is parked too."""
    owners = {attempt.sid: attempt.id for attempt in held.values() if attempt.sid is not None}
    waiting = {attempt.id for attempt in held.values() if attempt.sid is None}
    kept = [
        replace(receipt, attempt_id=owners.get(receipt.sid, ref if ref in waiting else None)) for receipt, ref in told
    ]
    tx.receipts.add(*kept)
    news = (News(held[one.attempt_id], one.sid, (one,)) for one in kept if one.attempt_id is not None)
    learn_all(core, tx, *news, by="receipt")


def hold_attempt(tx: Transaction, attempt_id: AttemptId) -> Attempt | None:
    """The attempt, kept to this transaction; its line first, as everywhere."""
    found = tx.attempts.find(attempt_id)
    if found is None:
        return None
    tx.lines.hold(found.number_id)
    return tx.attempts.get(found.id)


def learn(core: Core, tx: Transaction, attempt: Attempt, sid: MessageSid, *told: Receipt, by: str) -> None:
    """The carrier has this attempt's text under that SID. `attempt` is held."""
    learn_all(core, tx, News(attempt, sid, told), by=by)


def learn_all(core: Core, tx: Transaction, *news: News, by: str) -> tuple[Text, ...]:
    """No number has two of them: what follows from one may change what the other rests on. The texts as they were."""
    texts = tx.texts.hold([one.attempt.text_id for one in news])
    parked = tx.receipts.adopt({one.sid: one.attempt.id for one in news if one.attempt.sid is None})
    learnt = [_learnt(one, texts[one.attempt.text_id], parked, by) for one in news]
    tx.attempts.save(*(one.attempt for one in learnt if one.attempt != one.before))
    tx.texts.save(*(one.after for one in learnt if one.after != one.text))
    after_delivery(core, tx, *tx.lines.hold(*(one.text.number_id for one in learnt if one.has_arrived)).values())
    for one in learnt:
        _follow(core, tx, one)
    return tuple(one.text for one in learnt)


def _learnt(news: News, text: Text, parked: Sequence[Receipt], by: str) -> Learnt:
    before = news.attempt
    known = replace(before, outcome=AttemptOutcome.SENT, sid=before.sid or news.sid, learnt_by=before.learnt_by or by)
    told = (*news.told, *(receipt for receipt in parked if receipt.attempt_id == before.id))
    for receipt in told:
        status, code = further(known.status, receipt.status), graver(known.code, receipt.code)
        known = replace(known, status=status, code=code)
    return Learnt(before, known, text, _after(text, before, known) if known != before else text, told)


def _after(text: Text, before: Attempt, attempt: Attempt) -> Text:
    """An attempt that was given up and is found after all takes its text back; of an older one only arrival counts."""
    told = told_by(attempt.status) or State.ACCEPTED
    is_its_own = text.attempt_id == attempt.id or (before.sid is None and RANK[text.state] == 0)
    if RANK[told] <= RANK[text.state] or not (is_its_own or told is State.DELIVERED):
        return text
    whose = attempt.id if RANK[text.state] == 0 else text.attempt_id
    went_on = None if text.is_answer else text.went_on or london_day(attempt.at)
    return replace(text, state=told, attempt_id=whose, went_on=went_on, lease_until=None, not_before=None, reason=None)


def _follow(core: Core, tx: Transaction, one: Learnt) -> None:
    text, after, attempt = one.text, one.after, one.attempt
    if after != text:
        why = f"receipt {attempt.status}" if attempt.status else None
        tx.journal.note(f"text.{after.state}", about=about(text), why=why)
    elif one.before.sid is None and text.attempt_id != attempt.id:
        tx.journal.ask_staff("text_sent_twice", about=about(text), once=text.id)
    is_other_code = attempt.code != one.before.code
    if meaning(attempt.code) is Meaning.OPTED_OUT and is_other_code:
        stop_number(core, tx, attempt.number_id, Reason.OPTED_OUT)  # whatever became of this text
    if after.state in ENDED_BADLY and after.attempt_id == attempt.id:
        if after.state is not text.state or is_other_code:
            after_failure(core, tx, attempt, after)
        if attempt != one.before:
            after_welcome(core, tx, text, after.state)
        for code in {receipt.code for receipt in one.told}:
            strike(core, tx, attempt, code)
