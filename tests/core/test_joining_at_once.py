"""Codes beside whatever else happens at that moment, on PostgreSQL: there several write at once."""

import secrets
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from service.core.cards import make_codes
from service.core.joining import Why
from service.core.joining_pause import MOST_WRONG
from service.core.ports import Core
from service.core.vitals import Kind as Alarm
from service.domain.ids import PrisonSlug
from service.domain.release import Ended
from tests.builders import HEARD, LIBERATION, SAMS_NUMBER, close, make_core, scheduled, sql_store
from tests.core.looking import number_id, person, release_of, says, tasks, told
from tests.core.saying import NO_NUMBER
from tests.fakes import FixedClock

NO_CARD_HAS_IT = "CFHJKLMQRX"


@pytest.fixture
def core(postgres_ledger: str, clock: FixedClock) -> Iterator[Core]:
    made = make_core(postgres_ledger, clock=clock)
    yield made
    close(made)


def waits(core: Core, trip: "Future[None]") -> bool:
    """Whether it comes to wait for a name that another transaction holds, before it is done."""
    waiting = text(
        "select count(*) from pg_locks where locktype = 'advisory' and not granted "
        "and database = (select oid from pg_database where datname = current_database())"
    )
    while not trip.done():
        with sql_store(core).engine.begin() as connection:
            if connection.execute(waiting).scalar_one():
                return True
        time.sleep(0.01)
    return False


def test_a_code_waits_for_whoever_is_at_the_persons_record_and_sees_what_was_written(core: Core) -> None:
    answer = told(core, scheduled(contact=NO_NUMBER))
    (made,) = make_codes(core, PrisonSlug("barlinnie"), LIBERATION, LIBERATION, secrets.choice)
    with ThreadPoolExecutor(1) as pool:
        with core.store.write("test") as tx:
            tx.alone(f"record {person(core).id}")
            trip = pool.submit(says, core, made.code.shown)
            assert waits(core, trip)
            tx.releases.save(replace(tx.releases.get(release_of(answer)), ended=Ended.CANCELLED))
        trip.result()
    assert person(core).contact.number is None
    assert tasks(core)[-1] == Why.ENDED


def test_a_try_waits_for_the_one_before_so_that_none_is_missed_in_the_count(core: Core) -> None:
    ours = number_id(core, SAMS_NUMBER)
    with core.store.write("test") as tx:
        for _ in range(MOST_WRONG - 2):
            tx.codes.add_wrong(ours, HEARD - timedelta(minutes=1))
    with ThreadPoolExecutor(1) as pool:
        with core.store.write("test") as tx:
            tx.alone("joining")
            trip = pool.submit(says, core, NO_CARD_HAS_IT, number="+447700900456")
            assert waits(core, trip)
            tx.codes.add_wrong(ours, HEARD)
        trip.result()
    with core.store.read() as tx:
        assert [alert.kind for alert in tx.alerts.standing()] == [Alarm.JOINING_PAUSED]
