"""API keys: made once, shown once, known again by their hash."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from service.core.ports import Core
from service.core.records import Key
from service.domain.errors import NotFoundError
from service.domain.event import Source


@dataclass(frozen=True)
class NewKey:
    """A key at the only moment when its secret is known."""

    id: str
    secret: str = field(repr=False)


def create(core: Core, owner: Source, secret: str, expires_at: datetime | None) -> NewKey:
    """Store the hash of a secret of 256 random bits. So much chance cannot be searched, so a fast hash is enough."""
    key = Key(core.new_id("k"), owner, core.clock.wall(), expires_at)
    with core.store.write(actor="command line") as tx:
        tx.keys.add(key, digest(secret))
        tx.journal.note("key.created", about={"key": key.id})
    return NewKey(key.id, secret)


def owner_of(core: Core, secret: str) -> Source | None:
    """Whose key this is; None if it is nobody's, expired or revoked."""
    with core.store.read() as tx:
        key = tx.keys.of_digest(digest(secret))
    if key is None or key.revoked_at is not None:
        return None
    return None if key.expires_at is not None and key.expires_at <= core.clock.wall() else key.owner


def listed(core: Core) -> tuple[Key, ...]:
    with core.store.read() as tx:
        return tx.keys.all()


def revoke(core: Core, key_id: str) -> None:
    """Raises NotFoundError if there is no such key."""
    with core.store.write(actor="command line") as tx:
        if not tx.keys.revoke(key_id, core.clock.wall()):
            message = "there is no such key"
            raise NotFoundError(message)
        tx.journal.note("key.revoked", about={"key": key_id})


def digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
