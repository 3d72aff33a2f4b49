"""The delivery log: one page of texts, by due moment, with keyset paging; and what the journal says of one text."""

from datetime import time
from typing import Any

from sqlalchemy import ColumnElement, Row, case, select, tuple_

from service.core.records import LoggedText, Noted, TextFilter
from service.domain.errors import NotFoundError
from service.domain.ids import PersonId, TextId
from service.domain.london import at, next_day
from service.domain.number import Number
from service.domain.text import State
from service.store.rows import Rows
from service.store.tables import attempts, journal, lines, releases, texts
from service.store.texts import to_text

# A code of a try that failed says nothing of a text that arrived after all.
_CODE = case((texts.c.state != State.DELIVERED, attempts.c.code)).label("code")


class LogRows(Rows):
    def page(self, which: TextFilter) -> tuple[LoggedText, ...]:
        """Raises NotFoundError if `which.after` names no text of the Board."""
        order = (texts.c.due_at, texts.c.id)
        query = (
            select(texts, releases.c.person_id, lines.c.number_sealed, _CODE)
            .join_from(texts, lines)
            .join(releases, releases.c.id == texts.c.release_id, isouter=True)
            .join(attempts, attempts.c.id == texts.c.attempt_id, isouter=True)
            .where(*self._conditions(which))
            .order_by(*(column.desc() if which.newest_first else column for column in order))
            .limit(which.limit)
        )
        return tuple(self._logged(row) for row in self.connection.execute(query))

    def _conditions(self, which: TextFilter) -> list[ColumnElement[bool]]:
        conditions: list[ColumnElement[bool]] = []
        if which.board is not None:
            conditions.append(texts.c.board == which.board)
        if which.state is not None:
            conditions.append(texts.c.state == which.state)
        if which.states:
            conditions.append(texts.c.state.in_(which.states))
        if which.step is not None:
            conditions.append(texts.c.step == which.step)
        if which.release_id is not None:
            conditions.append(texts.c.release_id == which.release_id)
        if which.text_id is not None:
            conditions.append(texts.c.id == which.text_id)
        if which.day is not None:
            start, end = at(which.day, time.min), at(next_day(which.day), time.min)
            conditions += [texts.c.due_at >= start, texts.c.due_at < end]
        if which.due_before is not None:
            conditions.append(texts.c.due_at < which.due_before)
        if which.after is not None:
            conditions.append(self._after(which.after, which))
        return conditions

    def _after(self, text_id: TextId, which: TextFilter) -> ColumnElement[bool]:
        named = select(texts.c.due_at, texts.c.id).where(texts.c.id == text_id)
        if which.board is not None:
            named = named.where(texts.c.board == which.board)
        last = self.connection.execute(named).first()
        if last is None:
            raise NotFoundError
        here, there = tuple_(texts.c.due_at, texts.c.id), tuple_(last.due_at, last.id)
        return here < there if which.newest_first else here > there

    def _logged(self, row: Row[Any]) -> LoggedText:
        number = Number.trusted(self.open(lines, "number", row.line_id, row.number_sealed))
        person_id = PersonId(row.person_id) if row.person_id else None
        return LoggedText(to_text(row), person_id, number.masked, row.code, row.changed_at)

    def notes(self, text_id: TextId) -> tuple[Noted, ...]:
        query = select(journal).where(journal.c.text_id == text_id).order_by(journal.c.id)
        return tuple(Noted(row.at, row.wall, row.action, row.why) for row in self.connection.execute(query))
