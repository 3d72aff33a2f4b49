"""POST /v1/events, alone or in a batch, and GET of what one came to."""

from flask import Blueprint, Response, request
from flask.blueprints import BlueprintSetupState
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.routing import PathConverter

from service.api.answers import BatchAnswer, EventAnswer, RefusedAnswer
from service.api.auth import owner
from service.api.body import check_size, check_type, read_json
from service.api.hmpps import read_hmpps
from service.api.occasion import Occasion
from service.api.parse import event_id_of, read_event
from service.api.present import answered, as_json, refused
from service.api.problems import faults_of
from service.core.intake import recall, receive
from service.core.ports import Core
from service.domain.errors import ConflictError, Fault, InvalidError, NotYoursError
from service.domain.event import Answer, Event
from service.domain.london import london_day

ONE, BATCH = "application/cloudevents+json", "application/cloudevents-batch+json"
HMPPS = "application/json"
MOST_EVENTS = 500  # in one batch


def hang(door: Blueprint, core: Core) -> None:
    @door.record_once
    def add_converter(state: BlueprintSetupState) -> None:
        state.app.url_map.converters["event_id"] = _EventIdConverter

    @door.post("/v1/events")
    def post() -> Response:
        source = owner(core)
        check_size()
        media_type = check_type(ONE, BATCH, HMPPS)
        document = read_json(request.get_data(cache=False))
        occasion = Occasion(source, core.config, london_day(core.clock.now()), practice=core.practice)
        if media_type == BATCH:
            return as_json(BatchAnswer([_take(core, occasion, one) for one in _batch(document)]), 202)
        if media_type == HMPPS:
            return as_json(answered(_hear_hmpps(core, occasion, document)), 202)
        return as_json(answered(receive(core, read_event(document, occasion))), 202)

    @door.get("/v1/events/<event_id:event_id>")
    def outcome(event_id: str) -> Response:
        return as_json(answered(recall(core, owner(core), event_id)))


class _EventIdConverter(PathConverter):
    """An id may hold slashes, and begin with one."""

    regex = ".+?"
    part_isolating = False


def _hear_hmpps(core: Core, occasion: Occasion, document: object) -> Answer:
    told = read_hmpps(document, occasion)
    return receive(core, told) if isinstance(told, Event) else told


def _batch(document: object) -> list[object]:
    if not isinstance(document, list):
        raise InvalidError((Fault("", "a batch is a list of events"),))
    if len(document) > MOST_EVENTS:
        message = f"a batch holds {MOST_EVENTS} events at most"
        raise RequestEntityTooLarge(message)
    return document


def _take(core: Core, occasion: Occasion, document: object) -> EventAnswer | RefusedAnswer:
    """One event of a batch, in a transaction of its own."""
    try:
        return answered(receive(core, read_event(document, occasion)))
    except (InvalidError, ConflictError, NotYoursError) as error:
        return refused(event_id_of(document), faults_of(error))
