"""The shape of the files in `config/` but the sequences, field by field, and the frozen value that each makes."""

from types import MappingProxyType
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from service.configuration.notation import OptInGroup
from service.configuration.parts import (
    E164,
    Code,
    ColumnName,
    Day,
    Grouped,
    Header,
    HoursPart,
    Mail,
    Name,
    Part,
    ServiceSid,
    Slug,
    StepName,
)
from service.domain.board import (
    SEGMENTS_A_SECOND,
    Board,
    Contact,
    DangerContacts,
    MessagingService,
    Prison,
    Sender,
    SenderNumber,
    SendingHours,
    Starts,
)
from service.domain.column import Column
from service.domain.ids import BoardCode, PrisonSlug, SequenceId, StepId
from service.domain.number import Number

UNMONITORED = "unmonitored"


class SenderPart(Part):
    number: E164 | None = None
    messaging_service: ServiceSid | None = None
    segments_a_second: Annotated[float, Field(gt=0, le=100_000)] = SEGMENTS_A_SECOND

    @model_validator(mode="after")
    def one_of_the_two(self) -> Self:
        if (self.number is None) == (self.messaging_service is None):
            message = "has either a `number` or a `messaging_service`"
            raise ValueError(message)
        return self

    def sender(self) -> Sender:
        if self.messaging_service is not None:
            return MessagingService(self.messaging_service, self.segments_a_second)
        return SenderNumber(Number.trusted(self.number or ""), self.segments_a_second)


class PlacePart(Part):
    """A word that no address may hold as a rule, in one that must."""

    words: Name
    because: Name


def _told(value: object) -> object:
    """Addresses, or the word for none of them: so that nobody is left out by an oversight."""
    if value == UNMONITORED:
        return ()
    if not value or not isinstance(value, tuple):
        message = f"must be a list of e-mail addresses, or {UNMONITORED}"
        raise ValueError(message)
    return value


Told = Annotated[tuple[Mail, ...], BeforeValidator(_told)]


class DangerPart(Part):
    """Who hears, first to last, that somebody wrote that a person is in danger."""

    in_hours: Told
    out_of_hours: Told

    def contacts(self) -> DangerContacts:
        return DangerContacts(self.in_hours, self.out_of_hours)


class BoardFile(Part):
    """boards/<slug>.yaml."""

    code: Code
    name: Name
    sender: SenderPart
    hours: HoursPart
    sequences: Annotated[tuple[Slug, ...], Field(min_length=1)]
    closed: tuple[Day, ...] = ()
    line: Grouped | None = None
    call_back: Literal["office_hours", "none"] = "office_hours"
    starts: Literal["date", "date_if_heard", "released"] = "date"
    opt_in_groups: tuple[OptInGroup, ...] = ()
    leaves_out: tuple[StepName, ...] = ()
    alerts: Mail | None = None
    danger: DangerPart | None = None  # a Board without it is refused, in words of its own: see boards.py
    duty: bool = False
    reads_replies: Literal["office_hours", "none"] = "office_hours"
    places: tuple[PlacePart, ...] = ()

    def board(self, slug: str) -> Board:
        return Board(
            code=BoardCode(self.code),
            slug=slug,
            name=self.name,
            sender=self.sender.sender(),
            hours=SendingHours(self.hours.opens, self.hours.closes),
            sequences=tuple(map(SequenceId, self.sequences)),
            closed=frozenset(self.closed),
            line=self.line,
            calls_back=self.call_back != "none",
            starts=Starts(self.starts),
            opt_in_groups=frozenset(self.opt_in_groups),
            leaves_out=frozenset(map(StepId, self.leaves_out)),
            alerts=self.alerts,
            danger=self.danger.contacts() if self.danger else DangerContacts(),
            duty=self.duty,
            reads_replies=self.reads_replies != "none",
            places=frozenset(place.words for place in self.places),
        )


class PrisonRow(Part):
    slug: Slug
    name: Name
    aliases: tuple[Name, ...] = ()
    board: Code
    columns: dict[Header, ColumnName] = Field(default_factory=dict)

    def prison(self) -> Prison:
        columns = MappingProxyType({header: Column(name) for header, name in self.columns.items()})
        return Prison(PrisonSlug(self.slug), self.name, self.aliases, BoardCode(self.board), columns)


class PrisonsFile(Part):
    """prisons.yaml."""

    prisons: tuple[PrisonRow, ...]


class CouncilRow(Part):
    area: Name
    aliases: tuple[Name, ...] = ()
    board: Code


class CouncilsFile(Part):
    """councils.yaml."""

    councils: tuple[CouncilRow, ...]


class ContactRow(Part):
    id: Slug
    name: Name
    number: Grouped
    hours: Name | None  # null: no source tells them
    source: Name
    verified_on: Day | None  # null: nobody has dialled it yet

    def contact(self) -> Contact:
        return Contact(self.id, self.name, self.number, self.verified_on)


class ContactsFile(Part):
    """contacts.yaml."""

    contacts: tuple[ContactRow, ...]
