"""Whatever happens in whatever order, the ledger agrees with a plain model of people, numbers, workers and carrier.

More stories, and longer ones, chosen by chance: MODEL_EXAMPLES=500 MODEL_STEPS=60 ./go test tests/core/test_model.py
"""

import os
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from service.core.ports import Core
from service.core.sending import Outcome, Outgoing, Rejected
from service.domain.event import Kind
from service.domain.london import london_day
from service.domain.number import Number
from service.domain.release import Contact
from tests.builders import HEARD
from tests.core.anew import Worlds, worlds_on
from tests.core.model import Message
from tests.core.playing import NUMBERS, PEOPLE, UPKEEP, WORKERS, Play

CODES = (None, 30001, 30003, 30005, 30006, 30007, 30034, 30036, 21610, 30999)  # of receipts
REFUSALS = (401, 21211, 21606, 21610, 21611, 21617, 30999)  # of answers
AHEAD = timedelta(days=3)  # so long the workers go on in the end

WORDS = ("STOP", "START", "START", "START", "WRONG", "hello", "1", "1")
NEWS = (
    *(Kind.SCHEDULED, Kind.SCHEDULED, Kind.RESCHEDULED, Kind.RELEASED, Kind.CANCELLED, Kind.RETURNED, Kind.DIED),
    *(Kind.CONTACT, Kind.CONTACT, None, None),  # None: staff pause, or let go on
)
ANSWERS = ("sent", "sent", "taken and lost", "lost", "not taken", "recorded late", "STOP before it is recorded")
Ends = Outcome | Callable[[Outgoing], Outcome] | None

people, workers = st.sampled_from(PEOPLE), st.sampled_from(WORKERS)


class Story(RuleBasedStateMachine):
    worlds: Worlds
    play: Play | None = None

    @initialize(shared=st.booleans(), days=st.integers(0, 2))
    def two_people_are_to_leave(self, shared: bool, days: int) -> None:
        self.play = Play(self.worlds.begin())
        self.play.begin(shared=shared, leave_on=london_day(HEARD) + timedelta(days=days))

    @property
    def now(self) -> Play:
        assert self.play is not None
        return self.play

    @rule(whom=people, what=st.sampled_from(NEWS), days=st.integers(-1, 3), number=st.sampled_from(NUMBERS))
    def something_is_told_of_somebody(self, whom: str, what: Kind | None, days: int, number: Number) -> None:
        match what:
            case Kind.SCHEDULED | Kind.RESCHEDULED as kind:
                self.now.tell(kind, whom, london_day(self.now.clock.now()) + timedelta(days=days))
            case Kind.CONTACT as kind:
                self.now.tell(kind, whom, contact=Contact(number=number))
            case Kind() as kind:
                self.now.tell(kind, whom)
            case None if days < 0:
                self.now.pause(whom)
            case _:
                self.now.resume(whom)

    @rule(number=st.sampled_from(NUMBERS), words=st.sampled_from(WORDS))
    def somebody_writes(self, number: Number, words: str) -> None:
        self.now.hears(number.e164, words)

    @rule(seconds=st.sampled_from([1, 30, 61, 600, 3600, 14_400, 14_400, 86_400]))
    def time_passes(self, seconds: int) -> None:
        self.now.clock.advance(timedelta(seconds=seconds))

    @rule()
    def next_text_is_due(self) -> None:
        self.now.to_next_due()

    @rule(worker=workers, limit=st.integers(1, 3))
    def worker_claims(self, worker: str, limit: int) -> None:
        self.now.claim(worker, limit)

    @rule(worker=workers, how=st.sampled_from(ANSWERS))
    def worker_sends(self, worker: str, how: str) -> None:
        """What it has in hand, or else the next that is due."""
        ends: dict[str, Ends] = {
            "sent": None,
            "taken and lost": self.now.carrier.take_and_lose,
            "lost": self.now.lose,
            "not taken": self.now.not_taken,
            "recorded late": self.now.slow(words=None),
            "STOP before it is recorded": self.now.slow(words="STOP"),
        }
        self._sends(worker, ends[how])

    @rule(worker=workers, code=st.sampled_from(REFUSALS))
    def worker_is_refused(self, worker: str, code: int) -> None:
        self._sends(worker, Rejected(code))

    @rule(worker=workers, other=workers, seconds=st.sampled_from([1, 40]))
    def request_is_overtaken_by_whatever_others_do(self, worker: str, other: str, seconds: int) -> None:
        """It arrives after it was given up, and after others looked for it and sent what they found due."""
        self._sends(worker, self.now.lose)
        self.now.keep_up(other)
        self.now.clock.advance(timedelta(seconds=seconds))
        self.now.keep_up(other)
        for one in self.now.claim(other, 3):
            self.now.send(other, one)
        self.lost_request_arrives()

    def _sends(self, worker: str, outcome: Ends) -> None:
        one = self.now.first_in_hand(worker)
        if one is None:
            self.now.to_next_due()
            one = next(iter(self.now.claim(worker, 1)), None)
        if one is not None:
            self.now.send(worker, one, outcome)

    @rule(worker=workers, whose=st.sampled_from(["STOP", "WRONG", "died", "returned", "paused"]))
    def nothing_may_go_any_more_when_it_is_in_hand(self, worker: str, whose: str) -> None:
        self.now.to_next_due()
        for one in self.now.claim(worker, 1):
            whom = self.now.model.person_of[one.text.id]
            match whose:
                case "died" | "returned":
                    self.now.tell(Kind.DIED if whose == "died" else Kind.RETURNED, whom)
                case "paused":
                    self.now.pause(whom)
                case words:
                    self.now.hears(self.now.model.number_of[whom], words)
            self.now.send(worker, one)

    @rule(worker=workers)
    def worker_dies(self, worker: str) -> None:
        self.now.hands[worker] = []

    @rule(worker=workers, other=workers)
    def worker_sleeps_until_others_have_sent_it(self, worker: str, other: str) -> None:
        """Its lease ends, the carrier's list is seen twice, another claims and sends it, and then it wakes."""
        self.now.to_next_due()
        for one in self.now.claim(worker, 1):
            for seconds in (90, 660, 60):
                self.now.clock.advance(timedelta(seconds=seconds))
                self.now.keep_up(other)
            for each in self.now.claim(other, 3):
                self.now.send(other, each)
            self.now.send(worker, one)

    @rule()
    def lost_request_arrives(self) -> None:
        if self.now.late:
            self.now.arrives_late()

    @rule(worker=workers, what=st.sampled_from([*UPKEEP, None, None]))
    def worker_keeps_up(self, worker: str, what: Callable[[Core, str], int] | None) -> None:
        self.now.keep_up(worker, *filter(None, [what]))

    @rule()
    def carrier_falls_silent_or_speaks(self) -> None:
        self.now.carrier.silent = not self.now.carrier.silent

    @rule(
        which=st.integers(0, 50),
        status=st.sampled_from(["queued", "sent", "delivered", "undelivered", "undelivered", "failed"]),
        code=st.sampled_from(CODES),
        has_ref=st.booleans(),
        times=st.integers(1, 2),
    )
    def receipt_comes(self, which: int, status: str, code: int | None, has_ref: bool, times: int) -> None:
        messages = list(self.now.model.messages.values())
        if messages:
            message = messages[which % len(messages)]
            told = as_told(message, self.now.carrier.says(message.sid)[0], status, code)
            for _ in range(times):
                self.now.receipt(message, *told, has_ref=has_ref)

    @invariant()
    def ledger_agrees_with_the_model(self) -> None:
        if self.play is not None:
            self.play.check()

    def teardown(self) -> None:
        if self.play is not None and sys.exception() is None:  # else the story broke off before its end
            self.play.come_to_rest()
            self.play.go_on_until(self.play.clock.now() + AHEAD)
            self.play.check()
            self.play.ended_well()


def as_told(message: Message, says: str, status: str, code: int | None) -> tuple[str, int | None]:
    """What the carrier can say of it: one way in which it did not arrive, with one code or at times without."""
    if says == "canceled":
        return "canceled", None
    if status in ("queued", "sent"):
        return status, None
    if message.fate is None:
        return status, None if status == "delivered" else code
    if status == "delivered" and message.code != 21610:
        return status, None
    return message.fate, message.code if code else None


def run(worlds: Worlds, examples: int, steps: int) -> None:
    """As many stories as the environment asks for, or so many and always the same."""
    asked = os.environ.get("MODEL_EXAMPLES")  # noqa: TID251  whoever runs the tests says how long
    longest = int(os.environ.get("MODEL_STEPS", steps))  # noqa: TID251
    told = type("Story", (Story,), {"worlds": worlds})
    run_state_machine_as_test(
        told,
        settings=settings(
            max_examples=int(asked or examples),
            stateful_step_count=longest,
            phases=[Phase.generate],  # to shrink such a story takes minutes; its steps are printed
            derandomize=not asked,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.fixture(scope="module")
def sqlite() -> Iterator[Worlds]:
    with worlds_on("sqlite://") as worlds:
        yield worlds


@pytest.fixture(scope="module")
def postgresql(migrated_database: str) -> Iterator[Worlds]:
    with worlds_on(migrated_database) as worlds:
        yield worlds


def test_the_ledger_agrees_with_the_model_after_any_interleaving(sqlite: Worlds) -> None:
    run(sqlite, examples=40, steps=30)


def test_the_ledger_agrees_with_the_model_on_postgresql(postgresql: Worlds) -> None:
    run(postgresql, examples=6, steps=30)
