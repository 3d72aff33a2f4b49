"""Receipts in any order, with the carrier's answer anywhere among them, end in one state: here through the store."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from service.core.ports import Core
from service.core.receipts import take_receipt
from service.core.records import AttemptOutcome, Receipt
from service.core.sending import Lost, NotTaken, Outcome, Sent
from service.core.settle import settle
from service.domain.codes import CODES
from service.domain.ids import AttemptId, MessageSid
from service.domain.london import at
from service.domain.text import RANK, Reason, State, Text
from service.store.tables import receipts
from tests.builders import LIBERATION, scheduled, sql_store
from tests.core.anew import World, Worlds, worlds_on
from tests.core.looking import WORKER, attempts, claim_one, move_to, send_due, stopped, told
from tests.fakes import FixedClock

SID = MessageSid("SM" + "a" * 32)
ON_THE_WAY = ("accepted", "scheduled", "queued", "sending", "sent", "delivered", "read", "receiving", "no such status")
ENDED_BADLY = ("undelivered", "failed", "canceled")
UNKNOWN_CODE = 30999


@dataclass(frozen=True)
class Told:
    """A receipt, with our reference or without."""

    status: str
    code: int | None = None
    has_ref: bool = True


Step = Told | Outcome


@dataclass(frozen=True)
class End:
    """What a story ends in."""

    state: State
    reason: Reason | None
    is_tried_again: bool
    outcome: AttemptOutcome
    status: str | None
    code: int | None
    sid: MessageSid | None
    line: Reason | None
    receipts: int


def end_of(world: World, story: Sequence[Step], *, is_welcome: bool) -> End:
    """What comes of one claimed text after all this; on the way its rank never falls."""
    core = world.core
    text, attempt_id = _claimed(world, is_welcome=is_welcome)
    for step in story:
        before = _now(core, text)
        if isinstance(step, Told):
            told_now = Receipt(SID, step.status, step.code, None, world.clock.wall())
            take_receipt(core, told_now, attempt_id if step.has_ref else None)
        else:
            settle(core, WORKER, (attempt_id, step))
        assert RANK[_now(core, text).state] >= RANK[before.state]
    (attempt,) = attempts(core, text)
    after = _now(core, text)
    return End(
        after.state,
        after.reason,
        after.not_before is not None and after.state is not State.PLANNED,
        attempt.outcome,
        attempt.status,
        attempt.code,
        attempt.sid,
        stopped(core),
        _kept(core),
    )


def _claimed(world: World, *, is_welcome: bool) -> tuple[Text, AttemptId]:
    answer = told(world.core, scheduled())
    move_to(world.clock, LIBERATION, 14)
    if not is_welcome:
        send_due(world.core)
        _to_next(world.core, world.clock)
    claim = claim_one(world.core)
    assert claim.text.release_id == answer.release_id
    return claim.text, claim.attempt.id


def _to_next(core: Core, clock: FixedClock) -> None:
    with core.store.read() as tx:
        due = tx.texts.next_due()
    clock.set(now=due, wall=due)


def _now(core: Core, text: Text) -> Text:
    with core.store.read() as tx:
        return tx.texts.get(text.id)


def _kept(core: Core) -> int:
    with sql_store(core).engine.begin() as connection:
        return connection.execute(select(func.count()).select_from(receipts)).scalar_one()


@pytest.fixture(scope="module")
def sqlite() -> Iterator[Worlds]:
    with worlds_on("sqlite://") as worlds:
        yield worlds


@pytest.fixture(scope="module")
def postgresql(migrated_database: str) -> Iterator[Worlds]:
    with worlds_on(migrated_database) as worlds:
        yield worlds


codes = st.sampled_from([*sorted(CODES), UNKNOWN_CODE])
answers: st.SearchStrategy[Outcome] = st.sampled_from(
    [Sent(SID), Lost("no answer in time"), NotTaken(at(LIBERATION, time(14)), "HTTP 429")]
)


@st.composite
def stories(draw: st.DrawFn) -> tuple[list[Step], list[Step]]:
    """What the carrier tells of one message, some of it again and again, with its answer; and the same in any order."""
    some = st.builds(Told, st.sampled_from(ON_THE_WAY), st.none(), st.booleans())
    bad = st.builds(Told, st.sampled_from(ENDED_BADLY), st.none() | codes, st.booleans())
    said = draw(st.lists(some | bad, max_size=5))
    again = draw(st.lists(st.sampled_from(said), max_size=2)) if said else []
    answer: Outcome = draw(answers)
    story: list[Step] = [*said, *again, answer]
    return story, draw(st.permutations(story))


def assert_ends_alike(worlds: Worlds, story: tuple[list[Step], list[Step]], *, is_welcome: bool) -> None:
    one, other = (end_of(worlds.begin(), each, is_welcome=is_welcome) for each in story)
    assert one == other
    assert one.receipts == sum(isinstance(each, Told) for each in story[0])


@given(stories(), st.booleans())
@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
def test_receipts_in_any_order_and_repeated_end_in_one_state(
    sqlite: Worlds, story: tuple[list[Step], list[Step]], is_welcome: bool
) -> None:
    assert_ends_alike(sqlite, story, is_welcome=is_welcome)


@given(stories(), st.booleans())
@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
def test_receipts_in_any_order_end_in_one_state_on_postgresql(
    postgresql: Worlds, story: tuple[list[Step], list[Step]], is_welcome: bool
) -> None:
    assert_ends_alike(postgresql, story, is_welcome=is_welcome)


ORDERS = [(0, 1), (1, 0)]


@pytest.mark.parametrize(("code", "line"), [(21610, Reason.OPTED_OUT), (30006, Reason.UNREACHABLE)])
def test_a_code_counts_although_a_status_that_says_more_came_without_it(
    sqlite: Worlds, code: int, line: Reason
) -> None:
    told_both = [Told("failed", code), Told("undelivered")]
    ends = {_end_in_order(sqlite, told_both, order) for order in ORDERS}
    assert [one.line for one in ends] == [line]


@pytest.mark.parametrize("other", [30003, 30005, 30006, 30007])
def test_somebody_who_told_the_carrier_stop_is_stopped_whatever_other_code_came(sqlite: Worlds, other: int) -> None:
    told_both = [Told("undelivered", 21610), Told("undelivered", other)]
    ends = {_end_in_order(sqlite, told_both, order) for order in ORDERS}
    assert {one.line for one in ends} == {Reason.OPTED_OUT}


@pytest.mark.parametrize("pair", [(30003, 30007), (30003, 30006), (30006, 30007), (30001, 30005)])
def test_of_two_codes_of_one_message_the_same_follows_in_either_order(sqlite: Worlds, pair: tuple[int, int]) -> None:
    told_both = [Told("undelivered", code) for code in pair]
    assert len({_end_in_order(sqlite, told_both, order) for order in ORDERS}) == 1


def test_a_stop_that_a_receipt_tells_of_counts_although_the_text_arrived(sqlite: Worlds) -> None:
    told_both = [Told("delivered"), Told("undelivered", 21610)]
    ends = {_end_in_order(sqlite, told_both, order) for order in ORDERS}
    assert [one.line for one in ends] == [Reason.OPTED_OUT]


def _end_in_order(worlds: Worlds, told_both: list[Told], order: tuple[int, int]) -> End:
    return end_of(worlds.begin(), [Sent(SID), *(told_both[which] for which in order)], is_welcome=False)
