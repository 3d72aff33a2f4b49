"""A number that is a wrong one and asked for no more texts as well: the one never hides the other."""

from dataclasses import replace
from datetime import timedelta

import pytest

from service.core import staffing
from service.core.ports import Core
from service.core.staffing import Asked
from service.domain.event import Answer, Kind
from service.domain.text import Reason, State
from tests.builders import SAMS_CONTACT, make_event, scheduled
from tests.core.looking import person, says, send_due, states, stopped, tasks, told
from tests.core.saying import OTHER_NUMBER
from tests.fakes import FakeCarrier, FixedClock

ORDERS = [
    ("STOP", "wrong number mate"),
    ("wrong number mate", "STOP"),
    ("WRONG", "stop texting me"),
    ("stop texting me, wrong number",),
]


@pytest.fixture(params=ORDERS, ids=" then ".join)
def both(core: Core, clock: FixedClock, request: pytest.FixtureRequest) -> Answer:
    answer = told(core, scheduled())
    for words in request.param:
        says(core, words)
        clock.set(wall=clock.wall() + timedelta(minutes=2))
    send_due(core)
    return answer


def test_who_turns_out_to_be_no_wrong_person_still_asked_for_no_more_texts(core: Core, both: Answer) -> None:
    assert stopped(core) is Reason.WRONG_PERSON
    staffing.theirs_again(core, "staff", None, person(core).id)
    assert stopped(core) is Reason.OPTED_OUT
    assert State.PLANNED not in states(core, both)


@pytest.mark.parametrize("words", ["ok then", "who is this", "gp"])
def test_nothing_is_said_to_it_any_more(core: Core, carrier: FakeCarrier, both: Answer, words: str) -> None:
    before = len(carrier.tried)
    says(core, words)
    send_due(core)
    assert len(carrier.tried) == before


def test_a_new_number_of_that_person_inherits_the_stop(core: Core, clock: FixedClock, both: Answer) -> None:
    contact = replace(SAMS_CONTACT, number=OTHER_NUMBER)
    told(core, make_event(Kind.CONTACT, contact=contact, time=clock.now() + timedelta(days=1)))
    assert stopped(core, OTHER_NUMBER) is Reason.OPTED_OUT
    assert "new_number_after_stop" in tasks(core)


def test_start_ends_the_stop_and_leaves_the_wrong_person(core: Core, both: Answer) -> None:
    says(core, "START")
    assert stopped(core) is Reason.WRONG_PERSON
    staffing.theirs_again(core, "staff", None, person(core).id)
    assert stopped(core) is None


def test_staff_who_were_asked_for_texts_again_end_the_stop_alone(core: Core, both: Answer) -> None:
    staffing.start(core, "staff", None, person(core).id, Asked.PHONE)
    assert stopped(core) is Reason.WRONG_PERSON
