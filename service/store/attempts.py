"""Attempts, receipts and replies: what was said to the carrier, and what came back."""

from typing import Any

from sqlalchemy import Row, and_, or_, select

from service.core.records import Attempt, AttemptOutcome, Receipt, Reply
from service.domain.ids import AttemptId, MessageSid, TextId
from service.domain.release import Ended
from service.domain.text import State
from service.store.ids import fresh
from service.store.rows import Rows
from service.store.tables import attempts, lines, people, receipts, releases, replies, texts

_NOTHING_GOES = (Ended.CANCELLED, Ended.RETURNED, Ended.DIED)
_LONGEST_TO = 20  # a number of ours has 16 characters at most


class AttemptRows(Rows):
    def add(self, attempt: Attempt) -> None:
        sealed = self.seal(attempts, "words", attempt.id, attempt.words)
        made = {
            "id": attempt.id,
            "text_id": attempt.text_id,
            "line_id": attempt.number_id,
            "words_sealed": sealed,
            "at": attempt.at,
            "wall": attempt.wall,
        }
        self.insert(attempts, made | _facts(attempt))

    def save(self, attempt: Attempt) -> None:
        """What is learnt later. Words, number and moment never change."""
        self.update(attempts, attempt.id, _facts(attempt))

    def find(self, attempt_id: AttemptId) -> Attempt | None:
        row = self.connection.execute(select(attempts).where(attempts.c.id == attempt_id)).first()
        return self._attempt(row) if row is not None else None

    def get(self, attempt_id: AttemptId) -> Attempt | None:
        query = select(attempts).where(attempts.c.id == attempt_id)
        row = self.connection.execute(query.with_for_update() if self.writing else query).first()
        return self._attempt(row) if row is not None else None

    def of_sid(self, sid: MessageSid) -> Attempt | None:
        row = self.connection.execute(select(attempts).where(attempts.c.sid == sid)).first()
        return self._attempt(row) if row is not None else None

    def to_withdraw(self, limit: int) -> tuple[Attempt, ...]:
        """Lines that were stopped or left, and releases that ended: nothing of them may wait at the carrier."""
        ended = or_(
            releases.c.ended.in_(_NOTHING_GOES),
            lines.c.stopped.is_not(None),
            lines.c.death_near,
            people.c.line_id != texts.c.line_id,
        )
        waits = and_(texts.c.state == State.ACCEPTED, attempts.c.sid.is_not(None), attempts.c.withdrawn_wall.is_(None))
        query = (
            select(attempts)
            .join_from(texts, attempts, attempts.c.id == texts.c.attempt_id)
            .join(releases, releases.c.id == texts.c.release_id)
            .join(lines, lines.c.id == texts.c.line_id)
            .join(people, people.c.id == releases.c.person_id)
            .where(waits, ended)
            .order_by(attempts.c.wall, attempts.c.id)
            .limit(limit)
        )
        return tuple(self._attempt(row) for row in self.connection.execute(query))

    def of_text(self, text_id: TextId) -> tuple[Attempt, ...]:
        query = select(attempts).where(attempts.c.text_id == text_id).order_by(attempts.c.wall, attempts.c.id)
        return tuple(self._attempt(row) for row in self.connection.execute(query))

    def _attempt(self, row: Row[Any]) -> Attempt:
        return Attempt(
            id=row.id,
            text_id=row.text_id,
            number_id=row.line_id,
            words=self.open(attempts, "words", row.id, row.words_sealed),
            at=row.at,
            wall=row.wall,
            outcome=AttemptOutcome(row.outcome),
            code=row.code,
            sid=row.sid,
            learnt_by=row.learnt_by,
            withdrawn_at=row.withdrawn_wall,
            status=row.status,
            looked_at=row.looked_wall,
            fetched_at=row.fetched_wall,
        )


class ReceiptRows(Rows):
    def add(self, receipt: Receipt) -> bool:
        made = {
            "id": fresh("c"),
            "sid": receipt.sid,
            "status": receipt.status,
            "code": receipt.code or 0,
            "attempt_id": receipt.attempt_id,
            "wall": receipt.wall,
        }
        return self.insert_once(receipts, made)

    def of_attempt(self, attempt_id: AttemptId) -> tuple[Receipt, ...]:
        query = select(receipts).where(receipts.c.attempt_id == attempt_id).order_by(receipts.c.wall, receipts.c.id)
        rows = self.connection.execute(query)
        return tuple(Receipt(row.sid, row.status, row.code or None, row.attempt_id, row.wall) for row in rows)


class ReplyRows(Rows):
    def add(self, reply: Reply) -> bool:
        new = fresh("y")
        made = {
            "id": new,
            "sid": reply.sid,
            "line_id": reply.number_id,
            "sender_sealed": self.seal(replies, "sender", new, reply.sender),
            "to": reply.to[:_LONGEST_TO],
            "words_sealed": self.seal(replies, "words", new, reply.words),
            "wall": reply.wall,
            "keyword": reply.keyword,
        }
        return self.insert_once(replies, made)


def _facts(attempt: Attempt) -> dict[str, Any]:
    return {
        "outcome": attempt.outcome,
        "code": attempt.code,
        "sid": attempt.sid,
        "learnt_by": attempt.learnt_by,
        "withdrawn_wall": attempt.withdrawn_at,
        "status": attempt.status,
        "looked_wall": attempt.looked_at,
        "fetched_wall": attempt.fetched_at,
    }
