"""One text, from its plan to its end, in order and in plain words."""

import re
from datetime import timedelta
from html import unescape

from sqlalchemy import select

from service.core.records import Receipt
from service.core.sending import Lost, NotTaken, Rejected
from service.core.settle import take_receipt
from service.core.upkeep import end_stale_claims
from service.domain.ids import MessageSid, TextId
from service.store import tables
from tests.builders import sql_store
from tests.console.house import Browser, House, link_in, title_of, words_of
from tests.fakes import FixedClock

Told = tuple[str, str]


def story(browser: Browser, text_id: TextId) -> list[Told]:
    """The titles and details of the timeline."""
    page = browser.get(f"/texts/{text_id}")
    assert page.status_code == 200, page.text
    entries = re.findall(r'<li class="rd-timeline__entry.*?</li>', page.text, re.DOTALL)
    return [(part("title", one), part("detail", one)) for one in entries]


def part(name: str, entry: str) -> str:
    found = re.search(rf'rd-timeline__{name}">(.*?)</(?:p|div)>', entry, re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", "", found.group(1))).strip() if found else ""


def test_a_text_that_was_delivered_tells_of_every_step_in_order(houses: House) -> None:
    text = houses.text(houses.plan())
    sid = houses.send_next()
    houses.receipt(sid, "sent")
    houses.receipt(sid, "delivered")
    page = houses.signed_in().get(f"/texts/{text}")
    browser = houses.signed_in(email="jo@nhs.example")
    assert title_of(page) == "01 welcome"
    for words in ("State Delivered", "Due Wednesday 23 December 2026, 2pm", "Number ends 123", f"Reference {text}"):
        assert words in words_of(page)
    assert link_in(page, "Texts") == "/texts"
    assert story(browser, text) == [
        ("Planned", ""),
        ("Handed to the carrier", ""),
        ("The carrier took it", "It will pass it on to the phone network."),
        ("Passed on to the phone network", ""),
        ("Delivered", "The phone network says that it reached the phone."),
    ]


def test_a_text_that_has_still_to_go_says_when(house: House) -> None:
    text = house.text(house.plan())
    browser = house.signed_in()
    assert story(browser, text) == [("Planned", ""), ("Due to go", "")]
    assert "rd-timeline__entry--ahead" in browser.get(f"/texts/{text}").text


def test_a_text_that_was_cancelled_says_why(house: House) -> None:
    text = house.text(house.plan(), "02_gp")
    house.pass_by(timedelta(hours=1))
    house.says("STOP")
    assert story(house.signed_in(), text) == [("Planned", ""), ("Cancelled", "They asked us to stop.")]


def test_every_try_stands_in_the_history_with_what_came_of_it(house: House) -> None:
    text = house.text(house.plan())
    house.carrier.script(lambda _out: NotTaken(house.clock.wall() + timedelta(seconds=30), "429"), Rejected(21614))
    house.try_next()
    house.pass_by(timedelta(minutes=1))
    house.try_next()
    assert [one for one in story(house.signed_in(), text) if one[0] != "Moved to another time"] == [
        ("Planned", ""),
        ("Offered to the carrier", "It did not take it."),
        ("Planned again", "It is tried at its time, or as soon as it may go."),
        ("Offered to the carrier", "It refused it. This number cannot get texts."),
        ("Not delivered", "This number cannot get texts."),
        ("Staff were asked to look at it", ""),
    ]


def test_an_answer_that_was_lost_is_not_called_sent(house: House) -> None:
    text = house.text(house.plan())
    house.carrier.script(Lost("no answer"))
    house.try_next()
    assert story(house.signed_in(), text)[-2:] == [
        ("Handed to the carrier", ""),
        ("No clear answer", "The carrier may have it or not. We never send again on a guess."),
    ]


def test_a_worker_that_died_is_told_of(house: House) -> None:
    text = house.text(house.plan())
    house.claim_next()
    house.pass_by(timedelta(minutes=2))
    end_stale_claims(house.core, "worker-2")
    browser = house.signed_in()
    assert ("Being handed to the carrier", "") in story(browser, text)
    assert story(browser, text)[-1][1].endswith("We stopped in the middle of handing it over.")


def test_a_receipt_that_changed_nothing_is_shown_all_the_same(house: House) -> None:
    text = house.text(house.plan())
    sid = house.send_next()
    house.receipt(sid, "delivered")
    house.receipt(sid, "sent")
    house.receipt(sid, "of-a-new-kind")
    assert [title for title, _ in story(house.signed_in(), text)][-3:] == [
        "Delivered",
        "Passed on to the phone network",
        "The carrier said: of-a-new-kind",
    ]


def test_a_receipt_says_what_the_carriers_code_means(house: House) -> None:
    text = house.text(house.plan())
    sid = house.send_next()
    house.receipt(sid, "undelivered", 30003)
    house.receipt(sid, "failed", 39999)
    assert story(house.signed_in(), text)[-2:] == [
        ("Not delivered", "The phone was off or out of reach."),
        ("Not delivered", "The carrier's error code is 39999."),
    ]


def test_a_receipt_stands_at_the_moment_of_the_practice_clock(house: House) -> None:
    """It is kept with the wall's moment alone, which is weeks away from the story."""
    text = house.text(house.plan())
    sid = house.send_next()
    now, wall = house.clock.now(), house.clock.wall()
    fast = FixedClock(now, wall=wall, rate=600)
    other = house.under(fast)
    take_receipt(other.core, Receipt(sid, "delivered", None, None, wall + timedelta(seconds=3)), None)
    fast.advance(timedelta(hours=2))
    page = other.signed_in().get(f"/texts/{text}")
    entries = re.findall(r'rd-timeline__at" datetime="([^"]+)"', page.text)
    assert entries[-1] == "2026-12-23T14:30:01Z"


def test_nothing_of_another_text_stands_in_a_history(houses: House) -> None:
    first, second = houses.text(houses.plan()), houses.text(houses.plan("48214", "+447700900124"))
    houses.send_next()
    houses.send_next()
    told = [story(houses.signed_in(email=f"{one}@nhs.example"), one) for one in (first, second)]
    assert told[0] == told[1]
    assert len(told[0]) == 3


def test_what_the_journal_says_of_a_text_is_found_by_the_text(houses: House) -> None:
    text = houses.text(houses.plan())
    with sql_store(houses.core).engine.begin() as connection:
        rows = connection.execute(select(tables.journal.c.about, tables.journal.c.text_id)).all()
    assert {row.text_id for row in rows if row.about.get("text") == text} == {text}
    assert all(row.text_id == row.about.get("text") for row in rows)


def test_a_history_with_an_unknown_sid_stays_whole(house: House) -> None:
    text = house.text(house.plan())
    house.receipt(MessageSid("SM" + "f" * 32), "delivered")
    assert story(house.signed_in(), text)[0] == ("Planned", "")
