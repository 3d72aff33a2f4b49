"""Against the practice carrier, over HTTP: what the demo and every journey run on."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from service.carrier.listing import PAGE_SIZE
from service.carrier.twilio import TwilioCarrier
from service.core.sending import CarrierSilentError, Sent
from service.domain.ids import MessageSid
from service.domain.number import Number
from service.practice.message import Direction, Status, Text
from tests.carrier.builders import FROM, TO, TOKEN, WORDS, carrier, outgoing
from tests.practice.running import ACCOUNT_SID, AUTH_TOKEN, NOON, RunningPractice, running_practice

SAM = Number.trusted(TO)
JO = "+447700900102"
BEGAN = NOON - timedelta(hours=1)  # the practice stands at noon
MANY = 2 * PAGE_SIZE + 7


@pytest.fixture
def slow() -> Iterator[RunningPractice]:
    """Everything stays in its first status."""
    with running_practice(pace=3600) as running:
        yield running


def speaking_to(running: RunningPractice, token: str = AUTH_TOKEN) -> TwilioCarrier:
    return carrier(running.base_url, account=ACCOUNT_SID, token=token, call_timeout_s=10)


def fill(running: RunningPractice, number: int, to: str = TO) -> list[str]:
    """One a second."""
    texts = (Text(Direction.BY_API, to=to, sender=FROM, body=str(each)) for each in range(number))
    return [
        running.practice.exchange.add(text, BEGAN + timedelta(seconds=second)).sid for second, text in enumerate(texts)
    ]


def test_a_list_of_several_pages_is_read_to_its_end(slow: RunningPractice) -> None:
    fill(slow, 5, to=JO)
    sids = fill(slow, MANY)
    fill(slow, 5, to=JO)
    listed = speaking_to(slow).listed(BEGAN, SAM)
    assert [message.sid for message in listed] == sids[::-1]


def test_only_what_came_since_is_kept_of_all_pages(slow: RunningPractice) -> None:
    sids = fill(slow, MANY)
    listed = speaking_to(slow).listed(BEGAN + timedelta(seconds=PAGE_SIZE - 1), SAM)
    assert [message.sid for message in listed] == sids[: PAGE_SIZE - 2 : -1]


def test_a_text_that_waits_is_in_its_numbers_list_and_a_sent_one_in_everybodys(slow: RunningPractice) -> None:
    ours = speaking_to(slow)
    taken = ours.send(outgoing())
    assert isinstance(taken, Sent)
    (waiting,) = ours.listed(BEGAN, SAM)
    assert (waiting.sid, waiting.words, waiting.status, waiting.created) == (taken.sid, WORDS, "queued", NOON)
    assert ours.listed(BEGAN) == ()


def test_a_delivered_text_is_in_everybodys_list() -> None:
    with running_practice() as running:
        ours = speaking_to(running)
        taken = ours.send(outgoing())
        assert isinstance(taken, Sent)
        running.wait_for(taken.sid, Status.DELIVERED)
        (listed,) = ours.listed(BEGAN)
        assert (listed.sid, listed.inbound, listed.status) == (taken.sid, False, "delivered")
        assert ours.fetch(taken.sid) == listed


def test_a_persons_text_is_in_everybodys_list(slow: RunningPractice) -> None:
    sid = slow.texts_in("Stop", person=TO, to=FROM)["sid"]
    (heard,) = speaking_to(slow).listed(BEGAN)
    assert (heard.sid, heard.inbound, heard.sender, heard.to, heard.words) == (sid, True, TO, FROM, "Stop")


def test_a_message_that_it_never_had_is_none(slow: RunningPractice) -> None:
    assert speaking_to(slow).fetch(MessageSid("SM" + "0" * 32)) is None


def test_whoever_has_the_wrong_token_learns_nothing(slow: RunningPractice) -> None:
    fill(slow, 1)
    stranger = speaking_to(slow, token=TOKEN)
    with pytest.raises(CarrierSilentError, match=r"code (401|20003)"):
        stranger.listed(BEGAN, SAM)
    with pytest.raises(CarrierSilentError, match=r"code (401|20003)"):
        stranger.fetch(MessageSid("SM" + "0" * 32))
