"""Appointments, answers, prisons, and what may be asked back from the carrier."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from service.domain.appointment import Appointment, Status
from service.domain.event import Source, SourceKind
from service.domain.ids import AppointmentId, MessageSid, PersonId, PrisonSlug, ReleaseId
from service.domain.number import Number
from service.domain.release import Ended, Release
from service.domain.text import Reason, State
from service.store import tables
from service.store.store import SqlStore
from tests.builders import HEARD
from tests.fakes import FixedClock
from tests.store.rows import NOW, SID, a_text, add_person, add_release, an_attempt

CLINIC, TRAK = Source(SourceKind.APPOINTMENTS, "clinic"), Source(SourceKind.APPOINTMENTS, "trak")
BARLINNIE, LOW_MOSS = PrisonSlug("barlinnie"), PrisonSlug("low-moss")


def an_appointment(release: Release, appointment_id: str = "b-1") -> Appointment:
    return Appointment(
        id=AppointmentId(appointment_id),
        person_id=release.person_id,
        release_id=release.id,
        status=Status.BOOKED,
        start=datetime(2027, 1, 14, 10, 30, tzinfo=UTC),
        place="12 Mariner Close",
        phone="0800 22 44 88",
        changed=False,
        set_at=HEARD,
        as_of=HEARD,
        heard_at=NOW,
    )


def test_an_appointment_comes_back_with_every_fact(store: SqlStore) -> None:
    with store.write("test") as tx:
        release, _ = add_release(tx)
        made = an_appointment(release)
        tx.appointments.add(made, CLINIC, "visit-1")
    later = replace(made, status=Status.NOSHOW, place="The Mill", phone=None, changed=True, set_at=NOW, as_of=NOW)
    with store.write("test") as tx:
        assert tx.appointments.get(made.id) == tx.appointments.find(CLINIC, "visit-1") == made
        tx.appointments.save(later)
    with store.read() as tx:
        assert tx.appointments.of_release(release.id) == (later,)
        assert tx.appointments.of_release(ReleaseId("r-none")) == ()


def test_an_appointment_is_found_by_the_name_its_own_system_has_for_it(store: SqlStore) -> None:
    with store.write("test") as tx:
        release, _ = add_release(tx)
        for which, source in (("b-1", CLINIC), ("b-2", TRAK)):
            tx.appointments.add(an_appointment(release, which), source, "visit-1")
        found = [tx.appointments.find(source, "visit-1") for source in (CLINIC, TRAK)]
        assert [one and one.id for one in found] == ["b-1", "b-2"]
        assert tx.appointments.find(CLINIC, "visit-2") is None
    with pytest.raises(IntegrityError), store.write("test") as tx:
        tx.appointments.add(an_appointment(release, "b-3"), CLINIC, "visit-1")


def test_the_place_is_sealed_and_their_name_for_it_is_an_index_alone(store: SqlStore) -> None:
    with store.write("test") as tx:
        release, _ = add_release(tx)
        tx.appointments.add(an_appointment(release), CLINIC, "visit-of-48213")
        row = tx.connection.execute(select(tables.appointments)).one()
    assert b"Mariner" not in row.place_sealed
    assert b"48213" not in row.key_index
    assert "Mariner" not in "".join(map(str, row))


def test_a_later_answer_takes_the_place_of_an_earlier_one(store: SqlStore) -> None:
    with store.write("test") as tx:
        release, _ = add_release(tx)
        for occasion, answer in (("", "joined"), ("b-1.1", "can_come"), ("b-1.1", "cannot_come")):
            tx.answers.give(release.id, occasion, "gp" if not occasion else "visit", answer)
        given = {("", "gp"): "joined", ("b-1.1", "visit"): "cannot_come"}
        assert tx.answers.of_release(release.id) == given
        assert tx.answers.of_release(ReleaseId("r-none")) == {}


def test_a_prison_was_last_heard_when_it_last_told_us_something(store: SqlStore, clock: FixedClock) -> None:
    for _ in range(2):
        clock.advance(timedelta(hours=1))
        with store.write("test") as tx:
            tx.prisons.hear(BARLINNIE)
    with store.read() as tx:
        assert tx.prisons.last_heard(BARLINNIE) == NOW + timedelta(hours=2)
        assert tx.prisons.last_heard(LOW_MOSS) is None


def test_awaited_are_running_releases_of_prisons_of_which_nobody_said_that_they_happened(store: SqlStore) -> None:
    day = date(2026, 12, 23)
    with store.write("test") as tx:
        person = add_person(tx)
        base = Release(ReleaseId("r-0"), person.id, BARLINNIE, day, HEARD)
        others = {
            "awaited": base,
            "told": replace(base, released_at=NOW),
            "ended": replace(base, ended=Ended.CANCELLED),
            "a Board's": replace(base, prison=None),
            "earlier": replace(base, liberation_date=day - timedelta(days=1)),
            "later": replace(base, liberation_date=day + timedelta(days=1)),
            "no date": replace(base, liberation_date=None),
        }
        for which, release in others.items():
            tx.releases.add(replace(release, id=ReleaseId(which)))
        assert [one.id for one in tx.releases.awaited(day, day)] == ["awaited"]
        assert {one.id for one in tx.releases.awaited(day - timedelta(days=1), date.max)} == {
            "awaited",
            "earlier",
            "later",
        }


def test_a_person_is_named_by_the_record_that_took_the_place_of_theirs(store: SqlStore) -> None:
    with store.write("test") as tx:
        kept, removed, older = (add_person(tx, f"p-{which}", f"9{which}") for which in range(3))
        tx.people.merge(older.id, removed.id)
        tx.people.merge(removed.id, kept.id)
        assert {tx.people.named(one.id) for one in (kept, removed, older)} == {kept}
        assert tx.people.named(PersonId("p-none")) is None


def waiting(store: SqlStore) -> None:
    """A text that the carrier has and has not sent."""
    with store.write("test") as tx:
        release, line = add_release(tx)
        text = a_text(release, line)
        tx.texts.add(text)
        tx.attempts.add(an_attempt(text, sid=SID))
        tx.attempts.save(an_attempt(text, sid=SID))
        tx.texts.save(replace(text, state=State.CLAIMED, attempt_id=an_attempt(text).id))
        tx.texts.save(replace(text, state=State.ACCEPTED, attempt_id=an_attempt(text).id))


def to_withdraw(store: SqlStore) -> int:
    with store.read() as tx:
        return len(tx.attempts.to_withdraw(NOW, 10))


@pytest.mark.parametrize(
    ("ended", "count"),
    [(None, 0), (Ended.REPLACED, 0), (Ended.CANCELLED, 1), (Ended.RETURNED, 1), (Ended.DIED, 1)],
)
def test_what_waits_of_a_release_that_ended_is_to_be_asked_back(
    store: SqlStore, ended: Ended | None, count: int
) -> None:
    waiting(store)
    with store.write("test") as tx:
        tx.releases.save(replace(tx.releases.get(ReleaseId("r-1")), ended=ended))
    assert to_withdraw(store) == count


@pytest.mark.parametrize(
    "why", [{"closed": Reason.OPTED_OUT}, {"closed": Reason.WRONG_PERSON}, {"death_near": True}], ids=str
)
def test_what_waits_for_a_number_that_was_stopped_is_to_be_asked_back_once(
    store: SqlStore, why: dict[str, Any]
) -> None:
    waiting(store)
    with store.write("test") as tx:
        (attempt,) = tx.attempts.of_text(tx.texts.of_release(ReleaseId("r-1"))[0].id)
        tx.lines.save(replace(tx.lines.get(attempt.number_id), **why))
    assert to_withdraw(store) == 1
    with store.write("test") as tx:
        tx.attempts.save(replace(attempt, withdrawn_at=HEARD))
        assert tx.attempts.get(attempt.id) == replace(attempt, withdrawn_at=HEARD)
    assert to_withdraw(store) == 0


def test_what_was_sent_and_what_has_no_sid_cannot_be_asked_back(store: SqlStore) -> None:
    with store.write("test") as tx:
        for which, (state, sid) in enumerate(((State.SENT, MessageSid("SM" + "b" * 32)), (State.ACCEPTED, None))):
            release, line = add_release(tx, f"r-{which}", Number.trusted(f"+4477009002{which:02}"))
            tx.lines.save(replace(line, closed=Reason.OPTED_OUT))
            text = a_text(release, line)
            attempt = an_attempt(text, f"a-{which}", sid)
            tx.texts.add(text)
            tx.attempts.add(attempt)
            tx.texts.save(replace(text, state=State.CLAIMED, attempt_id=attempt.id))
            tx.texts.save(replace(text, state=state, attempt_id=attempt.id))
    assert to_withdraw(store) == 0


def test_of_one_kind_and_one_matter_staff_have_one_open_task(store: SqlStore) -> None:
    def count() -> int:
        with store.write("test") as tx:
            return len(tx.connection.execute(select(tables.tasks)).all())

    for kind, once in (("death_near", "n-1"), ("death_near", "n-1"), ("death_near", "n-2"), ("prison_silent", "n-1")):
        with store.write("test") as tx:
            tx.journal.ask_staff(kind, about={"number": once, "person": None}, once=once)
    assert count() == 3
    with store.write("test") as tx:
        tx.connection.execute(tables.tasks.update().values(done=True))
        tx.journal.ask_staff("death_near", about={}, once="n-1")
    assert count() == 4, "the first was seen to"
    for _ in range(2):
        with store.write("test") as tx:
            tx.journal.ask_staff("reply_to_read", about={})
    assert count() == 6
