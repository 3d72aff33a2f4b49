"""Holds a file against its model, and puts what pydantic finds in our words and in its place."""

from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from service.configuration.document import Document, Loc
from service.configuration.faults import ConfigFault

M = TypeVar("M", bound=BaseModel)

_RULES = {
    "missing": "is missing",
    "extra_forbidden": "is no field of this part",
    "model_type": "must hold fields",
    "dict_type": "must hold fields",
    "tuple_type": "must be a list",
    "too_short": "is empty: it needs at least one",
    "string_type": "must be text: write it in quotes",
    "bool_type": "must be true or false",
    "int_type": "must be a whole number",
    "greater_than_equal": "is too small",
    "less_than_equal": "is too large",
}


_ZONES = ("timezone", "time_zone", "tz", "utc_offset")


def shaped(document: Document, model: type[M]) -> tuple[M | None, tuple[ConfigFault, ...]]:
    """The file's fields, or None; and every fault of its shape."""
    try:
        return model.model_validate(document.value), ()
    except ValidationError as error:
        return None, tuple(_fault(document, told) for told in error.errors(include_url=False))


def _fault(document: Document, told: ErrorDetails) -> ConfigFault:
    loc: Loc = tuple(part for part in told["loc"] if part != "[key]")
    message = f"{_whose(document, loc)}{_called(loc)} {_rule(document, loc, told)}"
    if told["type"] == "extra_forbidden" or "[key]" in told["loc"]:
        return document.key_fault(loc, message)
    return document.fault(loc, message)


def _whose(document: Document, loc: Loc) -> str:
    """The step, by its id."""
    step = document.text(*loc[:2], "id") if loc[:1] == ("steps",) and len(loc) > len(("steps", 0)) else None
    return f"step {step}: " if step else ""


def _called(loc: Loc) -> str:
    """The field by its name; a row of a list by its list and number, from 1."""
    if not loc:
        return "the file"
    last = loc[-1]
    return f"`{last}`:" if isinstance(last, str) else f"`{loc[-2]}`, number {last + 1}:"


def _rule(document: Document, loc: Loc, told: ErrorDetails) -> str:
    kind, context = told["type"], told.get("ctx", {})
    if kind == "value_error":
        return str(context["error"])
    if kind == "extra_forbidden" and loc[-1] in _ZONES:
        return "is no field: every time is by the clock in Scotland, and a fixed UTC offset is wrong for half the year"
    if kind == "literal_error":
        return f"must be {context['expected']}"
    if kind in _RULES and kind != "missing" and document.at(*loc) is None:
        return "has no value"
    return _RULES.get(kind, "cannot be used")
