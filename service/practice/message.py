"""One message as Twilio keeps it: a frozen record, the steps it can take, and its JSON."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.utils import format_datetime
from enum import StrEnum
from types import MappingProxyType

from service.practice.segments import segments

API_VERSION = "2010-04-01"
LONGEST_VALIDITY_S = 36_000  # and the one that Twilio gives a message that asks for none


class Direction(StrEnum):
    INBOUND = "inbound"
    BY_API = "outbound-api"
    REPLY = "outbound-reply"


class Status(StrEnum):
    ACCEPTED = "accepted"  # by a messaging service, which has not picked a sender yet
    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"  # it was sent, and did not arrive
    FAILED = "failed"  # it was never sent
    RECEIVED = "received"
    CANCELED = "canceled"


ONWARD: Mapping[Status, Status] = MappingProxyType(
    {Status.ACCEPTED: Status.QUEUED, Status.QUEUED: Status.SENT, Status.SENT: Status.DELIVERED}
)
UNSENT = frozenset({Status.ACCEPTED, Status.QUEUED})  # can still be canceled; can not yet be redacted or deleted
# Where a message that ends so stands just before.
BEFORE: Mapping[Status, Status] = MappingProxyType({Status.FAILED: Status.QUEUED, Status.UNDELIVERED: Status.SENT})


@dataclass(frozen=True)
class Text:
    """What is said, by whom, to whom."""

    direction: Direction
    to: str = field(repr=False)  # E.164
    sender: str = field(repr=False)  # E.164
    body: str = field(repr=False)
    service_sid: str | None = None
    status_callback: str | None = None  # the URL told of every change of status
    automatic: bool = False  # the carrier's own answer to a keyword
    validity_s: int = LONGEST_VALIDITY_S  # not sent after so long in the queue, it is given up

    @property
    def person(self) -> str:
        return self.sender if self.direction is Direction.INBOUND else self.to


@dataclass(frozen=True)
class DeliveryError:
    code: int  # Twilio's
    words: str
    status: Status  # how the message ends: UNDELIVERED or FAILED


@dataclass(frozen=True)
class Message:
    text: Text
    sid: str
    serial: int  # in the order they came; the newest is the highest
    status: Status
    segments: int  # counted once: a redacted message keeps its count
    created: datetime  # aware UTC, like the two below
    updated: datetime
    sent: datetime | None = None
    error: DeliveryError | None = None
    heard: bool | None = None  # of a person's text: whether a webhook took it; None: not yet


def begin(text: Text, serial: int, now: datetime) -> Message:
    sid = f"SM{secrets.token_hex(16)}"
    message = Message(text, sid, serial, _first_status(text), segments(text.body), created=now, updated=now)
    return replace(message, sent=now) if text.direction is Direction.INBOUND else message


def delivered_at_once(text: Text, serial: int, now: datetime) -> Message:
    return replace(begin(text, serial, now), status=Status.DELIVERED, sent=now)


def advanced(message: Message, now: datetime, error: DeliveryError | None = None) -> Message | None:
    """The message one status further on its way to the phone, or into the error; None when it goes no further."""
    status = ONWARD.get(message.status)
    if status is None:
        return None
    if error and message.status is BEFORE[error.status]:
        return replace(message, status=error.status, updated=now, error=error)
    return replace(message, status=status, updated=now, sent=now if status is Status.SENT else message.sent)


def canceled(message: Message, now: datetime) -> Message | None:
    return replace(message, status=Status.CANCELED, updated=now) if message.status in UNSENT else None


def redacted(message: Message, now: datetime) -> Message | None:
    """The message without its words; None while they are still needed for sending."""
    if message.status in UNSENT:
        return None
    return replace(message, text=replace(message.text, body=""), updated=now)


def told(message: Message, *, heard: bool) -> Message:
    """The person's text, now that the webhook was called."""
    return replace(message, heard=heard)


def present(message: Message, account_sid: str) -> dict[str, object]:
    """Twilio's JSON (OpenAPI 2.6.7, `api.v2010.account.message`)."""
    text, uri = message.text, f"/{API_VERSION}/Accounts/{account_sid}/Messages/{message.sid}"
    counted = text.service_sid is None or message.sent is not None  # a service counts when it sends
    return {
        "account_sid": account_sid,
        "api_version": API_VERSION,
        "body": text.body,
        "date_created": _rfc_2822(message.created),
        "date_sent": _rfc_2822(message.sent),
        "date_updated": _rfc_2822(message.updated),
        "direction": text.direction,
        "error_code": message.error and message.error.code,
        "error_message": message.error and message.error.words,
        "from": None if message.status is Status.ACCEPTED else text.sender,
        "messaging_service_sid": text.service_sid,
        "num_media": "0",
        "num_segments": str(message.segments) if counted else "0",
        "price": None,
        "price_unit": "USD",
        "sid": message.sid,
        "status": message.status,
        "subresource_uris": {"media": f"{uri}/Media.json"},
        "to": text.to,
        "uri": f"{uri}.json",
    }


def _first_status(text: Text) -> Status:
    if text.direction is Direction.INBOUND:
        return Status.RECEIVED
    return Status.ACCEPTED if text.service_sid else Status.QUEUED


def _rfc_2822(moment: datetime | None) -> str | None:
    return None if moment is None else format_datetime(moment)
