"""The trip of a reply: once, sealed, understood, and done, in one transaction."""

import logging
import traceback
from dataclasses import dataclass, replace
from datetime import datetime

from service.core.acting import act, ask_staff, pause
from service.core.ageing import texted_in
from service.core.answering import Hearing, answer, why_silent
from service.core.asking import beside_code, same_words, tasks_of
from service.core.caller import Caller, caller_of
from service.core.casework import Opened, duty_board, left_unanswered, open_case
from service.core.joining import Joined, join, look_up
from service.core.minutes import keyword_of, language_of, minutes_of
from service.core.plain_hearing import Message, hear_plainly
from service.core.ports import Core, Transaction
from service.core.records import Line, Reply
from service.core.scene import Scene, scene_of, situation_of
from service.domain.errors import UnavailableError
from service.domain.ids import MessageSid
from service.domain.meaning import Meaning
from service.domain.release import Pause
from service.replying.effects import Due, Effects, Priority, Task
from service.replying.table import effects
from service.understanding.understand import understand

log = logging.getLogger(__name__)

_PERHAPS_DEAD = Task("perhaps_dead", Priority.HIGH, Due.BEFORE_SEND)


@dataclass(frozen=True)
class _Understood:
    caller: Caller
    scene: Scene
    meaning: Meaning
    made: Effects


def hear(  # noqa: PLR0913  a message as Twilio tells of it, and when it was said
    core: Core, sid: MessageSid, sender: str, to: str, words: str, *, at: datetime | None = None
) -> None:
    """Keep the reply and do what it means, whatever number of ours it was sent to.

    What the carrier has answered, or cannot be said in time, is done and not answered. `at` (aware UTC, wall clock) is
    when it was said, if it is heard late: it counts as of that moment. Raises UnavailableError; after any other fault
    it is heard plainly.
    """
    message = Message(sid, sender, to, words, at or core.clock.wall())
    try:
        with core.store.write(actor="person") as tx:
            if not tx.replies.known([sid]):
                _hear(core, tx, message, is_late=at is not None)
    except UnavailableError:
        raise
    except Exception as error:  # its message may hold the words
        place = traceback.extract_tb(error.__traceback__)[-1]
        log.error("%s at %s: a reply is heard plainly: %s", type(error).__name__, place, sid)  # noqa: TRY400
        hear_plainly(core, message)


def _hear(core: Core, tx: Transaction, message: Message, *, is_late: bool) -> None:
    heard = _understand(core, tx, message)
    line, person = heard.caller.line, heard.scene.person
    reply = Reply(
        message.sid,
        message.sender,
        line.id if line is not None else None,
        message.to,
        message.words,
        message.wall,
        keyword=keyword_of(message.words, heard.made),
        board=heard.scene.board.code,
        person_id=person.id if person is not None else None,
        meaning=minutes_of(heard.meaning, heard.scene, heard.made),
    )
    if not tx.replies.add(reply):
        return
    about = {"reply": reply.sid, "number": reply.number_id}
    tx.journal.note("reply.kept", about=about, why=" ".join(sorted(heard.meaning.labels))[:80])
    _do(core, tx, reply, heard, is_late=is_late)


def _understand(core: Core, tx: Transaction, message: Message) -> _Understood:
    words = message.words
    caller = caller_of(core, tx, message.sender, message.to, words, look_up(tx, words))
    scene = scene_of(core, tx, caller, message.to, said_at=message.wall)
    meaning = understand(words, scene.context)
    return _Understood(caller, scene, meaning, effects(meaning, situation_of(core, caller, scene, words)))


def _do(core: Core, tx: Transaction, reply: Reply, heard: _Understood, *, is_late: bool) -> None:
    """A code first, so that it is known whose danger it is; then danger, then all else."""
    line = heard.caller.line
    if line is not None:
        texted_in(core, tx, line, reply.wall)
        line = tx.lines.get(line.id)
    joined = join(core, tx, reply, line) if line is not None else None
    if line is not None and joined is not None:
        heard = _with_code(core, tx, heard, line, joined)
    case = _open_case(core, tx, reply, heard.scene, heard.made)
    hearing = Hearing(is_late, same_words(tx, reply), is_graver=case is not None and case.is_graver)
    if joined is None:
        _act(core, tx, reply, heard, line, is_late=is_late)
    for task in tasks_of(tx, reply, heard.made, hearing.same_words):
        ask_staff(core, tx, reply, heard.scene, task, language=language_of(heard.meaning))
    speaker = heard.scene if joined is None or case is not None else _speaker(core, reply, heard.scene, joined)
    said = answer(core, tx, reply, speaker, heard.made, hearing)
    why = why_silent(core, tx, reply) if case is not None and said is None else None
    if case is not None and why is not None:
        left_unanswered(tx, case.case, reply, why)


def _with_code(core: Core, tx: Transaction, heard: _Understood, line: Line, joined: Joined) -> _Understood:
    """Who joined is known from now on, unless others have that phone too. Nothing is answered before danger."""
    made = heard.made
    made = replace(
        made,
        answer=made.answer if made.danger is not None else joined.answer_key,
        help=None,
        tasks=beside_code(heard.meaning, made),
    )
    people = tx.people.with_number(line.id) if joined.person_id is not None else ()
    scene = replace(heard.scene, person=None) if len(people) > 1 else heard.scene
    if len(people) == 1:
        scene = replace(scene, person=people[0], board=core.config.boards.get(people[0].board, scene.board))
    return replace(heard, scene=scene, made=made)


def _speaker(core: Core, reply: Reply, scene: Scene, joined: Joined) -> Scene:
    """Who answers a code: the Board that it is of, or the sender's own, so that nothing is told."""
    board = core.config.boards.get(joined.board) if joined.board is not None else None
    return replace(scene, board=board or duty_board(core.config, reply.to))


def _open_case(core: Core, tx: Transaction, reply: Reply, scene: Scene, made: Effects) -> Opened | None:
    if made.danger is None:
        return None
    person_id = scene.person.id if scene.person is not None else None
    return open_case(core, tx, reply, made.danger, scene.board, person_id)


def _act(core: Core, tx: Transaction, reply: Reply, heard: _Understood, line: Line | None, *, is_late: bool) -> None:  # noqa: PLR0913  a reply and its line
    if line is not None:
        act(core, tx, reply, line, heard.scene, heard.made, is_late=is_late)
    if heard.made.seeks_dead:
        _hold_likely(core, tx, reply, heard)


def _hold_likely(core: Core, tx: Transaction, reply: Reply, heard: _Understood) -> None:
    """Each is asked of once, however often the text comes."""
    pause(core, tx, heard.caller.likely, Pause.PERHAPS_DEAD)
    for person in heard.caller.likely:
        board = core.config.boards.get(person.board, heard.scene.board)
        theirs = replace(heard.scene, person=person, board=board)
        ask_staff(core, tx, reply, theirs, _PERHAPS_DEAD, once=person.id)
