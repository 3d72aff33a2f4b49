from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from twilio.base.exceptions import TwilioException

from service.practice.message import Status
from tests.practice.running import BOARD, SAM, RunningPractice, running_practice

JO = "+447700900124"
OTHER = "+447700900001"


def send(running: RunningPractice, *bodies: str, to: str = SAM, from_: str = BOARD) -> None:
    for body in bodies:
        running.client.messages.create(to=to, from_=from_, body=body)


def listed(running: RunningPractice, **asked: Any) -> list[str | None]:
    return [message.body for message in running.client.messages.list(**asked)]


def test_the_list_gives_the_newest_first(slow: RunningPractice) -> None:
    send(slow, "one", "two", "three")
    assert listed(slow) == ["three", "two", "one"]


def test_an_empty_list_is_a_list(slow: RunningPractice) -> None:
    assert listed(slow) == []


def test_the_sdk_walks_over_all_pages(slow: RunningPractice) -> None:
    send(slow, "one", "two", "three", "four", "five")
    assert listed(slow, page_size=2) == ["five", "four", "three", "two", "one"]
    assert slow.witness.seen[5:] == [("GET", 200)] * 3


def test_a_full_last_page_has_no_page_after_it(slow: RunningPractice) -> None:
    send(slow, "one", "two")
    assert slow.client.messages.page(page_size=2).next_page_url is None


def test_without_a_size_a_page_has_fifty(slow: RunningPractice) -> None:
    send(slow, *(f"text {number}" for number in range(51)))
    page = slow.client.messages.page()
    assert len(list(page)) == 50
    assert page.next_page_url is not None


def test_a_message_that_comes_in_between_shifts_no_page(slow: RunningPractice) -> None:
    send(slow, "one", "two", "three")
    page = slow.client.messages.page(page_size=2)
    assert [message.body for message in page] == ["three", "two"]
    send(slow, "four")
    following = page.next_page()
    assert following is not None
    assert [message.body for message in following] == ["one"]


def test_a_message_deleted_in_between_shifts_no_page(running: RunningPractice) -> None:
    send(running, "one", "two", "three")
    page = running.client.messages.page(page_size=2)
    last = list(page)[-1]
    running.wait_for(str(last.sid), Status.DELIVERED)
    last.delete()
    following = page.next_page()
    assert following is not None
    assert [message.body for message in following] == ["one"]


def test_a_page_knows_the_page_before_it(slow: RunningPractice) -> None:
    send(slow, "one", "two", "three", "four", "five")
    first = slow.client.messages.page(page_size=2)
    second = first.next_page()
    third = second and second.next_page()
    back = third and third.previous_page()
    assert first.previous_page_url is None
    assert [message.body for message in back or ()] == ["three", "two"]


def test_a_page_can_be_asked_for_by_its_number(slow: RunningPractice) -> None:
    send(slow, "one", "two", "three")
    page = slow.client.messages.page(page_size=2, page_number=1)
    assert [message.body for message in page] == ["one"]


def test_the_list_is_filtered_by_recipient_on_every_page(slow: RunningPractice) -> None:
    for number in range(3):
        send(slow, f"sam {number}")
        send(slow, f"jo {number}", to=JO)
    assert listed(slow, to=JO, page_size=1) == ["jo 2", "jo 1", "jo 0"]


def test_the_list_is_filtered_by_sender() -> None:
    with running_practice(senders=(BOARD, OTHER), pace=3600) as running:
        send(running, "from the Board")
        send(running, "from the other", from_=OTHER)
        assert listed(running, from_=OTHER) == ["from the other"]


@dataclass
class Calendar:
    now: datetime = datetime(2026, 12, 21, 23, 59, tzinfo=UTC)


@pytest.fixture
def three_days() -> Iterator[RunningPractice]:
    """A text sent on each of 21, 22 and 23 December."""
    calendar = Calendar()
    with running_practice(wall=lambda: calendar.now) as running:
        for day in (21, 22, 23):
            calendar.now = calendar.now.replace(day=day)
            sid = running.client.messages.create(to=SAM, from_=BOARD, body=str(day)).sid
            running.wait_for(str(sid), Status.DELIVERED)
        yield running


THE_22ND = datetime(2026, 12, 22, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("asked", "days"),
    [
        ({"date_sent": THE_22ND}, ["22"]),
        ({"date_sent_after": THE_22ND}, ["23", "22"]),
        ({"date_sent_before": THE_22ND}, ["22", "21"]),
        ({"date_sent_after": THE_22ND, "date_sent_before": THE_22ND}, ["22"]),
    ],
)
def test_the_list_is_filtered_by_whole_days_of_sending(
    three_days: RunningPractice, asked: dict[str, datetime], days: list[str]
) -> None:
    assert listed(three_days, **asked) == days


@pytest.mark.parametrize("name", ["date_sent", "date_sent_after", "date_sent_before"])
def test_a_message_not_sent_yet_was_sent_on_no_day(slow: RunningPractice, name: str) -> None:
    send(slow, "one")
    assert listed(slow, **{name: THE_22ND}) == []


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"page_size": 1001}, 20007),
        ({"page_size": 0}, 20001),
        ({"page_size": "many"}, 20001),
        ({"page_number": "last"}, 20001),
        ({"page_token": "PA"}, 20001),
        ({"date_sent": "yesterday"}, 20001),
    ],
)
def test_a_page_that_cannot_be_is_refused(slow: RunningPractice, asked: dict[str, Any], code: int) -> None:
    with pytest.raises(TwilioException) as refused:
        slow.client.messages.page(**asked)
    assert f'"code":{code}' in refused.value.args[1].text


def test_the_largest_page_twilio_gives_is_given(slow: RunningPractice) -> None:
    send(slow, "one")
    assert [message.body for message in slow.client.messages.page(page_size=1000)] == ["one"]
