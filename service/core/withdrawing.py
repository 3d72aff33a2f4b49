"""Texts that wait at the carrier for somebody to whom nothing may go any more are asked back."""

from dataclasses import replace

from service.core.ports import Core
from service.core.records import Attempt
from service.core.sending import Withdrawal

_AT_ONCE = 20  # a pass; the next one takes the rest


def withdraw(core: Core, worker: str) -> int:
    """Ask for each of them once. How many will not be sent."""
    with core.store.read() as tx:
        waiting = tx.attempts.to_withdraw(_AT_ONCE)
    return sum(_ask_back(core, worker, one) for one in waiting)


def _ask_back(core: Core, worker: str, attempt: Attempt) -> bool:
    if attempt.sid is None:
        return False
    came = core.carrier.withdraw(attempt.sid)
    if came is Withdrawal.NO_ANSWER:
        return False
    with core.store.write(actor=worker) as tx:
        tx.lines.hold(attempt.number_id)
        known = tx.attempts.get(attempt.id)
        if known is not None:
            tx.attempts.save(replace(known, withdrawn_at=core.clock.wall()))
            tx.journal.note("text.asked_back", about={"text": attempt.text_id, "attempt": attempt.id}, why=came.value)
    return came is Withdrawal.DONE
