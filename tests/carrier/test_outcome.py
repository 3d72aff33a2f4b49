import socket
import ssl
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.client import RemoteDisconnected
from ssl import SSLCertVerificationError

import pytest
from hypothesis import given
from hypothesis import strategies as st
from urllib3 import HTTPConnectionPool
from urllib3.connection import HTTPConnection
from urllib3.exceptions import (
    ClosedPoolError,
    ConnectTimeoutError,
    DecodeError,
    HTTPError,
    IncompleteRead,
    InvalidHeader,
    NameResolutionError,
    NewConnectionError,
    ProtocolError,
    ProxyError,
    ReadTimeoutError,
    SSLError,
)

from service.carrier.outcome import NotYet, of_fault, of_message, of_refusal, retry_after_s
from service.core.sending import Lost, Rejected, Sent
from service.domain.codes import Meaning, meaning
from service.domain.ids import MessageSid

NOW = datetime(2026, 11, 21, 20, tzinfo=UTC)
POOL = HTTPConnectionPool("carrier.invalid")
UNKNOWN_HOST = NameResolutionError("carrier.invalid", HTTPConnection("carrier.invalid"), socket.gaierror("unknown"))


@pytest.mark.parametrize("sid", ["SM" + "0" * 32, "MM" + "af" * 16])
def test_a_sid_is_a_receipt(sid: str) -> None:
    assert of_message(sid) == Sent(MessageSid(sid))


@pytest.mark.parametrize("sid", [None, "", 7, "SM1", "AC" + "0" * 32, "SM" + "x" * 32, "SM" + "0" * 32 + "\n"])
def test_anything_else_is_none(sid: object) -> None:
    assert isinstance(of_message(sid), Lost)


@given(st.integers(100, 599), st.one_of(st.none(), st.integers(), st.text(), st.booleans()))
def test_no_server_error_and_no_redirect_ever_counts_as_not_taken(status: int, code: object) -> None:
    verdict = of_refusal(status, code, None)
    assert isinstance(verdict, Lost) == (not 400 <= status < 500 or status == 408)


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (400, 21610, Rejected(21610)),
        (404, 20404, Rejected(20404)),
        (413, None, Rejected(413)),
        (400, "21610", Rejected(400)),
        (400, True, Rejected(400)),
        (400, 10**12, Rejected(400)),
        (403, 21408, Rejected(21408)),
        (429, 20429, NotYet("HTTP 429", 7)),
    ],
)
def test_a_refusal_is_told_by_its_status_first(status: int, code: object, expected: object) -> None:
    assert of_refusal(status, code, 7) == expected


@pytest.mark.parametrize(("status", "code"), [(401, 20003), (401, None), (403, 20005), (403, None), (400, 20003)])
def test_a_refused_account_burns_no_text(status: int, code: object) -> None:
    """What it is told as means the account, so that the text is planned again and everything rests."""
    verdict = of_refusal(status, code, None)
    assert isinstance(verdict, Rejected)
    assert meaning(verdict.code) is Meaning.ACCOUNT


REFUSED = NewConnectionError(HTTPConnection("carrier.invalid"), "refused")
NO_TUNNEL = OSError("Tunnel connection failed: 407 Proxy Authentication Required")
UNTRUSTED = SSLCertVerificationError("self-signed")

NOT_TAKEN = {
    "an unknown host": UNKNOWN_HOST,
    "a refused connection": REFUSED,
    "a connection that took too long": ConnectTimeoutError("late"),
    "a proxy that is not there": ProxyError("Unable to connect to proxy", REFUSED),
    "a proxy that will not connect us": ProxyError("Unable to connect to proxy", NO_TUNNEL),
}


@pytest.mark.parametrize("fault", NOT_TAKEN.values(), ids=NOT_TAKEN)
def test_without_a_connection_nothing_was_taken(fault: Exception) -> None:
    assert of_fault(fault) == NotYet("no connection")


@pytest.mark.parametrize("fault", [SSLError(UNTRUSTED), ProxyError("Unable to connect to proxy", SSLError(UNTRUSTED))])
def test_a_certificate_that_nobody_trusts_is_a_fault_to_put_right(fault: Exception) -> None:
    assert of_fault(fault) == NotYet("the certificate is not trusted", 60, fault=True)


MAYBE_TAKEN = {
    "a reset": ProtocolError("Connection aborted.", ConnectionResetError()),
    "an end without an answer": ProtocolError("Connection aborted.", RemoteDisconnected("closed")),
    # urllib3 takes these for the proxy's: http.client has closed the connection before it looks.
    "an end behind a proxy": ProxyError("Unable to connect to proxy", RemoteDisconnected("closed")),
    "a reset behind a proxy": ProxyError("Unable to connect to proxy", ConnectionResetError()),
    "other words behind a proxy": ProxyError("Unable to connect to proxy", OSError("no route")),
    "a broken record of TLS": SSLError(ssl.SSLError("record layer")),
    "half an answer": ProtocolError("broken", IncompleteRead(3, 5)),
    "an answer that is not gzip": DecodeError("not gzip", zlib.error()),
    "a header that is none": InvalidHeader("Content-Length"),
    "a closed pool": ClosedPoolError(POOL, "closed"),
    "anything": HTTPError(),
}


@pytest.mark.parametrize("fault", MAYBE_TAKEN.values(), ids=MAYBE_TAKEN)
def test_any_other_fault_may_have_taken_it(fault: Exception) -> None:
    assert of_fault(fault) == Lost("the connection broke")


def test_a_late_answer_may_stand_for_a_taken_text() -> None:
    assert of_fault(ReadTimeoutError(POOL, "/", "late")) == Lost("no answer in time")


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("", None),
        ("0", 0),
        (" 90 ", 90),
        ("-5", None),
        ("1.5", None),
        ("٣", None),
        ("999999999", 86_400),
        (format_datetime(NOW + timedelta(seconds=30), usegmt=True), 30),
        (format_datetime(NOW - timedelta(days=30), usegmt=True), 0),
        ("Sat, 21 Nov 2026 20:00:30 -0000", 30),
        ("Sat, 21 Nov 2026 20:00:30 +99999999999", None),
        ("tomorrow", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: str | None, seconds: float | None) -> None:
    assert retry_after_s(header, NOW) == seconds


@given(st.text())
def test_no_retry_after_header_upsets_it(header: str) -> None:
    seconds = retry_after_s(header, NOW)
    assert seconds is None or 0 <= seconds <= 86_400
