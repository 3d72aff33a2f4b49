"""Where people find help near them: what a Board may write down, and every fault of it at its place."""

from dataclasses import dataclass

import pytest

from service.configuration.faults import Level
from service.configuration.files import Kind, kind_of
from service.configuration.reader import read_config
from service.domain.directory import LOCAL, Entry
from service.domain.ids import BoardCode
from service.domain.meaning import Wish
from service.schedules.config import Config
from service.templates.render import names, render
from service.templates.segments import segments
from tests.builders import GLASGOW, LOTHIAN
from tests.configuration.copies import SHIPPED, Copy, place

LOTHIANS, SCOTLANDS, FIFES = "directory/lothian.yaml", "directory/national.yaml", "directory/fife.yaml"
WEEKS, ENGLISH = "sequences/first-weeks.yaml", "replies/en.yaml"
FIFE = BoardCode("S08000029")
FOOD = """\
entries:
  - wish: food
    areas: [Fife]
    place: the food shop, 1 High Street
    phone: "07700 900 003"
    source: made up
    verified_on: 2026-11-01
"""
SPARE = """\
  - id: spare
    name: A number for these tests
    number: "0800 555 111"
    hours: null
    source: made up
    verified_on: null
"""
CHEMIST = """\
  - wish: chemist
    place: Bridge Street Chemist
    phone: "07700 900 003"
    source: made up
    verified_on: null
"""

AGAIN = CHEMIST.replace("chemist", "chemist # again", 1)


@pytest.fixture(scope="module")
def shipped() -> Config:
    return read_config(SHIPPED, practice=True)


@pytest.fixture
def fife(config: Copy) -> Copy:
    """With a directory of its own for NHS Fife, which lies in one council area."""
    (config.folder / FIFES).write_text(FOOD + CHEMIST, encoding="utf-8")
    return config


def test_the_shipped_files_tell_of_two_boards_and_of_scotland(shipped: Config) -> None:
    assert {board for board, _, _ in shipped.directory.local} == {GLASGOW, LOTHIAN}
    assert set(shipped.directory.national) == {Wish.DENTIST, Wish.MONEY, Wish.HOME}


def test_every_shipped_entry_fills_its_answer_and_goes_into_one_text(shipped: Config) -> None:
    every = (*shipped.directory.local.values(), *shipped.directory.national.values())
    for entry in every:
        words = shipped.replies["en"][entry.key]
        told = render(words, {name: value for name, value in entry.values.items() if name in names(words)})
        assert segments(told) == 1, entry.wish


def test_no_shipped_entry_of_a_board_can_reach_a_real_telephone(shipped: Config) -> None:
    assert {entry.phone for entry in shipped.directory.local.values()} == {"07700 900 003"}


def test_an_entry_holds_in_its_areas_by_their_own_names(config: Copy) -> None:
    config.edit(LOTHIANS, "areas: [City of Edinburgh, West Lothian]", "areas: [edinburgh, WEST LOTHIAN COUNCIL]")
    directory = read_config(config.folder, practice=True).directory
    money = Entry(Wish.MONEY, phone="07700 900 003")
    assert directory.entry(Wish.MONEY, LOTHIAN, "City of Edinburgh") == money
    assert directory.entry(Wish.MONEY, LOTHIAN, "West Lothian") == money
    assert directory.entry(Wish.MONEY, LOTHIAN, "Midlothian") == Entry(Wish.MONEY)


def test_the_nearest_entry_wins(fife: Copy) -> None:
    nearer = CHEMIST.replace("chemist\n", "chemist\n    areas: [Fife]\n", 1).replace("Bridge Street", "High Street")
    (fife.folder / FIFES).write_text(FOOD + CHEMIST + nearer, encoding="utf-8")
    directory = read_config(fife.folder, practice=True).directory
    told = [directory.entry(Wish.CHEMIST, FIFE, area) for area in ("Fife", "")]
    assert [one.place for one in told if one] == ["High Street Chemist", "Bridge Street Chemist"]
    assert directory.entry(Wish.FOOD, FIFE, "") is None
    assert directory.entry(Wish.FOOD, GLASGOW, "Glasgow City") is None


def test_a_directory_of_a_board_is_no_fault(fife: Copy) -> None:
    assert fife.errors() == ()


def test_no_directory_is_no_fault(config: Copy) -> None:
    for file in (config.folder / "directory").iterdir():
        file.unlink()
    assert config.errors() == ()
    assert read_config(config.folder, practice=True).directory.national == {}


def test_an_empty_directory_is_no_fault(config: Copy) -> None:
    (config.folder / FIFES).write_text("entries: []\n", encoding="utf-8")
    assert config.errors() == ()


def test_a_draft_that_stands_alone_is_known_by_what_is_in_it(fife: Copy) -> None:
    draft = fife.folder.parent / "draft.yaml"
    draft.write_text(FOOD, encoding="utf-8")
    assert kind_of(draft) is kind_of(fife.folder / FIFES) is Kind.DIRECTORY


@dataclass(frozen=True)
class Mistake:
    name: str
    old: str
    new: str
    at: str  # on the line where the fault must stand
    message: str
    file: str = FIFES


MISTAKES = [
    Mistake(*row)
    for row in [
        ("no wish", "  - wish: food\n    areas", "  - areas", "- areas", "`wish`: is missing"),
        ("an unknown wish", "wish: food", "wish: clothes", "clothes", "`wish`: must be 'food'"),
        ("a wish of another kind", "wish: food", "wish: gp", "gp", "`wish`: must be 'food'"),
        ("an unknown field", "source: made up\n    v", "source: made up\n    hours: x\n    v", "hours", "is no field"),
        ("an area as text", "[Fife]", "Fife", "areas: Fife", "`areas`: must be a list"),
        ("no area in the list", "[Fife]", "[]", "[]", "`areas`: is empty"),
        ("an area that was forgotten", "areas: [Fife]", "areas:", "areas:", "`areas`: has no value"),
        ("an area of nowhere", "[Fife]", "[Cumbria]", "Cumbria", "is no council area of councils.yaml"),
        ("an area of another Board", "[Fife]", "[Fife, Moray]", "Moray", "lies in another Board"),
        ("an area twice", "[Fife]", "[Fife, fife council]", "fife council", "stands already in fife.yaml, line 3"),
        ("a place that was forgotten", "place: the food shop, 1 High Street", "place:", "place:", "has no value"),
        ("no place", "    place: the food shop, 1 High Street\n", "", "wish: food", "the answer FOOD names it"),
        ("no place of a chemist", "    place: Bridge Street Chemist\n", "", "wish: chemist", "answer CHEMIST names it"),
        ("a place with spaces", "the food shop", "the  food shop", "the  food", "one space between them"),
        ("a place too long", "the food shop", "the food shop " + "x" * 60, "x" * 60, "answer FOOD, rule 2"),
        ("a place that tells of treatment", "the food shop", "the addiction hub", "addiction", "rule 6: `addiction`"),
        ("a place that tells of a prison", "the food shop", "the prison gate", "prison gate", "rule 6: `prison`"),
        ("a private place", "the food shop", "the drug shop", "the drug", "rule 7: `drug`"),
        ("a link", "the food shop", "www.food.example", "www.food", "rule 14"),
        ("a place in capitals", "the food shop", "FSHOP", "FSHOP", "rule 15"),
        ("a second number", "1 High Street", "0141 496 0000", "0141 496", "rule 13"),
        ("a letter of no phone", "the food shop", "the food shop \u2713", "\u2713", "rule"),
        ("no phone", '    phone: "07700 900 003"\n    source: made up\n    verified_on: 2026', "    source: made up\n"
         "    verified_on: 2026", "wish: food", "`phone` is missing: without a number"),
        ("a phone without quotes", '"07700 900 003"', "07700900003", "07700900003", "`phone`: must be text"),
        ("a phone in one run", '"07700 900 003"', '"07700900003"', "07700900003", "does not stand in contacts.yaml"),
        ("an unknown phone", '"07700 900 003"', '"0800 555 111"', "0800 555", "`phone`: does not stand in contacts"),
        ("a phone with a plus", '"07700 900 003"', '"+447700900003"', "+44", "`phone`: a number is digits in groups"),
        ("no source", "    source: made up\n", "", "wish: food", "`source`: is missing"),
        ("an empty source", "source: made up", 'source: ""', 'source: ""', "`source`: a name is some words"),
        ("no day", "    verified_on: 2026-11-01\n", "", "wish: food", "`verified_on`: is missing"),
        ("a day in words", "2026-11-01", "1 November", "1 November", "`verified_on`: a day is written 2026-11-30"),
        ("no such day", "2026-11-01", "2026-11-31", "2026-11-31", "`verified_on`: there is no such day"),
        ("one wish twice", CHEMIST, CHEMIST + AGAIN, "chemist #", "stands already in fife.yaml, line 8"),
        ("not a list", FOOD + CHEMIST, "entries: food\n", "entries: food", "`entries`: must be a list"),
        ("not a row", FOOD + CHEMIST, "entries: [food]\n", "entries: [food]", "must hold fields"),
        ("another name for it", "entries:\n", "rows:\n", "rows:", "`rows`: is no field"),
        ("areas of Scotland", "- wish: money\n", "- wish: money\n    areas: [Fife]\n", "areas:",
         "what stands in national.yaml holds everywhere", SCOTLANDS),
        ("food without a number", "wish: money", "wish: food", "wish: food", "no words about food without a number",
         SCOTLANDS),
        ("Scotland's dentist twice", "wish: money", "wish: dentist", "wish: dentist\n    source",
         "stands already in national.yaml", SCOTLANDS),
        ("an unknown number of Scotland", "0800 22 44 88", "0800 22 44 89", "0800 22 44 89", "does not stand in cont",
         SCOTLANDS),
    ]
]  # fmt: skip


def test_there_are_forty() -> None:
    assert len({(mistake.file, mistake.old, mistake.new) for mistake in MISTAKES}) == 40


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_each_mistake_is_found_at_its_line(fife: Copy, mistake: Mistake) -> None:
    fife.edit(mistake.file, mistake.old, mistake.new)
    where = fife.place(mistake.file, mistake.at)
    found = {(fault.file, fault.line) for fault in fife.errors() if mistake.message in fault.message}
    assert where[:2] in found
    assert {file for file, _ in found} == {where[0]}


def test_a_file_of_no_board_is_told(fife: Copy) -> None:
    (fife.folder / FIFES).rename(fife.folder / "directory" / "fyfe.yaml")
    [fault] = [fault for fault in fife.errors() if "there is no boards/fyfe.yaml" in fault.message]
    assert place(fault)[1:] == (1, 1)


def test_a_place_that_a_board_has_a_reason_for_is_let_through(fife: Copy) -> None:
    fife.edit(FIFES, "the food shop, 1 High Street", "the food shop, Custody House")
    assert [fault for fault in fife.errors() if "rule 6" in fault.message]
    kept = '\nplaces:\n  - {words: "the food shop, Custody House", because: "the street is called so"}\n'
    fife.edit("boards/fife.yaml", "\nplaces: []\n", kept)
    assert fife.errors() == ()


def test_a_place_let_through_must_still_fit(fife: Copy) -> None:
    long = "Custody House, by the big red church over the bridge by the old mill in the town"
    fife.edit(FIFES, "the food shop, 1 High Street", long)
    fife.edit("boards/fife.yaml", "\nplaces: []\n", f'\nplaces:\n  - {{words: "{long}", because: "so called"}}\n')
    assert {"rule 2:" in fault.message for fault in fife.errors()} == {True, False}


def test_words_that_name_more_than_an_entry_has_are_told_at_the_entry(fife: Copy) -> None:
    fife.edit(ENGLISH, "call your council on {phone}. Ask for", "call {place} on {phone}. Ask for")
    told = [fault for fault in fife.errors() if "the answer MONEY names it" in fault.message]
    assert {fault.file.rsplit("/", 1)[-1] for fault in told} == {"greater-glasgow-and-clyde.yaml", "lothian.yaml"}


def test_what_nobody_made_sure_of_is_a_warning_in_practice_and_an_error_beyond(fife: Copy) -> None:
    fife.edit(FIFES, '"07700 900 003"\n    source: made up\n    verified_on: null', '"0800 22 44 88"\n'
              "    source: made up\n    verified_on: null")  # fmt: skip
    where = fife.place(FIFES, "null")
    [warning] = [fault for fault in fife.faults() if place(fault) == where]
    assert warning.level is Level.WARNING
    [error] = [fault for fault in fife.errors(practice=False) if place(fault) == where]
    assert "dial it" in error.message


def test_a_number_that_only_the_directory_has_must_have_been_dialled_too(fife: Copy) -> None:
    fife.edit("contacts.yaml", "contacts:\n", f"contacts:\n{SPARE}")
    assert not [fault for fault in fife.faults() if "`spare`" in fault.message]
    fife.edit(FIFES, '"07700 900 003"', '"0800 555 111"')
    [warning] = [fault for fault in fife.faults() if "`spare`" in fault.message]
    assert (warning.level, warning.file) == (Level.WARNING, str(fife.folder / "contacts.yaml"))
    assert [fault for fault in fife.errors(practice=False) if "`spare`" in fault.message]


def test_a_number_kept_for_fiction_is_refused_by_the_real_carrier(fife: Copy) -> None:
    told = [fault for fault in fife.errors(practice=False) if fault.file.endswith(FIFES)]
    assert [fault.line for fault in told if "kept for practice" in fault.message] == [5, 10]


def test_a_text_promises_only_what_every_board_that_sends_it_has_a_number_for(config: Copy) -> None:
    config.edit(WEEKS, "Your council can help. Ask them about the Scottish Welfare Fund.", "Reply MONEY or DENTIST.")
    [fault] = [fault for fault in config.errors() if "no number for" in fault.message]
    assert "NHS Ayrshire and Arran has no number for MONEY everywhere" in fault.message
    assert place(fault)[:2] == config.place(WEEKS, "Reply MONEY or DENTIST")[:2]
    national = '    phone: "07700 900 003"\n    source: advice.scot'
    config.edit(SCOTLANDS, "    source: advice.scot", national)
    assert not [fault for fault in config.errors() if "no number for" in fault.message]


def test_a_promise_is_kept_where_each_council_area_has_a_number(config: Copy) -> None:
    config.edit(WEEKS, "Your council can help. Ask them about the Scottish Welfare Fund.", "Reply MONEY.")
    for board in (config.folder / "boards").iterdir():
        if board.stem != "lothian":
            config.edit(f"boards/{board.name}", "leaves_out: []", "leaves_out: [09_home_money]")
    assert [fault for fault in config.errors() if "NHS Lothian has no number" in fault.message]
    config.edit(LOTHIANS, "[City of Edinburgh, West Lothian]", "[Edinburgh, West Lothian, East Lothian, Midlothian]")
    assert not [fault for fault in config.errors() if "has no number" in fault.message]


def test_no_shipped_text_promises_a_number_that_a_board_may_not_have(shipped: Config) -> None:
    words = [text for sequence in shipped.sequences.values() for step in sequence.steps for text in step.words.values()]
    assert words
    assert not [text for text in words for wish in LOCAL if wish.upper() in str(text)]
