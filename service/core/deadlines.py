"""By when somebody must have looked, on the days and at the hours of a Board."""

from datetime import date, datetime, time

from service.core.ports import Core, Transaction
from service.core.scene import CLOSES
from service.domain.board import Board
from service.domain.london import at, london_day, london_time, next_day
from service.replying.effects import Due
from service.schedules.calendar import Calendar
from service.templates import visit

_NOON = time(12)


def due_of(core: Core, tx: Transaction, board: Board, due: Due) -> datetime:
    """Aware UTC, practice clock."""
    now = core.clock.now()
    if due is Due.BEFORE_SEND:
        return max(now, min(tx.texts.first_due().values(), default=now))
    return at(next_working_day(board, now) if due is Due.NEXT_DAY else _this_or_next(board, now), CLOSES)


def next_working_day(board: Board, now: datetime) -> date:
    """After today."""
    return Calendar(board.closed).open_from(next_day(london_day(now)))


def _this_or_next(board: Board, now: datetime) -> date:
    today = london_day(now)
    return Calendar(board.closed).open_from(today if london_time(now) < CLOSES else next_day(today))


def weekday_of_next(board: Board, now: datetime) -> str:
    """As people say it: the day by which a person reads or phones."""
    day = next_working_day(board, now)
    return visit.values(at(day, _NOON), london_day(now))["weekday"]
