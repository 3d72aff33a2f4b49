"""What the core relies on. The fake keeps the promises of the real carrier, or tests with it would prove nothing."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from service.core.sending import Carrier, CarrierSilentError, Lost, NotTaken, Outgoing, Rejected, Sent, Withdrawal
from service.domain.board import MessagingService
from service.domain.ids import MessageSid
from service.domain.number import Number
from tests.carrier import stub
from tests.carrier.builders import FROM, TO, WORDS, carrier, outgoing, wall
from tests.carrier.ledger import Ledger
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
    next_is_taken_and_lost: Callable[[], None]
    hears: Callable[[str, str], MessageSid]  # from a person, words
    now_says: Callable[[MessageSid, str, int | None], None]  # a status, a code
    falls_silent: Callable[[], None]


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
        lambda: fake.script(fake.take_and_lose),
        lambda person, words: fake.hear(person, words, to=FROM).sid,
        fake.now_says,
        lambda: setattr(fake, "silent", True),
    )


def real_rig() -> Iterator[Rig]:
    with stub.running() as twilio:
        ledger = Ledger(wall)
        twilio.server.otherwise = ledger.answer
        yield Rig(
            carrier(twilio.url),
            lambda: twilio.will(stub.refuses(400, 21610)),
            lambda: twilio.will(stub.refuses(429, 20429, Retry_After="3600")),
            lambda: twilio.will(stub.drops),
            lambda: len(twilio.seen),
            lambda: None,
            lambda: twilio.will(stub.refuses(400, 20009)),
            lambda: twilio.will(stub.drops),
            lambda: twilio.will(ledger.takes_and_is_gone),
            ledger.hear,
            ledger.now_says,
            lambda: twilio.will(*[stub.refuses(500, 20500)] * 9),
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


SAM = Number.trusted(TO)


def an_hour_ago() -> datetime:
    return wall() - timedelta(hours=1)


def listed(rig: Rig, to: Number | None = SAM) -> list[MessageSid]:
    return [message.sid for message in rig.carrier.listed(an_hour_ago(), to)]


def sent(rig: Rig, to: str = TO) -> MessageSid:
    outcome = rig.carrier.send(outgoing(to=to))
    assert isinstance(outcome, Sent)
    return outcome.sid


def test_a_text_that_was_taken_is_in_the_list_of_its_number(rig: Rig) -> None:
    began = wall().replace(microsecond=0)
    sid = sent(rig)
    sent(rig, to="+447700900102")
    (message,) = rig.carrier.listed(began, SAM)
    assert (message.sid, message.inbound, message.to, message.sender) == (sid, False, TO, FROM)
    assert (message.words, message.status, message.code) == (WORDS, "queued", None)
    assert began <= message.created <= wall()
    assert (message.created.utcoffset(), message.created.microsecond) == (timedelta(0), 0)


def test_so_is_one_whose_answer_was_lost(rig: Rig) -> None:
    rig.next_is_taken_and_lost()
    assert isinstance(rig.carrier.send(outgoing()), Lost)
    (message,) = rig.carrier.listed(an_hour_ago(), SAM)
    assert message.words == WORDS


@pytest.mark.parametrize("telling", ["next_is_opted_out", "next_is_busy_for_an_hour", "next_is_lost"])
def test_one_that_was_not_taken_is_not(rig: Rig, telling: str) -> None:
    getattr(rig, telling)()
    rig.carrier.send(outgoing())
    assert listed(rig) == []


def test_the_newest_comes_first(rig: Rig) -> None:
    sids = [sent(rig) for _ in range(3)]
    assert listed(rig) == sids[::-1]


def test_what_is_older_is_not_listed(rig: Rig) -> None:
    sent(rig)
    assert rig.carrier.listed(wall() + timedelta(seconds=1), SAM) == ()


def test_a_message_of_the_very_second_is_listed(rig: Rig) -> None:
    sid = sent(rig)
    (message,) = rig.carrier.listed(an_hour_ago(), SAM)
    assert [each.sid for each in rig.carrier.listed(message.created + timedelta(seconds=0.9), SAM)] == [sid]


def test_everybodys_list_has_what_was_sent_and_heard_and_not_what_waits(rig: Rig) -> None:
    waiting, gone, failed = (sent(rig) for _ in range(3))
    heard = rig.hears(TO, "Stop")
    rig.now_says(gone, "delivered", None)
    rig.now_says(failed, "undelivered", 30005)
    assert listed(rig, to=None) == [heard, failed, gone]
    assert listed(rig) == [failed, gone, waiting]
    assert listed(rig, to=Number.trusted(FROM)) == [heard]


def test_a_persons_text_is_told_by_its_direction(rig: Rig) -> None:
    rig.hears(TO, "Stop")
    (message,) = rig.carrier.listed(an_hour_ago())
    assert (message.inbound, message.sender, message.to) == (True, TO, FROM)
    assert (message.words, message.status) == ("Stop", "received")


def test_a_text_of_a_service_has_no_sender_yet(rig: Rig) -> None:
    rig.carrier.send(outgoing(sender=MessagingService("MG" + "1" * 32)))
    (message,) = rig.carrier.listed(an_hour_ago(), SAM)
    assert (message.sender, message.status) == ("", "accepted")


def test_a_message_is_fetched_as_it_now_is(rig: Rig) -> None:
    sid = sent(rig)
    rig.now_says(sid, "undelivered", 30005)
    message = rig.carrier.fetch(sid)
    assert message is not None
    assert (message.sid, message.status, message.code) == (sid, "undelivered", 30005)


def test_one_that_the_carrier_does_not_know_is_none(rig: Rig) -> None:
    assert rig.carrier.fetch(SID) is None


def test_one_that_was_taken_back_says_so(rig: Rig) -> None:
    rig.next_is_taken_back()
    sid = sent(rig)
    assert rig.carrier.withdraw(sid) is Withdrawal.DONE
    message = rig.carrier.fetch(sid)
    assert message is not None
    assert message.status == "canceled"


def test_a_carrier_that_does_not_say_what_it_has_raises(rig: Rig) -> None:
    sid = sent(rig)
    rig.falls_silent()
    with pytest.raises(CarrierSilentError):
        rig.carrier.listed(an_hour_ago(), SAM)
    with pytest.raises(CarrierSilentError):
        rig.carrier.listed(an_hour_ago())
    with pytest.raises(CarrierSilentError):
        rig.carrier.fetch(sid)


def test_no_listed_message_shows_a_number_or_words(rig: Rig) -> None:
    sent(rig)
    rig.hears(TO, WORDS)
    shown = repr(rig.carrier.listed(an_hour_ago(), SAM) + rig.carrier.listed(an_hour_ago()))
    for secret in (TO[3:], FROM[3:], WORDS):
        assert secret not in shown


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
