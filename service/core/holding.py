"""The hold on everything: a person sets it, or the service does when its database knows less than the carrier.

After a restore the carrier's list since the backup is replayed (`core.catching_up`); then a person releases it.
"""

from dataclasses import dataclass
from datetime import datetime

from service.core.alerting import over, raise_alert
from service.core.ports import Core, Transaction
from service.core.records import Held
from service.core.vitals import Kind

BY_HAND, RESTORED, LONG_GAP = "by_hand", "restored", "long_gap"
_SINCE, _REPLAYED = "replay_since", "replayed"  # marks: the moment of the backup, and when the replay was done
_ALL = "all"


@dataclass(frozen=True)
class Standing:
    """What a person should know before the service is released."""

    held: Held | None
    is_replayed: bool  # the carrier's list was read back to the backup
    due: int  # planned texts whose moment has passed: they go, or are skipped as late
    open_tasks: int
    messages_without_text: int


def put_on_hold(core: Core, actor: str, why: str) -> None:
    """Nothing goes out from now on, for the first reason that there was; only a restore takes the place of another."""
    with core.store.write(actor=actor) as tx:
        tx.alone("hold")
        if tx.hold.held() is None:
            _hold(tx, why)


def hold_after_restore(core: Core, actor: str, since: datetime) -> None:
    """Nothing goes out until the carrier's list was read back to `since`, and then a person releases the service.

    `since`: aware UTC, wall clock: when the backup was made.
    """
    with core.store.write(actor=actor) as tx:
        tx.alone("hold")
        known = replay_since(tx)
        tx.marks.put(_SINCE, since if known is None else min(since, known))
        _hold(tx, RESTORED)
        raise_alert(tx, Kind.RESTORED, _ALL)


def _hold(tx: Transaction, why: str) -> None:
    tx.hold.hold(why)
    tx.journal.note("service.held", about={}, why=why)


def standing(core: Core) -> Standing:
    wall, today = core.clock.wall(), core.clock.now().date()
    with core.store.read() as tx:
        open_tasks = tx.watch.tallies().open_tasks
        seen = tx.watch.vitals(tried_since=wall, handed_over_before=wall, came_from=today, came_to=today)
        return Standing(
            held=tx.hold.held(),
            is_replayed=not awaits_replay(tx),
            due=sum(board.count for board in seen.waiting),
            open_tasks=sum(open_tasks.values()),
            messages_without_text=open_tasks.get("message_without_text", 0),
        )


def in_words(now: Standing) -> str:
    lines = (
        f"On hold since {now.held.at:%Y-%m-%d %H:%M} UTC: {now.held.why}." if now.held else "Not on hold.",
        "" if now.is_replayed else "The carrier's list was not read back to the backup yet.",
        f"Texts whose moment has passed, which go or are skipped as late: {now.due}.",
        f"Tasks for a person: {now.open_tasks}; messages that fit no text: {now.messages_without_text}.",
    )
    return "\n".join(line for line in lines if line)


def go_on(core: Core, actor: str, *, force: bool = False) -> bool:
    """Release the service. False: the replay after a restore is not done, and it was not forced."""
    with core.store.write(actor=actor) as tx:
        tx.alone("hold")
        held = tx.hold.held()
        if held is None:
            return True
        if awaits_replay(tx) and not force:
            return False
        tx.hold.release()
        over(tx, Kind.RESTORED, _ALL)
        tx.journal.note("service.released", about={}, why="forced" if awaits_replay(tx) else held.why)
    return True


def replay_since(tx: Transaction) -> datetime | None:
    """While the service is held after a restore, every reading of the carrier's list goes back to the backup."""
    held = tx.hold.held()
    return tx.marks.get(_SINCE) if held is not None and held.why == RESTORED else None


def finish_replay(tx: Transaction, wall: datetime, read_since: datetime, *, is_cut: bool = False) -> None:
    """The carrier's list was read to its end, from `read_since` on. `is_cut`: it goes no further back."""
    since = replay_since(tx)
    if since is not None and (is_cut or read_since <= since):
        tx.marks.put(_REPLAYED, wall)


def awaits_replay(tx: Transaction) -> bool:
    """Held after a restore, and the carrier's list was not read since."""
    held, done = tx.hold.held(), tx.marks.get(_REPLAYED)
    return held is not None and held.why == RESTORED and (done is None or done < held.at)
