"""Reading the ledger: what a Board may see of its own texts and releases."""

from dataclasses import dataclass

from service.core.planning import standing_hold
from service.core.ports import Core
from service.core.records import Attempt, LoggedText, Receipt, TextFilter
from service.domain.errors import NotFoundError
from service.domain.ids import BoardCode, ReleaseId, TextId
from service.domain.release import Hold, Person, Release

_WHOLE = 1000  # more texts than any release has


@dataclass(frozen=True)
class TextHistory:
    """One text with every attempt and every receipt."""

    logged: LoggedText
    attempts: tuple[tuple[Attempt, tuple[Receipt, ...]], ...]


@dataclass(frozen=True)
class ReleaseView:
    release: Release
    person: Person
    hold: Hold | None
    texts: tuple[LoggedText, ...]


def texts(core: Core, which: TextFilter) -> tuple[LoggedText, ...]:
    """One page of the delivery log. Raises NotFoundError if the page before it ended in a text that is not there."""
    with core.store.read() as tx:
        return tx.log.page(which)


def text_history(core: Core, board: BoardCode, text_id: TextId) -> TextHistory:
    """Raises NotFoundError if the Board has no such text."""
    with core.store.read() as tx:
        text = tx.texts.find(text_id)
        page = tx.log.page(TextFilter(board, release_id=text.release_id, limit=_WHOLE)) if text else ()
        mine = next((one for one in page if one.text.id == text_id), None)
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
        hold = standing_hold(core, person, release) if release.ended is None else None
        return ReleaseView(release, person, hold, tx.log.page(TextFilter(board, release_id=release_id, limit=_WHOLE)))
