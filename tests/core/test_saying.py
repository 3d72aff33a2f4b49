"""Answers to replies in the ledger: the class of texts that hours, caps and a STOP do not hold back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import count
from types import MappingProxyType

import pytest
from sqlalchemy import select

from service.core.dispatch import claim, dispatch, next_look
from service.core.ports import Core
from service.core.receipts import take_receipt
from service.core.records import Receipt, Reply
from service.core.resolving import resolve
from service.core.saying import Said, said_lately, say
from service.core.sending import Lost, NotTaken, Outgoing, Rejected, Sent
from service.core.stopping import stop_number
from service.domain.event import Answer
from service.domain.ids import MessageSid, NumberId
from service.domain.text import Reason, State, Text
from service.store import tables
from tests.builders import LIBERATION, scheduled, sql_store
from tests.core.looking import (
    OUR_NUMBER,
    WORKER,
    attempts,
    claimed,
    move_to,
    number_id,
    says,
    send_due,
    states,
    stopped,
    text,
    told,
)
from tests.core.looking import said as answers_planned
from tests.core.saying import OTHER_NUMBER
from tests.fakes import FakeCarrier, FixedClock

_sids = count(1)


def a_reply(core: Core, number: NumberId | None, words: str = "where do i find one") -> Reply:
    sid = MessageSid(f"SM{next(_sids):032x}")
    reply = Reply(sid, "+447700900123", number, OUR_NUMBER, words, core.clock.wall())
    with core.store.write(actor="person") as tx:
        tx.replies.add(reply)
    return reply


def answered(core: Core, key: str, reply: Reply | None = None) -> Text | None:
    reply = reply or a_reply(core, number_id(core))
    board = next(iter(core.config.boards.values()))
    with core.store.write(actor="person") as tx:
        tx.lines.hold(reply.number_id)
        return say(core, tx, reply, key, board)


def stop(core: Core) -> None:
    line = number_id(core)
    with core.store.write(actor="person") as tx:
        stop_number(core, tx, line, Reason.OPTED_OUT)


def now_is(core: Core, one: Text | None) -> Text:
    assert one is not None
    with core.store.read() as tx:
        return tx.texts.get(one.id)


@pytest.fixture
def answer(core: Core) -> Answer:
    return told(core, scheduled())


def test_an_answer_goes_at_night_beside_the_days_text_and_takes_no_day(
    core: Core, carrier: FakeCarrier, clock: FixedClock, due_now: Answer
) -> None:
    send_due(core)
    move_to(clock, LIBERATION, 23)
    said = answered(core, "GP_NO_CALL")
    send_due(core)
    assert [one.words[:4] for one in carrier.tried] == ["Hell", "NHS:"]
    assert (now_is(core, said).state, now_is(core, said).went_on) == (State.ACCEPTED, None)
    assert carrier.tried[-1].validity_s == 3600


def test_an_answer_goes_before_everything_that_is_due(core: Core, carrier: FakeCarrier, due_now: Answer) -> None:
    answered(core, "CRISIS_other", a_reply(core, number_id(core)))
    (first,) = claim(core, WORKER, 1).taken
    assert first.text.is_answer
    send_due(core)
    assert text(core, due_now).state is State.ACCEPTED


def test_a_reply_is_given_the_same_answer_once(core: Core, answer: Answer) -> None:
    reply = a_reply(core, number_id(core))
    assert answered(core, "GP", reply) is not None
    assert answered(core, "GP", reply) is None
    assert len(claimed(core)) == 1


def test_nobody_is_answered_who_has_no_number(core: Core) -> None:
    assert answered(core, "GP", a_reply(core, None)) is None


def test_a_stop_between_the_claim_and_the_send_keeps_an_ordinary_answer_back(
    core: Core, carrier: FakeCarrier, answer: Answer
) -> None:
    said = answered(core, "GP")
    claims = claimed(core)
    stop(core)
    for one in claims:
        dispatch(core, WORKER, one)
    assert carrier.tried == []
    assert (now_is(core, said).state, now_is(core, said).reason) == (State.CANCELLED, Reason.OPTED_OUT)


@pytest.mark.parametrize("key", ["STOP", "WRONG", "DECEASED", "CRISIS_self"])
def test_what_a_stop_does_not_hold_back_goes_to_a_stopped_number(
    core: Core, carrier: FakeCarrier, answer: Answer, key: str
) -> None:
    stop(core)
    said = answered(core, key)
    send_due(core)
    assert [one.words for one in carrier.tried] == [core.config.replies["en"][key]]
    assert now_is(core, said).state is State.ACCEPTED


def test_an_answer_that_comes_too_late_is_never_sent(
    core: Core, carrier: FakeCarrier, clock: FixedClock, answer: Answer
) -> None:
    said = answered(core, "GP")
    clock.set(wall=clock.wall() + timedelta(minutes=59))
    send_due(core)
    assert carrier.tried == []
    assert (now_is(core, said).state, now_is(core, said).reason) == (State.SKIPPED, Reason.LATE)


def test_while_the_service_is_on_hold_only_answers_go(
    core: Core, carrier: FakeCarrier, clock: FixedClock, due_now: Answer
) -> None:
    with core.store.write(actor="staff") as tx:
        tx.hold.hold("restored")
    assert next_look(core) is None
    answered(core, "CRISIS_self")
    assert next_look(core) == clock.wall()
    send_due(core)
    assert [one.words[:10] for one in carrier.tried] == ["You matter"]
    assert text(core, due_now).state is State.PLANNED


def test_a_lost_answer_is_found_in_the_carriers_list_and_not_said_again(
    core: Core, carrier: FakeCarrier, clock: FixedClock, answer: Answer
) -> None:
    carrier.script(taken_and_lost(carrier))
    said = answered(core, "GP")
    send_due(core)
    assert now_is(core, said).state is State.UNKNOWN
    resolve(core, WORKER)
    assert now_is(core, said).state is State.ACCEPTED
    assert len(carrier.tried) == 1


def taken_and_lost(carrier: FakeCarrier) -> Callable[[Outgoing], Lost]:
    def scripted(outgoing: Outgoing) -> Lost:
        carrier.take(outgoing)
        return Lost("no answer in time")

    return scripted


def test_a_lost_answer_that_the_carrier_has_not_got_is_too_late_when_that_is_known(
    core: Core, carrier: FakeCarrier, clock: FixedClock, answer: Answer
) -> None:
    carrier.script(Lost("no answer in time"))
    said = answered(core, "GP")
    send_due(core)
    for _ in range(2):
        resolve(core, WORKER)
        clock.set(wall=clock.wall() + timedelta(hours=1))
    assert (now_is(core, said).state, now_is(core, said).reason) == (State.CANCELLED, Reason.LATE)
    assert len(carrier.tried) == 1


def test_an_answer_that_the_carrier_did_not_take_is_tried_again(
    core: Core, carrier: FakeCarrier, clock: FixedClock, answer: Answer
) -> None:
    carrier.script(NotTaken(clock.wall() + timedelta(seconds=20), "HTTP 429"))
    said = answered(core, "GP")
    send_due(core)
    clock.set(wall=clock.wall() + timedelta(seconds=21))
    send_due(core)
    assert now_is(core, said).state is State.ACCEPTED
    assert len(attempts(core, now_is(core, said))) == 2


def test_a_number_that_opted_out_at_the_carrier_is_stopped_by_its_refusal_of_an_answer(
    core: Core, carrier: FakeCarrier, answer: Answer
) -> None:
    carrier.script(Rejected(21610))
    said = answered(core, "GP")
    send_due(core)
    assert (now_is(core, said).state, now_is(core, said).reason) == (State.CANCELLED, Reason.OPTED_OUT)
    assert stopped(core) is Reason.OPTED_OUT
    assert states(core, answer) == {State.CANCELLED: 12}


def test_an_answer_that_did_not_arrive_is_not_tried_again_hours_later(
    core: Core, carrier: FakeCarrier, clock: FixedClock, answer: Answer
) -> None:
    sid = MessageSid("SM" + "e" * 32)
    carrier.script(Sent(sid))
    said = answered(core, "GP")
    send_due(core)
    take_receipt(core, Receipt(sid, "undelivered", 30003, None, clock.wall()), None)
    assert (now_is(core, said).state, now_is(core, said).not_before) == (State.UNDELIVERED, None)


def test_what_was_said_lately_is_known(core: Core, clock: FixedClock, answer: Answer) -> None:
    began = clock.wall()
    answered(core, "GP")
    clock.set(wall=began + timedelta(minutes=20))
    answered(core, "CRISIS_amber")
    line = number_id(core)
    with core.store.read() as tx:
        both, one = (said_lately(core, tx, line, timedelta(minutes=span)) for span in (20, 19))
    assert [(said.key, said.at) for said in both] == [("GP", began), ("CRISIS_amber", began + timedelta(minutes=20))]
    assert [said.key for said in one] == ["CRISIS_amber"]
    assert isinstance(one[0], Said)


def test_a_wrong_person_who_writes_again_is_answered_and_not_texted(
    core: Core, carrier: FakeCarrier, clock: FixedClock, answer: Answer
) -> None:
    line = number_id(core)
    with core.store.write(actor="person") as tx:
        stop_number(core, tx, line, Reason.WRONG_PERSON)
    before = answered(core, "GP")
    clock.set(wall=clock.wall() + timedelta(minutes=1))
    since = answered(core, "GP")
    send_due(core)
    send_due(core)
    assert (now_is(core, before).state, now_is(core, since).state) == (State.CANCELLED, State.ACCEPTED)
    assert states(core, answer) == {State.CANCELLED: 12}


def test_that_somebody_sent_the_word_on_the_card_stands_nowhere_in_the_ledger(core: Core, answer: Answer) -> None:
    says(core, "SAFE")
    assert answers_planned(core) == ["HELP"]
    kept = (tables.texts.c.step, tables.replies.c.meaning, tables.journal.c.why, tables.journal.c.about)
    with sql_store(core).engine.begin() as connection:
        rows = [row for column in kept for row in connection.execute(select(column))]
    assert "safe" not in str(rows).casefold()


def test_an_answer_that_reached_nobody_spares_no_other(core: Core, clock: FixedClock, answer: Answer) -> None:
    answered(core, "CRISIS_self")
    clock.set(wall=clock.wall() + timedelta(minutes=12))
    send_due(core)
    line = number_id(core)
    with core.store.read() as tx:
        assert said_lately(core, tx, line, timedelta(minutes=30)) == ()


def test_an_answer_of_a_board_that_is_configured_no_more_keeps_back_nothing_else(
    core: Core, carrier: FakeCarrier, due_now: Answer
) -> None:
    said = answered(core, "GP", a_reply(core, number_id(core, OTHER_NUMBER)))
    gone = next(iter(core.config.boards))
    without = replace(
        core,
        config=replace(
            core.config,
            boards=MappingProxyType({code: board for code, board in core.config.boards.items() if code != gone}),
        ),
    )
    send_due(without)
    assert now_is(core, said).state is State.REVIEW
    assert gone == now_is(core, said).board
