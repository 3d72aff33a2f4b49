import logging
from collections.abc import Callable
from datetime import datetime

import pytest
from twilio.base.exceptions import TwilioRestException

from service.practice.message import Direction, Message, Status, Text, advanced, canceled, redacted
from tests.practice.running import BOARD, NOON, SAM, Inbox, RunningPractice, running_practice

Step = Callable[[Message, datetime], Message | None]

# What each step makes of each status; a dash: it cannot be taken.
STEPS = """
            advanced   canceled  redacted
accepted    queued     canceled  -
queued      sent       canceled  -
sent        delivered  -         sent
delivered   -          -         delivered
undelivered -          -         undelivered
failed      -          -         failed
received    -          -         received
canceled    -          -         canceled
"""
TABLE = [line.split() for line in STEPS.strip().splitlines()[1:]]


def delivered(running: RunningPractice, body: str = "Hello") -> str:
    sid = str(running.client.messages.create(to=SAM, from_=BOARD, body=body).sid)
    running.wait_for(sid, Status.DELIVERED)
    return sid


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row[0])
def test_each_step_from_each_status_goes_where_the_table_says(row: list[str]) -> None:
    text = Text(Direction.BY_API, to=SAM, sender=BOARD, body="Hello")
    message = Message(text, "SM1", 1, Status(row[0]), segments=1, created=NOON, updated=NOON)
    steps: tuple[Step, ...] = (advanced, canceled, redacted)
    after = [step(message, NOON) for step in steps]
    assert [message.status.value if message else "-" for message in after] == row[1:]


def test_the_table_has_every_status() -> None:
    assert {row[0] for row in TABLE} == set(Status)


def test_a_redacted_message_keeps_all_but_its_words(running: RunningPractice) -> None:
    sid = delivered(running, "x" * 161)
    assert running.client.messages(sid).update(body="").body == ""
    message = running.client.messages(sid).fetch()
    assert (message.body, message.num_segments, str(message.status), message.to) == ("", "2", "delivered", SAM)


def test_redacting_takes_nothing_off_the_phone(running: RunningPractice) -> None:
    running.client.messages(delivered(running)).update(body="")
    assert [message.text.body for message in running.phone()] == ["Hello"]


def test_a_message_that_is_not_sent_yet_keeps_its_words(slow: RunningPractice) -> None:
    message = slow.client.messages.create(to=SAM, from_=BOARD, body="Hello")
    with pytest.raises(TwilioRestException) as refused:
        message.update(body="")
    assert (refused.value.status, refused.value.code) == (409, 20009)
    assert message.fetch().body == "Hello"


def test_a_queued_message_can_be_canceled_and_its_callback_is_told(slow: RunningPractice, inbox: Inbox) -> None:
    message = slow.client.messages.create(to=SAM, from_=BOARD, body="Hello", status_callback=inbox.url)
    assert str(message.update(status="canceled").status) == "canceled"
    assert inbox.statuses(1) == ["canceled"]
    assert str(message.fetch().status) == "canceled"


def test_a_canceled_message_never_comes(caplog: pytest.LogCaptureFixture) -> None:
    with running_practice(pace=1) as running:
        canceled = running.client.messages.create(to=SAM, from_=BOARD, body="Canceled").update(status="canceled")
        following = running.client.messages.create(to=SAM, from_=BOARD, body="Hello")
        running.wait_for(str(following.sid), Status.SENT)
        assert str(canceled.fetch().status) == "canceled"
        assert canceled.date_sent is None
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


def test_a_delivered_message_can_not_be_canceled(running: RunningPractice) -> None:
    sid = delivered(running)
    with pytest.raises(TwilioRestException) as refused:
        running.client.messages(sid).update(status="canceled")
    assert (refused.value.status, refused.value.code) == (409, 30409)
    assert str(running.client.messages(sid).fetch().status) == "delivered"


@pytest.mark.parametrize("asked", [{"body": "Other words"}, {"status": "sent"}, {"body": "", "status": "canceled"}, {}])
def test_no_other_change_can_be_made(running: RunningPractice, asked: dict[str, str]) -> None:
    sid = delivered(running)
    with pytest.raises(TwilioRestException) as refused:
        running.client.messages(sid).update(**asked)
    assert (refused.value.status, refused.value.code) == (400, 30400)
    assert running.client.messages(sid).fetch().body == "Hello"


def test_a_deleted_message_is_gone_from_the_carrier_and_not_from_the_phone(running: RunningPractice) -> None:
    sid = delivered(running)
    assert running.client.messages(sid).delete() is True
    assert running.witness.seen[-1] == ("DELETE", 204)
    assert running.client.messages.list() == []
    with pytest.raises(TwilioRestException) as refused:
        running.client.messages(sid).fetch()
    assert refused.value.code == 20404
    assert [message.text.body for message in running.phone()] == ["Hello"]


def test_a_message_that_is_not_sent_yet_can_not_be_deleted(slow: RunningPractice) -> None:
    message = slow.client.messages.create(to=SAM, from_=BOARD, body="Hello")
    with pytest.raises(TwilioRestException) as refused:
        message.delete()
    assert (refused.value.status, refused.value.code) == (409, 20009)
    assert str(message.fetch().status) == "queued"
