"""One text a day for one number."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from service.core.ports import Core
from service.core.sending import Lost, NotTaken, Outcome, Rejected, Sent
from service.domain.event import Answer
from service.domain.text import State, Text
from service.store.tables import texts
from tests.builders import (
    LIBERATION,
    scheduled,
    sql_store,
)
from tests.core.looking import (
    every_text,
    move_to,
    send_due,
    told,
)
from tests.fakes import FakeCarrier, FixedClock

NEXT_DAY = LIBERATION + timedelta(days=1)


def two_due(core: Core, clock: FixedClock) -> tuple[Answer, Answer]:
    """Two people with one phone, and a text for each due now: what planning prevents, but a slow day can bring."""
    sam, alex = told(core, scheduled()), told(core, scheduled(prison_number="51234"))
    move_to(clock, LIBERATION, 14)
    send_due(core)
    move_to(clock, NEXT_DAY, 10)
    for answer in (sam, alex):
        make_due(core, next_of(core, answer))
    return sam, alex


def next_of(core: Core, answer: Answer) -> Text:
    return next(one for one in every_text(core, answer) if one.state is State.PLANNED)


def make_due(core: Core, one: Text) -> None:
    with sql_store(core).engine.begin() as connection:
        connection.execute(update(texts).where(texts.c.id == one.id).values(due_at=core.clock.now()))


def test_of_two_due_texts_to_one_number_one_goes_and_the_other_waits_for_tomorrow(
    core: Core, carrier: FakeCarrier, clock: FixedClock
) -> None:
    answers = two_due(core, clock)
    both = [next_of(core, answer) for answer in answers]
    send_due(core)
    assert len(carrier.tried) == 2, "the welcome, and one of the two"
    with core.store.read() as tx:
        now = [tx.texts.get(one.id) for one in both]
    assert {one.state for one in now} == {State.ACCEPTED, State.PLANNED}
    assert min(one.due_at.date() for one in now) == NEXT_DAY
    assert max(one.due_at.date() for one in now) > NEXT_DAY


@pytest.mark.parametrize("outcome", [Lost("no answer"), Rejected(21614), Rejected(30999)])
def test_a_text_that_may_have_reached_the_number_counts_for_the_day(
    core: Core, carrier: FakeCarrier, clock: FixedClock, outcome: Outcome
) -> None:
    two_due(core, clock)
    carrier.script(outcome)
    send_due(core)
    clock.advance(timedelta(hours=1))
    send_due(core)
    assert len(carrier.tried) == 2, "the welcome of the day before, and one of the two"


def test_a_text_that_surely_did_not_go_leaves_the_day_to_another(
    core: Core, carrier: FakeCarrier, clock: FixedClock
) -> None:
    sam, alex = told(core, scheduled()), told(core, scheduled(prison_number="51234"))
    move_to(clock, LIBERATION, 14)
    send_due(core)
    move_to(clock, NEXT_DAY, 10)
    make_due(core, next_of(core, sam))
    carrier.script(NotTaken(clock.wall() + timedelta(days=2), "HTTP 429"))
    send_due(core)
    make_due(core, next_of(core, alex))
    assert isinstance(send_due(core)[0], Sent)
