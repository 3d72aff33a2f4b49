"""What the watch asks, each time by an index: it must stay cheap beside millions of texts."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select

from service.core.records import AttemptOutcome
from service.core.vitals import Overdue, Silent, Tallies, Untexted, Vitals, Waiting
from service.domain.directory import LOCAL
from service.domain.text import Reason, State
from service.store.rows import Rows
from service.store.tables import (
    alerts,
    asked_for,
    attempts,
    database,
    heartbeats,
    people,
    prisons,
    receipts,
    releases,
    senders,
    tasks,
    texts,
)

MOST = 100  # rows of one kind that are looked at: beyond it more of the same tells nothing new
_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)
_OPEN = (State.CLAIMED, State.UNKNOWN, State.ACCEPTED, State.SENT, State.REVIEW)
_LIFTED = (Reason.HELD, Reason.PAUSED)  # why a text was cancelled that should be planned again once that is over


class WatchRows(Rows):
    def vitals(self, *, tried_since: datetime, handed_over_before: datetime, came_from: date, came_to: date) -> Vitals:
        """Moments by the wall; the days are the London days on which releases have come."""
        first = self.connection.execute
        return Vitals(
            beat_at=first(select(func.max(heartbeats.c.beat_wall))).scalar(),
            waiting=self._waiting(),
            tried=self._tried(tried_since),
            handed_over_at=self._handed_over(handed_over_before),
            receipt_at=first(select(receipts.c.wall).order_by(receipts.c.wall.desc()).limit(1)).scalar(),
            unknown_since=self._unknown_since(),
            overdue=self._overdue(),
            untexted=self._untexted(came_from, came_to),
            silent=self._silent(came_to - timedelta(days=14)),
            held_at=first(select(database.c.held_wall)).scalar(),
            refused=tuple(first(select(senders.c.key).where(senders.c.rests > 0).order_by(senders.c.key)).scalars()),
        )

    def tallies(self) -> Tallies:
        parked = case((receipts.c.attempt_id.is_(None), "parked"), else_="matched")
        near = texts.c.due_at.between(self.now - _DAY, self.now + _DAY)
        alive = select(func.count()).select_from(heartbeats).where(heartbeats.c.beat_wall >= self.wall - _MINUTE)
        return Tallies(
            open_texts=self._counted(texts.c.state, texts.c.state.in_(_OPEN), _OPEN),
            day_of_texts=self._counted(texts.c.state, near, State),
            day_of_attempts=self._counted(attempts.c.outcome, attempts.c.wall >= self.wall - _DAY, AttemptOutcome),
            day_of_receipts=self._counted(parked, receipts.c.wall >= self.wall - _DAY, ("matched", "parked")),
            open_tasks=self._counted(tasks.c.kind, tasks.c.done.is_(False)),
            open_alerts=self._counted(alerts.c.kind, alerts.c.over_wall.is_(None)),
            workers=self.connection.execute(alive).scalar_one(),
            asked_for=self._asked_for(),
        )

    def _asked_for(self) -> dict[tuple[str, bool], int]:
        which = (asked_for.c.wish, asked_for.c.found)
        query = select(*which, func.sum(asked_for.c.times).label("total")).group_by(*which)
        counted = {(row.wish, row.found): int(row.total) for row in self.connection.execute(query)}
        return {(wish, found): 0 for wish in LOCAL for found in (True, False)} | counted

    def _counted(
        self, group: ColumnElement[str], condition: ColumnElement[bool], names: Iterable[str] = ()
    ) -> dict[str, int]:
        """How many rows there are of each, those of the names too of which there are none."""
        query = select(group.label("name"), func.count()).where(condition).group_by("name")
        found = {str(name): number for name, number in self.connection.execute(query)}
        return {str(name): 0 for name in names} | found

    def _due(self) -> ColumnElement[bool]:
        return and_(texts.c.state == State.PLANNED, texts.c.due_at <= self.now)

    def _waiting(self) -> tuple[Waiting, ...]:
        may_try = or_(texts.c.not_before_wall.is_(None), texts.c.not_before_wall <= self.wall)
        query = select(texts.c.board, func.min(texts.c.due_at).label("oldest"), func.count().label("number"))
        rows = self.connection.execute(query.where(self._due(), may_try).group_by(texts.c.board).order_by("board"))
        return tuple(Waiting(row.board, row.oldest, row.number) for row in rows)

    def _tried(self, since: datetime) -> frozenset[Any]:
        query = select(texts.c.board).join_from(attempts, texts).where(attempts.c.wall > since).distinct()
        return frozenset(self.connection.execute(query).scalars())

    def _handed_over(self, before: datetime) -> datetime | None:
        taken = (attempts.c.outcome == AttemptOutcome.SENT, attempts.c.wall <= before)
        query = select(attempts.c.wall).where(*taken).order_by(attempts.c.wall.desc()).limit(1)
        return self.connection.execute(query).scalar()

    def _unknown_since(self) -> datetime | None:
        query = select(func.min(attempts.c.wall)).join(texts, texts.c.attempt_id == attempts.c.id)
        return self.connection.execute(query.where(texts.c.state == State.UNKNOWN)).scalar()

    def _overdue(self) -> tuple[Overdue, ...]:
        names = ("release_id", "sequence", "step", "welcome", "due_at", "wanted_at")
        query = select(*(texts.c[name] for name in names)).where(self._due(), texts.c.release_id.is_not(None))
        return tuple(Overdue(*row) for row in self.connection.execute(query.order_by(texts.c.due_at).limit(MOST)))

    def _untexted(self, first: date, last: date) -> tuple[Untexted, ...]:
        """Without a number, or paused, nothing is owed; nor is it where a text was cancelled for good."""
        lasting = or_(texts.c.state != State.CANCELLED, texts.c.reason.is_(None), texts.c.reason.not_in(_LIFTED))
        owed = (
            releases.c.liberation_date.between(first, last),
            releases.c.ended.is_(None),
            people.c.line_id.is_not(None),
            people.c.paused.is_(None),
            ~exists().where(texts.c.release_id == releases.c.id, lasting),
        )
        query = select(releases.c.id, releases.c.person_id).join_from(releases, people).where(*owed)
        return tuple(Untexted(*row) for row in self.connection.execute(query.order_by(releases.c.id).limit(MOST)))

    def _silent(self, first: date) -> tuple[Silent, ...]:
        """Prisons whose planned releases wait, with the last word of each. The rule is `core.upkeep.watch_prisons`."""
        waits = (
            releases.c.ended.is_(None),
            releases.c.released_at.is_(None),
            releases.c.prison.is_not(None),
            releases.c.liberation_date >= first,
        )
        query = select(releases.c.prison, prisons.c.heard_at).select_from(releases).where(*waits).distinct()
        rows = self.connection.execute(query.join(prisons, prisons.c.slug == releases.c.prison, isouter=True))
        return tuple(Silent(*row) for row in rows)
