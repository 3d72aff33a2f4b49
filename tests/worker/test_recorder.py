"""What the carrier answered is written down: all of it, and if it takes a while."""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from service.core.dispatch import Claim, claim, hand_over
from service.core.ports import Core, Transaction
from service.core.sending import Outcome
from service.core.upkeep import end_stale_claims
from service.domain.errors import UnavailableError
from service.domain.text import State
from service.store.tables import attempts
from service.worker.recorder import Recorder
from tests.builders import close, make_core, sql_store
from tests.fakes import FakeCarrier, FixedClock, fresh_sent
from tests.worker.ledger import NOON, Ledger, practice_clock, wait_until, wall

WORKER = "worker-1"


class Doors:
    """A store that can be shut, and says how often it was written to."""

    def __init__(self, core: Core) -> None:
        store = sql_store(core)
        self.read, self.beat, self.ready, self._write = store.read, store.beat, store.ready, store.write
        self.open = threading.Event()
        self.open.set()
        self.knocks = 0

    def write(self, actor: str) -> AbstractContextManager[Transaction]:
        self.knocks += 1
        if not self.open.is_set():
            raise UnavailableError
        return self._write(actor)


@pytest.fixture
def core(databases: str) -> Iterator[Core]:
    made = make_core(databases, clock=practice_clock())
    yield made
    close(made)


@pytest.fixture
def ledger(core: Core) -> Ledger:
    return Ledger(core)


@pytest.fixture
def doors(core: Core) -> Doors:
    return Doors(core)


def answers(core: Core) -> list[tuple[Claim, Outcome]]:
    """What the carrier says to everything that is due, and only we know."""
    found = []
    for one in claim(core, WORKER, 100).taken:
        outcome = hand_over(core, WORKER, one)
        assert outcome is not None
        found.append((one, outcome))
    return found


def sent_once(core: Core) -> bool:
    assert isinstance(core.carrier, FakeCarrier)
    to = [one.to.e164 for one in core.carrier.tried]
    return len(to) == len(set(to))


def test_answers_that_come_together_are_written_down_together(core: Core, ledger: Ledger, doors: Doors) -> None:
    ledger.plan([NOON] * 20)
    found = answers(core)
    doors.open.clear()
    recorder = Recorder(replace(core, store=doors), WORKER)
    recorder.take(*found[0])
    wait_until(lambda: doors.knocks > 0, lambda: "it did not begin")
    for one in found[1:]:
        recorder.take(*one)
    before = doors.knocks
    doors.open.set()
    ledger.wait_until({State.ACCEPTED: 20})
    recorder.end()
    assert doors.knocks - before <= 3


def test_a_database_that_is_away_for_a_while_is_waited_for_and_nothing_is_sent_twice(
    core: Core, ledger: Ledger, doors: Doors
) -> None:
    ledger.plan([NOON] * 3)
    recorder = Recorder(replace(core, store=doors), WORKER)
    doors.open.clear()
    for one in answers(core):
        recorder.take(*one)
    wait_until(lambda: doors.knocks > 2, lambda: "it gave up")
    doors.open.set()
    ledger.wait_until({State.ACCEPTED: 3})
    recorder.end()
    assert claim(core, WORKER, 100).taken == ()
    assert sent_once(core)


def test_an_answer_counts_though_its_claim_was_ended_meanwhile(core: Core, ledger: Ledger) -> None:
    ledger.plan([NOON] * 2)
    found = answers(core)
    later = FixedClock(NOON, wall=wall() + timedelta(minutes=2))
    assert end_stale_claims(replace(core, clock=later), "worker-2") == 2
    assert ledger.states() == {State.UNKNOWN: 2}
    recorder = Recorder(core, WORKER)
    for one in found:
        recorder.take(*one)
    recorder.end()
    assert ledger.states() == {State.ACCEPTED: 2}


def test_an_answer_that_cannot_be_written_down_keeps_back_no_other(
    core: Core, ledger: Ledger, caplog: pytest.LogCaptureFixture
) -> None:
    ledger.plan([NOON] * 9)
    found = answers(core)
    torn = update(attempts).where(attempts.c.id == found[4][0].attempt.id).values(words_sealed=b"torn")
    with sql_store(core).engine.begin() as connection:
        connection.execute(torn)
    recorder = Recorder(core, WORKER)
    for one in found:
        recorder.take(*one)
    recorder.end()
    assert ledger.states() == {State.ACCEPTED: 8, State.CLAIMED: 1}
    assert caplog.text.count("an answer was not recorded") == 1


def test_what_was_taken_is_written_down_before_it_ends(core: Core, ledger: Ledger) -> None:
    ledger.plan([NOON] * 9)
    recorder = Recorder(core, WORKER)
    for one in answers(core):
        recorder.take(*one)
    recorder.end()
    assert ledger.states() == {State.ACCEPTED: 9}


def test_it_ends_though_the_database_is_away_and_says_what_it_could_not_write_down(
    core: Core, ledger: Ledger, doors: Doors, caplog: pytest.LogCaptureFixture
) -> None:
    ledger.plan([NOON] * 3)
    recorder = Recorder(replace(core, store=doors), WORKER)
    doors.open.clear()
    for one in answers(core):
        recorder.take(*one)
    recorder.end()
    assert ledger.states() == {State.CLAIMED: 3}
    assert caplog.text.count("an answer was not recorded") == 3


def test_after_three_leases_an_answer_is_given_up_and_the_next_ones_are_written_down(
    core: Core, ledger: Ledger, doors: Doors, caplog: pytest.LogCaptureFixture
) -> None:
    """Then the carrier's list tells what became of the text."""
    ledger.plan([NOON] * 2)
    first, second = answers(core)
    recorder = Recorder(replace(core, store=doors, lease_s=0.2), WORKER)
    doors.open.clear()
    recorder.take(*first)
    wait_until(lambda: "an answer was not recorded" in caplog.text, lambda: "it waits for ever")
    doors.open.set()
    recorder.take(*second)
    recorder.end()
    assert ledger.states() == {State.CLAIMED: 1, State.ACCEPTED: 1}


def test_the_same_answer_written_down_twice_counts_once(core: Core, ledger: Ledger) -> None:
    """As where the database died in the commit, and nobody knows whether it was kept."""
    ledger.plan([NOON])
    (one,) = answers(core)
    recorder = Recorder(core, WORKER)
    for _ in range(2):
        recorder.take(*one)
    recorder.take(one[0], fresh_sent())
    recorder.end()
    assert ledger.states() == {State.ACCEPTED: 1}
    assert sum(ledger.tries().values()) == 1
