import base64
import datetime
import logging
import re
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from email.utils import format_datetime
from pathlib import Path

import pytest

from service.core.sending import Lost, NotTaken, Rejected, Sent
from service.domain.board import MessagingService
from service.domain.codes import Meaning, meaning
from tests.carrier import stub
from tests.carrier.builders import ACCOUNT, FROM, TO, TOKEN, WORDS, carrier, outgoing, wall
from tests.carrier.certificate import self_signed

PATIENT = 0.6  # seconds; long enough for a try or two more


def test_a_taken_text_is_sent_with_its_sid(twilio: stub.Stub) -> None:
    outcome = carrier(twilio.url).send(outgoing())
    assert isinstance(outcome, Sent)
    assert re.fullmatch(r"SM[0-9a-f]{32}", outcome.sid)
    assert len(twilio.seen) == 1


def test_a_zipped_answer_is_read(twilio: stub.Stub) -> None:
    twilio.will(stub.taken_and_zipped)
    assert isinstance(carrier(twilio.url).send(outgoing()), Sent)


def test_the_request_is_the_one_that_twilio_documents(twilio: stub.Stub) -> None:
    carrier(twilio.url).send(outgoing("at_7-Qz"))
    (seen,) = twilio.seen
    assert seen.line == f"POST /2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    assert seen.form == {
        "To": TO,
        "From": FROM,
        "Body": WORDS,
        "StatusCallback": "https://texts.example.scot/webhooks/status?ref=at_7-Qz",
        "ValidityPeriod": "3600",
        "SmartEncoded": "false",
    }
    assert seen.authorization == "Basic " + base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()


def test_a_messaging_service_sends_in_place_of_a_number(twilio: stub.Stub) -> None:
    service = MessagingService("MG" + "1" * 32)
    carrier(twilio.url).send(outgoing(sender=service))
    (seen,) = twilio.seen
    assert seen.form["MessagingServiceSid"] == service.sid
    assert "From" not in seen.form


def test_the_words_arrive_character_for_character(twilio: stub.Stub) -> None:
    words = "Cèilidh \N{EN DASH} £5 & “tea” 100% + \N{PERSON WITH FOLDED HANDS}\nline two"
    carrier(twilio.url).send(outgoing(words=words))
    assert twilio.seen[0].form["Body"] == words


LOST = {
    "201 without a sid": stub.message(status="queued"),
    "201 with an empty body": stub.answers(201),
    "204": stub.answers(204),
    "200 HTML": stub.answers(200, b"<html>Welcome to the ward</html>", Content_Type="text/html"),
    "201 HTML": stub.answers(201, b"<html>", Content_Type="text/html"),
    "201 of another shape": stub.answers(201, b'["sid"]'),
    "201 with a date that is none": stub.message(sid="SM" + "0" * 32, date_created=7),
    "201 nested too deeply": stub.answers(201, b"[" * 200_000),
    "201 without an end": stub.answers(201, b'{"sid": "SM%032d"}' % 7 + b" " * 2_000_000),
    "201 that is not gzip": stub.answers(201, b"plain", Content_Encoding="gzip"),
    "302 to elsewhere": stub.answers(302, Location="http://127.0.0.1:9/elsewhere"),
    "307 to nowhere": stub.answers(307, Location="http://["),
    "408": stub.answers(408),
    "500": stub.refuses(500, 20500),
    "500 that says 400": stub.refuses_by_rfc_9457(500, 21211, 400),
    "502 HTML": stub.answers(502, b"<html>"),
    "503 with Retry-After": stub.refuses(503, 20503, Retry_After="1"),
    "a dropped connection": stub.drops,
    "a reset": stub.resets,
    "half an answer": stub.half_an_answer,
    "half a status line": stub.half_a_head,
}


@pytest.mark.parametrize("behaviour", LOST.values(), ids=LOST)
def test_a_text_without_a_sure_answer_is_lost_and_never_tried_again(
    twilio: stub.Stub, behaviour: stub.Behaviour
) -> None:
    twilio.will(behaviour)
    assert isinstance(carrier(twilio.url).send(outgoing()), Lost)
    assert len(twilio.seen) == 1


@pytest.mark.parametrize("behaviour", [stub.hangs, stub.drips, stub.drips_its_head])
def test_a_call_ends_at_its_timeout_however_the_answer_drags(twilio: stub.Stub, behaviour: stub.Behaviour) -> None:
    twilio.will(behaviour)
    began = time.monotonic()
    assert carrier(twilio.url, call_timeout_s=0.3).send(outgoing()) == Lost("no answer in time")
    assert 0.25 < time.monotonic() - began < 1.5
    assert len(twilio.seen) == 1


def test_a_call_ends_with_the_claim_if_that_is_sooner(twilio: stub.Stub) -> None:
    twilio.will(stub.hangs)
    began = time.monotonic()
    assert isinstance(carrier(twilio.url, call_timeout_s=1.6).send(outgoing(left_s=1)), Lost)
    assert time.monotonic() - began < 1.5


REJECTED = {
    "opted out": (stub.refuses(400, 21610), 21610),
    "a problem by RFC 9457": (stub.refuses_by_rfc_9457(400, 21211, "400"), 21211),
    "a code in words": (stub.refuses(400, "no"), 400),
    "HTML": (stub.answers(404, b"<html>"), 404),
    "nothing at all": (stub.answers(422), 422),
}


@pytest.mark.parametrize(("behaviour", "code"), REJECTED.values(), ids=REJECTED)
def test_a_refusal_has_twilios_code_or_else_the_status(twilio: stub.Stub, behaviour: stub.Behaviour, code: int) -> None:
    twilio.will(behaviour)
    assert carrier(twilio.url).send(outgoing()) == Rejected(code)
    assert len(twilio.seen) == 1


def test_a_text_refused_for_haste_is_tried_again_no_sooner_than_asked(twilio: stub.Stub) -> None:
    twilio.will(stub.refuses(429, 20429, Retry_After="1"))
    assert isinstance(carrier(twilio.url).send(outgoing()), Sent)
    first, second = twilio.seen
    assert 1 <= second.at - first.at < 3
    assert first.form == second.form


def test_without_retry_after_the_tries_draw_apart(twilio: stub.Stub) -> None:
    twilio.will(stub.refuses(429, 20429), stub.refuses(429, 20429))
    assert isinstance(carrier(twilio.url).send(outgoing()), Sent)
    one, two, three = twilio.seen
    assert two.at - one.at > 0.15
    assert three.at - two.at > 0.35


def seconds_ahead(outcome: object) -> float:
    assert isinstance(outcome, NotTaken)
    return (outcome.retry_at - wall()).total_seconds()


def test_a_long_wait_is_left_to_the_table(twilio: stub.Stub) -> None:
    twilio.will(stub.refuses(429, 20429, Retry_After="3600"))
    outcome = carrier(twilio.url).send(outgoing())
    assert 3590 < seconds_ahead(outcome) < 3601
    assert len(twilio.seen) == 1


def test_a_wait_until_a_date_is_kept_too(twilio: stub.Stub) -> None:
    date = format_datetime(wall() + datetime.timedelta(minutes=5), usegmt=True)
    twilio.will(stub.refuses(429, 20429, Retry_After=date))
    assert 290 < seconds_ahead(carrier(twilio.url).send(outgoing())) < 301


def test_no_try_begins_that_could_not_end_within_the_claim(twilio: stub.Stub) -> None:
    twilio.will(stub.refuses(429, 20429, Retry_After="1"))
    assert seconds_ahead(carrier(twilio.url).send(outgoing(left_s=1.5))) > 0.5
    assert len(twilio.seen) == 1


@pytest.mark.parametrize("left_s", [-3600.0, -0.001, 0.0, 0.2])
def test_without_time_for_a_call_none_is_made(twilio: stub.Stub, left_s: float) -> None:
    outcome = carrier(twilio.url).send(outgoing(left_s=left_s))
    assert seconds_ahead(outcome) < 1
    assert twilio.seen == []


@pytest.mark.parametrize(
    "behaviour",
    [stub.refuses(401, 20003), stub.answers(401, b"<html>"), stub.refuses(403, 20005)],
    ids=["wrong token", "401 HTML", "suspended"],
)
def test_refused_credentials_are_told_as_the_accounts_and_not_tried_again(
    twilio: stub.Stub, behaviour: stub.Behaviour
) -> None:
    twilio.will(behaviour)
    outcome = carrier(twilio.url).send(outgoing())
    assert isinstance(outcome, Rejected)
    assert meaning(outcome.code) is Meaning.ACCOUNT
    assert len(twilio.seen) == 1


@pytest.fixture
def silent() -> Iterator[socket.socket]:
    with stub.bound_socket() as bound:
        yield bound


def address_of(bound: socket.socket) -> str:
    return f"http://127.0.0.1:{bound.getsockname()[1]}"


def test_a_refused_connection_took_nothing(silent: socket.socket) -> None:
    outcome = carrier(address_of(silent), patience_s=PATIENT).send(outgoing())
    assert 0 < seconds_ahead(outcome) < 2
    assert isinstance(outcome, NotTaken)
    assert outcome.why == "no connection"


def test_a_carrier_that_comes_up_in_time_gets_the_text(silent: socket.socket) -> None:
    with ThreadPoolExecutor(1) as pool:
        sending = pool.submit(carrier(address_of(silent)).send, outgoing())
        time.sleep(0.1)
        with stub.running(bound=silent) as late:
            assert isinstance(sending.result(5), Sent)
            assert len(late.seen) == 1


def test_a_certificate_that_nobody_signed_gets_no_text(tmp_path: Path) -> None:
    with stub.running(self_signed(tmp_path / "pem", "127.0.0.1")) as impostor:
        outcome = carrier(impostor.url).send(outgoing())
        assert 55 < seconds_ahead(outcome) <= 60
        assert impostor.seen == []


def test_threads_never_mix_up_their_texts(twilio: stub.Stub) -> None:
    shared = carrier(twilio.url)
    sids: dict[str, str] = {}

    def send_twenty(thread: int) -> None:
        for n in range(20):
            twilio_to = f"+4477009{thread:02}{n:03}"
            outcome = shared.send(outgoing(f"{thread}-{n}", to=twilio_to, words=f"{twilio_to} only"))
            assert isinstance(outcome, Sent)
            sids[f"{thread}-{n}"] = outcome.sid

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(send_twenty, range(8)))
    assert len(twilio.seen) == len(set(sids.values())) == 160
    answered = {seen.form["StatusCallback"].rpartition("=")[2]: seen.sid for seen in twilio.seen}
    assert answered == sids
    assert all(seen.form["Body"] == f"{seen.form['To']} only" for seen in twilio.seen)
    assert len({seen.connection for seen in twilio.seen}) == 8


def test_after_a_pause_the_text_goes_by_a_connection_of_its_own(twilio: stub.Stub) -> None:
    one = carrier(twilio.url)
    one.send(outgoing())
    one.send(outgoing())
    time.sleep(0.6)
    one.send(outgoing())
    first, second, third = (seen.connection for seen in twilio.seen)
    assert first == second != third


def test_warming_up_asks_nothing_of_the_carrier(twilio: stub.Stub) -> None:
    carrier(twilio.url).warm()
    assert twilio.seen == []


def test_an_address_that_is_not_the_carriers_is_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="carrier"):
        carrier("https://example.org")


def test_a_carrier_without_time_for_a_call_is_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="time"):
        carrier("https://api.twilio.com", call_timeout_s=0)


def test_a_fault_of_our_own_is_raised(twilio: stub.Stub) -> None:
    sender = carrier(twilio.url)
    for _ in range(2):  # whatever came of the text before
        with pytest.raises(ValueError, match="surrogates"):
            sender.send(outgoing(words="\ud800"))
        assert isinstance(sender.send(outgoing()), Sent)
    assert len(twilio.seen) == 2


TELLING = {
    "400": stub.refuses(400, 21211),
    "500": stub.refuses(500, 20500),
    "401": stub.refuses(401, 20003),
    "429": stub.refuses(429, 20429, Retry_After="60"),
    "the words": stub.answers(201, WORDS.encode()),
    "a dropped connection": stub.drops,
    "201": stub.taken,
}


@pytest.mark.parametrize("behaviour", TELLING.values(), ids=TELLING)
def test_no_number_word_or_token_is_logged_or_shown(
    twilio: stub.Stub, behaviour: stub.Behaviour, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    twilio.will(behaviour)
    sender = carrier(twilio.url)
    shown = f"{sender!r} {sender.send(outgoing())!r} {caplog.text}"
    for secret in (TO[3:], FROM[3:], WORDS, TOKEN):
        assert secret not in shown


def test_the_sdk_logs_no_addresses(twilio: stub.Stub, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    carrier(twilio.url).warm()
    assert not logging.getLogger("twilio.http_client").isEnabledFor(logging.INFO)
