"""A health Board, its sender and hours, and the prisons whose healthcare it runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from service.domain.column import Column
from service.domain.ids import BoardCode, PrisonSlug, SequenceId, StepId
from service.domain.number import Number

# Of a British long number. Twilio publishes no figure for one; it is what those report who send from them.
SEGMENTS_A_SECOND = 10.0


@dataclass(frozen=True)
class SenderNumber:
    number: Number
    segments_a_second: float = SEGMENTS_A_SECOND

    @property
    def key(self) -> str:
        return self.number.e164


@dataclass(frozen=True)
class MessagingService:
    sid: str  # MG and 32 hex digits: Twilio picks a number of the pool
    segments_a_second: float = SEGMENTS_A_SECOND  # of the whole pool

    @property
    def key(self) -> str:
        return self.sid


Sender = SenderNumber | MessagingService


@dataclass(frozen=True)
class SendingHours:
    """The hours of a day, Europe/London, in which a text may be handed to the carrier."""

    opens: time  # first minute in which a text may go
    closes: time  # first minute in which none may go any more


class Starts(StrEnum):
    """What a Board waits for before the first text of a release."""

    DATE = "date"  # the day the prison named
    DATE_IF_HEARD = "date_if_heard"  # that day, if the prison told us anything in the 24 hours before
    RELEASED = "released"  # the word that the person is out


@dataclass(frozen=True)
class DangerContacts:
    """Whose e-mail addresses hear, in this order, that somebody is in danger. None: nobody at the Board does."""

    in_hours: tuple[str, ...] = ()
    out_of_hours: tuple[str, ...] = ()


@dataclass(frozen=True)
class Board:
    code: BoardCode
    slug: str  # "greater-glasgow-and-clyde": in event sources and file names
    name: str  # "NHS Greater Glasgow and Clyde": as people read it
    sender: Sender
    hours: SendingHours
    sequences: tuple[SequenceId, ...]
    closed: frozenset[date] = frozenset()  # its area's own holidays, beside Scotland's
    line: str | None = None  # the number to call about an appointment, grouped as it stands in contacts.yaml
    calls_back: bool = True  # somebody phones whoever replies CALL
    starts: Starts = Starts.DATE
    opt_in_groups: frozenset[str] = frozenset()  # those whose texts it sends to people who agreed
    leaves_out: frozenset[StepId] = frozenset()  # optional steps that it does not send
    alerts: str | None = None  # the e-mail address that hears of what is wrong for this Board alone
    danger: DangerContacts = DangerContacts()
    duty: bool = False  # its staff read what numbers that nobody knows write to its sender
    reads_replies: bool = True  # its staff read, in office hours, what people reply
    places: frozenset[str] = frozenset()  # addresses that hold a word from the list, and were let through for a reason


@dataclass(frozen=True)
class Prison:
    slug: PrisonSlug
    name: str
    aliases: tuple[str, ...]
    board: BoardCode
    columns: Mapping[str, Column]  # the headers that this prison's own files have -> what they mean


@dataclass(frozen=True)
class Contact:
    """A phone number that may stand in a text."""

    id: str
    name: str
    number: str  # grouped as it must be written: "0800 22 44 88"
    verified_on: date | None  # the day on which somebody last dialled it
