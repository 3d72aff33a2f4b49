from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from tests.practice.running import ACCOUNT_SID, AUTH_TOKEN, BOARD, SAM, RunningPractice

GOOD = {"to": SAM, "from_": BOARD, "body": "Hello"}
UNKNOWN_SID = "SM" + "0" * 32

REFUSED = [
    ({"to": ""}, 21604),
    ({"to": "banana"}, 21211),
    ({"to": "07700900123"}, 21211),
    ({"to": "+0447700900123"}, 21211),
    ({"to": "+447700900123 "}, 21211),
    ({"to": "+44770090012345678"}, 21211),
    ({"to": "60777"}, 21265),
    ({"to": BOARD}, 21266),
    ({"from_": ""}, 21603),
    ({"from_": "+447700900001"}, 21606),
    ({"from_": "NHSBoard"}, 21606),
    ({"messaging_service_sid": "MG1"}, 21701),
    ({"body": ""}, 21602),
    ({"body": " \n"}, 21602),
    ({"body": "x" * 1601}, 21617),
    ({"validity_period": 0}, 21624),
    ({"validity_period": 36001}, 21624),
    ({"validity_period": -1}, 21624),
    ({"status_callback": "example.org/status"}, 21609),
    ({"status_callback": "ftp://example.org/status"}, 21609),
    ({"status_callback": "http://"}, 21609),
    ({"status_callback": "http://[half/status"}, 21609),
    ({"status_callback": "http://example.org:99999/status"}, 21609),
    ({"status_callback": "http://example.org:0/status"}, 21609),
    ({"status_callback": "http://two words/status"}, 21609),
    ({"status_callback": "https://my_host.example.org/status"}, 21609),
    ({"status_callback": "https://example.org/" + "x" * 4000}, 21609),
    ({"media_url": ["https://example.org/picture.png"]}, 20001),
    ({"send_at": "2026-12-24T09:00:00Z", "schedule_type": "fixed"}, 20001),
]

TAKEN = [
    {"body": "x" * 1600},
    {"validity_period": 1},
    {"validity_period": 36000},
    {"status_callback": "http://127.0.0.1:9/status?ref=a"},
    {"status_callback": "https://EXAMPLE.org/status"},
    {"status_callback": "http://[::1]:8000/status"},
    {"to": "+12025550123"},
]


def refusal(running: RunningPractice, **asked: Any) -> TwilioRestException:
    with pytest.raises(TwilioRestException) as refused:
        running.client.messages.create(**asked)
    return refused.value


@pytest.mark.parametrize(("wrong", "code"), REFUSED)
def test_what_twilio_would_not_take_is_refused_with_its_code(
    slow: RunningPractice, wrong: dict[str, Any], code: int
) -> None:
    refused = refusal(slow, **{**GOOD, **wrong})
    assert (refused.status, refused.code) == (400, code)
    assert slow.client.messages.list() == []


@pytest.mark.parametrize("right", TAKEN)
def test_what_twilio_just_takes_is_taken(slow: RunningPractice, right: dict[str, Any]) -> None:
    assert str(slow.client.messages.create(**{**GOOD, **right}).status) == "queued"


def test_a_message_with_no_body_at_all_is_refused(slow: RunningPractice) -> None:
    assert refusal(slow, to=SAM, from_=BOARD).code == 21602


def test_a_message_from_nobody_at_all_is_refused(slow: RunningPractice) -> None:
    assert refusal(slow, to=SAM, body="Hello").code == 21603


def test_a_number_that_cannot_be_is_repeated_in_the_refusal_as_twilio_does(slow: RunningPractice) -> None:
    assert "07700900123" in refusal(slow, to="07700900123", from_=BOARD, body="Hello").msg


@pytest.mark.parametrize(("user", "password"), [(ACCOUNT_SID, "wrong"), ("AC" + "f" * 32, AUTH_TOKEN)])
def test_wrong_credentials_are_refused(slow: RunningPractice, user: str, password: str) -> None:
    stranger = Client(user, password, ACCOUNT_SID, http_client=slow.witness)
    stranger.api.base_url = slow.base_url
    with pytest.raises(TwilioRestException) as refused:
        stranger.messages.create(to=SAM, from_=BOARD, body="Hello")
    assert (refused.value.status, refused.value.code) == (401, 20003)
    assert slow.client.messages.list() == []


def test_another_account_is_not_found(slow: RunningPractice) -> None:
    client = Client(ACCOUNT_SID, AUTH_TOKEN, "AC" + "f" * 32, http_client=slow.witness)
    client.api.base_url = slow.base_url
    with pytest.raises(TwilioRestException) as refused:
        client.messages.create(to=SAM, from_=BOARD, body="Hello")
    assert (refused.value.status, refused.value.code) == (404, 20404)


def test_an_unknown_message_can_neither_be_fetched_nor_changed_nor_deleted(slow: RunningPractice) -> None:
    unknown = slow.client.messages(UNKNOWN_SID)
    for ask in (unknown.fetch, lambda: unknown.update(body=""), unknown.delete):
        with pytest.raises(TwilioRestException) as refused:
            ask()
        assert (refused.value.status, refused.value.code) == (404, 20404)
