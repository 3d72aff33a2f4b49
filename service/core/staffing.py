"""What only a member of staff may decide: that somebody is in hospital, out of it, not dead after all, or asked us."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from enum import StrEnum

from service.core.ageing import confirm
from service.core.merging import known_end
from service.core.planning import replan
from service.core.ports import Core, Transaction
from service.core.stopping import replan_line, start_number, stop_number
from service.domain.errors import NotFoundError
from service.domain.ids import BoardCode, PersonId
from service.domain.release import Ended, Pause, Person
from service.domain.text import Reason

_DEATH = frozenset({Reason.DEATH_NEAR})
_MAY_RETURN = frozenset({Reason.OPTED_OUT, Reason.UNREACHABLE})
_WRONG = frozenset({Reason.WRONG_PERSON})


class Asked(StrEnum):
    """How a person told us what they want. Nobody is texted again without having asked (PECR, regulation 22)."""

    PHONE = "phone"
    IN_PERSON = "in_person"
    WRITTEN = "written"


def pause(core: Core, actor: str, board: BoardCode | None, person_id: PersonId, why: Pause) -> None:
    """Nothing goes to the person until somebody lets it go on. Raises NotFoundError."""
    with _alone_with(core, actor, board, person_id) as (tx, person):
        _keep(core, tx, replace(person, paused=why), "person.paused", why)


def resume(core: Core, actor: str, board: BoardCode | None, person_id: PersonId) -> None:
    """Future steps come; what was missed stays missed. Raises NotFoundError.

    Where another pause hid that the person may be in danger, the nudges stay paused until they are resumed by name.
    """
    with _alone_with(core, actor, board, person_id) as (tx, person):
        was, stays = person.paused, _danger_behind(tx, person)
        _keep(core, tx, replace(person, paused=stays), "person.resumed", was)


def undo_death(core: Core, actor: str, board: BoardCode | None, person_id: PersonId) -> None:
    """The person lives: the release that ended with the death runs on. Raises NotFoundError."""
    with _alone_with(core, actor, board, person_id) as (tx, person):
        if person.died_at is None:
            return
        alive, release = replace(person, died_at=None), tx.releases.latest(person.id)
        if release is not None and release.ended is Ended.DIED:
            tx.releases.save(replace(release, ended=known_end(alive, release)))  # they may be back in custody
        _keep(core, tx, alive, "person.alive", None)
        number_id = person.number_id
        if number_id is not None and all(one.died_at is None for one in tx.people.with_number(number_id)):
            start_number(core, tx, number_id, _DEATH)


def let_go_on(core: Core, actor: str, board: BoardCode | None, person_id: PersonId) -> None:
    """The person's number is another's than the dead one's: whoever has it gets their texts again. NotFoundError."""
    with _alone_with(core, actor, board, person_id) as (tx, person):
        if person.number_id is not None:
            start_number(core, tx, person.number_id, _DEATH)


def stop(core: Core, actor: str, board: BoardCode | None, person_id: PersonId, how: Asked) -> None:
    """The person asked us, not the carrier, for no more texts. Raises NotFoundError."""
    with _alone_with(core, actor, board, person_id) as (tx, person):
        if person.number_id is not None:
            tx.journal.note("person.asked_to_stop", about={"person": person.id, "number": person.number_id}, why=how)
            stop_number(core, tx, person.number_id, Reason.OPTED_OUT)


def start(core: Core, actor: str, board: BoardCode | None, person_id: PersonId, how: Asked) -> None:
    """The person asked us for texts again. Raises NotFoundError."""
    with _alone_with(core, actor, board, person_id) as (tx, person):
        if person.number_id is not None:
            tx.journal.note("person.asked_to_start", about={"person": person.id, "number": person.number_id}, why=how)
            confirm(core, tx, person.number_id)
            start_number(core, tx, person.number_id, _MAY_RETURN)


def theirs_again(core: Core, actor: str, board: BoardCode | None, person_id: PersonId) -> None:
    """Somebody had texted that the number is another's; the person says that it is theirs. Raises NotFoundError."""
    with _alone_with(core, actor, board, person_id) as (tx, person):
        if person.number_id is not None:
            tx.journal.note("number.is_theirs", about={"person": person.id, "number": person.number_id})
            confirm(core, tx, person.number_id)
            start_number(core, tx, person.number_id, _WRONG)


def _danger_behind(tx: Transaction, person: Person) -> Pause | None:
    is_open = person.number_id is not None and bool(tx.cases.open_of(person.number_id))  # of whichever Board
    return Pause.DANGER if person.silent and is_open else None


@contextmanager
def _alone_with(
    core: Core, actor: str, board: BoardCode | None, person_id: PersonId
) -> Iterator[tuple[Transaction, Person]]:
    """The person, with nobody else at their record. `board`: whose people these staff may touch; None: all."""
    with core.store.write(actor=actor) as tx:
        found = tx.people.named(person_id)
        if found is None:
            raise NotFoundError
        tx.alone(f"record {found.id}")
        person = tx.people.named(found.id)
        if person is None or (board is not None and person.board != board):
            raise NotFoundError
        tx.lines.hold(person.number_id)
        yield tx, person


def _keep(core: Core, tx: Transaction, person: Person, action: str, why: str | None) -> None:
    tx.people.save(person)
    tx.journal.note(action, about={"person": person.id}, why=why)
    release = tx.releases.latest(person.id)
    if release is not None:
        replan(core, tx, person, release)
    if person.number_id is not None:
        replan_line(core, tx, person.number_id, but=person.id)
