"""How to reach a person: what one event says of it, and what holds of all that was said, in the order of time."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from service.domain.number import Number


class SafeToText(StrEnum):
    YES = "yes"
    SHARED = "shared"  # somebody else holds the phone too
    NO = "no"


@dataclass(frozen=True)
class OptIn:
    """An agreement to texts that reveal something. Only a Board's own staff may record one."""

    group: str
    agreed_on: date
    recorded_by: str = field(repr=False)


@dataclass(frozen=True)
class Worker:
    """The person's named worker."""

    name: str = field(repr=False)
    phone: str = field(repr=False)


@dataclass(frozen=True)
class Contact:
    """What an event says of how to reach a person. None is "not said"."""

    first_name: str | None = field(default=None, repr=False)
    number: Number | None = None
    language: str | None = None
    groups: tuple[str, ...] | None = None
    opt_ins: tuple[OptIn, ...] | None = None
    confirmed_by_person: bool | None = None
    confirmed_on: date | None = None
    safe_to_text: SafeToText | None = None
    under_18: bool | None = None
    council_area: str | None = field(default=None, repr=False)  # where they will live, as councils.yaml names it
    worker: Worker | None = field(default=None, repr=False)


OF_THE_NUMBER = ("confirmed_by_person", "confirmed_on", "safe_to_text")
NEVER = datetime.min.replace(tzinfo=UTC)
MOST_TIMES = 50  # of one number: a list may name it every day
_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Said:
    """All that was said of the contact: the same in whatever order it was heard, and however often.

    Of each fact the last word in time counts. What is said of the number, in a word with it or without, holds from the
    first word of that number until a word of another one: a new number inherits no confirmation. A late word may move
    where that begins, so a fact that does not hold now is kept, and so are the times at which the number was said.
    """

    latest: Contact = Contact()  # each fact as it was last said, whether it holds or not
    times: Mapping[str, datetime] = field(default_factory=dict)  # when that was, of each but the number
    number_times: tuple[datetime, ...] = ()  # when the number was said since another one was, the first of them first
    other_number_at: datetime = NEVER  # when another one was last said

    @classmethod
    def once(cls, word: Contact, time: datetime) -> "Said":
        names = [name for name, value in vars(word).items() if value is not None and name != "number"]
        return cls(word, dict.fromkeys(names, time), () if word.number is None else (time,))

    @property
    def contact(self) -> Contact:
        """What holds."""
        begun = self.number_times[0] if self.number_times else NEVER
        past = [name for name in OF_THE_NUMBER if self.times.get(name, begun) < begun]
        return replace(self.latest, **dict.fromkeys(past))

    def heard(self, word: Contact, time: datetime) -> "Said":
        """With one more word. Of two of the same moment the later to come counts, as if it had been said after."""
        is_new = word.number not in (None, self.latest.number)
        if is_new and self.number_times[-1:] == (time,):
            time += _MOMENT
        return self.joined(Said.once(word, time))

    def joined(self, other: "Said") -> "Said":
        newer = {name: time for name, time in other.times.items() if time >= self.times.get(name, NEVER)}
        facts = {name: getattr(other.latest, name) for name in newer}
        first, last = sorted((self, other), key=lambda said: said.number_times[-1:])
        is_same = first.latest.number in (None, last.latest.number)
        changed = max(last.other_number_at, first.other_number_at if is_same else first.number_times[-1])
        spoken = sorted({*last.number_since(changed), *(first.number_since(changed) if is_same else ())})
        return Said(
            replace(self.latest, number=last.latest.number, **facts),
            {**self.times, **newer},
            (*spoken[:1], *spoken[1:][1 - MOST_TIMES :]),
            changed,
        )

    def number_since(self, changed: datetime) -> tuple[datetime, ...]:
        """When the number was said after another one was.

        Where there were too many to keep, those after the first are gone. Then the number is taken to have begun at
        once: better that a word against texting it holds too long than that it is lost.
        """
        after = tuple(time for time in self.number_times if time > changed)
        is_unsure = len(self.number_times) == MOST_TIMES and len(after) == MOST_TIMES - 1
        return (changed + _MOMENT, *after) if is_unsure else after

    def without_number(self) -> "Said":
        """Nor anything that was said of it."""
        gone = dict.fromkeys(("number", *OF_THE_NUMBER))
        times = {name: time for name, time in self.times.items() if name not in gone}
        return Said(replace(self.latest, **gone), times)
