"""What goes to the carrier, and the four things that can come of it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from service.domain.board import Sender
from service.domain.errors import ReleaseDayError
from service.domain.ids import AttemptId, MessageSid
from service.domain.number import Number


@dataclass(frozen=True)
class Outgoing:
    """One attempt to send one text."""

    ref: AttemptId  # comes back in every status callback
    to: Number
    sender: Sender
    words: str = field(repr=False)
    validity_s: int  # the carrier gives up after so many seconds; Twilio takes 1 to 36,000
    until: datetime  # aware UTC, wall clock: nothing may be tried after this, the lease ends


@dataclass(frozen=True)
class Sent:
    """The carrier has the text."""

    sid: MessageSid


@dataclass(frozen=True)
class NotTaken:
    """The carrier surely does not have the text: it may be tried again, not before `retry_at`."""

    retry_at: datetime  # aware UTC, wall clock
    why: str


@dataclass(frozen=True)
class Rejected:
    """The carrier will not take this text."""

    code: int  # Twilio's error code, or the HTTP status where there is none


@dataclass(frozen=True)
class Lost:
    """No answer that can be trusted: the carrier may or may not have the text. Never sent again on a guess."""

    why: str


class Withdrawal(StrEnum):
    """What came of asking for a text back."""

    DONE = "done"  # it will not be sent; a receipt says so too
    TOO_LATE = "too_late"
    NO_ANSWER = "no_answer"  # may be asked again


Outcome = Sent | NotTaken | Rejected | Lost


@dataclass(frozen=True)
class Listed:
    """A message as the carrier's own list has it, of either direction."""

    sid: MessageSid
    inbound: bool
    to: str = field(repr=False)  # as the carrier writes it: E.164, or a short code
    sender: str = field(repr=False)  # empty: not chosen yet, a service sends it
    words: str = field(repr=False)
    status: str  # Twilio's
    code: int | None  # Twilio's error code
    created: datetime  # aware UTC, the carrier's clock, whole seconds


class CarrierSilentError(ReleaseDayError):
    """The carrier could not be asked, or its list could not be read to its end: nothing may be concluded from it."""


class Carrier(Protocol):
    def warm(self) -> None:
        """Load whatever the first text would have to wait for."""
        ...

    def send(self, outgoing: Outgoing) -> Outcome:
        """Try once within `outgoing.until`. Never raises for what the carrier or the network does."""
        ...

    def withdraw(self, sid: MessageSid) -> Withdrawal:
        """Ask for a text back that the carrier has not sent yet. Never raises for what the carrier does."""
        ...

    def listed(self, since: datetime, to: Number | None = None) -> tuple[Listed, ...]:
        """Every message since then (aware UTC, wall clock), or every one to that number; the newest first.

        With a number, also those that wait to be sent. Without one only those with a day of sending: Twilio's other
        filter is by day. Raises CarrierSilentError, also where there are more than can be looked at.
        """
        ...

    def fetch(self, sid: MessageSid) -> Listed | None:
        """One message; None: the carrier knows of none. Raises CarrierSilentError."""
        ...
