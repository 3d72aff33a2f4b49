"""The body of a request: its size first, then its type, then its JSON."""

import json
from typing import Any

from flask import request
from werkzeug.exceptions import BadRequest, LengthRequired, RequestEntityTooLarge, UnsupportedMediaType

MOST_BYTES = 1_000_000
DEEPEST = 32  # lists and objects within each other


def check_size() -> None:
    """Raises LengthRequired, RequestEntityTooLarge. A body whose length nobody told would be cut off in silence."""
    length = request.content_length
    if length is None or not request.headers.get("Content-Length"):
        message = "a request says how long it is: Content-Length"
        raise LengthRequired(message)
    if length > MOST_BYTES:
        message = "a request holds 1 MB at most"
        raise RequestEntityTooLarge(message)


def check_type(*taken: str) -> str:
    """The media type of the body. Raises UnsupportedMediaType."""
    if request.mimetype not in taken:
        message = f"Content-Type must be {' or '.join(taken)}"
        raise UnsupportedMediaType(message)
    return request.mimetype


def read_json(raw: bytes) -> object:
    """Raises BadRequest for what two programs could read in two ways, or one not at all."""
    try:
        document = json.loads(raw.decode(), object_pairs_hook=_once, parse_constant=_no_number)
    except UnicodeDecodeError:
        raise BadRequest(_NOT_UTF8) from None
    except _TwiceError:
        raise BadRequest(_TWICE) from None
    except RecursionError:
        raise BadRequest(_TOO_DEEP) from None
    except ValueError:
        raise BadRequest(_NOT_JSON) from None
    if _is_deeper(document, DEEPEST):
        raise BadRequest(_TOO_DEEP)
    return document


_NOT_UTF8 = "the body is not UTF-8"
_NOT_JSON = "the body is not JSON: NaN and Infinity are no numbers either"
_TWICE = "an object in the body has one field twice"
_TOO_DEEP = f"the body has more than {DEEPEST} levels"


class _TwiceError(ValueError):
    """The same field twice in one object."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _TwiceError
    return found


def _no_number(_name: str) -> None:
    raise ValueError


def _is_deeper(document: object, levels: int) -> bool:
    """Level by level: a function that calls itself runs out of stack in a document that is deep enough."""
    level = [document]
    for _ in range(levels):
        level = [inner for outer in level for inner in _inside(outer)]
    return any(isinstance(one, (dict, list)) for one in level)


def _inside(value: object) -> list[object]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
