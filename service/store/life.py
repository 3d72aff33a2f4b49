"""Numbers: which of them still live, what went there last, what came from there before anybody knew whose they are."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import bindparam, exists, or_, select, update

from service.core.records import Reply
from service.domain.ids import BoardCode, MessageSid, NumberId, PersonId, SequenceId, StepId
from service.domain.london import london_day
from service.domain.text import State
from service.replying.situation import Whose
from service.store.rows import Kept, Rows
from service.store.tables import attempts, lines, releases, replies, texts

_WENT = (State.ACCEPTED, State.SENT, State.DELIVERED)
_REPLY = Kept.locked(select(replies).where(or_(replies.c.sid == bindparam("name"), replies.c.id == bindparam("name"))))


class LifeRows(Rows):
    def last_words(
        self, number_id: NumberId, person_id: PersonId, sequence: SequenceId, since: datetime, of: Collection[StepId]
    ) -> str | None:
        days = texts.c.went_on >= london_day(since) - timedelta(days=1)  # for the index: the moment decides
        theirs = (texts.c.line_id == number_id, attempts.c.line_id == number_id, releases.c.person_id == person_id)
        what = (
            texts.c.sequence == sequence,
            texts.c.step.in_(of),
            texts.c.state.in_(_WENT),
            attempts.c.at >= since,
        )
        query = (
            select(attempts.c.id, attempts.c.words_sealed)
            .join_from(texts, attempts, attempts.c.id == texts.c.attempt_id)
            .join(releases, releases.c.id == texts.c.release_id)
            .where(*theirs, *what, days)
            .order_by(attempts.c.at.desc(), attempts.c.id.desc())
            .limit(1)
        )
        row = self.connection.execute(query).first()
        return self.open(attempts, "words", row.id, row.words_sealed) if row is not None else None

    def silent(self, since: datetime, limit: int, *, of: NumberId | None = None) -> tuple[NumberId, ...]:
        texted = exists().where(texts.c.line_id == lines.c.id, texts.c.went_on <= london_day(since))
        is_silent = or_(lines.c.alive_at.is_(None), lines.c.alive_at < since)
        query = select(lines.c.id).where(lines.c.stopped.is_(None), is_silent, texted)
        query = query if of is None else query.where(lines.c.id == of)
        return tuple(map(NumberId, self.connection.execute(query.order_by(lines.c.id).limit(limit)).scalars()))

    def reply(self, name: str) -> Reply | None:
        row = self.run(_REPLY, name=name).first()
        if row is None:
            return None
        return Reply(
            sid=MessageSid(row.sid),
            sender=self.open(replies, "sender", row.id, row.sender_sealed),
            number_id=row.line_id,
            to=row.to,
            words=self.open(replies, "words", row.id, row.words_sealed),
            wall=row.wall,
            keyword=row.keyword,
            board=row.board,
            person_id=row.person_id,
            meaning=row.meaning,
        )

    def assign(self, sid: MessageSid, person_id: PersonId, board: BoardCode | None = None) -> None:
        known = {"person_id": person_id} | ({"board": board} if board is not None else {})
        self.connection.execute(update(replies).where(replies.c.sid == sid).values(known))

    def of_strangers(self, number_id: NumberId, limit: int) -> tuple[MessageSid, ...]:
        is_strangers = replies.c.meaning["whose"].as_string() == Whose.NOBODY
        theirs = (replies.c.line_id == number_id, replies.c.person_id.is_(None), is_strangers)
        newest = select(replies.c.sid).where(*theirs).order_by(replies.c.wall.desc(), replies.c.id.desc()).limit(limit)
        return tuple(map(MessageSid, reversed(self.connection.execute(newest).scalars().all())))
