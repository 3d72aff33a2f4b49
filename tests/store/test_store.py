"""Transactions, moments, and whether a database is fit for use: alike on both kinds."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import Column, Engine, MetaData, Table, insert, select
from sqlalchemy.exc import IntegrityError, StatementError

from service.domain.errors import UnavailableError
from service.store.engine import open_engine
from service.store.ids import fresh
from service.store.store import SqlStore
from service.store.tables import heartbeats
from service.store.types import Utc
from tests.builders import HEARD, SAM
from tests.fakes import FixedClock
from tests.store.rows import NOW, SUMMER, add_person, new_sealer


def test_a_transaction_that_fails_leaves_nothing_behind(store: SqlStore) -> None:
    def half() -> None:
        with store.write("test") as tx:
            add_person(tx)
            message = "half way"
            raise RuntimeError(message)

    with pytest.raises(RuntimeError, match="half way"):
        half()
    with store.read() as tx:
        assert tx.people.find(SAM) is None


def test_a_database_that_is_not_there_is_unavailable(tmp_path: Path, clock: FixedClock) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}")
    store = SqlStore(engine, new_sealer(), clock)
    for use in (store.read, lambda: store.write("test")):
        with pytest.raises(UnavailableError), use():
            pass
    assert store.ready() == ("the database does not answer",)
    engine.dispose()


def test_an_error_of_the_database_shows_no_value(store: SqlStore) -> None:
    def twice() -> None:
        with store.write("test") as tx:
            add_person(tx, "p-1", "QX48213")
            add_person(tx, "p-2", "QX48213")

    with pytest.raises(IntegrityError) as caught:
        twice()
    assert "QX48213" not in str(caught.value)
    assert "[SQL parameters hidden" in str(caught.value)


def test_alone_lets_only_one_transaction_hold_a_name(store: SqlStore) -> None:
    inside, start = [0], Barrier(4)
    seen: list[int] = []

    def work() -> None:
        start.wait(timeout=10)
        for _ in range(5):
            with store.write("test") as tx:
                tx.alone("event 1", "person 1")
                inside[0] += 1
                seen.append(inside[0])
                inside[0] -= 1

    with ThreadPoolExecutor(4) as threads:
        for future in [threads.submit(work) for _ in range(4)]:
            future.result(timeout=30)
    assert seen == [1] * 20


def moments() -> Table:
    return Table("moments", MetaData(), Column("at", Utc))


@pytest.mark.parametrize(
    "moment",
    [
        NOW,
        datetime(2027, 7, 1, 10, tzinfo=SUMMER),
        datetime(2027, 10, 31, 0, 30, tzinfo=UTC),
        datetime(2027, 10, 31, 1, 30, tzinfo=UTC),
        None,
    ],
)
def test_a_moment_comes_back_as_the_same_moment_in_utc(engine: Engine, moment: datetime | None) -> None:
    table = moments()
    with engine.execution_options(write=True).connect() as connection:
        table.create(connection)
        connection.execute(insert(table).values(at=moment))
        (kept,) = connection.execute(select(table.c.at)).scalars()
        connection.rollback()
    assert kept == moment
    assert kept is None or kept.tzinfo is UTC


def test_a_moment_without_a_zone_is_refused(engine: Engine) -> None:
    table = moments()
    with engine.execution_options(write=True).connect() as connection:
        table.create(connection)
        with pytest.raises(StatementError, match="without a zone"):
            connection.execute(insert(table).values(at=NOW.replace(tzinfo=None)))
        connection.rollback()


def test_without_its_schema_the_store_says_what_to_do(databases: str, clock: FixedClock) -> None:
    engine = open_engine(databases)
    store = SqlStore(engine, new_sealer(), clock)
    assert store.ready() == ("the database schema is not up to date: run `release-day migrate`",)
    engine.dispose()


def test_without_a_worker_the_store_is_not_ready(store: SqlStore) -> None:
    assert store.ready() == ("no worker has been heard of within 60 s",)


def test_with_a_worker_heard_of_the_store_is_ready_for_a_minute(store: SqlStore, clock: FixedClock) -> None:
    store.beat("worker-1")
    assert store.ready() == ()
    clock.set(wall=HEARD + timedelta(seconds=60))
    assert store.ready() == ()
    clock.set(wall=HEARD + timedelta(seconds=61))
    assert store.ready() == ("no worker has been heard of within 60 s",)
    store.beat("worker-1")
    assert store.ready() == ()


def test_a_heartbeat_is_a_matter_of_the_wall(store: SqlStore, clock: FixedClock) -> None:
    store.beat("worker-1")
    clock.set(now=NOW + timedelta(days=30))
    assert store.ready() == ()


def test_one_living_worker_of_several_is_enough_and_the_long_dead_are_forgotten(
    store: SqlStore, clock: FixedClock
) -> None:
    store.beat("worker-1")
    clock.set(wall=HEARD + timedelta(hours=23))
    store.beat("worker-2")
    assert store.ready() == ()
    clock.set(wall=HEARD + timedelta(hours=25))
    store.beat("worker-2")
    with store.read() as tx:
        assert tx.connection.execute(select(heartbeats.c.worker)).scalars().all() == ["worker-2"]


def test_a_fresh_id_is_random_readable_and_fits_in_an_address() -> None:
    made = {fresh("t") for _ in range(1000)}
    assert len(made) == 1000
    for one in made:
        prefix, rest = one.split("-")
        assert prefix == "t"
        assert len(rest) == 17
        assert not set(rest) & set("01iloIO"), "nobody mistakes one letter for another"


def test_the_folder_of_an_sqlite_database_is_made(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/var/deep/release-day.db")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("pragma journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("pragma synchronous").scalar() == 2
        assert connection.exec_driver_sql("pragma foreign_keys").scalar() == 1
    engine.dispose()


def test_an_sqlite_database_may_live_in_memory() -> None:
    engine = open_engine("sqlite:///:memory:")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("select 1").scalar() == 1
    engine.dispose()
