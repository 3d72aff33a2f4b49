"""How Twilio calls a webhook: a signed form post, tried again as its address says, else once and for a connection."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from time import monotonic

import urllib3
from twilio.request_validator import RequestValidator
from urllib3.exceptions import ConnectTimeoutError, HTTPError, LocationParseError, NewConnectionError, ReadTimeoutError
from urllib3.util import parse_url

from service.practice.overrides import Overrides, read_overrides
from service.practice.practice import Practice


class End(StrEnum):
    """How a try ended, by the names that Twilio's retry policies have for it."""

    OK = "ok"
    NOT_CONNECTED = "ct"
    NOT_ANSWERED = "rt"  # in time
    REFUSED = "4xx"
    FAILED = "5xx"
    ELSEWHERE = "3xx"  # a redirect would lose what was posted, and is not followed
    CUT_OFF = "cut off"


@dataclass(frozen=True)
class Answer:
    end: End
    status: int | None = None  # HTTP; None: there was no whole answer
    mime_type: str = ""
    body: bytes = field(default=b"", repr=False)

    @property
    def ok(self) -> bool:
        return self.end is End.OK


@dataclass(frozen=True)
class Call:
    """What goes out; the same at each try."""

    address: str  # escaped where it has to be, and without the fragment
    parameters: Mapping[str, str] = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)


def call(practice: Practice, url: str, parameters: Mapping[str, str]) -> Answer:
    try:
        parts = parse_url(url)
    except LocationParseError:
        return Answer(End.NOT_CONNECTED)
    made = _signed(parts._replace(fragment=None).url, parameters, practice.auth_token)
    asked = read_overrides(parts.fragment)
    until = monotonic() + asked.total_s
    answer = _try(practice.http, made, _patience(asked, asked.total_s))
    for _retry in range(asked.retries):
        left_s = until - monotonic()
        if answer.ok or left_s <= 0 or not asked.retry_after(answer.end):
            break
        answer = _try(practice.http, made, _patience(asked, left_s))
    return answer


def _signed(address: str, parameters: Mapping[str, str], auth_token: str) -> Call:
    headers = {
        "X-Twilio-Signature": RequestValidator(auth_token).compute_signature(address, dict(parameters)),
        "I-Twilio-Idempotency-Token": str(uuid.uuid4()),
        "User-Agent": "TwilioProxy/1.1",
        "Connection": "close",  # a kept connection can die just as it is used, which would look like a lost answer
    }
    return Call(address, parameters, headers)


def _patience(asked: Overrides, left_s: float) -> urllib3.Timeout:
    return urllib3.Timeout(connect=min(asked.connect_s, left_s), read=min(asked.read_s, left_s))


def _try(http: urllib3.PoolManager, made: Call, patience: urllib3.Timeout) -> Answer:
    try:
        return _post(http, made, patience)
    except (NewConnectionError, ConnectTimeoutError):
        return Answer(End.NOT_CONNECTED)
    except ReadTimeoutError:
        return Answer(End.NOT_ANSWERED)
    except HTTPError:
        return Answer(End.CUT_OFF)


def _post(http: urllib3.PoolManager, made: Call, patience: urllib3.Timeout) -> Answer:
    answer = http.request(
        "POST", made.address, fields=made.parameters, encode_multipart=False, headers=made.headers, timeout=patience
    )
    mime_type = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return Answer(_end_of(answer.status), answer.status, mime_type, answer.data)


def _end_of(status: int) -> End:
    ends = {2: End.OK, 4: End.REFUSED, 5: End.FAILED}
    return ends.get(status // 100, End.ELSEWHERE)
