"""Whatever a Board may configure and a release may bring, made by chance: all that one plan depends on."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import chain
from random import Random

from hypothesis import strategies as st

from service.domain.appointment import Appointment, Status
from service.domain.board import SendingHours
from service.domain.ids import SequenceId, StepId
from service.domain.london import at, london_day
from service.domain.text import Key
from service.schedules.calendar import Calendar
from service.schedules.course import Course, Facts, Liberation, Past, Place, Visit, WelcomeNeeded
from service.schedules.plan import Plan, plan
from service.schedules.sequence import (
    EVERY_DAY,
    Ask,
    Condition,
    Days,
    Elapsed,
    IfLate,
    SendWithin,
    Sequence,
    Skip,
    SkipGroup,
    Step,
    StepName,
    Welcome,
)
from tests.schedules.making import APPOINTMENTS, an_appointment
from tests.schedules.weeks import FIRST_WEEKS, HOURS, clock_times, days

DAY_AND_NIGHT = SendingHours(time(0), time(23, 59))
GROUPS = ("woman", "veteran")
WORDS = {"en": "NHS"}
ASKS = (
    None,
    Ask("gp", {"1": "yes", "2": "no"}),
    Ask("home", {"1": "yes", "2": "no"}),
    Ask("help", {"HELP": "wanted"}),
)


@dataclass(frozen=True)
class Case:
    """The arguments of one plan."""

    courses: tuple[Course, ...]
    facts: Facts
    place: Place
    past: Past
    now: datetime

    def plan(self) -> Plan:
        return plan(self.courses, self.facts, self.place, self.past, self.now)

    def at(self, now: datetime) -> "Case":
        return replace(self, now=now)

    def after(self, key: Key, went_at: datetime, *, welcome: bool) -> "Case":
        """When one text has gone as planned."""
        gone = {**self.past.gone, key: london_day(went_at)}
        needed = None if welcome else self.past.welcome
        return replace(self, now=went_at, past=replace(self.past, gone=gone, welcome=needed))

    def of(self, key: Key) -> tuple[Course, Step]:
        own = (one for one in self.courses if one.sequence.id == key.sequence)
        course = next(one for one in own if isinstance(one.anchor, Liberation) or one.occasion == key.occasion)
        step = course.sequence.step(key.step)
        assert step is not None
        return course, step


class Maker:
    """Sequences that `check` lets pass for these hours. One number makes them all, which is much faster than to draw
    each field, and shrinks no worse in what matters: how many there are, and what happened to them."""

    def __init__(self, random: Random, hours: SendingHours) -> None:
        self._random, self._hours = random, hours

    def nudging(self, name: str, others: list[StepName]) -> Sequence:
        """A sequence about a release; its steps may stand in for those of others."""
        random = self._random
        own = SendingHours(time(10), time(16)) if self._one_in(2) else None
        steps: list[Step] = []
        for day in sorted(random.sample(range(41), random.randint(1, 6))):
            steps.append(self._nudge(name, day, own or self._hours, steps, others))
        return Sequence(
            SequenceId(name),
            tuple(steps),
            "en",
            days=frozenset(range(5)) if self._one_in(3) else EVERY_DAY,
            hours=own,
            only_if=Condition(groups=frozenset({random.choice(GROUPS)})) if self._one_in(5) else Condition(),
            stop_on={"gp": frozenset({"yes"})} if self._one_in(6) else {},
        )

    def _nudge(self, name: str, day: int, hours: SendingHours, before: list[Step], others: list[StepName]) -> Step:
        random = self._random
        hourly = self._one_in(4)
        return Step(
            StepId(f"{name}{day:02}"),
            Elapsed(timedelta(days=day, hours=random.randint(1, 20))) if hourly else Days(day),
            WORDS,
            at=self._inside(hours),
            not_before=self._inside(hours) if hourly and self._one_in(2) else None,
            open_days=self._one_in(4),
            group=random.choice([None, "gp", "home"]),
            if_late=self._if_late(),
            ask=random.choice(ASKS),
            only_if=self._condition(before),
            unless=self._condition(before),
            replaces=frozenset({random.choice(others)}) if others and self._one_in(2) else frozenset(),
            optional=self._one_in(4),
            opt_in=self._one_in(6),
        )

    def greeting(self, hours: SendingHours) -> tuple[Step, ...]:
        offset = Elapsed(timedelta(hours=2)) if self._one_in(2) else Days(0)
        first = Step(StepId("hello"), offset, WORDS, at=self._inside(hours), welcome=Welcome.FIRST)
        again = replace(first, id=StepId("hello_again"), welcome=Welcome.NEW_NUMBER)
        return (first, again) if self._one_in(2) else (first,)

    def about_visits(self) -> Sequence:
        """The shipped news, and reminders of any kind."""
        random = self._random
        reminders = [
            Step(
                StepId(f"v{-day}"),
                Elapsed(timedelta(hours=day * 7)) if day and self._one_in(2) else Days(day),
                WORDS,
                at=self._inside(self._hours),
                open_days=self._one_in(2),
                if_late=self._if_late(),
                ask=random.choice(ASKS),
                notice=random.choice([None, timedelta(hours=random.randint(1, 200))]),
            )
            for day in sorted(random.sample(range(-9, 1), random.randint(0, 3)))
        ]
        news = (step for step in APPOINTMENTS.steps if step.when is not None)
        return replace(APPOINTMENTS, steps=(*news, *reminders))

    def _inside(self, hours: SendingHours) -> time:
        """Two minutes before the hours end are the last."""
        first, last = (clock.hour * 60 + clock.minute for clock in (hours.opens, hours.closes))
        return time(*divmod(self._random.randint(first, last - 2), 60))

    def _if_late(self) -> IfLate:
        within: list[IfLate] = [SendWithin(timedelta(hours=hours)) for hours in (1, 24, 48, 96, 240)]
        return self._random.choice([Skip(), SkipGroup(), *within])

    def _condition(self, before: list[Step]) -> Condition:
        random = self._random
        if not self._one_in(4):
            return Condition()
        return Condition(
            groups=frozenset(random.sample(GROUPS, random.randint(0, 2))),
            answers={random.choice(["gp", "home"]): frozenset({"yes"})} if self._one_in(2) else {},
            sent=frozenset(step.id for step in before if self._one_in(3)),
        )

    def _one_in(self, number: int) -> bool:
        return self._random.randrange(number) == 0


@st.composite
def _courses(draw: st.DrawFn, hours: SendingHours, day: date, now: datetime) -> tuple[Course, ...]:
    heard_at = draw(st.none() | st.builds(at, st.just(day), clock_times))
    make = Maker(draw(st.randoms(use_true_random=True)), hours)
    shipped = hours == HOURS and draw(st.booleans())
    first = FIRST_WEEKS
    if not shipped:
        own = make.nudging("a", [])
        first = replace(own, steps=(*make.greeting(own.hours or hours), *own.steps), only_if=Condition(), stop_on={})
    to_replace = [StepName(first.id, step.id) for step in first.steps if step.welcome is None]
    sequences = [first, *(make.nudging(name, to_replace) for name in "bc"[: draw(st.integers(0, 2))])]
    most_in_week, most_in_all = draw(st.integers(2, 7)), draw(st.integers(2, 14))
    nudges = [
        Course(replace(one, most_in_week=most_in_week, most_in_all=most_in_all), Liberation(day, heard_at))
        for one in sequences
    ]
    about = APPOINTMENTS if shipped else make.about_visits()
    about = replace(about, most_in_week=draw(st.integers(1, 7)), most_in_all=draw(st.integers(1, 12)))
    visits = [Course(about, draw(_visits(f"b-{number}", now))) for number in range(draw(st.integers(0, 2)))]
    return tuple([*visits, *nudges] if draw(st.booleans()) else [*nudges, *visits])


@st.composite
def _visits(draw: st.DrawFn, name: str, now: datetime) -> Visit:
    start = at(
        london_day(now) + timedelta(days=draw(st.integers(-4, 20))),
        time(draw(st.integers(8, 19)), draw(st.sampled_from([0, 15, 31]))),
    )
    heard_at = min(now, start) - timedelta(hours=draw(st.integers(0, 200)))
    appointment: Appointment = an_appointment(
        start, heard_at, draw(st.sampled_from([Status.BOOKED, *Status])), changed=draw(st.booleans()), name=name
    )
    told = draw(st.booleans())
    return Visit(appointment, told, told and draw(st.booleans()))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Any sequences, release, appointments, moment, texts that went, days that are taken."""
    hours = draw(st.sampled_from([HOURS, DAY_AND_NIGHT]))
    day = draw(days)
    now = at(day, draw(clock_times)) + timedelta(days=draw(st.integers(-20, 45)))
    courses = draw(_courses(hours, day, now))
    today = london_day(now)
    keys = list(dict.fromkeys(chain.from_iterable([one.key(step) for step in one.sequence.steps] for one in courses)))
    went = draw(st.lists(st.sampled_from(keys), unique=True, max_size=4))
    ago = draw(st.lists(st.integers(0, 30), unique=True, min_size=len(went), max_size=len(went)))
    gone = {key: today - timedelta(days=back) for key, back in zip(went, ago, strict=True)}
    welcomes = {one.key(step) for one in courses for step in one.sequence.steps if step.welcome}
    passed = draw(st.frozensets(st.sampled_from(keys), max_size=2)) - gone.keys() - welcomes
    near = st.integers(-2, 40).map(lambda offset: today + timedelta(days=offset))
    taken = draw(st.frozensets(near, max_size=15))
    needed = st.builds(WelcomeNeeded, st.sampled_from(Welcome), st.just("n-1.2"))
    first = st.just(WelcomeNeeded(Welcome.FIRST))
    return Case(
        courses,
        Facts(
            groups=draw(st.frozensets(st.sampled_from(GROUPS))),
            shared=draw(st.booleans()),
            answers=draw(
                st.dictionaries(st.sampled_from([("", "gp"), ("", "home")]), st.sampled_from(["yes", "no"]), max_size=2)
            ),
            left_out=draw(st.frozensets(st.sampled_from([key.step for key in keys]), max_size=2)),
        ),
        Place(hours, Calendar(draw(st.frozensets(near, max_size=5)))),
        Past(
            gone=gone,
            passed=passed,
            taken=taken,
            firm=frozenset(one for one in taken if draw(st.booleans())),
            welcome=draw(st.none() | needed | (first if not welcomes & gone.keys() else st.none())),
            free_from=draw(st.just(date.min) | near),
        ),
        now,
    )
