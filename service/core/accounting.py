"""What the carrier sent and no row here speaks of: found again by number and words, so that it never goes twice."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from service.core.looking import words_of
from service.core.moments import practice_of
from service.core.ports import Core, Transaction
from service.core.receipts import learn
from service.core.records import Attempt, Receipt
from service.core.sending import Listed
from service.domain.board import SenderNumber
from service.domain.errors import UnfitError
from service.domain.ids import AttemptId, NumberId
from service.domain.number import Number
from service.domain.reply import Keyword, keyword
from service.domain.text import RANK, State, Text

_CLOCKS_APART = timedelta(hours=1)  # ours and the carrier's at most, as in `core.resolving`
_HELD_BY_AN_ATTEMPT = frozenset({State.CLAIMED, State.UNKNOWN})


def is_from_us(core: Core, one: Listed) -> bool:
    """Not what somebody else sends from the same account."""
    return (not one.sender or _is_ours(core, one.sender)) and _number(one) is not None


def is_to_us(core: Core, one: Listed) -> bool:
    """Not what was said to somebody else with the same account; but whoever says STOP there means every one of us."""
    return _is_ours(core, one.to) or keyword(one.words) is Keyword.STOP


def _is_ours(core: Core, number: str) -> bool:
    """A service picks its own numbers, which we do not know: then any number may be ours."""
    senders = [board.sender for board in core.config.boards.values()]
    known = {sender.number.e164 for sender in senders if isinstance(sender, SenderNumber)}
    return number in known or not all(isinstance(sender, SenderNumber) for sender in senders)


def is_accounted_for(core: Core, one: Listed) -> bool:
    """Whether it is the message of an attempt that waits for its answer."""
    number = _number(one)
    if number is None:
        return False
    with core.store.write(actor="carrier") as tx:
        return _waiting(tx, tx.lines.of(number).id, one) is not None


def account_for(core: Core, worker: str, one: Listed) -> None:
    """Give the message to the attempt that waits for it, else to the text that it was, else to a person."""
    number = _number(one)
    if number is None:
        return
    with core.store.write(actor=worker) as tx:
        number_id = tx.lines.of(number).id
        tx.lines.hold(number_id)
        if tx.attempts.of_sid(one.sid) is not None:
            return
        attempt = _waiting(tx, number_id, one) or _remade(core, tx, number_id, one)
        if attempt is None:
            about = {"message": one.sid, "number": number_id}
            tx.journal.ask_staff("message_without_text", about=about, once=one.sid)
            return
        told = Receipt(one.sid, one.status, one.code, attempt.id, core.clock.wall())
        tx.receipts.add(told)
        learn(core, tx, attempt, one.sid, told, by="list")


def _waiting(tx: Transaction, number_id: NumberId, one: Listed) -> Attempt | None:
    earliest = one.created + _CLOCKS_APART
    fits = (
        attempt
        for attempt in tx.attempts.without_sid(number_id)
        if attempt.words.strip() == one.words.strip() and attempt.wall <= earliest
    )
    found = next(fits, None)
    return tx.attempts.get(found.id) if found is not None else None


def _remade(core: Core, tx: Transaction, number_id: NumberId, one: Listed) -> Attempt | None:
    """An attempt for the text that has these words and did not go, as far as anybody here knows."""
    went_at = practice_of(core.clock, one.created)
    fits = [text for text in _unsent(core, tx, number_id) if _says(core, tx, text, one.words, went_at)]
    if not fits:
        return None
    text = tx.texts.get(min(fits, key=lambda text: (abs(text.due_at - went_at), text.id)).id)
    attempt = Attempt(AttemptId(core.new_id("a")), text.id, number_id, one.words, at=went_at, wall=one.created)
    tx.attempts.add(attempt)
    tx.journal.note("text.found_at_carrier", about={"text": text.id, "attempt": attempt.id})
    return attempt


def _unsent(core: Core, tx: Transaction, number_id: NumberId) -> Iterator[Text]:
    for person in tx.people.with_number(number_id):
        release = tx.releases.latest(person.id)
        for text in tx.texts.of_release(release.id) if release is not None else ():
            if RANK[text.state] == 0 and text.state not in _HELD_BY_AN_ATTEMPT and text.number_id == number_id:
                yield text


def _says(core: Core, tx: Transaction, text: Text, words: str, went_at: datetime) -> bool:
    """Some words name a day: they are put together for the day on which it went, and for that on which it was due."""
    return any(_words(core, tx, text, at) == words.strip() for at in (went_at, text.due_at))


def _words(core: Core, tx: Transaction, text: Text, at: datetime) -> str | None:
    try:
        return words_of(core, tx, text, at).strip()
    except UnfitError:
        return None


def _number(one: Listed) -> Number | None:
    try:
        return Number.trusted(one.to)
    except ValueError:
        return None
