"""A person, a release, and the facts that events bring about them."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from service.domain.contact import Contact as Contact
from service.domain.contact import OptIn as OptIn
from service.domain.contact import SafeToText as SafeToText
from service.domain.contact import Said
from service.domain.contact import Worker as Worker
from service.domain.ids import BoardCode, NumberId, PersonId, PrisonSlug, ReleaseId
from service.domain.text import Reason


class Pause(StrEnum):
    """Why nothing goes to a person until staff let it go on."""

    HOSPITAL = "hospital"
    STAFF = "staff"
    CUSTODY = "custody"  # they, or somebody on their phone, wrote that they are inside again
    PERHAPS_DEAD = "perhaps_dead"  # somebody wrote of a death, and may have meant this person
    DANGER = "danger"  # what is said of appointments goes on


_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)  # before any word that has a time


@dataclass(frozen=True)
class Person:
    """One person, nationwide: the facts that outlive a release."""

    id: PersonId
    board: BoardCode  # the home Board
    board_as_of: datetime | None  # time of the event that said so; None: assumed from the prison
    contact: Contact = field(default=Contact())
    contact_as_of: datetime | None = None  # time of the last word about it
    number_id: NumberId | None = None
    returned_at: datetime | None = None  # time of the latest return to custody heard of
    died_at: datetime | None = None
    paused: Pause | None = None
    # When each fact of `contact` was said. None: all of it at `contact_as_of`, which is what an old row tells.
    history: Said | None = field(default=None, compare=False)

    @property
    def said(self) -> Said:
        return self.history or Said.once(self.contact, self.contact_as_of or _LONG_AGO)

    @property
    def silent(self) -> bool:
        """Nothing at all goes to them."""
        return self.paused is not None and self.paused is not Pause.DANGER

    @property
    def in_danger(self) -> bool:
        """Nothing goes to them but what is said of their appointments."""
        return self.paused is Pause.DANGER

    def paused_for(self, why: Pause | None) -> "Person":
        """A pause that stops everything stays; danger, which stops less, gives way to any other."""
        return self if self.silent or why is None else replace(self, paused=why)

    def with_said(self, said: Said, as_of: datetime | None) -> "Person":
        return replace(self, contact=said.contact, contact_as_of=as_of, history=said)


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
    prison_as_of: datetime | None = None  # time of the transfer that brought it to this prison
    came_from: PrisonSlug | None = None  # the prison that held it until then


class Hold(StrEnum):
    """Why nothing is sent though the release stands. The value is what staff see."""

    PAUSED = "paused"  # all of it, or of a person in danger all but what is said of appointments
    NO_DATE = "no_date"
    PRISON_SILENT = "prison_silent"  # the day has come, and the prison has told us nothing for a day
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
    if person.silent:
        return Hold.PAUSED
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
