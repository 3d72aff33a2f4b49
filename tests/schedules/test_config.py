from datetime import timedelta

import pytest

from service.domain.ids import StepId
from service.schedules.config import council_key, spoken
from service.schedules.sequence import Days
from tests.builders import GLASGOW, LOTHIAN, shipped_config
from tests.schedules.weeks import FIRST_WEEKS

CONFIG = shipped_config()


@pytest.mark.parametrize(
    "text",
    [
        "S08000031",
        "s08000031",
        "greater-glasgow-and-clyde",
        "NHS Greater Glasgow and Clyde",
        "Greater Glasgow & Clyde",
        "  nhs   greater glasgow AND clyde ",
    ],
)
def test_a_board_is_known_by_its_code_slug_or_name_with_or_without_nhs(text: str) -> None:
    board = CONFIG.board_named(text)
    assert board is not None
    assert board.code == GLASGOW


@pytest.mark.parametrize("text", ["", "NHS", "Glasgow", "S08000099", "NHS 24"])
def test_a_board_that_does_not_exist_is_none(text: str) -> None:
    assert CONFIG.board_named(text) is None


@pytest.mark.parametrize("text", ["low-moss", "HMP Low Moss", "hmp low moss", "Low  Moss"])
def test_a_prison_is_known_by_its_slug_name_or_alias(text: str) -> None:
    prison = CONFIG.prison_named(text)
    assert prison is not None
    assert prison.slug == "low-moss"


@pytest.mark.parametrize("text", ["", "HMP", "Peterhead"])
def test_a_prison_that_does_not_exist_is_none(text: str) -> None:
    assert CONFIG.prison_named(text) is None


@pytest.mark.parametrize("text", ["City of Edinburgh", "The City of Edinburgh Council", "city of edinburgh council"])
def test_a_council_area_leads_to_its_board(text: str) -> None:
    board = CONFIG.board_of_council(text)
    assert board is not None
    assert board.code == LOTHIAN


def test_a_council_area_that_does_not_exist_leads_nowhere() -> None:
    assert CONFIG.board_of_council("Northumberland") is None


def test_names_are_compared_as_they_are_spoken() -> None:
    assert spoken(" Dumfries  &  Galloway ") == spoken("dumfries and galloway") == "dumfries and galloway"
    assert council_key("The Moray Council") == council_key("moray")


def test_the_texts_of_a_release_go_on_for_six_weeks() -> None:
    assert CONFIG.longest == timedelta(days=42)


def test_a_step_is_found_by_its_id() -> None:
    found = FIRST_WEEKS.step(StepId("06_mood"))
    assert found is not None
    assert found.offset == Days(6)
    assert FIRST_WEEKS.step(StepId("13_more")) is None
