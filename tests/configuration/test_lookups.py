import pytest

from service.configuration.reader import read_config
from service.schedules.config import Config
from tests.configuration.copies import SHIPPED


@pytest.fixture(scope="module")
def shipped() -> Config:
    return read_config(SHIPPED, practice=True)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("S08000031", "S08000031"),
        ("s08000031 ", "S08000031"),
        ("NHS Greater Glasgow and Clyde", "S08000031"),
        ("greater  glasgow & clyde", "S08000031"),
        ("nhs Greater Glasgow&Clyde", "S08000031"),
        ("greater-glasgow-and-clyde", "S08000031"),
        ("  NHS\u00a0Fife\n", "S08000029"),
        ("Ayrshire & Arran", "S08000015"),
        ("western-isles", "S08000028"),
    ],
)
def test_a_board_is_known_by_its_code_slug_or_name_however_it_is_typed(shipped: Config, text: str, code: str) -> None:
    board = shipped.board_named(text)
    assert board is not None
    assert board.code == code


@pytest.mark.parametrize("text", ["", "NHS", "S08000099", "S08000018", "Glasgow", "NHS NHS Fife", "Argyll and Clyde"])
def test_a_board_that_is_not_ours_is_nobody(shipped: Config, text: str) -> None:
    assert shipped.board_named(text) is None


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("barlinnie", "barlinnie"),
        ("HMP Barlinnie", "barlinnie"),
        ("hmp  barlinnie", "barlinnie"),
        ("HMP & YOI Polmont", "polmont"),
        ("HMP and YOI Polmont", "polmont"),
        ("hmp&yoi polmont", "polmont"),
        ("low-moss", "low-moss"),
        ("Low Moss", "low-moss"),
        ("The Bella Centre", "bella-centre"),
        ("lilias centre", "lilias-centre"),
    ],
)
def test_a_prison_is_known_by_its_slug_name_or_alias(shipped: Config, text: str, slug: str) -> None:
    prison = shipped.prison_named(text)
    assert prison is not None
    assert prison.slug == slug


@pytest.mark.parametrize("text", ["", "HMP", "Wandsworth", "barlinnie/"])
def test_a_prison_that_is_not_ours_is_nobody(shipped: Config, text: str) -> None:
    assert shipped.prison_named(text) is None


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Glasgow City", "greater-glasgow-and-clyde"),
        ("glasgow", "greater-glasgow-and-clyde"),
        ("The Moray Council", "grampian"),
        ("City of Edinburgh Council", "lothian"),
        ("Argyll & Bute", "highland"),
        ("Comhairle nan Eilean Siar", "western-isles"),
        ("Perth and Kinross", "tayside"),
    ],
)
def test_a_council_area_leads_to_its_board(shipped: Config, text: str, slug: str) -> None:
    board = shipped.board_of_council(text)
    assert board is not None
    assert board.slug == slug


@pytest.mark.parametrize("text", ["", "council", "Cumberland"])
def test_a_council_area_outside_scotland_leads_to_no_board(shipped: Config, text: str) -> None:
    assert shipped.board_of_council(text) is None
