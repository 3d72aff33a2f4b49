"""What a prison or a Board tells us, as one value; and what we answer."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from service.domain.appointment import AppointmentNews
from service.domain.ids import BoardCode, PersonId, PrisonSlug, ReleaseId, StepId
from service.domain.release import Contact


class Kind(StrEnum):
    """The event types of this service that are understood here."""

    SCHEDULED = "liberation.scheduled"
    RELEASED = "liberation.released"
    RESCHEDULED = "liberation.rescheduled"
    CANCELLED = "liberation.cancelled"
    RETURNED = "person.returned_to_custody"
    DIED = "person.died"
    CONTACT = "contact.updated"
    TRANSFERRED = "person.transferred"
    MERGED = "person.merged"
    APPOINTMENT_BOOKED = "appointment.booked"
    APPOINTMENT_CHANGED = "appointment.changed"
    APPOINTMENT_CANCELLED = "appointment.cancelled"
    APPOINTMENT_ATTENDED = "appointment.attended"
    APPOINTMENT_MISSED = "appointment.missed"


class SourceKind(StrEnum):
    PRISON = "prison"
    BOARD = "board"
    APPOINTMENTS = "appointments"


@dataclass(frozen=True)
class Source:
    """Whom an API key belongs to; as a CloudEvents source "/prisons/barlinnie"."""

    kind: SourceKind
    slug: str

    @property
    def uri(self) -> str:
        return f"/{_FOLDER[self.kind]}/{self.slug}"


_FOLDER = {SourceKind.PRISON: "prisons", SourceKind.BOARD: "boards", SourceKind.APPOINTMENTS: "appointments"}


@dataclass(frozen=True)
class Event:
    """One event, checked. The parts it does not speak of are None."""

    source: Source
    id: str
    kind: Kind
    time: datetime  # aware UTC: orders events of one person; never compared with a clock
    prison_number: str = field(repr=False)  # "" in an event of an appointment: those know a person by `person_id` alone
    document: str = field(repr=False)  # the parsed JSON in canonical form: key order and white space do not count
    liberation_date: date | None = None
    board: BoardCode | None = None
    contact: Contact | None = None
    removed: str | None = field(default=None, repr=False)  # the prison number that is no longer used
    to: PrisonSlug | None = None  # where the person was transferred
    person_id: PersonId | None = None  # in an event of an appointment: as a Board gave it out, so it may be nobody's
    appointment: AppointmentNews | None = None


class Outcome(StrEnum):
    PLANNED = "planned"
    REPLANNED = "replanned"
    CANCELLED = "cancelled"
    STOPPED = "stopped"
    UPDATED = "updated"
    DUPLICATE = "duplicate"
    HELD = "held"
    IGNORED = "ignored"


@dataclass(frozen=True)
class AnsweredText:
    step: StepId
    due_at: datetime  # aware UTC


@dataclass(frozen=True)
class Answer:
    """What the caller is told, and told again when the event is repeated."""

    outcome: Outcome
    event_id: str
    release_id: ReleaseId | None = None
    held_reason: str | None = None
    texts: tuple[AnsweredText, ...] = ()
