"""The carrier's list, whole or not at all: half of it would make a text that went look as if it had not."""

import json
import logging
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest

from service.carrier.listing import MOST_PAGES
from service.core.sending import CarrierSilentError, Listed
from service.domain.ids import MessageSid
from service.domain.number import Number
from tests.carrier import stub
from tests.carrier.builders import ACCOUNT, FROM, TO, WORDS, carrier

SINCE = datetime(2026, 12, 24, 8, tzinfo=UTC)
SAM = Number.trusted(TO)
PATH = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
SID = MessageSid("SM" + "0" * 32)


def sid(number: int) -> MessageSid:
    return MessageSid(f"SM{number:032x}")


def message(**changes: object) -> dict[str, object]:
    """As Twilio lists it."""
    return {
        "account_sid": ACCOUNT,
        "body": WORDS,
        "date_created": "Thu, 24 Dec 2026 09:00:00 +0000",
        "date_sent": None,
        "date_updated": "Thu, 24 Dec 2026 09:00:00 +0000",
        "direction": "outbound-api",
        "error_code": None,
        "error_message": None,
        "from": FROM,
        "sid": SID,
        "status": "queued",
        "to": TO,
        **changes,
    }


def without(name: str) -> dict[str, object]:
    return {key: value for key, value in message().items() if key != name}


def page(number: int) -> str:
    return f"{PATH}?To=%2B{TO[1:]}&PageSize=1000&Page={number}&PageToken=PA{number}"


def test_one_numbers_messages_are_asked_for_by_the_number_alone(twilio: stub.Stub) -> None:
    twilio.will(stub.lists())
    assert carrier(twilio.url).listed(SINCE, SAM) == ()
    (seen,) = twilio.seen
    assert urlsplit(seen.line).path == f"GET {PATH}"
    assert parse_qs(urlsplit(seen.line).query) == {"To": [TO], "PageSize": ["1000"]}


@pytest.mark.parametrize(
    ("since", "day"),
    [
        (SINCE, "2026-12-24"),
        (datetime(2026, 7, 1, 0, 30, tzinfo=ZoneInfo("Europe/London")), "2026-06-30"),
    ],
)
def test_everybodys_are_asked_for_by_the_day_in_utc(twilio: stub.Stub, since: datetime, day: str) -> None:
    twilio.will(stub.lists())
    carrier(twilio.url).listed(since)
    (seen,) = twilio.seen
    assert parse_qs(urlsplit(seen.line).query) == {"DateSent>": [day], "PageSize": ["1000"]}


def test_a_message_is_listed_with_all_that_a_conclusion_needs(twilio: stub.Stub) -> None:
    twilio.will(
        stub.lists(
            message(sid=sid(3), status="undelivered", error_code=30005),
            message(sid=sid(2), **{"from": None}),
            message(sid=sid(1), direction="inbound", to=FROM, **{"from": TO}, body="Stop", status="received"),
        )
    )
    created = datetime(2026, 12, 24, 9, tzinfo=UTC)
    assert carrier(twilio.url).listed(SINCE) == (
        Listed(sid(3), False, TO, FROM, WORDS, "undelivered", 30005, created),
        Listed(sid(2), False, TO, "", WORDS, "queued", None, created),
        Listed(sid(1), True, FROM, TO, "Stop", "received", None, created),
    )


def test_what_was_created_before_is_left_out_and_the_second_itself_is_not(twilio: stub.Stub) -> None:
    twilio.will(
        stub.lists(
            message(sid=sid(2), date_created="Thu, 24 Dec 2026 08:00:00 +0000"),
            message(sid=sid(1), date_created="Thu, 24 Dec 2026 07:59:59 +0000"),
        )
    )
    # The carrier cuts its moments: what it made half a second later bears an earlier one.
    listed = carrier(twilio.url).listed(SINCE + timedelta(seconds=0.4), SAM)
    assert [each.sid for each in listed] == [sid(2)]


def test_all_pages_are_read_and_the_newest_comes_first(twilio: stub.Stub) -> None:
    twilio.will(
        stub.lists(message(sid=sid(1)), message(sid=sid(9)), onward=page(1)),
        stub.lists(onward=page(2)),
        stub.lists(message(sid=sid(3), date_created="Thu, 24 Dec 2026 09:00:01 +0000"), message(sid=sid(4))),
    )
    assert [each.sid for each in carrier(twilio.url).listed(SINCE, SAM)] == [sid(3), sid(1), sid(9), sid(4)]
    assert [seen.line for seen in twilio.seen[1:]] == [f"GET {page(1)}", f"GET {page(2)}"]


def test_a_message_on_two_pages_is_one(twilio: stub.Stub) -> None:
    twilio.will(stub.lists(message(status="sent"), onward=page(1)), stub.lists(message(status="queued")))
    (listed,) = carrier(twilio.url).listed(SINCE, SAM)
    assert listed.status == "sent"


def test_a_page_of_long_messages_is_read(twilio: stub.Stub) -> None:
    words = "\N{PERSON WITH FOLDED HANDS}" * 800  # 12 characters each in JSON
    twilio.will(stub.lists(*(message(sid=sid(number), body=words) for number in range(1000))))
    assert len(carrier(twilio.url, call_timeout_s=20).listed(SINCE, SAM)) == 1000


def broken(**changes: object) -> stub.Behaviour:
    return stub.lists(message(**changes))


BROKEN = {
    "400": stub.refuses(400, 20001),
    "401": stub.refuses(401, 20003),
    "404": stub.refuses(404, 20404),
    "a problem by RFC 9457": stub.refuses_by_rfc_9457(400, 21211, "400"),
    "500": stub.refuses(500, 20500),
    "503 with Retry-After": stub.refuses(503, 20503, Retry_After="1"),
    "201": stub.answers(201, b'{"messages": [], "next_page_uri": null}'),
    "204": stub.answers(204),
    "302 to elsewhere": stub.answers(302, Location="http://127.0.0.1:9/elsewhere"),
    "HTML": stub.answers(200, b"<html>Welcome to the ward</html>", Content_Type="text/html"),
    "nothing": stub.answers(200),
    "null": stub.answers(200, b"null"),
    "a list": stub.answers(200, b"[]"),
    "nested too deeply": stub.answers(200, b"[" * 200_000),
    "without messages": stub.shows(next_page_uri=None),
    "other things": stub.shows(calls=[], next_page_uri=None),
    "things besides": stub.lists(calls=[]),
    "messages that are no list": stub.lists(messages={}),
    "messages that are words": stub.lists(messages=""),
    "without a word of the next page": stub.shows(messages=[message()], page=0),
    "a next page that is no address": stub.lists(message(), onward=7),
    "no message": stub.lists("message"),
    "half of it": stub.half_an_answer,
    "half a head": stub.half_a_head,
    "dropped": stub.drops,
    "reset": stub.resets,
    "silence": stub.hangs,
    "a drip": stub.drips,
    "not gzip": stub.answers(200, b"plain", Content_Encoding="gzip"),
    "another number's": broken(to=FROM),
    "a sid that is none": broken(sid="SM1"),
    "no date": broken(date_created=None),
    "a date that is none": broken(date_created="yesterday"),
    "a date that cannot be": broken(date_created="Thu, 54 Dec 2026 09:00:00 +0000"),
    "a number for a date": broken(date_created=7),
    "an unknown direction": broken(direction="sideways"),
    "an error in words": broken(error_code="no"),
    **{f"no {name}": stub.lists(without(name)) for name in ("sid", "body", "to", "status", "direction")},
    **{f"{name} null": broken(**{name: None}) for name in ("body", "to", "status", "direction")},
}


@pytest.mark.parametrize("behaviour", BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize("pages", [0, 1], ids=["first page", "second page"])
def test_a_page_that_cannot_be_read_makes_the_whole_list_unknown(
    twilio: stub.Stub, behaviour: stub.Behaviour, pages: int
) -> None:
    twilio.will(*[stub.lists(message(sid=sid(1)), onward=page(1))] * pages, behaviour)
    with pytest.raises(CarrierSilentError):
        carrier(twilio.url, call_timeout_s=0.3).listed(SINCE, SAM)
    assert len(twilio.seen) == pages + 1


ELSEWHERE = [
    "https://example.org/2010-04-01/Accounts/AC/Messages.json?Page=1",
    f"https://example.org{PATH}?Page=1",
    f"https://api.twilio.com{PATH}?Page=1",
    f"//example.org{PATH}?Page=1",
    f"@example.org{PATH}?Page=1",
    PATH.replace("Messages", "Calls"),
    PATH.replace(ACCOUNT, "AC" + "1" * 32),
    "?Page=1",
]


@pytest.mark.parametrize("onward", ELSEWHERE)
def test_a_next_page_anywhere_else_is_not_fetched(twilio: stub.Stub, onward: str) -> None:
    twilio.will(stub.lists(message(), onward=onward))
    with pytest.raises(CarrierSilentError):
        carrier(twilio.url).listed(SINCE, SAM)
    assert len(twilio.seen) == 1


@pytest.mark.parametrize("address", ["https://example.org/x", "https://lookups.twilio.com/x", f"https://[{PATH}"])
def test_nor_one_that_twilios_newer_pages_name(twilio: stub.Stub, address: str) -> None:
    twilio.will(stub.lists(message(), onward=page(1), meta={"key": "messages", "next_page_url": address}))
    with pytest.raises(CarrierSilentError):
        carrier(twilio.url).listed(SINCE, SAM)
    assert len(twilio.seen) == 1


def test_more_pages_than_can_be_looked_at_make_the_list_unknown(twilio: stub.Stub) -> None:
    twilio.will(*[stub.lists(message(), onward=page(1))] * (MOST_PAGES + 9))
    with pytest.raises(CarrierSilentError, match="more messages"):
        carrier(twilio.url).listed(SINCE, SAM)
    assert len(twilio.seen) == MOST_PAGES


def test_as_many_pages_as_can_be_are_read(twilio: stub.Stub) -> None:
    twilio.will(
        *[stub.lists(message(sid=sid(number)), onward=page(number)) for number in range(1, MOST_PAGES)],
        stub.lists(message(sid=sid(MOST_PAGES))),
    )
    assert len(carrier(twilio.url).listed(SINCE, SAM)) == MOST_PAGES


def test_a_page_refused_for_haste_is_asked_for_again_no_sooner_than_told(twilio: stub.Stub) -> None:
    twilio.will(
        stub.lists(message(sid=sid(1)), onward=page(1)),
        stub.refuses(429, 20429, Retry_After="1"),
        stub.lists(message(sid=sid(2))),
    )
    assert len(carrier(twilio.url).listed(SINCE, SAM)) == 2
    _, refused, again = twilio.seen
    assert refused.line == again.line
    assert 1 <= again.at - refused.at < 3


def test_a_long_wait_is_left_to_the_caller(twilio: stub.Stub) -> None:
    twilio.will(stub.refuses(429, 20429, Retry_After="3600"))
    with pytest.raises(CarrierSilentError, match="429"):
        carrier(twilio.url).listed(SINCE, SAM)
    assert len(twilio.seen) == 1


def test_a_carrier_that_cannot_be_reached_is_silent() -> None:
    with stub.bound_socket() as nobody, pytest.raises(CarrierSilentError, match="no connection"):
        carrier(f"http://127.0.0.1:{nobody.getsockname()[1]}", patience_s=0.3).listed(SINCE, SAM)


@pytest.mark.parametrize("name", ["400", "500", "dropped", "HTML", "another number's", "a date that cannot be"])
def test_no_number_and_no_words_are_logged_or_raised(
    twilio: stub.Stub, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    twilio.will(BROKEN[name])
    with pytest.raises(CarrierSilentError) as raised:
        carrier(twilio.url).listed(SINCE, SAM)
    assert raised.value.__context__ is None
    for secret in (TO[3:], WORDS):
        assert secret not in f"{raised.value!r} {caplog.text}"


def test_a_message_is_fetched(twilio: stub.Stub) -> None:
    twilio.will(stub.shows(**message(status="delivered")))
    fetched = carrier(twilio.url).fetch(SID)
    assert fetched is not None
    assert (fetched.sid, fetched.status, fetched.words) == (SID, "delivered", WORDS)
    assert [seen.line for seen in twilio.seen] == [f"GET /2010-04-01/Accounts/{ACCOUNT}/Messages/{SID}.json"]


def test_a_message_that_the_carrier_does_not_know_is_none(twilio: stub.Stub) -> None:
    twilio.will(stub.refuses(404, 20404))
    assert carrier(twilio.url).fetch(SID) is None


NO_MESSAGE = {
    "404 HTML": stub.answers(404, b"<html>"),
    "404 with another code": stub.refuses(404, 20001),
    "400 that says 20404": stub.refuses(400, 20404),
    "another message": stub.shows(**message(sid=sid(7))),
    "302 with a message": stub.answers(302, json.dumps(message()).encode(), Location="/"),
    **{name: BROKEN[name] for name in ("401", "500", "HTML", "null", "a list", "dropped", "half of it", "silence")},
    **{f"no {name}": stub.shows(**without(name)) for name in ("sid", "body", "to", "status", "date_created")},
}


@pytest.mark.parametrize("behaviour", NO_MESSAGE.values(), ids=NO_MESSAGE)
def test_anything_else_says_nothing_of_the_message(twilio: stub.Stub, behaviour: stub.Behaviour) -> None:
    twilio.will(behaviour)
    with pytest.raises(CarrierSilentError):
        carrier(twilio.url, call_timeout_s=0.3).fetch(SID)
    assert len(twilio.seen) == 1
