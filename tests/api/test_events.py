from datetime import UTC, datetime

import pytest

from service.domain.event import Source, SourceKind
from tests.api.documents import EXAMPLE, event, example, scheduled, without
from tests.api.door import Door, faulty_fields, problem, told
from tests.builders import BARLINNIE, EDINBURGH, GLASGOW_STAFF, LOTHIAN_STAFF

DIARY = Source(SourceKind.APPOINTMENTS, "trakcare")


def test_the_contracts_example_is_planned_with_all_twelve_steps(doors: Door) -> None:
    answer = told(doors.post(EXAMPLE), 202)
    assert answer.keys() == {"outcome", "event_id", "release_id", "held_reason", "texts"}
    assert (answer["outcome"], answer["event_id"], answer["held_reason"]) == ("planned", "b1-000001", None)
    assert answer["release_id"].startswith("r-")
    assert len(answer["texts"]) == 12
    assert answer["texts"][0] == {"step": "01_welcome", "due_at": "2026-12-23T14:00:00Z"}


def test_a_repeated_event_gets_its_first_answer_whatever_its_key_order_and_white_space(doors: Door) -> None:
    first = told(doors.post(EXAMPLE), 202)
    turned = dict(reversed(EXAMPLE.items()))
    assert told(doors.post(turned), 202) == first | {"outcome": "duplicate"}


def test_an_extension_attribute_does_not_hinder_an_event_and_is_part_of_its_content(door: Door) -> None:
    traced = example(traceparent="00-1")
    first = told(door.post(traced), 202)
    assert told(door.post(traced), 202) == first | {"outcome": "duplicate"}
    problem(door.post(example(traceparent="00-2")), 409)


def test_the_same_id_with_other_content_is_a_conflict(doors: Door) -> None:
    told(doors.post(EXAMPLE), 202)
    problem(doors.post(example(subject="48214")), 409)


def test_a_refused_event_is_not_remembered(door: Door) -> None:
    problem(door.post(example(subject="")), 422)
    assert told(door.post(EXAMPLE), 202)["outcome"] == "planned"


def test_an_event_that_waits_for_a_number_says_so(door: Door) -> None:
    answer = told(door.post(scheduled(person={})), 202)
    assert (answer["outcome"], answer["held_reason"], answer["texts"]) == ("held", "no_number", [])


def test_the_answer_to_each_type_of_event(door: Door) -> None:
    told(door.post(EXAMPLE), 202)
    for kind, data, outcome in (
        ("liberation.rescheduled", {"liberation_date": "2026-12-22"}, "replanned"),
        ("contact.updated", {"worker": {"name": "Jo", "phone": "0141 496 0000"}}, "updated"),
        ("liberation.released", {}, "replanned"),
        ("liberation.cancelled", None, "cancelled"),
        ("person.returned_to_custody", {}, "stopped"),
        ("person.died", {}, "stopped"),
    ):
        answer = told(door.post(event(kind, data, time="2026-12-22T09:40:00Z")), 202)
        assert answer["outcome"] == outcome, kind


def test_an_unannounced_release_brings_all_that_is_known(door: Door) -> None:
    answer = told(door.post(event("liberation.released", EXAMPLE["data"])), 202)
    assert answer["outcome"] == "planned"
    assert answer["texts"][0]["due_at"] == "2026-12-01T12:15:00Z"


def test_a_source_that_is_not_the_keys_own_is_forbidden_before_any_field_is_looked_at(door: Door) -> None:
    answer = door.post(example(source="/prisons/edinburgh", subject="", time=1))
    assert "/prisons/barlinnie" in problem(answer, 403)["detail"]


def test_a_key_of_an_appointments_system_sends_nothing_but_appointments(door: Door) -> None:
    problem(door.post(scheduled(DIARY), DIARY), 403)
    problem(door.post(event("no.such", source=DIARY), DIARY), 403)


def test_a_refusal_lists_every_fault_of_envelope_and_data_at_once(door: Door) -> None:
    document = scheduled(home_board=None, person={"mobile": "0141 496 0000", "language": "fr", "offence": "x"})
    answer = door.post(without(document, "time") | {"id": "", "specversion": "0.3"})
    assert faulty_fields(answer) == {
        "id",
        "specversion",
        "time",
        "data.home_board",
        "data.person.mobile",
        "data.person.language",
        "data.person.offence",
    }


def test_what_an_event_came_to_can_be_asked_for_again(doors: Door) -> None:
    first = told(doors.post(EXAMPLE), 202)
    told(doors.post(EXAMPLE), 202)
    assert told(doors.get("/v1/events/b1-000001", BARLINNIE)) == first


@pytest.mark.parametrize(
    ("event_id", "address"),
    [
        ("urn:x/2026/1", "urn:x/2026/1"),
        ("a/b", "a%2Fb"),
        ("/a//b/", "%2Fa%2F%2Fb%2F"),
        ("/a//b/", "/a//b/"),
        ("50% off?", "50%25%20off%3F"),
        ("Dòmhnall", "D%C3%B2mhnall"),
    ],
)
def test_an_id_with_slashes_and_escapes_is_found(door: Door, event_id: str, address: str) -> None:
    told(door.post(example(id=event_id)), 202)
    assert told(door.get(f"/v1/events/{address}", BARLINNIE))["event_id"] == event_id


def test_nobody_sees_the_outcome_of_anothers_event(door: Door) -> None:
    told(door.post(EXAMPLE), 202)
    problem(door.get("/v1/events/b1-000001", EDINBURGH), 404)
    problem(door.get("/v1/events/b1-000001", GLASGOW_STAFF), 404)
    problem(door.get("/v1/events/b1-000002", BARLINNIE), 404)
    problem(door.get("/v1/events/", BARLINNIE), 404)


def test_an_id_that_a_database_cannot_hold_is_simply_not_there(doors: Door) -> None:
    problem(doors.get("/v1/events/%00", BARLINNIE), 404)
    problem(doors.get("/v1/events/%ED%A0%80", BARLINNIE), 404)


def test_a_board_speaks_for_its_own_people(door: Door) -> None:
    told(door.post(EXAMPLE), 202)
    update = {"person": {"groups": [{"group": "veteran", "agreed_on": "2026-11-30", "recorded_by": "J. Reid"}]}}
    own = event("contact.updated", update, source=GLASGOW_STAFF, time="2026-12-02T10:00:00Z")
    assert told(door.post(own, GLASGOW_STAFF), 202)["outcome"] == "updated"
    other = event("contact.updated", update, source=LOTHIAN_STAFF, time="2026-12-02T11:00:00Z")
    assert told(door.post(other, LOTHIAN_STAFF), 202)["held_reason"] == "with_board"


def test_the_time_of_an_event_is_compared_with_no_clock(door: Door) -> None:
    assert door.core.clock.now() < datetime(2027, 1, 1, tzinfo=UTC)
    told(door.post(example(time="2099-01-01T00:00:00Z")), 202)
    told(door.post(example(id="b1-2", subject="2", time="2001-01-01T00:00:00Z")), 202)
