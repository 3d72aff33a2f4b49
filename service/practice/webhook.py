"""How Twilio calls a webhook: a signed form post, tried again only when no connection was made, and then once."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

import urllib3
from twilio.request_validator import RequestValidator
from urllib3.exceptions import ConnectTimeoutError, HTTPError, LocationParseError, NewConnectionError
from urllib3.util import parse_url

from service.practice.practice import Practice

PATIENCE = urllib3.Timeout(connect=5, read=15)  # seconds: Twilio's `ct` and `rt`
TRIES = 2  # Twilio's `rc=1`, `rp=ct`


@dataclass(frozen=True)
class Answer:
    status: int
    mime_type: str
    body: bytes = field(repr=False)

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300


def call(practice: Practice, url: str, parameters: Mapping[str, str]) -> Answer | None:
    """None: there was no whole answer."""
    try:
        address = _as_it_is_called(url)
    except LocationParseError:
        return None
    headers = {
        "X-Twilio-Signature": RequestValidator(practice.auth_token).compute_signature(address, dict(parameters)),
        "I-Twilio-Idempotency-Token": str(uuid.uuid4()),
        "User-Agent": "TwilioProxy/1.1",
        "Connection": "close",  # a kept connection can die just as it is used, which would look like a lost answer
    }
    for _try in range(TRIES):
        try:
            return _post(practice.http, address, parameters, headers)
        except (NewConnectionError, ConnectTimeoutError):
            continue
        except HTTPError:
            return None
    return None


def _as_it_is_called(url: str) -> str:
    """Escaped where it has to be, and without the fragment: Twilio keeps its connection overrides there."""
    return parse_url(url)._replace(fragment=None).url


def _post(http: urllib3.PoolManager, address: str, parameters: Mapping[str, str], headers: Mapping[str, str]) -> Answer:
    answer = http.request("POST", address, fields=parameters, encode_multipart=False, headers=headers, timeout=PATIENCE)
    mime_type = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return Answer(answer.status, mime_type, answer.data)
