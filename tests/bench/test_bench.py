"""The benchmark measures what it says."""

from datetime import date

import pytest
from click.testing import CliRunner

from bench.__main__ import bench
from bench.measure import Spread, seconds, table
from bench.plans import World
from tests.builders import shipped_config


def test_a_figure_is_told_as_its_median_and_its_least_and_most() -> None:
    assert str(Spread((3.0, 1.0, 2.0))) == "2 [1-3]"
    assert str(Spread((1234.5,))) == "1,234 [1,234-1,234]"


def test_a_ratio_is_taken_round_by_round() -> None:
    assert Spread((2.0, 30.0)).over(Spread((1.0, 10.0))) == Spread((2.0, 3.0))
    assert Spread((2.0, 4.0)).rate(8) == Spread((4.0, 2.0))
    assert Spread((2.0,)).times(1000) == Spread((2000.0,))


def test_every_subject_runs_once_to_warm_up_and_once_a_round_in_turn() -> None:
    ran: list[str] = []
    taken = seconds({"a": lambda: ran.append("a"), "b": lambda: ran.append("b")}, 2)
    assert ran == ["a", "b"] * 3
    assert {name: len(spread.each) for name, spread in taken.items()} == {"a": 2, "b": 2}


def test_the_limit_builds_as_many_texts_as_the_plans_hold() -> None:
    world = World(shipped_config(), 3, frozenset())
    assert len(world.limit()) == world.texts == sum(len(made.texts) for made in world.plans()) == 36
    assert world.days[0] == date(2027, 1, 1)


def test_a_replan_of_a_moved_release_moves_its_texts() -> None:
    assert all(world_changes for world_changes in World(shipped_config(), 3, frozenset()).replans())


def test_a_table_is_markdown() -> None:
    assert list(table(iter([("1", "2")]), ("a", "b"))) == ["| a | b |", "|---|---|", "| 1 | 2 |"]


@pytest.mark.parametrize("words", [["nosuch"], ["--rows", "0"], ["plans", "--rounds", "x"]])
def test_wrong_usage_exits_2(words: list[str]) -> None:
    assert CliRunner().invoke(bench, words).exit_code == 2
