"""Many workers at once, with clocks that differ and leases that end: no text is ever in two claims that live."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from service.core.dispatch import Claim, claim, dispatch
from service.core.ports import Core
from service.core.resolving import resolve
from service.core.upkeep import end_stale_claims
from service.domain.event import Event
from service.domain.number import Number
from service.domain.text import State
from service.store.engine import open_engine
from service.store.store import SqlStore
from service.store.tables import texts
from tests.builders import LIBERATION, SAMS_CONTACT, scheduled, sql_store
from tests.core.looking import move_to, told
from tests.fakes import FakeCarrier, FixedClock

PEOPLE = 14
WORKERS = 6
ROUNDS = 4
APART = timedelta(seconds=20)
LEASE = timedelta(seconds=60)  # as the service of these tests has it
PACE = timedelta(seconds=5)
WAIT = timedelta(minutes=11)  # more than between two looks at the carrier's list


@dataclass(frozen=True)
class Machine:
    """A worker with a wall clock and connections of its own."""

    name: str
    core: Core


class Off:
    """A clock whose wall is so much off."""

    def __init__(self, clock: FixedClock, by: timedelta) -> None:
        self._clock, self._by = clock, by

    def now(self) -> datetime:
        return self._clock.now()

    def wall(self) -> datetime:
        return self._clock.wall() + self._by

    def wall_at(self, moment: datetime) -> datetime:
        return self._clock.wall_at(moment) + self._by


@pytest.fixture
def machines(core: Core, ledger: str, clock: FixedClock) -> Iterator[list[Machine]]:
    """One in two has a clock that is 20 seconds ahead. The texts of many people are due."""
    told(core, *(_person(which) for which in range(PEOPLE)))
    now = move_to(clock, LIBERATION, 14)
    with sql_store(core).engine.begin() as connection:
        welcome = texts.c.step == "01_welcome"
        connection.execute(update(texts).where(welcome).values(due_at=now, wanted_at=now))
    with ExitStack() as stack:
        made = []
        for which in range(WORKERS):
            engine = open_engine(ledger)
            stack.callback(engine.dispose)
            off = Off(clock, APART * (which % 2))
            store = SqlStore(engine, sql_store(core).sealer, off)
            made.append(Machine(f"worker-{which}", replace(core, store=store, clock=off)))
        yield made


def _person(which: int) -> Event:
    return scheduled(prison_number=f"8{which:04}", contact=replace(SAMS_CONTACT, number=_number(which)))


def _number(which: int) -> Number:
    return Number.trusted(f"+4477009004{which:02}")


def all_at_once(machines: list[Machine], work: Callable[[Machine], list[Claim]]) -> list[Claim]:
    """What the workers took, who began together."""
    start = threading.Barrier(len(machines))

    def run(one: Machine) -> list[Claim]:
        start.wait(timeout=20)
        return work(one)

    with ThreadPoolExecutor(len(machines)) as threads:
        done = [threads.submit(run, one) for one in machines]
        return [claim for future in done for claim in future.result(timeout=60)]


def claims(one: Machine) -> list[Claim]:
    return list(claim(one.core, one.name, 3).taken)


def keeps_up_and_claims(one: Machine) -> list[Claim]:
    end_stale_claims(one.core, one.name)
    resolve(one.core, one.name)
    return claims(one)


def states(core: Core) -> Counter[State]:
    with sql_store(core).engine.begin() as connection:
        rows = connection.execute(select(texts.c.state).where(texts.c.step == "01_welcome")).scalars()
    return Counter(State(state) for state in rows)


def until_all_are(core: Core, clock: FixedClock, machines: list[Machine], state: State) -> list[Claim]:
    """Rounds of claims, a while apart, for what our sender sends has its pace."""
    taken: list[Claim] = []
    while states(core)[state] < PEOPLE:
        taken += all_at_once(machines, claims)
        clock.advance(PACE)
    return taken


def test_many_workers_whose_clocks_differ_never_hold_one_text(
    core: Core, clock: FixedClock, machines: list[Machine]
) -> None:
    taken = until_all_are(core, clock, machines, State.CLAIMED)
    assert sorted(one.text.id for one in taken) == sorted({one.text.id for one in taken})
    assert len(taken) == PEOPLE


def test_claims_that_ended_are_nobodys_until_the_carriers_list_was_seen_twice(
    core: Core, clock: FixedClock, machines: list[Machine]
) -> None:
    until_all_are(core, clock, machines, State.CLAIMED)
    clock.advance(LEASE - APART)  # over for those that are ahead
    for _ in range(ROUNDS):
        assert all_at_once(machines, keeps_up_and_claims) == []
        clock.advance(LEASE / 2)
    assert states(core) == {State.UNKNOWN: PEOPLE}
    clock.advance(WAIT)
    second = all_at_once(machines, keeps_up_and_claims) + until_all_are(core, clock, machines, State.CLAIMED)
    assert sorted(one.text.id for one in second) == sorted({one.text.id for one in second})
    assert len(second) == PEOPLE


def test_workers_that_wake_with_old_claims_beside_others_with_new_ones_send_each_text_once(
    core: Core, clock: FixedClock, machines: list[Machine], carrier: FakeCarrier
) -> None:
    old = until_all_are(core, clock, machines, State.CLAIMED)
    clock.advance(LEASE + APART)
    assert all_at_once(machines, keeps_up_and_claims) == []
    clock.advance(WAIT)

    def wakes_and_works(one: Machine) -> list[Claim]:
        taken = keeps_up_and_claims(one)
        for each in (*old, *taken):
            dispatch(one.core, one.name, each)
        return taken

    for _ in range(PEOPLE):
        all_at_once(machines, wakes_and_works)
        clock.advance(PACE)
    assert states(core) == {State.ACCEPTED: PEOPLE}
    assert Counter(one.to for one in carrier.held) == {_number(which).e164: 1 for which in range(PEOPLE)}
