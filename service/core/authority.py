"""Who may say what about whom, and when an event speaks of a new release. Pure."""

from datetime import timedelta

from service.core.facts import not_older
from service.domain.event import Event, Kind, SourceKind
from service.domain.london import london_day
from service.domain.release import Ended, Person, Release
from service.schedules.config import Config

OPENS = frozenset({Kind.SCHEDULED, Kind.RELEASED})  # the events that may begin a release
ENDS = {Kind.RETURNED: Ended.RETURNED, Kind.DIED: Ended.DIED}
_SAME_RELEASE = timedelta(days=3)  # two words of one release, corrected, lie no further apart


def may_speak(config: Config, event: Event, person: Person | None, latest: Release | None) -> bool:
    """A Board speaks for its people; any prison of a return or a death; else the prison that holds the release."""
    if event.source.kind is SourceKind.APPOINTMENTS:
        return False
    if event.source.kind is SourceKind.BOARD:
        own = config.board_named(event.source.slug)
        board = person.board if person else event.board
        return own is not None and (board is None or own.code == board)
    if event.kind in ENDS or latest is None or _holds(event, latest):
        return True
    is_news = not_older(event, latest.date_as_of) and not_older(event, person.returned_at if person else None)
    return event.kind in OPENS and is_news and (latest.ended is not None or _is_over(config, event, latest))


def _holds(event: Event, release: Release) -> bool:
    """The prison that has it; of the time before a transfer, the one that had it."""
    if release.prison in (None, event.source.slug):
        return True
    before = release.prison_as_of is not None and event.time <= release.prison_as_of
    return before and release.came_from == event.source.slug


def begins_anew(config: Config, event: Event, latest: Release, *, begun: bool) -> bool:
    """Is this another release than the latest? `begun`: some text of the latest one has gone.

    A date that moves is the same release, and what went is not sent again; so this takes evidence: the person was
    out, and is now said to leave on a later day still to come, or to have left on another day.
    """
    if event.kind not in OPENS or not not_older(event, latest.date_as_of):
        return False
    if latest.ended is Ended.CANCELLED:
        return latest.prison not in (None, event.source.slug)
    if latest.ended is not None or _is_over(config, event, latest):
        return True
    if latest.liberation_date is None or not begun:
        return False
    if event.kind is Kind.RELEASED:
        return latest.released_at is not None and london_day(event.time) > latest.liberation_date + _SAME_RELEASE
    heard_on = london_day(event.time)
    return event.liberation_date is not None and latest.liberation_date < heard_on < event.liberation_date


def _is_over(config: Config, event: Event, latest: Release) -> bool:
    """The last text was due before this event, which speaks of a later day."""
    if latest.liberation_date is None:
        return False
    heard_on = london_day(event.time)
    leaves_on = heard_on if event.kind is Kind.RELEASED else event.liberation_date
    return (
        heard_on > latest.liberation_date + config.longest
        and leaves_on is not None
        and leaves_on > latest.liberation_date
    )
