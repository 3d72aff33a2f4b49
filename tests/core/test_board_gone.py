"""A Board leaves the configuration while its texts are under way: they go to a person, and hold up nobody else's."""

from dataclasses import replace
from datetime import timedelta

import pytest

from service.core.dispatch import claim, dispatch, put_back
from service.core.ports import Core
from service.core.receipts import take_receipt
from service.core.records import Receipt
from service.core.resolving import resolve
from service.core.sending import Sent
from service.core.settle import settle
from service.core.stopping import replan_line
from service.core.upkeep import end_stale_claims, watch_prisons
from service.domain.board import Starts
from service.domain.event import Answer, Kind, Outcome
from service.domain.ids import MessageSid
from service.domain.number import Number
from service.domain.release import Contact
from service.domain.text import Reason, State, Text
from tests.builders import BARLINNIE, GLASGOW, LIBERATION, LOTHIAN, SAMS_NUMBER, make_event, scheduled
from tests.core.looking import (
    WORKER,
    claim_one,
    claimed,
    move_to,
    number_id,
    person,
    says,
    stopped,
    tasks,
    text,
    told,
)
from tests.core.saying import OTHER_NUMBER, contact
from tests.fakes import FakeCarrier, FixedClock

SID = MessageSid(f"SM{7:032x}")
OF_LOTHIAN = make_event(  # which stays
    Kind.SCHEDULED,
    prison_number="90210",
    liberation_date=LIBERATION,
    board=LOTHIAN,
    contact=Contact(number=OTHER_NUMBER),
)


def without_glasgow(core: Core) -> Core:
    """The service as it is started again when the Board's file was taken away."""
    boards = {code: board for code, board in core.config.boards.items() if code != GLASGOW}
    return replace(core, config=replace(core.config, boards=boards))


def answer_to(core: Core, words: str = "who is this", number: Number = SAMS_NUMBER) -> Text:
    says(core, words, number=number.e164)
    with core.store.read() as tx:
        (found,) = tx.texts.answers_to(number_id(core, number), core.clock.wall())
    return found


def again(core: Core, one: Text) -> Text:
    with core.store.read() as tx:
        return tx.texts.get(one.id)


def test_an_answer_that_waits_goes_to_a_person_and_the_others_go(core: Core, carrier: FakeCarrier) -> None:
    told(core, scheduled())
    told(core, OF_LOTHIAN)
    ours, theirs = answer_to(core), answer_to(core, number=OTHER_NUMBER)
    left = without_glasgow(core)
    for one in claim(left, WORKER, 10).taken:
        dispatch(left, WORKER, one)
    assert (again(core, ours).state, again(core, ours).reason) == (State.REVIEW, Reason.WORDS)
    assert again(core, theirs).state is State.ACCEPTED
    assert tasks(core) == ["text_for_review"]
    assert claim(left, WORKER, 10).taken == ()


@pytest.mark.parametrize("is_stale", [True, False])
def test_an_answer_in_hand_goes_to_a_person_at_the_last_look(core: Core, carrier: FakeCarrier, is_stale: bool) -> None:
    told(core, scheduled())
    answer = answer_to(core)
    held = claim_one(core)
    if is_stale:
        says(core, "hello")
    assert dispatch(without_glasgow(core), WORKER, held) is None
    assert carrier.tried == []
    kept = again(core, answer)
    assert (kept.state, kept.attempt_id, kept.lease_until) == (State.REVIEW, None, None)
    assert "text_for_review" in tasks(core)


@pytest.mark.parametrize("is_changed", [True, False])
def test_a_text_in_hand_goes_to_a_person_at_the_last_look(
    core: Core, carrier: FakeCarrier, due_now: Answer, is_changed: bool
) -> None:
    held = claim_one(core)
    if is_changed:
        told(core, contact(2, replace(person(core).contact, first_name="Samuel")))
    assert dispatch(without_glasgow(core), WORKER, held) is None
    assert carrier.tried == []
    assert text(core, due_now).state is State.REVIEW
    assert "text_for_review" in tasks(core)


def test_an_answer_whose_worker_died_goes_to_a_person(core: Core, carrier: FakeCarrier, clock: FixedClock) -> None:
    told(core, scheduled())
    answer, left = answer_to(core), without_glasgow(core)
    claimed(core)
    for _ in range(3):
        clock.advance(timedelta(seconds=core.unknown_wait_s + 60))
        end_stale_claims(left, WORKER)
        resolve(left, WORKER)
    assert again(core, answer).state is State.REVIEW
    assert tasks(core) == ["text_for_review"]


def test_what_the_carrier_took_is_recorded_all_the_same(core: Core, due_now: Answer) -> None:
    held = claim_one(core)
    settle(without_glasgow(core), WORKER, (held.attempt.id, Sent(SID)))
    assert text(core, due_now).state is State.ACCEPTED


@pytest.mark.parametrize("code", [30034, 30002, 30003, 30019])
def test_receipts_that_tell_of_a_failure_are_taken_all_the_same(core: Core, due_now: Answer, code: int) -> None:
    settle(core, WORKER, (claim_one(core).attempt.id, Sent(SID)))
    take_receipt(without_glasgow(core), Receipt(SID, "undelivered", code, None, core.clock.wall()), None)
    assert text(core, due_now).state is State.UNDELIVERED


def test_a_text_that_is_put_back_or_not_taken_waits_for_a_person(core: Core, due_now: Answer) -> None:
    left = without_glasgow(core)
    put_back(left, WORKER, claim_one(core))
    assert claim(left, WORKER, 10).taken == ()
    assert text(core, due_now).state is State.REVIEW


def test_a_word_of_the_person_is_heard_and_staff_are_told_once_that_nothing_can_be_planned(core: Core) -> None:
    told(core, scheduled())
    left, number = without_glasgow(core), number_id(core)
    for _ in range(2):
        with left.store.write(actor="test") as tx:
            replan_line(left, tx, number)
    assert told(left, contact(2, Contact(number=OTHER_NUMBER))).outcome is Outcome.UPDATED
    says(left, "STOP", number=OTHER_NUMBER.e164)
    assert stopped(core, OTHER_NUMBER) is Reason.OPTED_OUT
    assert tasks(core).count("board_unknown") == 1


def test_prisons_are_watched_all_the_same(core: Core, clock: FixedClock) -> None:
    told(core, scheduled())
    told(core, OF_LOTHIAN)
    left = without_glasgow(core)
    boards = {code: replace(board, starts=Starts.DATE_IF_HEARD) for code, board in left.config.boards.items()}
    careful = replace(left, config=replace(left.config, boards=boards))
    move_to(clock, LIBERATION, 12)
    assert watch_prisons(careful, WORKER) == (BARLINNIE.slug,)
    told(core, scheduled(prison_number="90211", time=clock.now(), contact=None))
    assert watch_prisons(careful, WORKER) == ()
