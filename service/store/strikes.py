"""Days on which texts to a number did not arrive."""

from datetime import date

from sqlalchemy import delete, func, select

from service.domain.ids import NumberId
from service.store.rows import Rows
from service.store.tables import strikes


class StrikeRows(Rows):
    def add(self, number_id: NumberId, day: date, code: int) -> int:
        self.insert_once(strikes, {"line_id": number_id, "day": day, "code": code})
        query = select(func.count()).where(strikes.c.line_id == number_id)
        return self.connection.execute(query).scalar_one()

    def clear(self, number_id: NumberId) -> None:
        self.connection.execute(delete(strikes).where(strikes.c.line_id == number_id))
