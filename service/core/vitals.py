"""What the watch reads of the ledger, and the alerts that it keeps. Ids only: no name, no number, no words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from service.domain.ids import BoardCode, PersonId, PrisonSlug, ReleaseId, SequenceId, StepId


class Kind(StrEnum):
    """What may be wrong. The first ten are the signs that the watch looks for."""

    NO_WORKER = "no_worker"
    NOTHING_SENT = "nothing_sent"
    NO_RECEIPTS = "no_receipts"
    UNKNOWN_LONG = "unknown_long"
    PERSON_MISSED = "person_missed"
    PRISON_SILENT = "prison_silent"
    ON_HOLD = "on_hold"
    SENDER_REFUSED = "sender_refused"
    LISTING_FAILS = "listing_fails"
    DANGER_WAITS = "danger_waits"
    SPOOL_DAMAGED = "spool_damaged"
    RESTORED = "restored"
    JOINING_PAUSED = "joining_paused"
    TEST = "test"


@dataclass(frozen=True)
class Alert:
    """Something that a person must see to. All times aware UTC, wall clock."""

    id: str
    kind: str
    key: str  # what it is about: the id of a release, a prison, a Board, a sender; of one kind and key one is open
    raised_at: datetime
    told_at: datetime | None = None
    over_at: datetime | None = None


@dataclass(frozen=True)
class Waiting:
    """The texts of one Board that may be tried now."""

    board: BoardCode
    oldest: datetime  # aware UTC, practice clock: due moment
    count: int


@dataclass(frozen=True)
class Overdue:
    """A planned text whose moment has passed. Its times: aware UTC, practice clock."""

    release_id: ReleaseId
    sequence: SequenceId
    step: StepId
    welcome: bool
    due_at: datetime
    wanted_at: datetime


@dataclass(frozen=True)
class Silent:
    """A prison whose planned releases wait, and when it last told us anything (aware UTC, practice clock)."""

    prison: PrisonSlug
    heard_at: datetime | None


@dataclass(frozen=True)
class Untexted:
    """A release that has come, with no text planned, gone or skipped."""

    release_id: ReleaseId
    person_id: PersonId


@dataclass(frozen=True)
class Vitals:
    """One look at the ledger. Times are aware UTC, wall clock, where nothing else is said."""

    beat_at: datetime | None  # of the worker heard of last
    waiting: tuple[Waiting, ...]
    tried: frozenset[BoardCode]  # Boards of which a text was tried within the time asked about
    handed_over_at: datetime | None  # the last text handed over before the moment asked about
    receipt_at: datetime | None
    unknown_since: datetime | None  # when the oldest text that nobody knows about was tried
    overdue: tuple[Overdue, ...]
    untexted: tuple[Untexted, ...]
    silent: tuple[Silent, ...]
    held_at: datetime | None
    refused: tuple[str, ...]  # senders that the carrier refuses


@dataclass(frozen=True)
class Tallies:
    """How much of everything there is. What never ends is counted for a day, so that millions of rows cost nothing."""

    open_texts: Mapping[str, int]  # state -> texts that somebody or something still owes an answer
    day_of_texts: Mapping[str, int]  # state -> texts due within a day of now, before or after (practice clock)
    day_of_attempts: Mapping[str, int]  # outcome -> attempts of the last 24 hours
    day_of_receipts: Mapping[str, int]  # "matched" or "parked" -> receipts of the last 24 hours
    open_tasks: Mapping[str, int]  # kind -> tasks
    open_alerts: Mapping[str, int]  # kind -> alerts
    workers: int  # heard of within a minute
    asked_for: Mapping[tuple[str, bool], int]  # a wish, and whether it was found -> how often, ever: few rows a day


@dataclass(frozen=True)
class Notice:
    """One alert, as it is told."""

    case: str  # the alert's id
    words: str  # what it is, in plain words
    path: str  # of a page of ours
    raised_at: datetime  # aware UTC, wall clock
    over_at: datetime | None


@dataclass(frozen=True)
class Letter:
    """What one reader is told in one go."""

    to: str | None  # a Board's address; None: the national one
    notices: tuple[Notice, ...]
