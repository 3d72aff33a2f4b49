"""Published sequences, and which version of each a release runs."""

from collections.abc import Collection, Mapping
from functools import lru_cache
from itertools import groupby
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, func, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from service.configuration.published import sequence_from
from service.core.records import Version
from service.domain.ids import ReleaseId, SequenceId, VersionId
from service.schedules.sequence import Sequence
from service.store.among import any_of
from service.store.rows import Kept, Rows
from service.store.tables import pins, versions

_began_with = versions.alias()
_RUNNING = Kept.unlocked(
    select(versions)
    .join_from(pins, _began_with, _began_with.c.id == pins.c.version_id)
    .join(versions, and_(versions.c.sequence == pins.c.sequence, versions.c.number >= _began_with.c.number))
    .where(pins.c.release_id == bindparam("release"))
    .order_by(versions.c.sequence, versions.c.number)
)
_ALL = select(versions).order_by(versions.c.sequence, versions.c.number)
_PINNED = Kept.among(select(pins), pins.c.release_id)


class VersionRows(Rows):
    def current(self, sequence: SequenceId) -> Version | None:
        query = select(versions).where(versions.c.sequence == sequence).order_by(versions.c.number.desc()).limit(1)
        row = self.connection.execute(query).first()
        return self._version(row) if row is not None else None

    def get(self, version_id: VersionId) -> Version:
        return self._version(self.connection.execute(select(versions).where(versions.c.id == version_id)).one())

    def all(self) -> tuple[Version, ...]:
        return tuple(self._version(row) for row in self.connection.execute(_ALL))

    def add(self, version: Version) -> None:
        made = {
            "id": version.id,
            "sequence": version.sequence.id,
            "number": version.number,
            "basis": version.basis,
            "hash": version.hash,
            "document_sealed": self.seal(versions, "document", version.id, version.document),
            "author": version.author,
            "approver": version.approver,
            "published_wall": version.published_at,
        }
        self.insert(versions, made)

    def pin(self, release_id: ReleaseId, sequence: SequenceId, version_id: VersionId) -> None:
        self.insert_once(pins, {"release_id": release_id, "sequence": sequence, "version_id": version_id})

    def pin_newest(self, release_id: ReleaseId, names: Collection[SequenceId]) -> None:
        statement = _PIN_NEWEST[self.connection.dialect.name]
        self.connection.execute(statement, {"release": release_id, "names": list(names)})

    def pinned(self, release_ids: Collection[ReleaseId]) -> tuple[tuple[ReleaseId, SequenceId, VersionId], ...]:
        rows = self.run(_PINNED, ids=list(release_ids))
        return tuple((row.release_id, row.sequence, row.version_id) for row in rows)

    def running(self, release_id: ReleaseId) -> Mapping[SequenceId, tuple[Version, ...]]:
        """One question for all sequences: it is asked at every change of plan, and before every text."""
        found = map(self._version, self.run(_RUNNING, release=release_id))
        return {sequence: tuple(rest) for sequence, rest in groupby(found, lambda one: one.sequence.id)}

    def _version(self, row: Row[Any]) -> Version:
        document = self.open(versions, "document", row.id, row.document_sealed)
        return Version(
            id=row.id,
            number=row.number,
            basis=row.basis,
            hash=row.hash,
            document=document,
            author=row.author,
            approver=row.approver,
            published_at=row.published_wall,
            sequence=_read(row.sequence, document),
        )


def _newest() -> Select[Any]:
    """What a pin of each of the named sequences would hold."""
    named = any_of(versions.c.sequence, "names")
    last = select(versions.c.sequence, func.max(versions.c.number).label("number"))
    last_of_each = last.where(named).group_by(versions.c.sequence).subquery()
    is_last = and_(versions.c.sequence == last_of_each.c.sequence, versions.c.number == last_of_each.c.number)
    release = bindparam("release", type_=pins.c.release_id.type)
    return (
        select(release.label("release_id"), versions.c.sequence, versions.c.id)
        .where(is_last)
        .order_by(versions.c.sequence)
    )


_PIN_NEWEST = {
    dialect: make(pins).from_select(["release_id", "sequence", "version_id"], _newest()).on_conflict_do_nothing()
    for dialect, make in (("sqlite", sqlite_insert), ("postgresql", postgresql_insert))
}


@lru_cache(maxsize=256)
def _read(sequence: SequenceId, document: str) -> Sequence:
    """A document is never changed, so it is read once a process."""
    return sequence_from(sequence, document)
