"""Whose key it is: `Authorization: Bearer KEY` (RFC 6750)."""

import re

from flask import request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from service.core.keys import owner_of
from service.core.ports import Core
from service.domain.board import Board
from service.domain.errors import NotYoursError
from service.domain.event import Source, SourceKind

_BEARER = re.compile(r"bearer +([A-Za-z0-9._~+/-]+=*)", re.IGNORECASE | re.ASCII)


def owner(core: Core) -> Source:
    """Raises Unauthorized: no key, or one that is nobody's, expired or revoked."""
    given = _BEARER.fullmatch(request.headers.get("Authorization", "").strip(" "))
    source = owner_of(core, given.group(1)) if given else None
    if source is None:
        challenge = WWWAuthenticate("bearer", {"realm": "release-day"})
        message = "this needs a valid key: Authorization: Bearer KEY"
        raise Unauthorized(message, www_authenticate=challenge)
    return source


def own_board(core: Core) -> Board:
    """The Board whose key it is. Raises Unauthorized; NotYoursError for any other key."""
    source = owner(core)
    board = core.config.board_named(source.slug) if source.kind is SourceKind.BOARD else None
    if board is None:
        message = "only a Board's key may read this"
        raise NotYoursError(message)
    return board
