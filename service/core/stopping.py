"""The end of messages to a number, and their return. Our own list is the authority, over every Board and sender."""

from dataclasses import replace

from service.core.planning import replan
from service.core.ports import Core, Transaction
from service.domain.ids import NumberId
from service.domain.text import Reason


def stop_number(core: Core, tx: Transaction, number_id: NumberId, why: Reason) -> None:
    """Nothing goes to this number any more; what was planned for it is cancelled now."""
    line = tx.lines.get(number_id)
    if line.stopped is None:
        tx.lines.save(replace(line, stopped=why, stopped_at=core.clock.wall()))
        tx.journal.note("number.stopped", about={"number": number_id}, why=why)
    _replan_all(core, tx, number_id)


def start_number(core: Core, tx: Transaction, number_id: NumberId) -> None:
    """The person asked for the texts again: future steps come back, what was missed stays missed."""
    line = tx.lines.get(number_id)
    if line.stopped is not Reason.OPTED_OUT:
        return
    tx.lines.save(replace(line, stopped=None, stopped_at=None))
    tx.journal.note("number.started", about={"number": number_id})
    _replan_all(core, tx, number_id)


def _replan_all(core: Core, tx: Transaction, number_id: NumberId) -> None:
    for person in tx.people.with_number(number_id):
        release = tx.releases.latest(person.id)
        if release is not None:
            replan(core, tx, person, release)
