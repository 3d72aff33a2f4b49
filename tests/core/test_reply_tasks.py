"""What staff are asked to look at when very much comes from one number."""

from datetime import timedelta

import pytest

from service.core.ports import Core
from service.replying.limits import FLOOD
from tests.builders import LIBERATION, scheduled
from tests.core.looking import move_to, said, says, send_due, tasks, told
from tests.core.saying import PLAIN
from tests.fakes import FixedClock


@pytest.fixture(autouse=True)
def _flood(core: Core, clock: FixedClock) -> None:
    """Sam thanks us more often than anybody reads."""
    told(core, scheduled(contact=PLAIN))
    move_to(clock, LIBERATION, 14)
    send_due(core)
    for _ in range(FLOOD + 1):
        clock.advance(timedelta(seconds=5))
        says(core, "thanks")


@pytest.mark.parametrize(
    ("words", "answer", "task"),
    [
        ("call me please", "CALL", "call_back"),
        ("im back in barlinnie", "AWAY", "custody_told"),
        ("wrong number", "WRONG", "wrong_person"),
        ("my new number is 07700 900777", "NEW_NUMBER", "number_changed"),
    ],
)
def test_what_an_answer_promises_is_asked_of_staff_in_a_flood_too(
    core: Core, words: str, answer: str, task: str
) -> None:
    says(core, words)
    assert said(core) == [answer]
    assert tasks(core) == [task]


def test_in_a_flood_one_task_of_a_kind_stands_and_nobody_is_asked_to_read_each(core: Core) -> None:
    for place in range(5):
        says(core, f"my new number is 07700 90077{place}")
        says(core, f"the sky has {place} clouds")
    assert sorted(tasks(core)) == ["many_replies", "number_changed"]
