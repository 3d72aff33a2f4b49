"""Danger that nobody has accepted is told to people: at once, after 30 and 60 minutes, then every hour."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

from service.core.cases import Case
from service.core.ports import Core, Transaction
from service.core.vitals import Letter, Notice
from service.domain.board import Board
from service.domain.london import london_day, london_time
from service.schedules.calendar import Calendar

_AGAIN, _THEN = timedelta(minutes=30), timedelta(minutes=60)
_FAILURES = 2  # each may take 20 s: a dead mail server must not keep the next look from coming
_WORDS = "Somebody may be in danger. Open the case and accept it."
_STILL = "Somebody may be in danger, and nobody has accepted the case. Open it and accept it."
_UNANSWERED = " No answer could be sent to them."


def escalate(core: Core, worker: str) -> int:
    """Tell of every case whose time it is. How many reached somebody; those that did not are told at the next look."""
    wall, now = core.clock.wall(), core.clock.now()
    with core.store.read() as tx:
        due = [(case, _readers(core, case, now, wall)) for case in tx.cases.standing() if is_due(case, wall)]
        order = _in_turn(tx, {to for _, readers in due for to in readers})
    if not due:
        return 0
    tried = _tried(core, due, order, wall)
    reached = [case for case, readers in due if any(tried.get(to) for to in readers)]
    with core.store.write(actor=worker) as tx:
        for to in (to for to, is_reached in tried.items() if not is_reached):
            tx.marks.put(_mark_of(to), wall)
        for told in reached:
            case = tx.cases.find(told.id)
            if case is None or case.accepted_at is not None or case.closed_at is not None:
                continue
            is_all_told = case.unanswered == told.unanswered
            tx.cases.save(replace(case, raised=case.raised + 1, raised_at=wall if is_all_told else None))
            tx.journal.note("case.told", about={"case": case.id}, why=f"time {case.raised + 1}")
    return len(reached)


def is_due(case: Case, wall: datetime) -> bool:
    """Pure. Nobody has accepted it, and since it was last told a moment has come at which it is to be told."""
    if case.accepted_at is not None or case.closed_at is not None:
        return False
    return case.raised_at is None or _turn(case, wall) > _turn(case, case.raised_at)


def in_hours(board: Board, now: datetime) -> bool:
    """On working days of its area, while its texts may go. `now`: aware UTC, practice clock."""
    is_open = Calendar(board.closed).is_open(london_day(now))
    return is_open and board.hours.opens <= london_time(now) < board.hours.closes


def _turn(case: Case, moment: datetime) -> int:
    """How many of its moments had come by then, the first not counted."""
    waited = moment - case.waits_since
    return int(waited >= _AGAIN) + (max(waited, timedelta(0)) // _THEN)


def _readers(core: Core, case: Case, now: datetime, wall: datetime) -> tuple[str | None, ...]:
    """The Board's first contact, after half an hour the others too; None: the national address."""
    board = core.config.boards.get(case.board)
    if board is None:
        return (None,)
    contacts = board.danger.in_hours if in_hours(board, now) else board.danger.out_of_hours
    return (contacts if _turn(case, wall) else contacts[:1]) or (None,)


def _in_turn(tx: Transaction, readers: Iterable[str | None]) -> list[str | None]:
    """Those who failed last come last: whoever cannot be reached must not stand before the others at every look."""
    failed = {to: tx.marks.get(_mark_of(to)) for to in readers}
    return sorted(failed, key=lambda to: (failed[to] is not None, failed[to], to or ""))


def _mark_of(to: str | None) -> str:
    return f"no letter {sha256((to or '').encode()).hexdigest()[:32]}"


def _tried(
    core: Core, due: Sequence[tuple[Case, tuple[str | None, ...]]], order: Sequence[str | None], wall: datetime
) -> dict[str | None, bool]:
    """A letter to each reader until too many failed; whether somebody read it."""
    tried: dict[str | None, bool] = {}
    for to in order:
        if list(tried.values()).count(False) >= _FAILURES:
            break
        letter = Letter(to, tuple(_notice(case, wall) for case, readers in due if to in readers))
        tried[to] = _tell(core, letter)
    return tried


def _tell(core: Core, letter: Letter) -> bool:
    """A reader who cannot be reached must not leave the matter with nobody."""
    return core.messenger.tell(letter) or (letter.to is not None and core.messenger.tell(replace(letter, to=None)))


def _notice(case: Case, wall: datetime) -> Notice:
    words = _STILL if _turn(case, wall) else _WORDS
    return Notice(case.id, words + (_UNANSWERED if case.unanswered else ""), f"/cases/{case.id}", case.opened_at, None)
