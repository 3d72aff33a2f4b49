"""What people asked for near them, as a Board's planner reads it."""

from datetime import timedelta

import pytest

from service.core.asked_for import Asked
from service.domain.ids import BoardCode
from service.domain.london import london_day
from service.domain.meaning import Wish
from tests.builders import GLASGOW, HEARD, close, make_core
from tests.commands.house import said
from tests.commands.processes import settings

FIFE = BoardCode("S08000029")
TODAY = london_day(HEARD)
LONG_AGO = TODAY - timedelta(days=300)


@pytest.fixture
def environ(databases: str) -> dict[str, str]:
    """Where on one day food was found twice in Fife, and money in Glasgow was not; and once long ago."""
    core = make_core(databases)
    with core.store.write(actor="test") as tx:
        tx.asked_for.count(TODAY, Asked(FIFE, "Fife", Wish.FOOD, found=True, times=2))
        tx.asked_for.count(TODAY, Asked(FIFE, "Fife", Wish.FOOD, found=False, times=1))
        tx.asked_for.count(TODAY, Asked(GLASGOW, "", Wish.MONEY, found=False, times=4))
        tx.asked_for.count(LONG_AGO, Asked(FIFE, "Fife", Wish.FOOD, found=True, times=7))
    close(core)
    return settings(databases)


def days(first: object = TODAY, last: object = TODAY) -> tuple[str, ...]:
    return "--from", str(first), "--to", str(last)


def test_the_table_tells_found_and_not_found_side_by_side(environ: dict[str, str]) -> None:
    answer = said("asked-for", *days(), environ=environ)
    assert answer.exit_code == 0, answer.err
    assert [line.split() for line in answer.lines] == [
        ["from", str(TODAY), "to", str(TODAY), "wish", "found", "not"],
        ["NHS", "Fife,", "Fife", "food", "2", "1"],
        ["NHS", "Greater", "Glasgow", "and", "Clyde,", "(area", "not", "known)", "money", "0", "4"],
    ]


def test_json_has_a_row_for_each(environ: dict[str, str]) -> None:
    rows = said("asked-for", *days(LONG_AGO), "--board", "fife", "--json", environ=environ).document
    told = {"board": FIFE, "area": "Fife", "wish": "food"}
    assert rows == [{**told, "found": False, "times": 1}, {**told, "found": True, "times": 9}]


def test_without_days_it_is_the_last_four_weeks(environ: dict[str, str]) -> None:
    assert said("asked-for", "--to", str(TODAY + timedelta(days=28)), "--json", environ=environ).document
    assert not said("asked-for", "--to", str(TODAY + timedelta(days=29)), "--json", environ=environ).document


@pytest.mark.parametrize("words", [days(TODAY, LONG_AGO), ("--from", "today"), ("--nosuch",)])
def test_wrong_days_are_wrong_usage(environ: dict[str, str], words: tuple[str, ...]) -> None:
    assert said("asked-for", *words, environ=environ).exit_code == 2


def test_a_board_that_nobody_knows_is_refused(environ: dict[str, str]) -> None:
    answer = said("asked-for", "--board", "Yorkshire", environ=environ)
    assert answer.exit_code == 1
    assert "is not in the configuration" in answer.err
