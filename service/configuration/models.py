"""The shape of every file in `config/`, field by field, and the frozen value that each makes."""

from collections.abc import Callable
from datetime import date, time, timedelta
from types import MappingProxyType
from typing import Annotated, Literal, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    RootModel,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from service.configuration import notation
from service.domain.board import Board, Contact, MessagingService, Prison, Sender, SenderNumber, SendingHours
from service.domain.column import Column
from service.domain.ids import BoardCode, PrisonSlug, SequenceId, StepId
from service.domain.number import Number
from service.schedules.sequence import OnRelease, Sequence, Step

T = TypeVar("T")

SOONEST = timedelta(hours=1)  # after a release, for the first text


def _read(parse: Callable[[str], T]) -> BeforeValidator:
    """Text alone: a bare 1140 or 2026 is never taken for a time or a day."""

    def from_text(value: object) -> T:
        if isinstance(value, str):
            return parse(value)
        kind, message = "string_type", "not text"
        raise PydanticCustomError(kind, message)

    return BeforeValidator(from_text)


Clock = Annotated[time, _read(notation.clock)]
Day = Annotated[date, _read(notation.day)]
Offset = Annotated[int, _read(notation.offset)]
Hours = Annotated[timedelta, _read(notation.hours)]
Code = Annotated[str, AfterValidator(notation.board_code)]
Slug = Annotated[str, AfterValidator(notation.slug)]
StepName = Annotated[str, AfterValidator(notation.step_id)]
Name = Annotated[str, AfterValidator(notation.name)]
Words = Annotated[str, AfterValidator(notation.words)]
Language = Annotated[str, AfterValidator(notation.language)]
E164 = Annotated[str, AfterValidator(notation.e164)]
ServiceSid = Annotated[str, AfterValidator(notation.messaging_service)]
Grouped = Annotated[str, AfterValidator(notation.grouped_number)]
Header = Annotated[str, AfterValidator(notation.header)]
ColumnName = Annotated[str, AfterValidator(notation.column)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)


class SenderPart(_Part):
    number: E164 | None = None
    messaging_service: ServiceSid | None = None

    @model_validator(mode="after")
    def one_of_the_two(self) -> Self:
        if (self.number is None) == (self.messaging_service is None):
            message = "has either a `number` or a `messaging_service`"
            raise ValueError(message)
        return self

    def sender(self) -> Sender:
        if self.messaging_service is not None:
            return MessagingService(self.messaging_service)
        return SenderNumber(Number.trusted(self.number or ""))


class HoursPart(_Part):
    opens: Clock
    closes: Clock

    @model_validator(mode="after")
    def opens_before_it_closes(self) -> Self:
        if self.opens >= self.closes:
            message = "`opens` must come before `closes`"
            raise ValueError(message)
        return self


class BoardFile(_Part):
    """boards/<slug>.yaml."""

    code: Code
    name: Name
    sender: SenderPart
    hours: HoursPart
    sequences: Annotated[tuple[Slug, ...], Field(min_length=1)]

    def board(self, slug: str) -> Board:
        return Board(
            code=BoardCode(self.code),
            slug=slug,
            name=self.name,
            sender=self.sender.sender(),
            hours=SendingHours(self.hours.opens, self.hours.closes),
            sequences=tuple(map(SequenceId, self.sequences)),
        )


class PrisonRow(_Part):
    slug: Slug
    name: Name
    aliases: tuple[Name, ...] = ()
    board: Code
    columns: dict[Header, ColumnName] = {}

    def prison(self) -> Prison:
        columns = MappingProxyType({header: Column(name) for header, name in self.columns.items()})
        return Prison(PrisonSlug(self.slug), self.name, self.aliases, BoardCode(self.board), columns)


class PrisonsFile(_Part):
    """prisons.yaml."""

    prisons: tuple[PrisonRow, ...]


class CouncilRow(_Part):
    area: Name
    aliases: tuple[Name, ...] = ()
    board: Code


class CouncilsFile(_Part):
    """councils.yaml."""

    councils: tuple[CouncilRow, ...]


class ContactRow(_Part):
    id: Slug
    name: Name
    number: Grouped
    hours: Name | None  # null: no source tells them
    source: Name
    verified_on: Day | None  # null: nobody has dialled it yet

    def contact(self) -> Contact:
        return Contact(self.id, self.name, self.number, self.verified_on)


class ContactsFile(_Part):
    """contacts.yaml."""

    contacts: tuple[ContactRow, ...]


class OnReleasePart(_Part):
    after: Hours
    not_before: Clock

    @field_validator("after")
    @classmethod
    def not_at_once(cls, after: timedelta) -> timedelta:
        """Prisons take back a release told by mistake within 45 minutes: nothing may have gone by then."""
        if after < SOONEST:
            message = "must be 1h at least: a release told by mistake is taken back within 45 minutes"
            raise ValueError(message)
        return after


class StepPart(_Part):
    id: StepName
    offset: Offset
    at: Clock
    on_release: OnReleasePart | None = None
    words: dict[Language, Words]

    def step(self) -> Step:
        heard = self.on_release
        return Step(
            id=StepId(self.id),
            day=self.offset,
            at=self.at,
            words=MappingProxyType(self.words),
            on_release=OnRelease(heard.after, heard.not_before) if heard else None,
        )


class SequenceFile(_Part):
    """sequences/<id>.yaml."""

    anchor: Literal["liberation_date"]
    send_within: Hours
    fallback: Language
    steps: Annotated[tuple[StepPart, ...], Field(min_length=1)]

    def sequence(self, sequence_id: str) -> Sequence:
        steps = tuple(part.step() for part in self.steps)
        return Sequence(SequenceId(sequence_id), steps, self.send_within, self.fallback)


class RepliesFile(RootModel[dict[str, Words]]):
    """replies/<language>.yaml."""

    model_config = ConfigDict(frozen=True, strict=True, hide_input_in_errors=True)
