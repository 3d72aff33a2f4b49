"""The table of texts, which is the schedule."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier, Event

import pytest
from sqlalchemy.exc import IntegrityError

from service.core.records import OthersDays
from service.domain.ids import (
    AttemptId,
    NumberId,
    ReleaseId,
    TextId,
)
from service.domain.number import Number
from service.domain.text import Reason, State
from service.store.engine import open_engine
from service.store.store import SqlStore
from tests.builders import GLASGOW, HEARD, LOTHIAN, SAMS_NUMBER
from tests.fakes import FixedClock
from tests.store.rows import NOW, OTHER_NUMBER, a_text, add_release, new_sealer

NONE = OthersDays(taken=frozenset(), firm=frozenset())


def test_a_text_comes_back_with_every_fact(store: SqlStore) -> None:
    with store.write("test") as tx:
        release, line = add_release(tx)
        text = a_text(release, line)
        tx.texts.add(text)
        claimed = replace(
            text,
            state=State.CLAIMED,
            attempt_id=AttemptId("a-1"),
            lease_until=HEARD,
            not_before=HEARD,
            went_on=date(2026, 12, 23),
            reason=Reason.LEASE_ENDED,
        )
        assert tx.texts.find(text.id) == tx.texts.get(text.id) == text
        tx.texts.save(claimed)
    with store.read() as tx:
        assert tx.texts.get(text.id) == claimed
        assert tx.texts.of_release(release.id) == (claimed,)
        assert tx.texts.find(TextId("t-none")) is None


def test_a_step_of_a_release_exists_once(store: SqlStore) -> None:
    with store.write("test") as tx:
        release, line = add_release(tx)
        tx.texts.add(a_text(release, line))
    with pytest.raises(IntegrityError), store.write("test") as tx:
        tx.texts.add(a_text(release, line))


def test_a_text_makes_no_move_that_the_table_does_not_know(store: SqlStore) -> None:
    with store.write("test") as tx:
        text = a_text(*add_release(tx))
        tx.texts.add(text)
        for state in (State.CLAIMED, State.ACCEPTED, State.DELIVERED):
            tx.texts.save(replace(text, state=state))
    with pytest.raises(ValueError, match="cannot go from delivered to planned"), store.write("test") as tx:
        tx.texts.save(text)


def test_a_new_address_reaches_only_what_has_not_gone(store: SqlStore) -> None:
    with store.write("test") as tx:
        release, line = add_release(tx)
        unsent, sent = a_text(release, line), a_text(release, line, "02_gp")
        tx.texts.add(unsent)
        tx.texts.add(sent)
        tx.texts.save(replace(sent, state=State.CLAIMED))
        other = tx.lines.of(OTHER_NUMBER)
        tx.texts.readdress(release.id, LOTHIAN, other.id)
        assert (tx.texts.get(unsent.id).board, tx.texts.get(unsent.id).number_id) == (LOTHIAN, other.id)
        assert (tx.texts.get(sent.id).board, tx.texts.get(sent.id).number_id) == (GLASGOW, line.id)


def test_a_day_is_taken_by_what_is_planned_or_went_and_by_nothing_that_was_cancelled(store: SqlStore) -> None:
    with store.write("test") as tx:
        release, line = add_release(tx)
        days = [NOW + timedelta(days=number) for number in range(3)]
        planned, went, cancelled = (
            a_text(release, line, step, due_at=day) for step, day in zip("abc", days, strict=True)
        )
        for text in (planned, went, cancelled):
            tx.texts.add(text)
        tx.texts.save(replace(cancelled, state=State.CANCELLED))
        tx.texts.save(replace(went, state=State.CLAIMED, went_on=date(2027, 1, 5)))
        days_taken = frozenset({date(2026, 12, 23), date(2027, 1, 5)})
        others = tx.texts.days_of_others(line.id, but=ReleaseId("r-2"))
        assert others == OthersDays(taken=days_taken, firm=frozenset({date(2027, 1, 5)}))
        assert tx.texts.days_of_others(line.id, but=release.id) == NONE
        assert tx.texts.days_of_others(NumberId("n-none"), but=ReleaseId("r-2")) == NONE
        assert tx.texts.went_on_day(line.id, date(2027, 1, 5), but=planned.id)
        assert not tx.texts.went_on_day(line.id, date(2027, 1, 5), but=went.id)
        assert not tx.texts.went_on_day(line.id, date(2026, 12, 23), but=went.id)


def test_a_day_planned_for_an_appointment_does_not_give_way_and_one_planned_for_a_welcome_does(
    store: SqlStore,
) -> None:
    with store.write("test") as tx:
        release, line = add_release(tx)
        days = [NOW + timedelta(days=number) for number in range(2)]
        visit = replace(a_text(release, line, "a_booked", due_at=days[0]), occasion="b-1.1")
        welcome = replace(a_text(release, line, due_at=days[1]), occasion=f"{line.id}.2", welcome=True)
        for text in (visit, welcome):
            tx.texts.add(text)
        others = tx.texts.days_of_others(line.id, but=ReleaseId("r-2"))
        assert others == OthersDays(frozenset(day.date() for day in days), frozenset({days[0].date()}))


def test_the_welcomes_of_a_number_are_those_that_went_are_going_or_are_planned(store: SqlStore) -> None:
    with store.write("test") as tx:
        release, line = add_release(tx)
        other_release, other_line = add_release(tx, "r-2", OTHER_NUMBER)
        welcomes = [replace(a_text(release, line), occasion=f"{line.id}.{which}", welcome=True) for which in range(4)]
        for text in (
            *welcomes,
            a_text(release, line, "02_gp"),
            replace(a_text(other_release, other_line), welcome=True),
        ):
            tx.texts.add(text)
        planned, cancelled, skipped, claimed = welcomes
        tx.texts.save(replace(cancelled, state=State.CANCELLED))
        tx.texts.save(replace(skipped, state=State.SKIPPED))
        tx.texts.save(replace(claimed, state=State.CLAIMED))
        assert {text.id for text in tx.texts.welcomes(line.id)} == {planned.id, claimed.id}


def test_a_step_of_a_release_exists_once_for_each_occasion(store: SqlStore) -> None:
    with store.write("test") as tx:
        release, line = add_release(tx)
        tx.texts.add(a_text(release, line))
        again = replace(a_text(release, line), occasion=f"{line.id}.2", welcome=True)
        tx.texts.add(again)
        assert tx.texts.get(again.id) == again
    with pytest.raises(IntegrityError), store.write("test") as tx:
        tx.texts.add(replace(a_text(release, line), occasion=f"{line.id}.2"))


def test_due_are_the_planned_texts_whose_moment_came_oldest_first(store: SqlStore) -> None:
    with store.write("test") as tx:
        release, line = add_release(tx)
        later, now, early, waiting, gone = (
            a_text(release, line, step, due_at=NOW + timedelta(hours=hours))
            for step, hours in (("later", 1), ("now", 0), ("early", -1), ("waiting", -1), ("gone", -1))
        )
        for text in (later, now, early, replace(waiting, not_before=HEARD), gone):
            tx.texts.add(text)
        tx.texts.save(replace(gone, state=State.CLAIMED))
        before = HEARD - timedelta(microseconds=1)
        assert [text.step for text in tx.texts.due(NOW, before, 10)] == ["early", "now"]
        assert {text.step for text in tx.texts.due(NOW, HEARD, 10)} == {"early", "now", "waiting"}
        assert [text.step for text in tx.texts.due(NOW, before, 1)] == ["early"]
        assert tx.texts.next_due() == NOW - timedelta(hours=1)


def test_a_claim_is_stale_once_its_lease_is_over(store: SqlStore) -> None:
    with store.write("test") as tx:
        release, line = add_release(tx)
        claimed = replace(a_text(release, line), state=State.CLAIMED, lease_until=HEARD)
        tx.texts.add(claimed)
        tx.texts.add(a_text(release, line, "02_gp"))
        assert tx.texts.stale_claims(HEARD) == ()
        assert tx.texts.stale_claims(HEARD + timedelta(microseconds=1)) == (claimed,)


def test_what_one_worker_is_claiming_the_other_neither_gets_nor_waits_for(
    postgres_ledger: str, clock: FixedClock
) -> None:
    """PostgreSQL alone: on SQLite a writer is alone."""
    engine = open_engine(postgres_ledger)
    store = SqlStore(engine, new_sealer(), clock)
    with store.write("test") as tx:
        release, line = add_release(tx)
        other_release, other_line = add_release(tx, "r-2", OTHER_NUMBER)
        for text in (a_text(release, line), a_text(release, line, "02_gp"), a_text(other_release, other_line)):
            tx.texts.add(text)
    with store.write("worker-1") as first, store.write("worker-2") as second:
        (mine,) = first.texts.due(NOW, HEARD, 1)
        others = second.texts.due(NOW, HEARD, 10)
        assert {text.number_id for text in others} == {line.id, other_line.id} - {mine.number_id}, "nor its number"
    engine.dispose()


def test_two_threads_taking_what_is_due_never_share_a_text(store: SqlStore) -> None:
    with store.write("test") as tx:
        for which in range(20):
            tx.texts.add(a_text(*add_release(tx, f"r-{which}", Number.trusted(f"+4477009002{which:02}"))))
    start = Barrier(2)

    def work() -> list[TextId]:
        taken: list[TextId] = []
        start.wait(timeout=10)
        for _ in range(20):
            with store.write("worker") as tx:
                for text in tx.texts.due(NOW, HEARD, 3):
                    tx.texts.save(replace(text, state=State.CLAIMED))
                    taken.append(text.id)
        return taken

    with ThreadPoolExecutor(2) as threads:
        one, other = (future.result(timeout=30) for future in [threads.submit(work), threads.submit(work)])
    assert len({*one, *other}) == len(one) + len(other) == 20


def test_who_holds_a_number_keeps_others_waiting_until_the_end(postgres_ledger: str, clock: FixedClock) -> None:
    engine = open_engine(postgres_ledger)
    store = SqlStore(engine, new_sealer(), clock)
    with store.write("test") as tx:
        tx.lines.of(SAMS_NUMBER)
    waiting = Event()

    def stopped() -> Reason | None:
        with store.write("second") as tx:
            waiting.set()
            line = tx.lines.of(SAMS_NUMBER)
            tx.lines.hold(line.id, None)
            return tx.lines.get(line.id).stopped

    with ThreadPoolExecutor(1) as threads:
        with store.write("first") as tx:
            line = tx.lines.of(SAMS_NUMBER)
            tx.lines.hold(line.id)
            future = threads.submit(stopped)
            assert waiting.wait(10)
            tx.lines.save(replace(line, closed=Reason.OPTED_OUT))
        assert future.result(timeout=10) is Reason.OPTED_OUT
    engine.dispose()
