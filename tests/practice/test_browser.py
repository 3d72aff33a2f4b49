"""The phones in a real browser. Whatever the page does, it must ask nobody else and complain of nothing."""

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
import requests
from twilio.base.exceptions import TwilioRestException

from service.practice.message import advanced
from tests.browser import Scheme, watched
from tests.practice.running import BOARD, NOON, SAM, Inbox, RunningPractice

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

JO = "+447700900124"
LONG = "Hello Sam. Your GP is free, and you do not need an address to sign up. Reply STOP to end these texts. " * 3
SHELL = "window.stayed = true"


def create(running: RunningPractice, body: str, to: str = SAM) -> str:
    return str(running.client.messages.create(to=to, from_=BOARD, body=body).sid)


def phone(page: "Page", number: str = SAM) -> "Locator":
    return page.locator(f"#phone-{number.removeprefix('+')}")


def look(page: "Page", path: str = "/practice") -> None:
    """Open it, and wait until htmx runs."""
    page.goto(path)
    page.locator("#messenger[data-htmx-powered]").wait_for(state="attached")


def type_as(page: "Page", words: str, number: str = SAM) -> "Locator":
    box = phone(page, number).get_by_role("textbox")
    box.fill(words)
    return box


def switch(running: RunningPractice, **wanted: Any) -> None:
    requests.put(f"{running.base_url}/practice/faults", json=wanted, timeout=10).raise_for_status()


def stayed(page: "Page") -> bool:
    return bool(page.evaluate("window.stayed === true"))


@pytest.fixture
def crowd(running: RunningPractice) -> RunningPractice:
    """Every kind of bubble there is."""
    switch(running, endings={"03": 30003, "08": 30008}, callbacks_lost=2)
    for number in ("01", "02", "03", "08"):
        create(running, LONG, to=f"+4477009001{number}")
    create(running, "ضع علامة https://example.org/" + "x" * 300, to="+447700900101")
    running.texts_in("STOP", person="+447700900102")
    running.texts_in("Hello", person="+447700900101")
    return running


def test_texts_appear_and_their_ticks_advance_without_a_reload(browser: "Browser", slow: RunningPractice) -> None:
    with watched(browser, slow.base_url) as seen:
        page = seen.page
        page.goto("/practice")
        page.evaluate(SHELL)
        page.get_by_text("No phone has rung yet.").wait_for()
        sid = create(slow, "Hello Sam")
        bubble = phone(page).get_by_role("listitem").filter(has_text="Hello Sam")
        for tick in ("waiting to be sent", "sent", "delivered"):
            bubble.get_by_title(tick, exact=True).wait_for()
            slow.practice.exchange.change(sid, partial(advanced, now=NOON))
        assert page.get_by_text("No phone has rung yet.").is_hidden()
        create(slow, "Hello again")
        phone(page).get_by_text("Hello again").wait_for()
        assert page.locator("#ringing").inner_text() == "New on 07700 900123"
        assert stayed(page)


def test_who_types_stop_sees_the_automatic_answer_and_is_texted_no_more(
    browser: "Browser", running: RunningPractice, inbox: Inbox
) -> None:
    create(running, "Hello Sam")
    with watched(browser, running.base_url) as seen:
        page = seen.page
        look(page)
        page.evaluate(SHELL)
        box = type_as(page, "STOP")
        box.press("Enter")
        answer = phone(page).get_by_role("listitem").filter(has_text="Automatic answer")
        answer.get_by_text("You have successfully been unsubscribed.").wait_for()
        phone(page).get_by_title("the service has it").wait_for()
        phone(page).get_by_text("Texts from 07700 900000 are stopped.").wait_for()
        assert box.input_value() == ""
        assert page.evaluate("document.activeElement.id") == "words-447700900123"
        assert stayed(page)
    assert inbox.posts[0].parameters["Body"] == "STOP"
    with pytest.raises(TwilioRestException) as refused:
        create(running, "Hello")
    assert refused.value.code == 21610


def test_a_quick_word_is_one_press(browser: "Browser", running: RunningPractice, inbox: Inbox) -> None:
    create(running, "Hello Sam")
    with watched(browser, running.base_url) as seen:
        look(seen.page)
        phone(seen.page).get_by_role("button", name="HELP").click()
        phone(seen.page).get_by_text("Reply STOP to unsubscribe.").wait_for()
        inbox.wait_for(1)
    assert [post.parameters["Body"] for post in inbox.posts] == ["HELP"]


def test_what_is_being_typed_stays_while_texts_come_in(browser: "Browser", running: RunningPractice) -> None:
    create(running, "Hello Sam")
    create(running, "Hello Jo", to=JO)
    with watched(browser, running.base_url) as seen:
        page = seen.page
        look(page)
        left, typing = type_as(page, "half a", JO), type_as(page, "I wonder")
        for words in ("one", "two"):
            create(running, words)
            create(running, words, to=JO)
            phone(page).get_by_text(words, exact=True).wait_for()
            phone(page, JO).get_by_text(words, exact=True).wait_for()
            typing.press_sequentially(" more")
        assert (left.input_value(), typing.input_value()) == ("half a", "I wonder more more")


def test_a_conversation_shows_its_end_and_stays_where_somebody_has_scrolled_to(
    browser: "Browser", running: RunningPractice
) -> None:
    for number in range(6):
        create(running, f"{number} {LONG}")
    with watched(browser, running.base_url) as seen:
        page = seen.page
        look(page)
        talk = phone(page).get_by_role("log")
        create(running, "the newest")
        phone(page).get_by_text("the newest").wait_for()
        assert talk.evaluate("talk => talk.scrollTop") == 0  # counted from its end
        talk.evaluate("talk => talk.scrollTo(0, -talk.scrollHeight)")
        place = talk.evaluate("talk => talk.scrollTop")
        assert place < -500
        create(running, "the very newest")
        phone(page).get_by_text("the very newest").wait_for()
        assert talk.evaluate("talk => talk.scrollTop") < -500


def test_a_text_that_is_only_space_is_told_in_place_and_can_be_put_right(
    browser: "Browser", running: RunningPractice
) -> None:
    create(running, "Hello Sam")
    with watched(browser, running.base_url) as seen:
        page = seen.page
        look(page)
        type_as(page, "  ").press("Enter")
        phone(page).get_by_role("alert").get_by_text("A text has 1 to 1600 characters.").wait_for()
        assert seen.barriers() == []
        type_as(page, "Hello").press("Enter")
        phone(page).get_by_role("listitem").filter(has_text="This phone").get_by_text("Hello").wait_for()
        assert phone(page).get_by_role("alert").count() == 0
        assert [said for said in seen.complaints if "422" not in said] == []  # the browser says each 422 in its console
        seen.complaints.clear()


def test_on_a_narrow_screen_there_is_a_list_and_one_phone_at_a_time(
    browser: "Browser", running: RunningPractice
) -> None:
    create(running, "Hello Sam")
    create(running, "Hello Jo", to=JO)
    with watched(browser, running.base_url, width=390) as seen:
        page = seen.page
        page.goto("/practice")
        assert page.get_by_role("article").count() == 0
        page.get_by_role("link", name="07700 900124").click()
        assert [one.get_attribute("id") for one in page.get_by_role("article").all()] == ["phone-447700900124"]
        assert page.get_by_role("link", name="07700 900123").is_hidden()
        assert page.get_by_text("Practice: nobody is texted.").is_visible()
        create(running, "Hello again", to=JO)
        phone(page, JO).get_by_text("Hello again").wait_for()
        type_as(page, "Hi", JO).press("Enter")
        phone(page, JO).get_by_role("listitem").filter(has_text="This phone").wait_for()
        assert phone(page, JO).is_visible()
        box = phone(page, JO).get_by_role("textbox").bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 900
        phone(page, JO).get_by_role("link", name="All phones").click()
        assert page.get_by_role("article").count() == 0
        page.go_back()
        assert phone(page, JO).is_visible()


def test_on_a_wide_screen_phones_stand_side_by_side(browser: "Browser", crowd: RunningPractice) -> None:
    with watched(browser, crowd.base_url) as seen:
        seen.page.goto("/practice")
        boxes = [one.bounding_box() for one in seen.page.get_by_role("article").all()]
        assert len(boxes) == 4
        assert len({box["y"] for box in boxes if box}) == 1
        assert seen.page.get_by_role("navigation", name="Phones").is_hidden()


def test_no_page_is_wider_than_its_screen(browser: "Browser", crowd: RunningPractice) -> None:
    with watched(browser, crowd.base_url) as seen:
        for path in ("/practice", "/practice?faults=open", "/practice?look=1#phone-447700900101"):
            seen.page.goto(path)
            for width in (320, 390, 768, 1280, 1920):
                seen.page.set_viewport_size({"width": width, "height": 900})
                assert (path, width, seen.sideways()) == (path, width, 0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("path", ["/practice?faults=open", "/practice#phone-447700900102"])
def test_nothing_bars_anybody_by_wcag_2_2_aa(
    browser: "Browser", crowd: RunningPractice, scheme: Scheme, width: int, path: str
) -> None:
    with watched(browser, crowd.base_url, width=width, scheme=scheme) as seen:
        look(seen.page, path)
        assert seen.barriers() == []


def test_an_empty_page_and_one_with_faults_in_its_forms_bar_nobody_either(
    browser: "Browser", running: RunningPractice
) -> None:
    with watched(browser, running.base_url, width=390) as seen:
        page = seen.page
        page.goto("/practice")
        assert seen.barriers() == []
        page.get_by_label("Its number").fill("Sam")
        page.get_by_role("button", name="Bring in").click()
        page.get_by_text("Give a phone number").wait_for()
        assert seen.barriers() == []
        page.get_by_text("Switches").click()
        page.get_by_label("Report nothing.").fill("all")
        page.get_by_role("button", name="Switch", exact=True).click()
        page.get_by_text("Nothing was switched.").wait_for()
        assert seen.barriers() == []
        assert [said for said in seen.complaints if "422" not in said] == []
        seen.complaints.clear()


def test_all_of_it_works_without_javascript(browser: "Browser", running: RunningPractice, inbox: Inbox) -> None:
    create(running, "Hello Sam")
    with watched(browser, running.base_url, width=390, javascript=False) as seen:
        page = seen.page
        page.goto("/practice")
        assert page.get_by_role("link", name="Pause").count() == 0
        page.get_by_role("link", name="07700 900123").click()
        type_as(page, "STOP").press("Enter")
        assert phone(page).get_by_text("You have successfully been unsubscribed.").is_visible()
        inbox.wait_for(1)
        running.texts_in("Later")
        assert phone(page).get_by_text("Later").count() == 0
        for _ in range(2):
            phone(page).get_by_role("link", name="Look again").click()
        assert phone(page).get_by_text("Later").is_visible()
        phone(page).get_by_role("link", name="All phones").click()
        page.get_by_label("Its number").fill("07700 900777")
        page.get_by_role("button", name="Bring in").click()
        assert phone(page, "+447700900777").is_visible()
        phone(page, "+447700900777").get_by_role("link", name="All phones").click()
        page.get_by_text("Switches").click()
        page.get_by_label("Answer 500. Not taken.").fill("1")
        page.get_by_role("button", name="Switch", exact=True).click()
        assert page.get_by_text("Next text: Answer 500. Not taken.").is_visible()


def test_a_switch_that_is_used_up_disappears_by_itself(browser: "Browser", slow: RunningPractice) -> None:
    switch(slow, error_before=1)
    with watched(browser, slow.base_url) as seen:
        page = seen.page
        page.goto("/practice")
        page.get_by_text("Next text: Answer 500. Not taken.").wait_for()
        with pytest.raises(TwilioRestException):
            create(slow, "Hello")
        page.get_by_text("Nothing is set to go wrong.").wait_for()


def test_a_paused_page_stands_still_and_still_texts(browser: "Browser", running: RunningPractice) -> None:
    create(running, "Hello Sam")
    with watched(browser, running.base_url) as seen:
        page = seen.page
        page.goto("/practice")
        page.get_by_role("link", name="Pause").click()
        page.get_by_role("link", name="Go on").wait_for()
        page.wait_for_load_state()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        create(running, "Hello again")
        page.wait_for_timeout(1500)
        assert [url for url in asked if not url.endswith(".svg")] == []
        type_as(page, "Hi").press("Enter")
        phone(page).get_by_text("Hello again").wait_for()
        page.wait_for_timeout(1500)
        assert [url for url in asked if not url.endswith(".svg")] == [f"{running.base_url}/practice/texts"]
        page.get_by_role("link", name="Go on").click()
        create(running, "And again")
        phone(page).get_by_text("And again").wait_for()


def test_nothing_new_leaves_the_page_untouched(browser: "Browser", running: RunningPractice) -> None:
    create(running, "Hello Sam")
    with watched(browser, running.base_url) as seen:
        page = seen.page
        look(page)
        page.evaluate(
            "window.changes = 0; new MutationObserver(all => window.changes += all.length)"
            ".observe(document.querySelector('main'), {subtree: true, childList: true, characterData: true})"
        )
        with page.expect_response("**/news?*") as answer:
            pass
        assert answer.value.status == 204
        with page.expect_response("**/clock?*") as told:
            pass
        assert told.value.status == 204
        page.wait_for_timeout(200)
        assert page.evaluate("window.changes") == 0
        assert page.get_by_text("Tuesday 22 December 2026, 12:00").is_visible()


def test_words_from_a_text_are_never_run(browser: "Browser", running: RunningPractice) -> None:
    with watched(browser, running.base_url) as seen:
        page = seen.page
        page.goto("/practice")
        words = '<img src=x onerror="window.ran=1"><script>window.ran=1</script><b hx-get="/x" hx-trigger="load">b</b>'
        create(running, words)
        phone(page).get_by_text(words).wait_for()
        page.wait_for_timeout(200)
        assert page.evaluate("window.ran") is None


def test_when_the_carrier_starts_anew_the_page_does_too(browser: "Browser", running: RunningPractice) -> None:
    create(running, "Hello Sam")
    with watched(browser, running.base_url) as seen:
        page = seen.page
        page.goto("/practice")
        with page.expect_navigation():
            page.route(
                "**/practice/news?*",  # as if another carrier had drawn the page
                lambda route: route.continue_(url=route.request.url.replace(running.practice.run, "deadbeef")),
                times=1,
            )
        phone(page).get_by_text("Hello Sam").wait_for()
