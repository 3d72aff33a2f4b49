from typing import Any

import pytest
import requests
from werkzeug.wrappers import Response

from service.practice.message import Status
from tests.practice.running import (
    ACCOUNT_SID,
    BOARD,
    SAM,
    Inbox,
    RunningPractice,
    running_inbox,
    running_practice,
    twiml,
)


def test_a_persons_text_is_told_to_the_webhook_as_twilio_tells_it(running: RunningPractice, inbox: Inbox) -> None:
    said = running.texts_in("Hello è")
    (post,) = inbox.wait_for(1)
    sid = said["sid"]
    assert said == {"sid": sid, "webhook_status": 200, "fallback_status": None}
    assert post.is_signed
    assert post.content_type == "application/x-www-form-urlencoded"
    assert post.headers["I-Twilio-Idempotency-Token"]
    places = {f"{end}{place}": "" for end in ("From", "To") for place in ("City", "State", "Zip")}
    assert post.parameters == places | {
        "AccountSid": ACCOUNT_SID,
        "ApiVersion": "2010-04-01",
        "Body": "Hello è",
        "From": SAM,
        "FromCountry": "GB",
        "MessageSid": sid,
        "NumMedia": "0",
        "NumSegments": "1",
        "SmsMessageSid": sid,
        "SmsSid": sid,
        "SmsStatus": "received",
        "To": BOARD,
        "ToCountry": "GB",
    }


def test_a_persons_text_stands_in_the_list_and_on_their_phone(running: RunningPractice) -> None:
    said = running.texts_in("Hello")
    (message,) = running.client.messages.list()
    assert (message.sid, message.body, str(message.direction)) == (said["sid"], "Hello", "inbound")
    assert (message.from_, message.to, str(message.status)) == (SAM, BOARD, "received")
    assert [message.sid for message in running.phone()] == [said["sid"]]


@pytest.mark.parametrize("body", ["", "x" * 1600, "👍", "<&>\r\n\x00"])
def test_any_words_a_phone_can_send_come_through_whole(running: RunningPractice, inbox: Inbox, body: str) -> None:
    running.texts_in(body)
    (post,) = inbox.wait_for(1)
    assert post.parameters["Body"] == body
    assert post.is_signed


@pytest.mark.parametrize("status", [403, 500, 503])
def test_a_webhook_that_answers_with_an_error_is_not_called_again(status: int) -> None:
    with running_inbox(lambda _post: Response(status=status)) as inbox, running_practice(inbox.url) as running:
        assert running.texts_in("Hello")["webhook_status"] == status
        assert len(inbox.posts) == 1


def test_a_text_is_kept_when_no_webhook_listens() -> None:
    with running_practice() as running:
        assert running.texts_in("Hello")["webhook_status"] is None
        assert [message.body for message in running.client.messages.list()] == ["Hello"]


def test_a_failing_webhook_sends_twilio_to_the_fallback_which_may_reply() -> None:
    with running_inbox(lambda _post: Response(status=503)) as inbox, running_inbox(_replies) as fallback:
        with running_practice(inbox.url, fallback_url=fallback.url) as running:
            said = running.texts_in("Hello")
            running.wait_for(_newest(running), Status.DELIVERED)
            assert (said["webhook_status"], said["fallback_status"]) == (503, 200)
            assert [message.text.body for message in running.phone()] == ["Hello", "Thanks"]
        (post,) = fallback.posts
        assert post.is_signed
        assert post.parameters["MessageSid"] == said["sid"]
        assert (post.parameters["ErrorCode"], post.parameters["ErrorUrl"]) == ("11200", inbox.url)


def test_a_webhook_that_cannot_be_reached_sends_twilio_to_the_fallback(inbox: Inbox) -> None:
    with running_practice(fallback_url=inbox.url) as running:
        said = running.texts_in("Hello")
    assert (said["webhook_status"], said["fallback_status"]) == (None, 200)
    assert inbox.posts[0].parameters["ErrorCode"] == "11205"


def test_a_webhook_that_answers_leaves_the_fallback_in_peace(inbox: Inbox) -> None:
    with running_inbox() as fallback, running_practice(inbox.url, fallback_url=fallback.url) as running:
        assert running.texts_in("Hello")["fallback_status"] is None
        assert fallback.posts == []


def test_a_message_in_the_answer_is_sent_back_to_the_person() -> None:
    with running_inbox(_replies) as inbox, running_practice(inbox.url) as running:
        running.texts_in("Hello")
        message = running.wait_for(_newest(running), Status.DELIVERED)
        assert str(message.direction) == "outbound-reply"
        assert (message.body, message.from_, message.to) == ("Thanks", BOARD, SAM)
        assert [message.text.body for message in running.phone()] == ["Hello", "Thanks"]


def test_a_replys_own_callback_is_told_of_it(inbox: Inbox) -> None:
    document = f'<Response><Message statusCallback="{inbox.url}">Thanks</Message></Response>'
    with running_inbox(lambda _post: twiml(document)) as webhook, running_practice(webhook.url) as running:
        running.texts_in("Hello")
        assert inbox.statuses(2) == ["sent", "delivered"]


def test_a_replys_callback_that_is_no_address_stops_no_reply() -> None:
    document = '<Response><Message statusCallback="http://two words:x/">Thanks</Message></Response>'
    with running_inbox(lambda _post: twiml(document)) as webhook, running_practice(webhook.url) as running:
        running.texts_in("Hello")
        assert running.wait_for(_newest(running), Status.DELIVERED).body == "Thanks"


@pytest.mark.parametrize(
    "answer",
    [
        Response("<Response><Message>Thanks</Message></Response>", content_type="text/plain"),
        Response("<Response><Message>Thanks</Message></Response>", content_type="text/xml", status=500),
        Response(f"<Response><Message>{'x' * 1601}</Message></Response>", content_type="text/xml"),
        Response("<Response><Message> </Message></Response>", content_type="text/xml"),
        Response("<Response/>", content_type="text/xml"),
        Response("", content_type="text/xml"),
    ],
    ids=["wrong type", "error", "too long", "blank", "no message", "nothing"],
)
def test_an_answer_without_a_message_that_can_be_sent_sends_nothing(answer: Response) -> None:
    with running_inbox(lambda _post: answer) as inbox, running_practice(inbox.url) as running:
        running.texts_in("Hello")
        assert [message.body for message in running.client.messages.list()] == ["Hello"]


@pytest.mark.parametrize("mime_type", ["text/xml", "application/xml", "text/html; charset=utf-8"])
def test_twilios_three_types_of_answer_are_obeyed(mime_type: str) -> None:
    answer = Response("<Response><Message>Thanks</Message></Response>", content_type=mime_type)
    with running_inbox(lambda _post: answer) as inbox, running_practice(inbox.url) as running:
        running.texts_in("Hello")
        assert [message.body for message in running.client.messages.list()] == ["Thanks", "Hello"]


GOOD = {"from": SAM, "to": BOARD, "body": "Hello"}


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"from": "07700900123"}, "from"),
        ({"from": BOARD}, "from"),
        ({"to": "+447700900001"}, "to"),
        ({"body": "x" * 1601}, "body"),
        ({"body": "\ud800"}, "body"),
        ({"body": None}, "JSON object"),
        ({"to": 447700900000}, "JSON object"),
    ],
)
def test_a_text_that_cannot_be_is_refused_without_repeating_it(
    running: RunningPractice, inbox: Inbox, wrong: dict[str, Any], fault: str
) -> None:
    answer = requests.post(f"{running.base_url}/practice/inbound", json={**GOOD, **wrong}, timeout=10)
    (told,) = answer.json()["faults"]
    assert answer.status_code == 400
    assert fault in told
    assert "7700900" not in told
    assert inbox.posts == []
    assert running.client.messages.list() == []


def test_every_fault_is_told_at_once(running: RunningPractice) -> None:
    answer = requests.post(
        f"{running.base_url}/practice/inbound", json={"from": "Sam", "to": "Board", "body": "x" * 1601}, timeout=10
    )
    assert [fault.partition(":")[0] for fault in answer.json()["faults"]] == ["from", "to", "body"]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b"[" * 100_000])
def test_what_is_no_json_object_is_refused(running: RunningPractice, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answer = requests.post(f"{running.base_url}/practice/inbound", data=body, headers=headers, timeout=10)
    assert answer.status_code == 400


def test_a_form_that_a_web_page_could_post_is_refused(running: RunningPractice, inbox: Inbox) -> None:
    document = b'{"from": "+447700900123", "to": "+447700900000", "body": "STOP"}'
    headers = {"Content-Type": "text/plain"}
    answer = requests.post(f"{running.base_url}/practice/inbound", data=document, headers=headers, timeout=10)
    assert answer.status_code == 400
    assert inbox.posts == []


def _replies(_post: object) -> Response:
    return twiml("<Response><Message>Thanks</Message></Response>")


def _newest(running: RunningPractice) -> str:
    return str(running.client.messages.list(limit=1)[0].sid)
