"""The page of a call in a real browser: whole without JavaScript, at ease on a phone and on a wide screen."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.browser import Scheme, watched
from tests.practice.running import SAM, Inbox, Post, RunningPractice, running_inbox, running_practice, twiml

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from werkzeug.wrappers import Response

MENU = (
    '<Response><Gather action="/webhooks/voice/again"><Say>Hello. To stop our texts, press 9.</Say></Gather></Response>'
)
OVER = "<Response><Say>We will not text this number again.</Say></Response>"
ADDRESS = f"/practice/call?from=%2B{SAM.removeprefix('+')}"
WIDTHS = [360, 1280]


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with running_inbox(_answer) as inbox:
        yield inbox


@pytest.fixture
def running(inbox: Inbox) -> Iterator[RunningPractice]:
    with running_practice(f"{inbox.url.rpartition('/')[0]}/webhooks/sms") as running:
        yield running


def _answer(post: Post) -> "Response":
    return twiml(MENU if post.url.endswith("/voice") else OVER)


def steps(page: "Page") -> Iterator[str]:
    """The page before the call, within it, and after it."""
    page.goto(ADDRESS)
    yield "before"
    page.get_by_role("button", name="Call now").click()
    page.get_by_text("To stop our texts").wait_for()
    yield "within"
    page.get_by_role("button", name="Press 9").click()
    page.get_by_text("The call is over.").wait_for()
    yield "after"


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_step_of_a_call_is_at_ease_on_a_phone_and_on_a_wide_screen(
    browser: "Browser", running: RunningPractice, width: int, scheme: Scheme
) -> None:
    with watched(browser, running.base_url, width=width, scheme=scheme) as seen:
        found = {step: (seen.sideways(), seen.barriers()) for step in steps(seen.page)}
        assert found == dict.fromkeys(("before", "within", "after"), (0, []))


@pytest.mark.parametrize("width", WIDTHS)
def test_a_call_stays_at_its_place_on_the_screen_from_step_to_step_without_javascript(
    browser: "Browser", running: RunningPractice, width: int
) -> None:
    with watched(browser, running.base_url, width=width, javascript=False) as seen:
        places = [seen.page.get_by_role("main").bounding_box() for _ in steps(seen.page)]
        assert len({(box["x"], box["width"]) for box in places if box}) == 1
        assert len(places) == 3
