"""Somebody writes that they are in danger; staff who see to it."""

from dataclasses import replace
from itertools import count

from service.core.cases import Case, CaseId
from service.core.casework import Opened, duty_board, open_case
from service.core.ports import Core, Transaction
from service.core.records import Line, Reply, UserId
from service.domain.board import Board
from service.domain.ids import BoardCode, MessageSid
from service.domain.meaning import Danger, Grade, Label, Sign
from service.domain.number import Number
from tests.builders import SAMS_NUMBER
from tests.core.looking import OUR_NUMBER

JO, ALEX = UserId("u-jo"), UserId("u-alex")
_sids = count(1)


def in_danger(
    core: Core,
    danger: Danger = Danger.SELF,
    grade: Grade = Grade.RED,
    *,
    number: Number | None = SAMS_NUMBER,
    words: str = "please help me",
) -> Opened:
    """As the trip of a reply does it: records, line, reply, case."""
    sign = Sign(Label.CRISIS, "a_rule", words, danger=danger, grade=grade)
    with core.store.write(actor="person") as tx:
        line = _held(tx, number) if number else None
        people = tx.people.with_number(line.id) if line else ()
        sender = number.e164 if number else "85258"
        sid = MessageSid(f"SM{next(_sids):032x}")
        known = people[0] if len(people) == 1 else None
        board, person_id = _board(core, known.board if known else None), known.id if known else None
        told = Reply(sid, sender, line.id if line else None, OUR_NUMBER, words, core.clock.wall())
        reply = replace(told, board=board.code, person_id=person_id)
        tx.replies.add(reply)
        return open_case(core, tx, reply, sign, board, person_id)


def case_of(core: Core, case_id: CaseId) -> Case:
    with core.store.read() as tx:
        found = tx.cases.find(case_id)
    assert found is not None
    return found


def _held(tx: Transaction, number: Number) -> Line:
    line = tx.lines.of(number)
    tx.alone(*sorted(f"record {one.id}" for one in tx.people.with_number(line.id)))
    tx.lines.hold(line.id)
    return line


def _board(core: Core, code: BoardCode | None) -> Board:
    return core.config.boards[code] if code else duty_board(core.config, OUR_NUMBER)


def reply_of(core: Core, case: Case) -> Reply:
    """The first one of a case, as far as an answer needs it."""
    return Reply(case.sid, SAMS_NUMBER.e164, case.number_id, OUR_NUMBER, "", core.clock.wall())
