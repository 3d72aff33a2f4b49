"""Somebody may be in danger: a case that nothing but a person ends, and nudges that pause until a person says so."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from service.core.cases import DUE_IN, Case, CaseId, Outcome
from service.core.ports import Core, Transaction
from service.core.records import Reply, UserId
from service.core.stopping import replan_line
from service.domain.board import Board, SenderNumber
from service.domain.errors import NotFoundError
from service.domain.ids import BoardCode, NumberId, PersonId
from service.domain.meaning import Danger, Grade, Sign
from service.domain.release import Pause, Person
from service.domain.text import Text
from service.replying.effects import Priority
from service.schedules.answers import TO_DANGER
from service.schedules.config import Config

# Whoever accepted a case a while ago may have gone home: what comes later must be accepted anew.
STAYS_WITH = timedelta(minutes=30)


@dataclass(frozen=True)
class Opened:
    case: Case
    is_graver: bool  # the case is new, or the danger is of a kind or grade that this number has not told of in it


def open_case(  # noqa: PLR0913  whose danger it is, of what kind, and who is to see to it
    core: Core,
    tx: Transaction,
    reply: Reply,
    sign: Sign,
    board: Board,
    person_id: PersonId | None,
    *,
    replans: bool = True,
) -> Opened:
    """Open a case, or add to the one that the Board has of the number; pause the nudges of everybody on it.

    The transaction has kept the reply, and holds its line and the records of everybody on it. Where nothing is planned
    anew the last look keeps the nudges back.
    """
    danger, grade = sign.danger or Danger.OTHER, sign.grade or Grade.AMBER
    case = _standing(tx, reply, board)
    if case is None:
        opened = Opened(_new(core, reply, board, person_id, danger, grade), is_graver=True)
        tx.cases.add(opened.case)
    else:
        opened = _added(case, person_id, danger, grade, core.clock.wall())
        tx.cases.save(opened.case)
    about = {"case": opened.case.id, "reply": reply.sid, "number": reply.number_id, "person": opened.case.person_id}
    tx.journal.note("case.added" if case else "case.opened", about=about, why=f"{danger} {grade.name.lower()}")
    if case is not None and case.accepted_by != opened.case.accepted_by:
        tx.journal.note("case.waits_again", about={"case": case.id})
    paused = _pause_nudges(tx, reply, opened.case.person_id)
    for number_id in paused if replans else ():
        replan_line(core, tx, number_id)
        replan_line(core, tx, number_id)  # what the last of them gives up, a welcome, the first may need
    return opened


def unanswered(core: Core, tx: Transaction, text: Text, why: str) -> None:
    """An answer to danger could not be sent: whoever sees to the case must know it, and nobody has to wait."""
    if text.step not in TO_DANGER:
        return
    case = tx.cases.open_at(text.board, text.number_id)
    _keep_unanswered(tx, case, {"text": text.id, "reply": text.occasion, "number": text.number_id}, why)


def left_unanswered(tx: Transaction, case: Case, reply: Reply, why: str) -> None:
    """The same of a reply to which no answer was even planned."""
    _keep_unanswered(tx, case, {"reply": reply.sid, "number": reply.number_id}, why)


def _keep_unanswered(tx: Transaction, case: Case | None, about: Mapping[str, str | None], why: str) -> None:
    tx.journal.note("case.unanswered", about={"case": case.id if case else None, **about}, why=why[:40])
    if case is not None and case.unanswered is None:
        tx.cases.save(replace(case, unanswered=why[:40], raised_at=None))


def heed_danger_before(tx: Transaction, person: Person, number_id: NumberId) -> Person:
    """Of this number, which is the person's from now on, a case may be open: it may well be of them.

    The transaction holds the line and the person's record. The person as they are kept then.
    """
    found = tx.cases.open_of(number_id)
    if not found:
        return person
    about = {"number": number_id, "person": person.id}
    tx.journal.ask_staff(
        "danger_before", about=about, once=f"{person.id} {number_id}", board=person.board, priority=Priority.HIGH
    )
    paused = person.paused_for(Pause.DANGER)
    if paused != person:
        tx.people.save(paused)
        tx.journal.note("person.paused", about={"person": person.id, "case": found[0].id}, why=Pause.DANGER)
    return paused


def accept(core: Core, user: UserId, board: BoardCode | None, case_id: CaseId) -> bool:
    """This person sees to it. False: somebody else does, or it is over. Raises NotFoundError.

    `board`: whose cases these staff may touch; None: all.
    """
    with _kept(core, user, board, case_id) as (tx, case):
        if case.accepted_by is not None or case.closed_at is not None:
            return False
        tx.cases.save(replace(case, accepted_by=user, accepted_at=core.clock.wall()))
        tx.journal.note("case.accepted", about={"case": case.id})
        return True


def close_case(core: Core, user: UserId, board: BoardCode | None, case_id: CaseId, outcome: Outcome) -> bool:
    """It is over; nudges stay paused until somebody resumes them. Whoever closes it has accepted it.

    False: it was over already. Raises NotFoundError.
    """
    with _kept(core, user, board, case_id) as (tx, case):
        if case.closed_at is not None:
            return False
        wall = core.clock.wall()
        if case.accepted_by is None:
            case = replace(case, accepted_by=user, accepted_at=wall)
            tx.journal.note("case.accepted", about={"case": case.id})
        tx.cases.save(replace(case, closed_by=user, closed_at=wall, outcome=outcome))
        tx.journal.note("case.closed", about={"case": case.id}, why=outcome)
        return True


def duty_board(config: Config, to: str) -> Board:
    """Whose staff read what somebody nobody knows writes to that number of ours.

    A number that is no Board's own is one of a pool; of a pool the file tells no numbers.
    """
    every = sorted(config.boards.values(), key=lambda board: (not board.duty, board.code))
    own = [board for board in every if isinstance(board.sender, SenderNumber) and board.sender.number.e164 == to]
    pooled = [board for board in every if not isinstance(board.sender, SenderNumber)]
    return (own or pooled or every)[0]


@contextmanager
def _kept(core: Core, user: UserId, board: BoardCode | None, case_id: CaseId) -> Iterator[tuple[Transaction, Case]]:
    with core.store.write(actor=user) as tx:
        case = tx.cases.find(case_id)
        if case is None or (board is not None and case.board != board):
            raise NotFoundError
        yield tx, case


def _standing(tx: Transaction, reply: Reply, board: Board) -> Case | None:
    """Of all that is no telephone number one case a Board: else a machine could open them without end."""
    if reply.number_id is not None:
        return tx.cases.open_at(board.code, reply.number_id)
    tx.alone(f"danger {board.code}")
    return tx.cases.open_without_number(board.code)


def _new(  # noqa: PLR0913  all that a case begins with
    core: Core, reply: Reply, board: Board, person_id: PersonId | None, danger: Danger, grade: Grade
) -> Case:
    wall = core.clock.wall()
    return Case(
        id=CaseId(core.new_id("case")),
        board=board.code,
        number_id=reply.number_id,
        person_id=person_id,
        sid=reply.sid,
        kinds={danger: grade},
        opened_at=wall,
        due_at=wall + DUE_IN,
    )


def _added(case: Case, person_id: PersonId | None, danger: Danger, grade: Grade, wall: datetime) -> Opened:
    is_graver = grade > case.kinds.get(danger, 0)
    kinds = {**case.kinds, danger: max(grade, case.kinds.get(danger, grade))}
    case = replace(case, kinds=kinds, person_id=case.person_id or person_id)
    accepted_at = case.accepted_at
    if accepted_at is not None and (is_graver or wall - accepted_at >= STAYS_WITH):
        case = replace(case, accepted_by=None, accepted_at=None, due_at=wall + DUE_IN, raised=0, raised_at=None)
    return Opened(case, is_graver)


def _pause_nudges(tx: Transaction, reply: Reply, person_id: PersonId | None) -> list[NumberId]:
    """The numbers of those who were not paused before."""
    changed = [person for person in _theirs(tx, reply, person_id) if person.paused_for(Pause.DANGER) != person]
    for person in changed:
        tx.people.save(person.paused_for(Pause.DANGER))
        tx.journal.note("person.paused", about={"person": person.id}, why=Pause.DANGER)
    return sorted({person.number_id for person in changed if person.number_id is not None})


def _theirs(tx: Transaction, reply: Reply, person_id: PersonId | None) -> Iterable[Person]:
    people = tx.people.with_number(reply.number_id) if reply.number_id is not None else ()
    return people or ((tx.people.get(person_id),) if person_id is not None else ())
