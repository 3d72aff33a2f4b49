"""People and their telephone lines."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, exists, select

from service.core.records import Line
from service.domain.ids import BoardCode, NumberId, PersonId
from service.domain.number import Number
from service.domain.release import Pause, Person
from service.domain.text import Reason
from service.store import contact
from service.store.among import any_of
from service.store.ids import fresh
from service.store.rows import Kept, Rows
from service.store.tables import lines, people, releases

_LINE = Kept.unlocked(select(lines).where(lines.c.id == bindparam("id")))
_LINE_OF = Kept.unlocked(select(lines).where(lines.c.number_index.in_(bindparam("indexes", expanding=True))))
_LINES_TO_HOLD = select(lines).where(any_of(lines.c.id, "wanted")).order_by(lines.c.id).with_for_update()
_PEOPLE = select(people, lines.c.number_sealed).join_from(people, lines, isouter=True)
_PERSON = Kept.unlocked(_PEOPLE.where(people.c.id == bindparam("id")))
_KNOWN_BY = Kept.unlocked(_PEOPLE.where(people.c.prison_number_index.in_(bindparam("indexes", expanding=True))))
_WITH_NUMBER = Kept.unlocked(
    _PEOPLE.where(people.c.line_id == bindparam("number"), people.c.merged_into.is_(None)).order_by(people.c.id)
)
_SOME = Kept.among(_PEOPLE, people.c.id)
_WITH_NUMBERS = Kept.among(_PEOPLE.where(people.c.merged_into.is_(None)).order_by(people.c.id), people.c.line_id)
_LINES = Kept.among(select(lines), lines.c.id)


@dataclass(frozen=True)
class LineRows(Rows):
    """A line that is held changes by this transaction alone: it is read once."""

    held: dict[NumberId, Line] = field(default_factory=dict, repr=False)

    def find(self, number: Number) -> Line | None:
        known = next((line for line in self.held.values() if line.number == number), None)
        if known is not None:
            return known
        row = self.run(_LINE_OF, indexes=self.sealer.indexes("number", number.e164)).first()
        return self._line(row) if row is not None else None

    def of(self, number: Number) -> Line:
        found = self.find(number)
        if found is not None:
            return found
        new = fresh("n")
        sealed = self.seal(lines, "number", new, number.e164)
        index = self.sealer.index("number", number.e164)
        self.insert_once(lines, {"id": new, "number_index": index, "number_sealed": sealed})
        return self._line(self.run(_LINE_OF, indexes=self.sealer.indexes("number", number.e164)).one())

    def hold(self, *number_ids: NumberId | None) -> Mapping[NumberId, Line]:
        wanted = [one for one in number_ids if one is not None]
        if not self.held.keys() >= set(wanted):
            rows = self.connection.execute(_LINES_TO_HOLD, {"wanted": wanted})
            self.held.update({row.id: self._line(row) for row in rows})
        return {one: self.held[one] for one in wanted if one in self.held}

    def get(self, number_id: NumberId) -> Line:
        return self.held[number_id] if number_id in self.held else self._line(self.run(_LINE, id=number_id).one())

    def these(self, number_ids: Collection[NumberId]) -> tuple[Line, ...]:
        return tuple(self._line(row) for row in self.run(_LINES, ids=list(number_ids)))

    def save(self, line: Line) -> None:
        why = {"stopped": line.closed, "stopped_wall": line.closed_at}
        kept = {**why, "opted_out": line.opted_out, "death_near": line.death_near}
        self.update(lines, line.id, kept)
        self._now(line)

    def live(self, alive: Collection[Line], at: datetime) -> None:
        self.update_all(lines, {line.id: {"alive_at": at} for line in alive})
        for line in alive:
            self._now(replace(line, alive_at=at))

    def _now(self, line: Line) -> None:
        if line.id in self.held:
            self.held[line.id] = line

    def _line(self, row: Row[Any]) -> Line:
        number = Number.trusted(self.open(lines, "number", row.id, row.number_sealed))
        closed = Reason(row.stopped) if row.stopped else None
        return Line(row.id, number, closed, row.stopped_wall, row.opted_out, row.death_near, row.alive_at)


@dataclass(frozen=True)
class PeopleRows(Rows):
    """Who has a line changes only by whoever holds it: it is read once, unless this transaction changes it."""

    held: Mapping[NumberId, Line] = field(default_factory=dict, repr=False)
    _sharing: dict[NumberId, tuple[Person, ...]] = field(default_factory=dict, repr=False)

    def find(self, prison_number: str) -> Person | None:
        index = self.sealer.indexes("prison number", prison_number)
        return self._unmerged(self.run(_KNOWN_BY, indexes=index).first())

    def named(self, person_id: PersonId) -> Person | None:
        return self._unmerged(self.run(_PERSON, id=person_id).first())

    def _unmerged(self, row: Row[Any] | None) -> Person | None:
        while row is not None and row.merged_into is not None:
            row = self.run(_PERSON, id=row.merged_into).first()
        return self._person(row) if row is not None else None

    def get(self, person_id: PersonId) -> Person:
        return self._person(self.run(_PERSON, id=person_id).one())

    def out_since(self, boards: Collection[BoardCode], since: date) -> tuple[Person, ...]:
        runs = exists().where(
            releases.c.person_id == people.c.id, releases.c.liberation_date >= since, releases.c.ended.is_(None)
        )
        theirs = (people.c.board.in_(boards), people.c.died_at.is_(None), people.c.merged_into.is_(None))
        rows = self.connection.execute(_PEOPLE.where(*theirs, people.c.line_id.is_not(None), runs))
        return tuple(self._person(row) for row in rows)

    def with_number(self, number_id: NumberId) -> tuple[Person, ...]:
        if number_id in self._sharing:
            return self._sharing[number_id]
        found = tuple(self._person(row) for row in self.run(_WITH_NUMBER, number=number_id))
        if number_id in self.held:
            self._sharing[number_id] = found
        return found

    def these(self, person_ids: Collection[PersonId]) -> tuple[Person, ...]:
        return tuple(self._person(row) for row in self.run(_SOME, ids=list(person_ids)))

    def with_numbers(self, number_ids: Collection[NumberId]) -> tuple[Person, ...]:
        return tuple(self._person(row) for row in self.run(_WITH_NUMBERS, ids=list(number_ids)))

    def add(self, person: Person, prison_number: str) -> None:
        sealed = self.seal(people, "prison_number", person.id, prison_number)
        index = self.sealer.index("prison number", prison_number)
        known = {"id": person.id, "prison_number_index": index, "prison_number_sealed": sealed}
        self.insert(people, known | self._facts(person))
        self._sharing.clear()

    def save(self, person: Person) -> None:
        self.update(people, person.id, self._facts(person))
        self._sharing.clear()

    def merge(self, removed: PersonId, kept: PersonId) -> None:
        self.update(people, removed, {"merged_into": kept})
        self._sharing.clear()

    def _facts(self, person: Person) -> dict[str, Any]:
        return {
            "line_id": person.number_id,
            "board": person.board,
            "board_as_of": person.board_as_of,
            "contact_sealed": self.seal(people, "contact", person.id, contact.to_json(person)),
            "contact_as_of": person.contact_as_of,
            "returned_at": person.returned_at,
            "died_at": person.died_at,
            "paused": person.paused,
        }

    def _person(self, row: Row[Any]) -> Person:
        number = None
        if row.line_id is not None:
            number = Number.trusted(self.open(lines, "number", row.line_id, row.number_sealed))
        known, history = contact.from_json(self.open(people, "contact", row.id, row.contact_sealed), number)
        return Person(
            id=PersonId(row.id),
            board=BoardCode(row.board),
            board_as_of=row.board_as_of,
            contact=known,
            contact_as_of=row.contact_as_of,
            number_id=row.line_id,
            returned_at=row.returned_at,
            died_at=row.died_at,
            paused=Pause(row.paused) if row.paused else None,
            history=history,
        )
