"""Texts of which the carrier told nothing more: it is asked. Their state changes only by what it says."""

import logging
from dataclasses import replace
from datetime import timedelta
from functools import partial

from service.core.each import each
from service.core.ports import Core
from service.core.receipts import hold_attempt, take_receipt
from service.core.records import Attempt, Receipt
from service.core.sending import CarrierSilentError, Listed

log = logging.getLogger(__name__)

_AT_ONCE = 50  # a pass; the next one takes the rest
_FIRST, _AGAIN = timedelta(hours=72), timedelta(hours=24)  # wall: after it was taken, and after it was asked about
_GIVEN_UP = timedelta(days=14)  # wall: many networks never say more than "sent"


def fetch_unheard(core: Core, worker: str) -> int:
    """Ask about each text without a last word 72 hours after it was taken, once a day. How many were asked about."""
    wall = core.clock.wall()
    with core.store.read() as tx:
        unheard = tx.attempts.unheard(wall - _FIRST, wall - _GIVEN_UP, wall - _AGAIN, _AT_ONCE)
    try:
        return each(unheard, partial(_ask, core, worker), "a text without a receipt")
    except CarrierSilentError as error:
        log.warning("the carrier did not say what became of texts without a receipt: %s", error)
    return 0


def _ask(core: Core, worker: str, attempt: Attempt) -> bool:
    """Raises CarrierSilentError."""
    if attempt.sid is None:
        return False
    told = core.carrier.fetch(attempt.sid)
    if told is not None and _is_news(attempt, told):
        take_receipt(core, Receipt(attempt.sid, told.status, told.code, None, core.clock.wall()), None)
    with core.store.write(actor=worker) as tx:
        known = hold_attempt(tx, attempt.id)
        if known is not None:
            tx.attempts.save(replace(known, fetched_at=core.clock.wall()))
        if told is None:
            tx.journal.ask_staff("text_not_at_carrier", about={"text": attempt.text_id}, once=attempt.text_id)
    return True


def _is_news(attempt: Attempt, told: Listed) -> bool:
    return (told.status, told.code) != (attempt.status, attempt.code)
