"""A person on a practice phone calls the service and presses keys."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
import requests
from werkzeug.wrappers import Response

from tests.practice.running import (
    BOARD,
    NOWHERE,
    SAM,
    Inbox,
    Post,
    RunningPractice,
    running_inbox,
    running_practice,
    twiml,
)

MENU = (
    '<Response><Gather action="/webhooks/voice/again?n=1"><Say>Hello &amp; welcome.</Say><Pause/>'
    '<Say><prosody rate="slow">The text.</prosody></Say></Gather></Response>'
)
OVER = "<Response><Say>Goodbye.</Say><Hangup/></Response>"


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with running_inbox(_answer) as inbox:
        yield inbox


@pytest.fixture
def running(inbox: Inbox) -> Iterator[RunningPractice]:
    with running_practice(f"{inbox.url.rpartition('/')[0]}/webhooks/sms") as running:
        yield running


def _answer(post: Post) -> Response:
    return twiml(MENU if post.url.endswith("/voice") else OVER)


def step(running: RunningPractice, **said: str) -> requests.Response:
    return requests.post(f"{running.base_url}/practice/call", data={"from": SAM, **said}, timeout=10)


def shown(answer: requests.Response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def test_the_call_is_posted_signed_as_twilio_does_and_what_is_said_is_shown(
    running: RunningPractice, inbox: Inbox
) -> None:
    words = shown(step(running))
    assert "Hello & welcome. The text." in words
    [post] = inbox.wait_for(1)
    assert post.is_signed
    assert post.url.endswith("/webhooks/voice")
    told = post.parameters
    assert (told["From"], told["To"], told["Direction"]) == (SAM, BOARD, "inbound")
    assert re.fullmatch(r"CA[0-9a-f]{32}", told["CallSid"])
    assert "Digits" not in told


@pytest.mark.parametrize("key", ["1", "9", "#", ""])
def test_a_key_or_none_goes_where_the_answer_said_and_may_end_the_call(
    running: RunningPractice, inbox: Inbox, key: str
) -> None:
    words = shown(step(running, action="/webhooks/voice/again?n=1", key=key))
    assert "Goodbye. The call is over." in words
    [post] = inbox.wait_for(1)
    assert (post.url.rpartition("/")[2], post.parameters["Digits"]) == ("again?n=1", key)
    assert post.is_signed


def test_nothing_is_posted_to_any_other_server_nor_with_what_is_no_key(running: RunningPractice, inbox: Inbox) -> None:
    for action in ("http://127.0.0.1:9/x", "//example.scot/x", "https://example.scot"):
        assert step(running, action=action, key="1").status_code == 400
    assert step(running, action="/webhooks/voice/again", key="12").status_code == 400
    assert step(running, to="+447700900999").status_code == 400
    assert step(running, **{"from": "nobody"}).status_code == 400
    assert inbox.posts == []


def test_a_service_that_does_not_answer_is_told(running: RunningPractice, inbox: Inbox) -> None:
    for answer in (Response(status=503), twiml("<Response><Say>"), Response("hello", content_type="text/plain")):
        inbox.answer = lambda _post, answer=answer: answer  # type: ignore[misc]
        assert "Nothing is heard" in shown(step(running))
    with running_practice(NOWHERE) as alone:
        assert "Nothing is heard" in shown(step(alone))


def test_an_answer_with_a_document_type_is_not_heard(running: RunningPractice, inbox: Inbox) -> None:
    inbox.answer = lambda _post: twiml('<!DOCTYPE x [<!ENTITY a "lol">]><Response><Say>Hello &a;</Say></Response>')
    assert "Nothing is heard" in shown(step(running))


def test_where_it_fails_the_fallback_is_called_as_twilio_does(inbox: Inbox) -> None:
    base = inbox.url.rpartition("/")[0]
    inbox.answer = lambda post: twiml(OVER) if post.url.endswith("/fallback") else Response(status=503)
    with running_practice(f"{base}/webhooks/sms", fallback_url=f"{base}/webhooks/fallback") as running:
        assert "Goodbye." in shown(step(running))
    first, second = inbox.wait_for(2)
    assert second.parameters == first.parameters | {"ErrorCode": "11200", "ErrorUrl": first.url}


def test_each_phone_has_a_way_to_call_and_nothing_is_called_by_looking(running: RunningPractice, inbox: Inbox) -> None:
    requests.post(f"{running.base_url}/practice/phones", data={"number": SAM}, timeout=10)
    page = requests.get(f"{running.base_url}/practice", timeout=10)
    [link] = re.findall(r'href="(/practice/call\?from=[^"]+)"', page.text)
    before = requests.get(f"{running.base_url}{link}", timeout=10)
    assert "Call now" in shown(before)
    assert inbox.posts == []
