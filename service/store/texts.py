"""The table of texts, which is the schedule."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, and_, case, or_, select, update

from service.core.records import OthersDays
from service.domain.ids import BoardCode, NumberId, ReleaseId, SequenceId, StepId, TextId
from service.domain.london import london_day
from service.domain.text import UNSENT, Reason, State, Text, may_move
from service.store.rows import Rows
from service.store.tables import lines, texts

# A number gets one text a day. After a standstill a welcome takes it first, and an appointment before a nudge.
_FIRST_OF_A_DAY = case((texts.c.welcome, 0), (texts.c.occasion != "", 1), else_=2)


class TextRows(Rows):
    def find(self, text_id: TextId) -> Text | None:
        row = self.connection.execute(select(texts).where(texts.c.id == text_id)).first()
        return to_text(row) if row is not None else None

    def get(self, text_id: TextId) -> Text:
        return to_text(self.connection.execute(self._to_change(select(texts).where(texts.c.id == text_id))).one())

    def of_release(self, release_id: ReleaseId) -> tuple[Text, ...]:
        query = select(texts).where(texts.c.release_id == release_id).order_by(texts.c.due_at, texts.c.id)
        return tuple(to_text(row) for row in self.connection.execute(self._to_change(query)))

    def add(self, text: Text) -> None:
        self.insert(texts, {"id": text.id, "changed_at": self.now} | _facts(text))

    def save(self, text: Text) -> None:
        """Raises ValueError for a move that the table of moves does not know."""
        old = self.get(text.id).state
        if old is not text.state and not may_move(old, text.state):
            message = f"a text cannot go from {old} to {text.state}"
            raise ValueError(message)
        self.update(texts, text.id, {"changed_at": self.now} | _facts(text))

    def readdress(self, release_id: ReleaseId, board: BoardCode, number_id: NumberId) -> None:
        unsent = and_(texts.c.release_id == release_id, texts.c.state.in_(UNSENT))
        self.connection.execute(update(texts).where(unsent).values(board=board, line_id=number_id))

    def welcomes(self, number_id: NumberId) -> tuple[Text, ...]:
        theirs = and_(
            texts.c.line_id == number_id, texts.c.welcome, texts.c.state.not_in((State.CANCELLED, State.SKIPPED))
        )
        return tuple(to_text(row) for row in self.connection.execute(select(texts).where(theirs).order_by(texts.c.id)))

    def days_of_others(self, number_id: NumberId, *, but: ReleaseId) -> OthersDays:
        planned_or_gone = or_(texts.c.state == State.PLANNED, texts.c.went_on.is_not(None))
        columns = (texts.c.due_at, texts.c.went_on, texts.c.occasion, texts.c.welcome)
        theirs = (texts.c.line_id == number_id, texts.c.release_id != but, planned_or_gone)
        rows = self.connection.execute(select(*columns).where(*theirs)).all()
        firm = [row for row in rows if row.went_on is not None or (row.occasion and not row.welcome)]
        return OthersDays(*(frozenset(row.went_on or london_day(row.due_at) for row in some) for some in (rows, firm)))

    def went_on_day(self, number_id: NumberId, day: date, *, but: TextId) -> bool:
        query = select(texts.c.id).where(texts.c.line_id == number_id, texts.c.went_on == day, texts.c.id != but)
        return self.connection.execute(query.limit(1)).first() is not None

    def due(self, now: datetime, wall: datetime, limit: int) -> tuple[Text, ...]:
        """Locks the rows and their lines together, passing over what another worker holds: so no two can deadlock."""
        may_try = or_(texts.c.not_before_wall.is_(None), texts.c.not_before_wall <= wall)
        query = (
            select(texts)
            .join_from(texts, lines)
            .where(texts.c.state == State.PLANNED, texts.c.due_at <= now, may_try)
            .order_by(_FIRST_OF_A_DAY, texts.c.due_at, texts.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return tuple(to_text(row) for row in self.connection.execute(query))

    def planned_of_steps(self, sequence: SequenceId, steps: Collection[StepId]) -> tuple[Text, ...]:
        theirs = (texts.c.state == State.PLANNED, texts.c.sequence == sequence, texts.c.step.in_(steps))
        return tuple(to_text(row) for row in self.connection.execute(select(texts).where(*theirs).order_by(texts.c.id)))

    def next_due(self) -> datetime | None:
        query = select(texts.c.due_at).where(texts.c.state == State.PLANNED).order_by(texts.c.due_at).limit(1)
        return self.connection.execute(query).scalar()

    def stale_claims(self, wall: datetime) -> tuple[Text, ...]:
        stale = and_(texts.c.state == State.CLAIMED, texts.c.lease_until_wall < wall)
        query = select(texts).where(stale).order_by(texts.c.id).with_for_update(skip_locked=True)
        return tuple(to_text(row) for row in self.connection.execute(query))

    def _to_change(self, query: Select[Any]) -> Select[Any]:
        """What is read in order to be changed is locked, so that it is still so when the change is written."""
        return query.with_for_update() if self.writing else query


def _facts(text: Text) -> dict[str, Any]:
    return {
        "release_id": text.release_id,
        "sequence": text.sequence,
        "step": text.step,
        "occasion": text.occasion,
        "welcome": text.welcome,
        "board": text.board,
        "line_id": text.number_id,
        "state": text.state,
        "due_at": text.due_at,
        "wanted_at": text.wanted_at,
        "reason": text.reason,
        "attempt_id": text.attempt_id,
        "lease_until_wall": text.lease_until,
        "not_before_wall": text.not_before,
        "went_on": text.went_on,
    }


def to_text(row: Row[Any]) -> Text:
    return Text(
        id=row.id,
        release_id=row.release_id,
        sequence=row.sequence,
        step=row.step,
        board=row.board,
        number_id=row.line_id,
        state=State(row.state),
        due_at=row.due_at,
        wanted_at=row.wanted_at,
        reason=Reason(row.reason) if row.reason else None,
        attempt_id=row.attempt_id,
        lease_until=row.lease_until_wall,
        not_before=row.not_before_wall,
        went_on=row.went_on,
        occasion=row.occasion,
        welcome=row.welcome,
    )
