"""Two workers, or a worker and a door, at the same time: on both databases, each with connections of its own."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TypeVar

import pytest
from sqlalchemy import update

from service.core.dispatch import Claim, claim, dispatch
from service.core.ports import Core
from service.core.receipts import take_receipt
from service.core.records import Receipt
from service.core.sending import Outgoing, Sent
from service.domain.errors import ConflictError
from service.domain.event import Event, Kind, Outcome
from service.domain.number import Number
from service.domain.text import Reason, State
from service.store.engine import open_engine
from service.store.store import SqlStore
from service.store.tables import texts
from tests.builders import LIBERATION, SAMS_CONTACT, make_event, scheduled, sql_store
from tests.core import looking
from tests.core.looking import WORKER, move_to, planned_days, says, send_due, states, tasks, text, told
from tests.fakes import FakeCarrier, FixedClock, fresh_sent


@pytest.fixture
def second(core: Core, ledger: str) -> Iterator[Core]:
    """The same service in what might be another process: its own connections, its own lock."""
    engine = open_engine(ledger)
    yield replace(core, store=SqlStore(engine, sql_store(core).sealer, core.clock))
    engine.dispose()


T = TypeVar("T")


def at_once(*work: Callable[[], T]) -> list[T]:
    """What each came to; all begin together."""
    start = threading.Barrier(len(work))

    def run(one: Callable[[], T]) -> T:
        start.wait(timeout=10)
        return one()

    with ThreadPoolExecutor(len(work)) as threads:
        return [future.result(timeout=30) for future in [threads.submit(run, one) for one in work]]


def number(which: int) -> Number:
    return Number.trusted(f"+4477009002{which:02}")


def person(which: int, phone: int) -> Event:
    return scheduled(prison_number=f"9{which:04}", contact=replace(SAMS_CONTACT, number=number(phone)))


def make_all_due(core: Core, clock: FixedClock) -> None:
    """Every welcome now, whatever planning had to say."""
    now = move_to(clock, LIBERATION, 14)
    with sql_store(core).engine.begin() as connection:
        welcome = texts.c.step == "01_welcome"
        connection.execute(update(texts).where(welcome).values(due_at=now, wanted_at=now))


def test_two_workers_never_share_a_text(core: Core, second: Core, clock: FixedClock) -> None:
    told(core, *(person(which, phone=which) for which in range(12)))
    make_all_due(core, clock)
    claims = at_once(
        lambda: claim(core, "worker-1", 5).taken,
        lambda: claim(second, "worker-2", 5).taken,
        lambda: claim(core, "worker-1", 5).taken,
        lambda: claim(second, "worker-2", 5).taken,
    )
    rest = claim(core, "worker-1", 100).taken
    counted = Counter(one.text.id for taken in (*claims, rest) for one in taken)
    assert len(counted) == 12
    assert set(counted.values()) == {1}


def test_two_workers_at_once_send_one_text_to_one_number(core: Core, second: Core, clock: FixedClock) -> None:
    told(core, *(person(which, phone=which % 6) for which in range(12)))
    make_all_due(core, clock)

    def work(core: Core, worker: str) -> list[Claim]:
        return [one for _ in range(4) for one in claim(core, worker, 4).taken]

    claims = at_once(lambda: work(core, "worker-1"), lambda: work(second, "worker-2"))
    rest = claim(core, "worker-1", 100).taken
    counted = Counter(one.text.number_id for taken in (*claims, rest) for one in taken)
    assert len(counted) == 6
    assert set(counted.values()) == {1}


def test_two_workers_send_each_text_once(core: Core, second: Core, carrier: FakeCarrier, clock: FixedClock) -> None:
    told(core, *(person(which, phone=which) for which in range(8)))
    make_all_due(core, clock)

    def work(core: Core, worker: str) -> None:
        while taken := claim(core, worker, 2).taken:
            for one in taken:
                dispatch(core, worker, one)

    at_once(lambda: work(core, "worker-1"), lambda: work(second, "worker-2"))
    work(core, "worker-1")
    assert sorted(one.to.e164 for one in carrier.tried) == [number(which).e164 for which in range(8)]


def test_an_event_that_comes_twice_at_once_is_taken_once(core: Core, second: Core) -> None:
    event = scheduled()
    answers = at_once(lambda: told(core, event), lambda: told(second, event))
    assert {answer.outcome for answer in answers} == {Outcome.PLANNED, Outcome.DUPLICATE}
    assert answers[0].texts == answers[1].texts
    assert states(core, answers[0]) == {State.PLANNED: 12}


def test_of_two_events_with_one_id_at_once_one_is_a_conflict(core: Core, second: Core) -> None:
    event = scheduled()
    other = replace(event, document=event.document + " ")

    def outcome(core: Core, event: Event) -> object:
        try:
            return told(core, event).outcome
        except ConflictError:
            return ConflictError

    assert set(at_once(lambda: outcome(core, event), lambda: outcome(second, other))) == {
        Outcome.PLANNED,
        ConflictError,
    }


def test_two_events_about_somebody_unknown_at_once_speak_of_one_person(core: Core, second: Core) -> None:
    date, contact = scheduled(contact=None), make_event(Kind.CONTACT, contact=SAMS_CONTACT)
    answers = at_once(lambda: told(core, date), lambda: told(second, contact))
    assert answers[0].release_id == answers[1].release_id
    assert states(core, answers[0]) == {State.PLANNED: 12}


def test_two_people_with_one_phone_told_of_at_once_share_no_day(core: Core, second: Core) -> None:
    answers = at_once(lambda: told(core, person(1, phone=1)), lambda: told(second, person(2, phone=1)))
    days = [day for answer in answers for day in planned_days(core, answer)]
    assert len(days) > 12
    assert len(set(days)) == len(days)


def test_a_stop_and_a_release_at_once_leave_nothing_planned(core: Core, second: Core) -> None:
    answer, _ = at_once(lambda: told(core, scheduled()), lambda: says(second, "STOP"))
    assert answer is not None
    assert states(core, answer) == {State.CANCELLED: 12}
    assert looking.reasons(core, answer) == {Reason.OPTED_OUT}


def test_a_stop_and_a_claim_at_once_send_nothing(
    core: Core, second: Core, carrier: FakeCarrier, clock: FixedClock
) -> None:
    answer = told(core, scheduled())
    move_to(clock, LIBERATION, 14)
    claims, _ = at_once(lambda: claim(core, WORKER, 10).taken, lambda: says(second, "STOP"))
    for one in claims or ():
        dispatch(core, WORKER, one)
    assert carrier.tried == []
    assert states(core, answer) == {State.CANCELLED: 12}


def test_a_reply_that_comes_twice_at_once_is_heard_once(core: Core, second: Core) -> None:
    sid = "SM" + "f" * 32
    words = "it is about the blue form"
    at_once(lambda: says(core, words, sid=sid), lambda: says(second, words, sid=sid))
    assert tasks(core) == ["reply_to_read"]


def test_a_receipt_that_overtakes_the_answer_counts(core: Core, carrier: FakeCarrier, clock: FixedClock) -> None:
    answer = told(core, scheduled())
    move_to(clock, LIBERATION, 14)
    sent = fresh_sent()

    def delivered_at_once(outgoing: Outgoing) -> Sent:
        for status in ("delivered", "sent"):
            take_receipt(core, Receipt(sent.sid, status, None, None, clock.wall()), outgoing.ref)
        return sent

    carrier.script(delivered_at_once)
    send_due(core)
    assert text(core, answer).state is State.DELIVERED
    (attempt,) = looking.attempts(core, text(core, answer))
    assert (attempt.sid, attempt.learnt_by, attempt.outcome) == (sent.sid, "receipt", "sent")
