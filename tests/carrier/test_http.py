import gzip
import logging
from collections.abc import Iterator

import pytest
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client
from twilio.rest.api.v2010.account.message import MessageList
from urllib3.exceptions import ConnectTimeoutError, ProtocolError

from service.carrier.http import CarrierHttp
from tests.carrier.builders import ACCOUNT, FROM, TO, TOKEN
from tests.carrier.stub import Stub, answers, drops, lists


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/x",
        "https://nottwilio.com/",
        "https://twilio.com.example.org/",
        "http://api.twilio.com/",
        "https://api.twilio.com:4011/",
    ],
)
@pytest.mark.parametrize("redirected", [True, False])
def test_only_requests_made_for_twilio_leave(twilio: Stub, address: str, redirected: bool) -> None:
    with pytest.raises(ValueError, match="not an address of Twilio's"):
        CarrierHttp(twilio.url if redirected else None).request("POST", address)
    assert twilio.seen == []


def test_the_path_and_the_query_are_kept(twilio: Stub) -> None:
    CarrierHttp(twilio.url).request("POST", "https://api.dublin.ie1.twilio.com/2010-04-01/x%20y?a=b%2Bc")
    assert [seen.line for seen in twilio.seen] == ["POST /2010-04-01/x%20y?a=b%2Bc"]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_request_is_made_once(twilio: Stub, method: str) -> None:
    twilio.will(drops)
    with pytest.raises(ProtocolError):
        CarrierHttp(twilio.url).request(method, "https://api.twilio.com/2010-04-01/x")
    assert len(twilio.seen) == 1


WORDS = [
    "Hi Sam, the nurse is in at 10.",
    "C\u00e8ilidh \N{EN DASH} \u00a35 & \u201ctea\u201d 100% + a=b;c ~*-._'()\nline two",
    "\N{PERSON WITH FOLDED HANDS}",
    "",
]


def both(twilio: Stub) -> Iterator[MessageList]:
    """The SDK over requests, as it is shipped, and over ours."""
    over_requests = TwilioHttpClient(timeout=10)
    assert over_requests.session is not None
    over_requests.session.trust_env = False
    shipped = Client(ACCOUNT, TOKEN, http_client=over_requests)
    shipped.api.base_url = twilio.url
    yield shipped.messages
    yield Client(ACCOUNT, TOKEN, http_client=CarrierHttp(twilio.url)).messages


@pytest.mark.parametrize("words", WORDS)
def test_a_text_is_written_as_the_sdk_writes_it_by_itself(twilio: Stub, words: str) -> None:
    for messages in both(twilio):
        messages.create(to=TO, from_=FROM, body=words, validity_period=3600, smart_encoded=False)
    theirs, ours = twilio.seen
    assert (ours.line, ours.body) == (theirs.line, theirs.body)
    without = {"accept-encoding", "connection"}
    assert {name: ours.headers[name] for name in ours.headers if name not in without} == {
        name: theirs.headers[name] for name in theirs.headers if name not in without
    }
    assert ours.headers["accept-encoding"] == "gzip,deflate"


def test_a_list_is_asked_for_as_the_sdk_asks_by_itself(twilio: Stub) -> None:
    for messages in both(twilio):
        twilio.will(lists())
        messages.page(to=TO, date_sent_after="2026-12-24", page_size=1000)
    theirs, ours = twilio.seen
    assert ours.line == theirs.line
    assert ours.headers["authorization"] == theirs.headers["authorization"]


def test_an_answer_may_have_so_many_bytes_and_no_more(twilio: Stub) -> None:
    http = CarrierHttp(twilio.url)
    http.most_bytes = 100
    twilio.will(answers(200, b"x" * 100), answers(200, b"x" * 101), answers(200, zipped(101), Content_Encoding="gzip"))
    assert http.request("GET", "https://api.twilio.com/x").text == "x" * 100
    for _ in range(2):
        with pytest.raises(ProtocolError, match="without an end"):
            http.request("GET", "https://api.twilio.com/x")
    http.most_bytes = 1_000  # what nobody read of the last answer is no part of the next
    assert http.request("GET", "https://api.twilio.com/x").status_code == 201


def zipped(size: int) -> bytes:
    return gzip.compress(b"x" * size)


def test_a_connection_that_came_too_late_carries_nothing(twilio: Stub) -> None:
    http = CarrierHttp(twilio.url)
    http.timeout_s = 1e-9
    with pytest.raises(ConnectTimeoutError):
        http.request("POST", "https://api.twilio.com/x", data={"Body": "late"})
    assert twilio.seen == []


def test_no_address_is_logged(twilio: Stub, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    http = CarrierHttp(twilio.url)
    twilio.will(answers(200, b"", **{"A header that": "is none"}), drops)
    http.request("GET", f"https://api.twilio.com/x?To={TO[1:]}")
    with pytest.raises(ProtocolError):
        http.request("GET", f"https://api.twilio.com/x?To={TO[1:]}")
    assert TO[1:] not in caplog.text
