"""What staff do with tasks, replies and cases. Whoever is shown a person's words is noted in the journal."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from service.core.cases import Case, CaseId
from service.core.desk import LoggedReply, OpenTask, ReplyFilter, ReplyId, TaskGroup, TaskId
from service.core.ports import Core, Transaction
from service.core.records import User
from service.domain.errors import NotFoundError, UnfitError
from service.domain.ids import BoardCode, MessageSid, NumberId
from service.domain.release import Person
from service.domain.text import Text
from service.schedules.answers import TO_DANGER

SHOWN = 20  # tasks of a kind on the page of all
_MOST = 200  # of one kind on its own page; replies of a case
_BESIDE = 10  # other replies of the same number
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class AnswerShown:
    text: Text
    words: str | None  # None: this reader may not see them


@dataclass(frozen=True)
class ReplyShown:
    """One reply, with what we answered; its words where the reader may see them, and they can be opened."""

    reply: LoggedReply
    words: str | None
    answers: tuple[AnswerShown, ...]


@dataclass(frozen=True)
class ReplyView:
    shown: ReplyShown
    tasks: tuple[OpenTask, ...]
    people: tuple[Person, ...]  # of this Board, who have the number now
    cases: tuple[CaseId, ...]  # open ones of its number that these staff may see
    others: tuple[LoggedReply, ...]  # the latest of the same number that these staff may see


@dataclass(frozen=True)
class CaseLine:
    """One case among others."""

    case: Case
    masked: str | None
    accepted_by: str | None  # an e-mail address
    answer: Text | None  # the last answer to danger


@dataclass(frozen=True)
class CaseView:
    line: CaseLine
    replies: tuple[ReplyShown, ...]  # its Board's, from the first of danger to the end of the case, the newest first
    people: tuple[Person, ...]  # who have the number now, or wrote it
    closed_by: str | None


@dataclass(frozen=True)
class ReplyLeaf:
    """One page of replies, and where the pages beside it go on; None: there is none."""

    replies: tuple[LoggedReply, ...]
    before: ReplyId | None
    after: ReplyId | None


def groups(core: Core, user: User, kind: str | None = None) -> tuple[TaskGroup, ...]:
    with core.store.read() as tx:
        return tx.desk.groups(user.seat.board, SHOWN if kind is None else _MOST, kind)


def finish(core: Core, user: User, task_id: TaskId) -> OpenTask:
    """Somebody has seen to it. Raises NotFoundError, also where somebody else was quicker."""
    with core.store.write(actor=user.id) as tx:
        task = tx.desk.task(task_id)
        if task is None or user.seat.board not in (None, task.board):
            raise NotFoundError
        tx.desk.finish(task.id)
        tx.journal.note("task.done", about={"task": task.id, **task.about}, why=task.kind)
        return task


def standing(core: Core, user: User) -> tuple[CaseLine, ...]:
    with core.store.read() as tx:
        return tuple(_line(tx, case) for case in tx.cases.standing(user.seat.board))


def leaf(core: Core, which: ReplyFilter, *, back: bool = False) -> ReplyLeaf:
    """The newest first. `back`: the page that ends before `which.after`. Raises NotFoundError."""
    ahead = replace(which, newest_first=not back, limit=which.limit + 1)
    with core.store.read() as tx:
        found = tx.desk.replies(ahead)
        shown = found[: which.limit]
        behind = replace(ahead, newest_first=back, limit=1, after=shown[0].id if shown else which.after)
        is_more_behind = behind.after is not None and bool(tx.desk.replies(behind))
    first, last = (shown[0].id, shown[-1].id) if shown else (which.after, which.after)
    beside = (first if is_more_behind else None, last if len(found) > which.limit else None)
    return ReplyLeaf(shown[::-1], *beside[::-1]) if back else ReplyLeaf(shown, *beside)


def reply_view(core: Core, user: User, reply_id: ReplyId) -> ReplyView:
    """Raises NotFoundError if the Board has no such reply."""
    with core.store.write(actor=user.id) as tx:
        reply = tx.desk.reply(reply_id)
        people = tx.people.with_number(reply.number_id) if reply is not None and reply.number_id else ()
        if reply is None or not _may_see(user, reply, people):
            raise NotFoundError
        if user.seat.reads_words:
            tx.journal.note("reply.words_seen", about={"reply": reply.sid, "number": reply.number_id})
        return ReplyView(
            shown=_shown(tx, user, (reply,))[0],
            tasks=tx.desk.of_reply(reply.sid),
            people=_of_board(people, user.seat.board),
            cases=_open_cases(tx, user, reply.number_id),
            others=_others(core, tx, user, reply, people),
        )


def _may_see(user: User, reply: LoggedReply, people: tuple[Person, ...]) -> bool:
    """It is the Board's; or nobody had the number when it came, and somebody of the Board has it now, and may be it."""
    board = user.seat.board
    authors = (one for one in people if reply.of_stranger and reply.person_id in (None, one.id))
    return board in (None, reply.board) or any(one.board == board for one in authors)


def _others(
    core: Core, tx: Transaction, user: User, reply: LoggedReply, people: tuple[Person, ...]
) -> tuple[LoggedReply, ...]:
    if reply.number_id is None:
        return ()
    found = tx.desk.between(reply.number_id, _LONG_AGO, core.clock.wall(), _BESIDE + 1)
    return tuple(one for one in found if one.id != reply.id and _may_see(user, one, people))[:_BESIDE]


def open_cases_of(core: Core, user: User, person: Person) -> tuple[CaseId, ...]:
    """Of the number that the person has; those that these staff may see."""
    with core.store.read() as tx:
        return _open_cases(tx, user, person.number_id)


def case_view(core: Core, user: User, case_id: CaseId) -> CaseView:
    """Raises NotFoundError if the Board has no such case."""
    with core.store.write(actor=user.id) as tx:
        case = tx.cases.find(case_id)
        if case is None or user.seat.board not in (None, case.board):
            raise NotFoundError
        if user.seat.reads_words:
            tx.journal.note("case.words_seen", about={"case": case.id, "number": case.number_id})
        found = _replies_of(tx, case, core.clock.wall())
        closed_by = tx.users.find(case.closed_by) if case.closed_by else None
        return CaseView(
            _line(tx, case), _shown(tx, user, found), _people_of(tx, case, user), closed_by.email if closed_by else None
        )


def _line(tx: Transaction, case: Case) -> CaseLine:
    user = tx.users.find(case.accepted_by) if case.accepted_by else None
    masked = tx.lines.get(case.number_id).number.masked if case.number_id else None
    answers = tx.texts.answers_to(case.number_id, case.opened_at) if case.number_id else ()
    to_danger = (one for one in answers if one.step in TO_DANGER and one.board == case.board)
    return CaseLine(case, masked, user.email if user else None, max(to_danger, key=_good_until, default=None))


def _open_cases(tx: Transaction, user: User, number_id: NumberId | None) -> tuple[CaseId, ...]:
    found = tx.cases.open_of(number_id) if number_id is not None else ()
    return tuple(case.id for case in found if user.seat.board in (None, case.board))


def _good_until(text: Text) -> datetime:
    return text.good_until or text.due_at


def _replies_of(tx: Transaction, case: Case, wall: datetime) -> tuple[LoggedReply, ...]:
    """Those of another Board are none of it: the number may be somebody else's since."""
    if case.number_id is not None:
        return tx.desk.of_case(case.id, case.closed_at or wall, _MOST)
    first = tx.desk.with_sid(case.sid)
    return (first,) if first is not None else ()


def _people_of(tx: Transaction, case: Case, user: User) -> tuple[Person, ...]:
    found = {one.id: one for one in (tx.people.with_number(case.number_id) if case.number_id else ())}
    known = tx.people.named(case.person_id) if case.person_id else None
    if known is not None:
        found[known.id] = known
    return _of_board(tuple(found.values()), user.seat.board)


def _of_board(people: tuple[Person, ...], board: BoardCode | None) -> tuple[Person, ...]:
    return tuple(one for one in people if board in (None, one.board))


def _shown(tx: Transaction, user: User, found: tuple[LoggedReply, ...]) -> tuple[ReplyShown, ...]:
    """Each with its words and those of its answers, where this reader may see them."""
    given: dict[MessageSid, list[Text]] = {}
    for number_id in {one.number_id for one in found if one.number_id is not None}:
        for text in tx.texts.answers_to(number_id, min(one.wall for one in found)):
            given.setdefault(MessageSid(text.occasion), []).append(text)
    return tuple(
        ReplyShown(
            one,
            _opened(tx, user, one.id),
            tuple(_answer(tx, user, text) for text in sorted(given.get(one.sid, ()), key=_good_until)),
        )
        for one in found
    )


def _answer(tx: Transaction, user: User, text: Text) -> AnswerShown:
    return AnswerShown(text, tx.texts.words_of(text.id) if user.seat.reads_words else None)


def _opened(tx: Transaction, user: User, reply_id: ReplyId) -> str | None:
    if not user.seat.reads_words:
        return None
    try:
        return tx.desk.words_of(reply_id)
    except UnfitError:
        return None
