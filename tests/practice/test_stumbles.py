"""The fault switches at work: set over HTTP, met through Twilio's own SDK."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client
from werkzeug.wrappers import Response

from service.practice.message import Status
from tests.practice.running import (
    ACCOUNT_SID,
    AUTH_TOKEN,
    BOARD,
    SAM,
    Inbox,
    Post,
    RunningPractice,
    running_inbox,
    running_practice,
    twiml,
)

PATIENCE_S = 10


def switch(running: RunningPractice, **wanted: Any) -> None:
    answer = requests.put(f"{running.base_url}/practice/faults", json=wanted, timeout=PATIENCE_S)
    assert answer.status_code == 200, answer.text


def left(running: RunningPractice, name: str) -> int:
    switches = requests.get(f"{running.base_url}/practice/faults", timeout=PATIENCE_S).json()
    return int(switches[name])


def create(running: RunningPractice, **more: Any) -> str:
    return str(running.client.messages.create(**{"to": SAM, "from_": BOARD, "body": "Hello", **more}).sid)


def listed(running: RunningPractice) -> int:
    return len(running.client.messages.list(to=SAM))


def taken_by(running: RunningPractice) -> int:
    """As `listed`, while another thread uses the client."""
    return len(running.practice.exchange.newest_first())


def wait_until(is_so: Callable[[], bool]) -> None:
    for _ in range(1000):
        if is_so():
            return
        threading.Event().wait(PATIENCE_S / 1000)
    raise TimeoutError


def test_a_429_says_when_to_come_again_and_takes_nothing(slow: RunningPractice) -> None:
    switch(slow, too_many_requests=1, retry_after_s=7)
    answer = requests.post(
        f"{slow.base_url}/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json",
        data={"To": SAM, "From": BOARD, "Body": "Hello"},
        auth=(ACCOUNT_SID, AUTH_TOKEN),
        timeout=PATIENCE_S,
    )
    assert (answer.status_code, answer.json()["code"], answer.headers["Retry-After"]) == (429, 20429, "7")
    assert listed(slow) == 0
    assert create(slow)


@pytest.mark.parametrize(
    ("name", "status", "code", "taken"),
    [("too_many_requests", 429, 20429, 0), ("error_before", 500, 20500, 0), ("error_after", 500, 20500, 1)],
)
def test_an_error_is_met_so_many_times_and_the_text_taken_or_not(
    slow: RunningPractice, name: str, status: int, code: int, taken: int
) -> None:
    switch(slow, **{name: 2})
    for remaining in (1, 0):
        with pytest.raises(TwilioRestException) as refused:
            create(slow)
        assert (refused.value.status, refused.value.code) == (status, code)
        assert left(slow, name) == remaining
    assert listed(slow) == 2 * taken
    create(slow)
    assert listed(slow) == 2 * taken + 1


@pytest.mark.parametrize(("name", "taken"), [("drop_before", 0), ("drop_after", 1)])
def test_a_dropped_connection_is_no_answer_and_the_text_taken_or_not(
    slow: RunningPractice, name: str, taken: int
) -> None:
    switch(slow, **{name: 1})
    with pytest.raises(requests.ConnectionError):
        create(slow)
    assert listed(slow) == taken
    create(slow)
    assert listed(slow) == taken + 1


@pytest.mark.parametrize(("name", "at_once"), [("hang_before", 0), ("hang_after", 1)])
def test_silence_lasts_as_long_as_it_was_set_to_and_then_goes_on_as_ever(
    slow: RunningPractice, name: str, at_once: int
) -> None:
    switch(slow, **{name: 1}, hang_s=2)
    begun = monotonic()
    sending = threading.Thread(target=create, args=[slow])
    sending.start()
    wait_until(lambda: left(slow, name) == 0)
    wait_until(lambda: taken_by(slow) == at_once)
    assert sending.is_alive()
    sending.join(PATIENCE_S)
    assert monotonic() - begun >= 2
    assert taken_by(slow) == 1


@pytest.mark.parametrize(("name", "taken"), [("hang_before", 0), ("hang_after", 1)])
def test_a_caller_who_gives_up_does_not_know_whether_it_was_taken(slow: RunningPractice, name: str, taken: int) -> None:
    switch(slow, **{name: 1}, hang_s=600)
    impatient = Client(ACCOUNT_SID, AUTH_TOKEN, http_client=TwilioHttpClient(timeout=0.5))
    impatient.api.base_url = slow.base_url
    with pytest.raises(requests.ReadTimeout):
        impatient.messages.create(to=SAM, from_=BOARD, body="Hello")
    wait_until(lambda: left(slow, name) == 0)
    wait_until(lambda: taken_by(slow) == taken)


def test_closing_ends_the_silence_and_takes_nothing_more() -> None:
    outcome: list[BaseException] = []
    with running_practice() as running:
        switch(running, hang_before=1, hang_s=600)

        def send() -> None:
            try:
                create(running)
            except requests.ConnectionError as broken:
                outcome.append(broken)

        sending = threading.Thread(target=send)
        sending.start()
        wait_until(lambda: left(running, "hang_before") == 0)
        running.practice.close()
        sending.join(PATIENCE_S)
        assert not sending.is_alive()
        assert running.practice.exchange.newest_first() == ()
    assert len(outcome) == 1


def test_a_201_without_a_sid_is_a_message_without_one_to_the_sdk(slow: RunningPractice) -> None:
    switch(slow, no_sid=1)
    unsworn = Client(ACCOUNT_SID, AUTH_TOKEN)  # the witness would object
    unsworn.api.base_url = slow.base_url
    assert unsworn.messages.create(to=SAM, from_=BOARD, body="Hello").sid is None
    assert listed(slow) == 1
    assert create(slow)


def test_what_twilio_would_refuse_anyway_uses_up_no_switch(slow: RunningPractice) -> None:
    switch(slow, error_before=1)
    with pytest.raises(TwilioRestException) as refused:
        create(slow, to="banana")
    assert refused.value.code == 21211
    assert left(slow, "error_before") == 1


def test_each_switch_is_met_once_however_many_send_at_once(slow: RunningPractice) -> None:
    switch(slow, error_before=7)
    refused: list[int] = []

    def send() -> None:
        client = Client(ACCOUNT_SID, AUTH_TOKEN)
        client.api.base_url = slow.base_url
        for _ in range(5):
            try:
                client.messages.create(to=SAM, from_=BOARD, body="Hello")
            except TwilioRestException as error:
                refused.append(error.status)

    senders = [threading.Thread(target=send) for _ in range(4)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(PATIENCE_S)
    assert refused == [500] * 7
    assert listed(slow) == 13


def test_lost_callbacks_do_not_come_and_the_text_arrives(running: RunningPractice, inbox: Inbox) -> None:
    switch(running, callbacks_lost=1)
    running.wait_for(create(running, status_callback=inbox.url), Status.DELIVERED)
    create(running, status_callback=f"{inbox.url}?second")
    assert [post.url for post in inbox.wait_for(2)] == [f"{inbox.url}?second"] * 2


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("callbacks_repeated", ["sent", "sent", "delivered", "delivered"]),
        ("callbacks_reordered", ["delivered", "sent"]),
        ("callbacks_early", ["sent", "delivered"]),
    ],
)
def test_callbacks_come_as_they_were_set_to(running: RunningPractice, inbox: Inbox, name: str, told: list[str]) -> None:
    switch(running, **{name: 1})
    running.wait_for(create(running, status_callback=inbox.url), Status.DELIVERED)
    assert inbox.statuses(len(told)) == told
    assert all(post.is_signed for post in inbox.posts)
    create(running, status_callback=inbox.url)
    assert inbox.statuses(len(told) + 2)[-2:] == ["sent", "delivered"]


@contextmanager
def while_creating(**switches: Any) -> Iterator[tuple[RunningPractice, list[bool], threading.Event]]:
    """For each callback, whether create had been answered by then."""
    answered, overtaken = threading.Event(), list[bool]()

    def note(_post: Post) -> Response:
        overtaken.append(not answered.is_set())
        return twiml("<Response/>")

    with running_inbox(note) as inbox, running_practice(pace=1) as running:
        switch(running, **switches)
        message = running.client.messages.create(to=SAM, from_=BOARD, body="Hello", status_callback=inbox.url)
        answered.set()
        assert str(message.status) == "queued"
        inbox.wait_for(2)
        yield running, overtaken, answered


def test_early_callbacks_come_before_create_has_answered_as_if_nothing_had_happened() -> None:
    with while_creating(callbacks_early=1) as (_running, overtaken, _answered):
        assert overtaken == [True, True]


def test_callbacks_come_after_the_answer_where_nobody_asked_for_it_otherwise() -> None:
    with while_creating() as (_running, overtaken, _answered):
        assert overtaken == [False, False]


def test_an_early_callback_may_be_all_that_is_ever_heard_of_a_create(running: RunningPractice, inbox: Inbox) -> None:
    switch(running, callbacks_early=1, drop_after=1)
    with pytest.raises(requests.ConnectionError):
        create(running, status_callback=f"{inbox.url}?ref=a")
    assert inbox.statuses(2) == ["sent", "delivered"]


ENDINGS = {"03": 30003, "05": 30005, "06": 30006, "07": 30007, "08": 30008}


@pytest.mark.parametrize(
    ("number", "told", "code"),
    [
        ("+447700900103", ["sent", "undelivered"], 30003),
        ("+447700900105", ["sent", "undelivered"], 30005),
        ("+447700900106", ["sent", "undelivered"], 30006),
        ("+447700900107", ["sent", "undelivered"], 30007),
        ("+447700900108", ["failed"], 30008),
    ],
)
def test_a_number_that_cannot_be_reached_is_told_of_in_callback_and_resource(
    running: RunningPractice, inbox: Inbox, number: str, told: list[str], code: int
) -> None:
    switch(running, endings=ENDINGS)
    sid = create(running, to=number, status_callback=inbox.url)
    assert inbox.statuses(len(told)) == told
    last = inbox.posts[-1].parameters
    assert (last["ErrorCode"], last["SmsStatus"]) == (str(code), told[-1])
    assert last["ErrorMessage"]
    assert ("RawDlrDoneDate" in last) == (told[-1] == "undelivered")
    assert all("ErrorCode" not in post.parameters for post in inbox.posts[:-1])
    message = running.client.messages(sid).fetch()
    assert (str(message.status), message.error_code, message.error_message) == (told[-1], code, last["ErrorMessage"])
    assert (message.date_sent is None) == (told[-1] == "failed")
    assert running.phone(number) == ()


def test_a_messaging_service_fails_only_once_it_has_picked_a_sender(running: RunningPractice, inbox: Inbox) -> None:
    switch(running, endings={"8": 30008})
    create(running, to="+447700900108", from_="", messaging_service_sid="MG" + "0" * 32, status_callback=inbox.url)
    assert inbox.statuses(2) == ["queued", "failed"]


def test_a_number_that_ends_otherwise_is_reached(running: RunningPractice) -> None:
    switch(running, endings=ENDINGS)
    running.wait_for(create(running, to="+447700900104"), Status.DELIVERED)


def test_a_text_that_did_not_arrive_can_be_redacted_and_deleted(running: RunningPractice) -> None:
    switch(running, endings=ENDINGS)
    sid = create(running, to="+447700900108")
    message = running.wait_for(sid, Status.FAILED)
    assert message.update(body="").body == ""
    assert message.delete() is True


def test_stop_is_refused_as_ever_beside_all_switches(running: RunningPractice) -> None:
    switch(running, endings=ENDINGS, callbacks_lost=5)
    running.texts_in("STOP")
    with pytest.raises(TwilioRestException) as refused:
        create(running)
    assert refused.value.code == 21610


def test_a_put_replaces_all_that_was_set(slow: RunningPractice) -> None:
    switch(slow, error_before=3, endings=ENDINGS)
    switch(slow)
    switches = requests.get(f"{slow.base_url}/practice/faults", timeout=PATIENCE_S).json()
    assert {name: value for name, value in switches.items() if value} == {"retry_after_s": 1, "hang_s": 30}


def test_a_put_with_faults_names_all_of_them_and_switches_nothing(slow: RunningPractice) -> None:
    url = f"{slow.base_url}/practice/faults"
    answer = requests.put(url, json={"error_before": 3, "colour": "red", "no_sid": -1}, timeout=PATIENCE_S)
    assert answer.status_code == 400
    assert [fault.partition(":")[0] for fault in answer.json()["faults"]] == ["colour", "no_sid"]
    assert left(slow, "error_before") == 0


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b"[" * 100_000, b'{"hang_s": NaN}'])
def test_a_put_that_is_no_json_object_is_refused(slow: RunningPractice, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answer = requests.put(f"{slow.base_url}/practice/faults", data=body, headers=headers, timeout=PATIENCE_S)
    assert answer.status_code == 400
    assert len(answer.json()["faults"]) == 1


def test_a_put_in_another_type_is_refused(slow: RunningPractice) -> None:
    answer = requests.put(f"{slow.base_url}/practice/faults", data={"no_sid": 1}, timeout=PATIENCE_S)
    assert answer.status_code == 400
