"""What waits at the carrier for somebody to whom nothing may go any more is asked back."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from service.core.ports import Core
from service.core.receipts import take_receipt
from service.core.records import Receipt
from service.core.sending import Sent, Withdrawal
from service.core.withdrawing import withdraw
from service.domain.event import Answer, Event
from service.domain.ids import MessageSid
from service.domain.london import at
from service.domain.number import Number
from service.domain.text import State
from tests.builders import LIBERATION, SAMS_CONTACT, scheduled
from tests.core.looking import WORKER, journal, live_through, move_to, says, send_due, text, told
from tests.core.saying import again, cancelled, died, rescheduled, returned
from tests.fakes import FakeCarrier, FixedClock

SID = MessageSid("SM" + "a" * 32)


@pytest.fixture
def waiting(core: Core, carrier: FakeCarrier, due_now: Answer) -> Answer:
    """Sam's welcome is with the carrier, which has not sent it yet."""
    carrier.script(Sent(SID))
    send_due(core)
    return due_now


@pytest.mark.parametrize("end", [returned(22), died(22), cancelled(22)], ids=lambda event: event.kind)
def test_case_27_what_waits_when_a_release_ends_is_asked_back_once(
    core: Core, carrier: FakeCarrier, waiting: Answer, end: Event
) -> None:
    assert withdraw(core, WORKER) == 0
    told(core, end)
    assert withdraw(core, WORKER) == 1
    assert withdraw(core, WORKER) == 0
    assert carrier.asked_back == [SID]
    assert "text.asked_back" in journal(core, {"text": text(core, waiting).id})


@pytest.mark.parametrize("words", ["STOP", "WRONG"])
def test_what_waits_when_a_number_stops_is_asked_back(
    core: Core, carrier: FakeCarrier, waiting: Answer, words: str
) -> None:
    says(core, words)
    assert withdraw(core, WORKER) == 1
    assert carrier.asked_back == [SID]


def test_the_receipt_says_that_it_never_went_and_it_is_not_tried_again(
    core: Core, carrier: FakeCarrier, clock: FixedClock, waiting: Answer
) -> None:
    told(core, returned(22))
    withdraw(core, WORKER)
    take_receipt(core, Receipt(SID, "canceled", None, None, clock.wall()), None)
    assert text(core, waiting).state is State.FAILED
    live_through(core, clock, at(LIBERATION + timedelta(days=60), time(12)))
    assert len(carrier.tried) == 1


def test_a_text_that_went_before_it_could_be_asked_back_is_asked_once(
    core: Core, carrier: FakeCarrier, waiting: Answer
) -> None:
    carrier.withdrawal = Withdrawal.TOO_LATE
    told(core, returned(22))
    assert [withdraw(core, WORKER) for _ in range(3)] == [0, 0, 0]
    assert carrier.asked_back == [SID]
    assert text(core, waiting).state is State.ACCEPTED, "its receipts still come"


def test_without_an_answer_it_is_asked_again_after_a_rest(
    core: Core, carrier: FakeCarrier, clock: FixedClock, waiting: Answer
) -> None:
    carrier.withdrawal = Withdrawal.NO_ANSWER
    told(core, returned(22))
    assert [withdraw(core, WORKER) for _ in range(3)] == [0, 0, 0]
    assert carrier.asked_back == [SID]
    carrier.withdrawal = Withdrawal.DONE
    clock.advance(timedelta(seconds=30))
    assert [withdraw(core, WORKER) for _ in range(2)] == [1, 0]
    assert carrier.asked_back == [SID, SID]


def test_a_message_that_never_gets_an_answer_keeps_back_no_other(
    core: Core, carrier: FakeCarrier, clock: FixedClock
) -> None:
    first, second = MessageSid("SM" + "1" * 32), MessageSid("SM" + "2" * 32)
    for which in (1, 2):
        number = Number.trusted(f"+44770090020{which}")
        told(core, scheduled(prison_number=f"9{which}", contact=replace(SAMS_CONTACT, number=number)))
    carrier.script(Sent(first), Sent(second))
    move_to(clock, LIBERATION, 14)
    send_due(core)
    for which in (1, 2):
        told(core, replace(returned(22), prison_number=f"9{which}"))
    carrier.withdrawal = Withdrawal.NO_ANSWER
    withdraw(core, WORKER)
    asked_first = list(carrier.asked_back)
    assert len(asked_first) == 1, "it may take ten seconds for each"
    carrier.withdrawal = Withdrawal.DONE
    assert withdraw(core, WORKER) == 1
    assert set(carrier.asked_back) == {first, second}


def test_what_the_carrier_sent_already_is_not_asked_back(
    core: Core, carrier: FakeCarrier, clock: FixedClock, waiting: Answer
) -> None:
    take_receipt(core, Receipt(SID, "sent", None, None, clock.wall()), None)
    told(core, returned(22))
    assert withdraw(core, WORKER) == 0
    assert carrier.asked_back == []


@pytest.mark.parametrize("event", [rescheduled(22), again(22)], ids=lambda event: event.kind)
def test_another_date_asks_nothing_back(core: Core, carrier: FakeCarrier, waiting: Answer, event: Event) -> None:
    told(core, event)
    assert withdraw(core, WORKER) == 0
    assert carrier.asked_back == []


def test_the_end_of_one_release_asks_back_nothing_of_another(
    core: Core, carrier: FakeCarrier, clock: FixedClock
) -> None:
    sids = {f"9{which}": MessageSid(f"SM{which:032x}") for which in range(25)}
    for which, prison_number in enumerate(sids):
        number = Number.trusted(f"+4477009002{which:02}")
        told(core, scheduled(prison_number=prison_number, contact=replace(SAMS_CONTACT, number=number)))
    move_to(clock, LIBERATION, 14)
    send_due(core)
    tried = {one.to.e164: one for one in carrier.tried}
    assert len(tried) == 25
    for prison_number in list(sids)[:22]:
        told(core, replace(returned(22), prison_number=prison_number))
    assert [withdraw(core, WORKER) for _ in range(3)] == [20, 2, 0]
    assert len(set(carrier.asked_back)) == 22
