"""Who may say what about whom, and when an event speaks of a new release. Pure."""

from datetime import timedelta

from service.core.facts import not_older
from service.domain.event import Event, Kind, SourceKind
from service.domain.london import london_day
from service.domain.release import Ended, Person, Release
from service.schedules.config import Config

OPENS = frozenset({Kind.SCHEDULED, Kind.RELEASED})  # the events that may begin a release
ENDS = {Kind.RETURNED: Ended.RETURNED, Kind.DIED: Ended.DIED}


def may_speak(config: Config, event: Event, person: Person | None, latest: Release | None) -> bool:
    """A Board speaks for its people; any prison of a return or a death; else the prison that holds the release."""
    if event.source.kind is SourceKind.BOARD:
        own = config.board_named(event.source.slug)
        board = person.board if person else event.board
        return own is not None and (board is None or own.code == board)
    if event.kind in ENDS or latest is None or latest.prison in (None, event.source.slug):
        return True
    return event.kind in OPENS and (latest.ended is not None or begins_anew(config, event, latest))


def begins_anew(config: Config, event: Event, latest: Release) -> bool:
    """A new episode: after the last text, a later date after a release, another prison's after a cancellation."""
    if event.kind not in OPENS or not not_older(event, latest.date_as_of):
        return False
    if latest.ended is Ended.CANCELLED:
        return latest.prison not in (None, event.source.slug)
    return latest.ended is not None or _is_over(config, event, latest) or _again(event, latest)


def _is_over(config: Config, event: Event, latest: Release) -> bool:
    if latest.liberation_date is None:
        return False
    last = max(step.day for sequence in config.sequences.values() for step in sequence.steps)
    return london_day(event.time) > latest.liberation_date + timedelta(days=last)


def _again(event: Event, latest: Release) -> bool:
    """Already released, and now there is a later date: nobody told us of the return in between."""
    if event.kind is not Kind.SCHEDULED or event.liberation_date is None or latest.liberation_date is None:
        return False
    return latest.released_at is not None and event.liberation_date > latest.liberation_date
