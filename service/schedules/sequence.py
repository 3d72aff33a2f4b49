"""What a Board configures: the steps of a sequence, when each should go, to whom, and its words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from service.domain.board import SendingHours
from service.domain.ids import SequenceId, StepId

EVERY_DAY = frozenset(range(7))  # Monday is 0


class Anchor(StrEnum):
    """What the offsets of a sequence count from."""

    LIBERATION = "liberation_date"
    APPOINTMENT = "appointment_at"


class News(StrEnum):
    """What became of an appointment. A step for news counts from it, and is not a reminder."""

    BOOKED = "booked"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    MISSED = "missed"  # counts from the appointment's day, not from when we heard

    @property
    def stands(self) -> bool:
        """The appointment is still to come, as far as this news goes."""
        return self in (News.BOOKED, News.CHANGED)


class Welcome(StrEnum):
    FIRST = "first"
    NEW_NUMBER = "new_number"  # the person was welcomed already, at another number


@dataclass(frozen=True)
class Days:
    """Calendar days in Scotland, at a time of day: the hour on the clock stays when the clocks change."""

    days: int  # negative: before the anchor


@dataclass(frozen=True)
class Elapsed:
    """Hours that pass, whatever the clocks do meanwhile."""

    time: timedelta  # negative: before the anchor


Offset = Days | Elapsed


@dataclass(frozen=True)
class SendWithin:
    """Still sent if it is no later than this; else left out."""

    time: timedelta


@dataclass(frozen=True)
class Skip:
    """Sent on its own day or not at all."""


@dataclass(frozen=True)
class SkipGroup:
    """Sent on its own day; else it and all later steps of its group are left out."""


IfLate = SendWithin | Skip | SkipGroup


@dataclass(frozen=True)
class Ask:
    """The question a text puts, and what each answer means."""

    question: str
    answers: Mapping[str, str]  # what the person types -> the meaning: {"1": "joined", "2": "not_joined"}

    @property
    def by_digits(self) -> bool:
        return any(answer.isdigit() for answer in self.answers)


@dataclass(frozen=True)
class Condition:
    """True if every part that is filled in is true."""

    groups: frozenset[str] = frozenset()  # the person is in one of these
    answers: Mapping[str, frozenset[str]] = field(
        default_factory=lambda: MappingProxyType({})
    )  # one of these was given
    sent: frozenset[StepId] = frozenset()  # one of these steps went, or a variant in its place, or is planned before
    delivered: bool = False  # an earlier text of the same appointment reached the phone

    @property
    def is_empty(self) -> bool:
        return not (self.groups or self.answers or self.sent or self.delivered)


ALWAYS = Condition()


class StepName(NamedTuple):
    """A step, named from another sequence: first-weeks/02_gp."""

    sequence: SequenceId
    step: StepId


@dataclass(frozen=True)
class Step:
    id: StepId
    offset: Offset
    words: Mapping[str, str]  # language tag -> words with {placeholders}, each signed by a translator or written here
    at: time | None = None  # Europe/London. With an offset of hours: for a release of which the date alone is known
    not_before: time | None = None  # Europe/London, for an offset of hours
    open_days: bool = False  # only on a weekday that is no holiday of the Board
    group: str | None = None
    if_late: IfLate = SendWithin(timedelta(hours=48))
    ask: Ask | None = None
    only_if: Condition = ALWAYS
    unless: Condition = ALWAYS  # an empty one forbids nothing
    replaces: frozenset[StepName] = frozenset()
    optional: bool = False  # a Board may leave it out, and it is the first to give way where texts are too many
    opt_in: bool = False  # tells something about the person: only to somebody who agreed, never on a shared phone
    welcome: Welcome | None = None
    when: News | None = None  # appointments: the news that makes it; None: a reminder
    notice: timedelta | None = None  # appointments: only if told so long ahead
    without_call: Mapping[str, str] = field(
        default_factory=lambda: MappingProxyType({})
    )  # for a Board that phones nobody


@dataclass(frozen=True)
class Tested:
    """Who read the texts before they went out, and what was changed for it."""

    on: date
    people: int
    changed: str


@dataclass(frozen=True)
class Sequence:
    id: SequenceId
    steps: tuple[Step, ...]  # in the order in which they go
    fallback: str  # the language of a person whose own has no words yet
    anchor: Anchor = Anchor.LIBERATION
    days: frozenset[int] = EVERY_DAY  # weekdays on which it may send
    hours: SendingHours | None = None  # narrower than the Board's; None: the Board's
    only_if: Condition = ALWAYS  # for every step
    most_in_week: int = 7  # texts of the same kind of anchor in any seven days
    most_in_all: int = 12  # texts of one release, or about one appointment
    stop_on: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))  # answers that end it
    tested_with: tuple[Tested, ...] = ()

    def step(self, step_id: StepId) -> Step | None:
        return next((one for one in self.steps if one.id == step_id), None)
