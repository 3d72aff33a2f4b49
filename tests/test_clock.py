from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.clock import PracticeClock, WallClock, clock_from
from service.core.ports import Clock
from tests.fakes import FixedClock

START = datetime(2026, 12, 24, 9, tzinfo=UTC)
REAL_START = datetime(2026, 11, 21, 20, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

rates = st.one_of(st.integers(1, 100_000), st.floats(0.5, 100_000))
spans = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=2000))


def practice_clock(rate: float = 600, wall: datetime = REAL_START) -> PracticeClock:
    return PracticeClock(START, rate, REAL_START, wall=lambda: wall)


def test_practice_time_stands_at_the_start_until_its_real_moment() -> None:
    assert practice_clock(wall=REAL_START - timedelta(days=3)).now() == START
    assert practice_clock(wall=REAL_START).now() == START


def test_practice_time_runs_at_its_rate() -> None:
    assert practice_clock(600, REAL_START + timedelta(seconds=6)).now() == START + timedelta(hours=1)


def test_the_wall_is_not_hurried() -> None:
    assert practice_clock(600, REAL_START + timedelta(seconds=6)).wall() == REAL_START + timedelta(seconds=6)


@pytest.mark.parametrize("moment", [START, START - timedelta(days=30)])
def test_a_moment_not_after_the_start_is_reached_at_the_real_start(moment: datetime) -> None:
    assert practice_clock().wall_at(moment) == REAL_START


@given(rates, spans)
def test_wall_at_gives_the_first_microsecond_at_which_the_moment_is_reached(rate: float, span: timedelta) -> None:
    moment = START + span
    clock = practice_clock(rate)
    at = clock.wall_at(moment)
    assert clock.practice_of(at) >= moment
    assert at == REAL_START or clock.practice_of(at - MICROSECOND) < moment


@given(st.integers(1, 100_000), spans)
def test_wall_at_inverts_now_wherever_practice_time_has_been(rate: int, span: timedelta) -> None:
    wall = REAL_START + span / rate
    clock = practice_clock(rate, wall)
    assert clock.wall_at(clock.now()) == wall


@given(rates, spans, spans)
def test_practice_time_never_runs_back(rate: float, one: timedelta, other: timedelta) -> None:
    clock = practice_clock(rate)
    earlier, later = sorted((REAL_START + one / rate, REAL_START + other / rate))
    assert clock.practice_of(earlier) <= clock.practice_of(later)


def test_a_moment_of_another_zone_is_the_same_moment() -> None:
    summer = timezone(timedelta(hours=1))
    clock = PracticeClock(START.astimezone(summer), 60, REAL_START.astimezone(summer), wall=lambda: REAL_START)
    assert clock.now() == START
    assert clock.now().tzinfo is UTC
    assert clock.wall_at((START + timedelta(minutes=1)).astimezone(summer)) == REAL_START + timedelta(seconds=1)


@pytest.mark.parametrize("rate", [0, -1, float("nan"), float("inf")])
def test_a_clock_that_does_not_run_forward_is_refused(rate: float) -> None:
    with pytest.raises(ValueError, match="forward"):
        practice_clock(rate)


def test_a_start_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        PracticeClock(START.replace(tzinfo=None), 1, REAL_START)


def test_without_a_setting_practice_time_is_the_wall() -> None:
    clock = clock_from(None)
    before, now, after = clock.wall(), clock.now(), clock.wall()
    assert before <= now <= after
    assert now.tzinfo is UTC
    assert clock.wall_at(START) == START


def test_a_setting_starts_a_practice_clock_that_runs_by_the_real_wall() -> None:
    @dataclass(frozen=True)
    class Setting:
        start: datetime = START
        rate: float = 600
        real_start: datetime = WallClock().wall() - timedelta(hours=1)

    assert clock_from(Setting()).now() > START + timedelta(hours=600)


clocks: list[Callable[[], Clock]] = [
    lambda: practice_clock(600, REAL_START + timedelta(seconds=6)),
    lambda: FixedClock(START, wall=REAL_START, rate=600),
    lambda: FixedClock(START),
]


@pytest.mark.parametrize("make", clocks, ids=["practice", "fixed with a practice rate", "fixed"])
def test_every_clock_says_when_an_hour_will_be_over(make: Callable[[], Clock]) -> None:
    clock = make()
    assert clock.now().tzinfo is UTC
    assert clock.wall().tzinfo is UTC
    assert clock.wall_at(clock.now()) == clock.wall()
    assert clock.wall_at(clock.now() + timedelta(hours=1)) - clock.wall() in (timedelta(hours=1), timedelta(seconds=6))


def test_the_fixed_clock_moves_only_when_told() -> None:
    clock = FixedClock(START, wall=REAL_START, rate=600)
    hour_over = clock.wall_at(START + timedelta(hours=1))
    clock.advance(timedelta(hours=1))
    assert (clock.now(), clock.wall()) == (START + timedelta(hours=1), hour_over)
    clock.set(now=START)
    assert (clock.now(), clock.wall()) == (START, hour_over)
