"""What the carrier told while the database was down is heard as soon as it is up again."""

import logging

from service.core.alerting import over, raise_alert
from service.core.inbound import hear
from service.core.ports import Core, Spool
from service.core.receipts import take_receipt
from service.core.records import Receipt, Spooled
from service.core.vitals import Kind
from service.domain.errors import NotFoundError, UnavailableError, UnfitError

log = logging.getLogger(__name__)


def drain(core: Core, spool: Spool, worker: str) -> int:
    """Hear what waits in the spool, the oldest first; what cannot be heard keeps back nothing else. How many were.

    A file goes only after its request is committed, and both doors take a request twice without harm: so two drains
    may run at once, and one may be killed anywhere. Raises UnavailableError.
    """
    heard = sum(_take(core, spool, worker, name) for name in spool.names())
    _end_alerts(core, spool, worker)
    return heard


def _take(core: Core, spool: Spool, worker: str, name: str) -> bool:
    try:
        request = spool.read(name)
    except NotFoundError:
        return False  # another drain was first
    except UnavailableError:  # this file alone, as far as we know: a right that is missing, a disk that is broken
        _ask_staff(core, worker, "spool_not_heard", name)
        return False
    except UnfitError:
        _ask_staff(core, worker, "spool_damaged", name)
        spool.set_aside(name)
        return False
    try:
        _hear(core, request)
    except UnavailableError:
        raise
    except Exception as error:  # it may hold a STOP: it stays, and is tried at each drain
        log.error("%s: a request in the spool could not be heard: %s", type(error).__name__, name)  # noqa: TRY400
        _ask_staff(core, worker, "spool_not_heard", name)
        return False
    spool.remove(name)
    return True


def _hear(core: Core, request: Spooled) -> None:
    if request.status is None:
        hear(core, request.sid, request.sender, request.to, request.words, at=request.wall)
    else:
        take_receipt(core, Receipt(request.sid, request.status, request.code, None, request.wall), request.ref)


def _ask_staff(core: Core, worker: str, kind: str, name: str) -> None:
    with core.store.write(actor=worker) as tx:
        tx.journal.ask_staff(kind, about={"file": name}, once=name)
        raise_alert(tx, Kind.SPOOL_DAMAGED, name)


def _end_alerts(core: Core, spool: Spool, worker: str) -> None:
    """What was heard after all, or what a person took away, is no matter any more."""
    with core.store.read() as tx:
        told_of = [one.key for one in tx.alerts.standing() if one.kind == Kind.SPOOL_DAMAGED]
    if not told_of:
        return
    there = {*spool.names(), *spool.damaged()}
    with core.store.write(actor=worker) as tx:
        for name in told_of:
            if name not in there:
                over(tx, Kind.SPOOL_DAMAGED, name)
