"""The end of messages to a number or of a release, and their return.

Our own list of numbers is the authority, over every Board and sender.
"""

from dataclasses import replace
from datetime import datetime

from service.core.planning import replan
from service.core.ports import Core, Transaction
from service.core.records import GRAVITY, Line
from service.domain.ids import NumberId, PersonId
from service.domain.release import WHY_ENDED, Ended, Person, Release
from service.domain.text import Reason

OPTED_OUT = frozenset({Reason.OPTED_OUT})
_ASKED_BACK = frozenset({Reason.OPTED_OUT, Reason.AGED_OUT})  # what ends when somebody texts START


def stop_number(core: Core, tx: Transaction, number_id: NumberId, why: Reason) -> None:
    """Nothing goes to this number any more; what was planned for it is cancelled now. A wrong person stays one."""
    close_number(core, tx, number_id, why)
    replan_line(core, tx, number_id)


def close_number(core: Core, tx: Transaction, number_id: NumberId, why: Reason) -> None:
    """The same, and nothing is planned anew: the last look keeps back what was planned."""
    tx.lines.hold(number_id)
    line = tx.lines.get(number_id)
    stopped = _stopped(line, why, core.clock.wall())
    if stopped != line:
        tx.lines.save(stopped)
        tx.journal.note("number.stopped", about={"number": number_id}, why=why)


def start_number(core: Core, tx: Transaction, number_id: NumberId, ended: frozenset[Reason] = _ASKED_BACK) -> None:
    """What stopped the number is over, if it was one of these: future steps come back, what was missed stays missed."""
    tx.lines.hold(number_id)
    if Reason.UNREACHABLE in ended:
        tx.strikes.clear(number_id)
    line = tx.lines.get(number_id)
    started = replace(line, death_near=line.death_near and Reason.DEATH_NEAR not in ended)
    if Reason.OPTED_OUT in ended:
        started = replace(started, opted_out=False)
    if line.closed in ended:
        started = _open_again(started)
    if started == line:
        return
    tx.lines.save(started)
    tx.journal.note("number.started", about={"number": number_id}, why=line.stopped)
    replan_line(core, tx, number_id)


def _open_again(line: Line) -> Line:
    """What came beside the graver reason holds on: whoever texted STOP has not asked for texts again."""
    if line.opted_out:
        return replace(line, closed=Reason.OPTED_OUT, opted_out=False)
    return replace(line, closed=None, closed_at=None)


def _stopped(line: Line, why: Reason, now: datetime) -> Line:
    if why is Reason.DEATH_NEAR:
        return replace(line, death_near=True)
    if {line.closed, why} == {Reason.WRONG_PERSON, Reason.OPTED_OUT}:
        line = replace(line, opted_out=True)
    if line.closed is not None and GRAVITY.index(line.closed) <= GRAVITY.index(why):
        return line
    return replace(line, closed=why, closed_at=now)


def end_release(core: Core, tx: Transaction, person: Person, release: Release, how: Ended) -> None:
    """Nothing more of this release goes; the days it frees are for others with the same phone."""
    ended = replace(release, ended=how)
    tx.releases.save(ended)
    tx.journal.note("release.ended", about={"release": release.id, "person": person.id}, why=WHY_ENDED[how])
    replan(core, tx, person, ended)
    if person.number_id is not None:
        replan_line(core, tx, person.number_id, but=person.id)


def hold_others(core: Core, tx: Transaction, dead: Person) -> None:
    """Somebody else has the phone of a person who died: it may be a mother's now, or the wrong one of two is dead."""
    number_id = dead.number_id
    others = [one for one in tx.people.with_number(number_id) if one.id != dead.id] if number_id else []
    if number_id is not None and any(one.died_at is None for one in others):
        stop_number(core, tx, number_id, Reason.DEATH_NEAR)
        tx.journal.ask_staff("death_near", about={"number": number_id, "person": dead.id}, once=number_id)


def replan_line(core: Core, tx: Transaction, number_id: NumberId, *, but: PersonId | None = None) -> None:
    """Everybody with this number: one text a day is for the number, so what one person gives up another may take."""
    for person in tx.people.with_number(number_id):
        release = tx.releases.latest(person.id) if person.id != but else None
        if release is not None:
            replan(core, tx, person, release)
