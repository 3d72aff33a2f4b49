"""The specimen in a real browser, under the headers that real pages have."""

from typing import TYPE_CHECKING

import pytest

from tests.browser import Scheme, watched

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PAGES = ["/", "/?practice", "/sign-in?faulty", "/bare"]

everywhere = pytest.mark.parametrize("path", PAGES)
in_both = pytest.mark.parametrize("scheme", ["light", "dark"])


@everywhere
@in_both
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_bars_anybody_by_wcag_2_2_aa(
    browser: "Browser", specimen: str, path: str, scheme: Scheme, width: int
) -> None:
    with watched(browser, specimen, width=width, scheme=scheme) as seen:
        seen.page.goto(path)
        assert seen.barriers() == []


@everywhere
@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_a_page_is_never_wider_than_its_screen(browser: "Browser", specimen: str, path: str, width: int) -> None:
    with watched(browser, specimen, width=width) as seen:
        seen.page.goto(path)
        assert seen.sideways() == 0


def test_dark_is_dark_and_light_is_light(browser: "Browser", specimen: str) -> None:
    grounds = {}
    for scheme in ("light", "dark"):
        with watched(browser, specimen, scheme=scheme) as seen:
            seen.page.goto("/")
            grounds[scheme] = seen.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert grounds == {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 23, 28)"}


@in_both
def test_all_is_there_without_javascript(browser: "Browser", specimen: str, scheme: Scheme) -> None:
    with watched(browser, specimen, width=390, scheme=scheme, javascript=False) as seen:
        page = seen.page
        page.goto("/?practice")
        assert page.get_by_role("link", name="Reports").is_visible()
        assert page.get_by_role("region", name="Practice").is_visible()
        assert page.get_by_role("row").filter(has_text="Needs a person").is_visible()
        assert page.get_by_label("Password").is_visible()
        assert page.get_by_role("button", name="Close this message").count() == 0
        page.get_by_label("Woman").set_checked(False, force=True)
        assert not page.get_by_label("Woman").is_checked()


def test_on_a_phone_each_row_is_a_card_that_says_what_each_line_is(browser: "Browser", specimen: str) -> None:
    with watched(browser, specimen, width=390) as seen:
        seen.page.goto("/")
        cell = seen.page.get_by_role("cell").filter(has_text="Delivered").first
        assert cell.evaluate("cell => getComputedStyle(cell, '::before').content") == '"State"'
        row = seen.page.get_by_role("row").filter(has_text="Needs a person").bounding_box()
        assert row is not None
        assert row["width"] > 300
        assert row["height"] > 150


def test_the_first_tab_offers_the_way_past_the_header(browser: "Browser", specimen: str) -> None:
    with watched(browser, specimen) as seen:
        seen.page.goto("/bare")
        seen.page.keyboard.press("Tab")
        link = seen.page.get_by_role("link", name="Skip to main content")
        box = link.bounding_box()
        assert box is not None
        assert box["width"] > 100
        seen.page.keyboard.press("Enter")
        assert seen.page.evaluate("document.activeElement.id") == "main-content"


def test_what_is_wrong_is_read_first_and_leads_to_the_field(browser: "Browser", specimen: str) -> None:
    with watched(browser, specimen) as seen:
        page = seen.page
        page.goto("/", wait_until="networkidle")
        assert page.evaluate("document.activeElement.id") == "error-summary"
        page.get_by_role("link", name="Enter a day that exists").click()
        assert page.evaluate("document.activeElement.id") == "released-day"
        assert page.get_by_label("Day", exact=True).last.is_visible()


def test_a_message_can_be_closed(browser: "Browser", specimen: str) -> None:
    with watched(browser, specimen) as seen:
        page = seen.page
        page.goto("/", wait_until="networkidle")
        before = page.get_by_role("button", name="Close this message").count()
        page.get_by_text("The text of 24 December was cancelled.").locator("xpath=ancestor::*[@role]").get_by_role(
            "button"
        ).click()
        assert page.get_by_text("The text of 24 December was cancelled.").count() == 0
        assert page.get_by_role("button", name="Close this message").count() == before - 1


def test_a_password_can_be_looked_at_and_is_hidden_again_when_it_is_sent(browser: "Browser", specimen: str) -> None:
    with watched(browser, specimen) as seen:
        page = seen.page
        page.goto("/sign-in", wait_until="networkidle")
        field = page.get_by_label("Password", exact=True)
        page.get_by_role("button", name="Show password").click()
        assert field.get_attribute("type") == "text"
        page.evaluate("document.forms[0].dispatchEvent(new Event('submit'))")
        assert field.get_attribute("type") == "password"


def test_htmx_puts_a_part_into_the_page_and_writes_no_style_into_it(browser: "Browser", specimen: str) -> None:
    with watched(browser, specimen) as seen:
        page = seen.page
        page.goto("/", wait_until="networkidle")
        assert page.evaluate("document.adoptedStyleSheets.length") == 0
        page.get_by_role("button", name="Put in").click()
        page.get_by_text("It was put in.").wait_for()


def test_an_error_is_not_put_into_the_page(browser: "Browser", specimen: str) -> None:
    with watched(browser, specimen) as seen:
        page = seen.page
        page.goto("/", wait_until="networkidle")
        page.evaluate("document.addEventListener('htmx:finally:request', () => document.body.dataset.answered = 'yes')")
        page.get_by_role("button", name="Break").click()
        page.locator("body[data-answered]").wait_for()
        assert page.get_by_text("Nothing yet.").is_visible()
        assert page.get_by_text("Something broke").count() == 0
        # The browser itself says in its console that an answer was a 500.
        assert [said for said in seen.complaints if "500" not in said] == []
        seen.complaints.clear()


def test_when_the_session_has_ended_the_whole_page_goes_to_the_sign_in(browser: "Browser", specimen: str) -> None:
    with watched(browser, specimen) as seen:
        page = seen.page
        page.goto("/", wait_until="networkidle")
        page.get_by_role("button", name="End the session").click()
        page.wait_for_url("**/sign-in")
        assert page.get_by_role("heading", name="Sign in").is_visible()
