"""API keys, by the hash of their secret."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update

from service.core.records import Key
from service.domain.event import Source, SourceKind
from service.store.rows import Rows
from service.store.tables import keys


class KeyRows(Rows):
    def add(self, key: Key, digest: bytes) -> None:
        made = {
            "id": key.id,
            "digest": digest,
            "owner_kind": key.owner.kind,
            "owner_slug": key.owner.slug,
            "created_wall": key.created_at,
            "expires_wall": key.expires_at,
        }
        self.insert(keys, made)

    def of_digest(self, digest: bytes) -> Key | None:
        row = self.connection.execute(select(keys).where(keys.c.digest == digest)).first()
        return _key(row) if row is not None else None

    def all(self) -> tuple[Key, ...]:
        query = select(keys).order_by(keys.c.created_wall, keys.c.id)
        return tuple(_key(row) for row in self.connection.execute(query))

    def revoke(self, key_id: str, at: datetime) -> bool:
        return self.connection.execute(update(keys).where(keys.c.id == key_id).values(revoked_wall=at)).rowcount == 1


def _key(row: Row[Any]) -> Key:
    owner = Source(SourceKind(row.owner_kind), row.owner_slug)
    return Key(row.id, owner, row.created_wall, row.expires_wall, row.revoked_wall)
