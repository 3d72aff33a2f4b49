"""The rows of the ledger that only the core and the store speak of."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from service.domain.event import Answer, Source
from service.domain.ids import AttemptId, BoardCode, MessageSid, NumberId, PersonId, ReleaseId, TextId
from service.domain.number import Number
from service.domain.text import Reason, State, Text


@dataclass(frozen=True)
class Line:
    """A telephone number. What is said of it holds for every Board and every sender."""

    id: NumberId
    number: Number
    stopped: Reason | None = None  # OPTED_OUT or WRONG_PERSON: nothing may go to it
    stopped_at: datetime | None = None  # aware UTC, wall clock


class AttemptOutcome(StrEnum):
    OPEN = "open"
    SENT = "sent"
    NOT_TAKEN = "not_taken"
    REJECTED = "rejected"
    LOST = "lost"
    DROPPED = "dropped"  # the last look kept it back: it was never tried


@dataclass(frozen=True)
class Attempt:
    """One try to send one text. Its id is the reference in the status callback."""

    id: AttemptId
    text_id: TextId
    number_id: NumberId
    words: str = field(repr=False)
    at: datetime  # aware UTC, practice clock
    wall: datetime  # aware UTC, wall clock: what the carrier's own times are compared with
    outcome: AttemptOutcome = AttemptOutcome.OPEN
    code: int | None = None  # Twilio's error code
    sid: MessageSid | None = None
    learnt_by: str | None = None  # "answer" or "receipt": how the SID became known


@dataclass(frozen=True)
class Receipt:
    """One status callback, kept as it came."""

    sid: MessageSid
    status: str
    code: int | None
    attempt_id: AttemptId | None  # None: parked, no attempt of ours has that SID
    wall: datetime  # aware UTC


@dataclass(frozen=True)
class Reply:
    """One text from a person."""

    sid: MessageSid
    sender: str = field(repr=False)  # as the carrier gave it: E.164, or a short code or name
    number_id: NumberId | None  # None: the sender was no telephone number
    to: str  # our number: E.164
    words: str = field(repr=False)
    wall: datetime
    keyword: str | None = None  # the word that decided, if one did


@dataclass(frozen=True)
class Remembered:
    """An event that was here before."""

    answer: Answer
    digest: bytes  # HMAC of its content


@dataclass(frozen=True)
class LoggedText:
    """One line of the delivery log."""

    text: Text
    person_id: PersonId
    masked_number: str
    code: int | None  # the carrier's error code, if it gave one
    changed_at: datetime  # aware UTC, practice clock


@dataclass(frozen=True)
class TextFilter:
    """Which texts of one Board, and from where on."""

    board: BoardCode
    state: State | None = None
    step: str | None = None
    day: date | None = None  # London day on which the text is due
    release_id: ReleaseId | None = None
    after: TextId | None = None  # the last text of the page before
    limit: int = 50


@dataclass(frozen=True)
class Key:
    """An API key without its secret. All times aware UTC, wall clock."""

    id: str
    owner: Source
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
