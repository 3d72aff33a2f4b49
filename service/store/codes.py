"""Joining codes by their keyed hash, and the tries that joined nobody."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, delete, func, select, update
from sqlalchemy.sql.elements import ColumnElement

from service.core.codes import CodeId, Kept, Unjoined
from service.domain.contact import SafeToText
from service.domain.ids import BoardCode, NumberId, PersonId, PrisonSlug, ReleaseId
from service.store import contact
from service.store.ids import fresh
from service.store.rows import Rows
from service.store.tables import codes, people, releases, wrong_codes

_KIND = "joining code"
_THEIRS = (people.c.id.label("their_id"), *(people.c[name] for name in ("board", "died_at", "merged_into")))
_FIND = (
    select(codes, releases.c.ended, people.c.line_id.label("their_line"), *_THEIRS)
    .join_from(codes, releases, releases.c.id == codes.c.release_id)
    .join(people, people.c.id == releases.c.person_id)
    .where(codes.c.code_index.in_(bindparam("indexes", expanding=True)))
)
_WRONG = select(func.count()).where(wrong_codes.c.wall > bindparam("after"), wrong_codes.c.wall <= bindparam("until"))


class CodeRows(Rows):
    def unjoined(self, prison: PrisonSlug, first: date, last: date) -> tuple[Unjoined, ...]:
        query: Select[Any] = (
            select(
                releases.c.id.label("release_id"),
                releases.c.liberation_date,
                *_THEIRS,
                people.c.contact_sealed,
                people.c.prison_number_sealed,
            )
            .join_from(releases, people, people.c.id == releases.c.person_id)
            .where(releases.c.prison == prison, releases.c.liberation_date.between(first, last), *_may_join())
        )
        found = [self._unjoined(row) for row in self.connection.execute(query) if self._may_be_texted(row)]
        return tuple(sorted(found, key=lambda one: one.prison_number))

    def add(self, letters: str, release_id: ReleaseId, expires_at: datetime) -> bool:
        row = {"id": fresh("c"), "code_index": self.sealer.index(_KIND, letters), "release_id": release_id}
        return self.insert_once(codes, {**row, "made_wall": self.wall, "expires_wall": expires_at})

    def end(self, release_ids: Collection[ReleaseId]) -> None:
        unused = (codes.c.release_id.in_(release_ids), codes.c.used_wall.is_(None), codes.c.expires_wall > self.wall)
        self.connection.execute(update(codes).where(*unused).values(expires_wall=self.wall))

    def find(self, letters: str) -> Kept | None:
        row = self.connection.execute(_FIND, {"indexes": self.sealer.indexes(_KIND, letters)}).first()
        return _kept(row) if row is not None else None

    def use(self, code_id: CodeId, number_id: NumberId) -> None:
        self.update(codes, code_id, {"used_wall": self.wall, "line_id": number_id})

    def add_wrong(self, number_id: NumberId, wall: datetime) -> None:
        self.insert(wrong_codes, {"id": fresh("w"), "line_id": number_id, "wall": wall})

    def wrong(self, after: datetime, until: datetime) -> int:
        return int(self.connection.execute(_WRONG, {"after": after, "until": until}).scalar_one())

    def forget_wrong(self, before: datetime) -> None:
        self.connection.execute(delete(wrong_codes).where(wrong_codes.c.wall < before))

    def _may_be_texted(self, row: Row[Any]) -> bool:
        """What staff have to decide first is theirs: a person under 18, and one who said that no text is safe."""
        known, _ = contact.from_json(self.open(people, "contact", row.their_id, row.contact_sealed), None)
        return not known.under_18 and known.safe_to_text is not SafeToText.NO

    def _unjoined(self, row: Row[Any]) -> Unjoined:
        prison_number = self.open(people, "prison_number", row.their_id, row.prison_number_sealed)
        told = (ReleaseId(row.release_id), PersonId(row.their_id), BoardCode(row.board))
        return Unjoined(*told, row.liberation_date, prison_number)


def _may_join() -> tuple[ColumnElement[bool], ...]:
    silent = (people.c.line_id, people.c.died_at, people.c.merged_into, people.c.paused, releases.c.ended)
    return tuple(column.is_(None) for column in silent)


def _kept(row: Row[Any]) -> Kept:
    return Kept(
        id=CodeId(row.id),
        release_id=ReleaseId(row.release_id),
        person_id=PersonId(row.their_id),
        board=BoardCode(row.board),
        expires_at=row.expires_wall,
        used_at=row.used_wall,
        number_id=NumberId(row.line_id) if row.line_id else None,
        persons_number=NumberId(row.their_line) if row.their_line else None,
        is_over=row.ended is not None or row.died_at is not None or row.merged_into is not None,
    )
