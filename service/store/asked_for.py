"""What people asked for near them: a row for a day, a Board, an area, a wish, and whether it was found."""

from datetime import date
from typing import Any

from sqlalchemy import Table, func, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from service.core.asked_for import Asked
from service.domain.ids import BoardCode
from service.domain.meaning import Wish
from service.store.rows import Rows
from service.store.tables import asked_for

_WHICH = (asked_for.c.board, asked_for.c.area, asked_for.c.wish, asked_for.c.found)


class AskedForRows(Rows):
    def count(self, day: date, asked: Asked) -> None:
        self.connection.execute(
            _counted(asked_for, self.connection.dialect.name),
            {
                "day": day,
                "board": asked.board,
                "area": asked.area,
                "wish": asked.wish,
                "found": asked.found,
                "times": asked.times,
            },
        )

    def between(self, first: date, last: date) -> tuple[Asked, ...]:
        total = func.sum(asked_for.c.times)
        days = asked_for.c.day.between(first, last)
        query = select(*_WHICH, total.label("total")).where(days).group_by(*_WHICH).order_by(*_WHICH)
        return tuple(
            Asked(BoardCode(row.board), row.area, Wish(row.wish), row.found, int(row.total))
            for row in self.connection.execute(query)
        )


def _counted(table: Table, dialect: str) -> Any:
    """One statement: two who ask at once are both counted."""
    make = sqlite_insert if dialect == "sqlite" else postgresql_insert
    new = make(table)
    more = {"times": table.c.times + new.excluded.times}
    return new.on_conflict_do_update(index_elements=list(table.primary_key), set_=more)
