"""Steps, sequences and appointments made for one test, and the plan that comes of them."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from service.domain.appointment import Appointment, Status
from service.domain.ids import AppointmentId, PersonId, ReleaseId, SequenceId, StepId
from service.domain.london import at
from service.domain.text import Key
from service.schedules.calendar import Calendar
from service.schedules.course import Course, Facts, Liberation, Past, Place, Visit, WelcomeNeeded
from service.schedules.plan import Plan, plan
from service.schedules.sequence import Ask, Days, Elapsed, Sequence, Step, Welcome
from tests.builders import shipped_config
from tests.schedules.weeks import HOURS, LONG_BEFORE

DAY = date(2027, 1, 13)  # a Wednesday, with no holiday near it
PLACE = Place(HOURS, Calendar())
WELCOMED = Past()
TO_BE_WELCOMED = Past(welcome=WelcomeNeeded(Welcome.FIRST))
APPOINTMENTS = shipped_config().sequences[SequenceId("appointments")]


def london(day: date, hour: int, minute: int = 0) -> datetime:
    return at(day, time(hour, minute))


def on(offset: int, hour: int, minute: int = 0) -> datetime:
    """A time of London's clock, so many days after DAY."""
    return london(DAY + timedelta(days=offset), hour, minute)


def a_step(step_id: str, after: int | timedelta = 0, clock: time = time(10), **more: Any) -> Step:
    """So many days, or so much time, after what the sequence counts from."""
    offset = Elapsed(after) if isinstance(after, timedelta) else Days(after)
    return Step(StepId(step_id), offset, {"en": "NHS"}, at=clock, **more)


def a_welcome(step_id: str = "hello", how: Welcome = Welcome.FIRST) -> Step:
    return a_step(step_id, welcome=how)


def a_sequence(*steps: Step, name: str = "any", **more: Any) -> Sequence:
    return Sequence(SequenceId(name), steps, "en", **more)


def asking(question: str = "gp") -> Ask:
    return Ask(question, {"1": "yes", "2": "no"})


def released(*sequences: Sequence, day: date = DAY, heard_at: datetime | None = None) -> tuple[Course, ...]:
    return tuple(Course(sequence, Liberation(day, heard_at)) for sequence in sequences)


def an_appointment(
    start: datetime,
    heard_at: datetime = LONG_BEFORE,
    status: Status = Status.BOOKED,
    *,
    changed: bool = False,
    name: str = "b-1",
) -> Appointment:
    return Appointment(
        AppointmentId(name),
        PersonId("p-1"),
        ReleaseId("r-1"),
        status,
        start,
        "12 High Street",
        None,
        changed,
        set_at=datetime(2026, 1, 1, tzinfo=UTC),
        as_of=heard_at,
        heard_at=heard_at,
    )


def a_visit(
    appointment: Appointment,
    *,
    told: bool = False,
    delivered: bool = False,
    told_before: bool = False,
    sequence: Sequence = APPOINTMENTS,
) -> Course:
    return Course(sequence, Visit(appointment, told, delivered, told_before=told_before))


def a_key(step: str, sequence: str = "any", occasion: str = "") -> Key:
    return Key(SequenceId(sequence), StepId(step), occasion)


def planned_of(
    *courses: Course,
    facts: Facts | None = None,
    place: Place = PLACE,
    past: Past = WELCOMED,
    now: datetime = LONG_BEFORE,
) -> Plan:
    return plan(courses, facts or Facts(), place, past, now)


def steps(found: Plan) -> list[str]:
    return [text.key.step for text in found.texts]


def late(found: Plan) -> list[str]:
    return [key.step for key in found.late]
