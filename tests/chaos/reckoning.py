"""The carrier's ledger held against the database, once everything has come to rest. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from service.domain.text import Reason, State
from service.schedules.answers import ANSWERS

AT_CARRIER = frozenset({State.ACCEPTED, State.SENT, State.DELIVERED, State.UNDELIVERED, State.FAILED})
ON_ITS_WAY = frozenset({State.CLAIMED, State.UNKNOWN})
NEEDS_REASON = frozenset({State.CANCELLED, State.SKIPPED, State.REVIEW})


@dataclass(frozen=True)
class Taken:
    """A message that the carrier has."""

    sid: str
    to: str = field(repr=False)
    words: str = field(repr=False)
    ref: str  # the attempt's id, from the address of the status callback
    created: datetime  # aware UTC, wall clock


@dataclass(frozen=True)
class Tried:
    """An attempt as the database has it."""

    ref: str
    text: str
    number: str = field(repr=False)
    words: str = field(repr=False)
    sid: str | None
    wall: datetime  # aware UTC, wall clock: when it was claimed
    noted: int  # the journal's entry of its claim; they are numbered in the order of the commits


@dataclass(frozen=True)
class Planned:
    """A text as the database has it."""

    id: str
    number: str = field(repr=False)
    step: str  # with its sequence and occasion
    state: State
    reason: Reason | None
    due_at: datetime  # aware UTC, practice clock
    ref: str | None  # of the attempt that holds it or sent it

    @property
    def should_be_at_carrier(self) -> bool:
        """A number that cannot get texts was refused: that one the carrier has not."""
        return self.state in AT_CARRIER and self.reason is not Reason.NOT_TEXTABLE


@dataclass(frozen=True)
class Left:
    """Somebody who texted STOP."""

    number: str = field(repr=False)
    noted: int | None  # the journal's entry of it; None: nobody heard it
    said_to_nobody: datetime | None = None  # wall clock: no process ran, and none may claim anything before it is heard


@dataclass(frozen=True)
class Books:
    """Both sides. Nothing in either may be on its way any more."""

    taken: tuple[Taken, ...]
    tried: tuple[Tried, ...]
    planned: tuple[Planned, ...]
    now: datetime  # aware UTC, practice clock: when they were closed
    lease: timedelta  # wall clock: as long as a call that was begun may still go through
    promised: frozenset[str] = field(default=frozenset(), repr=False)  # numbers of which an event was accepted
    left: tuple[Left, ...] = ()
    asked: frozenset[str] = field(default=frozenset(), repr=False)  # numbers whose question was taken as it came

    @cached_property
    def by_ref(self) -> dict[str, Tried]:
        return {one.ref: one for one in self.tried}

    @cached_property
    def texts_taken(self) -> Counter[str]:
        """How often the carrier took each text."""
        return Counter(self.by_ref[one.ref].text for one in self.taken if one.ref in self.by_ref)


@dataclass(frozen=True)
class Reckoning:
    """Every fault by the id of its text, attempt or message; empty where all is well."""

    lost: tuple[str, ...]  # said to have gone and not at the carrier, due and never tried, or promised and not planned
    twice: tuple[str, ...]  # more than once at the carrier
    unknown: tuple[str, ...]  # claimed or unknown, though everything has come to rest
    unseen: tuple[str, ...]  # at the carrier, and the text does not say so
    strange: tuple[str, ...]  # messages that are no attempt's or two attempts', or not what was to be sent
    unreasoned: tuple[str, ...]  # ended without a reason
    unheard: tuple[str, ...]  # a STOP that nobody heard, or after which something is still planned
    unanswered: tuple[str, ...]  # a question that was taken, and no answer to it was ever planned
    after_stop: tuple[str, ...]  # messages taken after a STOP was heard that were not in flight by then
    review: int

    @property
    def is_exact(self) -> bool:
        faults = self.lost, self.twice, self.unknown, self.unseen, self.strange, self.unreasoned
        return not any((*faults, self.unheard, self.unanswered, self.after_stop))


def reckon(books: Books) -> Reckoning:
    return Reckoning(
        lost=tuple(_lost(books)),
        twice=tuple(_twice(books)),
        unknown=tuple(one.id for one in books.planned if one.state in ON_ITS_WAY),
        unseen=tuple(_unseen(books)),
        strange=tuple(_strange(books)),
        unreasoned=tuple(one.id for one in books.planned if one.state in NEEDS_REASON and one.reason is None),
        unheard=tuple(_unheard(books)),
        unanswered=tuple(_unanswered(books)),
        after_stop=tuple(_after_stop(books)),
        review=sum(one.state is State.REVIEW for one in books.planned),
    )


def _lost(books: Books) -> Iterable[str]:
    for text in books.planned:
        never_tried = text.state is State.PLANNED and text.due_at <= books.now
        gone_nowhere = text.should_be_at_carrier and not books.texts_taken[text.id]
        if never_tried or gone_nowhere:
            yield text.id
    planned_for = {one.number for one in books.planned}
    yield from (f"planned for nobody: *{number[-3:]}" for number in sorted(books.promised - planned_for))


def _twice(books: Books) -> Iterable[str]:
    """By the attempts' texts; by what the phones show; and by what was meant for them."""
    yield from (text for text, times in books.texts_taken.items() if times > 1)
    shown = Counter((one.to, one.words) for one in books.taken)
    yield from (f"the same words to *{number[-3:]}" for (number, _), times in shown.items() if times > 1)
    gone = Counter((one.number, one.step) for one in books.planned for _ in range(books.texts_taken[one.id]))
    yield from (f"{step} to *{number[-3:]}" for (number, step), times in gone.items() if times > 1)


def _unseen(books: Books) -> Iterable[str]:
    known = AT_CARRIER | ON_ITS_WAY
    return (one.id for one in books.planned if books.texts_taken[one.id] and one.state not in known)


def _strange(books: Books) -> Iterable[str]:
    owners = Counter(one.sid for one in books.tried if one.sid is not None)
    yield from (sid for sid, times in owners.items() if times > 1)
    yield from (one.sid for one in books.taken if not _is_of_its_attempt(books, one))
    here = {one.sid for one in books.taken}
    yield from (one.ref for one in books.tried if one.sid is not None and one.sid not in here)


def _is_of_its_attempt(books: Books, message: Taken) -> bool:
    attempt = books.by_ref.get(message.ref)
    if attempt is None or (attempt.number, attempt.words) != (message.to, message.words):
        return False
    return attempt.sid == message.sid


def _unheard(books: Books) -> Iterable[str]:
    planned = {one.number for one in books.planned if one.state is State.PLANNED}
    return (f"*{one.number[-3:]}" for one in books.left if one.noted is None or one.number in planned)


def _unanswered(books: Books) -> Iterable[str]:
    """What became of the answer is told by what became of its text."""
    answered = {one.number for one in books.planned if one.step.startswith(f"{ANSWERS}/")}
    return (f"*{number[-3:]}" for number in sorted(books.asked - answered))


def _after_stop(books: Books) -> Iterable[str]:
    left = {one.number: one for one in books.left}
    for message in books.taken:
        attempt, person = books.by_ref.get(message.ref), left.get(message.to)
        if attempt and person and (_is_claimed_after(attempt, person) or message.created > attempt.wall + books.lease):
            yield message.sid


def _is_claimed_after(attempt: Tried, left: Left) -> bool:
    is_after_hearing = left.noted is not None and attempt.noted > left.noted
    return is_after_hearing or (left.said_to_nobody is not None and attempt.wall > left.said_to_nobody)
