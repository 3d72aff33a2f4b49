"""How far something has come, by the wall clock."""

from datetime import datetime

from sqlalchemy import select, update

from service.store.rows import Rows
from service.store.tables import marks


class MarkRows(Rows):
    def get(self, name: str) -> datetime | None:
        return self.connection.execute(select(marks.c.wall).where(marks.c.name == name)).scalar()

    def put(self, name: str, wall: datetime) -> None:
        if not self.insert_once(marks, {"name": name, "wall": wall}):
            self.connection.execute(update(marks).where(marks.c.name == name).values(wall=wall))
