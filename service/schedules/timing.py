"""When a step should go, were nothing in its way. Days keep the hour on the clock; hours are hours that pass."""

from datetime import date, datetime, timedelta

from service.domain.board import SendingHours
from service.domain.london import at, london_day, london_time, next_day
from service.schedules.calendar import Calendar
from service.schedules.course import Course, Liberation, Place, Visit
from service.schedules.sequence import Days, Elapsed, News, Sequence, Step


def hours_of(sequence: Sequence, board: SendingHours) -> SendingHours:
    """Those of the sequence, never wider than the Board's."""
    if sequence.hours is None:
        return board
    return SendingHours(max(sequence.hours.opens, board.opens), min(sequence.hours.closes, board.closes))


def may_go(day: date, step: Step, sequence: Sequence, calendar: Calendar) -> bool:
    """Is this a day on which the sequence sends, and an open one if the step needs that?"""
    return day.weekday() in sequence.days and (not step.open_days or calendar.is_open(day))


def usual(day: date, step: Step, hours: SendingHours) -> datetime:
    """When the step goes on another day than the one it was wanted on. Aware UTC."""
    return at(day, max(step.not_before or step.at or hours.opens, hours.opens))


def deadline(step: Step, course: Course) -> datetime | None:
    """From this moment on (aware UTC) the step makes no sense any more: its appointment has begun."""
    if isinstance(course.anchor, Liberation) or step.when is News.MISSED:
        return None
    return course.anchor.appointment.start


def wanted_at(step: Step, course: Course, place: Place) -> datetime:
    """When the step should go if nothing stood in its way. Aware UTC."""
    hours = hours_of(course.sequence, place.hours)
    match step.offset:
        case Days(days=days):
            day = _nearest(_day(step, course) + timedelta(days=days), step, course, place.calendar, back=days < 0)
            return at(day, step.at or hours.opens)
        case Elapsed(time=passed):
            moment = _moment(step, course)
            if moment is None:
                return at(_day(step, course) + timedelta(days=passed.days), step.at or hours.opens)
            return _in_the_hours(moment + passed, step, hours)


def _in_the_hours(moment: datetime, step: Step, hours: SendingHours) -> datetime:
    earliest = step.not_before or hours.opens
    if london_time(moment) >= hours.closes:
        return at(next_day(london_day(moment)), earliest)
    return max(moment, at(london_day(moment), earliest))


def _moment(step: Step, course: Course) -> datetime | None:
    """What hours count from. None: a release of which the date alone is known."""
    match course.anchor:
        case Liberation(heard_at=heard_at):
            return heard_at
        case Visit() as visit:
            return visit.appointment.start if step.when in (None, News.MISSED) else visit.known_from


def _day(step: Step, course: Course) -> date:
    """What days count from: a day in Scotland."""
    match course.anchor:
        case Liberation(day=day):
            return day
        case Visit(appointment=appointment):
            return london_day(_moment(step, course) or appointment.start)


def _nearest(day: date, step: Step, course: Course, calendar: Calendar, *, back: bool) -> date:
    """The day itself, or the nearest on which the step may go: later, or earlier where it counts back."""
    onwards = timedelta(days=-1 if back else 1)
    while not may_go(day, step, course.sequence, calendar):
        day += onwards
    return day
