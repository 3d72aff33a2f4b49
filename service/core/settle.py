"""What comes of an attempt at once: the carrier's answer, or none."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from service.core.consequences import about, after_answer, after_welcome, not_textable, refused
from service.core.each import in_turn
from service.core.pacing import awake
from service.core.planning import replan_of
from service.core.ports import Core, Transaction
from service.core.receipts import News, learn_all
from service.core.records import Attempt, AttemptOutcome
from service.core.sending import Lost, NotTaken, Outcome, Rejected, Sent
from service.core.stopping import stop_number
from service.domain.codes import Meaning, meaning
from service.domain.ids import AttemptId
from service.domain.text import Reason, State, Text

_BUSY_FOR = timedelta(minutes=10)  # wall: the carrier's queue of a sender holds ten hours of texts


Answered = tuple[AttemptId, Outcome]


def settle(core: Core, worker: str, *answers: Answered) -> None:
    """Record what the carrier answered, all of it or nothing. Lines first, in one order, as everywhere."""
    with core.store.write(actor=worker) as tx:
        numbers = {one.id: one.number_id for one in tx.attempts.find_all([attempt_id for attempt_id, _ in answers])}
        tx.lines.hold(*numbers.values())
        known = [one for one in answers if one[0] in numbers]
        went = [
            text
            for some in in_turn(known, lambda one: numbers[one[0]])
            for text in _settle(core, tx, tx.attempts.hold(numbers), dict(some))
        ]
        boards = {text.board for text in went} & core.config.boards.keys()
        for key in sorted({core.config.boards[board].sender.key for board in boards}):
            awake(tx, key)


def _settle(
    core: Core, tx: Transaction, held: Mapping[AttemptId, Attempt], answers: Mapping[AttemptId, Outcome]
) -> tuple[Text, ...]:
    """A receipt may have come first: then only the attempt still learns. The texts that the carrier took."""
    sids = {one: outcome.sid for one, outcome in answers.items() if isinstance(outcome, Sent)}
    owners = {one.sid: one.id for one in tx.attempts.find_all((), set(sids.values()))}
    # The list may have given it to one with the same number and words: as many go as should.
    ours = {one: sid for one, sid in sids.items() if owners.get(sid, one) == one}
    went = learn_all(core, tx, *(News(held[one], sid) for one, sid in ours.items()), by="answer")
    for one, outcome in answers.items():
        if not isinstance(outcome, Sent) and held[one].sid is None:  # else a receipt knows better
            _without_sid(core, tx, held[one], outcome)
    return went


def _without_sid(core: Core, tx: Transaction, attempt: Attempt, outcome: NotTaken | Rejected | Lost) -> None:
    tx.attempts.save(_answered(attempt, outcome))
    text = tx.texts.get(attempt.text_id)
    if text.attempt_id == attempt.id and text.state in (State.CLAIMED, State.UNKNOWN):
        _take(core, tx, text, outcome)


def _answered(attempt: Attempt, outcome: NotTaken | Rejected | Lost) -> Attempt:
    match outcome:
        case NotTaken():
            return replace(attempt, outcome=AttemptOutcome.NOT_TAKEN)
        case Rejected(code=code):
            return replace(attempt, outcome=AttemptOutcome.REJECTED, code=code)
        case Lost():
            return replace(attempt, outcome=AttemptOutcome.LOST)


def _take(core: Core, tx: Transaction, text: Text, outcome: NotTaken | Rejected | Lost) -> None:
    after = _settled(core, text, outcome)
    if after.state is not text.state:
        tx.texts.save(after)
        tx.journal.note(f"text.{after.state}", about=about(text), why=after.reason)
    if after.state is State.PLANNED:
        replan_of(core, tx, text)
    if isinstance(outcome, Rejected):
        _follow_up(core, tx, text, outcome.code)
    after_answer(core, tx, after)
    after_welcome(core, tx, text, after.state)


def _settled(core: Core, text: Text, outcome: NotTaken | Rejected | Lost) -> Text:
    """The text after the answer. An unknown code changes nothing but sends the text to a person."""
    done = replace(text, lease_until=None)
    free = replace(done, attempt_id=None, went_on=None)
    match outcome:
        case Lost():
            return replace(done, state=State.UNKNOWN)
        case NotTaken(retry_at=retry_at):
            return replace(free, state=State.PLANNED, not_before=retry_at)
        case Rejected(code=code):
            match meaning(code):
                case Meaning.OPTED_OUT:
                    return replace(free, state=State.CANCELLED, reason=Reason.OPTED_OUT)
                case Meaning.NOT_TEXTABLE:
                    return replace(done, state=State.FAILED, reason=Reason.NOT_TEXTABLE)
                case Meaning.BUSY:
                    return replace(free, state=State.PLANNED, not_before=core.clock.wall() + _BUSY_FOR)
                case Meaning.SENDER | Meaning.ACCOUNT:
                    return replace(free, state=State.PLANNED)
            return replace(done, state=State.REVIEW, reason=Reason.REJECTED)


def _follow_up(core: Core, tx: Transaction, text: Text, code: int) -> None:
    """What a refusal tells of the number and of ourselves, or asks of a person."""
    match meaning(code):
        case Meaning.OPTED_OUT:
            stop_number(core, tx, text.number_id, Reason.OPTED_OUT)
        case Meaning.NOT_TEXTABLE:
            not_textable(core, tx, text)
        case Meaning.SENDER | Meaning.ACCOUNT:
            refused(core, tx, text, code)
        case Meaning.BUSY:
            pass
        case _:
            tx.journal.ask_staff("text_rejected", about=about(text), once=text.id)
