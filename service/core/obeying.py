"""STOP and START in the order in which they were said, however late they are heard."""

from dataclasses import replace
from datetime import datetime, timedelta

from service.core.ports import Core, Transaction
from service.core.records import Line, Reply
from service.core.stopping import start_number, stop_number
from service.domain.reply import Keyword
from service.domain.text import Reason

_DOUBT = timedelta(minutes=1)  # our clock and the carrier's, and a request on its way: nearer moments have no order


def stop(core: Core, tx: Transaction, reply: Reply, line: Line, *, is_late: bool) -> bool:
    """Only a START that surely came after it takes its place. False: one did."""
    if is_late and Keyword.START in tx.replies.keywords_after(line.id, reply.wall + _DOUBT):
        tx.journal.note("reply.overtaken", about={"reply": reply.sid, "number": line.id}, why=reply.keyword)
        return False
    stop_number(core, tx, line.id, Reason.OPTED_OUT)
    stopped = tx.lines.get(line.id)
    if stopped.closed is Reason.OPTED_OUT and (line.closed is not Reason.OPTED_OUT or _is_after(reply, line)):
        tx.lines.save(replace(stopped, closed_at=reply.wall))  # the last STOP is what a START must come after
    return True


def _is_after(reply: Reply, line: Line) -> bool:
    return line.closed_at is None or reply.wall > line.closed_at


def start(core: Core, tx: Transaction, reply: Reply, line: Line, *, is_late: bool) -> None:
    """It brings nobody back who stopped after it. In doubt the number stays stopped, and a person looks."""
    if is_late and _was_stopped_after(tx, line, reply.wall + _DOUBT):
        tx.journal.note("reply.overtaken", about={"reply": reply.sid, "number": line.id}, why=reply.keyword)
    elif is_late and _was_stopped_after(tx, line, reply.wall - _DOUBT):
        tx.journal.ask_staff("reply_to_read", about={"reply": reply.sid, "number": line.id}, board=reply.board)
    else:
        start_number(core, tx, line.id)


def _was_stopped_after(tx: Transaction, line: Line, moment: datetime) -> bool:
    closed_after = line.closed is Reason.OPTED_OUT and line.closed_at is not None and line.closed_at > moment
    return closed_after or Keyword.STOP in tx.replies.keywords_after(line.id, moment)
