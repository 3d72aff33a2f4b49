"""The delivery log, for Boards only: texts, one text with its history, one release. Numbers are masked."""

import re

from flask import Blueprint, Response, request

from service.api import present
from service.api.auth import own_board
from service.api.faults import named, shaped
from service.api.models import TextsQuery
from service.api.occasion import Occasion
from service.core.log import release_view, text_history, texts
from service.core.ports import Core
from service.core.records import LoggedText, TextFilter
from service.domain.board import Board
from service.domain.errors import Fault, InvalidError, NotFoundError, NotYoursError
from service.domain.event import Source, SourceKind
from service.domain.ids import ReleaseId, TextId
from service.domain.london import london_day

_ID = re.compile(r"[a-z]-[0-9a-z]{1,38}", re.ASCII)


def hang(door: Blueprint, core: Core) -> None:
    @door.get("/v1/texts")
    def list_texts() -> Response:
        board = own_board(core)
        query = _query(core, board)
        return present.as_json(present.page(_page(core, board, query), query.limit))

    @door.get("/v1/texts/<text_id>")
    def one_text(text_id: str) -> Response:
        board = own_board(core)
        return present.as_json(present.history(text_history(core, board.code, TextId(_like_ours(text_id)))))

    @door.get("/v1/releases/<release_id>")
    def one_release(release_id: str) -> Response:
        board = own_board(core)
        return present.as_json(present.release(release_view(core, board.code, ReleaseId(_like_ours(release_id)))))


def _like_ours(given: str) -> str:
    """What cannot be an id of ours is not looked for: PostgreSQL fails on some of it. Raises NotFoundError."""
    if not _ID.fullmatch(given):
        raise NotFoundError
    return given


def _query(core: Core, board: Board) -> TextsQuery:
    """Raises NotYoursError, or InvalidError with every fault of the address."""
    asked = core.config.board_named(request.args.get("board", ""))
    if asked is not None and asked != board:
        message = "this key reads its own Board's texts only"
        raise NotYoursError(message)
    given = request.args.to_dict()
    occasion = Occasion(
        Source(SourceKind.BOARD, board.slug), core.config, london_day(core.clock.now()), practice=core.practice
    )
    query, faults = shaped(TextsQuery, given, occasion)
    faults += tuple(Fault(named(name), "is given twice") for name in given if len(request.args.getlist(name)) > 1)
    if query is None or faults:
        raise InvalidError(faults)
    return query


def _page(core: Core, board: Board, query: TextsQuery) -> tuple[LoggedText, ...]:
    """The page, and one text more if there is a next page. Raises NotFoundError."""
    which = TextFilter(
        board.code, state=query.state, step=query.step, day=query.day, after=query.after, limit=query.limit + 1
    )
    return texts(core, which)
