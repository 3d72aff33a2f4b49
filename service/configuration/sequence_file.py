"""The shape of a sequence's file, and the frozen value that it makes. `docs/sequences.md` tells it in words."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, JsonValue, PlainSerializer, PlainValidator, WithJsonSchema, model_validator

from service.configuration import notation
from service.configuration.answers import AcceptedPart
from service.configuration.notation import Group
from service.configuration.parts import (
    Clock,
    Day,
    Hours,
    Language,
    Name,
    Part,
    StepName,
    Words,
    in_order,
    read,
    written,
)
from service.domain.board import SendingHours
from service.domain.ids import SequenceId, StepId
from service.schedules import sequence as target

Offset = Annotated[target.Offset, read(notation.offset), *written(notation.as_offset, notation.OFFSET)]
IfLate = Annotated[
    target.IfLate,
    PlainValidator(notation.if_late),
    PlainSerializer(notation.as_if_late),
    WithJsonSchema(
        {
            "anyOf": [
                {"enum": ["skip", "skip_group"]},
                {
                    "type": "object",
                    "properties": {"send_within": {"type": "string", "pattern": notation.HOURS}},
                    "required": ["send_within"],
                    "additionalProperties": False,
                },
            ]
        }
    ),
]
Weekdays = Annotated[
    frozenset[int],
    PlainValidator(notation.weekdays),
    PlainSerializer(notation.as_weekdays),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": f"^({'|'.join(notation.WEEKDAYS)})(-({'|'.join(notation.WEEKDAYS)}))?$"},
                {"type": "array", "items": {"enum": list(notation.WEEKDAYS)}, "minItems": 1},
            ]
        }
    ),
]
Question = Annotated[str, AfterValidator(notation.question)]
Answer = Annotated[str, AfterValidator(notation.answer)]
StepOf = Annotated[str, AfterValidator(notation.step_of)]
Stop = Annotated[str, AfterValidator(notation.stop)]


class Draft(Part):
    """Words that no translator has signed: told by `check`, and never sent."""

    needs_translator: Words


def _words_or_draft(value: object) -> str | Draft:
    if isinstance(value, dict) and value.keys() == {"needs_translator"} and isinstance(value["needs_translator"], str):
        return Draft(needs_translator=notation.words(value["needs_translator"]))
    if isinstance(value, str):
        return notation.words(value)
    message = "must be words in quotes, or {needs_translator: words}"
    raise ValueError(message)


WordsOrDraft = Annotated[
    str | Draft,
    PlainValidator(_words_or_draft),
    PlainSerializer(lambda value: value if isinstance(value, str) else value.model_dump()),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string"},
                {
                    "type": "object",
                    "properties": {"needs_translator": {"type": "string"}},
                    "required": ["needs_translator"],
                    "additionalProperties": False,
                },
            ]
        }
    ),
]
_TAGS: dict[str, JsonValue] = {"propertyNames": {"enum": list(notation.LANGUAGES)}}
AllWords = Annotated[dict[Language, WordsOrDraft], Field(min_length=1, json_schema_extra=_TAGS)]


def _signed(words: Mapping[str, str | Draft]) -> Mapping[str, str]:
    return MappingProxyType({language: found for language, found in words.items() if isinstance(found, str)})


class SendingPart(Part):
    """On which days and in which hours the sequence may send, within the Board's own."""

    days: Weekdays = target.EVERY_DAY
    opens: Clock | None = None
    closes: Clock | None = None

    @model_validator(mode="after")
    def both_or_none(self) -> Self:
        if (self.opens is None) != (self.closes is None):
            message = "has `opens` and `closes`, or neither"
            raise ValueError(message)
        if self.opens is not None and self.closes is not None:
            in_order(self.opens, self.closes)
        return self

    def hours(self) -> SendingHours | None:
        return None if self.opens is None or self.closes is None else SendingHours(self.opens, self.closes)


class GroupsPart(Part):
    """The person is in one of these."""

    groups: Annotated[tuple[Group, ...], Field(min_length=1)]

    def condition(self) -> target.Condition:
        return target.Condition(groups=frozenset(self.groups))


class ConditionPart(Part):
    """True if every part that is filled in is true; each list is a choice."""

    groups: Annotated[tuple[Group, ...], Field(min_length=1)] | None = None
    answers: dict[Question, Annotated[tuple[Question, ...], Field(min_length=1)]] | None = None
    sent: Annotated[tuple[StepName, ...], Field(min_length=1)] | None = None
    delivered: Literal[True] | None = None

    def condition(self) -> target.Condition:
        answers = {question: frozenset(meanings) for question, meanings in (self.answers or {}).items()}
        return target.Condition(
            groups=frozenset(self.groups or ()),
            answers=MappingProxyType(answers),
            sent=frozenset(map(StepId, self.sent or ())),
            delivered=self.delivered is True,
        )


def _condition(part: ConditionPart | None) -> target.Condition:
    return target.ALWAYS if part is None else part.condition()


class AskPart(Part):
    """The question that a text puts: what a person may type, and what it means."""

    question: Question
    answers: Annotated[dict[Answer, Question], Field(min_length=1)]

    def ask(self) -> target.Ask:
        return target.Ask(self.question, MappingProxyType(self.answers))


class TestedPart(Part):
    """People who would get the texts have read them."""

    __test__ = False  # no test, whatever pytest makes of its name

    on: Day
    people: Annotated[int, Field(ge=1)]
    changed: Name

    def tested(self) -> target.Tested:
        return target.Tested(self.on, self.people, self.changed)


class StepPart(Part):
    """One text: when it goes, to whom, and its words."""

    id: StepName
    """Fixed and neutral, as 02_gp: what went to whom is remembered by it. With another meaning it gets another."""
    offset: Offset
    """From the anchor: 3d or -1d are calendar days, 2h are hours that pass."""
    at: Clock | None = None
    """Time of day in Scotland, in quotes. With an offset of hours: where the day of the release alone is known."""
    not_before: Clock | None = None
    """With an offset of hours: not earlier in the day than this."""
    on: Literal["open_days"] | None = None
    """open_days: weekdays that are no holiday of the Board; after the anchor the next one, before it the last one."""
    group: Question | None = None
    """Steps that belong together: a late one with `skip_group` takes the later ones of its group with it."""
    if_late: IfLate | None = None
    """What becomes of it when its moment is past; absent: as the sequence says."""
    ask: AskPart | None = None
    only_if: ConditionPart | None = None
    """It goes if all of this is true."""
    unless: ConditionPart | None = None
    """It does not go if all of this is true."""
    replaces: tuple[StepOf, ...] = ()
    """It stands in for these, as [first-weeks/02_gp], for whomever it goes to."""
    optional: bool = False
    """A Board may leave it out, and it gives way first where texts are too many."""
    sensitivity: Literal["opt_in"] | None = None
    """opt_in: it tells something about the person, so only people who agreed get it, and never on a shared phone."""
    welcome: Literal["first", "new_number"] | None = None
    """Says who writes and how to make it end. new_number: for somebody who was welcomed at another number."""
    when: Literal["booked", "changed", "cancelled", "missed"] | None = None
    """Appointments: the news that this tells. Absent: a reminder."""
    notice: Hours | None = None
    """Appointments: only if we heard of it so long ahead."""
    words: AllWords
    """By language. Words that no translator has signed: {needs_translator: "…"}; they are not sent."""
    without_call: AllWords | None = None
    """The words for a Board that phones nobody who replies CALL."""
    accepted: tuple[AcceptedPart, ...] = ()
    """Warnings about the words that were argued and stand."""

    def step(self, if_late: target.IfLate) -> target.Step:
        """The step; `if_late` holds where it names none of its own."""
        return target.Step(
            id=StepId(self.id),
            offset=self.offset,
            words=_signed(self.words),
            at=self.at,
            not_before=self.not_before,
            open_days=self.on is not None,
            group=self.group,
            if_late=self.if_late or if_late,
            ask=self.ask.ask() if self.ask else None,
            only_if=_condition(self.only_if),
            unless=_condition(self.unless),
            replaces=frozenset(_named(name) for name in self.replaces),
            optional=self.optional,
            opt_in=self.sensitivity is not None,
            welcome=target.Welcome(self.welcome) if self.welcome else None,
            when=target.News(self.when) if self.when else None,
            notice=self.notice,
            without_call=_signed(self.without_call or {}),
        )


def _named(name: str) -> target.StepName:
    sequence, _, step = name.partition("/")
    return target.StepName(SequenceId(sequence), StepId(step))


def _all_five(stops: tuple[str, ...]) -> tuple[str, ...]:
    missing = ", ".join(stop for stop in notation.STOPS if stop not in stops)
    if missing:
        message = f"these end every sequence and must stand here: {missing}"
        raise ValueError(message)
    return stops


class SequenceFile(Part):
    """sequences/<id>.yaml."""

    anchor: Literal["liberation_date", "appointment_at"]
    """What the offsets count from."""
    fallback: Language
    """The language for a person whose own has no words yet: every step has words in it."""
    sending: SendingPart | None = None
    only_if: GroupsPart | None = None
    """For every step."""
    max_per_day: Literal[1] = 1
    """A number gets one text a day, whatever stands here: so it is 1."""
    max_in_week: Annotated[int, Field(ge=1, le=7)] = 7
    """In any seven days."""
    max_total: Annotated[int, Field(ge=1)] = 12
    """Of one release, all its sequences together; or about one appointment."""
    stop_on: Annotated[tuple[Stop, ...], AfterValidator(_all_five)]
    """What ends it: five things always, and answers such as gp.joined."""
    if_late: IfLate = target.Step.if_late
    """For each step that says nothing else: {send_within: 48h}, skip or skip_group."""
    tested_with: tuple[TestedPart, ...] = ()
    """People who will get the texts have read them. `check` warns until somebody has."""
    steps: Annotated[tuple[StepPart, ...], Field(min_length=1)]
    """In the order of their days."""

    def sequence(self, sequence_id: str) -> target.Sequence:
        sending = self.sending or SendingPart()
        return target.Sequence(
            id=SequenceId(sequence_id),
            steps=tuple(part.step(self.if_late) for part in self.steps),
            fallback=self.fallback,
            anchor=target.Anchor(self.anchor),
            days=sending.days,
            hours=sending.hours(),
            only_if=self.only_if.condition() if self.only_if else target.ALWAYS,
            most_in_week=self.max_in_week,
            most_in_all=self.max_total,
            stop_on=_answers(self.stop_on),
            tested_with=tuple(part.tested() for part in self.tested_with),
        )


def _answers(stops: tuple[str, ...]) -> Mapping[str, frozenset[str]]:
    """The answers that end the sequence: "gp.joined" is the meaning `joined` of the question `gp`."""
    found: dict[str, frozenset[str]] = {}
    for stop in stops:
        question, dot, meaning = stop.partition(".")
        if dot:
            found[question] = found.get(question, frozenset()) | {meaning}
    return MappingProxyType(found)
