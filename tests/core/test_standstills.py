"""What happens when nothing could go for a while: a worker was away, a person paused, a number stopped."""

from datetime import date, time, timedelta

import pytest

from service.core.ports import Core
from service.core.staffing import pause, resume
from service.domain.london import at, london_day
from service.domain.release import Pause
from service.domain.text import State
from tests.builders import LIBERATION, scheduled
from tests.core.looking import (
    about_visits,
    live_through,
    move_to,
    person,
    planned_steps,
    says,
    send_due,
    text,
    told,
)
from tests.core.saying import PLAIN, rescheduled
from tests.core.visiting import booked, is_out
from tests.fakes import FakeCarrier, FixedClock

LATER = LIBERATION + timedelta(days=12)
GP = "NHS: Do you have a doctor"


def test_a_text_for_open_days_waits_for_one_when_the_worker_comes_back_on_a_saturday(
    core: Core, carrier: FakeCarrier, clock: FixedClock
) -> None:
    answer = told(core, scheduled(date(2027, 1, 12)))
    live_through(core, clock, at(date(2027, 1, 13), time(18)))
    move_to(clock, date(2027, 1, 16), 16)  # a Saturday; 02_gp was wanted on Thursday
    send_due(core)
    assert [one.words for one in carrier.tried if one.words.startswith(GP)] == []
    waiting = text(core, answer, "02_gp")
    assert (waiting.state, london_day(waiting.due_at)) == (State.PLANNED, date(2027, 1, 18))


def test_after_a_standstill_an_appointment_takes_the_day_before_a_nudge(
    shipped: Core, carrier: FakeCarrier, clock: FixedClock
) -> None:
    answer = is_out(shipped, clock)
    start = at(date(2027, 1, 6), time(15))
    booked(shipped, start)
    live_through(shipped, clock, at(date(2027, 1, 4), time(9)))
    move_to(clock, date(2027, 1, 6), 11)
    send_due(shipped)
    assert carrier.tried[-1].words.startswith("NHS: Your appointment is today")
    assert about_visits(shipped, answer)


@pytest.mark.parametrize("how", ["paused", "stopped"])
def test_a_date_that_moved_in_the_silence_brings_back_all_that_is_still_to_come(
    core: Core, clock: FixedClock, how: str
) -> None:
    answer = told(core, scheduled(contact=PLAIN))
    if how == "paused":
        pause(core, "staff", None, person(core).id, Pause.HOSPITAL)
    else:
        says(core, "STOP")
    move_to(clock, LIBERATION + timedelta(days=5), 12)
    told(core, rescheduled(20, LATER))
    move_to(clock, LIBERATION + timedelta(days=7), 12)
    if how == "paused":
        resume(core, "staff", None, person(core).id)
    else:
        says(core, "START")
    assert planned_steps(core, answer)[:4] == ["01_welcome", "04_urgent", "02_gp", "03_nhs_inform"]
    assert len(planned_steps(core, answer)) == 12
