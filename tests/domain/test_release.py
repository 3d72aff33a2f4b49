from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from service.domain.ids import BoardCode, NumberId, PersonId, ReleaseId
from service.domain.number import Number
from service.domain.release import (
    WHY_ENDED,
    Contact,
    Ended,
    Hold,
    OptIn,
    Person,
    Release,
    SafeToText,
    Worker,
    hold,
)

TODAY = date(2026, 12, 1)
NUMBER = Number.trusted("+447700900123")

PERSON = Person(PersonId("p-1"), BoardCode("S08000031"), board_as_of=None, number_id=NumberId("n-1"))
RELEASE = Release(ReleaseId("r-1"), PersonId("p-1"), None, date(2026, 12, 23), datetime(2026, 12, 1, tzinfo=UTC))


def person(contact: Contact) -> Person:
    return replace(PERSON, contact=contact)


def test_a_release_with_a_date_and_a_number_waits_for_nothing() -> None:
    assert hold(PERSON, RELEASE, TODAY) is None


@pytest.mark.parametrize(
    ("contact", "reason"),
    [
        (Contact(under_18=True), Hold.UNDER_18),
        (Contact(safe_to_text=SafeToText.NO), Hold.NOT_SAFE),
        (Contact(confirmed_by_person=False), Hold.NOT_CONFIRMED),
        (Contact(confirmed_on=TODAY - timedelta(days=184)), Hold.NOT_CONFIRMED),
    ],
)
def test_a_release_waits_when_the_contact_gives_a_reason(contact: Contact, reason: Hold) -> None:
    assert hold(person(contact), RELEASE, TODAY) is reason


@pytest.mark.parametrize(
    "contact",
    [
        Contact(under_18=False),
        Contact(safe_to_text=SafeToText.YES),
        Contact(safe_to_text=SafeToText.SHARED),
        Contact(confirmed_by_person=True),
        Contact(confirmed_on=TODAY - timedelta(days=183)),
    ],
)
def test_a_release_does_not_wait_for_what_is_in_order(contact: Contact) -> None:
    assert hold(person(contact), RELEASE, TODAY) is None


def test_a_release_waits_for_its_number_and_for_its_date() -> None:
    assert hold(replace(PERSON, number_id=None), RELEASE, TODAY) is Hold.NO_NUMBER
    assert hold(PERSON, replace(RELEASE, liberation_date=None), TODAY) is Hold.NO_DATE


def test_of_many_reasons_the_gravest_is_told() -> None:
    everything = Contact(under_18=True, safe_to_text=SafeToText.NO, confirmed_by_person=False)
    who, release = replace(person(everything), number_id=None), replace(RELEASE, liberation_date=None)
    told = [hold(who, release, TODAY), hold(who, RELEASE, TODAY)]
    who = replace(who, contact=replace(everything, under_18=None))
    told.append(hold(who, RELEASE, TODAY))
    who = replace(who, contact=Contact(confirmed_by_person=False))
    told.append(hold(who, RELEASE, TODAY))
    told.append(hold(replace(who, number_id=PERSON.number_id), RELEASE, TODAY))
    assert told == [Hold.NO_DATE, Hold.UNDER_18, Hold.NOT_SAFE, Hold.NO_NUMBER, Hold.NOT_CONFIRMED]


def test_a_prison_learns_four_reasons_and_nothing_of_the_phone() -> None:
    assert {reason.public for reason in Hold} == {"no_number", "under_18", "not_confirmed", "with_board"}
    assert Hold.NOT_SAFE.public == Hold.NOT_THEIRS.public == Hold.NO_DATE.public == "with_board"


@pytest.mark.parametrize("ended", Ended)
def test_every_end_of_a_release_has_its_reason(ended: Ended) -> None:
    assert ended in WHY_ENDED


def test_a_person_shown_in_a_log_gives_away_no_name_and_no_number() -> None:
    contact = Contact(
        "Sam", NUMBER, opt_ins=(OptIn("veteran", TODAY, "Nurse Kim"),), worker=Worker("Kim", "0141 496 0000")
    )
    shown = repr(person(contact))
    for secret in ("Sam", "Kim", "900123", "0141"):
        assert secret not in shown
