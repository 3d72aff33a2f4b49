"""What the page shows, as plain values: phones, their bubbles, ticks, days. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from types import MappingProxyType
from zoneinfo import ZoneInfo

from service.practice.message import Direction, Message, Status
from service.practice.phones import Line, Phone

LONDON = ZoneInfo("Europe/London")
TINTS = 8  # colours of phones, in practice.css
ShownAt = Callable[[datetime], datetime]  # wall -> the moment that is shown, both aware


@dataclass(frozen=True)
class Mark:
    sign: str
    kind: str  # its class in practice.css
    words: str


_WAITING = Mark("⌚\ufe0e", "waiting", "waiting to be sent")
MARKS: Mapping[Status, Mark] = MappingProxyType(
    {
        Status.ACCEPTED: _WAITING,
        Status.QUEUED: _WAITING,
        Status.SENT: Mark("✓", "sent", "sent"),
        Status.DELIVERED: Mark("✓✓", "arrived", "delivered"),
        Status.UNDELIVERED: Mark("✗", "lost", "not delivered"),
        Status.FAILED: Mark("✗", "lost", "failed"),
        Status.CANCELED: Mark("✗", "lost", "cancelled"),
    }
)
HEARD: Mapping[bool | None, Mark] = MappingProxyType(
    {
        None: Mark("⌚\ufe0e", "waiting", "on its way to the service"),
        True: Mark("✓✓", "arrived", "the service has it"),
        False: Mark("✗", "lost", "the service did not take it"),
    }
)
LEGEND = tuple(MARKS[status] for status in (Status.QUEUED, Status.SENT, Status.DELIVERED, Status.UNDELIVERED))


@dataclass(frozen=True)
class Bubble:
    id: str
    who: str  # "service", "carrier" or "person": its class in practice.css
    speaker: str = field(repr=False)
    words: str = field(repr=False)
    at: datetime  # London
    mark: Mark
    fresh: bool  # the browser has not seen it yet


@dataclass(frozen=True)
class Screen:
    """One phone as it is drawn."""

    id: str = field(repr=False)
    e164: str = field(repr=False)
    number: str = field(repr=False)  # as people write it
    tint: int
    bubbles: tuple[Bubble, ...]
    blocks: tuple[str, ...] = field(repr=False)  # numbers, as people write them
    answers_to: str = field(repr=False)  # E.164: whom the person texts unless they choose
    fresh: bool  # the browser has not seen the phone yet
    changed: bool  # it has not seen it as it is now

    @property
    def last(self) -> Bubble | None:
        return self.bubbles[-1] if self.bubbles else None

    @property
    def days(self) -> list[tuple[str, list[Bubble]]]:
        by_day = groupby(self.bubbles, key=lambda bubble: bubble.at.date())
        return [(f"{day:%A} {day.day} {day:%B}", list(bubbles)) for day, bubbles in by_day]

    @property
    def rings(self) -> bool:
        """Somebody has texted this phone, and the browser has not seen it yet."""
        return any(bubble.fresh and bubble.who != "person" for bubble in self.bubbles)


def screen(phone: Phone, senders: tuple[str, ...], shown_at: ShownAt, since: int | None) -> Screen:
    """`since`: the version that the browser shows; None: nothing yet, so that nothing stands out as new."""
    return Screen(
        id=phone.number.removeprefix("+"),
        e164=phone.number,
        number=written(phone.number),
        tint=int(phone.number[-2:]) % TINTS,
        bubbles=tuple(_bubble(line, shown_at, since) for line in phone.lines),
        blocks=tuple(written(number) for number in senders if number in phone.blocks),
        answers_to=_last_sender(phone, senders),
        fresh=since is not None and phone.born > since,
        changed=since is None or phone.changed > since,
    )


def clock(now: datetime, shown_at: ShownAt) -> str:
    """Such as "Tuesday 22 December 2026, 09:40"."""
    at = _london(now, shown_at)
    return f"{at:%A} {at.day} {at:%B %Y, %H:%M}"


def written(number: str) -> str:
    """A British number as people write it, "07700 900123"; any other as it is."""
    national = f"0{number[3:]}"
    return f"{national[:5]} {national[5:]}" if number.startswith("+44") and len(national) == 11 else number


def _bubble(line: Line, shown_at: ShownAt, since: int | None) -> Bubble:
    message = line.message
    who, speaker = _speaker(message)
    return Bubble(
        id=f"text-{message.serial}",
        who=who,
        speaker=speaker,
        words=message.text.body,
        at=_london(message.created, shown_at),
        mark=_mark(message),
        fresh=since is not None and line.born > since,
    )


def _speaker(message: Message) -> tuple[str, str]:
    if message.text.direction is Direction.INBOUND:
        return "person", "This phone"
    if message.text.automatic:
        return "carrier", "Automatic answer"
    return "service", written(message.text.sender)


def _mark(message: Message) -> Mark:
    if message.text.direction is Direction.INBOUND:
        return HEARD[message.heard]
    mark = MARKS[message.status]
    if message.error is None:
        return mark
    return Mark(mark.sign, mark.kind, f"{mark.words}: {message.error.words} ({message.error.code})")


def _last_sender(phone: Phone, senders: tuple[str, ...]) -> str:
    """The number of ours that it last had to do with."""
    if not phone.lines:
        return senders[0]
    text = max((line.message for line in phone.lines), key=lambda message: message.serial).text
    return text.to if text.direction is Direction.INBOUND else text.sender


def _london(moment: datetime, shown_at: ShownAt) -> datetime:
    return shown_at(moment).astimezone(LONDON)
