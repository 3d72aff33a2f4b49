"""Which check comes first, and what each of them refuses."""

from datetime import timedelta
from typing import Any

import pytest

from service.core import keys
from service.domain.event import Source, SourceKind
from tests.api.documents import EXAMPLE, scheduled
from tests.api.door import BATCH, ONE, Door, problem, told
from tests.builders import BARLINNIE


def _post(door: Door, **request: Any) -> Any:
    return door.client.post("/v1/events", **{"content_type": ONE, "headers": door.key(BARLINNIE)} | request)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": ""},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer nobodys"},
        {"Authorization": "Basic dXNlcjpwYXNz"},
        {"Authorization": "Bearer a b"},
        {"Authorization": "Bearer \u00e9\u00ff"},
    ],
)
def test_without_a_valid_key_nothing_else_is_looked_at(shared_door: Door, headers: dict[str, str]) -> None:
    for request in (
        {"data": b"x" * 1_100_000},
        {"data": "{}", "content_type": "text/plain"},
        {"data": "{"},
    ):
        answer = _post(shared_door, **request, headers=headers)
        problem(answer, 401)
        assert answer.headers["WWW-Authenticate"].startswith("Bearer ")


def test_the_word_bearer_may_be_written_in_any_case(shared_door: Door) -> None:
    secret = shared_door.key(BARLINNIE)["Authorization"].removeprefix("Bearer ")
    answer = shared_door.client.get("/v1/events/none", headers={"Authorization": f"bEARER  {secret}"})
    problem(answer, 404)


def test_a_key_that_expired_or_was_revoked_is_nobodys(shared_door: Door) -> None:
    wall = shared_door.core.clock.wall()
    keys.create(shared_door.core, BARLINNIE, "over", wall)
    keys.create(shared_door.core, BARLINNIE, "lasts", wall + timedelta(seconds=1))
    revoked = keys.create(shared_door.core, BARLINNIE, "revoked", None)
    keys.revoke(shared_door.core, revoked.id)
    for secret, status in (("over", 401), ("revoked", 401), ("lasts", 404)):
        problem(shared_door.client.get("/v1/events/none", headers={"Authorization": f"Bearer {secret}"}), status)


def test_a_body_over_1_mb_is_refused_before_its_type_is_looked_at(shared_door: Door) -> None:
    problem(_post(shared_door, data=b"x" * 1_000_001, content_type="text/plain"), 413)
    problem(_post(shared_door, data=b"x" * 1_000_000, content_type="text/plain"), 415)


def test_a_body_of_untold_length_is_refused(shared_door: Door) -> None:
    chunked = {"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": ""}
    problem(_post(shared_door, data=b"{}", environ_overrides=chunked), 411)
    problem(_post(shared_door, data=b"{}", environ_overrides={"CONTENT_LENGTH": ""}), 411)


@pytest.mark.parametrize("content_type", [None, "", "text/plain", "application/x-www-form-urlencoded"])
def test_any_other_type_of_body_is_refused_and_those_taken_are_named(
    shared_door: Door, content_type: str | None
) -> None:
    detail = problem(_post(shared_door, data="{", content_type=content_type), 415)["detail"]
    assert ONE in detail
    assert BATCH in detail


def test_a_charset_and_capitals_do_not_hide_the_type(shared_door: Door) -> None:
    answer = shared_door.client.post(
        "/v1/events",
        json=EXAMPLE,
        content_type="Application/CloudEvents+JSON; charset=UTF-8",
        headers=shared_door.key(BARLINNIE),
    )
    told(answer, 202)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        '{"id": NaN}',
        '{"id": -Infinity}',
        '{"id": 1, "id": 2}',
        '{"data": {"person": {"mobile": "1", "mobile": "2"}}}',
        "[" * 33 + "]" * 33,
        '{"a":' * 33 + "1" + "}" * 33,
        "[" * 100_000,
        "[" * 400_000 + "]" * 400_000,
        "1" * 5_000,
        b'{"id": "\xff"}',
        '{"id": "x"}'.encode("utf-16"),
        "\ufeff{}",
        "{} {}",
    ],
    ids=range(15),
)
@pytest.mark.parametrize("content_type", [ONE, BATCH])
def test_what_is_no_plain_json_is_refused_as_a_whole(shared_door: Door, body: str | bytes, content_type: str) -> None:
    problem(shared_door.send(body, content_type=content_type), 400)


def test_thirty_two_levels_are_still_read(shared_door: Door) -> None:
    deep = "[" * 32 + "]" * 32
    problem(shared_door.send(deep), 422)
    problem(shared_door.send('{"a":' * 32 + '"x"' + "}" * 32), 422)


@pytest.mark.parametrize("body", ["null", "5", '"text"', "[]", "true"])
def test_an_event_that_is_no_object_is_one_fault(shared_door: Door, body: str) -> None:
    assert len(problem(shared_door.send(body), 422)["faults"]) == 1


def test_no_answer_may_be_kept_by_a_cache(shared_door: Door) -> None:
    answers = (
        shared_door.post(EXAMPLE),
        shared_door.post(None),
        shared_door.get("/v1/texts"),
        shared_door.client.get("/v1/texts"),
        shared_door.client.get("/v1/no-such-place"),
        shared_door.client.get("/healthz"),
    )
    assert {answer.headers["Cache-Control"] for answer in answers} == {"no-store"}


@pytest.mark.parametrize("kind", [SourceKind.PRISON, SourceKind.BOARD])
def test_a_key_that_outlived_its_place_tells_nothing(shared_door: Door, kind: SourceKind) -> None:
    gone = Source(kind, "peterhead")
    problem(shared_door.post(scheduled(gone), gone), 403)
    problem(shared_door.get("/v1/texts", gone), 403)
