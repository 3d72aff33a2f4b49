"""People, numbers and releases: sealed, found and changed alike on both databases."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from service.core.records import Line
from service.domain.contact import Contact, SafeToText, Said
from service.domain.event import Answer, Outcome
from service.domain.ids import (
    NumberId,
    PersonId,
    PrisonSlug,
    ReleaseId,
)
from service.domain.release import Ended, Pause, Person, Release
from service.domain.text import Reason
from service.store.sealing import SealBrokenError, Sealer
from service.store.store import SqlStore
from service.store.tables import lines, people
from tests.builders import GLASGOW, HEARD, LOTHIAN, SAM, SAMS_NUMBER, scheduled
from tests.store.rows import FULL, NOW, OTHER_NUMBER, SUMMER, add_person, new_sealer


def test_a_person_comes_back_with_every_fact(store: SqlStore) -> None:
    with store.write("test") as tx:
        line = tx.lines.of(SAMS_NUMBER)
        person = Person(
            PersonId("p-1"), GLASGOW, HEARD, FULL, HEARD, line.id, returned_at=NOW, died_at=NOW, paused=Pause.HOSPITAL
        )
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


def test_a_person_comes_back_with_all_that_was_said_of_the_contact(store: SqlStore) -> None:
    summer = HEARD.astimezone(SUMMER)
    with store.write("test") as tx:
        person = add_person(tx)
        early, late = Contact(number=OTHER_NUMBER, safe_to_text=SafeToText.NO), replace(FULL, safe_to_text=None)
        said = Said().heard(late, NOW).heard(early, summer).heard(Contact(number=SAMS_NUMBER), NOW - timedelta(days=1))
        told = replace(person.with_said(said, NOW), number_id=tx.lines.of(SAMS_NUMBER).id)
        tx.people.save(told)
    with store.read() as tx:
        found = tx.people.get(person.id)
    assert found == told
    assert found.history == said
    assert found.contact == late
    assert said.latest.safe_to_text is SafeToText.NO


def test_all_of_an_old_row_counts_as_said_at_its_one_time(store: SqlStore) -> None:
    """As version 4 of the schema found them: the facts alone, and the time of the last word in a column."""
    facts = {
        "first_name": "Sam",
        "language": "gd",
        "groups": [],
        "confirmed_on": "2026-10-01",
        "safe_to_text": "shared",
    }
    with store.write("test") as tx:
        person = add_person(tx, number=SAMS_NUMBER)
        sealed = tx.people.seal(people, "contact", person.id, json.dumps(facts))
        tx.connection.execute(update(people).values(contact_sealed=sealed, contact_as_of=HEARD))
    with store.read() as tx:
        found = tx.people.get(person.id)
    known = Contact("Sam", SAMS_NUMBER, "gd", groups=(), confirmed_on=date(2026, 10, 1), safe_to_text=SafeToText.SHARED)
    assert (found.contact, found.contact_as_of, found.history) == (known, HEARD, None)
    assert found.said.heard(Contact(number=OTHER_NUMBER, language="pl"), HEARD - timedelta(days=1)).contact == known
    newer = found.said.heard(Contact(number=OTHER_NUMBER), NOW)
    assert newer.contact == Contact("Sam", OTHER_NUMBER, "gd", groups=())


def test_one_number_has_one_line_however_often_it_is_asked_for(store: SqlStore) -> None:
    with store.write("test") as tx:
        line = tx.lines.of(SAMS_NUMBER)
        assert tx.lines.of(SAMS_NUMBER) == line
        assert tx.lines.of(OTHER_NUMBER).id != line.id
        stopped = Line(line.id, SAMS_NUMBER, Reason.OPTED_OUT, HEARD, death_near=True)
        tx.lines.save(stopped)
    with store.read() as tx:
        assert tx.lines.get(line.id) == stopped
        assert tx.lines.get(line.id).stopped is Reason.OPTED_OUT


@pytest.mark.parametrize(
    ("closed", "near", "why"),
    [
        (None, False, None),
        (None, True, Reason.DEATH_NEAR),
        (Reason.OPTED_OUT, True, Reason.OPTED_OUT),
        (Reason.WRONG_PERSON, True, Reason.WRONG_PERSON),
        (Reason.UNREACHABLE, True, Reason.DEATH_NEAR),
    ],
)
def test_of_two_reasons_to_send_a_number_nothing_the_graver_is_told(
    closed: Reason | None, why: Reason | None, *, near: bool
) -> None:
    assert Line(NumberId("n-1"), SAMS_NUMBER, closed, death_near=near).stopped is why


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


def test_a_line_that_is_held_is_known_as_this_transaction_leaves_it(store: SqlStore) -> None:
    with store.write("test") as tx:
        line = tx.lines.of(SAMS_NUMBER)
        tx.lines.hold(line.id)
        closed = replace(line, closed=Reason.OPTED_OUT, closed_at=NOW)
        tx.lines.save(closed)
        tx.lines.live([closed], NOW)
        left = replace(closed, alive_at=NOW)
        assert tx.lines.of(SAMS_NUMBER) == tx.lines.get(line.id) == tx.lines.hold(line.id)[line.id] == left
    with store.read() as tx:
        assert tx.lines.get(line.id) == left


def test_who_has_a_number_that_is_held_is_known_as_this_transaction_leaves_it(store: SqlStore) -> None:
    with store.write("test") as tx:
        line = tx.lines.of(SAMS_NUMBER)
        tx.lines.hold(line.id)
        assert tx.people.with_number(line.id) == ()
        person = Person(PersonId("p-1"), GLASGOW, HEARD, FULL, HEARD, line.id)
        tx.people.add(person, SAM)
        assert tx.people.with_number(line.id) == (person,)
        tx.people.save(replace(person, number_id=None))
        assert tx.people.with_number(line.id) == ()
        tx.people.save(person)
        tx.people.merge(person.id, add_person(tx, "p-2", "48214").id)
        assert tx.people.with_number(line.id) == ()
