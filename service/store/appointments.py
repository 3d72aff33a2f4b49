"""Appointments, and what people answered about them and to other questions."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from service.domain.appointment import Appointment, Status
from service.domain.event import Source
from service.domain.ids import AppointmentId, PersonId, ReleaseId
from service.store.rows import Kept, Rows
from service.store.tables import answers, appointments

_OF_RELEASE = Kept.unlocked(
    select(appointments).where(appointments.c.release_id == bindparam("release")).order_by(appointments.c.id)
)
_OF_RELEASES = Kept.among(select(appointments).order_by(appointments.c.id), appointments.c.release_id)
_ANSWERS = Kept.among(select(answers), answers.c.release_id)


class AppointmentRows(Rows):
    def find(self, source: Source, their_id: str) -> Appointment | None:
        known = appointments.c.key_index.in_(self.sealer.indexes("appointment", _named(source, their_id)))
        row = self.connection.execute(select(appointments).where(known)).first()
        return self._appointment(row) if row is not None else None

    def get(self, appointment_id: AppointmentId) -> Appointment:
        query = select(appointments).where(appointments.c.id == appointment_id)
        return self._appointment(self.connection.execute(query).one())

    def of_release(self, release_id: ReleaseId) -> tuple[Appointment, ...]:
        return tuple(self._appointment(row) for row in self.run(_OF_RELEASE, release=release_id))

    def of_releases(self, release_ids: Collection[ReleaseId]) -> tuple[Appointment, ...]:
        return tuple(self._appointment(row) for row in self.run(_OF_RELEASES, ids=list(release_ids)))

    def add(self, appointment: Appointment, source: Source, their_id: str) -> None:
        index = self.sealer.index("appointment", _named(source, their_id))
        self.insert(appointments, {"id": appointment.id, "key_index": index} | self._facts(appointment))

    def save(self, appointment: Appointment) -> None:
        self.update(appointments, appointment.id, self._facts(appointment))

    def give(self, old: ReleaseId, release_id: ReleaseId, person_id: PersonId) -> None:
        theirs = update(appointments).where(appointments.c.release_id == old)
        self.connection.execute(theirs.values(release_id=release_id, person_id=person_id))

    def _facts(self, appointment: Appointment) -> dict[str, Any]:
        return {
            "person_id": appointment.person_id,
            "release_id": appointment.release_id,
            "status": appointment.status,
            "start": appointment.start,
            "place_sealed": self.seal(appointments, "place", appointment.id, appointment.place),
            "phone": appointment.phone,
            "changed": appointment.changed,
            "set_at": appointment.set_at,
            "as_of": appointment.as_of,
            "heard_at": appointment.heard_at,
        }

    def _appointment(self, row: Row[Any]) -> Appointment:
        return Appointment(
            id=AppointmentId(row.id),
            person_id=PersonId(row.person_id),
            release_id=ReleaseId(row.release_id),
            status=Status(row.status),
            start=row.start,
            place=self.open(appointments, "place", row.id, row.place_sealed),
            phone=row.phone,
            changed=row.changed,
            set_at=row.set_at,
            as_of=row.as_of,
            heard_at=row.heard_at,
        )


class AnswerRows(Rows):
    def of_release(self, release_id: ReleaseId) -> Mapping[tuple[str, str], str]:
        rows = self.run(_ANSWERS, ids=[release_id])
        return {(row.occasion, row.question): row.answer for row in rows}

    def of_releases(self, release_ids: Collection[ReleaseId]) -> Mapping[ReleaseId, Mapping[tuple[str, str], str]]:
        found: dict[ReleaseId, dict[tuple[str, str], str]] = {one: {} for one in release_ids}
        for row in self.run(_ANSWERS, ids=list(release_ids)):
            found[row.release_id][row.occasion, row.question] = row.answer
        return found

    def give(self, release_id: ReleaseId, occasion: str, question: str, answer: str) -> None:
        key = {"release_id": release_id, "occasion": occasion, "question": question}
        said = {"answer": answer, "at": self.now}
        if not self.insert_once(answers, key | said):
            same = (answers.c[name] == value for name, value in key.items())
            self.connection.execute(update(answers).where(*same).values(**said))


def _named(source: Source, their_id: str) -> str:
    return f"{source.uri} {their_id}"
