"""The shipped first weeks, and days and moments to plan them for."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import strategies as st

from service.domain.board import SendingHours
from service.domain.ids import SequenceId, StepId
from service.domain.london import at
from service.schedules.plan import Liberation, Plan, plan
from service.schedules.sequence import OnRelease, Sequence, Step
from tests.builders import GLASGOW, shipped_config

HOURS = SendingHours(time(9, 30), time(19))
FIRST_WEEKS = shipped_config().sequences[SequenceId("first-weeks")]
STEPS = [step.id for step in FIRST_WEEKS.steps]
WELCOME = STEPS[0]
LONG_BEFORE = datetime(2026, 1, 1, tzinfo=UTC)

assert shipped_config().boards[GLASGOW].hours == HOURS


def planned(  # noqa: PLR0913  the facts of `plan`, each with a default
    day: date,
    *,
    heard_at: datetime | None = None,
    now: datetime = LONG_BEFORE,
    gone: dict[StepId, date] | None = None,
    taken: frozenset[date] = frozenset(),
    sequence: Sequence = FIRST_WEEKS,
) -> Plan:
    return plan(Liberation(day, heard_at), sequence, HOURS, now=now, gone=gone or {}, taken=taken)


def due(plan: Plan) -> dict[StepId, datetime]:
    return {text.step: text.due_at for text in plan.texts}


# From before one Hogmanay to after the next: both clock changes of 2027 lie in it.
days = st.dates(date(2026, 11, 1), date(2028, 1, 31))
clock_times = st.times().map(lambda clock: clock.replace(microsecond=0))
moments = st.builds(at, days, clock_times)
moments_of_release = st.none() | moments


def _clock(minute_of_day: int) -> time:
    return time(*divmod(minute_of_day, 60))


@st.composite
def sequences(draw: st.DrawFn) -> Sequence:
    """Any sequence that `check` lets pass for these hours: days rise, times lie inside the hours."""
    rising = sorted(draw(st.sets(st.integers(0, 60), min_size=1, max_size=8)))
    inside = st.integers(HOURS.opens.hour * 60 + HOURS.opens.minute, HOURS.closes.hour * 60 - 2).map(_clock)
    rules = st.none() | st.builds(OnRelease, st.timedeltas(timedelta(0), timedelta(hours=20)), inside)
    steps = tuple(
        Step(StepId(f"s{day:02}"), day, draw(inside), {"en": "NHS"}, draw(rules) if day == rising[0] else None)
        for day in rising
    )
    return Sequence(SequenceId("any"), steps, draw(st.timedeltas(timedelta(hours=1), timedelta(days=7))), "en")
