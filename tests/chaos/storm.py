"""The storm: texts fall due, the carrier stumbles, processes are killed; then both books are compared."""

import random
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import requests

from service.clock import PracticeClock
from service.demo.client import PATIENCE_S
from service.domain.london import LONDON, london_day
from tests.chaos.asking import Askers, asker_of, asking
from tests.chaos.books import books_of, due_and_on_their_way, stops_heard
from tests.chaos.carrier import start_carrier
from tests.chaos.crowd import Prison, numbers_of, telling
from tests.chaos.leaving import Leavers, leaver_of, leaving, other_leaver_of
from tests.chaos.reckoning import ON_ITS_WAY, Reckoning, reckon
from tests.chaos.victims import Crew
from tests.journeys.between import Between, between
from tests.journeys.house import Database, House, furnished

NOON = datetime(2026, 12, 22, 12, 0, tzinfo=LONDON)
RATE = 60  # practice seconds a second: a storm ends on the day on which it began
LEASE_S, UNKNOWN_WAIT_S = 3, 2
EACH_WAY_S = 0.05  # that a call takes to the carrier, and back
RESTS_WITHIN_S = 90.0
SHARE = 0.05
_NEXT_CALLS_S = 6.0  # the longest wait for a worker to be at work again, before the next strike
_STRIKES_WITHIN_S = 0.8  # of its being at work

Blow = Callable[[Callable[[], object]], object]  # what it is given happens at its worst moment


@dataclass(frozen=True)
class Plan:
    workers: int
    waves: int  # of people, and of blows
    people: int
    seed: int
    days: int = 1
    seconds: float = 3600  # the storm is over then, however many waves there were
    kills: bool = True  # one with each wave; else every process must live to the end
    blows: Mapping[int, Blow] = field(default_factory=dict, repr=False)  # by the number of their wave


@dataclass(frozen=True)
class Report:
    plan: Plan
    kills: Mapping[str, int]
    faults: Mapping[str, int]  # that the carrier's calls met
    states: Mapping[str, int]  # of the texts
    taken: int  # by the carrier
    stops: Mapping[str, int]  # people who texted STOP, by where the carrier told of it
    asked: int  # questions that were taken as they came
    reckoning: Reckoning
    seconds: float
    is_at_rest: bool

    @property
    def is_exact(self) -> bool:
        return self.is_at_rest and self.reckoning.is_exact


def storm(database: Database, folder: Path, plan: Plan) -> Report:
    with furnished(database, folder, **hurried(folder)) as house, between(house.carrier) as line:
        house.variables["TWILIO_BASE_URL"] = line.url
        start_carrier(house)
        return storm_over(Crew(house, random.Random(plan.seed)), line, plan)  # noqa: S311  to be repeated, not secret


def hurried(folder: Path) -> dict[str, str]:
    """The settings of a service whose leases and waits are short."""
    short = {"LEASE_S": str(LEASE_S), "UNKNOWN_WAIT_S": str(UNKNOWN_WAIT_S), "LOG_LEVEL": "WARNING"}
    return {**short, "SPOOL_DIR": str(folder / "spool")}


def storm_over(crew: Crew, line: Between, plan: Plan) -> Report:
    """The practice carrier runs; the rest of the crew is started anew each day."""
    began, house = time.monotonic(), crew.house
    promised: set[str] = set()
    chance = partial(random.Random, plan.seed)
    with leaving(house, chance()) as leavers, asking(house, chance()) as askers:
        for day in range(plan.days):
            if day:
                crew.kill_all()
                leavers.say_to_nobody(numbers_of(plan.people)[day - 1])  # told of on the day before
            clock = house.set_clock(NOON + timedelta(days=day), RATE)
            crew.start(plan.workers)
            promised |= _day(crew, line, (leavers, askers), plan, day, clock, began)
            is_at_rest = _comes_to_rest(house, clock, leavers.said)
    crew.end()
    left = {one: leavers.said_to_nobody.get(one) for one in leavers.said}
    books = books_of(house, clock, promised, left, askers.heard)
    crew.kill_all()  # nobody need wait for their end
    return Report(
        plan,
        crew.kills,
        faults_met(house),
        Counter(one.state for one in books.planned),
        len(books.taken),
        leavers.ways,
        len(askers.heard),
        reckon(books),
        time.monotonic() - began,
        is_at_rest=is_at_rest,
    )


def _day(  # noqa: PLR0913
    crew: Crew, line: Between, callers: tuple[Leavers, Askers], plan: Plan, day: int, clock: PracticeClock, began: float
) -> set[str]:
    """One day's share of people and of waves; the numbers of the people."""
    leavers, askers = callers
    people, share = numbers_of(plan.people)[day :: plan.days], plan.waves // plan.days
    prison = Prison(crew.house, london_day(clock.now()) - timedelta(days=1))
    with telling(prison), _bad_weather(crew, line):
        for number in range(share):
            if time.monotonic() - began > plan.seconds:
                break
            wave = people[number::share]
            prison.tell_of(wave)
            leavers.say_soon(prison, leaver_of(wave))
            askers.ask_soon(prison, asker_of(wave))
            _await_calls(line)
            time.sleep(crew.chance.uniform(0, _STRIKES_WITHIN_S))
            if plan.kills:
                crew.kill_one()
            blow = plan.blows.get(day * share + number)
            if blow:
                crew.await_all()
                prison.await_promise(other_leaver_of(wave))
                blow(partial(leavers.say, other_leaver_of(wave)))
        leavers.finish()
        askers.finish()
    return prison.promised


def _await_calls(line: Between) -> None:
    came, until = line.came, time.monotonic() + _NEXT_CALLS_S
    while line.came == came and time.monotonic() < until:
        time.sleep(0.02)


@contextmanager
def _bad_weather(crew: Crew, line: Between) -> Iterator[None]:
    """Faults at the carrier and a slow line."""
    line.delay_s = EACH_WAY_S
    switch(crew.house, weather(crew.chance.randrange(1_000_000)))
    yield
    line.delay_s = 0
    switch(crew.house, {})


def weather(seed: int) -> dict[str, Any]:
    rates = {
        "drop_after": SHARE,
        "too_many_requests": SHARE,
        "error_after": SHARE,
        "callbacks_reordered": SHARE,
        "callbacks_repeated": SHARE,
        "callbacks_early": SHARE,
        "callbacks_lost": 0.02,
    }
    return {"seed": seed, "rates": rates}


def switch(house: House, faults: dict[str, Any]) -> None:
    requests.put(f"{house.carrier}/practice/faults", json=faults, timeout=PATIENCE_S).raise_for_status()


def faults_met(house: House) -> dict[str, int]:
    answer = requests.get(f"{house.carrier}/practice/ledger", timeout=PATIENCE_S)
    answer.raise_for_status()
    return dict(answer.json()["faults_met"])


def _comes_to_rest(house: House, clock: PracticeClock, left: Collection[str]) -> bool:
    """Nothing claimed or unknown, nothing due that waits, and every STOP is heard."""
    until = time.monotonic() + RESTS_WITHIN_S
    while time.monotonic() < until:
        states, waiting = due_and_on_their_way(house.database_url, clock.now())
        is_heard = stops_heard(house.database_url) >= len(left)
        if is_heard and not waiting and not any(states[state] for state in ON_ITS_WAY):
            return True
        time.sleep(0.2)
    return False
