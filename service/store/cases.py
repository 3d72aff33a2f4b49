"""Cases of danger."""

from typing import Any

from sqlalchemy import ColumnElement, Row, and_, select

from service.core.cases import Case, CaseId, Outcome
from service.domain.ids import BoardCode, NumberId, PersonId
from service.domain.meaning import Danger, Grade
from service.store.rows import Rows
from service.store.tables import cases, replies

_CASES = select(cases, replies.c.sid).join_from(cases, replies)
_OPEN = cases.c.closed_wall.is_(None)


class CaseRows(Rows):
    def add(self, case: Case) -> None:
        first = select(replies.c.id).where(replies.c.sid == case.sid)
        known = {
            "id": case.id,
            "board": case.board,
            "line_id": case.number_id,
            "reply_id": self.connection.execute(first).scalar_one(),
            "opened_wall": case.opened_at,
        }
        self.insert(cases, known | _facts(case))

    def save(self, case: Case) -> None:
        self.update(cases, case.id, _facts(case))

    def find(self, case_id: CaseId) -> Case | None:
        return self._one(cases.c.id == case_id)

    def open_at(self, board: BoardCode, number_id: NumberId) -> Case | None:
        return self._one(and_(cases.c.line_id == number_id, cases.c.board == board, _OPEN))

    def open_of(self, number_id: NumberId) -> tuple[Case, ...]:
        theirs = _CASES.where(cases.c.line_id == number_id, _OPEN).order_by(cases.c.opened_wall, cases.c.id)
        return tuple(map(_case, self.connection.execute(theirs)))

    def open_without_number(self, board: BoardCode) -> Case | None:
        return self._one(and_(cases.c.line_id.is_(None), cases.c.board == board, _OPEN))

    def standing(self, board: BoardCode | None = None) -> tuple[Case, ...]:
        theirs = (_OPEN,) if board is None else (_OPEN, cases.c.board == board)
        order = (cases.c.accepted_wall.is_not(None), cases.c.due_wall, cases.c.id)
        return tuple(_case(row) for row in self.connection.execute(_CASES.where(*theirs).order_by(*order)))

    def _one(self, which: ColumnElement[bool]) -> Case | None:
        query = _CASES.where(which).order_by(cases.c.opened_wall).limit(1)
        row = self.connection.execute(query.with_for_update(of=cases) if self.writing else query).first()
        return _case(row) if row is not None else None


def _facts(case: Case) -> dict[str, Any]:
    return {
        "person_id": case.person_id,
        "kind": case.kind,
        "grade": case.grade,
        "kinds": {kind: int(grade) for kind, grade in case.kinds.items()},
        "due_wall": case.due_at,
        "raised": case.raised,
        "raised_wall": case.raised_at,
        "unanswered": case.unanswered,
        "accepted_by": case.accepted_by,
        "accepted_wall": case.accepted_at,
        "closed_by": case.closed_by,
        "closed_wall": case.closed_at,
        "outcome": case.outcome,
    }


def _case(row: Row[Any]) -> Case:
    return Case(
        id=CaseId(row.id),
        board=BoardCode(row.board),
        number_id=row.line_id,
        person_id=PersonId(row.person_id) if row.person_id else None,
        sid=row.sid,
        kinds={Danger(kind): Grade(grade) for kind, grade in row.kinds.items()},
        opened_at=row.opened_wall,
        due_at=row.due_wall,
        raised=row.raised,
        raised_at=row.raised_wall,
        unanswered=row.unanswered,
        accepted_by=row.accepted_by,
        accepted_at=row.accepted_wall,
        closed_by=row.closed_by,
        closed_at=row.closed_wall,
        outcome=Outcome(row.outcome) if row.outcome else None,
    )
