import json
from typing import Any

import pytest

from tests.practice.running import RunningPractice
from tests.practice.witness import check_answer, check_envelope

ONE = "http://127.0.0.1/2010-04-01/Accounts/AC/Messages/SM.json"


@pytest.fixture
def answer(slow: RunningPractice) -> dict[str, Any]:
    slow.client.messages.create(to="+447700900123", from_="+447700900000", body="Hello")
    body: dict[str, Any] = json.loads(slow.witness.last_body)
    return body


@pytest.mark.parametrize(
    "wrong",
    [
        {"num_segments": 1},
        {"date_created": "2026-12-22"},
        {"sid": "SM1"},
        {"status": "on its way"},
        {"from": "0770"},
        {"colour": "red"},
    ],
)
def test_an_answer_that_is_not_twilios_is_noticed(answer: dict[str, Any], wrong: dict[str, Any]) -> None:
    with pytest.raises(AssertionError):
        check_answer("GET", ONE, 200, json.dumps(answer | wrong))


def test_an_answer_with_a_field_too_few_is_noticed(answer: dict[str, Any]) -> None:
    del answer["uri"]
    with pytest.raises(AssertionError):
        check_answer("GET", ONE, 200, json.dumps(answer))


def test_an_envelope_that_is_not_twilios_is_noticed() -> None:
    with pytest.raises(AssertionError):
        check_envelope(404, {"code": 20404, "message": "Not found", "status": 404})
