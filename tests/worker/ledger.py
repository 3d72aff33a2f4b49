"""A ledger with nothing in it but texts that are due, each to a number of its own; and a worker on it."""

import datetime as dt
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import event, select

from service.clock import PracticeClock, WallClock
from service.core.catching_up import MARK
from service.core.ports import Core, Transaction
from service.domain.ids import BoardCode, NumberId, PersonId, PrisonSlug, ReleaseId, SequenceId, StepId, TextId
from service.domain.london import at, london_day
from service.domain.number import Number
from service.domain.release import Contact, Person, Release
from service.domain.text import State, Text
from service.schedules.answers import ANSWERS, good_for
from service.store.tables import attempts, texts
from service.worker.hands import THREADS
from service.worker.process import Worker
from tests.builders import GLASGOW, sql_store

NOON = datetime(2026, 12, 23, 12, 0, tzinfo=UTC)  # well inside the sending hours
AFTERNOON = dt.time(14)  # when the shipped sequence wants a welcome whose date alone is known
PATIENCE_S = 30.0
STOPS_WITHIN_S = 20.0  # what `./go` promises
NEVER_S = 3600.0  # a tick that does not come

wall = WallClock().wall


def practice_clock(rate: float = 1, *, in_s: float = 0) -> PracticeClock:
    """Noon, running from so many seconds ahead."""
    return PracticeClock(NOON, rate, wall() + timedelta(seconds=in_s))


def without_waiting_for_the_disk(core: Core) -> Core:
    """The same ledger, quick on a machine whose disk is busy: what these tests look at is not what survives a crash."""
    engine = sql_store(core).engine
    event.listen(engine, "connect", _hurry)
    engine.dispose()
    return core


def _hurry(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA synchronous=OFF")


@dataclass(frozen=True)
class Ledger:
    core: Core
    _numbers: Iterable[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        """The carrier's list was just read: these tests are about what happens then."""
        with self.core.store.write(actor="test") as tx:
            tx.marks.put(MARK, wall())

    def plan(self, moments: Iterable[datetime], board: BoardCode = GLASGOW) -> list[TextId]:
        """A text for each moment, all in one transaction."""
        numbered = zip(moments, self._numbers, strict=False)
        with self.core.store.write(actor="test") as tx:
            return [self._plan_one(tx, moment, number, board) for moment, number in numbered]

    def plan_answer(self, board: BoardCode = GLASGOW) -> TextId:
        """An answer to a reply that came just now from a number of its own."""
        one = next(iter(self._numbers))
        number, now = Number.trusted(f"+4477009{one:05}"), self.core.clock.now()
        with self.core.store.write(actor="test") as tx:
            line = tx.lines.of(number)
            planned = _planned(TextId(f"t-{one}"), None, line.id, now, board)
            key, until = StepId("GP"), self.core.clock.wall() + good_for("GP")
            answer = replace(planned, sequence=ANSWERS, step=key, welcome=False, good_until=until)
            answer = replace(answer, occasion=f"SM{one:032}")
            assert tx.texts.answer(answer, f"NHS: This is the answer to reply {one}.")
        return answer.id

    def _plan_one(self, tx: Transaction, due: datetime, one: int, board: BoardCode) -> TextId:
        number = Number.trusted(f"+4477009{one:05}")
        line = tx.lines.of(number)
        person = Person(PersonId(f"p-{one}"), board, None, Contact(number=number), number_id=line.id)
        release = Release(ReleaseId(f"r-{one}"), person.id, PrisonSlug("barlinnie"), london_day(due), due)
        tx.people.add(person, f"B{one}")
        tx.releases.add(release)
        tx.texts.add(_planned(TextId(f"t-{one}"), release.id, line.id, due, board))
        return TextId(f"t-{one}")

    def move(self, text_id: TextId, due: datetime) -> None:
        """Plan an unsent text anew, for another moment."""
        with self.core.store.write(actor="test") as tx:
            text = tx.texts.get(text_id)
            tx.texts.save(_planned(text_id, text.release_id, text.number_id, due, text.board))

    def states(self) -> Counter[State]:
        with sql_store(self.core).engine.begin() as connection:
            return Counter(State(state) for state in connection.execute(select(texts.c.state)).scalars())

    def tries(self) -> Counter[str]:
        """How many attempts each text had."""
        with sql_store(self.core).engine.begin() as connection:
            return Counter(connection.execute(select(attempts.c.text_id)).scalars())

    def wait_until(self, expected: dict[State, int]) -> None:
        wait_until(lambda: self.states() == expected, lambda: f"{self.states()} is not {expected}")


def _planned(
    text_id: TextId, release_id: ReleaseId | None, number_id: NumberId, due: datetime, board: BoardCode
) -> Text:
    return Text(
        id=text_id,
        release_id=release_id,
        sequence=SequenceId("first-weeks"),
        step=StepId("01_welcome"),
        board=board,
        number_id=number_id,
        state=State.PLANNED,
        due_at=due,
        wanted_at=at(london_day(due), AFTERNOON),
        welcome=True,
    )


def wait_until(happened: Callable[[], bool], otherwise: Callable[[], str]) -> None:
    ends = time.monotonic() + PATIENCE_S
    while not happened():
        assert time.monotonic() < ends, otherwise()
        time.sleep(0.01)


@dataclass
class Elected:
    """Whether it is this worker that keeps house; by default nobody else is at work on this ledger."""

    me: bool = True

    def is_me(self) -> bool:
        return self.me


@dataclass
class Shift:
    """A worker at work. `stop` ends it once, however often it is asked."""

    worker: Worker
    _took_s: float | None = None

    def look(self) -> None:
        self.worker.look()

    def stop(self) -> float:
        """How many seconds it took."""
        if self._took_s is None:
            began = time.monotonic()
            self.worker.stop()
            self._took_s = time.monotonic() - began
        return self._took_s


@contextmanager
def at_work(
    core: Core, tick_s: float = NEVER_S, *, elected: Elected | None = None, threads: int = THREADS
) -> Iterator[Shift]:
    """A worker, meanwhile; it must end in time and leave no thread behind."""
    before = set(threading.enumerate())
    worker = Worker(core, tick_s, elected or Elected(), threads=threads)
    worker.start()
    shift = Shift(worker)
    try:
        yield shift
    finally:
        assert shift.stop() < STOPS_WITHIN_S
        wait_until(lambda: set(threading.enumerate()) <= before, lambda: f"left: {threading.enumerate()}")
