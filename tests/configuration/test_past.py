"""A day on which somebody read, dialled or asked is not still to come."""

from datetime import date, timedelta

import pytest

from service.clock import WallClock
from service.configuration.reader import examine
from service.domain.london import london_day
from tests.builders import close, make_core
from tests.commands.house import said
from tests.commands.processes import settings
from tests.configuration.copies import Copy, place

TODAY = date(2026, 11, 22)
WEEKS = "sequences/first-weeks.yaml"


def faults(config: Copy, today: date | None) -> list[tuple[str, int, int]]:
    told = examine(config.folder, practice=True, today=today).faults
    return [place(fault) for fault in told if "still to come" in fault.message]


@pytest.fixture
def read(config: Copy) -> Copy:
    """As it is when people have read a sequence today, and somebody has dialled today."""
    config.edit(WEEKS, "tested_with: []", 'tested_with: [{on: 2026-11-22, people: 6, changed: "one word"}]')
    for name in ("contacts.yaml", "directory/national.yaml"):
        config.edit(name, "verified_on: null", "verified_on: 2026-11-22")
    return config


def test_today_and_before_it_is_no_fault(read: Copy) -> None:
    assert faults(read, TODAY) == faults(read, TODAY + timedelta(days=1)) == []


def test_a_day_still_to_come_is_refused_at_its_place(read: Copy) -> None:
    names = ("contacts.yaml", "directory/national.yaml", WEEKS)
    assert faults(read, TODAY - timedelta(days=1)) == [read.place(name, "2026-11-22") for name in names]


def test_where_nobody_says_what_day_it_is_none_is_refused(read: Copy) -> None:
    assert faults(read, None) == []


def test_check_and_publish_know_what_day_it_is(config: Copy, sqlite_url: str) -> None:
    tomorrow = london_day(WallClock().wall()) + timedelta(days=2)
    config.edit(WEEKS, "tested_with: []", f'tested_with: [{{on: {tomorrow}, people: 6, changed: "one word"}}]')
    answer = said("check", str(config.folder), environ={"TWILIO_BASE_URL": "http://127.0.0.1:9"})
    assert answer.exit_code == 1
    assert [line for line in answer.lines if "`on`: this day is still to come" in line]
    close(make_core(sqlite_url))
    answer = said("publish", environ=settings(sqlite_url, CONFIG_DIR=str(config.folder)))
    assert answer.exit_code == 1
    assert "`on`: this day is still to come" in answer.err
