"""What the core relies on. The fake keeps the promises of the real carrier, or tests with it would prove nothing."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

import pytest

from service.core.sending import Carrier, Lost, NotTaken, Outgoing, Rejected, Sent, Withdrawal
from service.domain.ids import MessageSid
from tests.carrier import stub
from tests.carrier.builders import TO, WORDS, carrier, outgoing, wall
from tests.fakes import FakeCarrier

SID = MessageSid("SM" + "0" * 32)


@dataclass(frozen=True)
class Rig:
    carrier: Carrier
    next_is_opted_out: Callable[[], None]
    next_is_busy_for_an_hour: Callable[[], None]
    next_is_lost: Callable[[], None]
    tried: Callable[[], int]  # texts that came as far as the carrier
    next_is_taken_back: Callable[[], None]
    next_is_too_late: Callable[[], None]
    next_does_not_answer: Callable[[], None]


def fake_rig() -> Iterator[Rig]:
    fake = FakeCarrier(wall)
    yield Rig(
        fake,
        lambda: fake.script(Rejected(21610)),
        lambda: fake.script(NotTaken(wall() + timedelta(hours=1), "HTTP 429")),
        lambda: fake.script(Lost("the connection broke")),
        lambda: len(fake.tried),
        lambda: setattr(fake, "withdrawal", Withdrawal.DONE),
        lambda: setattr(fake, "withdrawal", Withdrawal.TOO_LATE),
        lambda: setattr(fake, "withdrawal", Withdrawal.NO_ANSWER),
    )


def real_rig() -> Iterator[Rig]:
    with stub.running() as twilio:
        yield Rig(
            carrier(twilio.url),
            lambda: twilio.will(stub.refuses(400, 21610)),
            lambda: twilio.will(stub.refuses(429, 20429, Retry_After="3600")),
            lambda: twilio.will(stub.drops),
            lambda: len(twilio.seen),
            lambda: None,
            lambda: twilio.will(stub.refuses(400, 20009)),
            lambda: twilio.will(stub.drops),
        )


@pytest.fixture(params=[fake_rig, real_rig], ids=["fake", "real"])
def rig(request: pytest.FixtureRequest) -> Iterator[Rig]:
    yield from request.param()


def test_a_text_is_sent_and_has_a_sid_of_34_characters(rig: Rig) -> None:
    outcome = rig.carrier.send(outgoing())
    assert isinstance(outcome, Sent)
    assert outcome.sid.startswith("SM")
    assert len(outcome.sid) == 34
    assert rig.tried() == 1


def test_no_two_texts_share_a_sid(rig: Rig) -> None:
    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(rig.carrier.send, [outgoing(f"ref-{n}") for n in range(20)]))
    assert len({outcome.sid for outcome in outcomes if isinstance(outcome, Sent)}) == 20


def test_an_opted_out_number_is_rejected_with_the_carriers_code(rig: Rig) -> None:
    rig.next_is_opted_out()
    assert rig.carrier.send(outgoing()) == Rejected(21610)
    assert rig.tried() == 1


def test_a_busy_carrier_says_when_to_come_back(rig: Rig) -> None:
    rig.next_is_busy_for_an_hour()
    outcome = rig.carrier.send(outgoing())
    assert isinstance(outcome, NotTaken)
    assert timedelta(minutes=59) < outcome.retry_at - wall() < timedelta(minutes=61)
    assert rig.tried() == 1


def test_a_text_without_an_answer_is_lost_and_was_tried_once(rig: Rig) -> None:
    rig.next_is_lost()
    assert isinstance(rig.carrier.send(outgoing()), Lost)
    assert rig.tried() == 1


def test_a_text_that_is_not_sent_yet_is_taken_back(rig: Rig) -> None:
    rig.next_is_taken_back()
    assert rig.carrier.withdraw(SID) is Withdrawal.DONE


def test_a_text_that_is_on_its_way_is_not(rig: Rig) -> None:
    rig.next_is_too_late()
    assert rig.carrier.withdraw(SID) is Withdrawal.TOO_LATE


def test_a_carrier_that_does_not_answer_may_be_asked_again(rig: Rig) -> None:
    rig.next_does_not_answer()
    assert rig.carrier.withdraw(SID) is Withdrawal.NO_ANSWER


def test_nothing_is_tried_after_the_claim_has_ended(rig: Rig) -> None:
    outcome = rig.carrier.send(outgoing(left_s=-1))
    assert isinstance(outcome, NotTaken)
    assert rig.tried() == 0


def test_a_script_is_over_after_its_last_line(rig: Rig) -> None:
    rig.next_is_opted_out()
    rig.next_is_lost()
    outcomes = [rig.carrier.send(outgoing()) for _ in range(3)]
    assert [type(outcome) for outcome in outcomes] == [Rejected, Lost, Sent]


@pytest.mark.parametrize("telling", ["next_is_opted_out", "next_is_busy_for_an_hour", "next_is_lost"])
def test_no_outcome_shows_the_number_or_the_words(rig: Rig, telling: str) -> None:
    getattr(rig, telling)()
    shown = repr(rig.carrier.send(outgoing()))
    assert TO[3:] not in shown
    assert WORDS not in shown


def test_the_fake_can_let_something_happen_during_a_send() -> None:
    fake = FakeCarrier(wall)
    heard: list[Outgoing] = []

    def stop_heard(sending: Outgoing) -> Lost:
        heard.append(sending)
        return Lost("the connection broke")

    fake.script(stop_heard)
    text = outgoing()
    assert isinstance(fake.send(text), Lost)
    assert heard == fake.tried == [text]
