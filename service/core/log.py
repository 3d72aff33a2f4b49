"""Reading the ledger: what a Board may see of its own texts and releases, and national staff of all."""

from dataclasses import dataclass, replace
from datetime import datetime

from service.core.moments import practice_of
from service.core.planning import standing_hold
from service.core.ports import Core
from service.core.records import Attempt, Line, LoggedText, Noted, Receipt, TextFilter
from service.domain.appointment import Appointment
from service.domain.errors import NotFoundError
from service.domain.ids import BoardCode, PersonId, ReleaseId, TextId
from service.domain.release import Hold, Person, Release

_WHOLE = 1000  # more texts than any release has
_FOLLOWING = frozenset({"task.raised", "text.tried_later"})


@dataclass(frozen=True)
class TextHistory:
    """One text with every attempt and every receipt."""

    logged: LoggedText
    attempts: tuple[tuple[Attempt, tuple[Receipt, ...]], ...]


@dataclass(frozen=True)
class Leaf:
    """One page of the log, and where the pages beside it go on; None: there is none."""

    texts: tuple[LoggedText, ...]
    before: TextId | None
    after: TextId | None


@dataclass(frozen=True)
class Happening:
    """One thing that happened to a text."""

    at: datetime  # aware UTC, practice clock
    what: Noted | Attempt | Receipt


@dataclass(frozen=True)
class TextStory:
    """One text with all that happened to it, in order."""

    logged: LoggedText
    happened: tuple[Happening, ...]
    person_id: PersonId | None = None  # None: the person is no longer of this Board


@dataclass(frozen=True)
class ReleaseView:
    release: Release
    person: Person
    hold: Hold | None
    texts: tuple[LoggedText, ...]


@dataclass(frozen=True)
class PersonView:
    """One person with the latest release, as the staff of the home Board may see them."""

    person: Person
    line: Line | None  # None: there is no number yet
    release: Release | None
    hold: Hold | None
    texts: tuple[LoggedText, ...]  # of that release, by due moment
    appointments: tuple[Appointment, ...]  # of that release, by their start


def texts(core: Core, which: TextFilter) -> tuple[LoggedText, ...]:
    """One page of the delivery log. Raises NotFoundError if the page before it ended in a text that is not there."""
    with core.store.read() as tx:
        return tx.log.page(which)


def leaf(core: Core, which: TextFilter, *, back: bool = False) -> Leaf:
    """One page in the order asked for. `back`: the one that ends before `which.after`, in that same order.

    Raises NotFoundError if `which.after` is not there.
    """
    ahead = replace(which, newest_first=which.newest_first != back, limit=which.limit + 1)
    with core.store.read() as tx:
        found = tx.log.page(ahead)
        shown = found[: which.limit]
        behind = replace(ahead, newest_first=not ahead.newest_first, due_before=None, limit=1)
        behind = replace(behind, after=shown[0].text.id) if shown else behind
        is_more_behind = bool(tx.log.page(behind))
    first, last = (shown[0].text.id, shown[-1].text.id) if shown else (which.after, which.after)
    beside = (first if is_more_behind else None, last if len(found) > len(shown) else None)
    return Leaf(shown[::-1], *beside[::-1]) if back else Leaf(shown, *beside)


def text_story(core: Core, board: BoardCode | None, text_id: TextId) -> TextStory:
    """Raises NotFoundError if the Board has no such text; None: whosever it is."""
    history = text_history(core, board, text_id)
    with core.store.read() as tx:
        notes = tx.log.notes(text_id)
        person = tx.people.named(history.logged.person_id) if history.logged.person_id else None
    happened = [(one.wall, Happening(one.at, one)) for one in notes]
    for attempt, receipts in history.attempts:
        happened.append((attempt.wall, Happening(attempt.at, attempt)))
        happened += [(one.wall, Happening(practice_of(core.clock, one.wall), one)) for one in receipts]
    in_order = tuple(one for _, one in sorted(happened, key=lambda pair: (pair[0], _follows(pair[1]))))
    return TextStory(history.logged, in_order, person.id if person and _is_theirs(core, board, person) else None)


def _follows(happening: Happening) -> bool:
    """Of one moment: what somebody else is to do comes behind the answer or the receipt that led to it."""
    return isinstance(happening.what, Noted) and happening.what.action in _FOLLOWING


def text_history(core: Core, board: BoardCode | None, text_id: TextId) -> TextHistory:
    """Raises NotFoundError if the Board has no such text; None: whosever it is."""
    with core.store.read() as tx:
        mine = next(iter(tx.log.page(TextFilter(board, text_id=text_id, limit=1))), None)
        if mine is None:
            raise NotFoundError
        return TextHistory(mine, tuple((one, tx.receipts.of_attempt(one.id)) for one in tx.attempts.of_text(text_id)))


def release_view(core: Core, board: BoardCode, release_id: ReleaseId) -> ReleaseView:
    """Raises NotFoundError if the Board has no such release."""
    with core.store.read() as tx:
        release = tx.releases.find(release_id)
        person = tx.people.get(release.person_id) if release else None
        if release is None or person is None or person.board != board:
            raise NotFoundError
        hold = standing_hold(core, tx, person, release)
        return ReleaseView(release, person, hold, tx.log.page(TextFilter(board, release_id=release_id, limit=_WHOLE)))


def person_view(core: Core, board: BoardCode | None, person_id: PersonId) -> PersonView:
    """Raises NotFoundError if it is no person of the Board; None: whosever it is. After a merge: the record kept."""
    with core.store.read() as tx:
        person = tx.people.named(person_id)
        if person is None or not _is_theirs(core, board, person):
            raise NotFoundError
        line = tx.lines.get(person.number_id) if person.number_id else None
        release = tx.releases.latest(person.id)
        if release is None:
            return PersonView(person, line, None, None, (), ())
        hold = standing_hold(core, tx, person, release)
        texts = tx.log.page(TextFilter(board, release_id=release.id, limit=_WHOLE))
        visits = sorted(tx.appointments.of_release(release.id), key=lambda one: one.start)
        return PersonView(person, line, release, hold, texts, tuple(visits))


def _is_theirs(core: Core, board: BoardCode | None, person: Person) -> bool:
    """Of a Board that is no longer configured nothing can be said."""
    return board in (None, person.board) and person.board in core.config.boards
