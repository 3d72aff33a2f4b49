"""What a worker does between texts: find the claims of workers that died, and the prisons that have gone silent."""

import logging
from dataclasses import replace
from datetime import date, timedelta

from service.core.planning import PRISON_SILENT_AFTER, replan
from service.core.ports import Core
from service.domain.board import Starts
from service.domain.london import london_day
from service.domain.release import Release
from service.domain.text import Reason, State

log = logging.getLogger(__name__)

_WAITED = timedelta(days=14)  # a release that waited longer for its prison's word is staff's to start


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
    with core.store.read() as tx:
        awaited = tx.releases.awaited(today - _WAITED, date.max)
        heard = {one.prison: tx.prisons.last_heard(one.prison) for one in awaited if one.prison is not None}
    late = core.clock.now() - PRISON_SILENT_AFTER
    silent = tuple(sorted(prison for prison, at in heard.items() if at is None or at < late))
    if silent:
        log.warning("prisons with planned releases that have told nothing for a day: %s", ", ".join(silent))
    for prison in silent:
        with core.store.write(actor=worker) as tx:
            tx.journal.ask_staff("prison_silent", about={"prison": prison}, once=f"{prison} {heard[prison]}")
    for release in awaited:
        if release.prison not in silent and _has_come(release, today):
            _go_on(core, worker, release)
    return silent


def _has_come(release: Release, today: date) -> bool:
    return release.liberation_date is not None and release.liberation_date <= today


def _go_on(core: Core, worker: str, release: Release) -> None:
    """Plan what waited for a word of the prison."""
    with core.store.read() as tx:
        person = tx.people.get(release.person_id)
        waits = core.config.boards[person.board].starts is Starts.DATE_IF_HEARD and person.number_id is not None
        if not waits or any(text.state is not State.CANCELLED for text in tx.texts.of_release(release.id)):
            return
    with core.store.write(actor=worker) as tx:
        tx.lines.hold(person.number_id)
        replan(core, tx, tx.people.get(release.person_id), tx.releases.get(release.id))
