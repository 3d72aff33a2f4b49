"""Errors as problem+json (RFC 9457): the one place where an error of ours becomes a status."""

import logging
import traceback
from collections.abc import Iterable
from http import HTTPStatus

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from service.api.answers import FaultAnswer, Problem
from service.domain.errors import (
    ConflictError,
    Fault,
    InvalidError,
    NotFoundError,
    NotYoursError,
    ReleaseDayError,
    UnavailableError,
)

log = logging.getLogger(__name__)

_SAME_ID = "this id came before with other content"
_SAID: dict[type[ReleaseDayError], tuple[int, str]] = {
    InvalidError: (422, "what was sent has faults, and nothing came of it"),
    ConflictError: (409, _SAME_ID),
    NotYoursError: (403, "this key may not do this"),
    NotFoundError: (404, "there is no such thing, or none that this key may see"),
    UnavailableError: (503, "nothing was stored: try again later"),
}


def hang(door: Blueprint) -> None:
    for kind in _SAID:
        door.register_error_handler(kind, _refuse)
    door.register_error_handler(HTTPException, _refuse_http)
    door.register_error_handler(Exception, _fail)


def faults_of(error: InvalidError | ConflictError | NotYoursError) -> tuple[Fault, ...]:
    """What is wrong with one event of a batch, field by field."""
    if isinstance(error, InvalidError):
        return error.faults
    if isinstance(error, ConflictError):
        return (Fault("id", _SAME_ID),)
    return (Fault("source", str(error)),)


def _refuse(error: ReleaseDayError) -> Response:
    status, said = _SAID[type(error)]
    if isinstance(error, InvalidError):
        return _problem(status, said, error.faults)
    return _problem(status, str(error) or said)


def _refuse_http(error: HTTPException) -> Response:
    """What Flask, or this door by one of Werkzeug's exceptions, has against the request itself."""
    answer = _problem(error.code or 500, error.description)
    for name, value in error.get_headers():
        if name != "Content-Type":
            answer.headers.add(name, value)
    return answer


def _fail(error: Exception) -> Response:
    """A fault of ours. Where it happened is logged; its message is not, for that may hold a name or a number."""
    places = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
    route = request.url_rule.rule if request.url_rule else "no route"
    log.error("%s at %s %s: %s", type(error).__name__, request.method, route, " > ".join(places))
    return _problem(500, None)


def _problem(status: int, detail: str | None, faults: Iterable[Fault] = ()) -> Response:
    told = Problem(
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        faults=[FaultAnswer(field=fault.field, message=fault.message) for fault in faults],
    )
    return Response(told.model_dump_json(exclude_none=True), status, mimetype="application/problem+json")
