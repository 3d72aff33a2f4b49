"""What the benchmark starts and sends is what the service itself would meet."""

from contextlib import ExitStack
from datetime import timedelta
from urllib.parse import urlsplit

from flask import Request
from werkzeug.test import EnvironBuilder

from bench.house import House, stub
from bench.ledger import number
from bench.receipts import receipts
from bench.web import post
from service.carrier.twilio import TwilioCarrier
from service.clock import WallClock
from service.core.sending import Outgoing, Sent
from service.domain.board import SenderNumber
from service.domain.ids import AttemptId
from service.webhooks.signature import Signature

WEB, TOKEN = "http://127.0.0.1:8000", "0123456789abcdef0123456789abcdef"


def test_the_carrier_that_only_answers_gives_each_text_a_sid_of_its_own() -> None:
    clock = WallClock()
    with stub(0) as port:
        carrier = TwilioCarrier(
            "AC" + "0" * 32,
            TOKEN,
            base_url=f"http://127.0.0.1:{port}",
            region=None,
            edge=None,
            public_url=WEB,
            call_timeout_s=10,
            wall=clock.wall,
        )
        until = clock.wall() + timedelta(seconds=60)
        out = Outgoing(AttemptId("a-1"), number(1), SenderNumber(number(0)), "Hello", 600, until)
        came = [carrier.send(out) for _ in range(3)]
    assert len({one.sid for one in came if isinstance(one, Sent)}) == 3


def test_every_receipt_is_signed_as_twilio_signs() -> None:
    house = House({"TWILIO_ACCOUNT_SID": "AC" + "0" * 32, "TWILIO_AUTH_TOKEN": TOKEN, "PUBLIC_URL": WEB}, ExitStack())
    sent = list(receipts(house, 5, 2))
    assert len(sent) == 4
    assert all(Signature(TOKEN, WEB).fits(as_flask_reads(one)) for one in sent)
    assert not Signature("another", WEB).fits(as_flask_reads(sent[0]))


def as_flask_reads(raw: str) -> Request:
    head, _, body = raw.partition("\r\n\r\n")
    first, *lines = head.split("\r\n")
    path = first.split(" ")[1]
    headers = dict(line.split(": ", 1) for line in lines)
    built = EnvironBuilder(path=urlsplit(path).path, query_string=urlsplit(path).query, method="POST", data=body)
    built.headers.update(headers)
    return Request(built.get_environ() | {"RAW_URI": path})


def test_a_request_says_how_long_it_is() -> None:
    assert post("/x", "abc", Content_Type="text/plain").endswith("Content-Length: 3\r\n\r\nabc")
