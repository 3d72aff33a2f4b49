"""No JSON, however strange, is ever a fault of ours."""

import copy
import json
from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from service.api.models import (
    AgreedGroupPart,
    AppointmentTold,
    ContactUpdated,
    Envelope,
    PersonPart,
    Scheduled,
    TextsQuery,
    Transferred,
    WorkerPart,
)
from service.api.occasion import Occasion
from service.api.parse import event_id_of, read_event
from service.domain.errors import InvalidError, NotYoursError
from service.domain.event import Kind, Source
from tests.api.documents import EXAMPLE
from tests.api.door import BATCH, ONE, Door
from tests.api.test_appointments import DIARY, SAMS_NAME, booked
from tests.builders import BARLINNIE, GLASGOW_STAFF, LIBERATION, shipped_config

TELLERS = st.sampled_from([BARLINNIE, GLASGOW_STAFF, DIARY])
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=30)  # lone surrogates and NUL too
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | ANY_TEXT
PARTS = (
    Envelope,
    Scheduled,
    ContactUpdated,
    Transferred,
    AppointmentTold,
    PersonPart,
    AgreedGroupPart,
    WorkerPart,
)
FIELDS = st.sampled_from([name for part in PARTS for name in part.model_fields])
TELLING = st.sampled_from(
    [
        SAMS_NAME,
        "low-moss",
        "111",
        "1.0",
        "S08000031",
        "Fife",
        "2026-12-23",
        "2026-12-01T10:15:00Z",
        "07700 900123",
        "woman",
        "veteran",
        "yes",
        "en",
    ]
)
JSON = st.recursive(
    SCALARS | TELLING,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(FIELDS | ANY_TEXT, inner, max_size=6),
    max_leaves=20,
)


def _places(document: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield way
    inner = (
        document.items() if isinstance(document, dict) else enumerate(document) if isinstance(document, list) else ()
    )
    for name, value in inner:
        yield from _places(value, (*way, name))


@st.composite
def changed_examples(draw: st.DrawFn) -> Any:
    """The example with one to three of its values, at any depth, replaced by anything."""
    document: Any = copy.deepcopy(draw(st.sampled_from([EXAMPLE, booked()]))) | {
        "type": draw(st.sampled_from(Kind)).value,
        "id": draw(ANY_TEXT),
        "source": draw(TELLERS).uri,
    }
    for _ in range(draw(st.integers(1, 3))):
        places = [place for place in _places(document) if place]
        *way, last = draw(st.sampled_from(places))
        target = document
        for step in way:
            target = target[step]
        target[last] = draw(JSON)
    return document


@given(JSON | changed_examples(), TELLERS)
@settings(max_examples=400, deadline=None)
def test_any_json_is_an_event_or_has_faults_of_its_own(document: Any, teller: Source) -> None:
    try:
        event = read_event(document, Occasion(teller, shipped_config(), LIBERATION, practice=True))
    except (InvalidError, NotYoursError) as error:
        json.dumps(str(error)).encode()
        event_id_of(document)
    else:
        event.document.encode()
        event.id.encode()
        event.prison_number.encode()


@given(st.lists(ANY_TEXT | st.sampled_from(["prison", "HIV", "€", " ", "Road", "4"]), max_size=6).map("".join))
@settings(max_examples=200, deadline=None)
def test_any_place_is_taken_or_has_faults_of_its_own(place: str) -> None:
    at = Occasion(DIARY, shipped_config(), LIBERATION, practice=True)
    faulty: set[str] = set()
    try:
        event = read_event(booked(place=place), at)
    except InvalidError as error:
        str(error).encode()
        faulty = {fault.field for fault in error.faults}
    else:
        assert event.appointment is not None
        assert event.appointment.place == place.strip()
    assert faulty <= {"data.place"}


@given(
    JSON | changed_examples() | st.lists(JSON | changed_examples(), max_size=3), st.sampled_from([ONE, BATCH]), TELLERS
)
@settings(max_examples=150, deadline=None)
def test_no_json_makes_a_500(shared_door: Door, document: Any, content_type: str, teller: Source) -> None:
    answer = shared_door.send(json.dumps(document), teller, content_type)
    assert answer.status_code in {202, 403, 409, 422}, answer.text
    json.loads(answer.text)


@given(st.binary(max_size=60) | st.text(max_size=60))
@settings(max_examples=100, deadline=None)
def test_no_bytes_make_a_500(shared_door: Door, body: bytes | str) -> None:
    assert shared_door.send(body).status_code in {400, 422}


@given(st.dictionaries(st.sampled_from(list(TextsQuery.model_fields)) | ANY_TEXT, st.text() | TELLING, max_size=4))
@settings(max_examples=100, deadline=None)
def test_no_query_makes_a_500(shared_door: Door, asked: dict[str, str]) -> None:
    query = {name.encode("utf-8", "replace"): value for name, value in asked.items()}
    answer = shared_door.client.get("/v1/texts", query_string=query, headers=shared_door.key(GLASGOW_STAFF))
    assert answer.status_code in {200, 403, 422}
