"""What may be sent: the envelope of an event, and what each type of event may hold."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from service.api.fields import (
    AgreedGroup,
    AppointmentId,
    ContactPhone,
    CouncilArea,
    Day,
    EventId,
    EventKind,
    FirstName,
    HomeBoard,
    Language,
    LiberationDay,
    Mobile,
    Moment,
    Name,
    OnlyABoard,
    PageSize,
    PastDay,
    PersonName,
    Phone,
    Place,
    PlainGroup,
    PrisonNamed,
    Start,
    Subject,
)
from service.domain.appointment import AppointmentNews
from service.domain.event import Kind, SourceKind
from service.domain.ids import BoardCode, PrisonSlug, TextId
from service.domain.release import Contact, OptIn, SafeToText, Worker
from service.domain.text import State

_MOST_GROUPS = 20


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)


class Envelope(BaseModel):
    """A CloudEvent, https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md.

    Which other attributes may stand beside these, `parse` says.
    """

    model_config = ConfigDict(frozen=True, strict=True, hide_input_in_errors=True)

    specversion: Literal["1.0"]
    id: EventId
    source: str
    subject: Subject
    type: EventKind
    time: Moment
    data: object = None


class AppointmentEnvelope(Envelope):
    """Whoever keeps appointments knows a person by a random name, and never by the prison number."""

    subject: PersonName


class AgreedGroupPart(_Part):
    group: AgreedGroup
    agreed_on: PastDay
    recorded_by: Name

    def opt_in(self) -> OptIn:
        return OptIn(self.group, self.agreed_on, self.recorded_by)


def _shape_of_group(value: object) -> str:
    return "agreed" if isinstance(value, (dict, AgreedGroupPart)) else "plain"


Group = Annotated[
    Annotated[PlainGroup, Tag("plain")] | Annotated[AgreedGroupPart, OnlyABoard, Tag("agreed")],
    Discriminator(_shape_of_group),
]


class PersonPart(_Part):
    first_name: FirstName = None
    mobile: Mobile = None
    language: Language | None = None
    groups: Annotated[list[Group], Field(max_length=_MOST_GROUPS)] | None = None
    number_confirmed_by_person: bool | None = None
    number_confirmed_on: PastDay | None = None
    safe_to_text: Literal["yes", "shared", "no"] | None = None
    under_18: bool | None = None

    def contact(self, teller: SourceKind) -> Contact:
        """Groups that are agreed with the person are a Board's to tell: a prison's silence about them ends none."""
        groups, opt_ins = None, None
        if self.groups is not None:
            groups = tuple(dict.fromkeys(one for one in self.groups if isinstance(one, str)))
            if self.groups and not groups:
                groups = None  # agreements alone: of the other groups nothing is said
        if self.groups is not None and teller is SourceKind.BOARD:
            opt_ins = tuple(one.opt_in() for one in self.groups if isinstance(one, AgreedGroupPart))
        return Contact(
            first_name=self.first_name,
            number=self.mobile,
            language=self.language,
            groups=groups,
            opt_ins=opt_ins,
            confirmed_by_person=self.number_confirmed_by_person,
            confirmed_on=self.number_confirmed_on,
            safe_to_text=SafeToText(self.safe_to_text) if self.safe_to_text else None,
            under_18=self.under_18,
        )


class WorkerPart(_Part):
    name: Name
    phone: Phone

    def worker(self) -> Worker:
        return Worker(self.name, self.phone)


class EventData(_Part):
    """What an event holds beside its envelope: nothing, unless its type says more."""

    def day(self) -> date | None:
        return None

    def board(self) -> BoardCode | None:
        return None

    def contact(self, teller: SourceKind) -> Contact | None:
        return None

    def removed(self) -> str | None:
        return None

    def prison(self) -> PrisonSlug | None:
        return None

    def appointment(self) -> AppointmentNews | None:
        return None


class Nothing(EventData):
    """`liberation.cancelled`, `person.returned_to_custody`, `person.died`."""


class _WithHome(EventData):
    home_board: HomeBoard | None = None
    council_area: CouncilArea | None = None

    def board(self) -> BoardCode | None:
        return self.home_board or (self.council_area.board if self.council_area else None)

    def with_area(self, contact: Contact | None) -> Contact | None:
        """Where in their Board's area the person will live."""
        return replace(contact or Contact(), council_area=self.council_area.name) if self.council_area else contact


class Released(_WithHome):
    """`liberation.released`: nearly half leave from remand, unannounced, so it may hold all that is known."""

    liberation_date: LiberationDay | None = None
    person: PersonPart | None = None

    def day(self) -> date | None:
        return self.liberation_date

    def contact(self, teller: SourceKind) -> Contact | None:
        return self.with_area(self.person.contact(teller) if self.person else None)


class Scheduled(_WithHome):
    liberation_date: LiberationDay
    person: PersonPart

    def day(self) -> date | None:
        return self.liberation_date

    def contact(self, teller: SourceKind) -> Contact | None:
        return self.with_area(self.person.contact(teller))


class Rescheduled(EventData):
    liberation_date: LiberationDay

    def day(self) -> date | None:
        return self.liberation_date


class Merged(EventData):
    removed_subject: Subject

    def removed(self) -> str | None:
        return self.removed_subject


class Transferred(EventData):
    to: PrisonNamed

    def prison(self) -> PrisonSlug | None:
        return self.to


class AppointmentEnded(EventData):
    """`appointment.cancelled`, `.attended`, `.missed`: which one, and no more."""

    appointment_id: AppointmentId

    def appointment(self) -> AppointmentNews | None:
        return AppointmentNews(self.appointment_id)


class AppointmentTold(AppointmentEnded):
    """`appointment.booked` and `.changed`: told whole each time, so that what is left out is not known from before."""

    start: Start
    place: Place
    phone: ContactPhone | None = None

    def appointment(self) -> AppointmentNews | None:
        return AppointmentNews(self.appointment_id, self.start, self.place, self.phone)


# What the systems that keep appointments like to send beside these. It says what somebody is treated for.
DROPPED: Mapping[Kind, frozenset[str]] = MappingProxyType(
    dict.fromkeys((Kind.APPOINTMENT_BOOKED, Kind.APPOINTMENT_CHANGED), frozenset({"clinic", "specialty", "clinician"}))
)


class ContactUpdated(_WithHome):
    person: PersonPart | None = None
    worker: WorkerPart | None = None

    def contact(self, teller: SourceKind) -> Contact | None:
        told = self.person.contact(teller) if self.person else None
        return self.with_area(replace(told or Contact(), worker=self.worker.worker()) if self.worker else told)


DATA: Mapping[Kind, type[EventData]] = MappingProxyType(
    {
        Kind.SCHEDULED: Scheduled,
        Kind.RELEASED: Released,
        Kind.RESCHEDULED: Rescheduled,
        Kind.CANCELLED: Nothing,
        Kind.RETURNED: Nothing,
        Kind.DIED: Nothing,
        Kind.CONTACT: ContactUpdated,
        Kind.TRANSFERRED: Transferred,
        Kind.MERGED: Merged,
        Kind.APPOINTMENT_BOOKED: AppointmentTold,
        Kind.APPOINTMENT_CHANGED: AppointmentTold,
        Kind.APPOINTMENT_CANCELLED: AppointmentEnded,
        Kind.APPOINTMENT_ATTENDED: AppointmentEnded,
        Kind.APPOINTMENT_MISSED: AppointmentEnded,
    }
)


class TextsQuery(_Part):
    """What may be asked of the delivery log. From an address, so each value is text."""

    after: Annotated[TextId, Field(pattern=r"^t-[0-9a-z]{1,38}$")] | None = None
    state: Annotated[State, Field(strict=False)] | None = None
    step: Annotated[str, Field(pattern=r"^[0-9a-z_]{1,40}$")] | None = None
    day: Day | None = None
    board: HomeBoard | None = None
    limit: PageSize = 50
