"""What one worker of all does beside the sending, and when none sends."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from service.core.catching_up import MARK
from service.core.dispatch import claim
from service.core.holding import BY_HAND, go_on, put_on_hold
from service.core.ports import Clock, Core
from service.core.sending import Carrier, CarrierSilentError, Listed
from service.domain.errors import UnavailableError
from service.domain.number import Number
from service.domain.text import State
from service.worker.duties import Duty, do, duties
from tests.fakes import FakeCarrier
from tests.worker.ledger import NOON, Elected, Ledger, at_work, practice_clock, wait_until, wall

Make = Callable[[Clock, Carrier | None], Core]
LONG_AGO = timedelta(minutes=16)


def list_was_read(core: Core, ago: timedelta) -> None:
    with core.store.write(actor="test") as tx:
        tx.marks.put(MARK, wall() - ago)


@dataclass
class Fails:
    error: Exception
    times: int = 0

    def __call__(self) -> None:
        self.times += 1
        raise self.error


@pytest.mark.parametrize(
    ("error", "level"),
    [(UnavailableError(), logging.WARNING), (CarrierSilentError("x"), logging.WARNING), (KeyError(), logging.ERROR)],
)
def test_a_duty_that_fails_is_told_and_done_again(
    error: Exception, level: int, caplog: pytest.LogCaptureFixture
) -> None:
    fails = Fails(error)
    for _ in range(2):
        do(Duty("count_the_sheep", 5, fails))
    assert fails.times == 2
    assert [(one.levelno, "count_the_sheep" in one.getMessage()) for one in caplog.records] == [(level, True)] * 2


def test_a_duty_that_fails_stops_no_other(make: Make) -> None:
    clock = practice_clock()
    carrier = FakeCarrier(clock.wall)
    carrier.silent = True
    core = make(clock, carrier)
    ledger = Ledger(core)
    list_was_read(core, LONG_AGO)
    ledger.plan([NOON])
    assert claim(replace(core, lease_s=-1), "a worker that died", 1).taken
    with at_work(core, tick_s=0.05):
        ledger.wait_until({State.UNKNOWN: 1})


def test_every_duty_is_there_and_a_stop_may_come_before_anything_is_sent(make: Make) -> None:
    found = {one.name: one for one in duties(make(practice_clock(), None), "worker-1", None)}
    assert found.keys() == {
        "keep_caught_up", "end_stale_claims", "resolve", "withdraw", "end_late_answers",
        "escalate", "watch", "try_later", "watch_prisons",
        "fetch_unheard", "age_out", "watch_joining",
    }  # fmt: skip
    assert [one.name for one in found.values() if one.is_first] == ["keep_caught_up"]


@dataclass
class Counting(FakeCarrier):
    """A carrier that counts how often its list was asked for."""

    clock: Clock
    asked: list[Number | None] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(self.clock.wall)

    def listed(self, since: object, to: Number | None = None) -> tuple[Listed, ...]:
        self.asked.append(to)
        return ()


def test_only_the_elected_worker_does_them_and_the_others_send_all_the_same(make: Make) -> None:
    clock = practice_clock()
    carrier = Counting(clock)
    core = make(clock, carrier)
    ledger = Ledger(core)
    list_was_read(core, timedelta(minutes=11))
    ledger.plan([NOON] * 2)
    assert claim(replace(core, lease_s=-1), "a worker that died", 1).taken
    with at_work(core, tick_s=0.05, elected=Elected(me=False)):
        ledger.wait_until({State.ACCEPTED: 1, State.CLAIMED: 1})
    assert carrier.asked == []


def test_a_worker_that_is_elected_later_does_them_from_then_on(make: Make) -> None:
    core = make(practice_clock(), None)
    ledger = Ledger(core)
    ledger.plan([NOON])
    assert claim(replace(core, lease_s=-1), "a worker that died", 1).taken
    elected = Elected(me=False)
    with at_work(core, elected=elected):
        elected.me = True
        ledger.wait_until({State.UNKNOWN: 1})


def test_nothing_is_sent_while_the_carriers_list_was_not_read(make: Make) -> None:
    """Somebody may have said STOP since."""
    clock = practice_clock()
    carrier = FakeCarrier(clock.wall)
    carrier.silent = True
    core = make(clock, carrier)
    ledger = Ledger(core)
    list_was_read(core, LONG_AGO)
    ledger.plan([NOON] * 3)
    with at_work(core, tick_s=0.05) as worker:
        for _ in range(5):
            worker.look()
        assert ledger.states() == {State.PLANNED: 3}
        carrier.silent = False
        ledger.wait_until({State.ACCEPTED: 3})


def test_a_list_that_was_not_read_is_read_before_the_first_text(make: Make) -> None:
    clock = practice_clock()
    carrier = FakeCarrier(clock.wall)
    core = make(clock, carrier)
    ledger = Ledger(core)
    list_was_read(core, LONG_AGO)
    with core.store.read() as tx:
        before = tx.marks.get(MARK)
    ledger.plan([NOON])
    with at_work(core):
        ledger.wait_until({State.ACCEPTED: 1})
    with core.store.read() as tx:
        after = tx.marks.get(MARK)
    assert before is not None
    assert after is not None
    assert after > before


def test_on_hold_nothing_is_sent_and_when_it_is_over_everything(make: Make) -> None:
    core = make(practice_clock(), None)
    ledger = Ledger(core)
    put_on_hold(core, "staff", BY_HAND)
    ledger.plan([NOON] * 3)
    with at_work(core, tick_s=0.05) as worker:
        for _ in range(5):
            worker.look()
        assert ledger.states() == {State.PLANNED: 3}
        assert go_on(core, "staff")
        wait_until(lambda: ledger.states() == {State.ACCEPTED: 3}, lambda: str(ledger.states()))
