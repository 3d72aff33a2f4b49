import copy

from tests.api.documents import EXAMPLE, event, example, scheduled
from tests.api.door import Door, problem, told
from tests.builders import BARLINNIE


def test_a_batch_is_answered_event_by_event_in_order(doors: Door) -> None:
    later = event("liberation.rescheduled", {"liberation_date": "2026-12-22"}, time="2026-12-02T09:00:00Z")
    answers = told(doors.post_all([EXAMPLE, later, EXAMPLE]), 202)
    assert [answer["outcome"] for answer in answers] == ["planned", "replanned", "duplicate"]
    assert [answer["event_id"] for answer in answers] == [EXAMPLE["id"], later["id"], EXAMPLE["id"]]


def test_a_refused_event_stops_no_other_and_keeps_its_place(doors: Door) -> None:
    faulty, foreign = scheduled(home_board="nowhere"), example(id="b1-f", source="/prisons/edinburgh")
    answers = told(doors.post_all([faulty, EXAMPLE, example(subject="2"), foreign, None, event("person.died")]), 202)
    assert [answer["outcome"] for answer in answers] == [
        "refused",
        "planned",
        "refused",
        "refused",
        "refused",
        "stopped",
    ]
    assert answers[0].keys() == {"outcome", "event_id", "faults"}
    assert answers[0]["event_id"] == faulty["id"]
    assert [fault["field"] for fault in answers[0]["faults"]] == ["data.home_board"]
    assert [fault["field"] for fault in answers[2]["faults"]] == ["id"]
    assert [fault["field"] for fault in answers[3]["faults"]] == ["source"]
    assert answers[4]["event_id"] is None


def test_an_id_that_cannot_be_repeated_is_left_out(door: Door) -> None:
    documents = [example(id=strange) for strange in ("", 5, None, "a\x00b", "\ud800", "x" * 201, ["b"])]
    answers = told(door.post_all([*documents, {}, [], 5]), 202)
    assert [answer["event_id"] for answer in answers] == [None] * 10
    assert all(answer["faults"] for answer in answers)


def test_what_was_taken_of_a_batch_stays_taken(door: Door) -> None:
    told(door.post_all([EXAMPLE, example(id="b1-2", time=1)]), 202)
    assert told(door.get("/v1/events/b1-000001", BARLINNIE))["outcome"] == "planned"
    problem(door.get("/v1/events/b1-2", BARLINNIE), 404)


def test_a_batch_holds_500_events_at_most(door: Door) -> None:
    many = [example(id="") for _ in range(501)]
    problem(door.post_all(many), 413)
    assert len(told(door.post_all(many[:500]), 202)) == 500


def test_a_batch_is_a_list(door: Door) -> None:
    problem(door.post_all(copy.deepcopy(EXAMPLE)), 422)
    problem(door.post_all(None), 422)
    assert told(door.post_all([]), 202) == []
