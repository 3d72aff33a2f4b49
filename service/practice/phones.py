"""What people see on their phones, and what is on its way there. The exchange guards it with its lock."""

from dataclasses import dataclass, field, replace
from itertools import islice

from service.practice.message import ONWARD, Direction, Message, Status, Text

ARRIVED = frozenset({Status.DELIVERED, Status.RECEIVED})
PAGE = 48  # phones
LINES = 100  # of one phone, the newest


@dataclass(frozen=True)
class Line:
    message: Message  # with its words, whatever the carrier has since forgotten
    born: int  # the version with which it came up


@dataclass(frozen=True)
class Phone:
    """One phone as it is at one version."""

    number: str = field(repr=False)  # E.164
    born: int  # the version with which it came up
    changed: int  # the version with which it last changed
    lines: tuple[Line, ...]  # as they arrived or were given up, then what is on its way
    blocks: frozenset[str] = field(repr=False)  # numbers of ours that it hears no more


@dataclass(frozen=True)
class Page:
    """Phones in the order in which they came up, so that none ever changes its place."""

    version: int
    number: int  # from 0
    total: int  # phones on all pages
    phones: tuple[Phone, ...]


@dataclass
class _Kept:
    place: int  # among all phones, from 0
    born: int
    changed: int
    lines: dict[str, Line] = field(default_factory=dict)  # by sid
    blocks: set[str] = field(default_factory=set)


class Phones:
    def __init__(self) -> None:
        self.version = 0  # one higher with each change
        self._kept: dict[str, _Kept] = {}  # by number, in the order they came up

    def put(self, message: Message) -> None:
        """A message that is new, or came one step further."""
        kept = self._of(message.text.person)
        known = kept.lines.get(message.sid)
        if known:
            message = replace(message, text=known.message.text)
            if message.status not in ONWARD and known.message.status in ONWARD:
                del kept.lines[message.sid]  # it stands where it arrived, not where it set out
        kept.lines[message.sid] = Line(message, known.born if known else self.version)

    def bring_in(self, number: str) -> None:
        if number not in self._kept:
            self._of(number)

    def set_blocked(self, person: str, number: str, *, blocked: bool) -> None:
        blocks = self._of(person).blocks
        if blocked:
            blocks.add(number)
        else:
            blocks.discard(number)

    def conversation(self, person: str) -> tuple[Message, ...]:
        kept = self._kept.get(person)
        lines = kept.lines.values() if kept else ()
        return tuple(line.message for line in lines if line.message.status in ARRIVED)

    def texts(self) -> list[Message]:
        """Every text that the service sent, oldest first; the carrier's automatic answers are not its own."""
        lines = (line.message for kept in self._kept.values() for line in kept.lines.values())
        ours = (message for message in lines if _is_the_services(message.text))
        return sorted(ours, key=lambda message: message.serial)

    def page(self, number: int) -> Page:
        """The page of this number; the last one when there are not so many."""
        number = min(number, max(len(self._kept) - 1, 0) // PAGE)
        people = islice(self._kept, number * PAGE, (number + 1) * PAGE)
        return Page(self.version, number, len(self._kept), tuple(self._phone(person) for person in people))

    def page_of(self, person: str) -> int:
        kept = self._kept.get(person)
        return kept.place // PAGE if kept else 0

    def _of(self, person: str) -> _Kept:
        self.version += 1
        kept = self._kept.get(person)
        if kept is None:
            kept = self._kept[person] = _Kept(len(self._kept), self.version, self.version)
        kept.changed = self.version
        return kept

    def _phone(self, number: str) -> Phone:
        kept = self._kept[number]
        lines = sorted(kept.lines.values(), key=_under_way)[-LINES:]
        return Phone(number, kept.born, kept.changed, tuple(lines), frozenset(kept.blocks))


def _under_way(line: Line) -> bool:
    return line.message.status in ONWARD


def _is_the_services(text: Text) -> bool:
    return text.direction is not Direction.INBOUND and not text.automatic
