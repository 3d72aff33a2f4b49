"""Cards and leaflets in a real browser, as they are before they are printed."""

from typing import TYPE_CHECKING

import pytest

from service.cards.pages import cards_page, leaflet_page
from service.cards.sheet import ON_SHEET, Card, sheets
from tests.browser import Watched, watched
from tests.builders import GLASGOW, shipped_config
from tests.cards.test_papers import CODE, every, handout, words

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NOWHERE = "about://"  # a file asks nobody for anything
PHONE = 360
OVERFULL = """[...document.querySelectorAll('.card, .page, main')]
    .filter(box => box.scrollHeight > box.clientHeight + 1 || box.scrollWidth > box.clientWidth + 1)
    .map(box => box.getAttribute('aria-label') || box.className || box.tagName)"""


def shown(seen: Watched, document: str) -> list[str]:
    """What is wrong with it for whoever reads it on the screen, and what is cut off on paper."""
    seen.page.set_content(document)
    return [*seen.barriers(), *seen.page.evaluate(OVERFULL)]


def test_nothing_of_any_board_is_cut_off_on_a_card_or_a_leaflet(browser: "Browser") -> None:
    with watched(browser, NOWHERE) as seen:
        for one in every():
            assert shown(seen, cards_page(sheets([Card(1, CODE, one)]), handout(1))) == []
            assert shown(seen, leaflet_page(one)) == []


def test_a_full_sheet_and_a_long_list_bar_nobody(browser: "Browser") -> None:
    one = words(shipped_config().boards[GLASGOW])
    cards = [Card(number, CODE, one) for number in range(1, ON_SHEET + 2)]
    with watched(browser, NOWHERE) as seen:
        assert shown(seen, cards_page(sheets(cards), handout(60))) == []
        assert seen.page.get_by_role("article").count() == 2 * len(cards)


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_a_leaflet_can_be_read_on_a_phone(browser: "Browser", *, javascript: bool) -> None:
    with watched(browser, NOWHERE, width=PHONE, javascript=javascript) as seen:
        for one in every():
            seen.page.set_content(leaflet_page(one))
            assert seen.sideways() == 0
            assert seen.page.get_by_role("heading", name="How to stop").is_visible()
