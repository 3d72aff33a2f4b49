"""An appointment, as the system that keeps it tells of it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from service.domain.ids import AppointmentId, PersonId, ReleaseId

LONGEST_PLACE = 40  # septets: the texts that name a place keep that much room for it


@dataclass(frozen=True)
class AppointmentNews:
    """What one event says of one appointment. An end (cancelled, attended, missed) names it and says no more."""

    id: str = field(repr=False)  # theirs: unique among the appointments of one system
    start: datetime | None = None  # aware UTC
    place: str | None = field(default=None, repr=False)  # at most 40 septets: stands in a text as it is
    phone: str | None = None  # one of the contacts, grouped as it stands there; None: the Board's line


class Status(StrEnum):
    """FHIR R4 Appointment.status, those that are told: http://hl7.org/fhir/R4/valueset-appointmentstatus.html."""

    BOOKED = "booked"
    CANCELLED = "cancelled"
    FULFILLED = "fulfilled"  # the person was there
    NOSHOW = "noshow"


@dataclass(frozen=True)
class Appointment:
    """One appointment of a person. Of what it is for, nothing is known here."""

    id: AppointmentId
    person_id: PersonId
    release_id: ReleaseId  # the release that ran when it was booked: with it, the texts end
    status: Status
    start: datetime  # aware UTC
    place: str = field(repr=False)
    phone: str | None  # None: the Board's line
    changed: bool  # another time or place than it had
    set_at: datetime  # aware UTC: time of the event that named the present time and place
    as_of: datetime  # aware UTC: time of the latest event
    heard_at: datetime  # aware UTC, practice clock: when the present time or status became known

    @property
    def occasion(self) -> str:
        """A new time is another occasion: what was sent of the old one says nothing of the new."""
        return f"{self.id}.{int(self.set_at.timestamp())}"

    @property
    def is_missed_early(self) -> bool:
        """Told as missed before it began: nobody knows what stands, so nothing is sent and a person looks."""
        return self.status is Status.NOSHOW and self.as_of < self.start
