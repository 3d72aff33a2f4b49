"""The document as a person reads it: each call with what to send and what comes back."""

import json
import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from service.api.openapi.forms import Schema

_METHODS = ("get", "post", "put")
_FEW = 12  # values that are listed; of more, some


def calls(api: Schema) -> list[dict[str, Any]]:
    """Every call, in the order of their groups."""
    order = [tag["name"] for tag in api["tags"]]
    found = [
        _call(api, method, address, operations[method])
        for address, operations in api["paths"].items()
        for method in _METHODS
        if method in operations
    ]
    return sorted(found, key=lambda call: order.index(call["tag"]))


def shapes(api: Schema) -> list[dict[str, Any]]:
    """The objects that are sent and answered, each with its fields."""
    return [
        {
            "title": _capital(readable(name)),
            "words": _capital(schema.get("description", "")),
            "fields": list(_fields(schema)),
        }
        for name, schema in api["components"]["schemas"].items()
        if schema.get("type") == "object" and schema.get("properties")
    ]


def kinds(api: Schema) -> list[dict[str, str]]:
    """The values that are no objects."""
    return [
        {"title": _capital(readable(name)), "words": _sentence(schema), "values": _values(schema)}
        for name, schema in api["components"]["schemas"].items()
        if schema.get("type") in ("string", "integer") and (schema.get("description") or "enum" in schema)
    ]


def _call(api: Schema, method: str, address: str, operation: Schema) -> dict[str, Any]:
    bodies = operation.get("requestBody", {}).get("content", {})
    return {
        "id": operation["operationId"],
        "tag": operation["tags"][0],
        "line": f"{method.upper()} {address}",
        "summary": operation["summary"],
        "words": _capital(operation["description"]),
        "keyed": "security" not in operation,
        "parameters": [
            {"name": one["name"], "kind": _kind(one["schema"]), "words": _capital(one["description"])}
            for one in operation["parameters"]
        ],
        "bodies": [
            {"media": media, "kind": _kind(body["schema"]), "examples": list(_examples(body))}
            for media, body in bodies.items()
        ],
        "answers": [_answer(api, status, answer) for status, answer in sorted(operation["responses"].items())],
    }


def _answer(api: Schema, status: str, answer: Schema) -> dict[str, Any]:
    found = _resolved(api, answer)
    ((media, content),) = found["content"].items()
    shown = list(_examples(content)) if "$ref" not in answer else []
    return {
        "status": status,
        "phrase": HTTPStatus(int(status)).phrase,
        "words": _capital(found["description"]),
        "kind": _kind(content["schema"]),
        "media": media,
        "examples": shown,
    }


def _examples(content: Schema) -> Iterator[dict[str, str]]:
    for example in content.get("examples", {}).values():
        value = example["value"]
        shown = value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False)
        yield {"words": example["summary"], "shown": shown}


def _fields(schema: Schema) -> Iterator[dict[str, str]]:
    needed = schema.get("required", [])
    for name, field in schema["properties"].items():
        words = _capital(field.get("description", ""))
        yield {"name": name, "kind": _kind(field), "needed": "yes" if name in needed else "no", "words": words}


def _resolved(api: Schema, schema: Schema) -> Schema:
    if "$ref" not in schema:
        return schema
    found = api
    for part in schema["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return found


def _kind(schema: Schema) -> str:
    """In a few words."""
    if "$ref" in schema:
        return readable(schema["$ref"].rpartition("/")[2])
    if "const" in schema:
        return f"“{schema['const']}”"
    if "enum" in schema:
        return _values(schema)
    if "allOf" in schema:
        return _kind(schema["allOf"][0])
    choices = schema.get("anyOf", schema.get("oneOf"))
    if choices:
        return " or ".join(dict.fromkeys(_kind(one) for one in choices))
    if schema.get("type") == "array":
        return f"list of: {_kind(schema['items'])}"
    if schema.get("type") == "object":
        names = schema.get("properties", {})
        return f"object with {', '.join(names)}" if names else "empty object"
    return _PLAIN.get(str(schema.get("format", schema.get("type"))), "anything")


_PLAIN = {
    "string": "text",
    "integer": "whole number",
    "boolean": "true or false",
    "null": "null",
    "date": "day",
    "date-time": "moment in UTC",
}


def readable(name: str) -> str:
    """`PersonPart` as "person part"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name.strip("_")).lower()


def _values(schema: Schema) -> str:
    values = [str(one) for one in schema.get("enum", [])]
    more = f" and {len(values) - _FEW} more" if len(values) > _FEW else ""
    return ", ".join(values[:_FEW]) + more


def _sentence(schema: Schema) -> str:
    return _capital(str(schema.get("description", "")))


def _capital(words: str) -> str:
    """As a sentence, without Markdown's marks."""
    return (words[:1].upper() + words[1:]).replace("`", "")
