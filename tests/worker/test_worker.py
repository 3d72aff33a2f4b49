"""The worker on a real store: APScheduler, its threads and the clock are the real ones too."""

import logging
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from service.carrier.twilio import TwilioCarrier
from service.clock import PracticeClock
from service.core.dispatch import claim
from service.core.intake import receive
from service.core.ports import Clock, Core
from service.core.sending import Carrier, Listed, NotTaken, Outcome, Outgoing, Withdrawal
from service.domain.ids import MessageSid
from service.domain.number import Number
from service.domain.text import State
from service.worker.hands import IN_HAND, THREADS
from tests.builders import scheduled, sql_store
from tests.carrier import stub
from tests.fakes import FakeCarrier, fresh_sent
from tests.worker.ledger import NOON, Ledger, Shift, at_work, practice_clock, wait_until, wall

WELCOME = datetime(2026, 12, 23, 14, 0, tzinfo=UTC)  # the moment of Sam's first text

Make = Callable[..., Core]


@dataclass
class Watch:
    """Takes every text; notes when, how many at once, and how many texts were claimed meanwhile."""

    clock: Clock
    takes_s: float = 0
    ledger: Ledger | None = None
    at: list[datetime] = field(default_factory=list)  # practice clock
    most_at_once: int = 0
    most_claimed: int = 0
    _now: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def warm(self) -> None:
        """Nothing to load."""

    def withdraw(self, sid: MessageSid) -> Withdrawal:
        return Withdrawal.TOO_LATE

    def listed(self, since: datetime, to: Number | None = None) -> tuple[Listed, ...]:
        return ()

    def fetch(self, sid: MessageSid) -> Listed | None:
        return None

    def send(self, outgoing: Outgoing) -> Outcome:
        with self._lock:
            self.at.append(self.clock.now())
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
        time.sleep(self.takes_s)
        claimed = self.ledger.states()[State.CLAIMED] if self.ledger else 0
        with self._lock:
            self.most_claimed = max(self.most_claimed, claimed)
            self._now -= 1
        return fresh_sent()


def test_a_text_goes_at_its_moment_though_no_tick_comes_near(make: Make) -> None:
    clock = practice_clock()
    watch = Watch(clock)
    ledger = Ledger(make(clock, watch))
    moments = [NOON + timedelta(seconds=wait) for wait in (0.5, 0.9, 0.901, 1.2)]
    ledger.plan(moments)
    with at_work(ledger.core) as worker:
        worker.look()
        ledger.wait_until({State.ACCEPTED: 4})
    assert all(went >= due for went, due in zip(sorted(watch.at), moments, strict=True))


def test_a_text_that_is_planned_while_the_worker_sleeps_goes_at_the_next_tick(make: Make) -> None:
    ledger = Ledger(make(practice_clock()))
    with at_work(ledger.core, tick_s=0.05):
        time.sleep(0.2)
        ledger.plan([NOON])
        ledger.wait_until({State.ACCEPTED: 1})


def test_an_earlier_moment_takes_the_place_of_a_later_one(make: Make) -> None:
    """And the later one still comes."""
    clock = practice_clock()
    watch = Watch(clock)
    ledger = Ledger(make(clock, watch))
    later, earlier = clock.now() + timedelta(seconds=2.5), clock.now() + timedelta(seconds=0.5)
    ledger.plan([later])
    with at_work(ledger.core) as worker:
        worker.look()
        ledger.plan([earlier])
        worker.look()
        ledger.wait_until({State.ACCEPTED: 2})
    assert earlier <= watch.at[0] < later <= watch.at[1]


def look_often(worker: Shift) -> None:
    for _ in range(200):
        worker.look()


@dataclass(frozen=True)
class SlowClock:
    """It takes a moment to look at the wall, as it does on a busy machine."""

    inner: Clock
    takes_s: float

    def now(self) -> datetime:
        return self.inner.now()

    def wall(self) -> datetime:
        time.sleep(self.takes_s)
        return self.inner.wall()

    def wall_at(self, moment: datetime) -> datetime:
        return self.inner.wall_at(moment)


def test_a_moment_that_passes_between_two_looks_at_the_clock_is_not_slept_through(make: Make) -> None:
    """The pass finds the text not due yet, and by the time it sets its alarm the moment is over."""
    clock = SlowClock(practice_clock(), takes_s=0.05)
    ledger = Ledger(make(clock))
    [slept] = ledger.plan([NOON])
    with at_work(ledger.core) as worker:
        ledger.move(slept, clock.now() + timedelta(seconds=0.125))  # the move and the pass look once each before
        worker.look()
        ledger.wait_until({State.ACCEPTED: 1})


def test_one_pass_at_a_time_however_many_ask_for_one_at_once(make: Make) -> None:
    """Ticks, due moments and callers come together; no more is claimed than the threads send next."""
    clock = practice_clock()
    watch = Watch(clock, takes_s=0.03)
    core = make(clock, watch)
    ledger = Ledger(core)
    watch.ledger = ledger
    ids = ledger.plan([NOON] * 20 + [NOON + timedelta(milliseconds=20 * n) for n in range(40)])
    with ExitStack() as callers, at_work(core, tick_s=0.01) as worker:
        for _ in range(4):
            caller = threading.Thread(target=look_often, args=(worker,))
            caller.start()
            callers.callback(caller.join)
        ledger.wait_until({State.ACCEPTED: 60})
    assert 1 < watch.most_at_once <= THREADS
    assert watch.most_claimed <= IN_HAND * THREADS
    assert ledger.tries() == dict.fromkeys(ids, 1)


def test_a_hundred_and_fifty_moments_in_a_row_each_get_their_text_once_with_no_tick_between(make: Make) -> None:
    """The job for each moment is armed by the pass that the last one woke."""
    clock = practice_clock(rate=300, in_s=1)
    watch = Watch(clock)
    ledger = Ledger(make(clock, watch))
    moments = [NOON + timedelta(seconds=3 * n) for n in range(1, 151)]  # 10 ms apart
    ids = ledger.plan(moments)
    with at_work(ledger.core) as worker:
        worker.look()
        ledger.wait_until({State.ACCEPTED: 150})
        assert worker.stop() < 5
    assert ledger.tries() == dict.fromkeys(ids, 1)
    assert all(went >= due for went, due in zip(sorted(watch.at), moments, strict=True))


def test_armed_a_thousand_times_over_it_still_wakes_at_the_last_moment_and_stops_at_once(make: Make) -> None:
    clock = practice_clock()
    watch = Watch(clock)
    core = make(clock, watch)
    ledger = Ledger(core)
    [moved] = ledger.plan([NOON + timedelta(hours=1)])
    with at_work(core) as worker:
        for n in range(1000):
            ledger.move(moved, NOON + timedelta(hours=2, seconds=n))
            worker.look()
        last = clock.now() + timedelta(seconds=0.5)
        ledger.move(moved, last)
        worker.look()
        ledger.wait_until({State.ACCEPTED: 1})
        assert worker.stop() < 5
    assert ledger.tries() == {moved: 1}
    assert watch.at[0] >= last


def test_a_pass_that_fails_is_told_and_the_next_one_works(make: Make, caplog: pytest.LogCaptureFixture) -> None:
    core = make(practice_clock())
    ledger = Ledger(core)
    ledger.plan([NOON] * 3)
    rename(core, "texts", "lost")
    with at_work(core, tick_s=0.05):
        wait_until(lambda: "a pass failed" in caplog.text, lambda: caplog.text)
        rename(core, "lost", "texts")
        ledger.wait_until({State.ACCEPTED: 3})


def rename(core: Core, old: str, new: str) -> None:
    with sql_store(core).engine.execution_options(write=True).begin() as connection:
        connection.execute(text(f"alter table {old} rename to {new}"))


def test_a_send_that_breaks_leaves_its_own_text_in_flight_and_holds_up_no_other(
    make: Make, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(_outgoing: Outgoing) -> Outcome:
        message = "to +447700900123: Aye, done"
        raise RuntimeError(message)

    clock = practice_clock()
    carrier = FakeCarrier(clock.wall)
    carrier.script(breaks)
    core = make(clock, carrier)
    ledger = Ledger(core)
    ledger.plan([NOON] * 9)
    with at_work(core, tick_s=0.05):
        ledger.wait_until({State.ACCEPTED: 8, State.CLAIMED: 1})
    assert "a text was left in flight" in caplog.text


def test_a_text_that_the_carrier_did_not_take_is_tried_again_and_never_left_claimed(make: Make) -> None:
    clock = PracticeClock(WELCOME, 1, wall())
    carrier = FakeCarrier(clock.wall)
    carrier.script(*[lambda _outgoing: NotTaken(wall(), "busy")] * 5)
    core = make(clock, carrier)
    receive(core, scheduled())
    with at_work(core, tick_s=0.2):
        Ledger(core).wait_until({State.ACCEPTED: 1, State.PLANNED: 11})
    assert len(carrier.tried) == 6


def test_stop_waits_for_the_texts_in_flight_and_begins_no_other(make: Make) -> None:
    """The carrier hangs. Its own timeout ends that, not ours: what became of the text is known or unknown, not lost."""
    clock = practice_clock()
    with stub.running() as twilio:
        twilio.will(*[stub.hangs] * THREADS)
        core = make(clock, carrier_at(twilio.url, timeout_s=1.5))
        ledger = Ledger(core)
        ledger.plan([NOON] * (THREADS + 3))
        with at_work(core, tick_s=0.05) as worker:
            wait_until(lambda: len(twilio.seen) == THREADS, lambda: f"{len(twilio.seen)} came")
            assert worker.stop() < 4
            assert set(ledger.states()) == {State.UNKNOWN, State.PLANNED}
            assert ledger.states()[State.UNKNOWN] == THREADS
            twilio.server.ended.set()
        assert len(twilio.seen) == THREADS


def test_stop_in_the_middle_of_a_claim_leaves_no_text_claimed(make: Make) -> None:
    ledger = Ledger(make(SlowClock(practice_clock(), takes_s=0.2)))
    ledger.plan([NOON] * 3)
    with at_work(ledger.core) as worker:
        one_pass = threading.Thread(target=worker.look)
        one_pass.start()
        time.sleep(0.3)  # the pass looks at the wall in its read, then for its claim
        worker.stop()
        assert ledger.states() in ({State.ACCEPTED: 3}, {State.PLANNED: 3})
        one_pass.join()


def carrier_at(url: str, timeout_s: float) -> Carrier:
    return TwilioCarrier(
        "AC" + "0" * 32,
        "token",
        base_url=url,
        region=None,
        edge=None,
        public_url="https://texts.example.scot",
        call_timeout_s=timeout_s,
        wall=wall,
    )


def test_a_worker_that_was_stopped_takes_nothing_more(make: Make) -> None:
    core = make(practice_clock())
    ledger = Ledger(core)
    with at_work(core, tick_s=0.02) as worker:
        worker.stop()
        ledger.plan([NOON])
        worker.look()
        time.sleep(0.1)
        assert ledger.states() == {State.PLANNED: 1}


def test_the_service_is_ready_as_soon_as_a_worker_has_started(make: Make) -> None:
    core = make(practice_clock())
    assert core.store.ready() == ("no worker has been heard of within 60 s",)
    with at_work(core):
        assert core.store.ready() == ()


def test_the_claim_of_a_dead_worker_becomes_unknown_and_is_never_sent_again(
    make: Make, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    clock = practice_clock()
    watch = Watch(clock)
    core = make(clock, watch)
    ledger = Ledger(core)
    ledger.plan([NOON])
    assert claim(replace(core, lease_s=0.1), "a worker that died", 10).taken
    with at_work(core, tick_s=0.05):
        assert ledger.states() == {State.CLAIMED: 1}
        ledger.wait_until({State.UNKNOWN: 1})
    assert "claims of a dead worker" in caplog.text
    assert watch.at == []
