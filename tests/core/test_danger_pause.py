"""Danger pauses what a person gets of the sequences until somebody resumes it by name; appointments go on."""

from dataclasses import replace
from datetime import timedelta

import pytest

from service.core import staffing
from service.core.cases import Outcome
from service.core.casework import close_case
from service.core.dispatch import dispatch
from service.core.ports import Core
from service.domain.event import Answer, Kind
from service.domain.release import Pause, Person
from service.domain.text import Reason, State
from service.schedules.sequence import Anchor
from tests.builders import SAM, SAMS_NUMBER, scheduled
from tests.core.endangered import JO, in_danger
from tests.core.looking import (
    WORKER,
    about_visits,
    claim_one,
    every_text,
    journal,
    live_through,
    person,
    planned_steps,
    says,
    text,
    told,
)
from tests.core.saying import PLAIN, rescheduled
from tests.core.visiting import VISIT, booked, hears, is_out
from tests.fakes import FakeCarrier, FixedClock

BESIDE = "90210"  # somebody else with Sam's phone


def nudges(core: Core, answer: Answer) -> list[str]:
    found = (one for one in every_text(core, answer) if one.state is State.PLANNED)
    return [one.step for one in found if core.config.sequences[one.sequence].anchor is not Anchor.APPOINTMENT]


def test_danger_cancels_the_nudges_and_keeps_what_is_said_of_appointments(shipped: Core, clock: FixedClock) -> None:
    answer = is_out(shipped, clock)
    booked(shipped)
    before = set(about_visits(shipped, answer))
    assert before
    assert nudges(shipped, answer)
    in_danger(shipped)
    assert nudges(shipped, answer) == []
    assert set(about_visits(shipped, answer)) == before
    assert text(shipped, answer, "12_last").reason is Reason.PAUSED
    assert journal(shipped, {"person": person(shipped).id})[-1] == "person.paused"


def test_an_appointment_booked_during_the_danger_is_told_of(
    shipped: Core, clock: FixedClock, carrier: FakeCarrier
) -> None:
    is_out(shipped, clock)
    in_danger(shipped)
    booked(shipped)
    went = len(carrier.tried)
    live_through(shipped, clock, VISIT)
    assert len(carrier.tried) > went


def test_whoever_was_never_welcomed_gets_the_welcome_before_the_first_word_of_an_appointment(
    shipped: Core, clock: FixedClock, carrier: FakeCarrier
) -> None:
    answer = told(shipped, scheduled(contact=PLAIN))
    in_danger(shipped)
    booked(shipped)
    assert nudges(shipped, answer) == ["01_welcome"]
    assert about_visits(shipped, answer)
    live_through(shipped, clock, VISIT)
    assert carrier.tried[0].words.startswith("Hello from NHS")
    assert "STOP" in carrier.tried[0].words
    assert len(carrier.tried) > 1
    assert nudges(shipped, answer) == []
    assert {one.step for one in every_text(shipped, answer) if one.state is State.ACCEPTED and not one.occasion} == {
        "01_welcome"
    }


def test_danger_of_somebody_never_welcomed_keeps_the_welcome_where_an_appointment_is_known(
    shipped: Core, clock: FixedClock, carrier: FakeCarrier
) -> None:
    answer = told(shipped, scheduled(contact=PLAIN))
    booked(shipped)
    before = set(about_visits(shipped, answer))
    in_danger(shipped)
    assert (nudges(shipped, answer), set(about_visits(shipped, answer))) == (["01_welcome"], before)


def test_without_an_appointment_danger_keeps_back_the_welcome_too(
    shipped: Core, clock: FixedClock, carrier: FakeCarrier
) -> None:
    answer = told(shipped, scheduled(contact=PLAIN))
    in_danger(shipped)
    booked(shipped)
    hears(shipped, Kind.APPOINTMENT_CANCELLED, time=clock.now() + timedelta(minutes=1))
    assert nudges(shipped, answer) == []
    live_through(shipped, clock, VISIT)
    assert carrier.tried == []


@pytest.mark.parametrize("which", [0, 1])
def test_of_two_on_the_phone_whoever_has_an_appointment_is_welcomed_in_time(
    shipped: Core, clock: FixedClock, carrier: FakeCarrier, which: int
) -> None:
    answers = {one: told(shipped, scheduled(contact=PLAIN, prison_number=one)) for one in (SAM, BESIDE)}
    in_their_order = sorted(answers, key=lambda one: person(shipped, one).id)
    whose = in_their_order.pop(which)
    booked(shipped, prison_number=whose)
    in_danger(shipped)
    assert nudges(shipped, answers[whose]) == ["01_welcome"]
    assert nudges(shipped, answers[in_their_order[0]]) == []
    live_through(shipped, clock, VISIT)
    assert carrier.tried[0].words.startswith("Hello from NHS")
    assert len(carrier.tried) > 1


def test_no_nudge_goes_until_a_named_person_resumes_them(core: Core, clock: FixedClock, carrier: FakeCarrier) -> None:
    answer = is_out(core, clock)
    went = len(carrier.tried)
    case = in_danger(core).case
    live_through(core, clock, clock.now() + timedelta(days=10))
    close_case(core, JO, None, case.id, Outcome.SAFE)
    live_through(core, clock, clock.now() + timedelta(days=3))
    assert len(carrier.tried) == went
    staffing.resume(core, JO, None, person(core).id)
    assert person(core).paused is None
    assert journal(core, {"person": person(core).id})[-1] == "person.resumed"
    assert planned_steps(core, answer) == ["10_gp_again", "11_check_in", "12_last"]


def test_a_nudge_that_a_worker_holds_already_is_kept_back_at_the_last_look(
    core: Core, due_now: Answer, carrier: FakeCarrier
) -> None:
    held = claim_one(core)
    in_danger(core)
    dispatch(core, WORKER, held)
    assert carrier.tried == []
    assert text(core, due_now).state is State.CANCELLED


def test_everybody_on_the_phone_is_paused(core: Core) -> None:
    own, other = told(core, scheduled(contact=PLAIN)), told(core, scheduled(contact=PLAIN, prison_number=BESIDE))
    in_danger(core)
    assert {person(core).paused, person(core, BESIDE).paused} == {Pause.DANGER}
    assert planned_steps(core, own) + planned_steps(core, other) == []


def test_the_prison_is_told_nothing_of_it(core: Core) -> None:
    before = told(core, scheduled())
    in_danger(core)
    after = told(core, rescheduled(2))
    assert (after.outcome, after.held_reason) != ("held", "with_board")
    assert len(after.texts) == len(before.texts)


def test_a_stop_and_a_start_during_the_danger_bring_no_nudge(core: Core, clock: FixedClock) -> None:
    answer = is_out(core, clock)
    in_danger(core)
    says(core, "STOP")
    says(core, "START")
    assert planned_steps(core, answer) == []
    assert person(core).paused is Pause.DANGER


@pytest.mark.parametrize("why", [Pause.HOSPITAL, Pause.STAFF, Pause.CUSTODY, Pause.PERHAPS_DEAD])
def test_a_pause_that_stops_everything_outranks_danger(core: Core, why: Pause) -> None:
    told(core, scheduled())
    staffing.pause(core, JO, None, person(core).id, why)
    in_danger(core)
    assert person(core).paused is why


def test_the_end_of_another_pause_leaves_the_nudges_paused_while_the_case_is_open(core: Core) -> None:
    answer = told(core, scheduled())
    case = in_danger(core).case
    staffing.pause(core, JO, None, person(core).id, Pause.HOSPITAL)
    staffing.resume(core, JO, None, person(core).id)
    assert person(core).paused is Pause.DANGER
    assert planned_steps(core, answer) == []
    close_case(core, JO, None, case.id, Outcome.SAFE)
    staffing.resume(core, JO, None, person(core).id)
    assert planned_steps(core, answer)


@pytest.mark.parametrize(
    ("standing", "new", "left"),
    [
        (None, Pause.DANGER, Pause.DANGER),
        (Pause.DANGER, Pause.STAFF, Pause.STAFF),
        (Pause.HOSPITAL, Pause.DANGER, Pause.HOSPITAL),
        (Pause.HOSPITAL, Pause.STAFF, Pause.HOSPITAL),
        (Pause.DANGER, None, Pause.DANGER),
        (None, None, None),
    ],
)
def test_of_two_pauses_the_one_that_stops_more_stands(
    core: Core, standing: Pause | None, new: Pause | None, left: Pause | None
) -> None:
    told(core, scheduled())
    one: Person = replace(person(core), paused=standing)
    assert one.paused_for(new).paused is left
    assert one.number_id is not None
    assert one.contact.number == SAMS_NUMBER
