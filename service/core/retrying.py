"""Texts that did not arrive and are worth one more try, once their wait is over and if they still make sense."""

from dataclasses import replace
from functools import partial

from service.core.consequences import about
from service.core.each import each
from service.core.looking import verdict
from service.core.planning import replan_of
from service.core.ports import Core, Transaction
from service.domain.errors import UnfitError
from service.domain.text import ENDED_BADLY, Reason, State, Text
from service.schedules.lastlook import Drop

_AT_ONCE = 50  # a pass; the next one takes the rest


def try_later(core: Core, worker: str) -> int:
    """How many are planned once more."""
    with core.store.read() as tx:
        waiting = tx.texts.to_try_later(core.clock.wall(), _AT_ONCE)
    return each(waiting, partial(_try, core, worker), "a text to be tried once more")


def _try(core: Core, worker: str, waiting: Text) -> bool:
    with core.store.write(actor=worker) as tx:
        tx.lines.hold(waiting.number_id)
        text = tx.texts.get(waiting.id)
        if text.state not in ENDED_BADLY or text.not_before is None:
            return False
        if not _makes_sense(core, tx, text):
            tx.texts.save(replace(text, not_before=None))
            return False
        again = replace(text, state=State.PLANNED, attempt_id=None, went_on=None, not_before=None, reason=None)
        tx.texts.save(again)
        tx.journal.note("text.planned", about=about(text), why="tried_later")
        replan_of(core, tx, text)
        return True


def _makes_sense(core: Core, tx: Transaction, text: Text) -> bool:
    now = core.clock.now()
    try:
        found = verdict(core, tx, text, now)
    except UnfitError:
        return False
    return not isinstance(found, Drop) or found.reason is Reason.HELD
