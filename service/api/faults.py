"""What pydantic finds, in our words. They never repeat a value: it may be a name or a number."""

from collections.abc import Iterator
from itertools import pairwise
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from service.api.occasion import Occasion
from service.domain.errors import Fault

M = TypeVar("M", bound=BaseModel)

_OURS = "ours"
_LONGEST_NAME = 60  # characters of a field's name that are repeated
_RULES = {
    "missing": "is missing",
    "extra_forbidden": "is not taken here",
    "model_type": "must be an object",
    "list_type": "must be a list",
    "string_type": "must be text",
    "string_too_short": "is empty",
    "string_too_long": "is longer than {max_length} characters",
    "string_pattern_mismatch": "does not have the right form",
    "string_unicode": "holds what is no character",
    "bool_type": "must be true or false",
    "literal_error": "must be {expected}",
    "enum": "must be {expected}",
    "too_long": "holds more than {max_length}",
}


def fault(message: str) -> PydanticCustomError:
    """What a validator raises to say it in our words."""
    return PydanticCustomError(_OURS, "{message}", {"message": message})


def shaped(
    model: type[M], document: object, occasion: Occasion, within: str = ""
) -> tuple[M | None, tuple[Fault, ...]]:
    """The document as a value, or None and all its faults; `within` is the field that it stands in."""
    try:
        return model.model_validate(document, context=occasion), ()
    except ValidationError as error:
        told = error.errors(include_url=False, include_input=False)
        return None, tuple(_in_our_words(one, within) for one in told)


def named(field: str) -> str:
    """The name of a field, fit to be repeated: the caller may have made it up."""
    readable = "".join(letter if letter.isprintable() else "?" for letter in field)
    return readable if len(readable) <= _LONGEST_NAME else f"{readable[:_LONGEST_NAME]}…"


def _in_our_words(told: ErrorDetails, within: str) -> Fault:
    field = ".".join([within, *_path(told["loc"])] if within else _path(told["loc"]))
    context = told.get("ctx", {})
    if told["type"] == _OURS:
        return Fault(field, context["message"])
    return Fault(field, _RULES.get(told["type"], "cannot be used").format(**context))


def _path(loc: tuple[int | str, ...]) -> Iterator[str]:
    """The way to the value. Where a list takes items of two shapes, pydantic names the shape after the index."""
    for before, part in pairwise(("", *loc)):
        if isinstance(before, str) or isinstance(part, int):
            yield named(str(part))
