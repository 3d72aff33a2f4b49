"""The database goes away under a worker that has texts on their way, and comes back."""

import threading
from collections.abc import Iterator

import pytest

from service.core.ports import Core
from service.core.sending import Outcome, Outgoing
from service.domain.text import State
from service.store.singleton import only_one
from service.worker.process import Worker
from tests import postgres_pair
from tests.builders import close, make_core
from tests.fakes import FakeCarrier, fresh_sent
from tests.worker.ledger import NOON, Ledger, practice_clock, wait_until

BEFORE, AFTER = 7, 23  # few enough that more may be claimed while all of them are in hand


@pytest.fixture
def node() -> Iterator[postgres_pair.Node]:
    with postgres_pair.durable() as running:
        yield running


@pytest.fixture
def core(node: postgres_pair.Node) -> Iterator[Core]:
    clock = practice_clock()
    made = make_core(node.url("postgres"), clock=clock, carrier=FakeCarrier(clock.wall))
    yield made
    close(made)


def test_a_restart_of_the_server_loses_no_answer_and_every_loop_goes_on(
    core: Core, node: postgres_pair.Node, caplog: pytest.LogCaptureFixture
) -> None:
    """What the carrier took while the database was away is written down when it is back, and not sent again."""
    ledger, carrier = Ledger(core), core.carrier
    assert isinstance(carrier, FakeCarrier)
    go, came = threading.Event(), []

    def slow(outgoing: Outgoing) -> Outcome:
        came.append(outgoing.ref)
        assert go.wait(timeout=30)
        return fresh_sent()

    carrier.script(*[slow] * 4)
    ledger.plan([NOON] * BEFORE)
    with only_one(node.url("postgres")) as elected:
        worker = Worker(core, 0.1, elected, threads=4)
        worker.start()
        wait_until(lambda: len(came) == 4, lambda: f"{len(came)} came")
        node.stop_at_once()
        go.set()
        wait_until(lambda: "a pass failed" in caplog.text, lambda: caplog.text)
        node.start()
        ledger.plan([NOON] * AFTER)
        ledger.wait_until({State.ACCEPTED: BEFORE + AFTER})
        wait_until(elected.is_me, lambda: "nobody keeps house")
        worker.stop()
    assert len(carrier.tried) == len({one.to.e164 for one in carrier.tried}) == BEFORE + AFTER
    assert set(ledger.tries().values()) == {1}
    assert core.store.ready() == ()
