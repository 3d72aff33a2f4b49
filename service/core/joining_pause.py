"""Codes that were none: at most so many an hour over all numbers, then people are told and nobody joins by code.

The open alert is the pause: it ends when an hour was quiet, or when staff end it.
"""

from datetime import datetime, timedelta

from service.core.alerting import over, raise_alert
from service.core.ports import Core, Transaction
from service.core.vitals import Kind
from service.domain.ids import NumberId

MOST_WRONG = 50
WITHIN = timedelta(hours=1)
# An hour with fewer is quiet. People who mistype must not keep joining shut for everybody.
FEW_WRONG = 10
_KEY = "all"
_KEPT_FOR = timedelta(days=7)  # for whoever looks at what happened


def is_paused(tx: Transaction) -> bool:
    return any(alert.kind == Kind.JOINING_PAUSED for alert in tx.alerts.standing())


def count_wrong(tx: Transaction, number_id: NumberId, wall: datetime, before: int) -> None:
    """One more, said at that moment, after so many in the hour to then. `before + 1` of them may be one too many."""
    tx.codes.add_wrong(number_id, wall)
    tx.codes.forget_wrong(wall - _KEPT_FOR)
    if before + 1 >= MOST_WRONG and raise_alert(tx, Kind.JOINING_PAUSED, _KEY):
        tx.journal.note("joining.paused", about={})


def watch_joining(core: Core, worker: str) -> bool:
    """End the pause after a quiet hour. Whether one ended."""
    wall = core.clock.wall()
    with core.store.read() as tx:
        since = next((one.raised_at for one in tx.alerts.standing() if one.kind == Kind.JOINING_PAUSED), None)
        is_quiet = since is not None and wall - since >= WITHIN and tx.codes.wrong(wall - WITHIN, wall) < FEW_WRONG
    if not is_quiet:
        return False
    with core.store.write(actor=worker) as tx:
        return _ended(tx, "quiet")


def end_pause(core: Core, actor: str) -> bool:
    """At once, because staff say so. False: there was none. What was counted before counts no more."""
    with core.store.write(actor=actor) as tx:
        tx.codes.forget_wrong(core.clock.wall() + WITHIN)  # the carrier's clock may be ahead of ours
        return _ended(tx, "staff")


def _ended(tx: Transaction, why: str) -> bool:
    was_paused = over(tx, Kind.JOINING_PAUSED, _KEY)
    if was_paused:
        tx.journal.note("joining.resumed", about={}, why=why)
    return was_paused
