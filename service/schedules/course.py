"""What a plan is made from: sequences with their anchors, the facts about a person, and what has already happened."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from types import MappingProxyType

from service.domain.appointment import Appointment, Status
from service.domain.board import SendingHours
from service.domain.ids import StepId
from service.domain.london import at
from service.domain.text import Key
from service.schedules.calendar import Calendar
from service.schedules.sequence import News, Sequence, Step, Welcome


@dataclass(frozen=True)
class Liberation:
    """When a person leaves, as far as it is known."""

    day: date  # in Scotland
    heard_at: datetime | None = None  # aware UTC: the release, or its arrival here if later; None: the date alone


@dataclass(frozen=True)
class Visit:
    """An appointment, and what is known of the texts about it."""

    appointment: Appointment
    told: bool = False  # some text about it went, whatever time or place it named
    delivered: bool = False  # and one is known to have reached the phone
    out_from: date = date.min  # in Scotland: before this day the person cannot be told
    told_before: bool = False  # of those texts one named another time or place

    @property
    def known_from(self) -> datetime:
        """Aware UTC: when the present time was heard of, by somebody who could be told."""
        return max(self.appointment.heard_at, at(self.out_from, time.min))

    @property
    def news(self) -> News | None:
        """The latest; None: the person was there, or nothing can be said."""
        match self.appointment.status:
            case Status.BOOKED:
                return News.CHANGED if self.appointment.changed and self.told_before else News.BOOKED
            case Status.CANCELLED:
                return News.CANCELLED
            case Status.NOSHOW:
                return None if self.appointment.is_missed_early else News.MISSED
            case Status.FULFILLED:
                return None


@dataclass(frozen=True)
class Course:
    """One sequence, run once: for a release, or for one appointment."""

    sequence: Sequence
    anchor: Liberation | Visit

    @property
    def occasion(self) -> str:
        return self.anchor.appointment.occasion if isinstance(self.anchor, Visit) else ""

    def key(self, step: Step) -> Key:
        return Key(self.sequence.id, step.id, self.occasion)


@dataclass(frozen=True)
class Facts:
    """What conditions look at."""

    groups: frozenset[str] = frozenset()  # also those agreed to, if the Board sends their texts
    shared: bool = False  # somebody else holds the phone too
    answers: Mapping[tuple[str, str], str] = field(default_factory=lambda: MappingProxyType({}))  # occasion, question
    left_out: frozenset[StepId] = frozenset()  # optional steps that the Board does not send


@dataclass(frozen=True)
class Place:
    """When a Board's texts may go."""

    hours: SendingHours
    calendar: Calendar


@dataclass(frozen=True)
class WelcomeNeeded:
    """Nothing goes to this number before it was welcomed."""

    how: Welcome
    occasion: str = ""


@dataclass(frozen=True)
class Past:
    """What has happened already, and what others with the same number take up."""

    gone: Mapping[Key, date] = field(default_factory=lambda: MappingProxyType({}))  # that went, with the London day
    passed: frozenset[Key] = frozenset()  # whose moment came while nothing might go: they do not come back
    taken: frozenset[date] = frozenset()  # days on which the same number gets a text of another release
    firm: frozenset[date] = frozenset()  # those of them that do not give way to an appointment
    welcome: WelcomeNeeded | None = None
    free_from: date = date.min  # no text before this day


@dataclass(frozen=True)
class PlannedText:
    key: Key
    wanted_at: datetime  # aware UTC: when it would go if nothing stood in its way; lateness counts from here
    due_at: datetime  # aware UTC
    welcome: bool = False
