"""Boards with senders of a test's own making, and a worker's rounds on a clock that stands still between them."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import select

from service.core.dispatch import claim, dispatch
from service.core.ports import Core
from service.core.records import FIRST_TURN
from service.core.sending import Outcome, Outgoing, Rejected
from service.domain.board import Sender, SenderNumber
from service.domain.ids import BoardCode
from service.domain.number import Number
from service.domain.text import State
from service.store.tables import texts
from tests.builders import GLASGOW, LOTHIAN, sql_store
from tests.core.looking import WORKER
from tests.fakes import FixedClock, fresh_sent

OURS = SenderNumber(Number.trusted("+447700900000"), segments_a_second=2)
THEIRS = SenderNumber(Number.trusted("+447700900999"), segments_a_second=2)


def with_senders(core: Core, glasgow: Sender = OURS, lothian: Sender = THEIRS) -> Core:
    boards = dict(core.config.boards)
    for code, sender in ((GLASGOW, glasgow), (LOTHIAN, lothian)):
        boards[code] = replace(boards[code], sender=sender)
    return replace(core, config=replace(core.config, boards=boards))


def with_name(core: Core, name: str) -> Core:
    """Glasgow's, which stands in its welcome."""
    boards = {**core.config.boards, GLASGOW: replace(core.config.boards[GLASGOW], name=name)}
    return replace(core, config=replace(core.config, boards=boards))


@dataclass
class Refusing:
    """A script for a carrier: of these senders nothing is taken, and how often it was tried is counted."""

    codes: dict[str, int]  # sender -> what it is refused with
    at: list[tuple[str, datetime]] = field(default_factory=list)
    wall: Callable[[], datetime] = field(kw_only=True)

    def __call__(self, outgoing: Outgoing) -> Outcome:
        key = outgoing.sender.key
        if key not in self.codes:
            return fresh_sent()
        self.at.append((key, self.wall()))
        return Rejected(self.codes[key])

    def minutes_between(self) -> list[int]:
        walls = [wall for _, wall in self.at]
        return [round((later - earlier) / timedelta(minutes=1)) for earlier, later in pairwise(walls)]


def work(core: Core, clock: FixedClock, until: datetime, every: timedelta = timedelta(seconds=1)) -> None:
    """What one worker does until then (wall clock)."""
    turn = FIRST_TURN
    while clock.wall() < until:
        claims = claim(core, WORKER, 16, turn)
        turn = replace(turn, after=claims.last)
        for one in claims.taken:
            dispatch(core, WORKER, one)
        clock.advance(every)


def boards_of(core: Core, limit: int) -> list[BoardCode]:
    """Whose texts the next claim takes, in their order."""
    return [one.text.board for one in claim(core, WORKER, limit).taken]


def welcomes(core: Core) -> Counter[State]:
    """Their states: what is put back is planned anew, and brings the rest of its release along."""
    with sql_store(core).engine.begin() as connection:
        return Counter(State(one) for one in connection.execute(select(texts.c.state).where(texts.c.welcome)).scalars())
