"""Tasks, cases and replies, each as a row of a page."""

from datetime import datetime
from typing import Any

from service.console import told, words
from service.console.words import Said
from service.core.desk import LoggedReply, OpenTask
from service.core.desk_work import AnswerShown, CaseLine, ReplyShown
from service.core.moments import practice_of
from service.core.ports import Core
from service.domain.ids import BoardCode
from service.domain.text import Reason

_FIRST = 3  # the priority that comes before all others


def task_row(core: Core, task: OpenTask) -> dict[str, Any]:
    return {
        "id": task.id,
        "title": told.task(task.kind),
        "links": _links(task),
        "board": board_name(core, task.board) if task.board else "All Boards",
        "urgent": task.priority >= _FIRST,
        "since": words.moment(task.raised_at),
        "since_iso": words.iso(task.raised_at),
        "due": words.moment(task.due_at) if task.due_at else "",
        "due_iso": words.iso(task.due_at) if task.due_at else "",
        "late": task.due_at is not None and task.due_at < core.clock.now(),
    }


def case_row(core: Core, line: CaseLine) -> dict[str, Any]:
    case = line.case
    return {
        "id": case.id,
        "kind": told.DANGERS[case.kind],
        "kinds": [told.DANGERS[kind] for kind in case.kinds],
        "grade": told.grade(case.grade),
        "board": board_name(core, case.board),
        "number": _number(line.masked),
        "since": when(core, case.opened_at),
        "since_iso": words.iso(case.opened_at),
        "due": when(core, case.due_at),
        "due_iso": words.iso(case.due_at),
        "late": case.accepted_at is None and case.closed_at is None and case.due_at <= core.clock.wall(),
        "accepted_by": line.accepted_by or case.accepted_by or "",
        "answer": _answered(line),
    }


def reply_row(core: Core, reply: LoggedReply) -> dict[str, Any]:
    return {
        "id": reply.id,
        "when": when(core, reply.wall),
        "iso": words.iso(reply.wall),
        "number": _number(reply.masked),
        "board": board_name(core, reply.board),
        "about": told.labels(reply.labels),
        "state": Said("Unread", "yellow") if reply.unread else Said("Read", "grey"),
        "person": reply.person_id,
    }


def seen(core: Core, shown: ReplyShown) -> dict[str, Any]:
    """With its words, where they may be seen, and with what we answered."""
    return {
        **reply_row(core, shown.reply),
        "words": shown.words,
        "answers": [_answer(one) for one in shown.answers],
    }


def board_name(core: Core, code: BoardCode | None) -> str:
    board = core.config.boards.get(code) if code else None
    return board.name if board else (code or "Not known")


def when(core: Core, wall: datetime) -> str:
    """A moment by the wall as the practice clock showed it."""
    return words.moment(practice_of(core.clock, wall))


def _links(task: OpenTask) -> list[tuple[str, str]]:
    """Where it is seen to, the nearest first."""
    found = {"Reply": ("replies", task.reply_id), "Text": ("texts", task.text_id), "Person": ("people", task.person_id)}
    return [(name, f"/{place}/{one}") for name, (place, one) in found.items() if one is not None]


def _number(masked: str | None) -> str:
    return words.ending(masked) if masked else "No telephone number"


def _answer(one: AnswerShown) -> dict[str, Any]:
    return {"words": one.words, "state": words.state_of_text(one.text)}


def _answered(line: CaseLine) -> Said:
    """Whether the person was told whom to call."""
    if line.case.unanswered is not None:
        return Said("No answer could be sent", "red", _why(line.case.unanswered))
    return words.state_of_text(line.answer) if line.answer is not None else Said("No answer", "red")


def _why(why: str) -> str:
    """A reason of ours, or the carrier's code."""
    if why in set(Reason):
        return words.because(Reason(why))
    return words.because_code(int(why)) if why.isdecimal() else why.replace("_", " ")
