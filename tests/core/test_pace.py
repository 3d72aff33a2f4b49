"""The pace of a sender over all workers, and its rest while the carrier refuses it."""

import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from service.core.dispatch import Claim, claim, dispatch, next_look
from service.core.pacing import BURST
from service.core.ports import Core
from service.core.receipts import take_receipt
from service.core.records import Receipt
from service.core.sending import Rejected
from service.domain.board import SenderNumber
from service.domain.number import Number
from service.domain.text import State
from service.store.engine import open_engine
from service.store.store import SqlStore
from service.templates.segments import segments
from tests.builders import GLASGOW, LIBERATION, LOTHIAN, sql_store
from tests.core.looking import WORKER, move_to, tasks
from tests.core.senders import OURS, THEIRS, Refusing, boards_of, welcomes, with_name, with_senders, work
from tests.fakes import FakeCarrier, FixedClock, fresh_sent
from tests.worker.ledger import Ledger

WORKERS = 4
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@pytest.fixture
def noon(clock: FixedClock) -> datetime:
    """When all is due."""
    return move_to(clock, LIBERATION, 14)


@pytest.fixture
def paced(core: Core, noon: datetime) -> Core:
    """Two segments a second from each of two senders."""
    return with_senders(core)


@pytest.fixture
def carried(paced: Core, carrier: FakeCarrier, clock: FixedClock) -> tuple[Core, FakeCarrier, FixedClock]:
    return paced, carrier, clock


@pytest.fixture
def workers(paced: Core, ledger: str) -> Iterator[list[Core]]:
    """As in processes of their own: each with its own connections and its own lock."""
    with ExitStack() as stack:
        engines = [open_engine(ledger) for _ in range(WORKERS)]
        for engine in engines:
            stack.callback(engine.dispose)
        yield [replace(paced, store=SqlStore(engine, sql_store(paced).sealer, paced.clock)) for engine in engines]


Taken = list[tuple[datetime, Claim]]


def claim_together(workers: list[Core], clock: FixedClock, seconds: int) -> Taken:
    """What they took, and when: each second all of them at once, as much as they get."""
    taken: Taken = []
    with ThreadPoolExecutor(len(workers)) as threads:
        for _ in range(seconds):
            start = threading.Barrier(len(workers))

            def one(core: Core, start: threading.Barrier = start) -> tuple[Claim, ...]:
                start.wait(timeout=20)
                return claim(core, WORKER, 8).taken

            taken += [(clock.wall(), each) for claims in threads.map(one, workers) for each in claims]
            clock.advance(SECOND)
    return taken


def assert_in_pace(taken: Taken, rate: float) -> None:
    """In no window more than the rate allows, and what was saved up before it; the last text may be a long one."""
    at = sorted({wall for wall, _ in taken})
    longest = max(segments(one.attempt.words) for _, one in taken)
    for first in at:
        for last in (one for one in at if one >= first):
            handed = sum(segments(one.attempt.words) for wall, one in taken if first <= wall <= last)
            assert handed <= rate * ((last - first) + BURST).total_seconds() + longest


def test_all_workers_together_keep_the_pace_of_a_sender(
    workers: list[Core], paced: Core, clock: FixedClock, noon: datetime
) -> None:
    Ledger(paced).plan([noon] * 40)
    taken = claim_together(workers, clock, 10)
    assert_in_pace(taken, rate=2)
    handed = sum(segments(one.attempt.words) for _, one in taken)
    assert handed >= 2 * 10, "nor is it slower"
    assert len({one.text.id for _, one in taken}) == len(taken)


def test_a_text_of_more_segments_takes_so_much_more_of_the_pace(paced: Core, clock: FixedClock, noon: datetime) -> None:
    long = with_name(paced, "NHS Greater Glasgow and Clyde, " * 10)
    Ledger(long).plan([noon] * 20)
    taken = claim_together([long], clock, 10)
    of_each = segments(taken[0][1].attempt.words)
    assert of_each > 2
    assert_in_pace(taken, rate=2)
    assert of_each * len(taken) >= 2 * 10


def test_two_boards_with_one_sender_share_its_pace_and_the_slower_figure_counts(
    workers: list[Core], clock: FixedClock, noon: datetime
) -> None:
    fast = replace(OURS, segments_a_second=50)
    shared = [with_senders(one, glasgow=fast, lothian=OURS) for one in workers]
    ledger = Ledger(shared[0])
    ledger.plan([noon] * 20)
    ledger.plan([noon] * 20, LOTHIAN)
    taken = claim_together(shared, clock, 8)
    assert_in_pace(taken, rate=2)
    boards = [one.text.board for _, one in taken]
    assert abs(boards.count(GLASGOW) - boards.count(LOTHIAN)) <= WORKERS, "each its share"


def test_two_senders_do_not_wait_for_each_other(paced: Core, clock: FixedClock, noon: datetime) -> None:
    ledger = Ledger(paced)
    ledger.plan([noon] * 20)
    alone = len(claim(paced, WORKER, 100).taken)
    ledger.plan([noon] * 20, LOTHIAN)
    assert boards_of(paced, 100) == [LOTHIAN] * alone


def test_what_its_sender_has_no_room_for_stays_planned_as_it_is(paced: Core, clock: FixedClock, noon: datetime) -> None:
    """And the next look is when it has: by then some go."""
    ledger = Ledger(paced)
    ids = ledger.plan([noon] * 20)
    taken = claim(paced, WORKER, 100).taken
    with paced.store.read() as tx:
        waiting = [one for one in map(tx.texts.get, ids) if one.state is State.PLANNED]
    assert len(waiting) == 20 - len(taken) > 0
    assert {(one.due_at, one.attempt_id, one.went_on) for one in waiting} == {(noon, None, None)}
    moment = next_look(paced)
    assert moment is not None
    assert moment > clock.wall()
    clock.set(wall=moment)
    assert claim(paced, WORKER, 100).taken


def test_a_board_with_300_texts_due_delays_no_other(core: Core, noon: datetime) -> None:
    """Though all go from one number, and its texts are the older ones."""
    ledger = Ledger(core)
    ledger.plan([noon - SECOND] * 300)
    ledger.plan([noon] * 2, LOTHIAN)
    assert sorted(boards_of(core, 4)) == [LOTHIAN, LOTHIAN, GLASGOW, GLASGOW]


def script(carrier: FakeCarrier, clock: FixedClock, **codes: int) -> Refusing:
    """By the name of the sender: `ours` and `theirs`."""
    senders = {"ours": OURS.key, "theirs": THEIRS.key}
    refusing = Refusing({senders[name]: code for name, code in codes.items()}, wall=clock.wall)
    carrier.script(*[refusing] * 500)
    return refusing


@pytest.mark.parametrize("code", [21606, 21659, 21661, 21408])
def test_a_sender_that_is_refused_rests_with_one_alarm_and_the_others_go_on(
    carried: tuple[Core, FakeCarrier, FixedClock], noon: datetime, caplog: pytest.LogCaptureFixture, code: int
) -> None:
    paced, carrier, clock = carried
    refusing = script(carrier, clock, ours=code)
    ledger = Ledger(paced)
    ledger.plan([noon] * 12)
    ledger.plan([noon] * 3, LOTHIAN)
    work(paced, clock, noon + 50 * SECOND, every=5 * SECOND)
    assert len(refusing.at) == 1
    assert welcomes(paced) == {State.PLANNED: 12, State.ACCEPTED: 3}, "the text that was refused waits too"
    assert tasks(paced) == []
    errors = [one for one in caplog.records if one.levelno >= logging.ERROR]
    assert [str(code) in one.getMessage() for one in errors] == [True]


@pytest.mark.parametrize("code", [20003, 401, 403, 20404])
def test_an_account_that_is_refused_stops_every_sender_until_one_text_shows_that_it_works(
    paced: Core, carrier: FakeCarrier, clock: FixedClock, noon: datetime, code: int
) -> None:
    refusing = script(carrier, clock, ours=code, theirs=code)
    ledger = Ledger(paced)
    ledger.plan([noon] * 6)
    ledger.plan([noon] * 6, LOTHIAN)
    work(paced, clock, noon + 55 * SECOND, every=5 * SECOND)
    assert len(refusing.at) == 1
    work(paced, clock, noon + 70 * SECOND, every=5 * SECOND)
    assert len(refusing.at) == 2
    assert welcomes(paced) == {State.PLANNED: 12}
    refusing.codes.clear()
    work(paced, clock, noon + timedelta(minutes=6, seconds=30), every=15 * SECOND)
    assert welcomes(paced) == {State.ACCEPTED: 12}


def test_a_rest_grows_while_the_one_text_that_tries_is_refused(
    paced: Core, carrier: FakeCarrier, clock: FixedClock, noon: datetime
) -> None:
    refusing = script(carrier, clock, ours=21606)
    ledger = Ledger(paced)
    ledger.plan([noon] * 5)
    work(paced, clock, noon + timedelta(minutes=142), every=MINUTE)
    assert refusing.minutes_between() == [1, 5, 15, 60, 60]
    assert welcomes(paced) == {State.PLANNED: 5}


def test_the_first_text_that_is_taken_after_a_rest_ends_it_for_good(
    paced: Core, carrier: FakeCarrier, clock: FixedClock, noon: datetime
) -> None:
    refusing = script(carrier, clock, ours=21606)
    ledger = Ledger(paced)
    ledger.plan([noon] * 6)
    work(paced, clock, noon + MINUTE)
    refusing.codes.clear()
    (probe,) = claim(paced, WORKER, 8).taken
    assert claim(paced, WORKER, 8).taken == (), "the others wait for what comes of it"
    dispatch(paced, WORKER, probe)
    assert len(claim(paced, WORKER, 8).taken) > 1
    with paced.store.read() as tx:
        assert tx.senders.all()[OURS.key].rests == 0


def test_where_nothing_is_heard_of_the_text_that_tries_another_tries_after_a_minute(
    paced: Core, carrier: FakeCarrier, clock: FixedClock, noon: datetime
) -> None:
    carrier.script(Rejected(21606))
    Ledger(paced).plan([noon] * 6)
    work(paced, clock, noon + MINUTE)
    assert len(claim(paced, WORKER, 8).taken) == 1
    clock.advance(59 * SECOND)
    assert claim(paced, WORKER, 8).taken == ()
    clock.advance(SECOND)
    assert len(claim(paced, WORKER, 8).taken) == 1


def test_texts_that_were_claimed_before_their_sender_was_refused_go_back_untried(
    paced: Core, carrier: FakeCarrier, noon: datetime
) -> None:
    carrier.script(Rejected(21606))
    ledger = Ledger(paced)
    ledger.plan([noon] * 4)
    taken = claim(paced, WORKER, 8).taken
    assert len(taken) > 1
    for one in taken:
        dispatch(paced, WORKER, one)
    assert len(carrier.tried) == 1
    assert welcomes(paced) == {State.PLANNED: 4}


def test_news_of_an_old_text_makes_no_rest_longer(
    paced: Core, carrier: FakeCarrier, clock: FixedClock, noon: datetime
) -> None:
    """Only the text that tries does: the receipts of those that went before may come for hours."""
    ledger = Ledger(paced)
    ledger.plan([noon] * 3)
    sids = [fresh_sent() for _ in range(2)]
    carrier.script(*sids, Rejected(21606))
    work(paced, clock, noon + 10 * SECOND)
    for late, sent in enumerate(sids):
        clock.set(wall=noon + (late + 1) * 2 * MINUTE)
        take_receipt(paced, Receipt(sent.sid, "failed", 30034, None, clock.wall()), None)
    with paced.store.read() as tx:
        assert tx.senders.all()[OURS.key].rests == 1


def test_a_sender_nobody_uses_any_more_keeps_nothing_waiting(paced: Core, clock: FixedClock, noon: datetime) -> None:
    ledger = Ledger(paced)
    ledger.plan([noon] * 20)
    claim(paced, WORKER, 100)
    other = with_senders(paced, glasgow=SenderNumber(Number.trusted("+447700900998")))
    assert next_look(other) == noon
    assert claim(other, WORKER, 100).taken
