"""Whether anything may go out at all: one mark on the whole database."""

from sqlalchemy import select, update

from service.core.records import Held
from service.store.rows import Rows
from service.store.tables import database

_HELD = select(database.c.held_wall, database.c.held_why)


class HoldRows(Rows):
    def held(self) -> Held | None:
        row = self.connection.execute(_HELD).first()
        return Held(row.held_wall, row.held_why) if row is not None and row.held_wall is not None else None

    def hold(self, why: str) -> None:
        self.connection.execute(update(database).values(held_wall=self.wall, held_why=why))

    def release(self) -> None:
        self.connection.execute(update(database).values(held_wall=None, held_why=None))
