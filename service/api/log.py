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
from service.core.records import TextFilter
from service.domain.errors import Fault, InvalidError, NotFoundError, NotYoursError
from service.domain.event import Source, SourceKind
from service.domain.ids import BoardCode, ReleaseId, TextId
from service.domain.london import london_day

_ID = re.compile(r"[a-z]-[0-9a-z]{1,38}", re.ASCII)  # what is no id of ours is not asked for: NUL ends in an error


def hang(door: Blueprint, core: Core) -> None:
    @door.get("/v1/texts")
    def list_texts() -> Response:
        board = own_board(core)
        query = _query(core, board)
        return present.as_json(present.page(_page(core, board, query), query.limit))

    @door.get("/v1/texts/<text_id>")
    def one_text(text_id: str) -> Response:
        return present.as_json(present.history(text_history(core, own_board(core), TextId(_known_form(text_id)))))

    @door.get("/v1/releases/<release_id>")
    def one_release(release_id: str) -> Response:
        view = release_view(core, own_board(core), ReleaseId(_known_form(release_id)))
        return present.as_json(present.release(view))
