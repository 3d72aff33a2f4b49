"""The shipped first weeks, and days and moments to plan them for."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time

from hypothesis import strategies as st

from service.domain.board import SendingHours
from service.domain.ids import SequenceId, StepId
from service.domain.london import at
from service.domain.text import Key
from service.schedules.calendar import Calendar
from service.schedules.course import Course, Facts, Liberation, Past, Place, WelcomeNeeded
from service.schedules.plan import Plan, plan
from service.schedules.sequence import Sequence, Welcome
from tests.builders import GLASGOW, shipped_config

HOURS = SendingHours(time(9, 30), time(19))
FIRST_WEEKS = shipped_config().sequences[SequenceId("first-weeks")]
STEPS = [step.id for step in FIRST_WEEKS.steps if step.welcome is not Welcome.NEW_NUMBER]  # of a first number
WELCOME = STEPS[0]
LONG_BEFORE = datetime(2026, 1, 1, tzinfo=UTC)

assert shipped_config().boards[GLASGOW].hours == HOURS


def planned(  # noqa: PLR0913  the facts of `plan`, each with a default
    day: date,
    *,
    heard_at: datetime | None = None,
    now: datetime = LONG_BEFORE,
    gone: Mapping[StepId, date] | None = None,
    taken: frozenset[date] = frozenset(),
    sequence: Sequence = FIRST_WEEKS,
) -> Plan:
    """The plan of one sequence. A number to which no welcome is among `gone` still needs its first."""
    gone = gone or {}
    welcomed = any(step.welcome and step.id in gone for step in sequence.steps)
    past = Past(
        gone={Key(sequence.id, step): went for step, went in gone.items()},
        taken=taken,
        welcome=None if welcomed else WelcomeNeeded(Welcome.FIRST),
    )
    return plan([Course(sequence, Liberation(day, heard_at))], Facts(), Place(HOURS, Calendar()), past, now)


def due(plan: Plan) -> dict[StepId, datetime]:
    return {text.key.step: text.due_at for text in plan.texts}


# From before one Hogmanay to after the next: both clock changes of 2027 lie in it.
days = st.dates(date(2026, 11, 1), date(2028, 1, 31))
clock_times = st.times().map(lambda clock: clock.replace(microsecond=0))
moments = st.builds(at, days, clock_times)
moments_of_release = st.none() | moments
