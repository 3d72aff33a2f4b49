"""The door for a prison's own lists."""

from datetime import timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from service.api.lists import MEDIA_TYPES
from service.domain.event import Source, SourceKind
from service.lists.reader import FileKind
from tests.api.documents import event
from tests.api.door import Door, problem, told
from tests.builders import BARLINNIE, GLASGOW_STAFF, HEARD
from tests.lists.lists import SAMPLES, listed, sam
from tests.lists.workbooks import HEADER, workbook

CSV, XLSX = FileKind.CSV, FileKind.XLSX
SAMPLE = (SAMPLES / "releases-barlinnie.csv").read_bytes()
NOTHING = {"accepted": 0, "unchanged": 0, "held": [], "refused": [], "dropped_columns": []}
ADDRESSES = ["/v1/releases.csv", "/v1/releases.xlsx"]


def send(
    door: Door, file: str | bytes, query: str = "", *, kind: FileKind = CSV, source: Source = BARLINNIE, **request: Any
) -> TestResponse:
    raw = file.encode() if isinstance(file, str) else file
    given = {
        "content_type": MEDIA_TYPES[kind],
        "headers": door.key(source),
        "environ_overrides": {"CONTENT_LENGTH": str(len(raw))},
    }
    return door.client.post(f"/v1/releases.{kind}{query}", data=raw, **given | request)


def test_the_sample_is_taken_in_once(doors: Door) -> None:
    first = {**NOTHING, "accepted": 5, "held": [{"line": 5, "reason": "no_number"}]}
    assert told(send(doors, SAMPLE)) == first
    assert told(send(doors, SAMPLE)) == {**NOTHING, "unchanged": 6}


def test_a_dry_run_answers_the_same_with_each_day_in_words_and_stores_nothing(doors: Door) -> None:
    answer = told(send(doors, SAMPLE, "?dry_run=1"))
    assert answer.pop("rows")[0] == {
        "line": 2,
        "outcome": "accepted",
        "status": "planned",
        "liberation_date": "Wednesday 23 December 2026",
    }
    for query in ("?dry_run=true", "?dry_run=0"):
        again = told(send(doors, SAMPLE, query))
        again.pop("rows", None)
        assert again == answer
    assert told(send(doors, SAMPLE, "?dry_run=false"))["unchanged"] == 6


def test_a_workbook_is_taken_in_like_a_csv_file(doors: Door) -> None:
    book = workbook({"List": [HEADER, ["48213", "Sam", 7700900101.0, 46379, "Fife", "en", None]]})
    assert told(send(doors, book, kind=XLSX)) == {**NOTHING, "accepted": 1}
    same = listed(sam(home_board="NHS Fife", language="en"))
    assert told(send(doors, same)) == {**NOTHING, "unchanged": 1}


def test_a_later_event_moves_what_a_list_said_and_an_older_list_does_not(doors: Door) -> None:
    assert told(send(doors, listed(sam()), "?as_of=2026-11-30"))["accepted"] == 1
    moved = event("liberation.rescheduled", {"liberation_date": "2026-12-30"}, time="2026-11-30T08:00:00Z")
    assert told(doors.post(moved), 202)["outcome"] == "replanned"
    assert told(send(doors, listed(sam()), "?as_of=2026-11-30"))["unchanged"] == 1
    assert told(send(doors, listed(sam()), "?as_of=2026-11-30T07:59:59Z"))["unchanged"] == 1
    assert told(send(doors, listed(sam())))["accepted"] == 1


def test_refused_rows_are_told_by_line_and_column_and_good_ones_are_kept(shared_door: Door) -> None:
    file = listed(sam(Offence="Theft"), sam(prison_number="", liberation_date="30/02/2026"))
    assert told(send(shared_door, file)) == {
        **NOTHING,
        "accepted": 1,
        "refused": [
            {
                "line": 3,
                "faults": [
                    {"field": "prison_number", "message": "is missing"},
                    {"field": "liberation_date", "message": "there is no such day"},
                ],
            }
        ],
        "dropped_columns": ["Offence"],
    }


def test_every_row_of_the_sample_with_faults_is_refused(shared_door: Door) -> None:
    answer = told(send(shared_door, (SAMPLES / "releases-with-faults.csv").read_bytes()))
    assert answer["accepted"] == 0
    assert [row["line"] for row in answer["refused"]] == list(range(2, 12))


def test_a_file_that_cannot_be_used_is_a_problem_with_faults(shared_door: Door) -> None:
    assert [fault["field"] for fault in problem(send(shared_door, "mobile\n1\n"), 422)["faults"]] == [
        "prison_number",
        "liberation_date",
        "home_board",
    ]
    assert problem(send(shared_door, b"PK", kind=XLSX), 422)["faults"]
    assert problem(send(shared_door, SAMPLE + b"\0"), 422)["faults"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_without_a_valid_key_nothing_else_is_looked_at(shared_door: Door, address: str) -> None:
    for headers in ({}, {"Authorization": "Bearer nobodys"}):
        problem(shared_door.client.post(f"{address}?as_of=x", data=b"x" * 1_100_000, headers=headers), 401)


@pytest.mark.parametrize("kind", FileKind)
def test_the_size_comes_before_the_type_and_the_type_before_the_address_and_the_file(
    shared_door: Door, kind: FileKind
) -> None:
    chunked = {"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": ""}
    plain: dict[str, Any] = {"kind": kind, "content_type": "text/plain"}
    problem(send(shared_door, b"x", "?as_of=x", **plain, environ_overrides=chunked), 411)
    problem(send(shared_door, b"x" * 1_000_001, "?as_of=x", **plain), 413)
    assert MEDIA_TYPES[kind] in problem(send(shared_door, b"x", "?as_of=x", **plain), 415)["detail"]
    assert problem(send(shared_door, b"\0", "?as_of=x", kind=kind), 422)["faults"][0]["field"] == "as_of"


def test_the_two_addresses_take_their_own_kind_alone(shared_door: Door) -> None:
    problem(send(shared_door, SAMPLE, content_type=MEDIA_TYPES[XLSX]), 415)
    problem(send(shared_door, SAMPLE, kind=XLSX, content_type=MEDIA_TYPES[CSV]), 415)
    told(send(shared_door, SAMPLE, content_type="text/csv; charset=utf-8"))


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("?as_of=yesterday", "as_of"),
        ("?as_of=", "as_of"),
        ("?as_of=2026-11-30T09:00:00+01:00", "as_of"),
        ("?dry_run=yes", "dry_run"),
        ("?dry_run=", "dry_run"),
        ("?dry_run=1&dry_run=0", "dry_run"),
        ("?dryrun=1", "dryrun"),
    ],
)
def test_what_is_not_understood_in_the_address_is_refused_and_nothing_stored(
    door: Door, query: str, field: str
) -> None:
    assert [fault["field"] for fault in problem(send(door, SAMPLE, query), 422)["faults"]] == [field]
    assert told(send(door, SAMPLE))["unchanged"] == 0


def test_every_fault_of_the_address_is_told_at_once(shared_door: Door) -> None:
    assert len(problem(send(shared_door, SAMPLE, "?as_of=x&dry_run=x&x=x"), 422)["faults"]) == 3


def test_the_plus_of_an_offset_is_written_as_25b(shared_door: Door) -> None:
    told(send(shared_door, SAMPLE, "?as_of=2026-11-30T09:00:00%2B01:00"))


def test_a_board_may_send_a_list_and_is_told_of_people_who_are_not_its_own(door: Door) -> None:
    file = listed(sam(), sam(prison_number="2", home_board="Fife", mobile="07700 900102"))
    assert told(send(door, file, source=GLASGOW_STAFF)) == {
        **NOTHING,
        "accepted": 1,
        "held": [{"line": 3, "reason": "with_board"}],
    }


@pytest.mark.parametrize(
    "source",
    [Source(SourceKind.APPOINTMENTS, "trak"), Source(SourceKind.PRISON, "gone"), Source(SourceKind.BOARD, "gone")],
)
def test_a_key_that_may_tell_of_no_release_is_refused_before_its_file_is_looked_at(
    shared_door: Door, source: Source
) -> None:
    problem(send(shared_door, b"x" * 1_100_000, "?as_of=x", source=source), 403)


def test_a_prison_is_never_told_more_than_it_may_know(door: Door) -> None:
    file = listed(
        sam(safe_to_text="no"),
        sam(prison_number="2", mobile="07700 900102 (mum)"),
        sam(prison_number="3", mobile=""),
        sam(
            prison_number="4",
            mobile="07700 900104",
            number_confirmed_on=(HEARD - timedelta(days=200)).date().isoformat(),
        ),
    )
    assert [row["reason"] for row in told(send(door, file))["held"]] == [
        "with_board",
        "with_board",
        "no_number",
        "not_confirmed",
    ]


def test_no_answer_may_be_kept_by_a_cache(shared_door: Door) -> None:
    for answer in (send(shared_door, SAMPLE), send(shared_door, b"")):
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_list_is_posted_and_nothing_else(shared_door: Door, address: str) -> None:
    answer = shared_door.get(address, BARLINNIE)
    problem(answer, 405)
    assert "POST" in answer.headers["Allow"]
