"""A person is in another prison now: who may say so, and where to."""

from dataclasses import replace

import pytest

from service.domain.errors import NotYoursError
from service.domain.event import Event, Kind, Source, SourceKind
from service.domain.ids import PrisonSlug
from tests.api.documents import Document, event, without
from tests.api.door import Door, faulty_fields, problem
from tests.api.test_parse import faults, occasion, read
from tests.builders import BARLINNIE, GLASGOW_STAFF, HEARD, SAM

LOW_MOSS = PrisonSlug("low-moss")
DIARY = Source(SourceKind.APPOINTMENTS, "trakcare")


def transferred(to: object, source: Source = BARLINNIE) -> Document:
    return event("person.transferred", {"to": to}, source=source)


@pytest.mark.parametrize("source", [BARLINNIE, GLASGOW_STAFF])
def test_a_prison_and_a_board_say_where_a_person_is_now(source: Source) -> None:
    document = transferred("low-moss", source)
    assert replace(read(document, source), document="") == Event(
        source, document["id"], Kind.TRANSFERRED, HEARD, SAM, document="", to=LOW_MOSS
    )


def test_an_appointments_system_does_not() -> None:
    with pytest.raises(NotYoursError):
        read(transferred("low-moss", DIARY), DIARY)


@pytest.mark.parametrize("to", ["low-moss", "Low-Moss", "HMP Low Moss", "HMP  LOW MOSS", " Low Moss "])
def test_a_prison_is_known_by_its_slug_its_name_or_another_name(to: str) -> None:
    assert read(transferred(to)).to == "low-moss"


def test_every_name_of_a_prison_stands_for_its_slug() -> None:
    prisons = occasion().config.prisons.values()
    assert len(prisons) > 10
    for prison in prisons:
        for name in (prison.slug, prison.name, *prison.aliases):
            assert read(transferred(name)).to == prison.slug, name


@pytest.mark.parametrize(
    "to", ["swansea", "/prisons/low-moss", "low_moss", "", " ", "\ud800", "lothian", 5, True, None, ["low-moss"]]
)
def test_any_other_place_is_refused_and_not_repeated(to: object) -> None:
    assert faults(transferred(to)) == {"data.to": "must be the slug or the name of a prison of this service"}


def test_a_transfer_says_where_to_and_nothing_else() -> None:
    nowhere = event("person.transferred", {})
    for document in (nowhere, nowhere | {"data": None}, without(nowhere, "data")):
        assert faults(document) == {"data.to": "is missing"}
    said = event("person.transferred", {"to": "nowhere", "from": "barlinnie", "reason": "x", "hall": "B"})
    assert set(faults(said)) == {"data.to", "data.from", "data.reason", "data.hall"}


def test_no_other_event_says_where_to() -> None:
    for kind in ("liberation.scheduled", "person.returned_to_custody", "contact.updated", "person.merged"):
        assert faults(event(kind, {"to": "low-moss"}))["data.to"] == "is not taken here"
    assert read(event("person.died")).to is None


def test_the_door_refuses_an_unknown_prison_and_a_key_that_may_not(shared_door: Door) -> None:
    assert faulty_fields(shared_door.post(transferred("nowhere"))) == {"data.to"}
    assert faulty_fields(shared_door.post(transferred("nowhere", GLASGOW_STAFF), GLASGOW_STAFF)) == {"data.to"}
    problem(shared_door.post(transferred("low-moss", DIARY), DIARY), 403)
    problem(shared_door.post(transferred("low-moss", GLASGOW_STAFF)), 403)
