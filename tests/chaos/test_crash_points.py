"""The power goes after each step in turn, another worker carries on: each text and each answer is sent once."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from service.core.dispatch import claim, hand_over
from service.core.ports import Core
from service.core.receipts import take_receipt
from service.core.records import Receipt
from service.core.resolving import resolve
from service.core.sending import Listed, Outcome, Outgoing, Sent
from service.core.settle import settle
from service.core.upkeep import end_stale_claims
from service.domain.ids import AttemptId, MessageSid, TextId
from service.domain.number import Number
from service.domain.text import State
from tests.builders import close, make_core
from tests.chaos.power import Meter, PowerCut, Weather, on_the_meter
from tests.fakes import FakeCarrier, FixedClock
from tests.worker.ledger import NOON, Ledger, without_waiting_for_the_disk

TEXTS = 2
START = NOON + timedelta(hours=3)  # when the sequence, too, wants its welcome by now
BETWEEN = timedelta(minutes=11)  # two shifts: longer than a lease, and than the wait between two looks at the list
LISTED_AFTER = timedelta(minutes=15)  # so the first look at the list does not find what the second one does
SHIFTS = 6  # after the cut: as many as anything may need
ENDS = {State.ACCEPTED, State.DELIVERED}
MOST_STEPS = 200


class KnowingCarrier(FakeCarrier):
    """Remembers whose each message is, as the address of its callback tells; its list is late."""

    def __init__(self, clock: FixedClock) -> None:
        super().__init__(clock.wall)
        self.untold: dict[MessageSid, AttemptId] = {}  # of which no receipt has been given

    def send(self, outgoing: Outgoing) -> Outcome:
        outcome = super().send(outgoing)
        if isinstance(outcome, Sent):
            self.untold[outcome.sid] = outgoing.ref
        return outcome

    def listed(self, since: datetime, to: Number | None = None) -> tuple[Listed, ...]:
        found = super().listed(since, to)
        return tuple(one for one in found if one.created + LISTED_AFTER <= self._wall())


@dataclass(frozen=True)
class World:
    core: Core
    clock: FixedClock
    carrier: KnowingCarrier
    ledger: Ledger

    def begin(self) -> list[TextId]:
        """Fresh texts and an answer, due now. Those of the runs before have ended; the wall only ever goes on."""
        self.clock.set(now=START)
        return [*self.ledger.plan([START] * TEXTS), self.ledger.plan_answer()]

    def shift(self, core: Core, name: str) -> None:
        """What a worker does: between texts, then with those that are due; all that came of them is written at once."""
        end_stale_claims(core, name)
        resolve(core, name)
        taken = claim(core, name, TEXTS + 1).taken
        came = [(one.attempt.id, hand_over(core, name, one)) for one in taken]
        settle(core, name, *((attempt, outcome) for attempt, outcome in came if outcome is not None))

    def shift_on(self, meter: Meter, weather: Weather) -> None:
        with suppress(PowerCut):
            self.shift(on_the_meter(self.core, meter, weather), f"cut-{meter.cut_at}")
        self.clock.advance(BETWEEN)

    def carry_on(self, texts: list[TextId]) -> None:
        """Shifts until all has come to its end, and one more, which must find nothing to do."""
        for _ in range(SHIFTS):
            self.shift_on(Meter(), Weather.FINE)
            if set(self.states(texts)) <= ENDS:
                break
        self.shift_on(Meter(), Weather.FINE)

    def tell_receipts(self, *texts: TextId) -> None:
        """The carrier's callbacks of all that it has taken of these texts since."""
        refs = self._refs(texts)
        for sid, ref in [(sid, ref) for sid, ref in self.carrier.untold.items() if ref in refs]:
            take_receipt(self.core, Receipt(sid, "delivered", None, None, self.clock.wall()), ref)
            del self.carrier.untold[sid]

    def taken(self, texts: list[TextId]) -> Counter[TextId]:
        """How often the carrier has each of these texts."""
        refs = self._refs(texts)
        return Counter(refs[one.ref] for one in self.carrier.tried if one.ref in refs)

    def _refs(self, texts: Iterable[TextId]) -> dict[AttemptId, TextId]:
        with self.core.store.read() as tx:
            return {attempt.id: text for text in texts for attempt in tx.attempts.of_text(text)}

    def states(self, texts: list[TextId]) -> list[State]:
        with self.core.store.read() as tx:
            return [tx.texts.get(text).state for text in texts]


@pytest.fixture
def world(ledger: str) -> Iterator[World]:
    clock = FixedClock(START)
    carrier = KnowingCarrier(clock)
    core = make_core(ledger, clock=clock, carrier=carrier)
    if ledger.startswith("sqlite"):
        without_waiting_for_the_disk(core)
    yield World(core, clock, carrier, Ledger(core))
    close(core)


@pytest.mark.parametrize("weather", Weather, ids=lambda weather: weather.name.lower())
def test_whatever_step_was_the_last_of_a_pass_each_text_goes_exactly_once(world: World, weather: Weather) -> None:
    steps = _cut_at_each_step(world, weather)
    assert {"before a send", "after a send", "before a commit", "after a commit"} <= set(steps)


@pytest.mark.parametrize("shift", [2, 3])
@pytest.mark.parametrize("weather", [Weather.ANSWER_LOST, Weather.CALL_LOST], ids=["answer_lost", "call_lost"])
def test_whatever_step_was_the_last_of_a_search_for_a_lost_text_each_goes_exactly_once(
    world: World, weather: Weather, shift: int
) -> None:
    quiet = [weather, *[Weather.FINE] * (shift - 2)]
    steps = _cut_at_each_step(world, Weather.FINE, *quiet)
    assert "after a commit" in steps


def _cut_at_each_step(world: World, weather: Weather, *before: Weather) -> list[str]:
    """The steps of the shift whose power went, in turn after each of them; before it were shifts in such weather."""
    for cut_at in range(1, MOST_STEPS):
        texts = world.begin()
        for earlier in before:
            world.shift_on(Meter(), earlier)
        meter = Meter(cut_at)
        world.shift_on(meter, weather)
        world.tell_receipts(texts[0])  # of the other, the list alone can tell
        world.carry_on(texts)
        where = f"{cut_at}: {', '.join(meter.steps[-3:])}"
        assert world.taken(texts) == dict.fromkeys(texts, 1), where
        assert set(world.states(texts)) <= ENDS, where
        world.tell_receipts(*texts)
        assert set(world.states(texts)) == {State.DELIVERED}, where
        if not meter.is_cut:
            return meter.steps
    message = f"a pass has more than {MOST_STEPS} steps"
    raise AssertionError(message)
