"""The end of messages and their return, wrong people, death, custody, hospital: over signed webhooks."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from service.core.staffing import Asked, resume, start, undo_death
from service.domain.event import Answer
from service.domain.london import at
from service.domain.number import Number
from service.domain.release import Pause, SafeToText
from service.domain.text import Reason, State
from tests.builders import GLASGOW, SAMS_CONTACT, scheduled
from tests.core.looking import every_text, live_through, states, told
from tests.core.saying import PLAIN, contact
from tests.core.visiting import booked, next_day_at
from tests.journeys.talking import STRANGER, Talk
from tests.journeys.talking import sam as sam
from tests.journeys.talking import talk as talk
from tests.store.ledgers import ledger as ledger
from tests.store.ledgers import migrated_database as migrated_database
from tests.store.ledgers import migrated_file as migrated_file
from tests.store.ledgers import postgres_ledger as postgres_ledger
from tests.store.ledgers import sqlite_ledger as sqlite_ledger

JO = replace(PLAIN, first_name="Jo")


@pytest.mark.parametrize("words", ["STOP", "stop", "UNSUBSCRIBE", "QUIT"])
def test_case_41_a_stop_alone_ends_all_and_the_carrier_alone_confirms_it(talk: Talk, sam: Answer, words: str) -> None:
    assert talk.gets(words) == []
    assert (talk.is_stopped(), talk.planned(sam), talk.tasks()) == (Reason.OPTED_OUT, [], [])


@pytest.mark.parametrize(
    "words", ["stop.", "Stop. Thank you", "STOP PLEASE", "please stop texting me", "no more texts"]
)
def test_case_41_a_stop_said_otherwise_ends_all_and_is_confirmed_by_us(talk: Talk, sam: Answer, words: str) -> None:
    assert talk.gets(words) == ["STOP"]
    assert (talk.is_stopped(), talk.planned(sam), talk.tasks()) == (Reason.OPTED_OUT, [], [])


def test_case_42_stop_inside_another_sentence_ends_nothing_and_a_person_looks(talk: Talk, sam: Answer) -> None:
    talk.says("I can't stop thinking about my wee girl")
    assert talk.is_stopped() is None
    assert talk.tasks() or talk.cases()


def test_case_43_start_after_a_stop_brings_back_what_is_to_come(talk: Talk, sam: Answer) -> None:
    before = talk.planned(sam)
    assert talk.gets("stop please") == ["STOP"]
    assert talk.gets("START") == []
    assert (talk.is_stopped(), talk.planned(sam)) == (None, before)


def test_start_among_other_words_brings_nobody_back_and_asks_staff(talk: Talk, sam: Answer) -> None:
    talk.says("STOP")
    assert talk.gets("can you start the texts again please") == []
    assert (talk.is_stopped(), talk.tasks()) == (Reason.OPTED_OUT, ["asks_for_texts"])


def test_case_44_who_is_this_after_a_stop_stays_out_and_is_not_answered(talk: Talk, sam: Answer) -> None:
    talk.says("STOP")
    assert talk.gets("who is this") == []
    assert (talk.is_stopped(), talk.tasks()) == (Reason.OPTED_OUT, ["reply_to_read"])


def test_case_45_a_second_stop_changes_nothing_and_says_nothing(talk: Talk, sam: Answer) -> None:
    assert talk.gets("stop please") == ["STOP"]
    assert talk.gets("stop please") == []
    assert talk.gets("STOP") == []
    assert (talk.is_stopped(), talk.tasks()) == (Reason.OPTED_OUT, [])


def test_case_46_yes_after_a_stop_stays_out_and_staff_learn_that_twilio_disagrees(talk: Talk, sam: Answer) -> None:
    talk.says("STOP")
    assert talk.gets("YES") == []
    assert (talk.is_stopped(), talk.tasks()) == (Reason.OPTED_OUT, ["carrier_disagrees"])
    talk.says("yes")
    assert talk.tasks() == ["carrier_disagrees"], "once, while it is open"


@pytest.mark.parametrize("words", ["CANCEL", "end", "Quit"])
def test_case_47_cancel_after_a_text_about_an_appointment_is_a_stop_and_staff_learn_which(
    talk: Talk, sam: Answer, words: str
) -> None:
    booked(talk.core)
    live_through(talk.core, talk.clock, at(date(2026, 12, 24), time(12)))
    assert talk.gets(words) == []
    assert (talk.is_stopped(), talk.tasks()) == (Reason.OPTED_OUT, ["cancelled_or_stopped"])


def test_case_51_a_stop_is_confirmed_once_by_us_where_the_carrier_does_not(talk: Talk, sam: Answer) -> None:
    assert talk.gets("stop texting me") == ["STOP"]
    next_day_at(talk.clock, 12)
    assert talk.sent(len(talk.carrier.tried)) == []


def test_case_52_a_stop_holds_for_the_person_at_another_number_too(talk: Talk, sam: Answer) -> None:
    talk.says("no more texts please")
    told(talk.core, contact(40, replace(PLAIN, number=Number.trusted(STRANGER))))
    assert State.PLANNED not in states(talk.core, sam)


def test_case_53_staff_bring_back_whoever_asked_them(talk: Talk, sam: Answer) -> None:
    before = talk.planned(sam)
    talk.says("stop please")
    start(talk.core, "u-1", GLASGOW, talk.sam().id, Asked.PHONE)
    assert talk.planned(sam) == before


def test_a_stop_to_one_board_is_a_stop_to_all(talk: Talk, sam: Answer) -> None:
    other = told(talk.core, scheduled(prison_number="51234", contact=JO))
    assert talk.gets("stop please", to="+447700900999") == ["STOP"]
    assert talk.planned(sam) == talk.planned(other) == []


@pytest.mark.parametrize("words", ["WRONG", "wrong number", "you have the wrong person pal"])
def test_case_35_a_wrong_person_is_told_so_once_and_learns_nothing(talk: Talk, sam: Answer, words: str) -> None:
    before = len(talk.carrier.tried)
    assert talk.gets(words) == ["WRONG"]
    assert "Sam" not in talk.sent(before)[0]
    assert (talk.is_stopped(), talk.planned(sam), talk.tasks()) == (Reason.WRONG_PERSON, [], ["wrong_person"])
    assert talk.gets(words) == []


def test_a_wrong_number_that_texts_again_asks_staff_and_brings_no_sequence_back(talk: Talk, sam: Answer) -> None:
    talk.says("WRONG")
    talk.wait(timedelta(hours=2))
    assert talk.gets("hi there its me") == ["UNKNOWN"], "whoever writes again is answered"
    assert talk.gets("GP") == ["GP"]
    assert (talk.is_stopped(), talk.planned(sam)) == (Reason.WRONG_PERSON, [])
    assert talk.tasks() == ["wrong_person", "wrong_number_texts_again"]


def test_a_death_told_by_the_persons_own_number_ends_all_until_staff_undo_it(talk: Talk, sam: Answer) -> None:
    before = talk.planned(sam)
    assert talk.gets("Sam died last week") == ["DECEASED"]
    assert (talk.planned(sam), talk.tasks()) == ([], ["death_told"])
    assert {one.reason for one in every_text(talk.core, sam) if one.state is State.CANCELLED} == {Reason.DIED}
    assert talk.gets("who is this") == [], "nothing but danger is answered there now"
    undo_death(talk.core, "u-1", GLASGOW, talk.sam().id)
    assert talk.planned(sam) == before


def test_a_death_told_by_a_phone_of_two_stops_it_and_ends_nobody(talk: Talk, sam: Answer) -> None:
    told(talk.core, scheduled(prison_number="51234", contact=JO))
    assert talk.gets("he passed away on monday") == ["DECEASED"]
    assert (talk.is_stopped(), talk.tasks()) == (Reason.DEATH_NEAR, ["death_near"])
    assert talk.sam().died_at is None


def test_a_death_told_by_nobody_we_know_holds_back_whom_it_names(talk: Talk, sam: Answer) -> None:
    jo = told(talk.core, scheduled(prison_number="51234", contact=replace(JO, number=Number.trusted("+447700900789"))))
    assert talk.gets("my brother Sam died yesterday", number=STRANGER) == []
    assert (talk.sam().paused, talk.planned(sam)) == (Pause.PERHAPS_DEAD, [])
    assert talk.planned(jo) != []
    assert talk.tasks() == ["perhaps_dead", "death_of_whom"]


def test_a_death_of_a_name_that_many_have_holds_back_nobody_and_asks_staff(talk: Talk, sam: Answer) -> None:
    for one in range(5):
        number = Number.trusted(f"+4477009008{one:02}")
        told(talk.core, scheduled(prison_number=f"B{one}", contact=replace(SAMS_CONTACT, number=number)))
    talk.says("Sam died", number=STRANGER)
    assert (talk.sam().paused, talk.tasks()) == (None, ["death_of_whom"])


@pytest.mark.parametrize(
    ("words", "why", "asked"),
    [
        ("hes back in the jail", Pause.CUSTODY, "custody_told"),
        ("he is in hospital the now", Pause.HOSPITAL, "hospital_told"),
    ],
)
def test_whoever_is_away_waits_until_staff_have_looked(
    talk: Talk, sam: Answer, words: str, why: Pause, asked: str
) -> None:
    before = talk.planned(sam)
    assert talk.gets(words) == ["AWAY"]
    assert (talk.sam().paused, talk.planned(sam), talk.tasks()) == (why, [], [asked])
    assert talk.gets(words) == [], "said once"
    resume(talk.core, "u-1", GLASGOW, talk.sam().id)
    assert talk.planned(sam) == before


def test_custody_told_from_a_shared_phone_is_of_the_one_person_who_can_be_meant(talk: Talk, sam: Answer) -> None:
    told(talk.core, contact(30, PLAIN.__class__(safe_to_text=SafeToText.SHARED)))
    assert talk.gets("he's back in prison") == ["AWAY"]
    assert talk.sam().paused is Pause.CUSTODY


def test_custody_told_from_a_phone_of_two_pauses_nobody_and_asks_staff(talk: Talk, sam: Answer) -> None:
    told(talk.core, scheduled(prison_number="51234", contact=JO))
    talk.says("he's back in prison")
    assert (talk.sam().paused, talk.tasks()) == (None, ["custody_told"])
