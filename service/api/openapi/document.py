"""The document itself: the calls at their addresses, the schemas, the problems."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel
from werkzeug.routing import Rule

from service.api.answers import Problem
from service.api.models import TextsQuery
from service.api.openapi.calls import CALLS, KEYED, Call, Said
from service.api.openapi.forms import Schema, forms
from service.api.openapi.sent import described, events
from service.api.openapi.words import MEANINGS, MEANT
from service.schedules.config import Config

VERSION = "1.0.0"  # of the API, not of the program behind it
_KEY = "key"
_ARGUMENT = re.compile(r"<(?:[a-z_]+:)?([a-z_]+)>")
_PROBLEM = "application/problem+json"
_QUIET = frozenset({"HEAD", "OPTIONS"})


def document(config: Config, today: date, rules: Iterable[Rule]) -> Schema:
    """OpenAPI 3.1 of those of the rules that have a description.

    Args:
        config: the Boards, prisons and council areas that may be named.
        today: in London; the days that are taken depend on it.
        rules: the addresses that this process answers.
    """
    paths: dict[str, dict[str, Schema]] = {}
    schemas = _schemas(config, today)
    for method, address in addresses(rules):
        if (method, address) in CALLS:
            call = CALLS[method, address]
            paths.setdefault(address, {})[method.lower()] = _operation(call, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Release Day", "version": VERSION, "description": _ABOUT},
        "servers": [{"url": "/"}],
        "security": [{_KEY: []}],
        "tags": [{"name": name} for name in dict.fromkeys(call.tag for call in CALLS.values())],
        "paths": paths,
        "components": {
            "securitySchemes": {_KEY: {"type": "http", "scheme": "bearer", "description": _KEY_WORDS}},
            "responses": {str(status): _problem(status) for status in MEANT},
            "schemas": dict(sorted(schemas.items())),
        },
    }


_ABOUT = "Tells NHS Boards in Scotland who leaves prison and when, so that each person gets their texts."
_KEY_WORDS = (
    "A key belongs to one prison, one Board or one appointments system and can do nothing else: "
    "Authorization: Bearer KEY."
)


def addresses(rules: Iterable[Rule]) -> list[tuple[str, str]]:
    """Method and path of every call, paths as OpenAPI writes them."""
    return [
        (method, _ARGUMENT.sub(r"{\1}", rule.rule))
        for rule in rules
        for method in sorted((rule.methods or set()) - _QUIET)
    ]


def _schemas(config: Config, today: date) -> dict[str, Schema]:
    found: dict[str, Schema] = {**forms(config, today), **events(config)}
    found["TextsQuery"] = described(TextsQuery, found)
    found["ListQuery"] = _LIST_QUERY
    found["CsvList"] = _CSV
    found["XlsxList"] = _XLSX
    for model in dict.fromkeys(
        model for call in CALLS.values() for said in call.answers.values() for model in said.models
    ):
        found[model.__name__] = _answered(model, found)
    found["Problem"] = _problem_schema(found)
    return {name: _explained(schema) for name, schema in found.items()}


_LIST_QUERY: Schema = {
    "properties": {
        "as_of": {
            "description": "When the list was true: a day, or a moment with its offset. Now, unless said.",
            "anyOf": [{"$ref": "#/components/schemas/Day"}, {"$ref": "#/components/schemas/Moment"}],
        },
        "dry_run": {
            "description": "Show what would come of each row, and store nothing.",
            "type": "string",
            "enum": ["0", "1", "true", "false"],
        },
    }
}
_CSV: Schema = {
    "type": "string",
    "description": "Its plainest form: this header, then a person a line. What else is taken stands with the call.",
    "pattern": "^prison_number,first_name,mobile,liberation_date,home_board,language,groups"
    r"\r?\n[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\"]*$",
}
_XLSX: Schema = {"description": "A workbook of Excel; its first sheet that holds the columns is read."}


def _answered(model: type[BaseModel], parts: dict[str, Schema]) -> Schema:
    made = model.model_json_schema(mode="serialization", ref_template="#/components/schemas/{model}")
    parts.update(made.pop("$defs", {}))
    return made


def _problem_schema(parts: dict[str, Schema]) -> Schema:
    """An answer leaves out what it has nothing to say of."""
    made = _answered(Problem, parts)
    detail = made["properties"]["detail"] | {"anyOf": [{"type": "string"}]}
    required = [name for name in made["required"] if name != "detail"]
    return made | {"properties": made["properties"] | {"detail": detail}, "required": required}


def _explained(schema: Schema) -> Schema:
    """With what each field means, and without the names that pydantic makes up."""
    told = {name: _field(name, field) for name, field in schema.get("properties", {}).items()}
    kept = {name: value for name, value in schema.items() if name != "title"}
    return kept | {"properties": told} if told else kept


def _field(name: str, field: Schema) -> Schema:
    kept = {word: value for word, value in field.items() if word not in ("title", "default")}
    return {"description": MEANINGS[name], **kept} if name in MEANINGS else kept


def _operation(call: Call, schemas: Mapping[str, Schema]) -> Schema:
    statuses = sorted({*call.problems, *(KEYED if call.keyed else (500,))} - call.answers.keys())
    made: dict[str, Any] = {
        "operationId": call.name,
        "tags": [call.tag],
        "summary": call.summary,
        "description": call.words,
        "parameters": [*_in_path(call), *_in_query(call, schemas)],
        "responses": {
            **{str(status): _answer(said) for status, said in call.answers.items()},
            **{str(status): {"$ref": f"#/components/responses/{status}"} for status in statuses},
        },
    }
    if call.bodies:
        made["requestBody"] = {"required": True, "content": _bodies(call)}
    return made if call.keyed else made | {"security": []}


def _in_path(call: Call) -> list[Schema]:
    kind = {"type": "string", "minLength": 1}
    return [
        {"name": name, "in": "path", "required": True, "description": words, "schema": kind}
        for name, words in call.path.items()
    ]


def _in_query(call: Call, schemas: Mapping[str, Schema]) -> list[Schema]:
    """What may be left out may not be null: an address has no null."""
    made = []
    for name, field in schemas[call.query]["properties"].items() if call.query else ():
        kinds = [one for one in field.get("anyOf", [field]) if one != {"type": "null"}]
        kind = kinds[0] if len(kinds) == 1 else {"anyOf": kinds}
        told = {word: value for word, value in kind.items() if word != "description"}
        words = MEANINGS.get(name) or field.get("description", "")
        made.append({"name": name, "in": "query", "required": False, "description": words, "schema": told})
    return made


def _bodies(call: Call) -> Schema:
    return {
        media: {"schema": {"$ref": f"#/components/schemas/{schema}"}, **_shown(shown)}
        for media, (schema, shown) in call.bodies.items()
    }


def _answer(said: Said) -> Schema:
    kinds = [{"$ref": f"#/components/schemas/{model.__name__}"} for model in said.models]
    schema = kinds[0] if len(kinds) == 1 else {"anyOf": kinds}
    return {"description": said.words, "content": {"application/json": {"schema": schema, **_shown(said.examples)}}}


def _shown(examples: Mapping[str, Any]) -> Schema:
    """OpenAPI gives each example a name fit for an address, and words beside it."""
    named = {
        re.sub(r"[^a-z]+", "_", words.lower()): {"summary": words, "value": value} for words, value in examples.items()
    }
    return {"examples": named} if named else {}


def _problem(status: int) -> Schema:
    title = HTTPStatus(status).phrase
    words, faults = MEANT[status]
    shown = {"type": "about:blank", "title": title, "status": status, "detail": words, "faults": faults}
    schema = {"$ref": "#/components/schemas/Problem"}
    content = {_PROBLEM: {"schema": schema, **_shown({title: shown})}}
    headers = {"WWW-Authenticate": {"schema": {"type": "string"}}} if status == HTTPStatus.UNAUTHORIZED else None
    return {"description": words, "content": content, **({"headers": headers} if headers else {})}
