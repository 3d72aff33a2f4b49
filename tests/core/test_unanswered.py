"""A case tells whoever sees to it that no words of ours reached the person."""

from datetime import timedelta

import pytest

from service.core.cases import Case
from service.core.inbound import hear
from service.core.lapsing import end_late_answers
from service.core.ports import Core
from service.core.sending import Rejected
from service.domain.ids import MessageSid
from tests.builders import LIBERATION, SAMS_NUMBER, scheduled
from tests.core.looking import OUR_NUMBER, WORKER, move_to, said, says, send_due, told
from tests.core.saying import PLAIN
from tests.fakes import FakeCarrier, FixedClock

CRY = "I am going to kill myself tonight"
NOT_OURS = 20003  # the carrier: who are you?
SID = MessageSid("SM" + "d" * 32)


@pytest.fixture(autouse=True)
def _out(core: Core, clock: FixedClock) -> None:
    told(core, scheduled(contact=PLAIN))
    move_to(clock, LIBERATION, 14)
    send_due(core)


def the_case(core: Core) -> Case:
    with core.store.read() as tx:
        (case,) = tx.cases.standing()
    return case


def test_an_answer_that_waits_while_all_sending_rests_is_told_as_soon_as_it_is_too_late(
    core: Core, clock: FixedClock, carrier: FakeCarrier
) -> None:
    carrier.script(Rejected(NOT_OURS))
    says(core, "who is this")
    send_due(core)
    says(core, CRY)
    for minute in range(1, 12):
        clock.advance(timedelta(minutes=1))
        end_late_answers(core, WORKER)
        assert (the_case(core).unanswered is not None) == (minute > 10)
    assert end_late_answers(core, WORKER) == 0
    clock.advance(timedelta(hours=2))
    went = len(carrier.tried)
    send_due(core)
    assert len(carrier.tried) == went, "and it never goes"


def test_one_that_is_heard_too_late_to_be_answered_says_so(core: Core, clock: FixedClock) -> None:
    hear(core, SID, SAMS_NUMBER.e164, OUR_NUMBER, CRY, at=clock.wall() - timedelta(minutes=12))
    assert said(core) == []
    assert the_case(core).unanswered == "late"


def test_one_that_is_heard_late_and_answered_in_time_does_not(core: Core, clock: FixedClock) -> None:
    hear(core, SID, SAMS_NUMBER.e164, OUR_NUMBER, CRY, at=clock.wall() - timedelta(minutes=5))
    assert said(core) == ["CRISIS_self"]
    assert the_case(core).unanswered is None


def test_what_no_telephone_wrote_cannot_be_answered_and_the_case_says_so(core: Core) -> None:
    says(core, CRY, number="85258")
    assert the_case(core).unanswered == "not_a_phone"


def test_more_of_the_same_a_moment_after_an_answer_is_not_unanswered(core: Core, clock: FixedClock) -> None:
    says(core, CRY)
    clock.advance(timedelta(minutes=5))
    says(core, f"{CRY} please")
    assert said(core) == ["CRISIS_self"]
    assert the_case(core).unanswered is None


def test_the_seventh_of_a_day_is_told_to_staff(core: Core, clock: FixedClock) -> None:
    for _ in range(6):
        says(core, CRY)
        send_due(core)
        assert the_case(core).unanswered is None
        clock.advance(timedelta(minutes=31))
    says(core, CRY)
    assert len(said(core)) == 6
    assert the_case(core).unanswered == "answered_often_today"
