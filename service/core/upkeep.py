"""What a worker does between texts: find the claims of workers that died, and the prisons that have gone silent."""

import logging
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import cast

from service.core.planning import PRISON_SILENT_AFTER, replan
from service.core.ports import Core, Transaction
from service.domain.board import Starts
from service.domain.ids import PrisonSlug
from service.domain.london import london_day
from service.domain.release import Release
from service.domain.text import Reason, State

log = logging.getLogger(__name__)

_WAITED = timedelta(days=14)  # a release that waited longer for its prison's word is staff's to start
_NEVER = datetime.min.replace(tzinfo=UTC)


def end_stale_claims(core: Core, worker: str) -> int:
    """A lease that ended belongs to a dead worker: nobody can say whether its text went. How many there were."""
    with core.store.read() as tx:
        if not tx.texts.stale_claims(core.clock.wall()):
            return 0
    with core.store.write(actor=worker) as tx:
        stale = tx.texts.stale_claims(core.clock.wall())
        for text in stale:
            tx.texts.save(replace(text, state=State.UNKNOWN, lease_until=None, reason=Reason.LEASE_ENDED))
            tx.journal.note("text.unknown", about={"text": text.id}, why=Reason.LEASE_ENDED)
    if stale:
        log.warning("claims of a dead worker ended as unknown: %s", len(stale))
    return len(stale)


def watch_prisons(core: Core, worker: str) -> tuple[str, ...]:
    """Tell staff of prisons that planned releases and then fell silent, and go on where one is heard again. Who is."""
    today = london_day(core.clock.now())
    late = core.clock.now() - PRISON_SILENT_AFTER
    with core.store.read() as tx:
        awaited = tx.releases.awaited(today - _WAITED, date.max)
        heard = tx.prisons.heard()
        silent = tuple(sorted({prison for prison in map(_prison, awaited) if heard.get(prison, _NEVER) < late}))
        waiting = [one for one in awaited if _prison(one) not in silent and _waits(core, tx, one, today)]
    if silent:
        log.warning("prisons with planned releases that have told nothing for a day: %s", ", ".join(silent))
    for prison in silent:
        with core.store.write(actor=worker) as tx:
            tx.journal.ask_staff("prison_silent", about={"prison": prison}, once=f"{prison} {heard.get(prison)}")
    for release in waiting:
        _go_on(core, worker, release)
    return silent


def _prison(release: Release) -> PrisonSlug:
    """Of one that is awaited, there is one."""
    return cast("PrisonSlug", release.prison)


def _waits(core: Core, tx: Transaction, release: Release, today: date) -> bool:
    """Its day has come, nothing is planned for it, and its Board asked for a word of the prison before that."""
    if release.liberation_date is None or release.liberation_date > today or not _asks_for_word(core):
        return False
    person = tx.people.get(release.person_id)
    board = core.config.boards.get(person.board)
    if board is None or board.starts is not Starts.DATE_IF_HEARD or person.number_id is None:
        return False
    return all(text.state is State.CANCELLED for text in tx.texts.of_release(release.id))


def _asks_for_word(core: Core) -> bool:
    return any(board.starts is Starts.DATE_IF_HEARD for board in core.config.boards.values())


def _go_on(core: Core, worker: str, release: Release) -> None:
    """Plan what waited for a word of the prison."""
    with core.store.write(actor=worker) as tx:
        person = tx.people.get(release.person_id)
        if person.number_id is not None:
            tx.lines.hold(person.number_id)
            replan(core, tx, tx.people.get(release.person_id), tx.releases.get(release.id))
