"""What goes to the carrier, and the four things that can come of it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from service.domain.board import Sender
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
