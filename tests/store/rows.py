"""Rows of the ledger, as small as they may be."""

import secrets
from datetime import UTC, date, datetime, timedelta, timezone

from service.core.records import Attempt, Line
from service.domain.ids import (
    AttemptId,
    MessageSid,
    PersonId,
    PrisonSlug,
    ReleaseId,
    SequenceId,
    StepId,
    TextId,
)
from service.domain.number import Number
from service.domain.release import Contact, OptIn, Person, Release, SafeToText, Worker
from service.domain.text import State, Text
from service.store.ids import fresh
from service.store.sealing import Sealer
from service.store.transaction import SqlTransaction
from tests.builders import GLASGOW, HEARD, SAM, SAMS_NUMBER

SUMMER = timezone(timedelta(hours=1))
NOW = datetime(2026, 12, 23, 14, 0, 0, 123456, tzinfo=UTC)
OTHER_NUMBER = Number.trusted("+447700900456")
SID = MessageSid("SM" + "a" * 32)
WELCOME = StepId("01_welcome")


def new_sealer() -> Sealer:
    return Sealer((secrets.token_bytes(32),), (secrets.token_bytes(32),))


FULL = Contact(
    first_name="Sam",
    number=SAMS_NUMBER,
    language="gd",
    groups=("woman", "no_fixed_address"),
    opt_ins=(OptIn("veteran", date(2026, 11, 1), "Nurse Kim"),),
    confirmed_by_person=False,
    confirmed_on=date(2026, 10, 1),
    safe_to_text=SafeToText.SHARED,
    under_18=False,
    worker=Worker("Kim", "0141 496 0321"),
)


def add_person(
    tx: SqlTransaction, person_id: str = "p-1", prison_number: str = SAM, number: Number | None = None
) -> Person:
    line = tx.lines.of(number) if number else None
    person = Person(PersonId(person_id), GLASGOW, None, Contact(number=number), number_id=line.id if line else None)
    tx.people.add(person, prison_number)
    return person


def add_release(tx: SqlTransaction, release_id: str = "r-1", number: Number = SAMS_NUMBER) -> tuple[Release, Line]:
    person = add_person(tx, f"p-{release_id}", prison_number=release_id, number=number)
    release = Release(ReleaseId(release_id), person.id, PrisonSlug("barlinnie"), date(2026, 12, 23), HEARD)
    tx.releases.add(release)
    return release, tx.lines.of(number)


def a_text(release: Release, line: Line, step: str = WELCOME, *, due_at: datetime = NOW) -> Text:
    return Text(
        TextId(fresh("t")),
        release.id,
        SequenceId("first-weeks"),
        StepId(step),
        GLASGOW,
        line.id,
        State.PLANNED,
        due_at,
        due_at,
    )


def an_attempt(text: Text, attempt_id: str = "a-1", sid: MessageSid | None = None) -> Attempt:
    return Attempt(AttemptId(attempt_id), text.id, text.number_id, "Hello from NHS", at=NOW, wall=HEARD, sid=sid)
