"""One text, from its plan to its end, in order and in plain words."""

import ast
import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import select

from service.console.story import days
from service.core import withdrawing
from service.core.log import Happening, TextStory, text_story
from service.core.receipts import take_receipt
from service.core.records import Noted, Receipt
from service.core.sending import Lost, NotTaken, Rejected, Withdrawal
from service.core.upkeep import end_stale_claims
from service.domain.ids import MessageSid, TextId
from service.domain.text import Reason, State
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
        ("Staff were asked to look at it", "This number cannot get texts."),
    ]


def test_an_answer_that_was_lost_is_not_called_sent(house: House) -> None:
    text = house.text(house.plan())
    house.carrier.script(Lost("no answer"))
    house.try_next()
    assert story(house.signed_in(), text) == [
        ("Planned", ""),
        ("Handed to the carrier", ""),
        ("No clear answer", "The carrier may have it or not. We never send again on a guess."),
    ]


def test_who_was_asked_about_a_text_stands_behind_what_led_to_it(house: House) -> None:
    text = house.text(house.plan())
    sid = house.send_next()
    house.receipt(sid, "undelivered", 39999)
    assert story(house.signed_in(), text)[-2:] == [
        ("Not delivered", "The carrier's error code is 39999."),
        ("Staff were asked to look at it", "It did not arrive."),
    ]


def test_a_text_that_may_be_a_message_without_words_tells_the_person_so(house: House) -> None:
    assert noted(house, "text.review", Reason.DOUBTFUL) == [
        ("Stopped for a person to look at", "The carrier has a message without words that may be this one."),
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
    assert [one for one in story(house.signed_in(), text) if one[0] == "Not delivered"] == [
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


CORE = Path(__file__).parents[2] / "service" / "core"


def calls(name: str) -> Iterator[ast.Call]:
    """Every call of a method of this name in the core."""
    for path in sorted(CORE.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == name:
                yield node


def actions() -> set[str]:
    """What the core may note of one text. The action of a text that comes to a state bears its name."""
    found = {"task.raised"}
    for call in calls("note"):
        match call.args[0]:
            case ast.Constant(value=str(action)) if action.startswith(("text.", "question.")):
                found.add(action)
            case ast.JoinedStr(values=[ast.Constant(value="text."), _]):
                found |= {f"text.{state}" for state in (*State, "moved")}
    # What only a receipt brings about is told by the receipt; nothing is noted of a text that comes up for review.
    return found - {"text.sent", "text.delivered", "text.undelivered"}


def noted(house: House, action: str, why: str | None) -> list[Told]:
    """As the timeline tells of one entry of the journal, behind the first."""
    story_so_far = text_story(house.core, None, house.text(house.plan()))
    now = house.clock.now()
    entry = Happening(now, Noted(now, now, action, why))
    told = days(TextStory(story_so_far.logged, (*story_so_far.happened, entry)))
    return [(one.title, one.detail) for day in told for one in day.entries][1:-1]


def test_everything_that_the_core_may_note_of_a_text_has_words(house: House) -> None:
    assert {"text.asked_back", "question.answered", "text.waits", "text.moved", "text.skipped"} <= actions()
    for action in sorted(actions() - {"text.claimed"}):
        ((title, _),) = noted(house, action, None)
        assert not title.startswith("Noted"), action
    assert noted(house, "text.of_a_new_kind", None) == [("Noted: text.of_a_new_kind", "")]


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_is_told_as_a_sentence(house: House, reason: Reason) -> None:
    ((_, detail),) = noted(house, "text.cancelled", reason)
    assert re.fullmatch(r"[A-Z].+\.", detail)


@pytest.mark.parametrize("came", Withdrawal)
def test_whether_a_text_came_back_is_told(house: House, came: Withdrawal) -> None:
    ((title, detail),) = noted(house, "text.asked_back", came)
    assert title == "Asked back from the carrier"
    assert detail


@pytest.mark.parametrize(
    ("came", "said"),
    [
        (Withdrawal.DONE, "It will not be sent."),
        (Withdrawal.TOO_LATE, "It was too late, so it may still arrive."),
    ],
)
def test_a_text_that_was_asked_back_says_what_came_of_it(houses: House, came: Withdrawal, said: str) -> None:
    text = houses.text(houses.plan())
    houses.send_next()
    houses.pass_by(timedelta(seconds=1))
    houses.says("STOP")
    houses.carrier.withdrawal = came
    withdrawing.withdraw(houses.core, "worker-1")
    assert story(houses.signed_in(), text)[-1] == ("Asked back from the carrier", said)


def test_an_answer_is_told_by_its_meaning_and_never_in_their_words(house: House) -> None:
    asked = [("visit: cannot_come", "They cannot come."), ("gp: joined", "They have joined a doctor's practice.")]
    assert [noted(house, "question.answered", why) for why, _ in asked] == [
        [("They answered", said)] for _, said in asked
    ]


def kinds() -> set[str]:
    """What the core may ask staff about a text; some are only ever asked about a number or a person, and told there."""
    asked = (call.args[0] for call in calls("ask_staff"))
    named = {one.value for one in asked if isinstance(one, ast.Constant) and isinstance(one.value, str)}
    return {one for one in named if one.startswith(("text_", "welcome_"))} | {"release_held", "number_not_textable"}


def test_what_staff_were_asked_to_look_at_is_told(house: House) -> None:
    assert {"text_unknown", "text_rejected", "text_undelivered", "text_sent_twice", "welcome_failed"} <= kinds()
    for kind in sorted(kinds() | {"cannot_come"}):
        ((title, detail),) = noted(house, "task.raised", kind)
        assert title == "Staff were asked to look at it"
        assert re.fullmatch(r"[A-Z].+\.", detail), kind
    assert noted(house, "task.raised", "of_a_new_kind") == [("Staff were asked to look at it", "")]


def test_a_welcome_that_is_tried_again_is_known_by_its_name(houses: House) -> None:
    release = houses.plan()
    houses.receipt(houses.send_next(), "undelivered", 30003)
    (second,) = [one for one in houses.texts(release) if one.welcome and one.state is State.PLANNED]
    page = houses.signed_in().get(f"/texts/{second.id}")
    assert title_of(page) == "01 welcome, second try"
