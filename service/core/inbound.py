"""The trip of a reply: once, sealed, its keyword obeyed, in one transaction."""

from service.core.ports import Core
from service.core.records import Reply
from service.core.stopping import start_number, stop_number
from service.domain.ids import MessageSid
from service.domain.number import Number
from service.domain.reply import Keyword, keyword
from service.domain.text import Reason


def hear(core: Core, sid: MessageSid, sender: Number, to: str, words: str) -> None:
    """Keep the reply and do what its keyword asks. Anything that is no keyword waits for a person."""
    meant = keyword(words)
    with core.store.write(actor="person") as tx:
        line = tx.lines.of(sender)
        if not tx.replies.add(Reply(sid, line.id, to, words, core.clock.wall(), meant)):
            return
        match meant:
            case Keyword.STOP:
                stop_number(core, tx, line.id, Reason.OPTED_OUT)
            case Keyword.START:
                start_number(core, tx, line.id)
            case Keyword.WRONG:
                stop_number(core, tx, line.id, Reason.WRONG_PERSON)
                tx.journal.ask_staff("wrong_person", about={"number": line.id})
            case Keyword.HELP:
                pass
            case None:
                tx.journal.ask_staff("reply_to_read", about={"number": line.id, "reply": sid})
