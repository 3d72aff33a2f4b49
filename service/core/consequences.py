"""What follows from a text that arrived, or did not: for its number, its sender, and the people who must look."""

from dataclasses import replace
from datetime import timedelta

from service.core.ageing import lives
from service.core.casework import unanswered
from service.core.pacing import ACCOUNT, rest
from service.core.ports import Core, Transaction
from service.core.records import Attempt, Line
from service.core.stopping import replan_line, start_number, stop_number
from service.domain.codes import ONCE_MORE, STRIKES, Meaning, is_of_number, is_unreachable, meaning
from service.domain.london import london_day
from service.domain.text import ENDED_BADLY, NOT_REACHED, Reason, State, Text
from service.schedules.answers import TO_DANGER
from service.schedules.welcome import TRIES, Greeted

TRIED_AGAIN_AFTER = timedelta(hours=4)  # practice time: a phone that was off, or without a signal, is tried once more
MOST_TRIES = 2
_REACHED = frozenset({Reason.UNREACHABLE})


def after_delivery(core: Core, tx: Transaction, *held: Line) -> None:
    """These numbers live, whatever was thought of them."""
    lives(core, tx, *held)
    for line in held:
        if line.closed is Reason.UNREACHABLE:
            start_number(core, tx, line.id, _REACHED)


def after_failure(core: Core, tx: Transaction, attempt: Attempt, text: Text) -> None:
    """A text that the carrier took did not arrive. Without a code nothing follows: a receipt may still bring one."""
    if attempt.code is None:
        if attempt.status == "canceled" and not text.welcome:  # we asked for it back: perhaps it goes to another number
            tx.texts.save(replace(text, not_before=core.clock.wall()))
        return
    after_answer(core, tx, text)
    found = meaning(attempt.code)
    if text.not_before is not None and found not in ONCE_MORE:
        tx.texts.save(replace(text, not_before=None))  # another code says that it is no use
    match found:
        case Meaning.NOT_TEXTABLE:
            not_textable(core, tx, text)
        case Meaning.SENDER | Meaning.ACCOUNT:
            refused(core, tx, text, attempt.code, is_told_late=True)
        case Meaning.OURS | Meaning.REVIEW:
            tx.journal.ask_staff("text_undelivered", about=about(text), once=text.id)
    if found in ONCE_MORE and not (text.welcome or text.is_answer):
        _once_more(core, tx, text)


def _once_more(core: Core, tx: Transaction, text: Text) -> None:
    if text.not_before is not None:
        return
    taken = sum(one.sid is not None for one in tx.attempts.of_text(text.id))
    if taken >= MOST_TRIES:
        tx.journal.ask_staff("text_undelivered", about=about(text), once=text.id)
        return
    again_at = core.clock.wall_at(core.clock.now() + TRIED_AGAIN_AFTER)
    tx.texts.save(replace(text, not_before=again_at))
    tx.journal.note("text.tried_later", about=about(text))


def not_textable(core: Core, tx: Transaction, text: Text) -> None:
    tx.journal.ask_staff("number_not_textable", about=about(text), once=text.number_id)
    stop_number(core, tx, text.number_id, Reason.UNREACHABLE)


def refused(core: Core, tx: Transaction, text: Text, code: int, *, is_told_late: bool = False) -> None:
    """Our own set-up is wrong: what we text from rests, and one person is told, not one for each text."""
    board = core.config.boards.get(text.board)
    if meaning(code) is Meaning.ACCOUNT:
        rest(core, tx, ACCOUNT, code, is_told_late=is_told_late)
    elif board is not None:
        rest(core, tx, board.sender.key, code, is_told_late=is_told_late)


def strike(core: Core, tx: Transaction, attempt: Attempt, code: int | None) -> None:
    """One code of a text that did not arrive, whatever other codes were told of it."""
    if code is None or meaning(code) not in STRIKES:
        return
    if is_unreachable(tx.strikes.add(attempt.number_id, london_day(attempt.at), code)):
        stop_number(core, tx, attempt.number_id, Reason.UNREACHABLE)
        tx.journal.ask_staff("number_unreachable", about={"number": attempt.number_id}, once=attempt.number_id)


def after_welcome(core: Core, tx: Transaction, text: Text, state: State) -> None:
    """A welcome that did not arrive is tried again on another day; after three, somebody asks for another number.

    What failed through us, a sender or the carrier is tried again too, and never counts.
    """
    if not text.welcome or (state not in ENDED_BADLY and state is not State.REVIEW):
        return
    failed = Greeted(text.number_id, tx.texts.welcomes(text.number_id)).failed
    if len(failed) < TRIES or sum(_is_of_number(tx, one) for one in failed) < TRIES:
        replan_line(core, tx, text.number_id)
        return
    stop_number(core, tx, text.number_id, Reason.UNREACHABLE)
    tx.journal.ask_staff("welcome_failed", about=about(text), once=text.number_id)


def _is_of_number(tx: Transaction, text: Text) -> bool:
    """Whether its number may be why it failed. What the carrier never judged, or we asked back, tells nothing of it.

    One of which nobody knows whether it went counts all the same: it may have gone, and must not go for ever.
    """
    if text.reason is Reason.DOUBTFUL:
        return True
    attempt = tx.attempts.find(text.attempt_id) if text.attempt_id else None
    if attempt is None or attempt.status == "canceled":
        return False
    return is_of_number(attempt.code) and (attempt.code is not None or attempt.sid is not None)


def after_answer(core: Core, tx: Transaction, text: Text) -> None:
    """Whoever is in danger and was not reached by words of ours needs a person all the sooner."""
    if text.is_answer and text.step in TO_DANGER and text.state in NOT_REACHED:
        unanswered(core, tx, text, text.reason or text.state)


def about(text: Text) -> dict[str, str | None]:
    """What the journal and a task name of a text."""
    return {"text": text.id, "release": text.release_id}
