"""What lies before staff: tasks and replies. None of it holds words; those are opened one by one, and it is noted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NewType, Protocol

from service.core.cases import CaseId
from service.domain.ids import BoardCode, MessageSid, NumberId, PersonId, TextId

TaskId = NewType("TaskId", str)
ReplyId = NewType("ReplyId", str)


@dataclass(frozen=True)
class OpenTask:
    """Something that a person must look at. Times aware UTC, practice clock."""

    id: TaskId
    kind: str
    board: BoardCode | None  # None: of no Board alone
    priority: int  # 3: before all others
    raised_at: datetime
    due_at: datetime | None
    person_id: PersonId | None
    text_id: TextId | None
    reply_id: ReplyId | None
    about: Mapping[str, str]


@dataclass(frozen=True)
class TaskGroup:
    """The open tasks of one kind: how many, and those that come first."""

    kind: str
    count: int
    first: tuple[OpenTask, ...]


@dataclass(frozen=True)
class LoggedReply:
    """One reply without its words."""

    id: ReplyId
    sid: MessageSid
    number_id: NumberId | None
    masked: str | None  # None: it came from no telephone number
    board: BoardCode | None
    person_id: PersonId | None
    to: str  # our number: E.164
    wall: datetime  # aware UTC
    of_stranger: bool  # nobody had the number when it came
    labels: tuple[str, ...]  # what it was understood as; empty: it came before anything was understood
    unread: bool  # a task about it is open, or it came in a case of danger of its Board that nobody has accepted


@dataclass(frozen=True)
class ReplyFilter:
    board: BoardCode | None  # None: of every Board
    unread: bool = False
    after: ReplyId | None = None  # the last reply of the page before
    newest_first: bool = True
    limit: int = 25


class Desk(Protocol):
    def groups(self, board: BoardCode | None, most: int, kind: str | None = None) -> tuple[TaskGroup, ...]:
        """Of each kind the first `most` open tasks: by priority, then the soonest due, then the oldest. By kind."""
        ...

    def task(self, task_id: TaskId) -> OpenTask | None:
        """An open one."""
        ...

    def of_reply(self, sid: MessageSid) -> tuple[OpenTask, ...]: ...
    def finish(self, task_id: TaskId) -> None: ...
    def replies(self, which: ReplyFilter) -> tuple[LoggedReply, ...]:
        """Raises NotFoundError if `which.after` names no reply of the Board."""
        ...

    def reply(self, reply_id: ReplyId) -> LoggedReply | None: ...
    def with_sid(self, sid: MessageSid) -> LoggedReply | None: ...
    def between(self, number_id: NumberId, first: datetime, last: datetime, most: int) -> tuple[LoggedReply, ...]:
        """What came from that number (wall clock), the newest first."""
        ...

    def of_case(self, case_id: CaseId, last: datetime, most: int) -> tuple[LoggedReply, ...]:
        """What came from its number to its Board, from the first that told of danger to `last`, the newest first."""
        ...

    def words_of(self, reply_id: ReplyId) -> str:
        """Raises UnfitError for what cannot be opened."""
        ...
