"""What an answer of Twilio's, or the lack of one, says about the text. Pure.

POST /Messages is not idempotent: "if you get a 500 ... and you retry ... it is possible for a customer to receive
multiple messages" (Twilio's page on error 20500), while a 429 was never processed (its page on 20429). So whatever is
not surely one or the other is `Lost`. `why` is put together from fixed words, an HTTP status and Twilio's code, so that
no number, no word of the text and no secret can be in it.
"""

import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from urllib3.exceptions import ConnectTimeoutError, ReadTimeoutError

from service.core.sending import Lost, Rejected, Sent
from service.domain.ids import MessageSid

_SID = re.compile(r"(?:SM|MM)[0-9a-fA-F]{32}", re.ASCII)
_SECONDS = re.compile(r"\d{1,9}", re.ASCII)
_A_DAY_S = 86_400.0  # nothing that Twilio asks for may put a text off for longer

_AUTHENTICATE = 20003
_ACCOUNT_CODES = range(20000, 21000)  # about the account; 21000 and on are about the message
_CONFIGURATION_WAIT_S = 60.0


@dataclass(frozen=True)
class NotYet:
    """Surely not taken."""

    why: str
    after_s: float | None = None  # not before so many seconds; None leaves it to the back-off
    fault: bool = False  # somebody has to put something right: trying again in the same call is no use


Verdict = Sent | Rejected | Lost | NotYet


def of_message(sid: object) -> Sent | Lost:
    """A 2xx answer. The SDK makes a message without a sid from an empty body and from a 204."""
    found = sid_of(sid)
    return Lost("an answer without a sid") if found is None else Sent(found)


def sid_of(said: object) -> MessageSid | None:
    return MessageSid(said) if isinstance(said, str) and _SID.fullmatch(said) else None


def of_refusal(status: int, code: object, asked_s: float | None) -> Rejected | Lost | NotYet:
    """Any other answer; `code` as the body has it, `asked_s` what Retry-After asks for."""
    code = _whole(code) or status
    if status == 429:
        return NotYet("HTTP 429", asked_s)
    if not 400 <= status < 500 or status == 408:
        return Lost(f"HTTP {status}")
    if status in (401, 403) and code in _ACCOUNT_CODES and code != _AUTHENTICATE:
        return Rejected(status)  # there are many such codes, and the status says of all of them that it is the account
    return Rejected(code)


def of_fault(fault: Exception) -> Lost | NotYet:
    """No answer, or half of one. Only where no connection came about is it sure that nothing was taken."""
    roots = tuple(_roots(fault))
    if any(isinstance(root, ssl.SSLCertVerificationError) for root in roots):
        return NotYet("the certificate is not trusted", _CONFIGURATION_WAIT_S, fault=True)
    # A refused connection and an unknown host are a ConnectTimeoutError too.
    if any(isinstance(root, ConnectTimeoutError) or _is_refused_tunnel(root) for root in roots):
        return NotYet("no connection")
    if any(isinstance(root, ReadTimeoutError) for root in roots):
        return Lost("no answer in time")
    return Lost("the connection broke")


def _is_refused_tunnel(fault: BaseException) -> bool:
    """Whether the proxy would not connect us.

    A ProxyError alone does not say so: urllib3 2.8 also makes one of a connection that broke behind the proxy, after
    the text was sent, because http.client has closed it by then. http.client's own words are all that tells them apart.
    """
    return type(fault) is OSError and str(fault).startswith("Tunnel connection failed: ")


def retry_after_s(header: str | None, now: datetime) -> float | None:
    """Seconds to wait, from the seconds or the HTTP-date of a Retry-After header (RFC 9110, 10.2.3); `now` is aware."""
    if header is None:
        return None
    header = header.strip()
    if _SECONDS.fullmatch(header):
        return min(float(header), _A_DAY_S)
    try:
        moment = parsedate_to_datetime(header)
        if moment.tzinfo is None:  # "-0000": UTC, the zone unsaid
            moment = moment.replace(tzinfo=UTC)
        return min(max(0.0, (moment - now).total_seconds()), _A_DAY_S)
    except (ValueError, OverflowError):
        return None


def _whole(code: object) -> int | None:
    return code if type(code) is int and 0 < code < 1_000_000 else None


def _roots(fault: BaseException) -> Iterator[BaseException]:
    """The fault and what it wraps: urllib3 keeps the cause in `original_error`, `reason` or `args[0]`."""
    for _ in range(8):
        yield fault
        inner = getattr(fault, "original_error", None) or getattr(fault, "reason", None) or next(iter(fault.args), None)
        if not isinstance(inner, BaseException):
            return
        fault = inner
