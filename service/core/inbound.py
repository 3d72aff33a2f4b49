"""The trip of a reply: once, sealed, its keyword obeyed, in one transaction."""

from dataclasses import replace
from datetime import datetime, timedelta

from service.core.answering import take_answer
from service.core.ports import Core, Transaction
from service.core.records import Line, Reply
from service.core.stopping import start_number, stop_number
from service.domain.ids import MessageSid
from service.domain.number import Number
from service.domain.reply import Keyword, keyword
from service.domain.text import Reason

_REACHED = frozenset({Reason.UNREACHABLE})  # whoever writes to us from a number has it
_DOUBT = timedelta(minutes=1)  # our clock and the carrier's, and a request on its way: nearer moments have no order
_TOO_LATE_TO_ANSWER = timedelta(hours=1)  # another question may have come since: a person reads what was meant


def hear(  # noqa: PLR0913  a message as Twilio tells of it, and when it was said
    core: Core, sid: MessageSid, sender: str, to: str, words: str, *, at: datetime | None = None
) -> None:
    """Keep the reply and do what its keyword asks, whatever number of ours it was sent to.

    The carrier answers its own keywords, so nothing is answered here; what is neither a keyword nor an answer waits
    for a person. `at` (aware UTC, wall clock) is when it was said, if it is heard late: it counts as of that moment.
    """
    number = _number(sender)
    with core.store.write(actor="person") as tx:
        line = _held(tx, number) if number else None
        said = at or core.clock.wall()
        reply = Reply(sid, sender, line.id if line else None, to, words, said, keyword(words))
        if not tx.replies.add(reply):
            return
        tx.journal.note("reply.kept", about={"reply": reply.sid, "number": reply.number_id}, why=reply.keyword)
        if line is not None and (line.closed_at is None or line.closed_at <= said):
            start_number(core, tx, line.id, _REACHED)
        _obey(core, tx, reply, line, is_late=at is not None)


def _held(tx: Transaction, number: Number) -> Line:
    """Kept to this transaction: of two replies at once, the second sees what the first one said."""
    line_id = tx.lines.of(number).id
    tx.lines.hold(line_id)
    return tx.lines.get(line_id)


def _obey(core: Core, tx: Transaction, reply: Reply, line: Line | None, *, is_late: bool) -> None:
    match reply.keyword:
        case None:
            if line is None or not _answers(core, tx, reply, line):
                _ask_to_read(tx, reply)
        case Keyword.STOP if line is not None:
            _stop(core, tx, reply, line, is_late=is_late)
        case Keyword.START if line is not None:
            _start(core, tx, reply, line, is_late=is_late)
        case Keyword.WRONG if line is not None:
            stop_number(core, tx, line.id, Reason.WRONG_PERSON)
            tx.journal.ask_staff("wrong_person", about={"number": line.id})
        case Keyword.HELP if line is not None:
            pass  # the carrier answers it
        case _:
            _ask_to_read(tx, reply)


def _answers(core: Core, tx: Transaction, reply: Reply, line: Line) -> bool:
    is_recent = core.clock.wall() - reply.wall <= _TOO_LATE_TO_ANSWER
    return is_recent and take_answer(core, tx, line.id, reply.words)


def _stop(core: Core, tx: Transaction, reply: Reply, line: Line, *, is_late: bool) -> None:
    """Only a START that surely came after it takes its place."""
    if is_late and Keyword.START in tx.replies.keywords_after(line.id, reply.wall + _DOUBT):
        tx.journal.note("reply.overtaken", about={"reply": reply.sid, "number": line.id}, why=reply.keyword)
        return
    stop_number(core, tx, line.id, Reason.OPTED_OUT)
    stopped = tx.lines.get(line.id)
    if stopped.closed is Reason.OPTED_OUT and (line.closed is not Reason.OPTED_OUT or _is_after(reply, line)):
        tx.lines.save(replace(stopped, closed_at=reply.wall))  # the last STOP is what a START must come after


def _is_after(reply: Reply, line: Line) -> bool:
    return line.closed_at is None or reply.wall > line.closed_at


def _start(core: Core, tx: Transaction, reply: Reply, line: Line, *, is_late: bool) -> None:
    """It brings nobody back who stopped after it. In doubt the number stays stopped, and a person looks."""
    if is_late and _was_stopped_after(tx, line, reply.wall + _DOUBT):
        tx.journal.note("reply.overtaken", about={"reply": reply.sid, "number": line.id}, why=reply.keyword)
    elif is_late and _was_stopped_after(tx, line, reply.wall - _DOUBT):
        _ask_to_read(tx, reply)
    else:
        start_number(core, tx, line.id)


def _was_stopped_after(tx: Transaction, line: Line, moment: datetime) -> bool:
    closed_after = line.closed is Reason.OPTED_OUT and line.closed_at is not None and line.closed_at > moment
    return closed_after or Keyword.STOP in tx.replies.keywords_after(line.id, moment)


def _ask_to_read(tx: Transaction, reply: Reply) -> None:
    tx.journal.ask_staff("reply_to_read", about={"reply": reply.sid, "number": reply.number_id})


def _number(sender: str) -> Number | None:
    try:
        return Number.trusted(sender)
    except ValueError:
        return None
