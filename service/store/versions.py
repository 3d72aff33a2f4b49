"""Published sequences, and which version of each a release runs."""

from collections.abc import Mapping
from functools import lru_cache
from itertools import groupby
from typing import Any

from sqlalchemy import Row, and_, select

from service.configuration.published import sequence_from
from service.core.records import Version
from service.domain.ids import ReleaseId, SequenceId, VersionId
from service.schedules.sequence import Sequence
from service.store.rows import Rows
from service.store.tables import pins, versions

_began_with = versions.alias()


class VersionRows(Rows):
    def current(self, sequence: SequenceId) -> Version | None:
        query = select(versions).where(versions.c.sequence == sequence).order_by(versions.c.number.desc()).limit(1)
        row = self.connection.execute(query).first()
        return self._version(row) if row is not None else None

    def get(self, version_id: VersionId) -> Version:
        return self._version(self.connection.execute(select(versions).where(versions.c.id == version_id)).one())

    def all(self) -> tuple[Version, ...]:
        query = select(versions).order_by(versions.c.sequence, versions.c.number)
        return tuple(self._version(row) for row in self.connection.execute(query))

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

    def running(self, release_id: ReleaseId) -> Mapping[SequenceId, tuple[Version, ...]]:
        """One question for all sequences: it is asked at every change of plan, and before every text."""
        from_then_on = and_(versions.c.sequence == pins.c.sequence, versions.c.number >= _began_with.c.number)
        query = (
            select(versions)
            .join_from(pins, _began_with, _began_with.c.id == pins.c.version_id)
            .join(versions, from_then_on)
            .where(pins.c.release_id == release_id)
            .order_by(versions.c.sequence, versions.c.number)
        )
        found = map(self._version, self.connection.execute(query))
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


@lru_cache(maxsize=256)
def _read(sequence: SequenceId, document: str) -> Sequence:
    """A document is never changed, so it is read once a process."""
    return sequence_from(sequence, document)
