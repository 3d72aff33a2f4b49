"""What a worker does between texts: find the claims of workers that died."""

from dataclasses import replace

from service.core.ports import Core
from service.domain.text import Reason, State


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
    return len(stale)
