"""What people wrote to us: a page of replies without their words, and one reply with them."""

from collections.abc import Mapping
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from service.console import forms, query, session
from service.console.frame import Frame
from service.console.rows import reply_row, seen, task_row
from service.console.texts import reader, seer
from service.core import desk_work
from service.core.assigning import assign_reply
from service.core.desk import ReplyFilter, ReplyId
from service.core.ports import Core
from service.core.records import User
from service.domain.errors import ConflictError
from service.domain.ids import PersonId

_UNREAD, _WHOSE = "unread", "whose"


def hang(door: Blueprint, frame: Frame) -> None:
    core = frame.core

    @door.get("/replies")
    def replies() -> Response:
        user = reader(core)
        unread = request.args.get("state") == _UNREAD
        start, back = _start(request.args), "before" in request.args
        which = ReplyFilter(user.seat.board, unread=unread, after=start, limit=query.PER_PAGE)
        leaf = desk_work.leaf(core, which, back=back)
        return frame.page(
            "replies",
            unread=unread,
            rows=[reply_row(core, one) for one in leaf.replies],
            beside=(_beside(unread, "before", leaf.before), _beside(unread, "after", leaf.after)),
            shows_board=user.seat.board is None,
        )

    @door.get("/replies/<given>")
    def reply(given: str) -> Response:
        user = reader(core)
        return _page(frame, user, _id(given))

    @door.post("/replies/<given>/whose")
    def whose(given: str) -> Response:
        forms.check(frame.terms, token=True)
        user, reply_id, person_id = seer(core), _id(given), request.form.get(_WHOSE, "")
        if not person_id:
            return _page(frame, user, reply_id, faults=[(_WHOSE, "Choose whose it is.")])
        session.tell(_said_whose(core, user, reply_id, query.person_id(person_id)))
        return frame.go(f"/replies/{reply_id}")


def _said_whose(core: Core, user: User, reply_id: ReplyId, person_id: PersonId) -> str:
    try:
        answers = assign_reply(core, user.id, user.seat.board, reply_id, person_id)
    except ConflictError:
        return "Nothing was changed: somebody else said whose it is."
    return "It is kept whose it is, and counts as an answer to our question." if answers else "It is kept whose it is."


def _page(frame: Frame, user: User, reply_id: ReplyId, faults: list[tuple[str, str]] | None = None) -> Response:
    core = frame.core
    view = desk_work.reply_view(core, user, reply_id)
    is_open = view.shown.reply.person_id is None and user.seat.reads_words
    return frame.page(
        "reply",
        422 if faults else 200,
        faults=faults or [],
        reply=seen(core, view.shown),
        tasks=[task_row(core, one) for one in view.tasks],
        people=[one.id for one in view.people],
        may_be=[(one.id, one.id) for one in view.people] if is_open else [],
        others=[reply_row(core, one) for one in view.others],
        cases=view.cases,
        may_read=user.seat.reads_words,
    )


def _id(given: str) -> ReplyId:
    return ReplyId(query.known(given, "y"))


def _start(args: Mapping[str, str]) -> ReplyId | None:
    """Where the page begins or ends. Raises NotFoundError for what cannot be a reply of ours."""
    given = args.get("before") or args.get("after")
    return _id(given) if given else None


def _beside(unread: bool, side: str, reply_id: ReplyId | None) -> str:
    if reply_id is None:
        return ""
    kept = {"state": _UNREAD} if unread else {}
    return f"/replies?{urlencode({**kept, side: reply_id})}"
