"""The table of texts, which is the schedule."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from itertools import zip_longest
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    CompoundSelect,
    Integer,
    Row,
    Subquery,
    Update,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    or_,
    select,
    union_all,
    update,
)

from service.core.records import FIRST_TURN, OthersDays, Stamp, Turn
from service.domain.ids import BoardCode, NumberId, ReleaseId, SequenceId, StepId, TextId
from service.domain.london import london_day
from service.domain.text import ENDED_BADLY, UNSENT, Reason, State, Text, may_move
from service.schedules.answers import TO_DANGER
from service.store.among import any_of
from service.store.rows import Kept, Rows
from service.store.stamps import STAMP, STAMPS
from service.store.tables import lines, texts

# A number gets one text a day. After a standstill a welcome takes it first, and an appointment before a nudge.
_FIRST_OF_A_DAY = case((texts.c.welcome, 0), (texts.c.occasion != "", 1), else_=2)


_SPARE = 4  # so many more are picked than can be taken: other workers may hold the first of them
# Of one Board so many that are due longest are put in order: its cost does not grow with a standstill. Said as it
# stands: a plan that is made for any values would count on a tenth of all.
_NEAREST: ColumnElement[int] = literal_column("500")

# Said as it stands in the index, not as a value: else no database knows that the index holds these texts.
_PLANNED = texts.c.state == literal_column("'planned'")
_IS_ANSWER = texts.c.release_id.is_(None)


_ORDERED = (texts.c.id, texts.c.board, texts.c.due_at, texts.c.wanted_at)


def _boards() -> CTE:
    """Every Board with planned texts, each found from the one before it; at the end a NULL."""
    found = select(func.min(texts.c.board).label("board")).where(_PLANNED).cte("boards_that_wait", recursive=True)
    rest = texts.alias("rest")
    planned = rest.c.state == literal_column("'planned'")
    following = select(func.min(rest.c.board)).where(planned, rest.c.board > found.c.board)
    return found.union_all(select(following.correlate(found).scalar_subquery()).where(found.c.board.is_not(None)))


_BOARDS = _boards()


_MAY_TRY = or_(texts.c.not_before_wall.is_(None), texts.c.not_before_wall <= bindparam("wall"))
_IS_DUE = texts.c.due_at <= bindparam("now")
_EACH = bindparam("each", type_=Integer)


def _first(board: int) -> Subquery:
    """What one Board would send next."""
    columns = (*_ORDERED, _FIRST_OF_A_DAY.label("kind"))
    due = (_PLANNED, texts.c.board == bindparam(f"board_{board}"), _IS_DUE, _MAY_TRY, ~any_of(texts.c.id, "but"))
    oldest = select(*columns).where(*due).order_by(texts.c.due_at, texts.c.id).limit(_NEAREST).subquery()
    # What could not go in time has one due moment, at which it may go again: then it goes as it was wanted.
    order = (oldest.c.kind, oldest.c.due_at, oldest.c.wanted_at, oldest.c.id)
    return select(oldest).order_by(*order).limit(_EACH).subquery()


def _answers() -> Subquery:
    """What people wait for: before everything else, however much of it is due."""
    due = (_PLANNED, _IS_ANSWER, any_of(texts.c.board, "boards"), _MAY_TRY, ~any_of(texts.c.id, "but"))
    kind = case((texts.c.step.in_(sorted(TO_DANGER)), -2), else_=-1).label("kind")
    query = select(*_ORDERED, kind).where(*due)
    return query.order_by(kind, texts.c.due_at, texts.c.id).limit(_EACH).subquery()


@cache
def _next(boards: int) -> CompoundSelect[Any]:
    """Answers, and what each of so many Boards would send next."""
    return union_all(*(select(part) for part in (_answers(), *map(_first, range(boards)))))


_FIRST_ANSWERS = (
    select(texts.c.board, func.min(texts.c.due_at)).where(_PLANNED, _IS_ANSWER, _MAY_TRY).group_by(texts.c.board)
)
_FIRST_OF_BOARDS = select(
    _BOARDS.c.board,
    select(func.min(texts.c.due_at))
    .where(_PLANNED, texts.c.board == _BOARDS.c.board, _MAY_TRY)
    .correlate(_BOARDS)
    .scalar_subquery()
    .label("first"),
).where(_BOARDS.c.board.is_not(None))

_ONE = Kept.locked(select(texts).where(texts.c.id == bindparam("id")))
_SOME = Kept.locked(select(texts).where(any_of(texts.c.id, "ids")).order_by(texts.c.id))
_OF_RELEASE = Kept.locked(
    select(texts).where(texts.c.release_id == bindparam("release")).order_by(texts.c.due_at, texts.c.id)
)
_TO_CLAIM = (
    select(texts)
    .join_from(texts, lines)
    .where(any_of(texts.c.id, "ids"), _PLANNED, _IS_DUE, _MAY_TRY)
    .with_for_update(skip_locked=True)
)
_WELCOMES = Kept.unlocked(
    select(texts)
    .where(texts.c.line_id == bindparam("number"), texts.c.welcome)
    .where(texts.c.state.not_in((State.CANCELLED, State.SKIPPED)))
    .order_by(texts.c.id)
)
_WENT_ON = Kept.unlocked(
    select(texts.c.id)
    .where(texts.c.line_id == bindparam("number"), texts.c.went_on == bindparam("day"), texts.c.id != bindparam("but"))
    .limit(1)
)


class TextRows(Rows):
    def find(self, text_id: TextId) -> Text | None:
        row = self.connection.execute(_ONE.to_read, {"id": text_id}).first()
        return to_text(row) if row is not None else None

    def get(self, text_id: TextId) -> Text:
        return to_text(self.run(_ONE, id=text_id).one())

    def hold(self, text_ids: Collection[TextId]) -> Mapping[TextId, Text]:
        rows = self.run(_SOME, ids=list(text_ids)) if text_ids else ()
        return {row.id: to_text(row) for row in rows}

    def of_release(self, release_id: ReleaseId) -> tuple[Text, ...]:
        return tuple(to_text(row) for row in self.run(_OF_RELEASE, release=release_id))

    def add(self, *new: Text) -> None:
        self.insert_all(texts, [{"id": text.id, "changed_at": self.now} | _facts(text) for text in new])

    def answer(self, text: Text, words: str) -> bool:
        sealed = self.seal(texts, "words", text.id, words)
        row = {"id": text.id, "changed_at": self.now, "words_sealed": sealed, "good_until_wall": text.good_until}
        return self.insert_once(texts, row | _facts(text))

    def words_of(self, answer: TextId) -> str:
        sealed = self.connection.execute(select(texts.c.words_sealed).where(texts.c.id == answer)).scalar_one()
        return self.open(texts, "words", answer, sealed)

    def answers_to(self, number_id: NumberId, good_after: datetime) -> tuple[Text, ...]:
        theirs = (_IS_ANSWER, texts.c.line_id == number_id, texts.c.good_until_wall > good_after)
        return tuple(to_text(row) for row in self.connection.execute(select(texts).where(*theirs).order_by(texts.c.id)))

    def save(self, *changed: Text) -> None:
        """Raises ValueError for a move that the table of moves does not know."""
        for state in {text.state: None for text in changed}:
            some = [text for text in changed if text.state is state]
            values = [{"its": text.id, "changed_at": self.now} | _facts(text) for text in some]
            if self.connection.execute(_saved_as(state), values).rowcount != len(some):
                was = ", ".join(sorted({text.state for text in self.hold([one.id for one in some]).values()}))
                message = f"a text cannot go from {was} to {state}"
                raise ValueError(message)

    def readdress(self, release_id: ReleaseId, board: BoardCode, number_id: NumberId) -> None:
        unsent = and_(texts.c.release_id == release_id, texts.c.state.in_(UNSENT))
        self.connection.execute(update(texts).where(unsent).values(board=board, line_id=number_id, changed_at=self.now))

    def welcomes(self, number_id: NumberId) -> tuple[Text, ...]:
        return tuple(to_text(row) for row in self.run(_WELCOMES, number=number_id))

    def days_of_others(self, number_id: NumberId, *, but: ReleaseId) -> OthersDays:
        planned_or_gone = or_(texts.c.state == State.PLANNED, texts.c.went_on.is_not(None))
        columns = (texts.c.due_at, texts.c.went_on, texts.c.occasion, texts.c.welcome)
        theirs = (texts.c.line_id == number_id, texts.c.release_id != but, planned_or_gone)
        rows = self.connection.execute(select(*columns).where(*theirs)).all()
        firm = [row for row in rows if row.went_on is not None or (row.occasion and not row.welcome)]
        return OthersDays(*(frozenset(row.went_on or london_day(row.due_at) for row in some) for some in (rows, firm)))

    def went_on_day(self, number_id: NumberId, day: date, *, but: TextId) -> bool:
        return self.run(_WENT_ON, number=number_id, day=day, but=but).first() is not None

    def stamps(self, text_ids: Collection[TextId]) -> Mapping[TextId, Stamp]:
        if not text_ids:
            return {}
        asked = (STAMP, {"id": next(iter(text_ids))}) if len(text_ids) == 1 else (STAMPS, {"ids": text_ids})
        return {TextId(row.id): tuple(row) for row in self.connection.execute(*asked).all()}

    def due(self, now: datetime, wall: datetime, limit: int, turn: Turn = FIRST_TURN) -> tuple[Text, ...]:
        """Locks the rows and their lines together, passing over what another worker holds: so no two can deadlock.

        Fewer than the limit where another holds some of them.
        """
        first_due = self.first_due(only_answers=turn.only_answers)
        boards = sorted(one for one, first in first_due.items() if first <= now and one not in turn.without)
        later = [one for one in boards if turn.after is None or one > turn.after]
        in_turn = [*later, *(one for one in boards if one not in later)]
        moment = {"now": now, "wall": wall}
        picked = self._picked(in_turn, moment, limit * _SPARE, turn) if in_turn and limit > 0 else ()
        parts = (picked[at : at + limit] for at in range(0, len(picked), limit))
        return next(filter(None, (self._held(part, moment) for part in parts)), ())

    def _held(self, picked: Sequence[TextId], moment: Mapping[str, datetime]) -> tuple[Text, ...]:
        """Those that nobody else holds, in this order."""
        found = {row.id: to_text(row) for row in self.connection.execute(_TO_CLAIM, {"ids": picked, **moment}).all()}
        return tuple(found[one] for one in picked if one in found)

    def _picked(
        self, boards: Sequence[BoardCode], moment: Mapping[str, datetime], each: int, turn: Turn
    ) -> tuple[TextId, ...]:
        """Answers, then one of each Board in turn. Locks none: what is grouped cannot be locked."""
        others = () if turn.only_answers else boards
        named = {f"board_{place}": board for place, board in enumerate(others)}
        values = {"boards": boards, "each": each, "but": turn.but, **named, **moment}
        found = self.connection.execute(_next(len(others)), values).all()
        rows = sorted(found, key=lambda row: (row.kind, row.due_at, row.wanted_at, row.id))
        answers = [row.id for row in rows if row.kind < 0]
        of_board = [[row.id for row in rows if row.board == board] for board in boards]
        in_turn = (one for round_ in zip_longest(*of_board) for one in round_ if one is not None)
        return tuple(dict.fromkeys((*answers, *in_turn)))[:each]  # an answer stands in both

    def past_use(self, limit: int) -> tuple[Text, ...]:
        late = (_PLANNED, _IS_ANSWER, texts.c.good_until_wall < self.wall)
        query = select(texts).where(*late).order_by(texts.c.good_until_wall, texts.c.id).limit(limit)
        return tuple(to_text(row) for row in self.connection.execute(query))

    def planned_of_steps(self, sequence: SequenceId, steps: Collection[StepId]) -> tuple[Text, ...]:
        theirs = (texts.c.state == State.PLANNED, texts.c.sequence == sequence, texts.c.step.in_(steps))
        return tuple(to_text(row) for row in self.connection.execute(select(texts).where(*theirs).order_by(texts.c.id)))

    def next_due(self) -> datetime | None:
        query = select(texts.c.due_at).where(texts.c.state == State.PLANNED).order_by(texts.c.due_at).limit(1)
        return self.connection.execute(query).scalar()

    def first_due(self, *, only_answers: bool = False) -> Mapping[BoardCode, datetime]:
        """Steps from Board to Board through the index, however many texts each has."""
        if only_answers:
            return {row[0]: row[1] for row in self.connection.execute(_FIRST_ANSWERS, {"wall": self.wall})}
        rows = self.connection.execute(_FIRST_OF_BOARDS, {"wall": self.wall})
        return {row.board: row.first for row in rows if row.first is not None}

    def stale_claims(self, wall: datetime) -> tuple[Text, ...]:
        stale = and_(texts.c.state == State.CLAIMED, texts.c.lease_until_wall < wall)
        query = select(texts).where(stale).order_by(texts.c.id).with_for_update(skip_locked=True)
        return tuple(to_text(row) for row in self.connection.execute(query))

    def to_try_later(self, wall: datetime, limit: int) -> tuple[Text, ...]:
        waited = (texts.c.state.in_(ENDED_BADLY), texts.c.not_before_wall <= wall)
        query = select(texts).where(*waited).order_by(texts.c.not_before_wall).limit(limit)
        return tuple(to_text(row) for row in self.connection.execute(query))


@cache
def _saved_as(state: State) -> Update:
    """Only from where the table of moves allows it."""
    sources = [old for old in State if old is state or may_move(old, state)]
    # Said as they stand: no statement that is run for many rows at once takes a list of values.
    named: list[ColumnElement[str]] = [literal_column(f"'{old}'") for old in sources]
    return update(texts).where(texts.c.id == bindparam("its"), texts.c.state.in_(named))


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
        good_until=row.good_until_wall,
    )
