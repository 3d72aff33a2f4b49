"""Our own senders: their pace, kept by all workers together, and their rest while the carrier refuses them.

A sender's row says when the segments handed over so far will have left it. A text may go while that lies no more than
`BURST` ahead, and moves it on by its own segments; the carrier queues so little without anybody noticing.
"""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeGuard

from service.core.ports import Core, Transaction
from service.core.records import SenderState
from service.domain.board import Sender
from service.domain.ids import BoardCode

log = logging.getLogger(__name__)

ACCOUNT = "account"  # every sender: the carrier refused all that is ours
BURST = timedelta(seconds=3)
RESTS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))  # the last one again and again
_TOLD_LATE = 2  # which of them
_WRONG_CLOCK = timedelta(minutes=30)  # a moment further ahead was written by a clock that was wrong: it holds nobody up
_PROBE = RESTS[0]  # so long one text is waited for that shows whether the carrier takes them again


def rest(core: Core, tx: Transaction, key: str, code: int, *, is_told_late: bool = False) -> bool:
    """Nothing of this sender goes for a while. True if it did not rest before.

    Texts that were on their way when it began to rest are refused too: only the one sent to try makes it longer.
    `is_told_late`: a receipt says so of texts that were taken, so taking one to try proves nothing: a long rest.
    """
    state, wall = tx.senders.hold(key)[key], core.clock.wall()
    if state.rests and state.code is not None:
        return False
    until = wall + RESTS[_TOLD_LATE if is_told_late else min(state.rests, len(RESTS) - 1)]
    tx.senders.save(replace(state, rests_until=until, rests=state.rests + 1, code=code))
    tx.journal.note("sender.rests", about={"sender": key}, why=str(code))
    if state.rests == 0:
        whose = "of every sender" if key == ACCOUNT else "of one sender"
        log.error("the carrier refuses what we text from, code %s: the texts %s wait", code, whose)
    return state.rests == 0


def awake(tx: Transaction, key: str) -> None:
    """The carrier took a text of it: if that was the one sent to try, its rest is over, and everybody's."""
    if tx.senders.wake((ACCOUNT, key)):
        tx.journal.note("sender.works", about={"sender": key})


def without_room(core: Core, tx: Transaction, wall: datetime) -> frozenset[BoardCode]:
    """The Boards of which nothing may go at this moment. A look that locks nothing."""
    states = tx.senders.all()
    boards = core.config.boards.values()
    return frozenset(one.code for one in boards if not _has_room(_of(states, one.sender), wall))


def is_refused(tx: Transaction, sender: Sender, wall: datetime) -> bool:
    """The sender began to rest after this text was claimed."""
    return any(one.code is not None and _rests(one, wall) for one in _of(tx.senders.all(), sender))


def opens_at(states: Mapping[str, SenderState], sender: Sender) -> datetime | None:
    """When it is worth while to look for texts of this sender (wall clock); None: at once."""
    known = [moment for one in _of(states, sender) for moment in (one.free_at, one.rests_until) if moment is not None]
    return max(known, default=None)


def slowest(core: Core) -> dict[str, float]:
    """Segments a second of each sender: Boards that share one may say different things."""
    rates: dict[str, float] = {}
    for board in core.config.boards.values():
        key = board.sender.key
        rates[key] = min(board.sender.segments_a_second, rates.get(key, board.sender.segments_a_second))
    return rates


class Gate:
    """The senders of one claim, held to its end: lets texts through one by one, while there is room."""

    def __init__(self, core: Core, tx: Transaction, senders: Iterable[Sender]) -> None:
        self._tx, self._wall, self._rates = tx, core.clock.wall(), slowest(core)
        keys = {one.key for one in senders}
        everybody = tx.senders.all().get(ACCOUNT)
        if keys and everybody is not None and everybody.rests:  # else its row would make all claims wait for each other
            keys.add(ACCOUNT)
        self._known = dict(tx.senders.hold(*keys)) if keys else {}
        self._before = dict(self._known)

    def admits(self, sender: Sender, segments: int) -> bool:
        """Whether this text may go; if so its room is taken."""
        if not _has_room(_of(self._known, sender), self._wall):
            return False
        for one in _of(self._known, sender):
            self._known[one.key] = _tried(one, self._wall)
        ours = self._known[sender.key]
        begins = ours.free_at if _is_later(ours.free_at, self._wall) else self._wall
        leaves = begins + timedelta(seconds=segments / self._rates[sender.key])
        self._known[sender.key] = replace(ours, free_at=leaves)
        return True

    def close(self) -> None:
        """Write down what was taken."""
        for key, state in self._known.items():
            if state != self._before[key]:
                self._tx.senders.save(state)


def _of(states: Mapping[str, SenderState], sender: Sender) -> list[SenderState]:
    return [states[key] for key in (ACCOUNT, sender.key) if key in states]


def _has_room(states: Iterable[SenderState], wall: datetime) -> bool:
    return not any(_rests(one, wall) or _is_busy(one, wall) for one in states)


def _is_later(moment: datetime | None, wall: datetime) -> TypeGuard[datetime]:
    return moment is not None and wall < moment < wall + _WRONG_CLOCK


def _is_busy(state: SenderState, wall: datetime) -> bool:
    return _is_later(state.free_at, wall) and state.free_at > wall + BURST


def _rests(state: SenderState, wall: datetime) -> bool:
    return state.rests_until is not None and wall < state.rests_until < wall + RESTS[-1] + _WRONG_CLOCK


def _tried(state: SenderState, wall: datetime) -> SenderState:
    """After a rest one text goes to try. The others wait for what comes of it, or until it was waited for enough."""
    return replace(state, rests_until=wall + _PROBE, code=None) if state.rests else state
