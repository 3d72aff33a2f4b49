"""Days on which texts to a number did not arrive."""

from datetime import date

from sqlalchemy import delete, func, select

from service.domain.ids import NumberId
from service.domain.text import State
from service.store.rows import Rows
from service.store.tables import strikes, texts


class StrikeRows(Rows):
    def add(self, number_id: NumberId, day: date, code: int) -> tuple[tuple[date, int], ...]:
        self.insert_once(strikes, {"line_id": number_id, "day": day, "code": code})
        arrived = select(func.max(texts.c.went_on)).where(
            texts.c.line_id == number_id, texts.c.state == State.DELIVERED
        )
        last = self.connection.execute(arrived).scalar() or date.min
        query = select(strikes.c.day, strikes.c.code).where(strikes.c.line_id == number_id, strikes.c.day > last)
        return tuple((row.day, row.code) for row in self.connection.execute(query))

    def clear(self, number_id: NumberId) -> None:
        self.connection.execute(delete(strikes).where(strikes.c.line_id == number_id))
