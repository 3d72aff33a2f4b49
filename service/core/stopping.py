"""The end of messages to a number or of a release, and their return.

Our own list of numbers is the authority, over every Board and sender.
"""

from dataclasses import replace

from service.core.planning import replan
from service.core.ports import Core, Transaction
from service.domain.ids import NumberId
from service.domain.release import WHY_ENDED, Ended, Person, Release
from service.domain.text import Reason


def stop_number(core: Core, tx: Transaction, number_id: NumberId, why: Reason) -> None:
    """Nothing goes to this number any more; what was planned for it is cancelled now. A wrong person stays one."""
    tx.lines.hold(number_id)
    line = tx.lines.get(number_id)
    if line.stopped not in (why, Reason.WRONG_PERSON):
        tx.lines.save(replace(line, stopped=why, stopped_at=core.clock.wall()))
        tx.journal.note("number.stopped", about={"number": number_id}, why=why)
    replan_line(core, tx, number_id)


def start_number(core: Core, tx: Transaction, number_id: NumberId) -> None:
    """The person asked for the texts again: future steps come back, what was missed stays missed."""
    tx.lines.hold(number_id)
    line = tx.lines.get(number_id)
    if line.stopped is not Reason.OPTED_OUT:
        return
    tx.lines.save(replace(line, stopped=None, stopped_at=None))
    tx.journal.note("number.started", about={"number": number_id})
    replan_line(core, tx, number_id)


def end_release(core: Core, tx: Transaction, person: Person, release: Release, how: Ended) -> None:
    """Nothing more of this release goes; the days it frees are for others with the same phone."""
    ended = replace(release, ended=how)
    tx.releases.save(ended)
    tx.journal.note("release.ended", about={"release": release.id, "person": person.id}, why=WHY_ENDED[how])
    replan(core, tx, person, ended)
    if person.number_id is not None:
        replan_line(core, tx, person.number_id)


def replan_line(core: Core, tx: Transaction, number_id: NumberId) -> None:
    """Everybody with this number: one text a day is for the number, so what one person gives up another may take."""
    for person in tx.people.with_number(number_id):
        release = tx.releases.latest(person.id)
        if release is not None:
            replan(core, tx, person, release)
