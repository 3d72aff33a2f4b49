"""Texts that wait at the carrier for somebody to whom nothing may go any more are asked back."""

from dataclasses import replace
from datetime import timedelta

from service.core.ports import Core
from service.core.records import Attempt
from service.core.sending import Withdrawal

_AT_ONCE = 20  # a pass; the next one takes the rest
_REST = timedelta(seconds=30)  # wall: after no answer, before the same one is asked back again


def withdraw(core: Core, worker: str) -> int:
    """Ask for each of them once. How many will not be sent.

    A carrier that gives no answer ends the pass: it may take ten seconds for each. The others come first in the next.
    """
    with core.store.read() as tx:
        waiting = tx.attempts.to_withdraw(core.clock.wall() - _REST, _AT_ONCE)
    done = 0
    for one in waiting:
        came = _ask_back(core, worker, one)
        if came is Withdrawal.NO_ANSWER:
            break
        done += came is Withdrawal.DONE
    return done


def _ask_back(core: Core, worker: str, attempt: Attempt) -> Withdrawal | None:
    if attempt.sid is None:
        return None
    came = core.carrier.withdraw(attempt.sid)
    with core.store.write(actor=worker) as tx:
        tx.lines.hold(attempt.number_id)
        known = tx.attempts.get(attempt.id)
        if known is None:
            return came
        if came is Withdrawal.NO_ANSWER:
            tx.attempts.save(replace(known, asked_back_at=core.clock.wall()))
            return came
        tx.attempts.save(replace(known, withdrawn_at=core.clock.wall()))
        tx.journal.note("text.asked_back", about={"text": attempt.text_id, "attempt": attempt.id}, why=came.value)
    return came
