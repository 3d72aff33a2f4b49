"""Alerts: one open for each kind and key."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, or_, select, update

from service.core.vitals import Alert
from service.store.ids import fresh
from service.store.rows import Rows
from service.store.tables import alerts


class AlertRows(Rows):
    def add(self, kind: str, key: str) -> bool:
        return self.insert_once(alerts, {"id": fresh("alert"), "kind": kind, "key": key, "raised_wall": self.wall})

    def end(self, kind: str, key: str) -> bool:
        one = and_(alerts.c.kind == kind, alerts.c.key == key, alerts.c.over_wall.is_(None))
        counted = {"preserve_rowcount": True}
        query = update(alerts).where(one).values(over_wall=self.wall)
        return self.connection.execute(query, execution_options=counted).rowcount > 0

    def standing(self) -> tuple[Alert, ...]:
        return self._all(alerts.c.over_wall.is_(None))

    def to_tell(self, raised_before: datetime, told_before: datetime, limit: int) -> tuple[Alert, ...]:
        never = and_(alerts.c.told_wall.is_(None), alerts.c.raised_wall <= raised_before)
        again = and_(alerts.c.over_wall.is_(None), alerts.c.told_wall <= told_before)
        over = alerts.c.told_wall < alerts.c.over_wall
        return self._all(or_(never, again, over), limit)

    def told(self, alert_id: str, at: datetime) -> None:
        self.update(alerts, alert_id, {"told_wall": at})

    def _all(self, condition: Any, limit: int | None = None) -> tuple[Alert, ...]:
        query = select(alerts).where(condition).order_by(alerts.c.raised_wall, alerts.c.id).limit(limit)
        return tuple(_alert(row) for row in self.connection.execute(query))


def _alert(row: Row[Any]) -> Alert:
    return Alert(row.id, row.kind, row.key, row.raised_wall, row.told_wall, row.over_wall)
