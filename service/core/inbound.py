"""The trip of a reply: once, sealed, its keyword obeyed, in one transaction."""

from service.core.answering import take_answer
from service.core.ports import Core, Transaction
from service.core.records import Line, Reply
from service.core.stopping import start_number, stop_number
from service.domain.ids import MessageSid
from service.domain.number import Number
from service.domain.reply import Keyword, keyword
from service.domain.text import Reason

_REACHED = frozenset({Reason.UNREACHABLE})  # whoever writes to us from a number has it


def hear(core: Core, sid: MessageSid, sender: str, to: str, words: str) -> None:
    """Keep the reply and do what its keyword asks, whatever number of ours it was sent to.

    The carrier answers its own keywords, so nothing is answered here; what is neither a keyword nor an answer waits
    for a person.
    """
    meant = keyword(words)
    number = _number(sender)
    with core.store.write(actor="person") as tx:
        line = tx.lines.of(number) if number else None
        reply = Reply(sid, sender, line.id if line else None, to, words, core.clock.wall(), meant)
        if tx.replies.add(reply):
            tx.journal.note("reply.kept", about={"reply": reply.sid, "number": reply.number_id}, why=meant)
            if line is not None:
                start_number(core, tx, line.id, _REACHED)
            _obey(core, tx, reply, line, meant)


def _obey(core: Core, tx: Transaction, reply: Reply, line: Line | None, meant: Keyword | None) -> None:
    if line is not None and meant is None and take_answer(core, tx, line.id, reply.words):
        return
    if line is None or meant is None:
        tx.journal.ask_staff("reply_to_read", about={"reply": reply.sid, "number": reply.number_id})
    elif meant is Keyword.STOP:
        stop_number(core, tx, line.id, Reason.OPTED_OUT)
    elif meant is Keyword.START:
        start_number(core, tx, line.id)
    elif meant is Keyword.WRONG:
        stop_number(core, tx, line.id, Reason.WRONG_PERSON)
        tx.journal.ask_staff("wrong_person", about={"number": line.id})


def _number(sender: str) -> Number | None:
    try:
        return Number.trusted(sender)
    except ValueError:
        return None
