from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from service.core.dispatch import claim, dispatch
from service.core.receipts import take_receipt
from service.core.records import Receipt
from tests.api.documents import EXAMPLE, event
from tests.api.door import Door, faulty_fields, problem, told
from tests.builders import BARLINNIE, GLASGOW_STAFF, LOTHIAN_STAFF
from tests.fakes import FixedClock

NAMES = ["id", "release_id", "sequence", "step", "board", "state", "reason", "due_at", "changed_at", "number", "code"]


def plan(door: Door) -> str:
    """Sam's twelve texts; the id of the release."""
    return str(told(door.post(EXAMPLE), 202)["release_id"])


def page(door: Door, **asked: object) -> Any:
    return told(door.get(f"/v1/texts?{urlencode(asked)}"))


def test_the_log_shows_every_text_with_its_number_masked(doors: Door) -> None:
    release_id = plan(doors)
    found = page(doors)
    assert found["next"] is None
    assert len(found["texts"]) == 12
    first = found["texts"][0]
    assert list(first) == NAMES
    assert first["id"].startswith("t-")
    assert first | {"id": ""} == {
        "id": "",
        "release_id": release_id,
        "sequence": "first-weeks",
        "step": "01_welcome",
        "board": "S08000031",
        "state": "planned",
        "reason": None,
        "due_at": "2026-12-23T14:00:00Z",
        "changed_at": "2026-12-01T10:15:00Z",
        "number": "*********123",
        "code": None,
    }


def test_pages_follow_one_another_without_gap_or_repeat(doors: Door) -> None:
    plan(doors)
    whole = [text["id"] for text in page(doors)["texts"]]
    seen: list[str] = []
    asked: dict[str, object] = {"limit": 4}
    while asked:
        found = page(doors, **asked)
        seen += [text["id"] for text in found["texts"]]
        asked = {"limit": 4, "after": found["next"]} if found["next"] else {}
    assert seen == whole
    assert page(doors, after=whole[-1]) == {"texts": [], "next": None}


def test_the_log_is_filtered_by_state_step_day_and_board(door: Door) -> None:
    plan(door)
    assert page(door, state="sent")["texts"] == []
    assert [text["step"] for text in page(door, state="planned", step="02_gp")["texts"]] == ["02_gp"]
    assert [text["step"] for text in page(door, day="2026-12-24")["texts"]] == ["04_urgent"]
    for own in ("S08000031", "greater-glasgow-and-clyde", "NHS Greater Glasgow & Clyde"):
        assert len(page(door, board=own)["texts"]) == 12


def test_the_log_refuses_every_unknown_or_faulty_word_at_once(doors: Door) -> None:
    asked = "state=lost&step=%00&day=24/12&board=Yorkshire&limit=201&after=%00&colour=red&limit=5"
    fields = {"state", "step", "day", "board", "limit", "after", "colour"}
    assert faulty_fields(doors.get(f"/v1/texts?{asked}")) == fields


@pytest.mark.parametrize("limit", ["0", "-1", "201", "1e2", "١", "", "5.0", "9" * 5000])
def test_a_page_holds_1_to_200_texts(door: Door, limit: str) -> None:
    assert faulty_fields(door.get(f"/v1/texts?{urlencode({'limit': limit})}")) == {"limit"}
    assert page(door, limit=200) == {"texts": [], "next": None}


def test_a_word_given_twice_is_a_fault(door: Door) -> None:
    assert faulty_fields(door.get("/v1/texts?day=2026-12-24&day=2026-12-25")) == {"day"}


def test_there_is_no_page_after_a_text_that_is_not_there(door: Door) -> None:
    problem(door.get("/v1/texts?after=t-22222222222222222"), 404)


def test_a_board_reads_its_own_texts_and_no_others(door: Door) -> None:
    release_id = plan(door)
    text_id = page(door)["texts"][0]["id"]
    assert told(door.get("/v1/texts", LOTHIAN_STAFF))["texts"] == []
    problem(door.get("/v1/texts?board=lothian"), 403)
    problem(door.get("/v1/texts?board=S08000031&limit=0", LOTHIAN_STAFF), 403)
    problem(door.get(f"/v1/texts/{text_id}", LOTHIAN_STAFF), 404)
    problem(door.get(f"/v1/releases/{release_id}", LOTHIAN_STAFF), 404)


def test_no_other_key_than_a_boards_reads_the_log(door: Door) -> None:
    for address in ("/v1/texts", "/v1/texts?limit=x", "/v1/texts/t-2", "/v1/releases/r-2"):
        problem(door.get(address, BARLINNIE), 403)
        problem(door.client.get(address), 401)


def test_what_is_not_there_is_not_found(doors: Door) -> None:
    for address in ("texts/t-22", "releases/r-22", "texts/%00", "releases/%00", "texts/%ED%A0%80", "texts/t"):
        problem(doors.get(f"/v1/{address}"), 404)


def test_a_text_tells_of_every_attempt_and_receipt_and_never_its_words(doors: Door) -> None:
    plan(doors)
    clock = doors.core.clock
    assert isinstance(clock, FixedClock)
    clock.advance(timedelta(days=22, hours=4))
    (held,) = claim(doors.core, "worker", 1).taken
    dispatch(doors.core, "worker", held)
    with doors.core.store.read() as tx:
        sid = tx.attempts.of_text(held.text.id)[0].sid
    assert sid is not None
    take_receipt(doors.core, Receipt(sid, "undelivered", 30003, None, clock.wall()), held.attempt.id)
    found = told(doors.get(f"/v1/texts/{held.text.id}"))
    assert list(found) == [*NAMES, "attempts"]
    assert (found["state"], found["code"]) == ("undelivered", 30003)
    (attempt,) = found["attempts"]
    assert attempt == {
        "at": "2026-12-23T14:15:00Z",
        "wall": "2026-12-23T14:15:00Z",
        "outcome": "sent",
        "code": 30003,
        "sid": sid,
        "receipts": [{"status": "undelivered", "code": 30003, "wall": "2026-12-23T14:15:00Z"}],
    }
    assert "Reply STOP" in held.attempt.words
    assert "STOP" not in doors.get(f"/v1/texts/{held.text.id}").text


def test_a_release_gives_its_person_its_dates_its_hold_and_its_texts(doors: Door) -> None:
    release_id = plan(doors)
    found = told(doors.get(f"/v1/releases/{release_id}"))
    assert found.pop("person_id").startswith("p-")
    assert len(found.pop("texts")) == 12
    assert found == {
        "id": release_id,
        "board": "S08000031",
        "prison": "barlinnie",
        "liberation_date": "2026-12-23",
        "released_at": None,
        "ended": None,
        "hold": None,
    }


def test_a_board_is_told_the_very_reason_of_a_hold(door: Door) -> None:
    release_id = plan(door)
    unsafe = event("contact.updated", {"person": {"safe_to_text": "no"}}, time="2026-12-02T10:00:00Z")
    assert told(door.post(unsafe), 202)["held_reason"] == "with_board"
    assert told(door.get(f"/v1/releases/{release_id}", GLASGOW_STAFF))["hold"] == "not_safe_to_text"
