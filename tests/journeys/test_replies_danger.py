"""Danger, and nothing that may keep its answer back: over signed webhooks."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from service.domain.event import Answer
from service.domain.london import at
from service.domain.release import Pause, SafeToText
from service.domain.text import Reason
from tests.builders import GLASGOW, scheduled
from tests.core.looking import told
from tests.core.saying import PLAIN, contact
from tests.journeys.talking import STRANGER, Talk
from tests.journeys.talking import sam as sam
from tests.journeys.talking import talk as talk
from tests.store.ledgers import ledger as ledger
from tests.store.ledgers import migrated_database as migrated_database
from tests.store.ledgers import migrated_file as migrated_file
from tests.store.ledgers import postgres_ledger as postgres_ledger
from tests.store.ledgers import sqlite_ledger as sqlite_ledger

SELF, ABUSE = "I want to kill myself", "he is hitting me"


@pytest.mark.parametrize("hour", [2, 12])
def test_case_72_danger_is_answered_at_once_at_any_hour_and_opens_a_case(talk: Talk, sam: Answer, hour: int) -> None:
    talk.go_to(at(date(2026, 12, 30), time(hour)))
    talk.sent()
    assert talk.gets(SELF) == ["CRISIS_self"]
    assert talk.cases() == [(GLASGOW, True)]
    assert talk.sam().paused is Pause.DANGER


def test_case_72_it_is_answered_again_after_half_an_hour_and_the_case_stays_one(talk: Talk, sam: Answer) -> None:
    assert talk.gets(SELF) == ["CRISIS_self"]
    talk.wait(timedelta(minutes=29))
    assert talk.gets(SELF) == []
    talk.wait(timedelta(minutes=2))
    assert talk.gets(SELF) == ["CRISIS_self"]
    assert len(talk.cases()) == 1


def test_another_kind_of_danger_is_answered_at_once(talk: Talk, sam: Answer) -> None:
    assert talk.gets(SELF) == ["CRISIS_self"]
    assert talk.gets(ABUSE) == ["CRISIS_abuse"]
    assert talk.gets(SELF) == []


def test_six_answers_to_danger_are_the_most_within_a_day(talk: Talk, sam: Answer) -> None:
    talk.go_to(at(date(2026, 12, 29), time(20)))
    heard = []
    for _ in range(8):
        heard += talk.gets(SELF)
        talk.wait(timedelta(minutes=31))
    assert heard == ["CRISIS_self"] * 6


def test_danger_from_a_stopped_number_is_answered_and_stays_stopped(talk: Talk, sam: Answer) -> None:
    talk.says("STOP")
    assert talk.gets(SELF) == ["CRISIS_self"]
    assert talk.is_stopped() is Reason.OPTED_OUT
    assert len(talk.cases()) == 1


def test_danger_and_a_stop_in_one_text_are_both_obeyed(talk: Talk, sam: Answer) -> None:
    assert talk.gets("stop texting me I want to kill myself") == ["CRISIS_self"]
    assert len(talk.cases()) == 1


def test_danger_from_nobody_we_know_goes_to_the_board_on_duty(talk: Talk) -> None:
    assert talk.gets(SELF, number=STRANGER) == ["CRISIS_self"]
    ((board, is_known),) = talk.cases()
    assert (next(one.duty for code, one in talk.core.config.boards.items() if code == board), is_known) == (True, False)


def test_abuse_told_by_nobody_we_know_is_answered_without_a_helpline(talk: Talk) -> None:
    assert talk.gets(ABUSE, number=STRANGER) == ["CRISIS_abuse_SHARED"]


def test_abuse_told_from_a_shared_phone_is_answered_without_a_helpline(talk: Talk, sam: Answer) -> None:
    told(talk.core, contact(30, PLAIN.__class__(safe_to_text=SafeToText.SHARED)))
    assert talk.gets(ABUSE) == ["CRISIS_abuse_SHARED"]


def test_danger_on_a_phone_of_two_pauses_both_and_is_nobodys_case_yet(talk: Talk, sam: Answer) -> None:
    told(talk.core, scheduled(prison_number="51234", contact=replace(PLAIN, first_name="Jo")))
    assert talk.gets(SELF) == ["CRISIS_self"]
    assert talk.cases() == [(GLASGOW, False)]


def test_danger_goes_before_an_answer_to_a_question(talk: Talk, sam: Answer) -> None:
    assert talk.gets("no. I want to die") == ["CRISIS_self"]


def test_danger_from_a_short_code_opens_a_case_and_is_answered_by_nobody(talk: Talk) -> None:
    assert talk.gets(SELF, number="60777") == []
    assert len(talk.cases()) == 1


def test_what_was_heard_ten_minutes_late_opens_a_case_and_is_not_answered(talk: Talk, sam: Answer) -> None:
    talk.carrier.hear("+447700900123", SELF, to="+447700900000", created=talk.clock.wall() - timedelta(minutes=11))
    talk.catch_up()
    assert (talk.sent(len(talk.carrier.tried)), len(talk.cases())) == ([], 1)


def test_what_was_heard_a_few_minutes_late_is_answered_too(talk: Talk, sam: Answer) -> None:
    before = len(talk.carrier.tried)
    talk.carrier.hear("+447700900123", SELF, to="+447700900000", created=talk.clock.wall() - timedelta(minutes=5))
    talk.catch_up()
    assert [talk.key(one) for one in talk.sent(before)] == ["CRISIS_self"]
