"""Several texts go out at once, and what was not begun goes back."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import select

from service.core.ports import Clock, Core
from service.core.sending import Carrier, Outcome, Outgoing
from service.domain.text import State
from service.store.tables import attempts
from service.worker.hands import IN_HAND
from tests.builders import sql_store
from tests.fakes import FakeCarrier, fresh_sent
from tests.worker.ledger import NOON, Ledger, at_work, practice_clock, wait_until

Make = Callable[[Clock, Carrier | None], Core]


@dataclass
class Held:
    """For a script: the carrier is slow with these, until a test lets them go."""

    go: threading.Event = field(default_factory=threading.Event)
    came: list[Outgoing] = field(default_factory=list)

    def __call__(self, outgoing: Outgoing) -> Outcome:
        self.came.append(outgoing)
        assert self.go.wait(timeout=30)
        return fresh_sent()


def outcomes(core: Core) -> list[str]:
    """Of every attempt."""
    with sql_store(core).engine.begin() as connection:
        return sorted(str(one) for one in connection.execute(select(attempts.c.outcome)).scalars())


def test_nothing_waits_behind_a_slow_text(make: Make) -> None:
    """Claimed before it or after it."""
    clock, slow = practice_clock(), Held()
    carrier = FakeCarrier(clock.wall)
    carrier.script(slow)
    ledger = Ledger(make(clock, carrier))
    ledger.plan([NOON] * 25)
    with at_work(ledger.core, threads=2):
        ledger.wait_until({State.ACCEPTED: 24, State.CLAIMED: 1})
        slow.go.set()
        ledger.wait_until({State.ACCEPTED: 25})


def test_the_next_texts_are_claimed_while_half_of_what_is_in_hand_is_still_to_go(make: Make) -> None:
    clock, slow = practice_clock(), Held()
    carrier = FakeCarrier(clock.wall)
    full = 2 * IN_HAND
    carrier.script(*[lambda _: fresh_sent()] * (full // 2), slow, slow)
    ledger = Ledger(make(clock, carrier))
    ledger.plan([NOON] * (full * 2))
    with at_work(ledger.core, threads=2):
        ledger.wait_until({State.ACCEPTED: full // 2, State.CLAIMED: full, State.PLANNED: full // 2})
        slow.go.set()
        ledger.wait_until({State.ACCEPTED: full * 2})


def test_what_was_claimed_and_not_begun_is_put_back_when_it_stops(make: Make) -> None:
    clock, slow = practice_clock(), Held()
    carrier = FakeCarrier(clock.wall)
    carrier.script(slow, slow)
    ledger = Ledger(make(clock, carrier))
    full = 2 * IN_HAND
    ids = ledger.plan([NOON] * (full + 1))
    with at_work(ledger.core, threads=2) as worker:
        wait_until(lambda: len(slow.came) == 2 and ledger.states()[State.CLAIMED] == full, lambda: str(ledger.states()))
        ending = threading.Thread(target=worker.stop)
        ending.start()
        wait_until(lambda: worker.worker._stopping.is_set(), lambda: "it does not stop")  # noqa: SLF001
        slow.go.set()
        ending.join()
    with ledger.core.store.read() as tx:
        found = [tx.texts.get(one) for one in ids]
    assert sum(one.state is State.ACCEPTED for one in found) == 2
    back = [one for one in found if one.state is not State.ACCEPTED]
    assert {(one.state, one.attempt_id, one.lease_until, one.went_on) for one in back} == {
        (State.PLANNED, None, None, None)
    }
    assert outcomes(ledger.core) == ["dropped"] * (full - 2) + ["sent", "sent"]
    assert len(carrier.tried) == 2
