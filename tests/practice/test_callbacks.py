import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
import urllib3
from urllib3.connection import HTTPConnection
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError
from werkzeug.wrappers import Response

from service.practice.message import Status
from tests.practice.running import (
    ACCOUNT_SID,
    BOARD,
    SAM,
    Inbox,
    Post,
    RunningPractice,
    running_inbox,
    running_practice,
    twiml,
)

SERVICE = "MG" + "0" * 32


def send(running: RunningPractice, status_callback: str, **more: Any) -> str:
    asked = {"to": SAM, "from_": BOARD, "body": "Hello", "status_callback": status_callback, **more}
    return str(running.client.messages.create(**asked).sid)


def test_the_callback_is_told_sent_then_delivered_and_never_the_first_status(
    running: RunningPractice, inbox: Inbox
) -> None:
    send(running, inbox.url)
    assert inbox.statuses(2) == ["sent", "delivered"]
    send(running, inbox.url)
    assert inbox.statuses(4) == ["sent", "delivered"] * 2


def test_a_callback_says_what_twilio_says_and_not_the_words(running: RunningPractice, inbox: Inbox) -> None:
    sid = send(running, inbox.url)
    common = {
        "AccountSid": ACCOUNT_SID,
        "ApiVersion": "2010-04-01",
        "From": BOARD,
        "MessageSid": sid,
        "SmsSid": sid,
        "To": SAM,
    }
    sent, delivered = inbox.wait_for(2)
    assert sent.parameters == common | {"MessageStatus": "sent", "SmsStatus": "sent"}
    assert delivered.parameters == common | {
        "MessageStatus": "delivered",
        "SmsStatus": "delivered",
        "RawDlrDoneDate": "2612221200",
    }


def test_a_messaging_services_callback_is_told_of_its_queueing_too(running: RunningPractice, inbox: Inbox) -> None:
    send(running, inbox.url, from_="", messaging_service_sid=SERVICE)
    posts = inbox.wait_for(3)
    assert [post.parameters["MessageStatus"] for post in posts] == ["queued", "sent", "delivered"]
    assert {post.parameters["MessagingServiceSid"] for post in posts} == {SERVICE}
    assert {post.parameters["From"] for post in posts} == {BOARD}


@pytest.mark.parametrize("query", ["", "?ref=01J-x_Y", "?b=2&a=1&empty=", "?name=D%27Arcy%20%C3%A8"])
def test_a_callback_is_signed_over_the_address_exactly_as_it_is_called(
    running: RunningPractice, inbox: Inbox, query: str
) -> None:
    send(running, inbox.url + query)
    for post in inbox.wait_for(2):
        assert post.url == inbox.url + query
        assert post.is_signed


@pytest.mark.parametrize("query", ["?name=\u00e8", "?name=a b", "?name=%c3%a8"])
def test_an_address_that_has_to_be_escaped_is_signed_as_it_is_called(
    running: RunningPractice, inbox: Inbox, query: str
) -> None:
    send(running, inbox.url + query)
    (post,) = inbox.wait_for(1)
    assert post.is_signed


def test_the_part_behind_the_hash_is_neither_called_nor_signed(running: RunningPractice, inbox: Inbox) -> None:
    send(running, f"{inbox.url}?ref=a#rc=3&rp=ct,rt")
    (post,) = inbox.wait_for(1)
    assert post.url == f"{inbox.url}?ref=a"
    assert post.is_signed


def test_a_callback_is_a_form_with_a_token_of_its_own(running: RunningPractice, inbox: Inbox) -> None:
    send(running, inbox.url)
    posts = inbox.wait_for(2)
    assert {post.content_type for post in posts} == {"application/x-www-form-urlencoded"}
    assert len({post.headers["I-Twilio-Idempotency-Token"] for post in posts}) == 2


def test_a_message_without_a_callback_is_delivered_in_silence(running: RunningPractice, inbox: Inbox) -> None:
    sid = str(running.client.messages.create(to=SAM, from_=BOARD, body="Hello").sid)
    running.wait_for(sid, Status.DELIVERED)
    assert inbox.posts == []


def test_delivered_is_told_only_once_sent_was_answered() -> None:
    release = threading.Event()

    def answer(post: Post) -> Response:
        if post.parameters["MessageStatus"] == "sent":
            release.wait(0.3)
        return twiml("<Response/>")

    with running_inbox(answer) as inbox, running_practice() as running:
        send(running, inbox.url)
        assert inbox.statuses(2) == ["sent", "delivered"]


def test_one_slow_answer_does_not_hold_up_other_messages() -> None:
    release = threading.Event()

    def answer(post: Post) -> Response:
        if post.url.endswith("slow"):
            release.wait(10)
        return twiml("<Response/>")

    with running_inbox(answer) as inbox, running_practice() as running:
        send(running, f"{inbox.url}?slow")
        send(running, f"{inbox.url}?quick")
        assert inbox.statuses(2) == ["sent", "delivered"]
        release.set()


@pytest.mark.parametrize("status", [404, 500, 503])
def test_a_callback_answered_with_an_error_is_not_sent_again(status: int) -> None:
    with running_inbox(lambda _post: Response(status=status)) as inbox, running_practice() as running:
        send(running, inbox.url)
        assert inbox.statuses(2) == ["sent", "delivered"]


def test_a_callback_answered_with_a_redirect_is_not_followed() -> None:
    with running_inbox() as elsewhere:
        away = Response(status=302, headers={"Location": elsewhere.url})
        with running_inbox(lambda _post: away) as inbox, running_practice() as running:
            send(running, inbox.url)
            inbox.wait_for(2)
        assert elsewhere.posts == []


class Refusing(urllib3.PoolManager):
    """Does not get through the first few times."""

    def __init__(self, *refusals: HTTPError) -> None:
        super().__init__(retries=False)
        self._refusals = list(refusals)
        self.tries: list[str] = []

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        self.tries.append(kwargs["headers"]["I-Twilio-Idempotency-Token"])
        if self._refusals:
            raise self._refusals.pop(0)
        return super().request(method, url, *args, **kwargs)


REFUSED = NewConnectionError(HTTPConnection("127.0.0.1"), "refused")


@pytest.mark.parametrize("refusal", [REFUSED, ConnectTimeoutError("no answer to the connection")])
def test_a_connection_that_is_not_made_is_tried_once_more_with_the_same_token(inbox: Inbox, refusal: HTTPError) -> None:
    http = Refusing(refusal)
    with running_practice(http=http) as running:
        send(running, inbox.url)
        assert inbox.statuses(2) == ["sent", "delivered"]
    assert len(http.tries) == 3
    assert http.tries[0] == http.tries[1] != http.tries[2]


def test_after_two_refused_connections_the_callback_is_given_up_and_the_message_goes_on(inbox: Inbox) -> None:
    http = Refusing(REFUSED, REFUSED)
    with running_practice(http=http) as running:
        send(running, inbox.url)
        assert inbox.statuses(1) == ["delivered"]
    assert len(http.tries) == 3


def test_a_callback_url_where_nothing_listens_stops_no_message(running: RunningPractice) -> None:
    running.wait_for(send(running, "http://127.0.0.1:9/status"), Status.DELIVERED)


@dataclass
class Dropper:
    """Takes a call, reads it, and hangs up without a word."""

    listener: socket.socket
    calls: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}/status"

    def run(self) -> None:
        while True:
            caller, _ = self.listener.accept()
            with caller:
                call = caller.recv(65536)
                if not call:
                    return
                self.calls.append(call)


@contextmanager
def running_dropper() -> Iterator[Dropper]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        dropper = Dropper(listener)
        thread = threading.Thread(target=dropper.run)
        thread.start()
        try:
            yield dropper
        finally:
            socket.create_connection(listener.getsockname()).close()
            thread.join()


def test_a_call_that_was_dropped_on_the_way_is_not_made_again() -> None:
    with running_dropper() as dropper, running_practice() as running:
        running.wait_for(send(running, dropper.url), Status.DELIVERED)
        running.practice.pacer.close()  # ends the calls under way
        assert len(dropper.calls) == 2  # sent, delivered
