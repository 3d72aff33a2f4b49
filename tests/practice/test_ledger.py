"""What a run is held against: all that the carrier took, and which faults were met."""

from datetime import UTC, datetime
from typing import Any

import pytest
import requests

from service.practice.exchange import Exchange
from service.practice.message import Direction, Status, Text
from tests.practice.running import BOARD, NOON, SAM, Inbox, RunningPractice, running_practice
from tests.practice.test_stumbles import PATIENCE_S, create, switch

MANY = 10_000


def ledger(running: RunningPractice) -> dict[str, Any]:
    answer = requests.get(f"{running.base_url}/practice/ledger", timeout=PATIENCE_S)
    answer.raise_for_status()
    said: dict[str, Any] = answer.json()
    return said


def test_a_text_stands_in_the_ledger_with_all_that_was_asked_for(slow: RunningPractice, inbox: Inbox) -> None:
    sid = create(slow, body="à" * 161, validity_period=600, status_callback=f"{inbox.url}?a=1&ref=01J-x_Y#rc=2")
    (entry,) = ledger(slow)["messages"]
    assert entry == {
        "serial": 1,
        "sid": sid,
        "to": SAM,
        "from": BOARD,
        "body": "à" * 161,
        "direction": "outbound-api",
        "created": NOON.isoformat(),
        "sent": None,
        "status": "queued",
        "error_code": None,
        "segments": 2,
        "validity_s": 600,
        "ref": "01J-x_Y",
    }


def test_a_text_that_asks_for_no_validity_has_twilios_ten_hours_and_no_reference(slow: RunningPractice) -> None:
    create(slow)
    (entry,) = ledger(slow)["messages"]
    assert (entry["validity_s"], entry["ref"]) == (36_000, None)


def test_the_ledger_keeps_what_was_redacted_and_what_was_deleted(running: RunningPractice) -> None:
    for body in ("one", "two"):
        running.wait_for(create(running, body=body), Status.DELIVERED)
    two, one = running.client.messages.list()
    one.update(body="")
    two.delete()
    assert [(entry["body"], entry["status"]) for entry in ledger(running)["messages"]] == [
        ("one", "delivered"),
        ("two", "delivered"),
    ]


def test_the_ledger_has_what_was_taken_though_nobody_was_told_and_not_what_was_not(slow: RunningPractice) -> None:
    switch(slow, drop_before=1, drop_after=1)
    for body in ("not taken", "taken"):
        with pytest.raises(requests.ConnectionError):
            create(slow, body=body)
    assert [entry["body"] for entry in ledger(slow)["messages"]] == ["taken"]


def test_the_ledger_has_the_services_texts_alone_in_the_order_in_which_they_were_taken(
    running: RunningPractice,
) -> None:
    first = create(running, to="+447700900124")
    running.texts_in("STOP")  # answered by the carrier itself
    second = create(running, to="+447700900125")
    assert [entry["sid"] for entry in ledger(running)["messages"]] == [first, second]


def test_the_ledger_counts_the_faults_that_were_met(running: RunningPractice, inbox: Inbox) -> None:
    assert ledger(running)["faults_met"] == {}
    switch(running, drop_after=1, callbacks_lost=1, lists_silent=1, inbound_lost=5)
    with pytest.raises(requests.ConnectionError):
        create(running, status_callback=inbox.url)
    running.texts_in("Hello")
    running.texts_in("Hello")
    assert ledger(running)["faults_met"] == {"drop_after": 1, "callbacks_lost": 1, "inbound_lost": 2}


def test_ten_thousand_texts_come_in_one_answer() -> None:
    with running_practice(pace=3600) as running:
        for nth in range(MANY):
            text = Text(Direction.BY_API, to=f"+44770090{nth:04}", sender=BOARD, body="Hello")
            running.practice.exchange.add(text, NOON)
        assert len(ledger(running)["messages"]) == MANY


def test_moments_are_to_the_microsecond() -> None:
    moment = datetime(2026, 12, 22, 12, 0, 0, 123456, tzinfo=UTC)
    with running_practice(wall=lambda: moment, pace=3600) as running:
        create(running)
        assert ledger(running)["messages"][0]["created"] == "2026-12-22T12:00:00.123456+00:00"


def test_a_text_in_the_queue_can_be_canceled_and_another_is_sent() -> None:
    with running_practice() as running:
        switch(running, queued_s=600)
        sid = create(running)
        switch(running)
        running.wait_for(create(running), Status.DELIVERED)
        assert str(running.client.messages(sid).fetch().status) == "queued"
        assert str(running.client.messages(sid).update(status="canceled").status) == "canceled"
        assert [entry["status"] for entry in ledger(running)["messages"]] == ["canceled", "delivered"]


def test_a_text_whose_validity_ends_in_the_queue_fails_with_30036(running: RunningPractice, inbox: Inbox) -> None:
    switch(running, queued_s=600)
    sid = create(running, validity_period=1, status_callback=inbox.url)
    assert inbox.statuses(1) == ["failed"]
    assert running.client.messages(sid).fetch().error_code == 30036


def test_no_text_of_a_ledger_is_one_that_a_person_wrote() -> None:
    exchange = Exchange()
    exchange.add(Text(Direction.INBOUND, to=BOARD, sender=SAM, body="Hello"), NOON)
    assert exchange.ledger() == ([], {})
