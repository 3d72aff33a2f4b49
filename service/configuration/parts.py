"""What the models of all files share: a part that knows its fields, and the kinds of value in them."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Annotated, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from service.configuration import notation

T = TypeVar("T")


class Part(BaseModel):
    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, hide_input_in_errors=True, use_attribute_docstrings=True
    )

    @field_validator("*", mode="before")
    @classmethod
    def not_left_open(cls, value: object, info: ValidationInfo) -> object:
        """A field that may be left out, but stands there with nothing behind it, was forgotten: that is not absent."""
        field = cls.model_fields.get(info.field_name or "")
        if value is None and field is not None and not field.is_required():
            message = "has no value"
            raise ValueError(message)
        return value


def read(parse: Callable[[str], T]) -> BeforeValidator:
    """Text alone: a bare 1140 or 2026 is never taken for a time or a day."""

    def from_text(value: object) -> T:
        if isinstance(value, str):
            return parse(value)
        kind, message = "string_type", "not text"
        raise PydanticCustomError(kind, message)

    return BeforeValidator(from_text)


def written(show: Callable[[T], str], pattern: str) -> tuple[PlainSerializer, WithJsonSchema]:
    """How a value goes back into a file, and the pattern by which an editor knows it."""
    return PlainSerializer(show, return_type=str), WithJsonSchema({"type": "string", "pattern": pattern})


Clock = Annotated[time, read(notation.clock), *written(notation.as_clock, notation.CLOCK)]
Day = Annotated[date, read(notation.day), *written(date.isoformat, notation.DAY)]
Hours = Annotated[timedelta, read(notation.hours), *written(notation.as_hours, notation.HOURS)]
Code = Annotated[str, AfterValidator(notation.board_code)]
Slug = Annotated[str, AfterValidator(notation.slug)]
StepName = Annotated[str, AfterValidator(notation.step_id)]
Name = Annotated[str, AfterValidator(notation.name)]
Words = Annotated[str, AfterValidator(notation.words)]
Language = Annotated[str, AfterValidator(notation.language), WithJsonSchema({"enum": list(notation.LANGUAGES)})]
E164 = Annotated[str, AfterValidator(notation.e164)]
Mail = Annotated[str, AfterValidator(notation.mail)]
ServiceSid = Annotated[str, AfterValidator(notation.messaging_service)]
Grouped = Annotated[str, AfterValidator(notation.grouped_number)]
Header = Annotated[str, AfterValidator(notation.header)]
ColumnName = Annotated[str, AfterValidator(notation.column)]


def in_order(opens: time, closes: time) -> None:
    """Raises: ValueError: hours that end before they begin."""
    if opens >= closes:
        message = "`opens` must come before `closes`"
        raise ValueError(message)


class HoursPart(Part):
    """Hours of a day, Europe/London."""

    opens: Clock
    closes: Clock

    @model_validator(mode="after")
    def opens_before_it_closes(self) -> Self:
        in_order(self.opens, self.closes)
        return self
