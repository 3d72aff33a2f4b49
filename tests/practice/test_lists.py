"""Lists that fail or lag, and people's texts of which no webhook is told."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from twilio.base.exceptions import TwilioException

from tests.practice.running import BOARD, NOON, SAM, Inbox, RunningPractice, running_practice
from tests.practice.test_stumbles import create, left, switch


@dataclass
class Wall:
    now: datetime = NOON


def test_a_list_fails_so_many_times_and_then_works(slow: RunningPractice) -> None:
    create(slow)
    switch(slow, lists_silent=2)
    for remaining in (1, 0):
        with pytest.raises(TwilioException) as refused:
            slow.client.messages.list(to=SAM)
        assert '"code":20500' in refused.value.args[1].text
        assert left(slow, "lists_silent") == remaining
    assert len(slow.client.messages.list(to=SAM)) == 1


def test_a_list_that_fails_leaves_creates_and_fetches_alone(slow: RunningPractice) -> None:
    switch(slow, lists_silent=1)
    assert slow.client.messages(create(slow)).fetch().body == "Hello"
    assert left(slow, "lists_silent") == 1


def test_a_message_comes_into_lists_only_once_it_is_so_old_and_can_be_fetched_at_once() -> None:
    wall = Wall()
    with running_practice(wall=lambda: wall.now, pace=3600) as running:
        switch(running, lists_late_s=5)
        sid = create(running)
        running.texts_in("Hello")
        assert running.client.messages(sid).fetch().sid == sid
        for seconds, count in ((4.9, 0), (5, 2)):
            wall.now = NOON + timedelta(seconds=seconds)
            assert len(running.client.messages.list()) == count


def test_a_persons_text_can_be_lost_to_the_webhook_and_stands_in_the_list(
    running: RunningPractice, inbox: Inbox
) -> None:
    switch(running, inbound_lost=1)
    lost = running.texts_in("STOP")
    assert lost["webhook_status"] is None
    assert inbox.posts == []
    assert left(running, "inbound_lost") == 0
    (message,) = running.client.messages.list(from_=SAM, to=BOARD)
    assert (message.sid, message.body, str(message.direction)) == (lost["sid"], "STOP", "inbound")
    assert running.texts_in("Hello")["webhook_status"] == 200


def test_a_lost_text_is_not_told_to_the_fallback_either(inbox: Inbox) -> None:
    with running_practice(fallback_url=inbox.url) as running:
        switch(running, inbound_lost=1)
        assert running.texts_in("Hello")["fallback_status"] is None
    assert inbox.posts == []


def test_a_persons_text_was_sent_when_it_came_and_is_found_by_that_day(running: RunningPractice) -> None:
    running.texts_in("Hello")
    (message,) = running.client.messages.list(to=BOARD, date_sent_after=NOON)
    assert (message.date_sent, message.date_created, message.body) == (NOON, NOON, "Hello")
    assert running.client.messages.list(to=BOARD, date_sent_after=NOON + timedelta(days=1)) == []
