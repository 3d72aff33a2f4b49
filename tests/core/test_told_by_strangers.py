"""A number that nobody knows tells of a death, again and again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from service.core.likely import MOST, TOO_MANY
from service.core.ports import Core
from service.domain.number import Number
from service.domain.release import Pause
from tests.builders import SAMS_CONTACT, scheduled
from tests.core.looking import person, says, tasks, told
from tests.fakes import FixedClock

STRANGER, ANOTHER = "+447700900777", "+447700900778"
NAMES = ("Ann", "Ben", "Sam", "Mary", "Jack", "Liam", "Kirsty")


@pytest.fixture
def people(core: Core) -> tuple[str, ...]:
    for place, name in enumerate(NAMES):
        known = replace(SAMS_CONTACT, first_name=name, number=Number.trusted(f"+44770090010{place}"))
        told(core, scheduled(prison_number=name, contact=known))
    return NAMES


def held(core: Core) -> int:
    return sum(person(core, name).paused is Pause.PERHAPS_DEAD for name in NAMES)


def test_the_same_death_told_many_times_is_asked_of_once(
    core: Core, clock: FixedClock, people: tuple[str, ...]
) -> None:
    for _ in range(40):
        clock.advance(timedelta(seconds=2))
        says(core, "Ann died last week", number=STRANGER)
    asked = tasks(core)
    assert asked.count("perhaps_dead") == 1
    assert asked.count("death_of_whom") == 1
    assert held(core) == 1


def test_another_number_that_tells_of_it_is_asked_of_too(core: Core, people: tuple[str, ...]) -> None:
    for number in (STRANGER, ANOTHER):
        says(core, "Ann died last week", number=number)
    assert tasks(core).count("perhaps_dead") == 1
    assert tasks(core).count("death_of_whom") == 2


def test_one_number_holds_back_no_more_than_a_few_people_however_many_names_it_sends(
    core: Core, clock: FixedClock, people: tuple[str, ...]
) -> None:
    for name in people:
        clock.advance(timedelta(hours=7))
        says(core, f"{name} died last week", number=STRANGER)
    assert held(core) == MOST


def test_of_a_number_that_sends_a_lot_no_name_is_sought_and_staff_are_asked_all_the_same(
    core: Core, clock: FixedClock, people: tuple[str, ...]
) -> None:
    for place in range(TOO_MANY):
        says(core, f"hello {place}", number=STRANGER)
    says(core, "Ann died last week", number=STRANGER)
    assert held(core) == 0
    assert "death_of_whom" in tasks(core)
    clock.advance(timedelta(days=8))
    says(core, "Ann died last week", number=STRANGER)
    assert held(core) == 1
