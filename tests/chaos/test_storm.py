"""The short form of `./go chaos`."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from service.domain.text import State
from tests.chaos.away import lock, restart
from tests.chaos.furnishing import furnished_at
from tests.chaos.leaving import FALLBACK, LIST
from tests.chaos.storm import Blow, Plan, storm
from tests.chaos.telling import told
from tests.journeys.house import Database
from tests.postgres_pair import durable

KILLS, PEOPLE, DAYS = 4, 24, 2
AWAY_AT = 1  # the wave under which the database is away
WENT = {State.ACCEPTED, State.SENT, State.DELIVERED}  # one whose receipts were lost is never told to have arrived


@pytest.mark.parametrize(("kind", "workers"), [("sqlite", 1), ("postgresql", 2)])
def test_whatever_is_killed_nothing_is_lost_and_nothing_goes_twice(tmp_path: Path, kind: str, workers: int) -> None:
    seed = secrets.randbelow(1_000_000)
    print(f"seed {seed}")  # noqa: T201  shown where the test fails
    with _database(kind, tmp_path) as (database, away):
        report = storm(database, tmp_path, Plan(workers, KILLS, PEOPLE, seed, DAYS, blows={AWAY_AT: away}))
    assert report.is_exact, "\n".join(told(report))
    assert sum(report.kills.values()) == KILLS
    assert sum(report.states[state] for state in WENT) == report.taken
    assert report.taken >= PEOPLE - sum(report.stops.values())  # the others had no reason not to get one
    assert report.asked
    assert report.stops[FALLBACK]  # while the database was away
    assert report.stops[LIST]  # while nothing ran
    assert sum(report.stops.values()) == KILLS + 2  # one with each wave, and these two


@contextmanager
def _database(kind: str, folder: Path) -> Iterator[tuple[Database, Blow]]:
    """And how it goes away."""
    if kind == "sqlite":
        file = folder / "chaos.db"
        yield furnished_at(f"sqlite:///{file}"), partial(lock, file)
        return
    with durable() as server:
        server.do("create database release_day")
        yield furnished_at(server.url("release_day")), partial(restart, server)
