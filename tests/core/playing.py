"""All that can happen to two people, their numbers and two workers, done to the ledger and to the model at once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from service.core.dispatch import Claim, claim, dispatch
from service.core.intake import receive
from service.core.ports import Core
from service.core.receipts import take_receipt
from service.core.records import Attempt, Receipt
from service.core.resolving import resolve
from service.core.retrying import try_later
from service.core.sending import Lost, NotTaken, Outcome, Outgoing, Rejected, Sent
from service.core.settle import settle
from service.core.staffing import pause, resume
from service.core.upkeep import end_stale_claims
from service.core.withdrawing import withdraw
from service.domain.event import Kind
from service.domain.event import Outcome as Taken
from service.domain.ids import MessageSid
from service.domain.london import at
from service.domain.number import Number
from service.domain.release import Contact, Pause
from service.domain.text import RANK, Reason, State, Text
from service.store.store import SqlStore
from service.store.tables import attempts, lines, texts
from service.store.texts import to_text
from tests.builders import GLASGOW, make_event, sql_store
from tests.core.anew import World
from tests.core.looking import person, says
from tests.core.model import Message, Model
from tests.core.saying import PLAIN
from tests.core.watched import Ahead, WatchedCarrier

WORKERS = ("worker-a", "worker-b")
PEOPLE = SAM, ALEX = ("70001", "70002")
NUMBERS = tuple(Number.trusted(f"+44770090070{which}") for which in range(3))
ON_ITS_WAY = timedelta(seconds=45)  # a request that was given up may still arrive so much later
UPKEEP = (end_stale_claims, resolve, try_later, withdraw)
_FREE = time(12)  # a time of day inside the hours
_WAIT = timedelta(minutes=11)  # more than between two looks at the carrier's list
_ENDED_BADLY = ("undelivered", "failed", "canceled")


class Play:
    """One story on one ledger, with the model beside it."""

    def __init__(self, world: World) -> None:
        self.clock, self.model = world.clock, Model()
        self.carrier = WatchedCarrier(world.clock, self.model)
        self.core = replace(world.core, carrier=self.carrier)
        ahead, store = Ahead(world.clock), sql_store(self.core)
        beside = replace(self.core, clock=ahead, store=SqlStore(store.engine, store.sealer, ahead))
        self.cores: dict[str, Core] = dict(zip(WORKERS, (self.core, beside), strict=True))
        self.hands: dict[str, list[Claim]] = {one: [] for one in WORKERS}
        self.late: list[tuple[Outgoing, datetime]] = []  # requests that were given up, on their way still
        self.answered: set[MessageSid] = set()  # of these the carrier's answer was recorded

    # What prisons, Boards and people say

    def begin(self, *, shared: bool, leave_on: date) -> None:
        """Two people are to leave on that day, with one phone or with two; then it is noon on it."""
        for which, whom in enumerate(PEOPLE):
            self.tell(Kind.SCHEDULED, whom, leave_on, replace(PLAIN, number=NUMBERS[0 if shared else which]))
        self.move_to(at(leave_on, _FREE))

    def tell(self, kind: Kind, whom: str, day: date | None = None, contact: Contact | None = None) -> Taken:
        self.clock.advance(timedelta(seconds=1))
        event = make_event(
            kind,
            time=self.clock.now(),
            prison_number=whom,
            liberation_date=day,
            board=GLASGOW if kind is Kind.SCHEDULED else None,
            contact=contact,
        )
        outcome = receive(self.core, event).outcome
        self._hears_event(kind, whom, outcome)
        return outcome

    def _hears_event(self, kind: Kind, whom: str, outcome: Taken) -> None:
        silent = self.model.silent.setdefault(whom, set())
        before, after = self.model.number_of.get(whom), person(self.core, whom).contact.number
        ends = {Kind.RETURNED: "returned", Kind.CANCELLED: "cancelled", Kind.DIED: "died"}
        if kind in ends and outcome in (Taken.STOPPED, Taken.CANCELLED):
            silent.add(ends[kind])
        elif outcome in (Taken.PLANNED, Taken.REPLANNED) or (outcome is Taken.HELD and "paused" in silent):
            silent -= {"returned", "cancelled"}
        if after is not None:
            self.model.gets_number(whom, before, after.e164)
        if kind is Kind.DIED:
            self.model.dies(whom)

    def pause(self, whom: str) -> None:
        pause(self.core, "staff", None, person(self.core, whom).id, Pause.STAFF)
        self.model.silent.setdefault(whom, set()).add("paused")

    def resume(self, whom: str) -> None:
        resume(self.core, "staff", None, person(self.core, whom).id)
        self.model.silent.setdefault(whom, set()).discard("paused")

    def hears(self, number: str, words: str) -> None:
        says(self.core, words, number=number)
        self.model.hears(number, words)

    def move_to(self, moment: datetime) -> None:
        if moment > self.clock.now():
            self.clock.advance(moment - self.clock.now())

    def to_next_due(self) -> None:
        due = self._next_due()
        if due is not None:
            self.move_to(due)

    # Workers

    def claim(self, worker: str, limit: int) -> tuple[Claim, ...]:
        core = self.cores[worker]
        every = claim(core, worker, limit).taken
        for one in every:
            if one.text.is_answer:  # the model is of releases: an answer goes to nobody here
                settle(core, worker, (one.attempt.id, Rejected(30007)))
        taken = tuple(one for one in every if not one.text.is_answer)
        for one in taken:
            with core.store.read() as tx:
                whom = tx.releases.get(one.text.of_release).person_id
            self.model.person_of[one.text.id] = next(each for each in PEOPLE if person(core, each).id == whom)
            assert one.text.lease_until is not None
            self.model.claims_text(worker, one.text.id, one.attempt.id, core.clock.wall(), one.text.lease_until)
        self.hands[worker] += taken
        return taken

    def send(self, worker: str, one: Claim, outcome: Outcome | Callable[[Outgoing], Outcome] | None = None) -> None:
        self.hands[worker].remove(one)
        self.carrier.next = outcome
        came = dispatch(self.cores[worker], worker, one)
        self.carrier.next = None
        self.model.gives_up(one.attempt.id)
        if isinstance(came, Sent):
            self.answered.add(came.sid)
        if isinstance(came, Rejected):
            self.model.learns_code(self._number_of(one.attempt), came.code)

    def _number_of(self, attempt: Attempt) -> str:
        with self.core.store.read() as tx:
            return tx.lines.get(attempt.number_id).number.e164

    def first_in_hand(self, worker: str) -> Claim | None:
        return next(iter(self.hands[worker]), None)

    def lose(self, outgoing: Outgoing) -> Lost:
        """No answer; the request may be on its way still."""
        self.late.append((outgoing, self.clock.wall()))
        return Lost("no answer in time")

    def not_taken(self, _: Outgoing) -> NotTaken:
        return NotTaken(self.clock.wall() + timedelta(seconds=30), "HTTP 429")

    def slow(self, *, words: str | None) -> Callable[[Outgoing], Outcome]:
        """The carrier has the text; before its answer is recorded the lease ends, and another worker looks."""

        def outcome(outgoing: Outgoing) -> Outcome:
            sent = Sent(self.carrier.take(outgoing).sid)
            self.clock.advance(timedelta(seconds=90))
            if words is not None:
                self.hears(outgoing.to.e164, words)
            self.keep_up(WORKERS[1])
            return sent

        return outcome

    def arrives_late(self) -> None:
        outgoing, given_up = self.late.pop()
        if self.clock.wall() <= given_up + ON_ITS_WAY:
            self.carrier.take(outgoing)

    def keep_up(self, worker: str, *what: Callable[[Core, str], int]) -> None:
        """Some of the upkeep, or all of it."""
        for one in what or UPKEEP:
            one(self.cores[worker], worker)
            self.learn()

    # What the carrier tells

    def receipt(self, message: Message, status: str, code: int | None = None, *, has_ref: bool = True) -> None:
        if status in ("delivered", "read", *_ENDED_BADLY):
            message.fate, message.code = status, message.code or code
            self.carrier.now_says(message.sid, status, message.code)
        told = Receipt(message.sid, status, code, None, self.clock.wall())
        take_receipt(self.core, told, message.ref if has_ref else None)
        message.parked.append((status, code))
        self.learn()

    def learn(self) -> list[Attempt]:
        """What came of a message counts from when its SID is known."""
        known = self.attempts()
        for one in known:
            if one.sid is not None:
                self._learn_of(self.model.messages[one.sid], one)
        return known

    def _learn_of(self, message: Message, attempt: Attempt) -> None:
        """Of two texts with the same words to one number each may have either message."""
        if (message.to, message.words) == (self._number_of(attempt), attempt.words):
            message.text_id = attempt.text_id
        if attempt.learnt_by == "list" and not message.is_listed:
            message.is_listed = True
            self.model.is_told(message.sid, *self.carrier.says(message.sid))
        while message.parked:
            self.model.is_told(message.sid, *message.parked.pop(0))

    def attempts(self) -> list[Attempt]:
        with sql_store(self.core).engine.begin() as connection:
            ids = connection.execute(select(attempts.c.text_id).distinct()).scalars().all()
        with self.core.store.read() as tx:
            return [one for text_id in ids for one in tx.attempts.of_text(text_id)]

    def texts(self) -> list[Text]:
        with sql_store(self.core).engine.begin() as connection:
            return [to_text(row) for row in connection.execute(select(texts).order_by(texts.c.due_at, texts.c.id))]

    def stopped(self) -> dict[str, Reason]:
        with sql_store(self.core).engine.begin() as connection:
            ids = connection.execute(select(lines.c.id)).scalars().all()
        with self.core.store.read() as tx:
            found = [tx.lines.get(one) for one in ids]
        return {one.number.e164: one.stopped for one in found if one.stopped is not None}

    # What must be so

    def check(self) -> None:
        known = self.learn()
        sids = [one.sid for one in known if one.sid is not None]
        assert len(set(sids)) == len(sids), "a SID belongs to two attempts"
        assert self.answered <= set(sids), "an answer was forgotten"
        for one in self.texts():
            self._agrees(one, [each for each in known if each.text_id == one.id])
        silenced = {number for number, why in self.model.stops.items() if why}
        assert silenced <= self.stopped().keys(), "a number that should be stopped is not"

    def _agrees(self, text: Text, tries: list[Attempt]) -> None:
        held = [self.model.messages[one.sid] for one in tries if one.sid is not None]
        assert all(one.text_id == text.id for one in held), "another text's message"
        last = next((one for one in tries if one.id == text.attempt_id), None)
        if any(one.state is State.DELIVERED for one in held):
            assert text.state is State.DELIVERED
        elif last is not None and last.sid is not None:
            told = self.model.messages[last.sid].state
            assert text.state is told, f"it is {text.state}, and the carrier told {told}"
        else:
            assert RANK[text.state] == 0 or text.reason is Reason.NOT_TEXTABLE
            assert all(one.may_go_again for one in held), "it was handed over, and the ledger does not say so"

    # The end

    def come_to_rest(self) -> None:
        """The carrier speaks, and somebody looks twice, a wait apart."""
        self.carrier.silent, self.late = False, []
        self.hands = {one: [] for one in WORKERS}
        for _ in range(4):
            self.clock.advance(_WAIT)
            self.keep_up(WORKERS[0])
        self.check()
        open_ones = [one.step for one in self.texts() if one.state in (State.CLAIMED, State.UNKNOWN)]
        assert open_ones == [], "nobody knows what became of a text"

    def go_on_until(self, end: datetime) -> None:
        """Workers send whatever is due."""
        while (due := self._next_due()) is not None and max(due, self.clock.now()) < end:
            self.move_to(due)
            taken = self.claim(WORKERS[0], 5)
            for one in taken:
                self.send(WORKERS[0], one)
            self.keep_up(WORKERS[0])
            self.clock.advance(timedelta(minutes=1) if taken else timedelta(minutes=20))
        self.move_to(end)

    def _next_due(self) -> datetime | None:
        with self.core.store.read() as tx:
            return tx.texts.next_due()

    def ended_well(self) -> None:
        """What should have gone by now is at the carrier, or its row says why not."""
        at_carrier = {one.text_id for one in self.model.messages.values()}
        for one in self.texts():
            if one.state is State.PLANNED:
                assert one.due_at > self.clock.now() - timedelta(hours=1), "a text that should have gone waits"
            elif RANK[one.state] > 0 and one.reason is not Reason.NOT_TEXTABLE:
                assert one.id in at_carrier
            else:
                assert one.reason is not None
