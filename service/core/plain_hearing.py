"""A reply that could not be heard as it should be: kept all the same, with what may on no account be lost.

A fault of ours must not lose a STOP, nor a cry for help. So little is done here that little can fail: nothing is
planned anew, and nothing is answered. All else a person does.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from service.core.caller import number_of
from service.core.casework import duty_board, left_unanswered, open_case
from service.core.deadlines import due_of
from service.core.minutes import keyword_of
from service.core.ports import Core, Transaction
from service.core.records import GRAVITY, Reply
from service.core.stopping import close_number
from service.domain.board import Board
from service.domain.ids import MessageSid, NumberId
from service.domain.meaning import Context, Danger, Grade, Label, Meaning, Sign
from service.domain.release import Person
from service.domain.reply import Keyword, keyword
from service.domain.text import Reason
from service.replying.effects import Due, Effects, Priority
from service.understanding.understand import understand

log = logging.getLogger(__name__)

_WHY = "not_understood"
_UNREAD = Meaning(frozenset({Label.CRISIS}), (Sign(Label.CRISIS, _WHY, "", danger=Danger.OTHER, grade=Grade.AMBER),))
_CLOSES = {
    Label.WRONG_PERSON: Reason.WRONG_PERSON,
    Label.OPT_OUT: Reason.OPTED_OUT,
    Label.DECEASED: Reason.DEATH_NEAR,
}
_BY_KEYWORD = {Keyword.STOP: Reason.OPTED_OUT, Keyword.WRONG: Reason.WRONG_PERSON}


@dataclass(frozen=True)
class Message:
    """As the carrier tells of it."""

    sid: MessageSid
    sender: str = field(repr=False)
    to: str
    words: str = field(repr=False)
    wall: datetime  # aware UTC, when it was said


def hear_plainly(core: Core, message: Message, read: Callable[[str, Context], Meaning] = understand) -> None:
    """Keep it, obey a stop that it holds, open a case where it tells of danger or cannot be read; ask a person."""
    with core.store.write(actor="person") as tx:
        number_id, people = _held(tx, message.sender)
        board = _board(core, people, message.to)
        meaning = _meaning(message.words, read)
        closes = _closes(message.words, meaning)
        reply = _reply(message, number_id, people, board, closes)
        if not tx.replies.add(reply):
            return
        tx.journal.note("reply.kept", about={"reply": reply.sid, "number": number_id}, why=_WHY)
        if number_id is not None:
            for why in closes:
                close_number(core, tx, number_id, why)
        _heed_danger(core, tx, reply, meaning, board)
        _ask_staff(core, tx, reply, board)


def _held(tx: Transaction, sender: str) -> tuple[NumberId | None, tuple[Person, ...]]:
    number = number_of(sender)
    if number is None:
        return None, ()
    number_id = tx.lines.of(number).id
    tx.alone(*sorted(f"record {one.id}" for one in tx.people.with_number(number_id)))
    tx.lines.hold(number_id)
    return number_id, tx.people.with_number(number_id)


def _board(core: Core, people: tuple[Person, ...], to: str) -> Board:
    homes = {one.board for one in people}
    found = core.config.boards.get(homes.pop()) if len(homes) == 1 else None
    return found or duty_board(core.config, to)


def _meaning(words: str, read: Callable[[str, Context], Meaning]) -> Meaning:
    """What cannot be read may be a cry for help."""
    try:
        return read(words, Context.NONE)
    except Exception as error:  # its message may hold the words
        log.error("%s: a reply could not be understood", type(error).__name__)  # noqa: TRY400
        return _UNREAD


def _closes(words: str, meaning: Meaning) -> tuple[Reason, ...]:
    """In words that nobody could read, any that is a keyword alone counts."""
    alone = words.split() if meaning is _UNREAD else [words]
    told = {_BY_KEYWORD[found] for found in map(keyword, alone) if found in _BY_KEYWORD}
    told |= {_CLOSES[label] for label in meaning.labels if label in _CLOSES}
    return tuple(sorted(told, key=GRAVITY.index))


def _reply(
    message: Message, number_id: NumberId | None, people: tuple[Person, ...], board: Board, closes: tuple[Reason, ...]
) -> Reply:
    return Reply(
        message.sid,
        message.sender,
        number_id,
        message.to,
        message.words,
        message.wall,
        keyword=keyword_of(message.words, Effects(close=next(iter(closes), None))),
        board=board.code,
        person_id=people[0].id if len(people) == 1 else None,
    )


def _heed_danger(core: Core, tx: Transaction, reply: Reply, meaning: Meaning, board: Board) -> None:
    if meaning.danger is None:
        return
    opened = open_case(core, tx, reply, meaning.danger, board, reply.person_id, replans=False)
    left_unanswered(tx, opened.case, reply, _WHY)


def _ask_staff(core: Core, tx: Transaction, reply: Reply, board: Board) -> None:
    about = {"reply": reply.sid, "number": reply.number_id, "person": reply.person_id}
    due = due_of(core, tx, board, Due.TODAY)
    tx.journal.ask_staff("reply_not_understood", about=about, board=board.code, priority=int(Priority.HIGH), due=due)
