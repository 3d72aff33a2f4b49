"""A text, its states, and the one table of moves between them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from service.domain.ids import AttemptId, BoardCode, NumberId, ReleaseId, SequenceId, StepId, TextId


class State(StrEnum):
    PLANNED = "planned"
    CLAIMED = "claimed"  # a worker holds it; its lease says until when
    UNKNOWN = "unknown"  # the carrier may or may not have it
    ACCEPTED = "accepted"  # the carrier has it
    SENT = "sent"  # the carrier handed it on
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    CANCELLED = "cancelled"  # ours: it never went
    SKIPPED = "skipped"  # ours: too late to make sense, it never went
    REVIEW = "review"  # a person must look


# How much the carrier has told. No receipt, list or answer takes a text to a lower rank; every two of those that end it
# differ, so that receipts lead to one state in whatever order they come. "Delivered" is the only one that is proof.
RANK: dict[State, int] = {
    **dict.fromkeys((State.PLANNED, State.CANCELLED, State.SKIPPED, State.REVIEW, State.CLAIMED, State.UNKNOWN), 0),
    State.ACCEPTED: 1,
    State.SENT: 2,
    State.FAILED: 3,
    State.UNDELIVERED: 4,
    State.DELIVERED: 5,
}

ENDED_BADLY = frozenset({State.FAILED, State.UNDELIVERED})
NOT_REACHED = ENDED_BADLY | {State.CANCELLED, State.SKIPPED, State.REVIEW}

# Moves that are ours to make. A text that did not arrive may be planned once more.
_OURS: dict[State, frozenset[State]] = {
    State.PLANNED: frozenset({State.CLAIMED, State.CANCELLED, State.SKIPPED, State.REVIEW}),
    State.CLAIMED: frozenset({State.PLANNED, State.UNKNOWN, State.CANCELLED, State.SKIPPED, State.REVIEW}),
    State.UNKNOWN: frozenset({State.PLANNED, State.CANCELLED, State.REVIEW}),
    State.CANCELLED: frozenset({State.PLANNED, State.SKIPPED}),
    State.SKIPPED: frozenset({State.PLANNED, State.CANCELLED}),
    State.FAILED: frozenset({State.PLANNED}),
    State.UNDELIVERED: frozenset({State.PLANNED}),
}

MOVES: dict[State, frozenset[State]] = {
    old: _OURS.get(old, frozenset()) | {new for new in State if RANK[new] > RANK[old]} for old in State
}

UNSENT = frozenset({State.PLANNED, State.CANCELLED, State.SKIPPED})  # what a change of plan may still touch

# Twilio's message statuses; a `canceled` message never reached anybody, but we had handed it over.
# https://www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks
_TWILIO: dict[str, State] = {
    "accepted": State.ACCEPTED,
    "scheduled": State.ACCEPTED,
    "queued": State.ACCEPTED,
    "sending": State.ACCEPTED,
    "sent": State.SENT,
    "delivered": State.DELIVERED,
    "read": State.DELIVERED,
    "undelivered": State.UNDELIVERED,
    "failed": State.FAILED,
    "canceled": State.FAILED,
}


_ORDER = tuple(_TWILIO)


def may_move(old: State, new: State) -> bool:
    return new in MOVES[old]


def after_receipt(state: State, twilio_status: str) -> State:
    """The state after a delivery receipt: higher by rank, or as it was, for receipts come in any order."""
    told = told_by(twilio_status)
    return told if told is not None and RANK[told] > RANK[state] else state


def told_by(twilio_status: str | None) -> State | None:
    """What a status of Twilio's says of the text; None: nothing, or one that we do not know."""
    return _TWILIO.get(twilio_status or "")


def further(known: str | None, told: str | None) -> str | None:
    """Of two statuses of one message the one that goes further, in whatever order they were told."""
    return max(known, told, key=_progress)


def _progress(status: str | None) -> tuple[int, int]:
    state = told_by(status)
    return (-1, 0) if status is None or state is None else (RANK[state], _ORDER.index(status))


class Reason(StrEnum):
    """Why a text was cancelled, skipped, failed or put up for review."""

    LATE = "late"
    NOT_IN_PLAN = "not_in_plan"
    TOO_MANY = "too_many"  # the caps of its sequence leave no room for it
    HELD = "held"
    RELEASE_CANCELLED = "release_cancelled"
    RETURNED = "returned_to_custody"
    DIED = "died"
    REPLACED = "replaced"
    PAUSED = "paused"
    OPTED_OUT = "opted_out"
    WRONG_PERSON = "wrong_person"
    DEATH_NEAR = "death_near"  # somebody died who had the same phone: it may be the wrong one of the two
    UNREACHABLE = "unreachable"  # no welcome arrived there, on three days
    AGED_OUT = "aged_out"  # nothing arrived there or came from there for six months: it may be another's by now
    NOT_TEXTABLE = "not_textable"
    REJECTED = "rejected"
    LEASE_ENDED = "lease_ended"
    DOUBTFUL = "doubtful"  # the carrier has a message without words that may be this one
    WORDS = "words"
    WITHDRAWN = "withdrawn"  # its step was taken out of every release


class Key(NamedTuple):
    """Names one text of one release. What went under a key never goes under it again."""

    sequence: SequenceId
    step: StepId
    occasion: str = ""  # which appointment, or which try to welcome which number


@dataclass(frozen=True)
class Text:
    """One step of one release, or an answer to one reply. Release and key make sending it twice impossible."""

    id: TextId
    release_id: ReleaseId | None  # None: an answer, of no release. Its step says which, its occasion to what reply
    sequence: SequenceId
    step: StepId
    board: BoardCode
    number_id: NumberId  # the one it went to; while it is unsent, the person's present one
    state: State
    due_at: datetime  # aware UTC, practice clock
    wanted_at: datetime  # aware UTC, practice clock: when it would have gone if nothing stood in its way
    reason: Reason | None = None
    attempt_id: AttemptId | None = None  # the attempt that holds it or sent it
    lease_until: datetime | None = None  # aware UTC, wall clock: after this the claim is stale
    not_before: datetime | None = None  # aware UTC, wall clock: the carrier asked us to wait
    went_on: date | None = None  # London, practice clock: the day it counts for in "one text a day"
    occasion: str = ""
    welcome: bool = False
    good_until: datetime | None = None  # of an answer; aware UTC, wall clock: later it is of no use

    @property
    def is_answer(self) -> bool:
        return self.release_id is None

    @property
    def of_release(self) -> ReleaseId:
        """Raises ValueError for an answer, which is of none."""
        if self.release_id is None:
            raise ValueError(self.id)
        return self.release_id

    @property
    def key(self) -> Key:
        return Key(self.sequence, self.step, self.occasion)
