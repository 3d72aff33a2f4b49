"""Food, money, a home, a chemist, a dentist: what is answered where, and that what was asked is counted."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType

import pytest
from sqlalchemy import select

from service.core.asked_for import Asked
from service.core.local_help import Help, asked_between, help_for
from service.core.ports import Core
from service.domain.directory import LOCAL, Directory, Entry
from service.domain.event import Kind
from service.domain.ids import BoardCode
from service.domain.meaning import Wish
from service.domain.release import Contact
from service.store import tables
from service.store.engine import open_engine
from service.store.store import SqlStore
from service.templates.render import names, render
from tests.builders import (
    GLASGOW,
    HEARD,
    LOTHIAN,
    SAMS_CONTACT,
    close,
    make_core,
    make_event,
    scheduled,
    shipped_config,
    sql_store,
)
from tests.core.looking import person, told
from tests.fakes import FixedClock

FIFE, SHETLAND = BoardCode("S08000029"), BoardCode("S08000026")
TODAY = HEARD.date()
PHONE = "07700 900 003"
SHOP, EDINBURGHS = Entry(Wish.FOOD, "the food shop", PHONE), Entry(Wish.CHEMIST, "High Street Chemist", PHONE)
LOTHIANS = Entry(Wish.CHEMIST, "Bridge Street Chemist", PHONE)


@pytest.fixture
def core(ledger: str, clock: FixedClock) -> Iterator[Core]:
    """With food in Fife; a chemist in all of Lothian, and another in Edinburgh; and what holds everywhere."""
    local = {
        (FIFE, Wish.FOOD, "Fife"): SHOP,
        (LOTHIAN, Wish.CHEMIST, ""): LOTHIANS,
        (LOTHIAN, Wish.CHEMIST, "City of Edinburgh"): EDINBURGHS,
    }
    shipped = shipped_config()
    directory = Directory(MappingProxyType(local), shipped.directory.national)
    made = make_core(ledger, clock=clock, config=replace(shipped, directory=directory))
    yield made
    close(made)


def asked(core: Core, wish: Wish, board: BoardCode, area: str | None = None) -> Help:
    with core.store.write(actor="twilio") as tx:
        return help_for(core, tx, wish, core.config.boards[board], area)


def counted(core: Core, first: date = TODAY, last: date = TODAY) -> list[tuple[str, str, str, bool, int]]:
    return [(one.board, one.area, one.wish, one.found, one.times) for one in asked_between(core, first, last)]


def test_what_the_area_has_is_told(core: Core) -> None:
    found = asked(core, Wish.FOOD, FIFE, "Fife")
    assert found == Help("FOOD", {"place": "the food shop", "phone": PHONE})
    assert counted(core) == [(FIFE, "Fife", "food", True, 1)]


def test_an_area_may_be_told_by_any_of_its_names(core: Core) -> None:
    asked(core, Wish.CHEMIST, LOTHIAN, "the city of edinburgh council")
    assert asked(core, Wish.CHEMIST, LOTHIAN, "Edinburgh").values["place"] == "High Street Chemist"
    assert counted(core) == [(LOTHIAN, "City of Edinburgh", "chemist", True, 2)]


@pytest.mark.parametrize("area", [None, "Midlothian", "Fife", "Nowhere"])
def test_without_something_nearer_the_whole_boards_is_told(core: Core, area: str | None) -> None:
    assert asked(core, Wish.CHEMIST, LOTHIAN, area).values["place"] == "Bridge Street Chemist"


def test_a_board_that_lies_in_one_area_needs_to_be_told_none(core: Core) -> None:
    assert asked(core, Wish.FOOD, FIFE).key == "FOOD"
    assert counted(core) == [(FIFE, "Fife", "food", True, 1)]


def test_of_a_board_with_several_areas_none_is_guessed(core: Core) -> None:
    asked(core, Wish.CHEMIST, LOTHIAN)
    assert counted(core) == [(LOTHIAN, "", "chemist", True, 1)]


def test_an_area_of_another_board_was_told_before_the_move_and_counts_no_more(core: Core) -> None:
    assert asked(core, Wish.FOOD, LOTHIAN, "Fife").key == "NONE"
    assert counted(core) == [(LOTHIAN, "", "food", False, 1)]


@pytest.mark.parametrize(
    ("wish", "key", "found"),
    [
        (Wish.FOOD, "NONE", False),
        (Wish.MONEY, "MONEY_ANYWHERE", False),
        (Wish.HOME, "HOME_ANYWHERE", False),
        (Wish.CHEMIST, "NONE_HEALTH", False),
        (Wish.DENTIST, "DENTIST", True),
    ],
)
def test_a_board_without_a_directory_tells_what_holds_everywhere(core: Core, wish: Wish, key: str, found: bool) -> None:
    assert asked(core, wish, SHETLAND) == Help(key, {})
    assert counted(core) == [(SHETLAND, "Shetland Islands", wish, found, 1)]


def test_without_any_directory_nobody_is_left_without_an_answer(core: Core) -> None:
    bare = replace(core, config=replace(core.config, directory=Directory()))
    keys = {wish: asked(bare, wish, SHETLAND).key for wish in LOCAL}
    assert {wish: key for wish, key in keys.items() if key == "NONE_HEALTH"}.keys() == {Wish.CHEMIST, Wish.DENTIST}
    assert {key for wish, key in keys.items() if wish not in (Wish.CHEMIST, Wish.DENTIST)} == {"NONE"}


@pytest.mark.parametrize("wish", LOCAL)
@pytest.mark.parametrize("board", [FIFE, LOTHIAN, GLASGOW, SHETLAND])
def test_every_answer_has_words_and_exactly_the_values_that_they_need(core: Core, wish: Wish, board: BoardCode) -> None:
    found = asked(core, wish, board)
    words = core.config.replies["en"][found.key]
    assert names(words) == found.values.keys()
    assert render(words, found.values)


def test_what_no_directory_tells_of_is_refused_and_not_counted(core: Core) -> None:
    with pytest.raises(ValueError, match="hospital"):
        asked(core, Wish.HOSPITAL, FIFE)
    assert counted(core) == []


def test_the_count_of_an_answer_that_was_never_planned_is_taken_back(core: Core) -> None:
    def gives_up() -> None:
        with core.store.write(actor="twilio") as tx:
            help_for(core, tx, Wish.FOOD, core.config.boards[FIFE], None)
            raise KeyError

    with pytest.raises(KeyError):
        gives_up()
    assert counted(core) == []


def test_found_and_not_found_are_counted_apart_by_day_and_place(core: Core, clock: FixedClock) -> None:
    for _ in range(3):
        asked(core, Wish.FOOD, FIFE)
    asked(core, Wish.MONEY, FIFE)
    clock.advance(timedelta(days=1))
    asked(core, Wish.FOOD, FIFE)
    tomorrow = TODAY + timedelta(days=1)
    first, both = counted(core), counted(core, TODAY, tomorrow)
    assert first == [(FIFE, "Fife", "food", True, 3), (FIFE, "Fife", "money", False, 1)]
    assert both == [(FIFE, "Fife", "food", True, 4), (FIFE, "Fife", "money", False, 1)]
    assert counted(core, tomorrow, tomorrow) == [(FIFE, "Fife", "food", True, 1)]
    assert counted(core, tomorrow + timedelta(days=1), date.max) == []


def test_the_day_is_the_one_in_scotland(core: Core, clock: FixedClock) -> None:
    clock.advance(timedelta(days=200, hours=13))  # 19 June, 23:15 UTC: in Scotland it is the 20th
    asked(core, Wish.FOOD, FIFE)
    assert counted(core, date(2027, 6, 20), date(2027, 6, 20)) == [(FIFE, "Fife", "food", True, 1)]


def test_two_who_ask_at_once_are_both_counted(core: Core, ledger: str) -> None:
    engine = open_engine(ledger)
    other = replace(core, store=SqlStore(engine, sql_store(core).sealer, core.clock))
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(lambda one: [asked(one, Wish.FOOD, FIFE) for _ in range(10)], (core, other)))
    engine.dispose()
    assert counted(core) == [(FIFE, "Fife", "food", True, 20)]


def test_the_tallies_count_every_wish_of_every_day(core: Core, clock: FixedClock) -> None:
    asked(core, Wish.FOOD, FIFE)
    clock.advance(timedelta(days=40))
    asked(core, Wish.FOOD, SHETLAND)
    asked(core, Wish.FOOD, FIFE)
    with core.store.read() as tx:
        tallies = tx.watch.tallies().asked_for
    assert tallies == {(wish, found): 0 for wish in LOCAL for found in (True, False)} | {
        (Wish.FOOD, True): 2,
        (Wish.FOOD, False): 1,
    }


def test_an_asked_row_adds_its_times(core: Core) -> None:
    with core.store.write(actor="x") as tx:
        tx.asked_for.count(TODAY, Asked(FIFE, "Fife", Wish.FOOD, found=True, times=5))
    asked(core, Wish.FOOD, FIFE)
    assert counted(core) == [(FIFE, "Fife", "food", True, 6)]


def test_the_area_is_kept_sealed_and_in_the_order_of_time(core: Core) -> None:
    edinburgh = replace(SAMS_CONTACT, council_area="City of Edinburgh")
    told(core, replace(scheduled(contact=edinburgh), board=LOTHIAN))
    late = Contact(council_area="Midlothian")
    told(core, make_event(Kind.CONTACT, time=HEARD - timedelta(days=1), contact=late))
    assert person(core).contact.council_area == "City of Edinburgh"
    told(core, make_event(Kind.CONTACT, time=HEARD + timedelta(days=1), contact=late))
    assert person(core).contact.council_area == "Midlothian"
    with sql_store(core).engine.connect() as connection:
        rows = [str(row) for table in tables.metadata.sorted_tables for row in connection.execute(select(table))]
    assert not [row for row in rows if "Midlothian" in row or "Edinburgh" in row]


def test_a_word_that_tells_of_no_area_leaves_the_area_as_it_was(core: Core) -> None:
    told(core, scheduled(contact=replace(SAMS_CONTACT, council_area="Inverclyde")))
    told(core, make_event(Kind.CONTACT, time=HEARD + timedelta(days=1), contact=Contact(language="pl")))
    assert person(core).contact.council_area == "Inverclyde"


def test_a_person_who_moves_to_another_board_is_told_of_no_area_until_one_is_named(core: Core) -> None:
    told(core, scheduled(contact=replace(SAMS_CONTACT, council_area="Glasgow City")))
    told(core, make_event(Kind.CONTACT, time=HEARD + timedelta(days=1), board=LOTHIAN))
    sam = person(core)
    assert sam.board == LOTHIAN
    assert asked(core, Wish.CHEMIST, sam.board, sam.contact.council_area).values["place"] == "Bridge Street Chemist"
