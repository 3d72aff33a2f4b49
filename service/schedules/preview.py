"""The calendar of one person, for any day: the engine's own plan, asked ahead, and nobody real in it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from types import MappingProxyType

from service.domain.appointment import Appointment, Status
from service.domain.board import Board
from service.domain.ids import AppointmentId, PersonId, ReleaseId, SequenceId
from service.domain.london import at
from service.schedules.course import Course, Facts, Liberation, Past, Place, PlannedText, Visit, WelcomeNeeded
from service.schedules.plan import Plan, plan
from service.schedules.sequence import Anchor, News, Sequence, Step, Welcome

PLACE = "Main Street Health Centre"  # where the appointments of a preview are
LONG_BEFORE = timedelta(days=30)  # so far ahead of a release nothing can be too late
LATER = timedelta(hours=1)  # after the start we hear that somebody was not there

_STATUS = {News.CANCELLED: Status.CANCELLED, News.MISSED: Status.NOSHOW}
_FORENOON = time(10)


@dataclass(frozen=True)
class Case:
    """One person at one moment: what the texts count from, and what is known as they are planned."""

    anchor: Liberation | Visit
    now: datetime  # aware UTC
    past: Past
    told: str  # "released 2026-12-23, heard at 21:00"
    in_time: bool = True  # told early enough that no text need be late


@dataclass(frozen=True)
class Previewed:
    """One text of the calendar, and the step and sequence that it comes from."""

    text: PlannedText
    step: Step
    course: Course


@dataclass(frozen=True)
class Preview:
    texts: tuple[Previewed, ...]  # in the order in which they are due
    plan: Plan  # and what is not among them


def released(day: date, heard: time | None = None, *, how: Welcome = Welcome.FIRST) -> Case:
    """A release on that day, heard of at that time of it (Europe/London), or long before by its date alone."""
    needed = Past(welcome=WelcomeNeeded(how))
    if heard is None:
        return Case(Liberation(day), at(day - LONG_BEFORE, _FORENOON), needed, f"released {day}, by the date alone")
    moment = at(day, heard)
    return Case(Liberation(day, moment), moment, needed, f"released {day}, heard at {heard:%H:%M}")


def visiting(start: datetime, heard_at: datetime, news: News = News.BOOKED, *, in_time: bool = True) -> Case:
    """An appointment of somebody who was welcomed before; both moments aware UTC. Unless it is new, they knew of it."""
    appointment = Appointment(
        id=AppointmentId("preview"),
        person_id=PersonId("preview"),
        release_id=ReleaseId("preview"),
        status=_STATUS.get(news, Status.BOOKED),
        start=start,
        place=PLACE,
        phone=None,
        changed=news is News.CHANGED,
        set_at=heard_at,
        as_of=heard_at,
        heard_at=heard_at,
    )
    knew = news is not News.BOOKED
    told = f"appointment {start:%Y-%m-%d %H:%MZ}, {news}, heard {heard_at:%Y-%m-%d %H:%MZ}"
    return Case(Visit(appointment, told=knew, delivered=knew, told_before=knew), heard_at, Past(), told, in_time)


def preview(sequences: Iterable[Sequence], case: Case, facts: Facts, place: Place) -> Preview:
    """What that person gets of these sequences, in the Board's order: all that count from the same thing."""
    anchor = Anchor.APPOINTMENT if isinstance(case.anchor, Visit) else Anchor.LIBERATION
    courses = {one.id: Course(one, case.anchor) for one in sequences if one.anchor is anchor}
    made = plan(courses.values(), facts, place, case.past, case.now)
    return Preview(tuple(_previewed(text, courses[text.key.sequence]) for text in made.texts), made)


def sequences_for(
    board: Board, sequences: Mapping[SequenceId, Sequence], *beside: SequenceId
) -> Mapping[SequenceId, Sequence]:
    """Those that the Board sends, in its order, and last any others that it does not send yet."""
    names = dict.fromkeys((*board.sequences, *beside))
    return MappingProxyType({name: sequences[name] for name in names if name in sequences})


def groups_of(sequence: Sequence) -> frozenset[str]:
    """Every group that some condition of the sequence asks about."""
    asked = (sequence.only_if.groups, *(one.only_if.groups | one.unless.groups for one in sequence.steps))
    return frozenset().union(*asked)


def _previewed(text: PlannedText, course: Course) -> Previewed:
    return Previewed(text, next(one for one in course.sequence.steps if one.id == text.key.step), course)
