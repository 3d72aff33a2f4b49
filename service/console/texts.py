"""The delivery log, read-only: a page of texts, and the history of one. Never their words."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, request

from service.console import query, session, words
from service.console.frame import Frame
from service.console.query import Query
from service.console.story import days
from service.core.log import Leaf, leaf, text_story
from service.core.ports import Core
from service.core.records import LoggedText, User
from service.domain.errors import NotYoursError
from service.domain.text import State


def hang(door: Blueprint, frame: Frame) -> None:
    core = frame.core

    @door.get("/")
    def front() -> Response:
        return frame.go("/texts")

    @door.get("/texts")
    def texts() -> Response:
        user = reader(core)
        asked = query.read(core, user.seat, request.args)
        shown = Leaf((), None, None) if asked.faults else leaf(core, asked.filter(core), back=asked.back)
        return frame.page("texts", 422 if asked.faults else 200, **_log(core, user, asked, shown))

    @door.get("/texts/<given>")
    def text(given: str) -> Response:
        user = reader(core)
        story = text_story(core, user.seat.board, query.text_id(given))
        return frame.page("text", row=row_of(core, story.logged), days=days(story), person=story.person_id)


def reader(core: Core) -> User:
    """Whoever may see the log. Raises SignInFirstError, NotYoursError."""
    user = session.seated(core)
    if not user.seat.reads_log:
        message = "Your account hands releases in. It does not show what became of a text."
        raise NotYoursError(message)
    return user


def seer(core: Core) -> User:
    """Whoever sees to replies, tasks and danger. Raises SignInFirstError, NotYoursError."""
    user = reader(core)
    if not user.seat.reads_words:
        message = "Your account may look, and change nothing here. A responder or an admin can."
        raise NotYoursError(message)
    return user


def _log(core: Core, user: User, asked: Query, shown: Leaf) -> Mapping[str, Any]:
    return {
        "asked": asked,
        "heading": _heading(asked),
        "rows": [row_of(core, one) for one in shown.texts],
        "beside": asked.beside(shown),
        "states": words.states_to_choose(),
        "steps": query.steps(core),
        "boards": query.boards(core) if user.seat.board is None else [],
        "to_come": f"/texts?state={State.PLANNED}",
    }


def _heading(asked: Query) -> str:
    """What the table holds: "Cancelled, Thursday 24 December 2026, newest first"."""
    parts = [words.state_words(asked.state) if asked.state else "All texts"]
    if asked.day:
        parts.append(words.day(asked.day))
    if asked.up_to_today:
        parts.append("up to today")
    return ", ".join([*parts, "soonest first" if asked.soonest_first else "newest first"])


def row_of(core: Core, logged: LoggedText) -> dict[str, Any]:
    text = logged.text
    board = core.config.boards.get(text.board)
    return {
        "id": text.id,
        "when": words.moment(text.due_at),
        "iso": words.iso(text.due_at),
        "step": words.title(text),
        "board": board.name if board else text.board,
        "number": words.ending(logged.masked_number),
        "state": words.state_of(logged),
        "is_planned": text.state is State.PLANNED,
    }
