"""From JSON to an event, with every fault at once."""

import json
from collections.abc import Iterator, Mapping
from typing import cast

from pydantic import TypeAdapter, ValidationError

from service.api.faults import named, shaped
from service.api.fields import EventId
from service.api.models import DATA, DROPPED, AppointmentEnvelope, Envelope, EventData
from service.api.occasion import Occasion
from service.domain.errors import Fault, InvalidError, NotYoursError
from service.domain.event import Event, Kind, Source, SourceKind
from service.domain.ids import PersonId
from service.schedules.config import Config
from service.templates.easyread.examine import Words, disclosing
from service.templates.easyread.marks import links

# Beside those of the envelope: what CloudEvents 1.0 and its documented extensions define. None of it is looked at.
BESIDE = frozenset(
    {"datacontenttype", "dataschema", "traceparent", "tracestate", "partitionkey", "sequence", "sequencetype"}
)
_HOME = ("home_board", "council_area")
_CONTACT = ("person", *_HOME, "worker")
_PLACE = "data.place"

_event_id: TypeAdapter[str] = TypeAdapter(EventId)


def read_event(document: object, occasion: Occasion) -> Event:
    """Read one CloudEvent.

    Raises:
        NotYoursError: the key may not speak in this name, or not of such things.
        InvalidError: every fault. No message holds a value.
    """
    if not isinstance(document, dict):
        raise InvalidError((Fault("", "an event is an object"),))
    _check_teller(document, occasion)
    kind = next((kind for kind in Kind if kind == document.get("type")), None)
    document = _without_dropped(kind, document)
    is_appointment = _is_of_appointments(document.get("type")) or occasion.source.kind is SourceKind.APPOINTMENTS
    envelope, faults = shaped(AppointmentEnvelope if is_appointment else Envelope, document, occasion)
    data, inner_faults = _data(kind, document.get("data"), occasion) if kind else (None, ())
    faults += (*_attribute_faults(document), *inner_faults)
    if envelope is None or data is None or faults:
        raise InvalidError(faults)
    return Event(
        source=occasion.source,
        id=envelope.id,
        kind=envelope.type,
        time=envelope.time,
        prison_number="" if is_appointment else envelope.subject,
        document=_canonical(document),
        liberation_date=data.day(),
        board=data.board(),
        contact=data.contact(occasion.source.kind),
        removed=data.removed(),
        to=data.prison(),
        person_id=PersonId(envelope.subject) if is_appointment else None,
        appointment=data.appointment(),
    )


def _data(kind: Kind, given: object, occasion: Occasion) -> tuple[EventData | None, tuple[Fault, ...]]:
    inner = {} if given is None else given
    data, faults = shaped(DATA[kind], inner, occasion, within="data")
    faults += (*_missing(kind, inner), *_two_homes(kind, inner, occasion.config))
    if not {"data", _PLACE} & {fault.field for fault in faults}:
        faults += tuple(_unfit_place(kind, inner, occasion.config))
    return data, faults


def event_id_of(document: object) -> str | None:
    """The id of an event that was refused, if it has one that can be repeated."""
    try:
        return _event_id.validate_python(cast(dict[str, object], document)["id"], strict=True)
    except (ValidationError, LookupError, TypeError):
        return None


def _check_teller(document: Mapping[str, object], occasion: Occasion) -> None:
    source, kind = document.get("source"), document.get("type")
    if isinstance(source, str) and source != occasion.source.uri:
        message = f"this key speaks for {occasion.source.uri} and for no other source"
        raise NotYoursError(message)
    if not _is_known(occasion.source, occasion.config):
        message = f"{occasion.source.uri} is no longer among the prisons and Boards of this service"
        raise NotYoursError(message)
    speaks_of_them = _is_of_appointments(kind)
    if occasion.source.kind is SourceKind.APPOINTMENTS and isinstance(kind, str) and not speaks_of_them:
        message = "this key speaks of appointments and of nothing else"
        raise NotYoursError(message)
    if occasion.source.kind is SourceKind.PRISON and speaks_of_them:
        message = "a prison's key speaks of no appointments"
        raise NotYoursError(message)


def _is_of_appointments(kind: object) -> bool:
    return isinstance(kind, str) and kind.startswith("appointment.")


def _is_known(source: Source, config: Config) -> bool:
    """A key may outlive the place that it was made for."""
    if source.kind is SourceKind.PRISON:
        return source.slug in config.prisons
    return source.kind is SourceKind.APPOINTMENTS or config.board_named(source.slug) is not None


def _without_dropped(kind: Kind | None, document: dict[str, object]) -> dict[str, object]:
    """Without what must not be known here. It goes before anything is looked at, and counts as no content."""
    inner = document.get("data")
    if kind is None or kind not in DROPPED or not isinstance(inner, dict):
        return document
    return document | {"data": {name: value for name, value in inner.items() if name not in DROPPED[kind]}}


def _attribute_faults(document: Mapping[str, object]) -> Iterator[Fault]:
    for name in document:
        if name not in Envelope.model_fields.keys() | BESIDE:
            yield Fault(named(name), "is not taken here")


def _missing(kind: Kind, data: object) -> Iterator[Fault]:
    """What one of several fields must say."""
    if not isinstance(data, dict):
        return
    if kind is Kind.SCHEDULED and all(data.get(name) is None for name in _HOME):
        yield Fault("data.home_board", "is missing: give home_board or council_area")
    if kind is Kind.CONTACT and all(data.get(name) is None for name in _CONTACT):
        yield Fault("data", f"needs at least one of {', '.join(_CONTACT)}")


def _two_homes(kind: Kind, data: object, config: Config) -> Iterator[Fault]:
    if not isinstance(data, dict) or not DATA[kind].model_fields.keys() >= set(_HOME):
        return
    home, area = data.get("home_board"), data.get("council_area")
    if not isinstance(home, str) or not isinstance(area, str):
        return
    board, of_area = config.board_named(home), config.board_of_council(area)
    if board is not None and of_area is not None and board != of_area:
        yield Fault("data.council_area", "lies in another Board than home_board")


def _unfit_place(kind: Kind, data: object, config: Config) -> Iterator[Fault]:
    """What a place tells whoever looks at the phone, and links; unless a Board let that very place through.

    Whose the person is, and so which Board it would have to be, is not known at this door.
    """
    if not isinstance(data, dict) or "place" not in DATA[kind].model_fields:
        return
    place = str(data["place"]).strip()
    if not any(place in board.places for board in config.boards.values()):
        for finding in (*disclosing(place), *links(Words(place, place))):
            if finding.level == "error":
                yield Fault(_PLACE, finding.message)


def _canonical(document: Mapping[str, object]) -> str:
    """The same for the same content: key order and white space do not count."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
