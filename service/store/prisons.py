"""When each prison last told us anything."""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from service.domain.ids import PrisonSlug
from service.store.rows import Rows
from service.store.tables import prisons

_NEAR_ENOUGH = timedelta(minutes=10)


class PrisonRows(Rows):
    def hear(self, prison: PrisonSlug) -> None:
        """Written down now and then only: else all events of one prison would wait for each other's row."""
        heard = self.last_heard(prison)
        if heard is not None and abs(self.now - heard) < _NEAR_ENOUGH:
            return
        if not self.insert_once(prisons, {"slug": prison, "heard_at": self.now}):
            self.connection.execute(update(prisons).where(prisons.c.slug == prison).values(heard_at=self.now))

    def last_heard(self, prison: PrisonSlug) -> datetime | None:
        query = select(prisons.c.heard_at).where(prisons.c.slug == prison)
        return self.connection.execute(query).scalar()

    def heard(self) -> dict[PrisonSlug, datetime]:
        return {PrisonSlug(row.slug): row.heard_at for row in self.connection.execute(select(prisons))}
