"""What lies before staff: open tasks, whosever they are; replies with keyset paging."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Subquery, and_, func, or_, select, tuple_, union

from service.core.cases import CaseId
from service.core.desk import LoggedReply, OpenTask, ReplyFilter, ReplyId, TaskGroup, TaskId
from service.domain.errors import NotFoundError
from service.domain.ids import BoardCode, MessageSid, NumberId, PersonId, TextId
from service.domain.number import Number
from service.replying.situation import Whose
from service.store.rows import Rows
from service.store.tables import appointments, cases, people, releases, replies, tasks, texts

_SID_LONG = 34
_USUAL = 2  # the priority of a task that names none


def _told(name: str) -> ColumnElement[Any]:
    told: ColumnElement[Any] = tasks.c.about[name].as_string()
    return told


def _of(query: Select[Any]) -> ColumnElement[Any]:
    return query.correlate(tasks).limit(1).scalar_subquery()


_PERSON = func.coalesce(
    _told("person"),
    _of(select(releases.c.person_id).where(releases.c.id == _told("release"))),
    _of(select(appointments.c.person_id).where(appointments.c.id == _told("appointment"))),
)
# A task of a time before tasks named a Board is of the Board of whom it is about.
_BOARD = func.coalesce(
    tasks.c.board,
    _of(select(people.c.board).where(people.c.id == _PERSON)),
    _of(select(texts.c.board).where(texts.c.id == _told("text"))),
    _of(select(people.c.board).where(people.c.line_id == _told("number")).order_by(people.c.id)),
)
# Of a task about several replies, the first of them: its page names the others.
_SID = func.coalesce(_told("reply"), func.substr(_told("replies"), 1, _SID_LONG))
_TASKS = select(
    tasks,
    _BOARD.label("whose"),
    _PERSON.label("person_id"),
    _of(select(replies.c.id).where(replies.c.sid == _SID)).label("reply_id"),
).where(tasks.c.done.is_(False))

_FIRST, _ONE = replies.alias("first"), replies.alias("one")
_LATER = and_(_ONE.c.line_id == cases.c.line_id, _ONE.c.board == cases.c.board, _ONE.c.wall >= _FIRST.c.wall)
_IN_CASE = (  # the first that told of danger, and what came to the Board of the case since
    select(_ONE.c.id)
    .join_from(cases, _FIRST, _FIRST.c.id == cases.c.reply_id)
    .join(_ONE, or_(_ONE.c.id == cases.c.reply_id, _LATER))
)
_ASKED = select(_ONE.c.id).join_from(tasks, _ONE, _ONE.c.sid == _told("reply")).where(tasks.c.done.is_(False))
_NOT_ACCEPTED = (cases.c.closed_wall.is_(None), cases.c.accepted_wall.is_(None))
# It starts from what is open, which is little: asked of each reply, it takes seconds where there are many.
_UNREAD = replies.c.id.in_(union(_ASKED, _IN_CASE.where(*_NOT_ACCEPTED)))
_REPLIES = select(replies, _UNREAD.label("unread"))
_ORDER = (replies.c.wall, replies.c.id)


class DeskRows(Rows):
    def groups(self, board: BoardCode | None, most: int, kind: str | None = None) -> tuple[TaskGroup, ...]:
        theirs = _TASKS if kind is None else _TASKS.where(tasks.c.kind == kind)
        found = _ranked(theirs if board is None else theirs.where(_is(_BOARD, board)))
        query = select(found).where(found.c.rank <= most).order_by(found.c.kind, found.c.rank)
        rows = self.connection.execute(query)
        return tuple(_group(kind, list(some)) for kind, some in groupby(rows, key=lambda row: str(row.kind)))

    def task(self, task_id: TaskId) -> OpenTask | None:
        row = self.connection.execute(_TASKS.where(tasks.c.id == task_id)).first()
        return _task(row) if row is not None else None

    def of_reply(self, sid: MessageSid) -> tuple[OpenTask, ...]:
        theirs = _TASKS.where(_told("reply") == sid).order_by(tasks.c.raised_at, tasks.c.id)
        return tuple(_task(row) for row in self.connection.execute(theirs))

    def finish(self, task_id: TaskId) -> None:
        self.update(tasks, task_id, {"done": True})

    def replies(self, which: ReplyFilter) -> tuple[LoggedReply, ...]:
        theirs = _REPLIES if which.board is None else _REPLIES.where(replies.c.board == which.board)
        if which.unread:
            theirs = theirs.where(_UNREAD)
        if which.after is not None:
            theirs = theirs.where(self._after(which.after, which))
        order = (column.desc() if which.newest_first else column for column in _ORDER)
        return self._all(theirs.order_by(*order).limit(which.limit))

    def reply(self, reply_id: ReplyId) -> LoggedReply | None:
        return next(iter(self._all(_REPLIES.where(replies.c.id == reply_id))), None)

    def with_sid(self, sid: MessageSid) -> LoggedReply | None:
        return next(iter(self._all(_REPLIES.where(replies.c.sid == sid))), None)

    def between(self, number_id: NumberId, first: datetime, last: datetime, most: int) -> tuple[LoggedReply, ...]:
        theirs = and_(replies.c.line_id == number_id, replies.c.wall.between(first, last))
        order = (column.desc() for column in _ORDER)
        return self._all(_REPLIES.where(theirs).order_by(*order).limit(most))

    def of_case(self, case_id: CaseId, last: datetime, most: int) -> tuple[LoggedReply, ...]:
        theirs = and_(replies.c.id.in_(_IN_CASE.where(cases.c.id == case_id)), replies.c.wall <= last)
        order = (column.desc() for column in _ORDER)
        return self._all(_REPLIES.where(theirs).order_by(*order).limit(most))

    def words_of(self, reply_id: ReplyId) -> str:
        query = select(replies.c.words_sealed).where(replies.c.id == reply_id)
        return self.open(replies, "words", reply_id, self.connection.execute(query).scalar_one())

    def _after(self, reply_id: ReplyId, which: ReplyFilter) -> ColumnElement[bool]:
        named = select(*_ORDER).where(replies.c.id == reply_id)
        if which.board is not None:
            named = named.where(replies.c.board == which.board)
        last = self.connection.execute(named).first()
        if last is None:
            raise NotFoundError
        here, there = tuple_(*_ORDER), tuple_(last.wall, last.id)
        return here < there if which.newest_first else here > there

    def _all(self, query: Select[Any]) -> tuple[LoggedReply, ...]:
        return tuple(self._reply(row) for row in self.connection.execute(query))

    def _reply(self, row: Row[Any]) -> LoggedReply:
        sender = self.open(replies, "sender", row.id, row.sender_sealed) if row.line_id is not None else None
        return LoggedReply(
            id=ReplyId(row.id),
            sid=row.sid,
            number_id=row.line_id,
            masked=Number.trusted(sender).masked if sender is not None else None,
            board=BoardCode(row.board) if row.board else None,
            person_id=PersonId(row.person_id) if row.person_id else None,
            to=row.to,
            wall=row.wall,
            of_stranger=(row.meaning or {}).get("whose") == Whose.NOBODY,
            labels=tuple((row.meaning or {}).get("labels", ())),
            unread=bool(row.unread),
        )


def _is(whose: ColumnElement[Any], board: BoardCode) -> ColumnElement[bool]:
    return whose == board


def _ranked(query: Select[Any]) -> Subquery:
    soonest = tasks.c.due_at.is_(None)  # those without a time come last
    order = (func.coalesce(tasks.c.priority, _USUAL).desc(), soonest, tasks.c.due_at, tasks.c.raised_at, tasks.c.id)
    ranked = func.row_number().over(partition_by=tasks.c.kind, order_by=order)
    return query.add_columns(
        ranked.label("rank"), func.count().over(partition_by=tasks.c.kind).label("number")
    ).subquery()


def _group(kind: str, rows: Iterable[Row[Any]]) -> TaskGroup:
    found = list(rows)
    return TaskGroup(kind, found[0].number, tuple(_task(row) for row in found))


def _task(row: Row[Any]) -> OpenTask:
    text_id = row.about.get("text")
    return OpenTask(
        id=TaskId(row.id),
        kind=row.kind,
        board=BoardCode(row.whose) if row.whose else None,
        priority=row.priority or _USUAL,
        raised_at=row.raised_at,
        due_at=row.due_at,
        person_id=PersonId(row.person_id) if row.person_id else None,
        text_id=TextId(text_id) if text_id else None,
        reply_id=ReplyId(row.reply_id) if row.reply_id else None,
        about=dict(row.about),
    )
