"""Attempts and receipts: what was said to the carrier, and what it told of it."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, or_, select, update

from service.core.records import Attempt, AttemptOutcome, Receipt
from service.domain.ids import AttemptId, MessageSid, NumberId, TextId
from service.domain.release import Ended
from service.domain.text import State
from service.store.among import any_of
from service.store.ids import fresh
from service.store.rows import Kept, Rows
from service.store.tables import attempts, lines, people, receipts, releases, texts

_NOTHING_GOES = (Ended.CANCELLED, Ended.RETURNED, Ended.DIED)
_AT_CARRIER = (State.ACCEPTED, State.SENT)  # as the partial index says it


_ONE = Kept.locked(select(attempts).where(attempts.c.id == bindparam("id")))
_SOME = Kept.locked(select(attempts).where(any_of(attempts.c.id, "ids")).order_by(attempts.c.id))
_OF_SID = Kept.unlocked(select(attempts).where(attempts.c.sid == bindparam("sid")))
_OF_MESSAGES = Kept.unlocked(select(attempts).where(or_(any_of(attempts.c.sid, "sids"), any_of(attempts.c.id, "refs"))))
_PARKED = Kept.unlocked(select(receipts.c.sid).where(any_of(receipts.c.sid, "sids"), receipts.c.attempt_id.is_(None)))


class AttemptRows(Rows):
    def add(self, *new: Attempt) -> None:
        self.insert_all(attempts, [self._made(attempt) | _facts(attempt) for attempt in new])

    def _made(self, attempt: Attempt) -> dict[str, Any]:
        return {
            "id": attempt.id,
            "text_id": attempt.text_id,
            "line_id": attempt.number_id,
            "words_sealed": self.seal(attempts, "words", attempt.id, attempt.words),
            "at": attempt.at,
            "wall": attempt.wall,
        }

    def save(self, *known: Attempt) -> None:
        """What is learnt later. Words, number and moment never change."""
        self.update_all(attempts, {attempt.id: _facts(attempt) for attempt in known})

    def find(self, attempt_id: AttemptId) -> Attempt | None:
        row = self.connection.execute(_ONE.to_read, {"id": attempt_id}).first()
        return self._attempt(row) if row is not None else None

    def find_all(self, attempt_ids: Collection[AttemptId], sids: Collection[MessageSid] = ()) -> tuple[Attempt, ...]:
        rows = self.run(_OF_MESSAGES, sids=list(sids), refs=list(attempt_ids))
        return tuple(self._attempt(row) for row in rows)

    def hold(self, attempt_ids: Collection[AttemptId]) -> Mapping[AttemptId, Attempt]:
        rows = self.run(_SOME, ids=list(attempt_ids)) if attempt_ids else ()
        return {row.id: self._attempt(row) for row in rows}

    def get(self, attempt_id: AttemptId) -> Attempt | None:
        row = self.run(_ONE, id=attempt_id).first()
        return self._attempt(row) if row is not None else None

    def of_sid(self, sid: MessageSid) -> Attempt | None:
        row = self.run(_OF_SID, sid=sid).first()
        return self._attempt(row) if row is not None else None

    def to_withdraw(self, asked_before: datetime, limit: int) -> tuple[Attempt, ...]:
        """Lines that were stopped or left, and releases that ended: nothing of them may wait at the carrier."""
        ended = or_(
            releases.c.ended.in_(_NOTHING_GOES),
            lines.c.stopped.is_not(None),
            lines.c.death_near,
            people.c.line_id != texts.c.line_id,
        )
        asked = attempts.c.asked_back_wall
        waits = and_(texts.c.state == State.ACCEPTED, attempts.c.sid.is_not(None), attempts.c.withdrawn_wall.is_(None))
        query = (
            select(attempts)
            .join_from(texts, attempts, attempts.c.id == texts.c.attempt_id)
            .join(releases, releases.c.id == texts.c.release_id)
            .join(lines, lines.c.id == texts.c.line_id)
            .join(people, people.c.id == releases.c.person_id)
            .where(waits, ended, or_(asked.is_(None), asked <= asked_before))
            .order_by(asked.is_not(None), asked, attempts.c.wall, attempts.c.id)
            .limit(limit)
        )
        return tuple(self._attempt(row) for row in self.connection.execute(query))

    def unresolved(self, looked_before: datetime, limit: int) -> tuple[Attempt, ...]:
        may_look = or_(attempts.c.looked_wall.is_(None), attempts.c.looked_wall <= looked_before)
        query = (
            select(attempts)
            .join_from(texts, attempts, attempts.c.id == texts.c.attempt_id)
            .where(texts.c.state == State.UNKNOWN, may_look)
            .order_by(attempts.c.wall, attempts.c.id)
            .limit(limit)
        )
        return tuple(self._attempt(row) for row in self.connection.execute(query))

    def unheard(
        self, taken_before: datetime, taken_after: datetime, asked_before: datetime, limit: int
    ) -> tuple[Attempt, ...]:
        may_ask = or_(attempts.c.fetched_wall.is_(None), attempts.c.fetched_wall <= asked_before)
        query = (
            select(attempts)
            .join_from(texts, attempts, attempts.c.id == texts.c.attempt_id)
            .where(texts.c.state.in_(_AT_CARRIER), attempts.c.sid.is_not(None), may_ask)
            .where(attempts.c.wall <= taken_before, attempts.c.wall >= taken_after)
            .order_by(attempts.c.wall, attempts.c.id)
            .limit(limit)
        )
        return tuple(self._attempt(row) for row in self.connection.execute(query))

    def without_sid(self, number_id: NumberId) -> tuple[Attempt, ...]:
        query = (
            select(attempts)
            .join_from(texts, attempts, attempts.c.id == texts.c.attempt_id)
            .where(texts.c.line_id == number_id, texts.c.state.in_((State.CLAIMED, State.UNKNOWN)))
            .where(attempts.c.sid.is_(None))
            .order_by(attempts.c.wall, attempts.c.id)
        )
        return tuple(self._attempt(row) for row in self.connection.execute(query))

    def known(self, sids: Collection[MessageSid]) -> frozenset[MessageSid]:
        return self.among(attempts.c.sid, sids)

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
            asked_back_at=row.asked_back_wall,
        )


class ReceiptRows(Rows):
    def add(self, *told: Receipt) -> None:
        made = [
            {
                "id": fresh("c"),
                "sid": receipt.sid,
                "status": receipt.status,
                "code": receipt.code or 0,
                "attempt_id": receipt.attempt_id,
                "wall": receipt.wall,
            }
            for receipt in told
        ]
        self.insert_all(receipts, made)

    def adopt(self, owners: Mapping[MessageSid, AttemptId]) -> tuple[Receipt, ...]:
        """Few were ever parked: only of those is anything written."""
        parked = self.run(_PARKED, sids=list(owners)).scalars() if owners else ()
        return tuple(one for sid in sorted(set(parked)) for one in self._adopted(sid, owners[sid]))

    def _adopted(self, sid: MessageSid, attempt_id: AttemptId) -> tuple[Receipt, ...]:
        parked = and_(receipts.c.sid == sid, receipts.c.attempt_id.is_(None))
        query = update(receipts).where(parked).values(attempt_id=attempt_id).returning(receipts)
        return tuple(_receipt(row) for row in self.connection.execute(query))

    def of_attempt(self, attempt_id: AttemptId) -> tuple[Receipt, ...]:
        query = select(receipts).where(receipts.c.attempt_id == attempt_id).order_by(receipts.c.wall, receipts.c.id)
        return tuple(_receipt(row) for row in self.connection.execute(query))


def _receipt(row: Row[Any]) -> Receipt:
    return Receipt(row.sid, row.status, row.code or None, row.attempt_id, row.wall)


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
        "asked_back_wall": attempt.asked_back_at,
    }
