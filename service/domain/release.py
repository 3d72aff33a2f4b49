"""A person, a release, and the facts that events bring about them."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from service.domain.ids import BoardCode, NumberId, PersonId, PrisonSlug, ReleaseId
from service.domain.number import Number
from service.domain.text import Reason


class SafeToText(StrEnum):
    YES = "yes"
    SHARED = "shared"  # somebody else holds the phone too
    NO = "no"


@dataclass(frozen=True)
class OptIn:
    """An agreement to texts that reveal something. Only a Board's own staff may record one."""

    group: str
    agreed_on: date
    recorded_by: str = field(repr=False)


@dataclass(frozen=True)
class Worker:
    """The person's named worker."""

    name: str = field(repr=False)
    phone: str = field(repr=False)


@dataclass(frozen=True)
class Contact:
    """What an event says of how to reach a person. None is "not said"."""

    first_name: str | None = field(default=None, repr=False)
    number: Number | None = None
    language: str | None = None
    groups: tuple[str, ...] | None = None
    opt_ins: tuple[OptIn, ...] | None = None
    confirmed_by_person: bool | None = None
    confirmed_on: date | None = None
    safe_to_text: SafeToText | None = None
    under_18: bool | None = None
    worker: Worker | None = field(default=None, repr=False)

    def over(self, older: "Contact") -> "Contact":
        """These facts, and the older ones where these say nothing. A new number inherits no confirmation."""
        unconfirmed = replace(older, confirmed_by_person=None, confirmed_on=None, safe_to_text=None)
        kept = unconfirmed if self.number not in (None, older.number) else older
        return replace(kept, **{name: value for name, value in vars(self).items() if value is not None})


@dataclass(frozen=True)
class Person:
    """One person, nationwide: the facts that outlive a release."""

    id: PersonId
    board: BoardCode  # the home Board
    board_as_of: datetime | None  # time of the event that said so; None: assumed from the prison
    contact: Contact = Contact()
    contact_as_of: datetime | None = None
    number_id: NumberId | None = None
    returned_at: datetime | None = None  # time of the latest return to custody heard of
    died_at: datetime | None = None


class Ended(StrEnum):
    CANCELLED = "cancelled"
    RETURNED = "returned"
    DIED = "died"
    REPLACED = "replaced"  # a later release took its place


WHY_ENDED: dict[Ended, Reason] = {
    Ended.CANCELLED: Reason.RELEASE_CANCELLED,
    Ended.RETURNED: Reason.RETURNED,
    Ended.DIED: Reason.DIED,
    Ended.REPLACED: Reason.REPLACED,
}


@dataclass(frozen=True)
class Release:
    """One episode: from the first word of a release until the person returns, dies or the texts are done."""

    id: ReleaseId
    person_id: PersonId
    prison: PrisonSlug | None  # the prison that holds the release; None: a Board told us of it
    liberation_date: date | None  # a day in Scotland
    date_as_of: datetime | None  # time of the event that set or cleared the date
    released_at: datetime | None = None  # time of the `liberation.released` event
    heard_at: datetime | None = None  # practice clock: when that event arrived
    ended: Ended | None = None


class Hold(StrEnum):
    """Why nothing is sent though the release stands. The value is what staff see."""

    NO_DATE = "no_date"
    UNDER_18 = "under_18"
    NOT_SAFE = "not_safe_to_text"
    NOT_CONFIRMED = "not_confirmed"
    NO_NUMBER = "no_number"
    NOT_THEIRS = "not_theirs"  # the caller does not hold this release, or the person is known to have died or returned

    @property
    def public(self) -> str:
        """The little that a prison may be told: nothing about opting out, nor about the phone."""
        return self.value if self in _PUBLIC else "with_board"


_PUBLIC = {Hold.NO_NUMBER, Hold.UNDER_18, Hold.NOT_CONFIRMED}
CONFIRMED_FOR = timedelta(days=183)  # numbers change hands: after six months somebody must ask again


def hold(person: Person, release: Release, today: date) -> Hold | None:
    """Why this release must wait, the gravest reason first; None if nothing stands against it."""
    contact = person.contact
    if release.liberation_date is None:
        return Hold.NO_DATE
    if contact.under_18:
        return Hold.UNDER_18
    if contact.safe_to_text is SafeToText.NO:
        return Hold.NOT_SAFE
    if person.number_id is None:
        return Hold.NO_NUMBER
    stale = contact.confirmed_on is not None and today - contact.confirmed_on > CONFIRMED_FOR
    if contact.confirmed_by_person is False or stale:
        return Hold.NOT_CONFIRMED
    return None
