"""People, numbers and releases: sealed, found and changed alike on both databases."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from service.core.records import Line
from service.domain.event import Answer, Outcome
from service.domain.ids import (
    PersonId,
    PrisonSlug,
    ReleaseId,
)
from service.domain.release import Ended, Person, Release
from service.domain.text import Reason
from service.store.sealing import SealBrokenError, Sealer
from service.store.store import SqlStore
from service.store.tables import lines, people
from tests.builders import GLASGOW, HEARD, LOTHIAN, SAM, SAMS_NUMBER, scheduled
from tests.store.rows import FULL, NOW, OTHER_NUMBER, add_person, new_sealer


def test_a_person_comes_back_with_every_fact(store: SqlStore) -> None:
    with store.write("test") as tx:
        line = tx.lines.of(SAMS_NUMBER)
        person = Person(PersonId("p-1"), GLASGOW, HEARD, FULL, HEARD, line.id, returned_at=NOW, died_at=NOW)
        tx.people.add(person, SAM)
    with store.read() as tx:
        assert tx.people.find(SAM) == tx.people.get(person.id) == person
        assert tx.people.with_number(line.id) == (person,)
        assert tx.people.find("48214") is None


def test_a_person_can_change_in_every_fact(store: SqlStore) -> None:
    with store.write("test") as tx:
        person = add_person(tx)
        line = tx.lines.of(SAMS_NUMBER)
        changed = replace(person, board=LOTHIAN, board_as_of=NOW, contact=FULL, contact_as_of=NOW, number_id=line.id)
        tx.people.save(changed)
    with store.read() as tx:
        assert tx.people.get(person.id) == changed


def test_one_number_has_one_line_however_often_it_is_asked_for(store: SqlStore) -> None:
    with store.write("test") as tx:
        line = tx.lines.of(SAMS_NUMBER)
        assert tx.lines.of(SAMS_NUMBER) == line
        assert tx.lines.of(OTHER_NUMBER).id != line.id
        tx.lines.save(replace(line, stopped=Reason.OPTED_OUT, stopped_at=HEARD))
    with store.read() as tx:
        assert tx.lines.get(line.id) == Line(line.id, SAMS_NUMBER, Reason.OPTED_OUT, HEARD)


def test_one_prison_number_is_one_person(store: SqlStore) -> None:
    with store.write("test") as tx:
        add_person(tx, "p-1")
    with pytest.raises(IntegrityError), store.write("test") as tx:
        add_person(tx, "p-2")


def test_what_was_kept_under_an_old_key_is_found_and_opened_under_the_new(store: SqlStore) -> None:
    with store.write("test") as tx:
        person = add_person(tx, number=SAMS_NUMBER)
        event = scheduled()
        tx.events.keep(event, Answer(Outcome.PLANNED, event.id), person.id)
    newer = new_sealer()
    rotated = replace(
        store,
        sealer=Sealer((*newer.data_keys, *store.sealer.data_keys), (*newer.index_keys, *store.sealer.index_keys)),
    )
    with rotated.write("test") as tx:
        assert tx.people.find(SAM) == person
        assert tx.lines.of(SAMS_NUMBER).id == person.number_id
        remembered = tx.events.recall(event.source, event.id)
        assert remembered is not None
        assert tx.events.same_content(event, remembered)


def test_a_value_moved_into_another_row_does_not_open(store: SqlStore) -> None:
    with store.write("test") as tx:
        mine, theirs = tx.lines.of(SAMS_NUMBER), tx.lines.of(OTHER_NUMBER)
        sealed = select(lines.c.number_sealed).where(lines.c.id == theirs.id).scalar_subquery()
        tx.connection.execute(update(lines).where(lines.c.id == mine.id).values(number_sealed=sealed))
    with store.read() as tx:
        assert tx.lines.get(theirs.id) == theirs
        with pytest.raises(SealBrokenError):
            tx.lines.get(mine.id)


def test_a_value_moved_into_another_column_does_not_open(store: SqlStore) -> None:
    with store.write("test") as tx:
        add_person(tx)
        tx.connection.execute(update(people).values(contact_sealed=people.c.prison_number_sealed))
    with store.read() as tx, pytest.raises(SealBrokenError):
        tx.people.find(SAM)


def test_a_release_comes_back_with_every_fact_and_the_latest_is_the_last_added(store: SqlStore) -> None:
    with store.write("test") as tx:
        person = add_person(tx)
        assert tx.releases.latest(person.id) is None
        assert tx.releases.find(ReleaseId("r-1")) is None
        first = Release(ReleaseId("r-1"), person.id, PrisonSlug("low-moss"), date(2026, 12, 23), HEARD, NOW, NOW)
        second = Release(ReleaseId("r-0"), person.id, None, None, None)
        tx.releases.add(first)
        tx.releases.add(second)
        assert tx.releases.latest(person.id) == tx.releases.find(second.id) == second
        tx.releases.save(replace(first, ended=Ended.RETURNED))
        assert tx.releases.get(first.id) == replace(first, ended=Ended.RETURNED)
