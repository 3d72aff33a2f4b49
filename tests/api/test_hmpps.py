"""HMPPS domain events at the door of our own."""

import json
from pathlib import Path
from typing import Any

import pytest

from service.core.inbound import hear
from service.domain.ids import MessageSid
from tests.api.door import Door, faulty_fields, problem, told
from tests.builders import BARLINNIE, GLASGOW_STAFF

SAMPLES = Path(__file__).parents[2] / "samples"
HMPPS = "application/json"
SAM = "A8513EA"


def sample(name: str, **information: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((SAMPLES / name).read_text())
    document["additionalInformation"] |= information
    return document


def released(**information: str) -> dict[str, Any]:
    return sample("hmpps-prisoner-released.json", **information)


def received(reason: str, occurred_at: str = "2026-11-24T10:10:00+00:00") -> dict[str, Any]:
    return {
        "eventType": "prison-offender-events.prisoner.received",
        "version": 1,
        "occurredAt": occurred_at,
        "additionalInformation": {"nomsNumber": SAM, "reason": reason, "prisonId": "SWI"},
    }


def merged(kept: str, removed: str) -> dict[str, Any]:
    return {
        "eventType": "prison-offender-events.prisoner.merged",
        "version": 1,
        "occurredAt": "2026-11-25T10:10:00+00:00",
        "additionalInformation": {"nomsNumber": kept, "removedNomsNumber": removed, "reason": "MERGE"},
    }


def scheduled(number: str, mobile: str, event_id: str = "b1") -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": f"{event_id}-{number}",
        "source": BARLINNIE.uri,
        "subject": number,
        "type": "liberation.scheduled",
        "time": "2026-11-20T09:00:00Z",
        "data": {"liberation_date": "2026-12-23", "home_board": "S08000031", "person": {"mobile": mobile}},
    }


def tell(door: Door, document: Any) -> Any:
    return told(door.send(json.dumps(document), BARLINNIE, HMPPS), 202)


def test_a_release_out_of_prison_and_out_of_its_care_starts_one(doors: Door) -> None:
    answer = tell(doors, released())
    assert (answer["outcome"], answer["held_reason"]) == ("held", "no_number")
    assert answer["release_id"] is not None


@pytest.mark.parametrize(
    "information",
    [
        {"reason": "SENT_TO_COURT"},
        {"reason": "TRANSFERRED"},
        {"reason": "RELEASED_TO_HOSPITAL"},
        {"reason": "TEMPORARY_ABSENCE_RELEASE"},
        {"reason": "UNKNOWN"},
        {"currentLocation": "IN_PRISON"},
        {"currentPrisonStatus": "UNDER_PRISON_CARE"},
    ],
)
def test_court_transfer_hospital_and_doubt_change_nothing(door: Door, information: dict[str, str]) -> None:
    assert tell(door, released(**information))["outcome"] == "ignored"


def test_the_sample_of_a_court_visit_changes_nothing(door: Door) -> None:
    assert tell(door, sample("hmpps-sent-to-court.json"))["outcome"] == "ignored"


def test_one_release_told_twice_is_a_duplicate_though_it_was_published_at_another_moment(door: Door) -> None:
    first = tell(door, released())
    again = released() | {"publishedAt": "2026-11-24T11:00:00.000000001+00:00", "version": 2}
    assert tell(door, again) == first | {"outcome": "duplicate"}


def test_an_admission_takes_the_release_back_and_nothing_has_gone(door: Door) -> None:
    told(door.post(scheduled(SAM, "07700 900101")), 202)
    assert tell(door, released())["outcome"] == "replanned"
    assert tell(door, received("ADMISSION"))["outcome"] == "stopped"
    texts = told(door.get("/v1/texts"))["texts"]
    assert {text["state"] for text in texts} == {"cancelled", "skipped"}  # skipped: released a week before it was told
    assert {text["reason"] for text in texts} == {"returned_to_custody", "late"}


def test_a_return_from_court_stops_nothing(door: Door) -> None:
    told(door.post(scheduled(SAM, "07700 900101")), 202)
    assert tell(door, received("RETURN_FROM_COURT"))["outcome"] == "ignored"
    assert {text["state"] for text in told(door.get("/v1/texts"))["texts"]} == {"planned"}


@pytest.mark.parametrize("stopped", ["07700 900101", "07700 900102"])
def test_a_merge_keeps_the_opt_out_of_either_record(doors: Door, stopped: str) -> None:
    told(doors.post(scheduled("A1111AA", "07700 900101")), 202)
    told(doors.post(scheduled("A2222BB", "07700 900102")), 202)
    sender = "+44" + stopped.replace(" ", "")[1:]
    hear(doors.core, MessageSid("SM" + "0" * 32), sender, "+447700900000", "STOP")
    assert tell(doors, merged("A1111AA", "A2222BB"))["outcome"] == "updated"
    texts = told(doors.get("/v1/texts"))["texts"]
    assert len(texts) == 24
    assert {text["state"] for text in texts} == {"cancelled"}


def test_after_a_merge_either_number_speaks_of_the_same_person(doors: Door) -> None:
    first = told(doors.post(scheduled("A1111AA", "07700 900101")), 202)
    tell(doors, merged("A1111AA", "A2222BB"))
    moved = scheduled("A2222BB", "07700 900101", "b2") | {"time": "2026-11-26T09:00:00Z"}
    moved["data"]["liberation_date"] = "2026-12-29"
    again = told(doors.post(moved), 202)
    assert (again["outcome"], again["release_id"]) == ("replanned", first["release_id"])


def test_a_merge_lets_the_removed_records_release_run_on_where_the_kept_one_has_none(door: Door) -> None:
    first = told(door.post(scheduled("A2222BB", "07700 900102")), 202)
    assert tell(door, merged("A1111AA", "A2222BB"))["release_id"] == first["release_id"]
    assert {text["state"] for text in told(door.get("/v1/texts"))["texts"]} == {"planned"}


def test_of_two_running_releases_one_runs_on_after_a_merge(door: Door) -> None:
    told(door.post(scheduled("A1111AA", "07700 900101")), 202)
    told(door.post(scheduled("A2222BB", "07700 900101")), 202)
    tell(door, merged("A1111AA", "A2222BB"))
    states = [text["state"] for text in told(door.get("/v1/texts"))["texts"]]
    assert states.count("planned") == 12
    assert set(states) <= {"planned", "cancelled", "skipped"}


def test_our_own_merge_event_does_the_same(door: Door) -> None:
    told(door.post(scheduled("A2222BB", "07700 900102")), 202)
    event = scheduled("A1111AA", "", "b3") | {"type": "person.merged", "data": {"removed_subject": "A2222BB"}}
    assert told(door.post(event), 202)["outcome"] == "updated"


def test_only_a_prison_may_send_them(door: Door) -> None:
    problem(door.send(json.dumps(released()), GLASGOW_STAFF, HMPPS), 403)


def test_every_fault_is_named_and_no_value(door: Door) -> None:
    broken = released()
    del broken["occurredAt"], broken["additionalInformation"]["nomsNumber"]
    answer = door.send(json.dumps(broken), BARLINNIE, HMPPS)
    assert faulty_fields(answer) == {"occurredAt", "additionalInformation.nomsNumber"}
    problem(answer, 422)


def test_an_unknown_type_is_refused(door: Door) -> None:
    answer = door.send(json.dumps({"eventType": "prison-offender-events.prisoner.cell-move"}), BARLINNIE, HMPPS)
    assert faulty_fields(answer) == {"eventType"}
