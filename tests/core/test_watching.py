"""Each sign is there when it must be, and is not there when it must not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import time, timedelta

import pytest
from sqlalchemy import Executable, delete, insert, update

from service.core import signs
from service.core.alerting import raise_alert
from service.core.catching_up import MARK
from service.core.ports import Core
from service.core.receipts import take_receipt
from service.core.records import Receipt
from service.core.sending import Lost
from service.core.signs import SIGNS, Facts
from service.core.upkeep import watch_prisons
from service.core.vitals import Kind, Overdue
from service.core.watching import late_from, watch
from service.domain.board import Starts
from service.domain.event import Answer, Event
from service.domain.ids import BoardCode, MessageSid, ReleaseId, StepId
from service.domain.london import at
from service.domain.release import Pause
from service.domain.text import State
from service.schedules.sequence import IfLate, SendWithin, Skip, SkipGroup
from service.store import tables
from tests.builders import (
    FIRST_WEEKS,
    GLASGOW,
    HEARD,
    LIBERATION,
    SAMS_CONTACT,
    close,
    make_core,
    national_config,
    scheduled,
    sql_store,
)
from tests.core.looking import (
    WORKER,
    attempts,
    claimed,
    live_through,
    move_to,
    release_of,
    says,
    send_due,
    tasks,
    text,
    told,
)
from tests.core.saying import NO_NUMBER, OTHER_NUMBER, cancelled, died
from tests.fakes import FakeCarrier, FixedClock

BOARD = BoardCode("S08000031")
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
FINE = Facts(wall=HEARD, beat_at=HEARD)


def kinds(core: Core) -> set[str]:
    return {kind for kind, _ in watch(core, WORKER)}


def keys(core: Core, kind: Kind) -> set[str]:
    return {key for found, key in watch(core, WORKER) if found == kind}


def execute(core: Core, statement: Executable) -> None:
    """Bring about what no trip of the service can."""
    with sql_store(core).write("test") as tx:
        tx.connection.execute(statement)


# The signs themselves, on facts.

LIMITS: list[tuple[Kind, timedelta, Callable[[timedelta], Facts]]] = [
    (Kind.NO_WORKER, signs.WORKER_SILENT, lambda ago: replace(FINE, beat_at=HEARD - ago)),
    (Kind.NOTHING_SENT, signs.NOTHING_SENT, lambda ago: replace(FINE, waiting={BOARD: HEARD - ago})),
    (Kind.NO_RECEIPTS, signs.NO_RECEIPTS, lambda ago: replace(FINE, handed_over_at=HEARD - ago)),
    (Kind.UNKNOWN_LONG, signs.UNKNOWN_LONG, lambda ago: replace(FINE, unknown_since=HEARD - ago)),
    (Kind.PERSON_MISSED, signs.PERSON_MISSED, lambda ago: replace(FINE, late={ReleaseId("r-1"): HEARD - ago})),
    (Kind.LISTING_FAILS, signs.LISTING_FAILS, lambda ago: replace(FINE, listed_at=HEARD - ago)),
]


def test_nothing_is_wrong_with_a_service_that_works() -> None:
    assert [kind for kind, sign in SIGNS.items() if sign(FINE)] == []


@pytest.mark.parametrize(("kind", "limit", "facts"), LIMITS, ids=[limit[0] for limit in LIMITS])
def test_a_sign_comes_when_its_limit_is_reached_and_not_a_second_before(
    kind: Kind, limit: timedelta, facts: Callable[[timedelta], Facts]
) -> None:
    assert not SIGNS[kind](facts(limit - SECOND))
    assert SIGNS[kind](facts(limit))
    assert [other for other, sign in SIGNS.items() if sign(facts(limit))] == [kind]


def test_the_limits_are_those_that_were_asked_for() -> None:
    assert timedelta(minutes=2) == signs.WORKER_SILENT
    assert timedelta(hours=1) == signs.NO_RECEIPTS
    assert timedelta(minutes=30) == signs.UNKNOWN_LONG


def test_without_any_worker_ever_there_is_no_worker() -> None:
    assert SIGNS[Kind.NO_WORKER](replace(FINE, beat_at=None))


def test_a_board_whose_texts_are_being_tried_is_served() -> None:
    waits = replace(FINE, waiting={BOARD: HEARD - timedelta(hours=3)})
    assert SIGNS[Kind.NOTHING_SENT](replace(waits, tried=frozenset({BOARD}))) == ()
    assert SIGNS[Kind.NOTHING_SENT](replace(waits, tried=frozenset({BoardCode("S08000024")}))) == (BOARD,)


def test_on_hold_is_a_sign_of_its_own_and_not_that_nothing_is_sent() -> None:
    held = replace(FINE, waiting={BOARD: HEARD - timedelta(hours=3)}, held_at=HEARD)
    assert SIGNS[Kind.NOTHING_SENT](held) == ()
    assert SIGNS[Kind.ON_HOLD](held) == (signs.ALL,)


@pytest.mark.parametrize(("after_s", "missing"), [(-1, True), (0, False), (1, False)])
def test_one_receipt_since_the_text_was_taken_proves_that_the_carrier_reaches_us(after_s: int, missing: bool) -> None:
    taken = HEARD - timedelta(hours=2)
    facts = replace(FINE, handed_over_at=taken, receipt_at=taken + timedelta(seconds=after_s))
    assert bool(SIGNS[Kind.NO_RECEIPTS](facts)) is missing


# The facts, out of the ledger.


@pytest.fixture
def alive(core: Core) -> Core:
    core.store.beat(WORKER)
    return core


def test_a_new_service_with_a_worker_shows_no_sign(alive: Core) -> None:
    assert watch(alive, WORKER) == ()


def test_case_77_a_worker_that_is_silent_for_two_minutes_raises_the_alarm(alive: Core, clock: FixedClock) -> None:
    clock.set(now=clock.now() + timedelta(days=1))
    assert Kind.NO_WORKER not in kinds(alive)
    clock.set(wall=clock.wall() + timedelta(minutes=2))
    assert Kind.NO_WORKER in kinds(alive)


def test_another_workers_heartbeat_ends_it(alive: Core, clock: FixedClock) -> None:
    clock.set(wall=clock.wall() + timedelta(minutes=5))
    assert Kind.NO_WORKER in kinds(alive)
    alive.store.beat("worker-2")
    assert Kind.NO_WORKER not in kinds(alive)


def test_texts_that_are_due_and_not_tried_for_ten_minutes_are_a_sign_for_their_board(
    core: Core, due_now: Answer, clock: FixedClock
) -> None:
    clock.advance(timedelta(minutes=9, seconds=59))
    assert Kind.NOTHING_SENT not in kinds(core)
    clock.advance(SECOND)
    assert keys(core, Kind.NOTHING_SENT) == {GLASGOW}


def test_a_text_that_is_tried_ends_it_though_others_wait(core: Core, due_now: Answer, clock: FixedClock) -> None:
    other = replace(SAMS_CONTACT, number=OTHER_NUMBER)
    told(core, scheduled(prison_number="48214", contact=other))
    clock.advance(timedelta(minutes=200))
    assert Kind.NOTHING_SENT in kinds(core)
    claimed(core, 1)
    clock.advance(timedelta(minutes=9))
    assert Kind.NOTHING_SENT not in kinds(core)
    clock.advance(MINUTE)
    assert Kind.NOTHING_SENT in kinds(core)  # that one was tried, and since then none


def test_outside_the_hours_of_their_board_texts_may_wait(core: Core, due_now: Answer, clock: FixedClock) -> None:
    move_to(clock, LIBERATION, 19)
    assert Kind.NOTHING_SENT not in kinds(core)
    move_to(clock, LIBERATION + timedelta(days=1), 9, 39)
    assert Kind.NOTHING_SENT not in kinds(core)  # it opened nine minutes ago
    move_to(clock, LIBERATION + timedelta(days=1), 9, 40)
    assert Kind.NOTHING_SENT in kinds(core)


def test_texts_that_the_carrier_asked_us_to_keep_are_not_due(core: Core, due_now: Answer, clock: FixedClock) -> None:
    clock.advance(timedelta(minutes=10))
    execute(core, update(tables.texts).values(not_before_wall=clock.wall() + MINUTE))
    assert Kind.NOTHING_SENT not in kinds(core)
    clock.advance(MINUTE)
    assert Kind.NOTHING_SENT in kinds(core)


@pytest.mark.parametrize("sender", ["account", "+447700900000"])
def test_texts_of_a_refused_sender_wait_and_the_refusal_is_the_sign(
    core: Core, due_now: Answer, clock: FixedClock, sender: str
) -> None:
    execute(core, insert(tables.senders).values(key=sender, rests=1, rests_until_wall=clock.wall(), code=20003))
    clock.advance(timedelta(minutes=10))
    assert Kind.NOTHING_SENT not in kinds(core)
    assert keys(core, Kind.SENDER_REFUSED) == {sender}
    execute(core, update(tables.senders).values(rests=0))
    assert {Kind.NOTHING_SENT} <= kinds(core)
    assert keys(core, Kind.SENDER_REFUSED) == set()


def test_no_receipt_for_an_hour_is_a_sign_until_one_comes(core: Core, due_now: Answer, clock: FixedClock) -> None:
    send_due(core)
    clock.advance(timedelta(minutes=59))
    assert Kind.NO_RECEIPTS not in kinds(core)
    clock.advance(MINUTE)
    assert Kind.NO_RECEIPTS in kinds(core)
    (attempt,) = attempts(core, text(core, due_now))
    assert attempt.sid is not None
    take_receipt(core, Receipt(attempt.sid, "sent", None, None, clock.wall()), attempt.id)
    assert Kind.NO_RECEIPTS not in kinds(core)


def test_a_receipt_of_yesterday_does_not_speak_for_today(core: Core, due_now: Answer, clock: FixedClock) -> None:
    yesterday = clock.wall() - timedelta(days=1)
    take_receipt(core, Receipt(MessageSid("SM" + "1" * 32), "sent", None, None, yesterday), None)
    send_due(core)
    clock.advance(timedelta(hours=1))
    assert Kind.NO_RECEIPTS in kinds(core)


def test_a_text_of_which_nobody_knows_is_a_sign_after_half_an_hour(
    core: Core, due_now: Answer, clock: FixedClock, carrier: FakeCarrier
) -> None:
    carrier.script(Lost("the connection broke"))
    send_due(core)
    assert text(core, due_now).state is State.UNKNOWN
    clock.advance(timedelta(minutes=29))
    assert Kind.UNKNOWN_LONG not in kinds(core)
    clock.advance(MINUTE)
    assert Kind.UNKNOWN_LONG in kinds(core)
    (attempt,) = attempts(core, text(core, due_now))
    take_receipt(core, Receipt(MessageSid("SM" + "1" * 32), "sent", None, None, clock.wall()), attempt.id)
    assert Kind.UNKNOWN_LONG not in kinds(core)


def test_a_welcome_that_a_whole_day_did_not_bring_is_a_missed_person(
    core: Core, due_now: Answer, clock: FixedClock
) -> None:
    move_to(clock, LIBERATION + timedelta(days=1), 14, 9)
    assert Kind.PERSON_MISSED not in kinds(core)
    move_to(clock, LIBERATION + timedelta(days=1), 14, 10)
    assert keys(core, Kind.PERSON_MISSED) == {release_of(due_now)}


def test_what_was_sent_or_skipped_with_its_reason_is_not_missed(core: Core, due_now: Answer, clock: FixedClock) -> None:
    move_to(clock, LIBERATION + timedelta(days=1), 14, 10)
    assert Kind.PERSON_MISSED in kinds(core)
    send_due(core)
    assert Kind.PERSON_MISSED not in kinds(core)


RULES: list[tuple[IfLate | None, timedelta]] = [
    (None, timedelta(days=1)),
    (SendWithin(timedelta(hours=48)), timedelta(hours=48)),
    (Skip(), timedelta(hours=10)),  # 14:00, and London's midnight
    (SkipGroup(), timedelta(hours=10)),
]


@pytest.mark.parametrize(("rule", "after"), RULES, ids=[type(rule).__name__ for rule, _ in RULES])
def test_each_rule_of_lateness_says_from_when_a_text_is_missed(rule: IfLate | None, after: timedelta) -> None:
    due = at(LIBERATION, time(14))
    one = Overdue(ReleaseId("r-1"), FIRST_WEEKS, StepId("01_welcome"), welcome=False, due_at=due, wanted_at=due)
    assert late_from(one, rule) == due + after


def test_a_person_without_any_text_though_nothing_stands_against_it_was_missed(
    core: Core, due_now: Answer, clock: FixedClock
) -> None:
    assert Kind.PERSON_MISSED not in kinds(core)
    execute(core, delete(tables.texts))
    assert keys(core, Kind.PERSON_MISSED) == {release_of(due_now)}
    clock.advance(timedelta(days=8))
    assert Kind.PERSON_MISSED not in kinds(core)  # by now it is for the reports


def test_a_person_whose_texts_were_cancelled_for_a_hold_that_is_over_was_missed(core: Core, due_now: Answer) -> None:
    execute(core, update(tables.texts).values(state="cancelled", reason="held"))
    assert keys(core, Kind.PERSON_MISSED) == {release_of(due_now)}


NOT_OWED = {
    "no number": [scheduled(contact=NO_NUMBER)],
    "the number is not confirmed": [scheduled(contact=replace(SAMS_CONTACT, confirmed_by_person=False))],
    "a child": [scheduled(contact=replace(SAMS_CONTACT, under_18=True))],
    "the release was cancelled": [scheduled(), cancelled(1)],
    "the person died": [scheduled(), died(1)],
    "the day has not come": [scheduled(LIBERATION + timedelta(days=30))],
}


@pytest.mark.parametrize("events", NOT_OWED.values(), ids=NOT_OWED)
def test_who_is_not_to_be_texted_is_not_missed(core: Core, clock: FixedClock, events: list[Event]) -> None:
    told(core, *events)
    execute(core, delete(tables.texts))
    move_to(clock, LIBERATION, 15)
    assert Kind.PERSON_MISSED not in kinds(core)


def test_who_said_stop_is_not_missed(core: Core, due_now: Answer) -> None:
    says(core, "STOP")
    assert Kind.PERSON_MISSED not in kinds(core)
    execute(core, delete(tables.texts))
    assert Kind.PERSON_MISSED not in kinds(core)


def test_who_is_paused_is_not_missed(core: Core, due_now: Answer) -> None:
    execute(core, delete(tables.texts))
    execute(core, update(tables.people).values(paused=Pause.STAFF))
    assert Kind.PERSON_MISSED not in kinds(core)


def test_where_the_board_waits_for_the_word_of_release_nobody_is_missed_before_it(
    ledger: str, clock: FixedClock
) -> None:
    boards = {code: replace(board, starts=Starts.RELEASED) for code, board in national_config().boards.items()}
    core = make_core(ledger, clock=clock, config=replace(national_config(), boards=boards))
    told(core, scheduled())
    move_to(clock, LIBERATION, 15)
    assert Kind.PERSON_MISSED not in kinds(core)
    close(core)


def test_a_prison_with_planned_releases_that_tells_nothing_for_a_day_is_silent(core: Core, clock: FixedClock) -> None:
    told(core, scheduled())
    clock.advance(timedelta(hours=24))
    assert Kind.PRISON_SILENT not in kinds(core)
    clock.advance(SECOND)
    assert keys(core, Kind.PRISON_SILENT) == {"barlinnie"} == set(watch_prisons(core, WORKER))
    told(core, scheduled(prison_number="48214", contact=NO_NUMBER))
    assert keys(core, Kind.PRISON_SILENT) == set(watch_prisons(core, WORKER)) == set()


def test_a_prison_from_which_nobody_is_awaited_may_be_silent(core: Core, clock: FixedClock) -> None:
    told(core, scheduled(), cancelled(1))
    clock.advance(timedelta(days=9))
    assert Kind.PRISON_SILENT not in kinds(core)


def test_a_hold_is_a_sign_until_a_person_lifts_it(alive: Core, clock: FixedClock) -> None:
    execute(alive, update(tables.database).values(held_wall=clock.wall(), held_why="restored"))
    assert watch(alive, WORKER) == ((Kind.ON_HOLD, signs.ALL),)
    execute(alive, update(tables.database).values(held_wall=None, held_why=None))
    assert watch(alive, WORKER) == ()


def test_a_list_of_replies_that_could_not_be_read_for_a_quarter_of_an_hour_is_a_sign(
    alive: Core, clock: FixedClock
) -> None:
    with alive.store.write(WORKER) as tx:
        tx.marks.put(MARK, clock.wall())
    clock.advance(timedelta(minutes=14))
    assert Kind.LISTING_FAILS not in kinds(alive)
    clock.advance(MINUTE)
    assert Kind.LISTING_FAILS in kinds(alive)


# What the watch does with them.


def test_a_sign_is_raised_once_and_over_when_it_is_gone(core: Core) -> None:
    for _ in range(3):
        watch(core, WORKER)
    with core.store.read() as tx:
        assert [(alert.kind, alert.key) for alert in tx.alerts.standing()] == [(Kind.NO_WORKER, signs.ALL)]
    core.store.beat(WORKER)
    watch(core, WORKER)
    with core.store.read() as tx:
        assert tx.alerts.standing() == ()


def test_what_another_part_raised_is_not_ended_by_the_watch(alive: Core) -> None:
    with alive.store.write("test") as tx:
        raise_alert(tx, Kind.SPOOL_DAMAGED, "file-1")
    watch(alive, WORKER)
    with alive.store.read() as tx:
        assert [alert.kind for alert in tx.alerts.standing()] == [Kind.SPOOL_DAMAGED]


def test_a_practice_clock_that_runs_fast_makes_no_sign_of_texts_that_are_on_their_way(
    ledger: str,
) -> None:
    """At 14400 an hour of practice time is a quarter of a second: patience goes by the wall."""
    clock = FixedClock(HEARD, wall=HEARD, rate=14400)
    core = make_core(ledger, clock=clock)
    core.store.beat(WORKER)
    told(core, scheduled())
    clock.advance(at(LIBERATION, time(14)) + timedelta(hours=3) - clock.now())
    core.store.beat(WORKER)
    assert {Kind.NOTHING_SENT, Kind.PERSON_MISSED} & kinds(core) == set()
    clock.advance(timedelta(days=2))
    assert Kind.PERSON_MISSED not in kinds(core)
    clock.set(now=clock.now() + timedelta(minutes=10) * 14400, wall=clock.wall() + timedelta(minutes=10))
    assert Kind.PERSON_MISSED in kinds(core)
    close(core)


def test_what_it_counts_is_what_there_is(core: Core, due_now: Answer, carrier: FakeCarrier) -> None:
    carrier.script(Lost("the connection broke"))
    send_due(core)
    with core.store.read() as tx:
        tallies = tx.watch.tallies()
    assert tallies.open_texts == {"claimed": 0, "unknown": 1, "accepted": 0, "sent": 0, "review": 0}
    assert {state: number for state, number in tallies.day_of_texts.items() if number} == {"planned": 1, "unknown": 1}
    assert {name: number for name, number in tallies.day_of_attempts.items() if number} == {"lost": 1}
    assert tallies.day_of_receipts == {"matched": 0, "parked": 0}
    assert sum(tallies.open_tasks.values()) == len(tasks(core))


def test_a_series_that_goes_as_it_should_never_says_that_somebody_was_missed(shipped: Core, clock: FixedClock) -> None:
    """Two people with one phone, one without a home; one of them dies, and each day is looked at."""
    told(shipped, scheduled(), scheduled(prison_number="48214", contact=replace(SAMS_CONTACT, first_name="Alex")))
    told(shipped, scheduled(prison_number="48215", contact=replace(SAMS_CONTACT, number=OTHER_NUMBER)), died(9))
    seen = set()
    for day in range(60):
        live_through(shipped, clock, at(HEARD.date() + timedelta(days=day), time(19, 30)))
        shipped.store.beat(WORKER)
        seen |= kinds(shipped)
    assert seen <= {Kind.NO_RECEIPTS, Kind.PRISON_SILENT}  # no carrier and no prison tells anything here
