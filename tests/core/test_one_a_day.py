"""One text a day for one number."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from service.core.ports import Core
from service.core.sending import Lost, NotTaken, Outcome, Rejected, Sent
from service.domain.event import Answer
from service.domain.text import State
from service.store.tables import texts
from tests.builders import (
    LIBERATION,
    scheduled,
    sql_store,
)
from tests.core.looking import (
    move_to,
    send_due,
    text,
    told,
)
from tests.fakes import FakeCarrier, FixedClock

NEXT_DAY = LIBERATION + timedelta(days=1)


def two_due(core: Core, clock: FixedClock) -> tuple[Answer, Answer]:
    """Two people with one phone, and a text for each due now: what planning prevents, but a slow day can bring."""
    sam, alex = told(core, scheduled()), told(core, scheduled(prison_number="51234"))
    now = move_to(clock, LIBERATION, 14)
    with sql_store(core).engine.begin() as connection:
        welcome = texts.c.step == "01_welcome"
        connection.execute(update(texts).where(welcome).values(due_at=now, wanted_at=now))
    return sam, alex


def test_of_two_due_texts_to_one_number_one_goes_and_the_other_waits_for_tomorrow(
    core: Core, carrier: FakeCarrier, clock: FixedClock
) -> None:
    both = [text(core, answer) for answer in two_due(core, clock)]
    send_due(core)
    assert len(carrier.tried) == 1
    with core.store.read() as tx:
        now = [tx.texts.get(one.id) for one in both]
    assert {one.state for one in now} == {State.ACCEPTED, State.PLANNED}
    assert min(one.due_at.date() for one in now) == LIBERATION
    assert max(one.due_at.date() for one in now) >= NEXT_DAY


@pytest.mark.parametrize("outcome", [Lost("no answer"), Rejected(21614), Rejected(30999)])
def test_a_text_that_may_have_reached_the_number_counts_for_the_day(
    core: Core, carrier: FakeCarrier, clock: FixedClock, outcome: Outcome
) -> None:
    two_due(core, clock)
    carrier.script(outcome)
    send_due(core)
    clock.advance(timedelta(hours=1))
    send_due(core)
    assert len(carrier.tried) == 1


def test_a_text_that_surely_did_not_go_leaves_the_day_to_another(
    core: Core, carrier: FakeCarrier, clock: FixedClock
) -> None:
    told(core, scheduled())
    move_to(clock, LIBERATION, 14)
    carrier.script(NotTaken(clock.wall() + timedelta(days=2), "HTTP 429"))
    send_due(core)
    other = told(core, scheduled(date(2026, 12, 22), prison_number="51234"))
    with sql_store(core).engine.begin() as connection:
        mine = (texts.c.release_id == other.release_id) & (texts.c.step == "01_welcome")
        connection.execute(update(texts).where(mine).values(due_at=clock.now()))
    assert isinstance(send_due(core)[0], Sent)
