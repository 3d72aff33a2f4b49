"""The schemas of the events that may be sent: exactly what `parse` takes, so far as JSON Schema can say it."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from service.api.events import MOST_EVENTS
from service.api.hmpps import TYPES
from service.api.models import DATA, DROPPED, AppointmentEnded, AppointmentEnvelope, Envelope, EventData
from service.api.openapi.forms import FORM_IN_APPOINTMENTS, FORM_OF, Schema
from service.api.parse import BESIDE
from service.domain.event import Kind, SourceKind
from service.schedules.config import Config

_NULL: Schema = {"type": "null"}
_HOME = ("home_board", "council_area")
_OF_APPOINTMENTS = (AppointmentEnvelope, AppointmentEnded)
_TELLERS = {SourceKind.PRISON: "PrisonSource", SourceKind.BOARD: "BoardSource"}


def events(config: Config) -> Mapping[str, Schema]:
    """The schemas by name: `Event`, `Batch`, `HmppsEvent`, and those that they are made of."""
    parts: dict[str, Schema] = {}
    whole = [_event(kind, model, parts) for kind, model in DATA.items()]
    parts["PersonByPrison"] = _without_agreed_groups(parts["PersonPart"])
    parts["Home"] = _home(config)
    names = [name for made in whole for name in made]
    return {
        "Event": {
            "description": "A CloudEvent 1.0. What `data` holds depends on `type`; a Board may say more than a prison.",
            "anyOf": [_ref(name) for name in names],
        },
        "Batch": {
            "description": f"At most {MOST_EVENTS} events. One that is refused stops no other.",
            "type": "array",
            "items": {"anyOf": [_ref("Event"), {"description": "Anything else is refused, by itself."}]},
        },
        "HmppsEvent": {
            "description": "A domain event of HMPPS, as its queue gives it. Other types are refused.",
            "anyOf": [_ref(_taken(model, parts)) for model in TYPES.values()],
        },
        **{name: schema for made in whole for name, schema in made.items()},
        **parts,
    }


def described(model: type[BaseModel], parts: dict[str, Schema]) -> Schema:
    """The schema of what may be sent; what it is made of is put among the parts."""
    made = model.model_json_schema(mode="validation", ref_template="#/components/schemas/{model}")
    form_of = FORM_IN_APPOINTMENTS if issubclass(model, _OF_APPOINTMENTS) else FORM_OF
    for name, part in made.pop("$defs", {}).items():
        parts[name] = _with_forms(part, form_of)
    return _with_forms(made, form_of)


def _taken(model: type[BaseModel], parts: dict[str, Schema]) -> str:
    name = f"Hmpps{model.__name__.strip('_')}"
    parts[name] = described(model, parts)
    return name


def _event(kind: Kind, model: type[EventData], parts: dict[str, Schema]) -> dict[str, Schema]:
    """One schema, or where a person is told of, one for prisons and one for Boards."""
    name = "".join(word.title() for word in kind.replace(".", "_").split("_"))
    data = described(model, parts)
    if issubclass(model, AppointmentEnded):
        return {name: _envelope(kind, "SourceOfAppointments", _with_dropped(kind, data), AppointmentEnvelope)}
    if "person" not in model.model_fields:
        return {name: _envelope(kind, "AnySource", _data(kind, data))}
    by_prison = data | {"properties": data["properties"] | {"person": _by_prison(data["properties"]["person"])}}
    whose = {SourceKind.PRISON: by_prison, SourceKind.BOARD: data}
    return {
        f"{name}By{teller.title()}": _envelope(kind, _TELLERS[teller], _data(kind, told))
        for teller, told in whose.items()
    }


def _with_dropped(kind: Kind, data: Schema) -> Schema:
    told: Schema = {"description": "Dropped: nothing of it is looked at or kept. Better not to send it."}
    return data | {"properties": data["properties"] | dict.fromkeys(sorted(DROPPED.get(kind, ())), told)}


def _envelope(kind: Kind, source: str, data: Schema, model: type[Envelope] = Envelope) -> Schema:
    made = described(model, {})
    beside: Schema = {name: {"description": "May be there; it is not looked at."} for name in sorted(BESIDE)}
    given = {"source": _ref(source), "type": {"const": kind.value}, "data": data}
    needs_data = "anyOf" not in data or _NULL not in data["anyOf"]
    return {
        "type": "object",
        "properties": made["properties"] | given | beside,
        "required": [*made["required"], *(["data"] if needs_data else [])],
        "additionalProperties": False,
    }


def _data(kind: Kind, told: Schema) -> Schema:
    """What goes beyond each field by itself: what one of several must say, and which two must agree."""
    if _HOME[0] not in told["properties"]:
        return told if told.get("required") else {"anyOf": [told, _NULL]}
    if kind is Kind.SCHEDULED:
        return {"allOf": [told, _ref("Home")]}
    homeless = {"properties": dict.fromkeys(_HOME, _NULL)}
    if kind is Kind.CONTACT:
        one = [
            homeless | {"properties": homeless["properties"] | {n: {"type": "object"}}, "required": [n]}
            for n in ("person", "worker")
        ]
        return {"allOf": [told, {"anyOf": [*one, _ref("Home")]}]}
    return {"anyOf": [{"allOf": [told, {"anyOf": [homeless, _ref("Home")]}]}, _NULL]}


def _home(config: Config) -> Schema:
    """A Board or a council area; where both are given, the area lies in the Board."""
    board, area = _HOME
    either = [
        {"properties": {board: _ref("HomeBoard"), area: _NULL}, "required": [board]},
        {"properties": {area: _ref("CouncilArea"), board: _NULL}, "required": [area]},
    ]
    both = [
        {
            "properties": {
                board: {"enum": [one.code, one.slug, one.name]},
                area: {"enum": sorted(name for name, code in config.councils.items() if code == one.code)},
            },
            "required": [board, area],
        }
        for one in config.boards.values()
    ]
    return {"description": "A Board or a council area. If both, the area lies in the Board.", "anyOf": [*either, *both]}


def _by_prison(person: Schema) -> Schema:
    """A place that takes a person, or the place as a prison may fill it."""
    if "anyOf" in person:
        return person | {"anyOf": [_by_prison(one) for one in person["anyOf"]]}
    return _ref("PersonByPrison") if "$ref" in person else person


def _without_agreed_groups(person: Schema) -> Schema:
    """Groups that are agreed with the person are a Board's to tell."""
    (groups,) = (one for one in person["properties"]["groups"]["anyOf"] if one["type"] == "array")
    (plain,) = (one for one in _choices(groups["items"]) if "enum" in one)
    some = {"anyOf": [groups | {"items": plain}, _NULL]}
    return person | {"properties": person["properties"] | {"groups": some}}


def _choices(schema: Schema) -> list[Schema]:
    choices: list[Schema] | None = schema.get("anyOf", schema.get("oneOf"))
    return [schema] if choices is None else choices


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _with_forms(model: Schema, form_of: Mapping[str, str]) -> Schema:
    """Without the names and defaults that pydantic makes up, and with the form of each field that has one."""
    told = {name: _field(field, form_of.get(name)) for name, field in model.get("properties", {}).items()}
    kept = {name: value for name, value in model.items() if name != "title"}
    return kept | {"properties": told} if "properties" in model or model.get("type") == "object" else kept


def _field(field: Schema, form: str | None) -> Schema:
    kept: dict[str, Any] = {word: value for word, value in field.items() if word not in ("title", "default")}
    if form is None:
        return kept
    return {"anyOf": [_ref(form), _NULL]} if _NULL in kept.get("anyOf", []) else _ref(form)
