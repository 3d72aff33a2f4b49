"""The first moment at which a text may go: a free day, inside the sending hours, not past, not too late."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from service.domain.board import SendingHours
from service.domain.london import at, london_day, london_time, next_day
from service.schedules.conditions import Candidate
from service.schedules.course import Place
from service.schedules.sequence import SendWithin
from service.schedules.timing import deadline, hours_of, may_go, usual, wanted_at

SHORTEST_VALIDITY = timedelta(seconds=120)  # with less than this left of the day, a text could arrive after hours
_FURTHEST = timedelta(days=60)  # nobody waits longer for a free day


@dataclass(frozen=True)
class Slot:
    wanted_at: datetime  # aware UTC
    due_at: datetime  # aware UTC


def first_slot(
    candidate: Candidate, place: Place, now: datetime, free_from: date, is_free: Callable[[date], bool]
) -> Slot | None:
    """The first slot on or after the wanted moment and `free_from`; None: there is none in time."""
    step, course = candidate.step, candidate.course
    hours, wanted = hours_of(course.sequence, place.hours), wanted_at(step, course, place)
    day = max(london_day(wanted), free_from, london_day(now))
    while day <= london_day(wanted) + _FURTHEST or step.welcome is not None:
        moment = max(wanted if day == london_day(wanted) else _later(day, candidate, hours), now)
        fits = (
            london_day(moment) == day and is_open(moment, hours) and may_go(day, step, course.sequence, place.calendar)
        )
        if fits and is_free(day):
            return Slot(wanted, moment) if _in_time(candidate, wanted, moment) else None
        day = next_day(day)
    return None


def is_open(moment: datetime, hours: SendingHours) -> bool:
    """Inside the hours, with enough of them left for the text to arrive in."""
    left = at(london_day(moment), hours.closes) - moment
    return london_time(moment) >= hours.opens and left >= SHORTEST_VALIDITY


def is_late(candidate: Candidate, wanted: datetime, due: datetime) -> bool:
    """Later than the step allows. A welcome is never too late."""
    if candidate.step.welcome is not None:
        return False
    allowed = candidate.step.if_late
    if isinstance(allowed, SendWithin):
        return due - wanted > allowed.time
    return london_day(due) != london_day(wanted)


def _later(day: date, candidate: Candidate, hours: SendingHours) -> datetime:
    return min(usual(day, candidate.step, hours), at(day, hours.closes) - SHORTEST_VALIDITY)


def _in_time(candidate: Candidate, wanted: datetime, due: datetime) -> bool:
    ends = deadline(candidate.step, candidate.course)
    too_late = ends is not None and due + SHORTEST_VALIDITY > ends
    return not too_late and not is_late(candidate, wanted, due)
