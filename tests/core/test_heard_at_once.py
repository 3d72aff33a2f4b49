"""Replies and events of one person at the same moment: neither waits for the other for ever, and nothing is lost."""

import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from service.core.ports import Core
from service.domain.event import Answer, Kind
from service.domain.release import Pause
from service.domain.text import Reason, State
from tests.builders import SAMS_CONTACT, make_event
from tests.core.looking import person, said, says, states, stopped, told

ROUNDS = 8


def at_once(*deeds: Callable[[], object]) -> list[BaseException]:
    failed: list[BaseException] = []

    def do(deed: Callable[[], object]) -> None:
        try:
            deed()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=do, args=(deed,)) for deed in deeds]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    return failed


@pytest.mark.parametrize("words", ["I want to kill myself", "he died", "he's back in prison", "stop please"])
def test_a_reply_and_an_event_of_the_same_person_do_not_deadlock(core: Core, due_now: Answer, words: str) -> None:
    for one in range(ROUNDS):
        event = make_event(Kind.CONTACT, contact=replace(SAMS_CONTACT, first_name=f"S{one}"))
        assert at_once(partial(says, core, words), partial(told, core, event)) == []


def test_a_pause_told_by_a_reply_is_not_lost_to_an_event_of_the_same_moment(core: Core, due_now: Answer) -> None:
    event = make_event(Kind.CONTACT, contact=replace(SAMS_CONTACT, first_name="Samuel"))
    assert at_once(lambda: says(core, "I am back in prison"), lambda: told(core, event)) == []
    assert (person(core).paused, person(core).contact.first_name) == (Pause.CUSTODY, "Samuel")


def test_of_many_replies_at_once_each_is_heard_and_one_stop_is_enough(core: Core, due_now: Answer) -> None:
    assert at_once(*(lambda: says(core, "stop please") for _ in range(6))) == []
    assert stopped(core) is Reason.OPTED_OUT
    assert said(core) == ["STOP"]
    assert State.PLANNED not in states(core, due_now)
