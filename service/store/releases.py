"""Releases: the episodes of a person."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Row, bindparam, func, select

from service.domain.ids import PersonId, ReleaseId
from service.domain.release import Ended, Release
from service.store.rows import Kept, Rows
from service.store.tables import releases

_ONE = Kept.unlocked(select(releases).where(releases.c.id == bindparam("id")))
_SOME = Kept.among(select(releases), releases.c.id)
_LATEST = Kept.unlocked(
    select(releases)
    .where(releases.c.person_id == bindparam("person"))
    .order_by(releases.c.number_of_person.desc())
    .limit(1)
)


class ReleaseRows(Rows):
    def find(self, release_id: ReleaseId) -> Release | None:
        row = self.run(_ONE, id=release_id).first()
        return _release(row) if row is not None else None

    def get(self, release_id: ReleaseId) -> Release:
        return _release(self.run(_ONE, id=release_id).one())

    def these(self, release_ids: Collection[ReleaseId]) -> tuple[Release, ...]:
        return tuple(_release(row) for row in self.run(_SOME, ids=list(release_ids)))

    def latest(self, person_id: PersonId) -> Release | None:
        row = self.run(_LATEST, person=person_id).first()
        return _release(row) if row is not None else None

    def awaited(self, first: date, last: date) -> tuple[Release, ...]:
        runs = (releases.c.ended.is_(None), releases.c.released_at.is_(None), releases.c.prison.is_not(None))
        query = select(releases).where(*runs, releases.c.liberation_date.between(first, last)).order_by(releases.c.id)
        return tuple(_release(row) for row in self.connection.execute(query))

    def add(self, release: Release) -> None:
        before = select(func.count()).where(releases.c.person_id == release.person_id)
        count = self.connection.execute(before).scalar_one()
        known = {"id": release.id, "person_id": release.person_id, "number_of_person": count + 1}
        self.insert(releases, known | _facts(release))

    def give(self, release: Release, person_id: PersonId) -> None:
        count = self.connection.execute(select(func.count()).where(releases.c.person_id == person_id)).scalar_one()
        self.update(releases, release.id, {"person_id": person_id, "number_of_person": count + 1})

    def save(self, release: Release) -> None:
        self.update(releases, release.id, _facts(release))


def _facts(release: Release) -> dict[str, Any]:
    return {
        "prison": release.prison,
        "liberation_date": release.liberation_date,
        "date_as_of": release.date_as_of,
        "released_at": release.released_at,
        "heard_at": release.heard_at,
        "ended": release.ended,
        "prison_as_of": release.prison_as_of,
        "came_from": release.came_from,
    }


def _release(row: Row[Any]) -> Release:
    return Release(
        id=ReleaseId(row.id),
        person_id=PersonId(row.person_id),
        prison=row.prison,
        liberation_date=row.liberation_date,
        date_as_of=row.date_as_of,
        released_at=row.released_at,
        heard_at=row.heard_at,
        ended=Ended(row.ended) if row.ended else None,
        prison_as_of=row.prison_as_of,
        came_from=row.came_from,
    )
