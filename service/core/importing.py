"""The trip of a list: each row goes the way of an event, in a transaction of its own. Who is not in it stays as is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from enum import StrEnum

from service.core.intake import receive
from service.core.ports import Core, Store, Transaction
from service.domain.errors import ReleaseDayError, UnavailableError
from service.domain.event import Answer, Event, Outcome
from service.domain.listing import ListedEvent, Listing


class Came(StrEnum):
    """What came of a row that had no fault."""

    ACCEPTED = "accepted"
    UNCHANGED = "unchanged"  # it says what was known, or was overtaken
    HELD = "held"


@dataclass(frozen=True)
class TakenRow:
    row: ListedEvent
    came: Came
    reason: str | None  # why it is held, as far as a prison may know


@dataclass(frozen=True)
class Imported:
    rows: tuple[TakenRow, ...]
    listing: Listing

    @property
    def accepted(self) -> int:
        return self._count(Came.ACCEPTED)

    @property
    def unchanged(self) -> int:
        return self._count(Came.UNCHANGED) + len(self.listing.repeats)

    @property
    def held(self) -> tuple[TakenRow, ...]:
        return tuple(row for row in self.rows if row.came is Came.HELD)

    def _count(self, came: Came) -> int:
        return sum(row.came is came for row in self.rows)


def take(
    core: Core, listing: Listing, *, keep: bool = True, after_each: Callable[[], object] = lambda: None
) -> Imported:
    """Take the rows in; with `keep` false each is undone again, and the answer is what it would have been.

    Raises:
        UnavailableError: the database stopped answering. The rows before that are stored, and count as unchanged when
            the list is sent again.
    """
    taken: list[TakenRow] = []
    for row in listing.rows:
        try:
            taken.append(_take_row(core, row, keep=keep))
        except UnavailableError as error:
            message = f"the database stopped answering after {len(taken)} rows: send the list again later"
            raise UnavailableError(message) from error
        after_each()
    return Imported(tuple(taken), listing)


def _take_row(core: Core, row: ListedEvent, *, keep: bool) -> TakenRow:
    store = _Watched(core.store, row.event, keep=keep)
    answer = receive(replace(core, store=store), row.event)
    came = _came(answer, changed=store.changed)
    return TakenRow(row, came, answer.held_reason if came is Came.HELD else None)


def _came(answer: Answer, *, changed: bool) -> Came:
    """A row that says again what is known is unchanged, though its release may still wait for something."""
    not_taken = answer.outcome is Outcome.HELD and answer.release_id is None
    if answer.outcome in (Outcome.DUPLICATE, Outcome.IGNORED) or not (changed or not_taken):
        return Came.UNCHANGED
    return Came.HELD if answer.outcome is Outcome.HELD else Came.ACCEPTED


class _UndoneError(ReleaseDayError):
    """Ends a transaction of which nothing is to be kept."""


class _Watched:
    """The store for one row: sees whether what is known of the person changed, and undoes it where that is asked."""

    def __init__(self, store: Store, event: Event, *, keep: bool) -> None:
        self.changed = False
        self.read, self.beat, self.ready = store.read, store.beat, store.ready
        self._store, self._event, self._keep = store, event, keep

    @contextmanager
    def write(self, actor: str) -> Iterator[Transaction]:
        with suppress(_UndoneError), self._store.write(actor) as tx:
            before = _known(tx, self._event)
            yield tx
            self.changed = _known(tx, self._event) != before
            if not self._keep:
                raise _UndoneError


def _known(tx: Transaction, event: Event) -> object:
    """What is known of the person, whoever said it and when."""
    person = tx.people.find(event.prison_number)
    if person is None:
        return None
    release = tx.releases.latest(person.id)
    undated = replace(release, date_as_of=None) if release else None
    ended = (person.returned_at is not None, person.died_at is not None)
    return person.board, person.contact, person.number_id, ended, undated
