from datetime import timedelta

from service.practice.message import Status
from tests.practice.running import ACCOUNT_SID, BOARD, NOON, SAM, RunningPractice, running_practice

SERVICE = "MG" + "0" * 32


def test_a_text_is_taken_as_queued_and_told_back(slow: RunningPractice) -> None:
    message = slow.client.messages.create(to=SAM, from_=BOARD, body="Hello", validity_period=3600, smart_encoded=True)
    assert slow.witness.seen == [("POST", 201)]
    assert (message.to, message.from_, message.body) == (SAM, BOARD, "Hello")
    assert (str(message.status), str(message.direction)) == ("queued", "outbound-api")
    assert (message.num_segments, message.num_media, message.price, message.error_code) == ("1", "0", None, None)
    assert message.messaging_service_sid is None
    assert message.account_sid == ACCOUNT_SID
    assert message.uri == f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages/{message.sid}.json"


def test_dates_are_the_moments_that_the_wall_clock_gave(slow: RunningPractice) -> None:
    message = slow.client.messages.create(to=SAM, from_=BOARD, body="Hello")
    assert (message.date_created, message.date_updated, message.date_sent) == (NOON, NOON, None)


def test_a_message_says_when_it_was_sent_and_when_it_last_changed() -> None:
    hours = (NOON + timedelta(hours=hour) for hour in range(9))
    with running_practice(wall=lambda: next(hours)) as running:
        sid = running.client.messages.create(to=SAM, from_=BOARD, body="Hello").sid
        message = running.wait_for(str(sid), Status.DELIVERED)
    assert message.date_created == NOON
    assert message.date_sent == NOON + timedelta(hours=1)
    assert message.date_updated == NOON + timedelta(hours=2)


def test_every_message_has_a_sid_of_its_own(slow: RunningPractice) -> None:
    sids = [slow.client.messages.create(to=SAM, from_=BOARD, body="Hello").sid for _ in range(3)]
    assert len(set(sids)) == 3


def test_what_was_created_can_be_fetched(slow: RunningPractice) -> None:
    created = slow.client.messages.create(to=SAM, from_=BOARD, body="Hello")
    fetched = slow.client.messages(str(created.sid)).fetch()
    assert (fetched.sid, fetched.body, fetched.to) == (created.sid, "Hello", SAM)


def test_a_messaging_service_accepts_without_a_sender_and_without_a_count(slow: RunningPractice) -> None:
    message = slow.client.messages.create(to=SAM, messaging_service_sid=SERVICE, body="Hello")
    assert (str(message.status), message.from_, message.num_segments) == ("accepted", None, "0")
    assert message.messaging_service_sid == SERVICE


def test_a_messaging_service_has_picked_a_sender_and_counted_once_it_sent(running: RunningPractice) -> None:
    sid = running.client.messages.create(to=SAM, messaging_service_sid=SERVICE, body="x" * 161).sid
    message = running.wait_for(str(sid), Status.DELIVERED)
    assert (message.from_, message.num_segments) == (BOARD, "2")


def test_a_delivered_text_is_on_the_persons_phone_and_on_no_other(running: RunningPractice) -> None:
    sid = running.client.messages.create(to=SAM, from_=BOARD, body="Hello").sid
    running.wait_for(str(sid), Status.DELIVERED)
    assert [message.text.body for message in running.phone(SAM)] == ["Hello"]
    assert running.phone("+447700900124") == ()


def test_a_text_that_is_not_delivered_yet_is_on_no_phone(slow: RunningPractice) -> None:
    slow.client.messages.create(to=SAM, from_=BOARD, body="Hello")
    assert slow.phone(SAM) == ()
