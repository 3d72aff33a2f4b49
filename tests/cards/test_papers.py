"""What stands on paper, for every Board that is shipped."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from pypdf import PdfReader

from service.cards.cards_pdf import cards_pdf
from service.cards.leaflet_pdf import leaflet_pdf
from service.cards.pages import cards_page, leaflet_page
from service.cards.sheet import ON_LIST, ON_SHEET, Card, Given, HandOut, sheets
from service.cards.words import Printed, printed_words
from service.domain.board import Board, MessagingService
from service.domain.errors import InvalidError
from service.domain.number import Number
from service.templates.easyread.examine import examine
from service.templates.easyread.findings import KEYWORDS, Known, Words
from service.templates.easyread.grade import grade
from service.templates.easyread.listed import listed
from tests.builders import GLASGOW, shipped_config

NOW = datetime(2026, 12, 1, 10, 15, tzinfo=UTC)
INFORM = "0800 22 44 88"
FIRST = "Hello from {}. We will text you about your health. Reply STOP to end our texts. Reply WRONG if it is wrong."
CODE = "CFHJK-LMQRX"


def words(board: Board, first_text: str | None = None) -> Printed:
    return printed_words(board, first_text or FIRST.format(board.name), INFORM)


def every() -> list[Printed]:
    return [words(board) for board in shipped_config().boards.values()]


def glasgow(**more: object) -> Board:
    return replace(shipped_config().boards[GLASGOW], **more)  # type: ignore[arg-type]


def handout(count: int) -> HandOut:
    rows = tuple(Given(place, CODE[:2], f"48{place}") for place in range(1, count + 1))
    return HandOut("HMP Barlinnie", date(2026, 12, 21), date(2026, 12, 27), date(2026, 12, 1), rows)


def pdf(made: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(made)).pages]


def test_every_board_fits_on_a_card_and_a_leaflet() -> None:
    for one in every():
        (leaflet,) = pdf(leaflet_pdf(one, NOW))
        front, back, _ = pdf(cards_pdf(sheets([Card(1, CODE, one)]), handout(1), NOW))
        assert one.hello in leaflet
        assert one.hello in front
        assert CODE in front
        assert INFORM in back


def test_words_that_would_need_smaller_letters_are_refused() -> None:
    long = words(glasgow(name="NHS " + "Greater Glasgow and Clyde " * 3))
    with pytest.raises(InvalidError, match="14 points"):
        cards_pdf(sheets([Card(1, CODE, long)]), handout(1), NOW)
    longer = words(glasgow(name="NHS " + "Greater Glasgow and Clyde " * 8))
    with pytest.raises(InvalidError, match="14 points"):
        leaflet_pdf(longer, NOW)


def test_letters_that_the_font_has_not_are_refused_by_name() -> None:
    with pytest.raises(InvalidError, match="take HTML"):
        leaflet_pdf(words(glasgow(name="NHS Łódź")), NOW)
    assert "NHS Łódź" in leaflet_page(words(glasgow(name="NHS Łódź")))


def test_no_words_on_paper_tell_more_than_a_text_may() -> None:
    for one in every():
        for sentence in one.sentences:
            assert list(listed(Words(sentence, sentence))) == []


def test_each_sentence_on_paper_keeps_the_rules_of_easy_reading() -> None:
    contacts = {contact.number for contact in shipped_config().contacts.values()}
    known = Known(frozenset({*contacts, "07700 900 000"}), KEYWORDS | {"SAFE"})
    for one in every():
        sender_and_way_out = {9, 10, 11}
        for sentence in (*one.back, one.reply_cost, one.stop_short, one.urgent, one.about):
            plain = sentence.replace("**", "")
            assert (grade(plain) or 0) <= 6, plain
            errors = [
                found
                for found in examine(Words(plain, plain), known)
                if found.level == "error" and found.rule not in sender_and_way_out
            ]
            assert [f"{found.rule} {found.message}" for found in errors] == [], plain


def test_words_that_tell_too_much_are_refused() -> None:
    with pytest.raises(InvalidError, match="tells where somebody has been"):
        words(glasgow(), "Hello from the prison health team. Reply STOP to end our texts.")


def test_a_first_text_that_greets_nobody_is_refused() -> None:
    with pytest.raises(InvalidError, match="greets nobody"):
        words(glasgow(), "Reply STOP to end our texts.")


def test_a_greeting_of_one_sentence_is_enough() -> None:
    one = words(glasgow(), "Hello from NHS Fife.")
    front, *_ = pdf(cards_pdf(sheets([Card(1, CODE, one)]), handout(1), NOW))
    assert front.startswith("Hello from NHS Fife. Text this code")
    assert "<p></p>" not in cards_page(sheets([Card(1, CODE, one)]), handout(1))


def test_a_pool_of_numbers_needs_one_that_is_printed() -> None:
    pooled = glasgow(sender=MessagingService("MG" + "a" * 32))
    with pytest.raises(InvalidError, match="--number"):
        words(pooled)
    told = printed_words(pooled, "Hello from NHS Fife.", INFORM, Number.trusted("+447700900999"))
    assert told.sender == "07700 900 999"


def test_backs_lie_behind_their_fronts() -> None:
    cards = [Card(number, CODE, words(glasgow())) for number in range(1, ON_SHEET + 2)]
    full, rest = sheets(cards)
    assert [card.number if card else None for card in full.backs] == [2, 1, 4, 3, 6, 5, 8, 7, 10, 9]
    assert [card.number if card else None for card in rest.backs] == [None, 11, *[None] * 8]


def test_a_long_list_goes_on_over_pages_and_none_of_its_lines_is_lost() -> None:
    count = 2 * ON_LIST + 1
    cards = [Card(number, CODE, words(glasgow())) for number in range(1, count + 1)]
    pages = pdf(cards_pdf(sheets(cards), handout(count), NOW))
    lists = [page for page in pages if page.startswith("Who gets which card")]
    assert len(lists) == 3
    assert all(f"Page {place} of 3." in page for place, page in enumerate(lists, start=1))
    assert all(f" 48{number}" in " ".join(lists) for number in range(1, count + 1))
    assert cards_page(sheets(cards), handout(count)).count("Who gets which card") == 3


def test_a_code_or_a_prison_number_is_not_told_by_a_repr() -> None:
    assert CODE not in repr(Card(1, CODE, words(glasgow())))
    assert "481" not in repr(handout(1))
