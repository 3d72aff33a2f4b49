"""The rows of the ledger that only the core and the store speak of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from service.domain.event import Answer, Source
from service.domain.ids import (
    AttemptId,
    BoardCode,
    MessageSid,
    NumberId,
    PersonId,
    PrisonSlug,
    ReleaseId,
    TextId,
    VersionId,
)
from service.domain.number import Number
from service.domain.text import Reason, State, Text
from service.schedules.sequence import Sequence

# Why nothing goes to a number, the gravest first: none takes the place of one before it.
GRAVITY = (Reason.WRONG_PERSON, Reason.OPTED_OUT, Reason.DEATH_NEAR, Reason.UNREACHABLE, Reason.AGED_OUT)


@dataclass(frozen=True)
class Line:
    """A telephone number. What is said of it holds for every Board and every sender."""

    id: NumberId
    number: Number
    closed: Reason | None = None  # WRONG_PERSON, OPTED_OUT, UNREACHABLE or AGED_OUT
    closed_at: datetime | None = None  # aware UTC, wall clock
    opted_out: bool = False  # beside WRONG_PERSON: it asked for no more texts as well, which outlives that
    death_near: bool = False  # somebody died who had it, and staff have not said that it is another's
    alive_at: datetime | None = None  # aware UTC, practice clock: its last sign of life, to the day

    @property
    def has_opted_out(self) -> bool:
        """Whatever graver came beside it."""
        return self.closed is Reason.OPTED_OUT or self.opted_out

    @property
    def stopped(self) -> Reason | None:
        """Why nothing may go to it: the gravest reason."""
        reasons = (self.closed, Reason.DEATH_NEAR if self.death_near else None)
        return min((one for one in reasons if one is not None), key=GRAVITY.index, default=None)


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
    learnt_by: str | None = None  # "answer", "receipt" or "list": how the SID became known
    withdrawn_at: datetime | None = None  # aware UTC, wall clock: when the carrier answered that we want it back
    status: str | None = None  # Twilio's: the furthest of all that receipts and lists told
    looked_at: datetime | None = None  # aware UTC, wall clock: when the carrier's list was first seen without it
    fetched_at: datetime | None = None  # aware UTC, wall clock: when the carrier was asked, because no receipt came
    asked_back_at: datetime | None = None  # aware UTC, wall clock: when it was asked back and no answer came


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
    board: BoardCode | None = None  # whose staff read it
    person_id: PersonId | None = None  # who wrote it, where only one can have
    meaning: Mapping[str, object] | None = None  # what decided: labels, rules, wishes, context; never the words


@dataclass(frozen=True)
class Heard:
    """A reply that was heard before, to see whether the same comes again."""

    words: str = field(repr=False)
    wall: datetime  # aware UTC


@dataclass(frozen=True)
class Went:
    """A text that went to a number, and when."""

    text_id: TextId
    at: datetime  # aware UTC, practice clock


@dataclass(frozen=True)
class Spooled:
    """A signed request of the carrier that could not be stored when it came: a reply or, with a status, a receipt."""

    sid: MessageSid
    wall: datetime  # aware UTC: when it came
    sender: str = field(default="", repr=False)
    to: str = field(default="", repr=False)
    words: str = field(default="", repr=False)
    status: str | None = None
    code: int | None = None
    ref: AttemptId | None = None


@dataclass(frozen=True)
class Held:
    """Nothing goes out until a person says so."""

    at: datetime  # aware UTC, wall clock
    why: str


@dataclass(frozen=True)
class Remembered:
    """An event that was here before."""

    answer: Answer
    digest: bytes  # HMAC of its content


@dataclass(frozen=True)
class OthersDays:
    """London days on which a number gets texts of other releases."""

    taken: frozenset[date]
    firm: frozenset[date]  # those among them that do not give way to an appointment


@dataclass(frozen=True)
class LoggedText:
    """One line of the delivery log."""

    text: Text
    person_id: PersonId | None  # None: an answer, which is of no release
    masked_number: str
    code: int | None  # the carrier's error code, if it gave one
    changed_at: datetime  # aware UTC, practice clock


@dataclass(frozen=True)
class TextFilter:
    """Which texts, in which order, and from where on."""

    board: BoardCode | None  # None: of every Board, for staff who are bound to none
    state: State | None = None
    step: str | None = None
    day: date | None = None  # London day on which the text is due
    release_id: ReleaseId | None = None
    text_id: TextId | None = None  # this one alone
    after: TextId | None = None  # the last text of the page before
    limit: int = 50
    states: tuple[State, ...] = ()  # any of these; none named: all
    due_before: datetime | None = None  # aware UTC, practice clock
    newest_first: bool = False  # by due moment


@dataclass(frozen=True)
class Version:
    """A published sequence, as it was signed."""

    id: VersionId
    number: int  # 1 for the first of its sequence
    basis: VersionId  # the version whose steps and days it keeps; itself, unless only words changed
    hash: str  # SHA-256 of the document, hex
    document: str = field(repr=False)  # canonical JSON
    author: str
    approver: str | None
    published_at: datetime  # aware UTC, wall clock
    sequence: Sequence = field(repr=False)  # the document, read


Stamp = tuple[object, ...]  # of rows: equal while none of them has changed


@dataclass(frozen=True)
class Turn:
    """Whose texts are looked at next, where there are more than can be taken at once."""

    after: BoardCode | None = None  # the Board served last: the next one comes first
    without: frozenset[BoardCode] = frozenset()  # their sender has no room now
    but: frozenset[TextId] = frozenset()  # these were looked at a moment ago
    only_answers: bool = False  # nothing else may go now


FIRST_TURN = Turn()


@dataclass(frozen=True)
class SenderState:
    """What we text from, or all of it. Times aware UTC, wall clock."""

    key: str
    free_at: datetime | None = None  # when the segments handed over so far have left, at its rate
    rests_until: datetime | None = None
    rests: int = 0  # how often in a row it was refused; 0: it works
    code: int | None = None  # the carrier's last refusal; None while `rests`: one text of it is out, to see


@dataclass(frozen=True)
class Key:
    """An API key without its secret. All times aware UTC, wall clock."""

    id: str
    owner: Source
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None


@dataclass(frozen=True)
class Noted:
    """One entry of the journal."""

    at: datetime  # aware UTC, practice clock
    wall: datetime  # aware UTC, wall clock
    action: str
    why: str | None


UserId = NewType("UserId", str)


class Role(StrEnum):
    VIEWER = "viewer"
    RESPONDER = "responder"
    AUTHOR = "author"
    APPROVER = "approver"
    ADMIN = "admin"
    POSTER = "poster"  # hands releases in, and sees nothing of what comes of them


@dataclass(frozen=True)
class Seat:
    """What a member of staff may do, and for whom. Bound to no Board and no prison: national."""

    role: Role
    board: BoardCode | None = None
    prison: PrisonSlug | None = None

    @property
    def reads_log(self) -> bool:
        """A prison is never told what became of a text: it would learn who opted out."""
        return self.role is not Role.POSTER and self.prison is None

    @property
    def reads_words(self) -> bool:
        """What people wrote, and what they were answered: whoever sees to it, and nobody else."""
        return self.reads_log and self.role in (Role.RESPONDER, Role.ADMIN)


@dataclass(frozen=True)
class User:
    """A member of staff."""

    id: UserId
    email: str = field(repr=False)  # as it is compared: without capitals
    seat: Seat
    created_at: datetime  # aware UTC, wall clock
    password_hash: str | None = field(default=None, repr=False)  # argon2id; None: not chosen yet
    generation: int = 1  # of the sessions that count: to raise it ends all that began before
    disabled: bool = False


class LinkPurpose(StrEnum):
    OPEN = "open"  # the demo's: signs in
    SET_UP = "set_up"  # chooses a password, and signs in


@dataclass(frozen=True)
class Link:
    """A link that works once. Its secret is never stored, only its SHA-256."""

    user_id: UserId
    purpose: LinkPurpose
    expires_at: datetime  # aware UTC, wall clock
    used_at: datetime | None = None  # aware UTC, wall clock
