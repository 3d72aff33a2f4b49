"""What an event changes about a person and a release. Pure: facts in, facts out; an older event changes nothing."""

from dataclasses import replace
from datetime import datetime

from service.domain.event import Event, Kind, SourceKind
from service.domain.ids import PrisonSlug
from service.domain.london import london_day
from service.domain.release import Ended, Person, Release

_OPENS = {Kind.SCHEDULED, Kind.RELEASED}
_SETS_DATE = {Kind.SCHEDULED, Kind.RELEASED, Kind.RESCHEDULED, Kind.CANCELLED}


def not_older(event: Event, as_of: datetime | None) -> bool:
    return as_of is None or event.time >= as_of


def with_contact(person: Person, event: Event) -> Person:
    """Each fact of the contact is ordered by its own time, so an older event may still say what nobody said later."""
    if event.contact is None:
        return person
    as_of = event.time if not_older(event, person.contact_as_of) else person.contact_as_of
    return person.with_said(person.said.heard(event.contact, event.time), as_of)


def with_board(person: Person, event: Event) -> Person:
    if event.board is None or not not_older(event, person.board_as_of):
        return person
    return replace(person, board=event.board, board_as_of=event.time)


def with_date(release: Release, event: Event, heard_at: datetime) -> Release:
    """The liberation date as the event has it. A cancellation clears the plan, not the date."""
    if event.kind not in _SETS_DATE or not not_older(event, release.date_as_of):
        return release
    if event.kind is Kind.CANCELLED:
        return replace(release, date_as_of=event.time, ended=Ended.CANCELLED)
    open_again = replace(release, date_as_of=event.time, ended=None)
    if event.kind is Kind.RELEASED:
        return _released(open_again, event, heard_at)
    if release.released_at is not None and london_day(release.released_at) != event.liberation_date:
        open_again = replace(open_again, released_at=None, heard_at=None)
    return replace(open_again, liberation_date=event.liberation_date)


def _released(release: Release, event: Event, heard_at: datetime) -> Release:
    """Sets the date to the London day of the release. Told twice of the same day, the first word stands."""
    day = london_day(event.time)
    if release.released_at is not None and london_day(release.released_at) == day:
        return release
    return replace(release, liberation_date=day, released_at=event.time, heard_at=heard_at)


def with_prison(release: Release, event: Event) -> Release:
    """A release belongs to the first prison that says when it is. A slip in a number gives nobody a release."""
    if release.prison is not None or event.source.kind is not SourceKind.PRISON or event.kind not in _OPENS:
        return release
    return replace(release, prison=PrisonSlug(event.source.slug))


def with_transfer(release: Release, event: Event) -> Release:
    """The prison that holds the release from now on."""
    if event.to is None or event.to == release.prison or not not_older(event, release.prison_as_of):
        return release
    return replace(release, prison=event.to, prison_as_of=event.time, came_from=release.prison)
