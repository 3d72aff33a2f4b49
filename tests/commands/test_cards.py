"""`release-day cards` and `leaflet`: what is made, what is printed, and what never is."""

import io
import re
import stat
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from service.core.intake import receive
from service.core.joining_pause import MOST_WRONG
from service.core.ports import Core
from service.domain.ids import BoardCode
from service.domain.joining import is_sound
from service.domain.release import Contact
from service.store.tables import codes
from tests.browser import watched
from tests.builders import (
    EDINBURGH,
    GLASGOW,
    LIBERATION,
    LOTHIAN,
    close,
    make_core,
    scheduled,
    shipped_config,
    sql_store,
)
from tests.commands.house import Said, said
from tests.commands.processes import sealer, settings
from tests.core.looking import person, says
from tests.core.saying import NO_NUMBER, OTHER_NUMBER

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SENDER, NHS_INFORM = "07700 900 000", "0800 22 44 88"
SPAN = ("--from", str(LIBERATION), "--to", str(LIBERATION + timedelta(days=6)))
_CARD = re.compile(r"<article class=\"card (front|back)\".*?</article>", re.DOTALL)
_CODE = re.compile(r"[A-Z]{5}-[A-Z]{5}")


@dataclass(frozen=True)
class House:
    """A practice service, and a folder for papers."""

    environ: dict[str, str]
    folder: Path

    def core(self) -> Core:
        return make_core(self.environ["DATABASE_URL"], sealer=sealer(self.environ), config=shipped_config())

    def releases(self, *prison_numbers: str, day: date = LIBERATION, known: Contact = NO_NUMBER, **more: Any) -> None:
        core = self.core()
        for prison_number in prison_numbers:
            receive(core, scheduled(day, prison_number=prison_number, contact=known, **more))
        close(core)

    def cards(self, *words: str) -> Said:
        return said("cards", "--prison", "barlinnie", *SPAN, *words, environ=self.environ)

    def html(self) -> str:
        out = self.folder / "sheet.html"
        answer = self.cards("--out", str(out))
        assert answer.exit_code == 0, answer.err
        return out.read_text()

    def pdf(self) -> PdfReader:
        out = self.folder / "sheet.pdf"
        answer = self.cards("--out", str(out))
        assert answer.exit_code == 0, answer.err
        return PdfReader(io.BytesIO(out.read_bytes()))

    def leaflet(self, *words: str, board: str = GLASGOW) -> Said:
        return said("leaflet", "--board", board, *words, environ=self.environ)


@pytest.fixture
def house(databases: str, tmp_path: Path) -> House:
    close(make_core(databases))
    return House(settings(databases), tmp_path)


@pytest.fixture
def press(sqlite_url: str, tmp_path: Path) -> House:
    """One for what has nothing to do with the database."""
    close(make_core(sqlite_url))
    return House(settings(sqlite_url), tmp_path)


def fronts(page: str) -> list[str]:
    return [found[0] for found in _CARD.finditer(page) if found[1] == "front"]


def backs(page: str) -> list[str]:
    return [found[0] for found in _CARD.finditer(page) if found[1] == "back"]


def plain(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split()).replace(" .", ".").replace(" :", ":")


def without_gaps(reader: PdfReader, page: int) -> str:
    return " ".join(reader.pages[page].extract_text().split())


# The codes


def test_each_release_without_a_number_gets_a_code_of_its_own(house: House) -> None:
    house.releases("48211", "48212")
    house.releases("48213", known=replace(NO_NUMBER, number=OTHER_NUMBER))
    house.releases("48214", day=LIBERATION + timedelta(days=7))
    house.releases("48215", source=EDINBURGH)
    answer = house.cards("--json")
    cards = answer.document["cards"]
    assert answer.document["file"] is None
    assert [card["card"] for card in cards] == [1, 2]
    assert len({card["code"] for card in cards}) == 2
    assert all(is_sound(card["code"].replace("-", "")) for card in cards)
    assert {card["board"] for card in cards} == {GLASGOW}


def test_the_code_of_a_card_joins_whose_card_it_is(house: House) -> None:
    house.releases("48211", "48212")
    second = house.cards("--json").document["cards"][1]
    core = house.core()
    says(core, second["code"], number=OTHER_NUMBER.e164)
    joined = person(core, "48212")
    assert joined.id == second["person_id"]
    assert joined.contact.number == OTHER_NUMBER
    assert person(core, "48211").contact.number is None
    close(core)


def test_the_list_leads_from_each_prison_number_to_the_card_with_its_code(house: House) -> None:
    house.releases("48211", "48212", "48213")
    page = house.html()
    rows = re.findall(r'<tr><th scope="row">(\d+)</th><td class="letters">(\w\w)</td><td>(\d+)</td>', page)
    printed = [_CODE.findall(front)[0] for front in fronts(page)]
    core = house.core()
    for (card, starts, prison_number), code in zip(rows, printed, strict=True):
        assert code.startswith(starts)
        says(core, code, number=f"+4477009001{int(card):02}")
        number = person(core, prison_number).contact.number
        assert number is not None
        assert number.e164.endswith(f"1{int(card):02}")
    close(core)


def test_new_cards_leave_old_ones_good_unless_they_replace_them(house: House) -> None:
    house.releases("48211")
    first, second, third = (
        house.cards("--json", *more).document["cards"][0]["code"] for more in ((), ("--replace",), ())
    )
    core = house.core()
    says(core, first)
    assert person(core, "48211").contact.number is None
    says(core, second)
    assert person(core, "48211").contact.number is not None
    assert len({first, second, third}) == 3
    close(core)


def test_days_without_a_release_that_waits_make_no_file(press: House) -> None:
    out = press.folder / "sheet.pdf"
    answer = press.cards("--out", str(out))
    assert answer.exit_code == 0
    assert "no card" in answer.out
    assert not out.exists()


def test_what_is_printed_on_the_screen_holds_no_code_and_no_prison_number(press: House) -> None:
    press.releases("48211")
    answer = press.cards("--out", str(press.folder / "sheet.pdf"))
    assert "1 card" in answer.out
    assert not _CODE.search(answer.out + answer.err)
    assert "48211" not in answer.out + answer.err


def test_a_file_of_codes_is_for_its_owner_alone(press: House) -> None:
    press.releases("48211")
    out = press.folder / "sheet.html"
    out.write_text("an older sheet")
    out.chmod(0o644)
    press.cards("--out", str(out))
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert [path.name for path in press.folder.glob("*sheet*")] == ["sheet.html"]


@pytest.mark.parametrize(
    "words",
    [
        ("--prison", "barlinnie", "--from", "2026-12-24", "--to", "2026-12-23"),
        ("--prison", "barlinnie", "--from", "2026-12-24"),
        ("--from", "2026-12-23", "--to", "2026-12-24"),
        ("--prison", "barlinnie", *SPAN, "--out", "cards.docx"),
        ("--prison", "barlinnie", *SPAN, "--out", "nowhere/at/all/cards.pdf"),
        (),
    ],
)
def test_wrong_usage_makes_no_codes(press: House, words: tuple[str, ...]) -> None:
    press.releases("48211")
    assert said("cards", *words, environ=press.environ).exit_code == 2
    core = press.core()
    with sql_store(core).engine.begin() as connection:
        assert connection.execute(select(codes)).all() == []
    close(core)


def test_a_prison_that_nobody_configured_is_named(press: House) -> None:
    answer = said("cards", "--prison", "nowhere", *SPAN, environ=press.environ)
    assert (answer.exit_code, answer.err) == (1, "--prison: is not in the configuration\n")


def test_staff_end_a_pause_of_joining(house: House) -> None:
    core = house.core()
    for place in range(MOST_WRONG):
        says(core, f"code CFHJK{'LMQRTWXZ'[place % 8]}{'LMQRTWXZ'[place // 8]}", number=f"+4477009005{place:02}")
    close(core)
    first, second = (said("cards", "--go-on", "--json", environ=house.environ).document for _ in range(2))
    assert (first, second) == ({"ended": True}, {"ended": False})


# The paper


def test_a_card_says_who_texts_where_to_send_the_code_what_it_costs_and_how_it_ends(press: House) -> None:
    press.releases("48211")
    page = press.html()
    (front,), (back,) = fronts(page), backs(page)
    assert re.fullmatch(
        r"Hello from NHS Greater Glasgow and Clyde\. We will text you about your health\. "
        rf"Text this code to {SENDER}: [A-Z]{{5}}-[A-Z]{{5}} "
        r"Text STOP to end our texts\. A reply may use credit\. 1",
        plain(front),
    )
    assert plain(back) == (
        f"To end our texts: text STOP. Or call {SENDER} and press 9. A call may use credit. "
        f"For free health advice call NHS inform on {NHS_INFORM}. For tips to stay safe text SAFE."
    )


def test_the_greeting_is_that_of_the_text_that_runs(press: House, tmp_path: Path) -> None:
    press.releases("48211")
    old = "Hello from {board}. We will text you about your health."
    folder = tmp_path / "config"
    copied(Path("config"), folder, "sequences/first-weeks.yaml", old, "Hi from {board}. We text you tips on health.")
    environ = {**press.environ, "CONFIG_DIR": str(folder)}
    assert "Hello from NHS" in press.html()
    published = said("publish", "first-weeks", "--words-only", environ=environ)
    assert published.exit_code == 0, published.err
    assert "Hi from NHS" in plain(fronts(press.html())[0])


def copied(source: Path, folder: Path, file: str, old: str, new: str) -> None:
    """The configuration, with other words."""
    for path in source.rglob("*.yaml"):
        to = folder / path.relative_to(source)
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_text(path.read_text())
    words = (folder / file).read_text()
    assert old in words
    (folder / file).write_text(words.replace(old, new))


def test_a_board_without_harm_reduction_prints_no_word_for_it(press: House, tmp_path: Path) -> None:
    folder = tmp_path / "config"
    board = "boards/greater-glasgow-and-clyde.yaml"
    copied(Path("config"), folder, board, "harm-reduction, ", "")
    environ = {**press.environ, "CONFIG_DIR": str(folder)}
    assert "SAFE" not in said("leaflet", "--board", GLASGOW, environ=environ).out
    assert "SAFE" in press.leaflet().out


def test_no_card_carries_a_name_a_prison_or_whose_it_is(press: House) -> None:
    press.releases("48211", "48212")
    page = press.html()
    for card in (*fronts(page), *backs(page)):
        for telling in ("48211", "48212", "Sam", "arlinnie", "HMP", "prison", "December"):
            assert telling not in card
    before_list = page[: page.index("Who gets which card")]
    assert "48211" not in before_list
    assert "arlinnie" not in before_list


def test_eleven_cards_take_two_sheets_and_their_backs_lie_behind_them(press: House) -> None:
    press.releases(*(f"48{place}" for place in range(200, 211)))
    page = press.html()
    told = re.findall(r'aria-label="Card (\d+), (front|back)"', page)
    first, behind = [card for card, side in told if side == "front"], [card for card, side in told if side == "back"]
    assert first == [str(card) for card in range(1, 12)]
    assert behind == ["2", "1", "4", "3", "6", "5", "8", "7", "10", "9", "11"]
    assert page.count('class="page"') == 4
    assert page.count('class="page list"') == 1


def test_a_page_asks_nobody_for_anything_and_escapes_what_it_prints(press: House) -> None:
    press.releases("<b>1&2")
    page = press.html()
    assert "&lt;b&gt;1&amp;2" in page
    assert "<b>1" not in page
    for outside in ("http://", "https://", "<script", "url(", "@import", "src="):
        assert outside not in page


def test_the_pdf_holds_the_same_as_text_with_its_title_and_language(press: House) -> None:
    press.releases("48211", "48212")
    reader = press.pdf()
    assert len(reader.pages) == 3
    assert reader.metadata is not None
    assert reader.metadata.title == "Cards to cut out"
    assert str(reader.root_object["/Lang"]) == "en-GB"
    front, back, whose = (without_gaps(reader, place) for place in range(3))
    assert front.count("Hello from NHS Greater Glasgow and Clyde.") == 2
    assert front.count(f"Text this code to {SENDER}:") == 2
    assert len(set(_CODE.findall(front))) == 2
    assert front.count("A reply may use credit.") == 2
    assert back.count(f"For free health advice call NHS inform on {NHS_INFORM}.") == 2
    assert back.count("press 9.") == back.count("SAFE") == 2
    assert "48211" in whose
    assert "Barlinnie" in whose
    for page in (front, back):
        assert not any(telling in page for telling in ("4821", "arlinnie", "Sam "))


def test_a_leaflet_tells_the_same_without_a_code(press: House) -> None:
    words = plain(press.leaflet().out.split("</style>")[1])
    assert "Hello from NHS Greater Glasgow and Clyde. We will text you about your health." in words
    for told in (f"From {SENDER}", "A reply may use credit.", "text STOP", "press 9", NHS_INFORM, "111", "999", "SAFE"):
        assert told in words
    assert not _CODE.search(words)
    assert "code" not in words


def test_a_leaflet_of_a_board_that_nobody_configured_is_refused(press: House) -> None:
    answer = press.leaflet(board="S08999999")
    assert (answer.exit_code, answer.err) == (1, "--board: is not in the configuration\n")


def test_a_board_that_sends_from_a_pool_needs_to_be_told_which_number_is_printed(press: House, tmp_path: Path) -> None:
    folder = tmp_path / "config"
    pool = '{messaging_service: "MG' + "a" * 32 + '"}'
    copied(Path("config"), folder, "boards/lothian.yaml", '{number: "+447700900000"}', pool)
    environ = {**press.environ, "CONFIG_DIR": str(folder)}
    refused = said("leaflet", "--board", LOTHIAN, environ=environ)
    assert refused.exit_code == 1
    assert "--number" in refused.err
    told = said("leaflet", "--board", LOTHIAN, "--number", "07700 900 999", environ=environ)
    assert "07700 900 999" in told.out


# On a real page


def test_printed_by_a_browser_it_takes_the_same_pages_and_nothing_is_cut_off(
    press: House, browser: "Browser", tmp_path: Path
) -> None:
    for place, code in enumerate(shipped_config().boards):
        core = press.core()
        receive(core, replace(scheduled(prison_number=f"7{place:02}", contact=NO_NUMBER), board=BoardCode(code)))
        close(core)
    press.html()
    (press.folder / "leaflet.html").write_text(press.leaflet().out)
    for file, pages, size in (("sheet.html", 5, (595, 842)), ("leaflet.html", 1, (420, 595))):
        with watched(browser, "file://") as seen:
            seen.page.goto(f"file://{press.folder / file}")
            seen.page.emulate_media(media="print")
            over = seen.page.evaluate(
                "[...document.querySelectorAll('.card, .page, main')].filter("
                "e => e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1).length"
            )
            assert over == 0
            assert seen.barriers() == []
            printed = PdfReader(io.BytesIO(seen.page.pdf(prefer_css_page_size=True, print_background=True)))
        assert len(printed.pages) == pages
        box = printed.pages[0].mediabox
        assert (round(float(box.width)), round(float(box.height))) == pytest.approx(size, abs=1)
