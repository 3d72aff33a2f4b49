"""The dead man's watch: looks at the whole ledger, raises an alert for what is wrong, ends it when it is no more.

It cannot see the death of its own worker. Another worker does; and with none left `/readyz`, `/metrics` and
`release-day doctor`, which ask the same questions on their own, tell whoever asks from outside (docs/operate.md).
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from service.core import signs
from service.core.alerting import over, raise_alert, tell
from service.core.catching_up import MARK as INBOUND_LISTED
from service.core.gathering import liberation_of
from service.core.pacing import ACCOUNT
from service.core.planning import PRISON_SILENT_AFTER, standing_hold, suppression
from service.core.ports import Core, Transaction
from service.core.signs import SIGNS, Facts
from service.core.vitals import Overdue, Tallies, Untexted, Vitals, Waiting
from service.domain.ids import BoardCode, ReleaseId
from service.domain.london import at, london_day, london_time, next_day
from service.schedules.config import Config
from service.schedules.sequence import IfLate, SendWithin

_COME_WITHIN = timedelta(days=7)  # a release that came longer ago and was never texted is for the reports
_NEVER_TOO_LATE = timedelta(hours=24)  # a text without a rule, such as the welcome, still has a day to go in

Seen = tuple[tuple[str, str], ...]


def watch(core: Core, worker: str) -> Seen:
    """Look, raise, end and tell. What is wrong now, as kinds and keys."""
    with core.store.read() as tx:
        seen = signs_of(facts_of(core, tx))
        known = {(alert.kind, alert.key) for alert in tx.alerts.standing() if alert.kind in SIGNS}
    new, gone = set(seen) - known, known - set(seen)
    if new or gone:
        with core.store.write(actor=worker) as tx:
            for kind, key in sorted(new):
                raise_alert(tx, kind, key)
            for kind, key in sorted(gone):
                over(tx, kind, key)
    tell(core, worker)
    return seen


def signs_of(facts: Facts) -> Seen:
    return tuple((str(kind), key) for kind, sign in SIGNS.items() for key in sign(facts))


def look(core: Core) -> tuple[Facts, Tallies]:
    """What `/metrics` and the doctor tell of."""
    with core.store.read() as tx:
        return facts_of(core, tx), tx.watch.tallies()


def facts_of(core: Core, tx: Transaction) -> Facts:
    wall, today = core.clock.wall(), london_day(core.clock.now())
    vitals = tx.watch.vitals(
        tried_since=wall - signs.NOTHING_SENT,
        handed_over_before=wall - signs.NO_RECEIPTS,
        came_from=today - _COME_WITHIN,
        came_to=today,
    )
    silent_since = core.clock.now() - PRISON_SILENT_AFTER
    return Facts(
        wall=wall,
        beat_at=vitals.beat_at,
        waiting=dict(_waiting(core, vitals)),
        due=sum(one.count for one in vitals.waiting),
        tried=vitals.tried,
        handed_over_at=vitals.handed_over_at,
        receipt_at=vitals.receipt_at,
        unknown_since=vitals.unknown_since,
        late=_late(core, vitals.overdue),
        untexted=tuple(one.release_id for one in vitals.untexted if _is_owed(core, tx, one)),
        silent=tuple(one.prison for one in vitals.silent if one.heard_at is None or one.heard_at < silent_since),
        held_at=vitals.held_at,
        refused=vitals.refused,
        listed_at=tx.marks.get(INBOUND_LISTED),
        cases_late=tuple(case.id for case in tx.cases.standing() if case.accepted_at is None and case.due_at <= wall),
    )


def _waiting(core: Core, vitals: Vitals) -> Iterator[tuple[BoardCode, datetime]]:
    now = core.clock.now()
    for one in vitals.waiting:
        board = core.config.boards.get(one.board)
        if board is None or {board.sender.key, ACCOUNT} & set(vitals.refused):
            continue
        if board.hours.opens <= london_time(now) < board.hours.closes:
            yield one.board, core.clock.wall_at(_could_go_since(one, now, board.hours.opens))


def _could_go_since(one: Waiting, now: datetime, opens: time) -> datetime:
    return max(one.oldest, at(london_day(now), opens))


def _late(core: Core, overdue: tuple[Overdue, ...]) -> dict[ReleaseId, datetime]:
    """Of each release the text that is late for longest."""
    found: dict[ReleaseId, datetime] = {}
    for one in overdue:
        since = late_from(one, _rule(core.config, one))
        if since <= core.clock.now():
            by_the_wall = core.clock.wall_at(since)
            found[one.release_id] = min(by_the_wall, found.get(one.release_id, by_the_wall))
    return found


def _rule(config: Config, one: Overdue) -> IfLate | None:
    sequence = config.sequences.get(one.sequence)
    step = sequence.step(one.step) if sequence and not one.welcome else None
    return step.if_late if step else None


def late_from(one: Overdue, rule: IfLate | None) -> datetime:
    """From when on the text makes no sense any more, as `schedules.lastlook` sees it. Aware UTC, practice clock."""
    match rule:
        case None:
            return one.due_at + _NEVER_TOO_LATE
        case SendWithin(time=allowed):
            return max(one.due_at, one.wanted_at + allowed)
        case _:
            return max(one.due_at, at(next_day(london_day(one.wanted_at)), time.min))


def _is_owed(core: Core, tx: Transaction, one: Untexted) -> bool:
    """Nothing stands against texting this person."""
    person, release = tx.people.get(one.person_id), tx.releases.get(one.release_id)
    board = core.config.boards.get(person.board)
    if board is None or liberation_of(board, release) is None:
        return False
    return standing_hold(core, tx, person, release) is None and suppression(tx, person) is None
