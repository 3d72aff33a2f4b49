"""The signs that something is wrong. Each is a pure function: the facts of one moment -> what it is wrong about.

Every moment in the facts is by the wall clock, because these are limits of our patience; what is due and what is late
was decided by the practice clock before (`core.watching`). Without a practice clock the two are one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType

from service.core.cases import CaseId
from service.core.vitals import Kind
from service.domain.ids import BoardCode, PrisonSlug, ReleaseId

# A worker beats every 10 s. Two minutes outlast a restart, and a failover of the database.
WORKER_SILENT = timedelta(minutes=2)
# A claim lasts a minute and its tries some more; ten minutes outlast both, and leave most of the hours to mend it.
NOTHING_SENT = timedelta(minutes=10)
# Twilio tells of a text within seconds, and tries a webhook that failed again for minutes.
NO_RECEIPTS = timedelta(hours=1)
# Two looks at the carrier's list, ten minutes apart, settle every text that they can settle.
UNKNOWN_LONG = timedelta(minutes=30)
# A text that is too late is skipped with its reason at the next pass: after that nobody looks after it.
PERSON_MISSED = timedelta(minutes=10)
# From then on nothing is sent, because somebody may have said STOP since (`core.catching_up.STALE`).
LISTING_FAILS = timedelta(minutes=15)

ALL = "all"  # the key of what is wrong with the whole service


@dataclass(frozen=True)
class Facts:
    """All times aware UTC, wall clock."""

    wall: datetime
    beat_at: datetime | None = None  # of the worker heard of last
    # Boards with due texts that nothing keeps back -> since when the oldest could have gone, counted within their hours
    waiting: Mapping[BoardCode, datetime] = field(default_factory=dict)
    due: int = 0  # texts that may be tried now
    tried: frozenset[BoardCode] = frozenset()  # Boards of which a text was tried within NOTHING_SENT
    handed_over_at: datetime | None = None  # the last text handed over at least NO_RECEIPTS ago
    receipt_at: datetime | None = None
    unknown_since: datetime | None = None
    # Releases with a planned text -> since when its rule of lateness forbids it
    late: Mapping[ReleaseId, datetime] = field(default_factory=dict)
    untexted: tuple[ReleaseId, ...] = ()  # nothing is planned, went or was skipped, and nothing stands against it
    silent: tuple[PrisonSlug, ...] = ()
    held_at: datetime | None = None
    refused: tuple[str, ...] = ()  # senders
    listed_at: datetime | None = None  # None: nothing was ever read
    cases_late: tuple[CaseId, ...] = ()  # of danger, that nobody had accepted when they were due


def no_worker(facts: Facts) -> tuple[str, ...]:
    return () if _within(facts, facts.beat_at, WORKER_SILENT) else (ALL,)


def nothing_sent(facts: Facts) -> tuple[str, ...]:
    """Boards. Not while the service is on hold or a sender refused: those are signs of their own."""
    if facts.held_at is not None:
        return ()
    waits = (board for board, since in facts.waiting.items() if not _within(facts, since, NOTHING_SENT))
    return tuple(board for board in waits if board not in facts.tried)


def no_receipts(facts: Facts) -> tuple[str, ...]:
    """One receipt of any text, after it or before, proves that the carrier reaches us."""
    handed_over = facts.handed_over_at
    if handed_over is None or _within(facts, handed_over, NO_RECEIPTS):
        return ()
    return (ALL,) if facts.receipt_at is None or facts.receipt_at < handed_over else ()


def unknown_long(facts: Facts) -> tuple[str, ...]:
    since = facts.unknown_since
    return () if since is None or _within(facts, since, UNKNOWN_LONG) else (ALL,)


def person_missed(facts: Facts) -> tuple[str, ...]:
    """Releases."""
    late = (release for release, since in facts.late.items() if not _within(facts, since, PERSON_MISSED))
    return tuple(dict.fromkeys((*late, *facts.untexted)))


def prison_silent(facts: Facts) -> tuple[str, ...]:
    return facts.silent


def on_hold(facts: Facts) -> tuple[str, ...]:
    return () if facts.held_at is None else (ALL,)


def sender_refused(facts: Facts) -> tuple[str, ...]:
    return facts.refused


def listing_fails(facts: Facts) -> tuple[str, ...]:
    listed = facts.listed_at
    if listed is None:
        return (ALL,) if facts.due else ()  # it was never read, and texts wait for it
    return () if _within(facts, listed, LISTING_FAILS) else (ALL,)


def danger_waits(facts: Facts) -> tuple[str, ...]:
    """Cases that nobody accepted in time."""
    return facts.cases_late


def _within(facts: Facts, moment: datetime | None, patience: timedelta) -> bool:
    return moment is not None and facts.wall - moment < patience


SIGNS: Mapping[Kind, Callable[[Facts], tuple[str, ...]]] = MappingProxyType(
    {
        Kind.NO_WORKER: no_worker,
        Kind.NOTHING_SENT: nothing_sent,
        Kind.NO_RECEIPTS: no_receipts,
        Kind.UNKNOWN_LONG: unknown_long,
        Kind.PERSON_MISSED: person_missed,
        Kind.PRISON_SILENT: prison_silent,
        Kind.ON_HOLD: on_hold,
        Kind.SENDER_REFUSED: sender_refused,
        Kind.LISTING_FAILS: listing_fails,
        Kind.DANGER_WAITS: danger_waits,
    }
)
