from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from service.practice.delivery import DELIVERY_ERRORS
from service.practice.exchange import Exchange
from service.practice.message import Direction, Status, Text, advanced, canceled, redacted, told
from service.practice.phones import LINES, PAGE
from service.practice.scene import LEGEND, MARKS, Screen, clock, screen, written
from tests.practice.running import BOARD, NOON, SAM

JO = "+447700900124"
OTHER = "+447700900001"
SENDERS = (BOARD, OTHER)


def text(body: str = "Hello", to: str = SAM, sender: str = BOARD) -> Text:
    return Text(Direction.BY_API, to=to, sender=sender, body=body)


def said(body: str = "Hi", sender: str = SAM, to: str = BOARD) -> Text:
    return Text(Direction.INBOUND, to=to, sender=sender, body=body)


def seen(
    exchange: Exchange, since: int | None = None, shown_at: Callable[[datetime], datetime] = lambda moment: moment
) -> Screen:
    return screen(exchange.page(0).phones[0], SENDERS, shown_at, since)


def onward(exchange: Exchange, sid: str, error: int | None = None) -> None:
    exchange.change(sid, partial(advanced, now=NOON, error=(error and DELIVERY_ERRORS[error]) or None))


def test_a_text_on_its_way_is_seen_and_each_status_has_its_tick() -> None:
    exchange = Exchange()
    sid = exchange.add(text(), NOON).sid
    ticks = []
    for _ in range(3):
        ticks += [(bubble.mark.sign[0], bubble.mark.words) for bubble in seen(exchange).bubbles]
        onward(exchange, sid)
    assert ticks == [("⌚", "waiting to be sent"), ("✓", "sent"), ("✓✓"[0], "delivered")]
    assert MARKS[Status.DELIVERED].sign == "✓✓"


def test_every_status_of_a_text_to_a_person_has_a_tick_and_words() -> None:
    assert set(MARKS) == set(Status) - {Status.RECEIVED}
    assert all(mark.sign and mark.words for mark in MARKS.values())
    assert [mark.sign[0] for mark in LEGEND] == ["⌚", "✓", "✓", "✗"]


@pytest.mark.parametrize(
    ("code", "words"),
    [(30003, "not delivered: Unreachable destination handset (30003)"), (30008, "failed: Unknown error (30008)")],
)
def test_a_text_that_does_not_arrive_says_why(code: int, words: str) -> None:
    exchange = Exchange()
    sid = exchange.add(text(), NOON).sid
    onward(exchange, sid, code)
    onward(exchange, sid, code)
    (bubble,) = seen(exchange).bubbles
    assert (bubble.mark.sign, bubble.mark.words) == ("✗", words)


def test_a_cancelled_text_is_seen_as_such() -> None:
    exchange = Exchange()
    exchange.change(exchange.add(text(), NOON).sid, partial(canceled, now=NOON))
    assert [bubble.mark.words for bubble in seen(exchange).bubbles] == ["cancelled"]


@pytest.mark.parametrize(
    ("heard", "sign", "words"),
    [
        (None, "⌚", "on its way to the service"),
        (True, "✓", "the service has it"),
        (False, "✗", "the service did not take it"),
    ],
)
def test_a_persons_text_says_whether_the_service_has_it(heard: bool | None, sign: str, words: str) -> None:
    exchange = Exchange()
    sid = exchange.add(said(), NOON).sid
    if heard is not None:
        exchange.change(sid, partial(told, heard=heard))
    (bubble,) = seen(exchange).bubbles
    assert (bubble.mark.sign[0], bubble.mark.words) == (sign, words)


def test_who_said_what_is_told() -> None:
    exchange = Exchange()
    exchange.add(text(sender=OTHER), NOON)
    exchange.add(said(), NOON)
    exchange.answer_at_once(Text(Direction.REPLY, to=SAM, sender=BOARD, body="Bye", automatic=True), NOON)
    by_words = {bubble.words: (bubble.who, bubble.speaker) for bubble in seen(exchange).bubbles}
    assert by_words == {
        "Hello": ("service", "07700 900001"),
        "Hi": ("person", "This phone"),
        "Bye": ("carrier", "Automatic answer"),
    }


def test_texts_stand_as_they_arrived_and_what_is_on_its_way_stands_below() -> None:
    exchange = Exchange()
    first, second = exchange.add(text("first"), NOON), exchange.add(text("second"), NOON)
    exchange.add(said("said"), NOON)
    assert [bubble.words for bubble in seen(exchange).bubbles] == ["said", "first", "second"]
    for sid in (second.sid, second.sid, first.sid, first.sid):
        onward(exchange, sid)
    assert [bubble.words for bubble in seen(exchange).bubbles] == ["said", "second", "first"]


def test_what_the_carrier_forgot_is_still_on_the_phone() -> None:
    exchange = Exchange()
    sids = [exchange.add(text(words), NOON).sid for words in ("one", "two")]
    for sid in sids * 2:
        onward(exchange, sid)
    exchange.change(sids[0], partial(redacted, now=NOON))
    exchange.delete(sids[1])
    assert [bubble.words for bubble in seen(exchange).bubbles] == ["one", "two"]


def test_times_are_londons_and_those_of_the_practice_clock() -> None:
    exchange = Exchange()
    exchange.add(text("winter"), NOON)
    exchange.add(text("summer"), NOON)
    months = iter([NOON, datetime(2026, 7, 1, 23, 30, tzinfo=UTC)])
    phone = seen(exchange, shown_at=lambda _moment: next(months))
    assert [f"{bubble.at:%d %b %H:%M}" for bubble in phone.bubbles] == ["22 Dec 12:00", "02 Jul 00:30"]
    assert [day for day, _ in phone.days] == ["Tuesday 22 December", "Thursday 2 July"]
    assert clock(NOON, lambda moment: moment + timedelta(days=1, hours=21)) == "Thursday 24 December 2026, 09:00"


def test_what_the_browser_has_not_seen_yet_stands_out() -> None:
    exchange = Exchange()
    exchange.add(text("old"), NOON)
    version = exchange.version()
    assert not seen(exchange, since=version).changed
    exchange.add(text("new"), NOON)
    phone = seen(exchange, since=version)
    assert [bubble.fresh for bubble in phone.bubbles] == [False, True]
    assert (phone.changed, phone.fresh, phone.rings) == (True, False, True)
    assert seen(exchange, since=0).fresh
    assert not any(bubble.fresh for bubble in seen(exchange).bubbles)


def test_a_tick_that_advances_changes_the_phone_and_does_not_ring() -> None:
    exchange = Exchange()
    sid = exchange.add(text(), NOON).sid
    version = exchange.version()
    onward(exchange, sid)
    phone = seen(exchange, since=version)
    assert (phone.changed, phone.rings) == (True, False)


def test_what_a_person_writes_themselves_does_not_ring() -> None:
    exchange = Exchange()
    exchange.add(said(), NOON)
    assert not seen(exchange, since=0).rings


def test_a_block_is_seen_until_it_is_lifted() -> None:
    exchange = Exchange()
    exchange.block(SAM, BOARD)
    assert seen(exchange).blocks == ("07700 900000",)
    version = exchange.version()
    assert exchange.block(SAM, BOARD) is False
    assert exchange.version() == version
    exchange.unblock(SAM, BOARD)
    assert seen(exchange).blocks == ()


def test_a_person_answers_the_number_they_last_had_to_do_with() -> None:
    exchange = Exchange()
    exchange.bring_in(SAM)
    assert seen(exchange).answers_to == BOARD
    exchange.add(text(sender=OTHER), NOON)
    assert seen(exchange).answers_to == OTHER
    exchange.add(said(to=BOARD), NOON)
    assert seen(exchange).answers_to == BOARD


def test_a_number_brought_in_is_a_phone_without_texts_and_only_once() -> None:
    exchange = Exchange()
    exchange.bring_in(SAM)
    version = exchange.version()
    exchange.bring_in(SAM)
    assert exchange.version() == version
    phone = seen(exchange)
    assert (phone.number, phone.bubbles, phone.last, phone.days) == ("07700 900123", (), None, [])
    assert exchange.page(0).total == 1


def test_every_phone_keeps_its_place_and_the_next_page_takes_the_overflow() -> None:
    exchange = Exchange()
    people = [f"+4477009{number:05}" for number in range(PAGE + 2)]
    for person in people:
        exchange.bring_in(person)
    exchange.add(text(to=people[0]), NOON)
    pages = [[phone.number for phone in exchange.page(number).phones] for number in (0, 1)]
    assert pages == [people[:PAGE], people[PAGE:]]
    assert exchange.page(9).number == 1
    assert [exchange.page_of(person) for person in (people[0], people[PAGE], JO)] == [0, 1, 0]


def test_a_long_conversation_shows_its_newest_texts() -> None:
    exchange = Exchange()
    for number in range(LINES + 1):
        exchange.add(said(str(number)), NOON)
    words = [bubble.words for bubble in seen(exchange).bubbles]
    assert words == [str(number) for number in range(1, LINES + 1)]


@pytest.mark.parametrize(
    ("number", "as_people_write_it"),
    [("+447700900123", "07700 900123"), ("+12025550123", "+12025550123"), ("+4416123", "+4416123")],
)
def test_a_british_number_is_written_as_people_write_it(number: str, as_people_write_it: str) -> None:
    assert written(number) == as_people_write_it


def test_no_repr_of_a_scene_shows_a_number_or_a_word() -> None:
    exchange = Exchange()
    exchange.add(text("Porridge"), NOON)
    exchange.block(SAM, BOARD)
    shown = repr(exchange.page(0)) + repr(seen(exchange))
    assert "7700" not in shown
    assert "Porridge" not in shown
