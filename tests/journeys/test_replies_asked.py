"""Answers to questions, and what people say of appointments: over signed webhooks."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from service.domain.event import Answer, Kind
from service.domain.london import at
from service.domain.release import SafeToText
from tests.builders import scheduled
from tests.core.looking import live_through, planned_steps, release_of, told
from tests.core.saying import PLAIN, contact
from tests.core.visiting import VISIT, booked, hears
from tests.journeys.talking import Talk
from tests.journeys.talking import sam as sam
from tests.journeys.talking import talk as talk
from tests.store.ledgers import ledger as ledger
from tests.store.ledgers import migrated_database as migrated_database
from tests.store.ledgers import migrated_file as migrated_file
from tests.store.ledgers import postgres_ledger as postgres_ledger
from tests.store.ledgers import sqlite_ledger as sqlite_ledger

GP_ASKED = at(date(2026, 12, 31), time(10))  # have you joined a doctor yet?
JO = replace(PLAIN, first_name="Jo")


@pytest.fixture
def visit(talk: Talk, sam: Answer) -> Answer:
    """Sam, who was told of an appointment and asked whether they can come."""
    booked(talk.core)
    live_through(talk.core, talk.clock, at(date(2026, 12, 24), time(12)))
    assert "14 January" in talk.carrier.tried[-1].words
    return sam


@pytest.fixture
def doctor(talk: Talk, sam: Answer) -> Answer:
    """Sam, who was just asked whether they have joined a doctor."""
    live_through(talk.core, talk.clock, GP_ASKED)
    return sam


def given(talk: Talk, answer: Answer) -> dict[str, str]:
    with talk.core.store.read() as tx:
        return {question: one for (_, question), one in tx.answers.of_release(release_of(answer)).items()}


@pytest.mark.parametrize("words", ["1", "1.", "one", "1️⃣", "Aye", "yes", "YES"])
def test_case_71_yes_to_the_doctor_however_it_is_said(talk: Talk, doctor: Answer, words: str) -> None:
    assert talk.gets(words) == ["YES_gp"]
    assert (given(talk, doctor), talk.tasks()) == ({"gp": "joined"}, [])
    assert "10_gp_again" not in planned_steps(talk.core, doctor)


@pytest.mark.parametrize("words", ["2", "2.", "two", "naw", "no", "yes I mean no"])
def test_case_71_no_to_the_doctor_however_it_is_said(talk: Talk, doctor: Answer, words: str) -> None:
    assert talk.gets(words) == ["NO_gp"]
    assert given(talk, doctor) == {"gp": "not_joined"}
    assert "10_gp_again" in planned_steps(talk.core, doctor)


@pytest.mark.parametrize("words", ["1", "yes", "aye nae bother"])
def test_who_can_come_is_told_when(talk: Talk, visit: Answer, words: str) -> None:
    before = len(talk.carrier.tried)
    assert talk.gets(words) == ["YES_visit"]
    assert talk.carrier.tried[before].words == "NHS: Thank you. See you on Thursday 14 January at 10:30am."
    assert given(talk, visit) == {"visit": "can_come"}


@pytest.mark.parametrize("words", ["2", "no", "I cannae come", "cant make it sorry"])
def test_who_cannot_come_is_told_whom_to_call_and_staff_tell_the_clinic(talk: Talk, visit: Answer, words: str) -> None:
    before = len(talk.carrier.tried)
    assert talk.gets(words) == ["NO_visit"]
    assert talk.carrier.tried[before].words.endswith("call 07700 900 001.")
    assert (given(talk, visit), talk.tasks()) == ({"visit": "cannot_come"}, ["cannot_come"])
    assert not {"a_day_before", "a_today"} & set(planned_steps(talk.core, visit))


def test_who_cannot_come_to_the_only_appointment_there_is_means_that_one(talk: Talk, visit: Answer) -> None:
    """Days after our last text of it."""
    talk.go_to(at(date(2027, 1, 9), time(12)))
    assert talk.gets("I cant come to my appointment") == ["NO_visit"]
    assert (given(talk, visit), talk.tasks()) == ({"visit": "cannot_come"}, ["cannot_come"])


def test_who_cannot_come_to_one_of_two_is_asked_by_a_person_which(talk: Talk, visit: Answer) -> None:
    booked(talk.core, VISIT + timedelta(days=7), visit_id="visit-2")
    talk.go_to(at(date(2027, 1, 9), time(12)))
    talk.says("I cant come to my appointment")
    assert (given(talk, visit), talk.tasks()) == ({}, ["cannot_come"])


def test_case_70_an_answer_after_three_days_waits_for_a_person(talk: Talk, doctor: Answer) -> None:
    talk.go_to(GP_ASKED + timedelta(hours=71, minutes=50))
    assert talk.gets("1") == ["YES_gp"]
    talk.go_to(GP_ASKED + timedelta(hours=72, minutes=10))
    talk.says("2")
    assert (given(talk, doctor), talk.tasks()) == ({"gp": "joined"}, ["reply_to_read"])


def test_case_70_an_answer_is_of_the_question_asked_last(talk: Talk, doctor: Answer) -> None:
    booked(talk.core)
    live_through(talk.core, talk.clock, talk.clock.now() + timedelta(days=1))
    assert talk.gets("2") == ["NO_visit"]
    assert given(talk, doctor) == {"visit": "cannot_come"}


def test_an_answer_to_a_time_that_has_moved_since_waits_for_a_person(talk: Talk, visit: Answer) -> None:
    hears(talk.core, Kind.APPOINTMENT_CHANGED, VISIT + timedelta(days=7))
    talk.says("1")
    assert (given(talk, visit), talk.tasks()) == ({}, ["reply_to_read"])


def test_case_32_on_a_phone_of_two_an_answer_is_nobodys_and_staff_pick(talk: Talk, doctor: Answer) -> None:
    other = told(talk.core, scheduled(prison_number="51234", contact=JO))
    talk.says("1")
    assert (given(talk, doctor), given(talk, other), talk.tasks()) == ({}, {}, ["reply_to_read"])


def test_case_32_on_a_shared_phone_nothing_is_said_of_an_appointment(talk: Talk, visit: Answer) -> None:
    told(talk.core, contact(30, PLAIN.__class__(safe_to_text=SafeToText.SHARED)))
    assert talk.gets("cant make it") == ["UNKNOWN"]
    assert talk.gets("when is it again?") == [], "one unclear answer a day"
    assert given(talk, visit) == {}
    assert talk.tasks()[0] == "cannot_come"


@pytest.mark.parametrize("words", ["running late, 10 mins away", "im gonnae be late"])
def test_who_is_late_is_told_whom_to_call(talk: Talk, visit: Answer, words: str) -> None:
    live_through(talk.core, talk.clock, VISIT - timedelta(minutes=20))
    assert talk.gets(words) == ["VISIT_LATE"]
    assert talk.tasks() == []


@pytest.mark.parametrize("words", ["when is my appointment", "what time is it at again?"])
def test_who_asks_when_it_is_is_told_day_time_and_place(talk: Talk, visit: Answer, words: str) -> None:
    before = len(talk.carrier.tried)
    assert talk.gets(words) == ["VISIT_AGAIN"]
    words = talk.carrier.tried[before].words
    assert "Thursday 14 January at 10:30am" in words
    assert "12 Leith Walk" in words


def test_whether_our_texts_helped_is_kept(talk: Talk, sam: Answer) -> None:
    live_through(talk.core, talk.clock, at(date(2027, 2, 3), time(12)))
    assert talk.gets("2") == ["HELPED_2"]
    assert given(talk, sam) == {"helped": "not_helped"}
