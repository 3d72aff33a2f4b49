"""Replies: each once, sealed; and what went to a number before one came from it."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, func, select

from service.core.records import Heard, Reply, Went
from service.domain.errors import NotFoundError
from service.domain.ids import MessageSid, NumberId
from service.domain.text import ENDED_BADLY, UNSENT
from service.store.ids import fresh
from service.store.rows import Kept, Rows
from service.store.tables import attempts, replies, texts

_LONGEST_TO = 20  # a number of ours has 16 characters at most
_NEVER_ARRIVED = tuple(UNSENT | ENDED_BADLY)
_THEIRS = (replies.c.line_id == bindparam("number"), replies.c.wall >= bindparam("since"))
_LATELY = Kept.unlocked(
    select(replies).where(*_THEIRS).order_by(replies.c.wall.desc(), replies.c.id.desc()).limit(bindparam("most"))
)
_COUNT = Kept.unlocked(
    select(func.count()).select_from(select(replies.c.id).where(*_THEIRS).limit(bindparam("most")).subquery())
)
_WENT = Kept.unlocked(
    select(texts.c.id, attempts.c.at)
    .join_from(texts, attempts, attempts.c.id == texts.c.attempt_id)
    .where(texts.c.line_id == bindparam("number"), texts.c.release_id.is_not(None))
    .where(texts.c.state.not_in(_NEVER_ARRIVED), attempts.c.at >= bindparam("since"))
    .order_by(attempts.c.at.desc(), texts.c.id)
    .limit(bindparam("most"))
)


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
            "board": reply.board,
            "person_id": reply.person_id,
            "meaning": dict(reply.meaning) if reply.meaning is not None else None,
        }
        return self.insert_once(replies, made)

    def known(self, sids: Collection[MessageSid]) -> frozenset[MessageSid]:
        return self.among(replies.c.sid, sids)

    def id_of(self, sid: MessageSid) -> str:
        found = self.connection.execute(select(replies.c.id).where(replies.c.sid == sid)).scalar()
        if found is None:
            raise NotFoundError
        return str(found)

    def keywords_after(self, number_id: NumberId, moment: datetime) -> frozenset[str]:
        theirs = (replies.c.line_id == number_id, replies.c.wall > moment, replies.c.keyword.is_not(None))
        return frozenset(self.connection.execute(select(replies.c.keyword).where(*theirs)).scalars())

    def count(self, number_id: NumberId, since: datetime, most: int) -> int:
        return int(self.run(_COUNT, number=number_id, since=since, most=most).scalar_one())

    def lately(self, number_id: NumberId, since: datetime, limit: int) -> tuple[Heard, ...]:
        rows = self.run(_LATELY, number=number_id, since=since, most=limit)
        return tuple(Heard(self.open(replies, "words", row.id, row.words_sealed), row.wall) for row in rows)

    def went_before(self, number_id: NumberId, since: datetime, limit: int) -> tuple[Went, ...]:
        return tuple(Went(row.id, row.at) for row in self.run(_WENT, number=number_id, since=since, most=limit))
