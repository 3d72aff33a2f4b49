"""A fault of ours on the trip of a reply: nothing that was said is lost, and a person sees to it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from service.core.cases import Case
from service.core.inbound import hear
from service.core.plain_hearing import Message, hear_plainly
from service.core.ports import Core
from service.domain.ids import MessageSid
from service.domain.meaning import Context, Danger, Grade, Meaning
from service.domain.number import Number
from service.domain.text import Reason
from service.replying.effects import Priority
from service.store import tables
from tests.builders import GLASGOW, LIBERATION, SAMS_NUMBER, scheduled, sql_store
from tests.core.looking import OUR_NUMBER, live_through, move_to, person, said, says, send_due, stopped, tasks, told
from tests.core.saying import PLAIN
from tests.fakes import FakeCarrier, FixedClock

SID = MessageSid("SM" + "c" * 32)


@pytest.fixture
def broken(core: Core, clock: FixedClock) -> Core:
    """Sam is out and welcomed, and of all answers somebody has lost the words."""
    told(core, scheduled(contact=PLAIN))
    move_to(clock, LIBERATION, 14)
    send_due(core)
    return replace(core, config=replace(core.config, replies={"en": {}}))


def rows(core: Core, table: Any) -> list[Any]:
    with sql_store(core).engine.begin() as connection:
        return list(connection.execute(select(table)).all())


def standing(core: Core) -> tuple[Case, ...]:
    with core.store.read() as tx:
        return tx.cases.standing()


def cannot_read(words: str, context: Context) -> Meaning:
    raise RecursionError(words, context)


def heard_unread(core: Core, words: str, sender: str = SAMS_NUMBER.e164) -> None:
    hear_plainly(core, Message(SID, sender, OUR_NUMBER, words, core.clock.wall()), cannot_read)


def test_a_reply_that_a_fault_kept_from_being_done_is_kept_once_and_a_person_reads_it(broken: Core) -> None:
    for _ in range(2):
        hear(broken, SID, SAMS_NUMBER.e164, OUR_NUMBER, "who is this?")
    (kept,) = rows(broken, tables.replies)
    assert (kept.sid, kept.board, kept.person_id) == (SID, GLASGOW, person(broken).id)
    assert tasks(broken) == ["reply_not_understood"]
    (task,) = rows(broken, tables.tasks)
    assert (task.priority, task.board) == (Priority.HIGH, GLASGOW)
    assert said(broken) == []
    assert standing(broken) == ()


@pytest.mark.parametrize("words", ["stop texting me", "please stop sending me these messages"])
def test_a_stop_in_it_is_obeyed(core: Core, broken: Core, clock: FixedClock, carrier: FakeCarrier, words: str) -> None:
    went = len(carrier.tried)
    says(broken, words)
    assert tasks(broken) == ["reply_not_understood"]
    assert stopped(broken) is Reason.OPTED_OUT
    live_through(core, clock, clock.now() + timedelta(days=30))
    assert len(carrier.tried) == went


def test_danger_in_it_is_a_case_that_says_that_nobody_answered(
    core: Core, broken: Core, clock: FixedClock, carrier: FakeCarrier
) -> None:
    went = len(carrier.tried)
    says(broken, "I want to kill myself")
    (case,) = standing(broken)
    assert (case.kind, case.board, case.person_id) == (Danger.SELF, GLASGOW, person(broken).id)
    assert case.unanswered is not None
    live_through(core, clock, clock.now() + timedelta(days=30))
    assert len(carrier.tried) == went, "and no nudge goes"


def test_a_death_in_it_ends_the_texts_until_a_person_has_looked(broken: Core) -> None:
    says(broken, "he died last week")
    assert stopped(broken) is Reason.DEATH_NEAR
    assert person(broken).died_at is None


@pytest.mark.parametrize("sender", [SAMS_NUMBER.e164, "+447700900555", "85258"])
def test_words_that_cannot_be_read_may_be_a_cry_for_help(broken: Core, sender: str) -> None:
    heard_unread(broken, "aaaaaaa", sender)
    (case,) = standing(broken)
    assert (case.kind, case.grade) == (Danger.OTHER, Grade.AMBER)
    assert case.unanswered is not None
    assert tasks(broken) == ["reply_not_understood"]


def test_in_words_that_cannot_be_read_any_stop_counts(broken: Core) -> None:
    heard_unread(broken, "please Stop now")
    assert stopped(broken) is Reason.OPTED_OUT


def test_a_stop_and_a_wrong_number_both_stand(broken: Core) -> None:
    says(broken, "wrong number, stop texting me")
    with broken.store.read() as tx:
        line = tx.lines.find(Number.trusted(SAMS_NUMBER.e164))
    assert line is not None
    assert line.closed is Reason.WRONG_PERSON
    assert line.has_opted_out


def test_no_words_and_no_number_stand_in_the_log(broken: Core, caplog: pytest.LogCaptureFixture) -> None:
    says(broken, "my name is zebedee and i want to die")
    heard_unread(broken, "zebedee again")
    assert caplog.records
    assert "zebedee" not in caplog.text
    assert SAMS_NUMBER.e164 not in caplog.text
