"""Every ten minutes the carrier's list is read: what no webhook told of is heard late, before anything is sent.

The same list shows what the carrier sent and this database does not know of. After a gap that means that the database
was restored from a backup: then nothing goes out until a person says so (`core.holding`).
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from service.core.accounting import account_for, is_accounted_for, is_from_us, is_to_us
from service.core.each import each
from service.core.holding import LONG_GAP, awaits_replay, finish_replay, hold_after_restore, put_on_hold, replay_since
from service.core.inbound import hear
from service.core.ports import Core, Transaction
from service.core.sending import Listed
from service.domain.errors import UnavailableError

log = logging.getLogger(__name__)

MARK = "inbound_listed"  # when the list that was read to its end was asked for
EVERY = timedelta(minutes=10)
STALE = timedelta(minutes=15)  # an older list says too little: somebody may have said STOP since
_OVERLAP = timedelta(hours=1)  # the carrier's clock and ours, and messages that are slow to be listed
_AHEAD = timedelta(minutes=1)  # a mark further ahead was set by a clock that was wrong, and says nothing
_FIRST = timedelta(days=1)  # a database that has never listed reads this far back
_LONGEST = timedelta(days=14)  # a list has an end: what is older than this a person must look for


@dataclass(frozen=True)
class _Reading:
    asked_at: datetime  # aware UTC, wall clock, like the next
    since: datetime
    is_gap: bool  # nobody has read the list for so long that the database may be another one since
    is_cut: bool  # the gap is longer than can be read


def is_caught_up(core: Core) -> bool:
    """Whether the carrier's list was read lately enough that something may be sent. No worker claims while it was not.

    Whoever claims within a quarter of an hour of a whole list needs no word of this process: the mark is everybody's.
    """
    with core.store.read() as tx:
        mark = _mark(core, tx)
    return mark is not None and core.clock.wall() - mark <= STALE


def _mark(core: Core, tx: Transaction) -> datetime | None:
    mark = tx.marks.get(MARK)
    return mark if mark is not None and mark <= core.clock.wall() + _AHEAD else None


def keep_caught_up(core: Core, worker: str) -> int:
    """`catch_up` if it is time again. Cheap, and safe to call often. Raises CarrierSilentError, UnavailableError."""
    with core.store.read() as tx:
        mark = _mark(core, tx)
        is_time = mark is None or core.clock.wall() - mark >= EVERY or awaits_replay(tx)
    return catch_up(core, worker) if is_time else 0


def catch_up(core: Core, worker: str) -> int:
    """Read the carrier's list, and hear and record what is missing here. How many replies were heard late.

    Any number of workers may do it at once. Raises CarrierSilentError, UnavailableError: then nothing counts as read.
    """
    reading = _reading(core)
    listed = sorted(core.carrier.listed(reading.since), key=lambda one: one.created)
    outbound = [one for one in listed if not one.inbound and is_from_us(core, one)]
    _look_for_a_restore(core, worker, reading, outbound)
    each(_unknown(core, outbound), partial(account_for, core, worker), "a message at the carrier")
    heard = _hear_missing(core, worker, [one for one in listed if one.inbound and is_to_us(core, one)])
    with core.store.write(actor=worker) as tx:
        tx.marks.put(MARK, reading.asked_at)
        finish_replay(tx, core.clock.wall(), reading.since, is_cut=reading.is_cut)
    return heard


def _reading(core: Core) -> _Reading:
    wall = core.clock.wall()
    with core.store.read() as tx:
        mark, backup = _mark(core, tx), replay_since(tx)
    begin = min(one for one in (mark or wall - _FIRST, backup) if one is not None)
    is_gap = mark is None or wall - mark > STALE
    return _Reading(wall, max(begin, wall - _LONGEST) - _OVERLAP, is_gap, is_cut=begin < wall - _LONGEST)


def _look_for_a_restore(core: Core, worker: str, reading: _Reading, outbound: list[Listed]) -> None:
    """The carrier sent what no row here speaks of, and nobody looked meanwhile: rows are gone."""
    if not reading.is_gap:
        return
    if any(not is_accounted_for(core, one) for one in _unknown(core, outbound)):
        hold_after_restore(core, worker, reading.since + _OVERLAP)
    elif reading.is_cut:
        put_on_hold(core, worker, LONG_GAP)


def _unknown(core: Core, outbound: list[Listed]) -> list[Listed]:
    with core.store.read() as tx:
        known = tx.attempts.known([one.sid for one in outbound])
    return [one for one in outbound if one.sid not in known]


def _hear_missing(core: Core, worker: str, inbound: list[Listed]) -> int:
    """In the order in which they were said, each with its own moment."""
    with core.store.read() as tx:
        known = tx.replies.known([one.sid for one in inbound])
    missing = [one for one in inbound if one.sid not in known]
    return sum(_hear(core, worker, one) for one in missing)


def _hear(core: Core, worker: str, one: Listed) -> bool:
    try:
        hear(core, one.sid, one.sender, one.to, one.words, at=one.created)
    except UnavailableError:
        raise
    except Exception as error:  # one message that cannot be heard must not keep back the STOP of another
        log.error("%s: a listed reply could not be heard: %s", type(error).__name__, one.sid)  # noqa: TRY400
        with core.store.write(actor=worker) as tx:
            tx.journal.ask_staff("reply_not_heard", about={"reply": one.sid}, once=one.sid)
        return False
    return True
