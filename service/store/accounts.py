"""Staff accounts: users by the blind index of their e-mail, links by the hash of their secret, tries to sign in."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, delete, select, update

from service.core.records import Link, LinkPurpose, Role, Seat, User, UserId
from service.store.ids import fresh
from service.store.rows import Rows
from service.store.tables import links, tries, users

_EMAIL = "e-mail of staff"


class UserRows(Rows):
    def add(self, user: User) -> None:
        known = {
            "id": user.id,
            "email_index": self.sealer.index(_EMAIL, user.email),
            "email_sealed": self.seal(users, "email", user.id, user.email),
            "created_wall": user.created_at,
        }
        self.insert(users, known | _facts(user))

    def save(self, user: User) -> None:
        """What may change. Who it is never does."""
        self.update(users, user.id, _facts(user))

    def find(self, user_id: UserId) -> User | None:
        row = self.connection.execute(select(users).where(users.c.id == user_id)).first()
        return self._user(row) if row is not None else None

    def with_email(self, email: str) -> User | None:
        indexes = self.sealer.indexes(_EMAIL, email)
        row = self.connection.execute(select(users).where(users.c.email_index.in_(indexes))).first()
        return self._user(row) if row is not None else None

    def all(self) -> tuple[User, ...]:
        rows = self.connection.execute(select(users).order_by(users.c.created_wall, users.c.id))
        return tuple(self._user(row) for row in rows)

    def _user(self, row: Row[Any]) -> User:
        return User(
            id=UserId(row.id),
            email=self.open(users, "email", row.id, row.email_sealed),
            seat=Seat(Role(row.role), row.board, row.prison),
            created_at=row.created_wall,
            password_hash=row.password_hash,
            generation=row.generation,
            disabled=row.disabled,
        )


class LinkRows(Rows):
    def add(self, link: Link, digest: bytes) -> None:
        made = {
            "digest": digest,
            "purpose": link.purpose,
            "user_id": link.user_id,
            "expires_wall": link.expires_at,
            "used_wall": link.used_at,
        }
        self.insert(links, made)

    def of_digest(self, digest: bytes) -> Link | None:
        row = self.connection.execute(select(links).where(links.c.digest == digest)).first()
        if row is None:
            return None
        return Link(UserId(row.user_id), LinkPurpose(row.purpose), row.expires_wall, row.used_wall)

    def use(self, digest: bytes, at: datetime) -> bool:
        unused = and_(links.c.digest == digest, links.c.used_wall.is_(None))
        return self.connection.execute(update(links).where(unused).values(used_wall=at)).rowcount == 1

    def void(self, user_id: UserId, at: datetime) -> None:
        unused = and_(links.c.user_id == user_id, links.c.used_wall.is_(None))
        self.connection.execute(update(links).where(unused).values(used_wall=at))


class TryRows(Rows):
    def add(self, email: str, at: datetime) -> None:
        self.insert(tries, {"id": fresh("i"), "email_index": self.sealer.index(_EMAIL, email), "wall": at})

    def since(self, email: str, moment: datetime) -> tuple[datetime, ...]:
        theirs = tries.c.email_index.in_(self.sealer.indexes(_EMAIL, email))
        query = select(tries.c.wall).where(theirs, tries.c.wall > moment).order_by(tries.c.wall)
        return tuple(self.connection.execute(query).scalars())

    def forget(self, email: str) -> None:
        theirs = tries.c.email_index.in_(self.sealer.indexes(_EMAIL, email))
        self.connection.execute(delete(tries).where(theirs))

    def forget_before(self, moment: datetime) -> None:
        self.connection.execute(delete(tries).where(tries.c.wall <= moment))


def _facts(user: User) -> dict[str, Any]:
    return {
        "role": user.seat.role,
        "board": user.seat.board,
        "prison": user.seat.prison,
        "password_hash": user.password_hash,
        "generation": user.generation,
        "disabled": user.disabled,
    }
