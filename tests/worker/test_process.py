"""`release-day worker`, as an operator starts and ends it."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from service.domain.text import State
from service.store.store import SqlStore
from service.worker.hands import THREADS
from tests.builders import close, make_core, sql_store
from tests.carrier import stub
from tests.commands.processes import STOPS_WITHIN_S, finished, running, sealer, settings
from tests.worker.ledger import NOON, Ledger, practice_clock, wall


@pytest.fixture
def environ(sqlite_url: str) -> dict[str, str]:
    clock = f"{NOON.isoformat()}/1/{wall().isoformat()}"
    return settings(sqlite_url, PRACTICE_CLOCK=clock, LEASE_S="2.5")  # a call to the carrier may take 2 s


@pytest.fixture
def ledger(sqlite_url: str, environ: dict[str, str]) -> Iterator[Ledger]:
    """The process's own ledger: under its keys."""
    core = make_core(sqlite_url, clock=practice_clock())
    store = sql_store(core)
    yield Ledger(replace(core, store=SqlStore(store.engine, sealer(environ), store.clock)))
    close(core)


def test_sigterm_ends_the_worker_in_time_though_the_carrier_hangs(
    ledger: Ledger, environ: dict[str, str], tmp_path: Path
) -> None:
    ledger.plan([NOON] * (THREADS + 1))
    with stub.running() as twilio:
        twilio.will(*[stub.hangs] * THREADS)
        log = tmp_path / "worker.log"
        with running("worker", environ=environ | {"TWILIO_BASE_URL": twilio.url}, log=log) as worker:
            worker.wait_until(lambda: len(twilio.seen) == THREADS)
            assert ledger.core.store.ready() == ()
            assert worker.terminate() < STOPS_WITHIN_S
            assert worker.process.returncode == 0
    assert set(ledger.states()) == {State.UNKNOWN, State.PLANNED}
    assert ledger.states()[State.UNKNOWN] == THREADS
    entries = [json.loads(line) for line in log.read_text().splitlines()]
    assert entries[0]["event"].startswith("worker ")
    assert entries[-1]["event"].endswith(" ended")
    assert "7009" not in log.read_text()


def test_on_sqlite_a_second_worker_says_why_it_stops_and_the_first_goes_on(
    ledger: Ledger, environ: dict[str, str], tmp_path: Path
) -> None:
    with running("worker", environ=environ, log=tmp_path / "worker.log") as first:
        first.wait_until(lambda: ledger.core.store.ready() == ())
        second = finished("worker", environ=environ)
        assert second.returncode == 1
        assert "Another worker is at work on test.db" in second.stderr
        assert "PostgreSQL" in second.stderr
        assert "Traceback" not in second.stderr
        assert first.process.poll() is None


def test_on_sqlite_a_worker_that_was_killed_leaves_its_place_free(
    ledger: Ledger, environ: dict[str, str], tmp_path: Path
) -> None:
    with stub.running() as twilio:
        environ |= {"TWILIO_BASE_URL": twilio.url}
        with running("worker", environ=environ, log=tmp_path / "first.log") as first:
            first.wait_until(lambda: ledger.core.store.ready() == ())
            first.process.kill()
            first.process.wait()
        ledger.plan([NOON])
        with running("worker", environ=environ, log=tmp_path / "second.log") as second:
            second.wait_until(lambda: ledger.states() == {State.ACCEPTED: 1})
