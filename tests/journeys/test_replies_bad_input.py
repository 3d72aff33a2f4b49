"""What no one should send, too often, too late or twice: one row, one answer, no loop. Over signed webhooks."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event, func, select

from service.domain.event import Answer
from service.domain.text import Reason
from service.store import tables
from tests.builders import SAMS_NUMBER, sql_store
from tests.core.looking import send_due
from tests.journeys.talking import Talk
from tests.journeys.talking import sam as sam
from tests.journeys.talking import talk as talk
from tests.store.ledgers import ledger as ledger
from tests.store.ledgers import migrated_database as migrated_database
from tests.store.ledgers import migrated_file as migrated_file
from tests.store.ledgers import postgres_ledger as postgres_ledger
from tests.store.ledgers import sqlite_ledger as sqlite_ledger
from tests.webhooks.door import OURS, new_sid

SAMS = SAMS_NUMBER.e164


def kept(talk: Talk) -> int:
    with sql_store(talk.core).engine.begin() as connection:
        return int(connection.execute(select(func.count()).select_from(tables.replies)).scalar_one())


@pytest.mark.parametrize(
    "words",
    ["", " ", "\x00\x07\x1b", "\u202estop\u202c the bus", "a" * 1600, "👍" * 1600, "\u200b\u200d", "%s {board}"],
    ids=["empty", "blank", "control", "right-to-left", "1600", "emoji", "invisible", "placeholder"],
)
def test_whatever_comes_is_one_row_and_at_most_one_answer(talk: Talk, sam: Answer, words: str) -> None:
    assert len(talk.gets(words)) <= 1
    assert kept(talk) == 1


def test_case_74_a_picture_without_words_is_kept_and_read_by_a_person(talk: Talk, sam: Answer) -> None:
    form = {"MessageSid": new_sid(), "From": SAMS, "To": OURS, "NumMedia": "1", "MediaUrl0": "https://example.org"}
    assert talk.door.post("/webhooks/sms", form).status_code == 200
    assert (kept(talk), talk.tasks()) == (1, ["reply_to_read"])


def test_case_61_the_same_message_told_twice_is_stored_once_and_answered_once(talk: Talk, sam: Answer) -> None:
    sid, before = new_sid(), len(talk.carrier.tried)
    talk.says("GP", sid=sid)
    talk.says("GP", sid=sid)
    assert [talk.key(one) for one in talk.sent(before)] == ["GP"]
    assert kept(talk) == 1


def test_case_61_the_same_message_told_by_many_calls_at_once_is_answered_once(talk: Talk, sam: Answer) -> None:
    sid, before = new_sid(), len(talk.carrier.tried)
    calls = [threading.Thread(target=talk.says, args=("GP",), kwargs={"sid": sid}) for _ in range(4)]
    for call in calls:
        call.start()
    for call in calls:
        call.join()
    assert [talk.key(one) for one in talk.sent(before)] == ["GP"]


def test_case_62_the_same_words_under_two_sids_are_two_replies(talk: Talk, sam: Answer) -> None:
    assert talk.gets("GP") == ["GP"]
    assert talk.gets("GP") == ["GP"]
    assert kept(talk) == 2


def test_case_63_without_twilios_signature_nothing_is_kept_and_nothing_said(talk: Talk, sam: Answer) -> None:
    form = {"MessageSid": new_sid(), "From": SAMS, "To": OURS, "Body": "GP"}
    assert talk.door.post("/webhooks/sms", form, signature="forged").status_code == 403
    assert (kept(talk), send_due(talk.core)) == (0, [])


def test_the_same_words_for_the_third_time_within_an_hour_are_neither_answered_nor_read_again(
    talk: Talk, sam: Answer
) -> None:
    heard = [talk.gets("gp") for _ in range(5)]
    assert heard == [["GP"], ["GP"], [], [], []]
    talk.wait(timedelta(minutes=61))
    assert talk.gets("gp") == ["GP"]


def test_two_machines_never_talk_to_each_other(talk: Talk, sam: Answer) -> None:
    """Whatever the other one says, it hears three answers at once and six in a day."""
    heard = []
    for one in range(40):
        heard += talk.gets(["GP", "CALL", "who is this"][one % 3])
        talk.wait(timedelta(minutes=15))
    assert len([key for key in heard if key in ("GP", "CALL", "WHO_IS_THIS", "CALL_OUT_OF_HOURS")]) <= 6


def test_case_75_a_flood_from_one_number_is_kept_row_by_row_and_asks_staff_once(talk: Talk, sam: Answer) -> None:
    before = len(talk.carrier.tried)
    for one in range(45):
        talk.says(f"flood {one}")
    assert kept(talk) == 45
    assert talk.tasks().count("reply_to_read") == 30
    assert talk.tasks().count("many_replies") == 1
    assert len(talk.sent(before)) == 1


def test_a_thousand_replies_in_a_minute_are_a_row_each_a_few_answers_and_no_more_work_for_the_last(
    talk: Talk, sam: Answer
) -> None:
    """A machine: it asks, it chats, it says the same again and again, and some of it sounds like danger."""
    before, asked = len(talk.carrier.tried), []
    for one in range(1000):
        with statements(talk) as heard:
            talk.says(("GP", "who is this", f"chat number {one}", "I want to kill myself", "call me")[one % 5])
        asked.append(len(heard))
        talk.wait(timedelta(milliseconds=60))
    assert kept(talk) == 1000
    assert sorted(map(talk.key, talk.sent(before))) == ["CRISIS_self", "GP", "UNKNOWN", "WHO_IS_THIS"]
    assert len(talk.cases()) == 1
    assert len(talk.tasks()) < 40
    assert max(asked[500:]) <= max(asked[:50]), "the last of them asks the database no more than the first"


@contextmanager
def statements(talk: Talk) -> Iterator[list[str]]:
    engine, heard = sql_store(talk.core).engine, list[str]()

    def hear(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        heard.append(statement)

    event.listen(engine, "before_cursor_execute", hear)
    yield heard
    event.remove(engine, "before_cursor_execute", hear)


def test_a_stop_and_danger_are_heard_in_a_flood(talk: Talk, sam: Answer) -> None:
    for one in range(35):
        talk.says(f"flood {one}")
    before = len(talk.carrier.tried)
    talk.says("I want to kill myself")
    talk.says("please stop texting me")
    assert talk.is_stopped() is Reason.OPTED_OUT
    assert len(talk.cases()) == 1
    assert "CRISIS_self" in [talk.key(one) for one in talk.sent(before)]


def test_what_is_heard_late_is_obeyed_and_not_answered(talk: Talk, sam: Answer) -> None:
    before = len(talk.carrier.tried)
    talk.carrier.hear(SAMS, "stop please", to=OURS, created=talk.clock.wall() - timedelta(minutes=5))
    talk.carrier.hear(SAMS, "the quick brown fox", to=OURS, created=talk.clock.wall() - timedelta(minutes=4))
    talk.catch_up()
    assert talk.is_stopped() is Reason.OPTED_OUT
    assert talk.sent(before) == []
    assert talk.tasks() == ["reply_to_read"]


def test_a_stop_said_otherwise_that_is_heard_late_gives_way_to_a_start_that_came_after_it(
    talk: Talk, sam: Answer
) -> None:
    said = talk.clock.wall()
    talk.wait(timedelta(minutes=20))
    talk.says("START")
    talk.carrier.hear(SAMS, "stop please", to=OURS, created=said)
    talk.catch_up()
    assert talk.is_stopped() is None


def test_a_start_that_is_heard_late_brings_nobody_back_who_said_stop_after_it(talk: Talk, sam: Answer) -> None:
    said = talk.clock.wall()
    talk.wait(timedelta(minutes=20))
    talk.says("stop texting me please")
    talk.carrier.hear(SAMS, "START", to=OURS, created=said)
    talk.catch_up()
    assert talk.is_stopped() is Reason.OPTED_OUT


def test_nothing_of_what_was_said_is_kept_in_the_clear(talk: Talk, sam: Answer) -> None:
    talk.says("purple elephants stop texting me")
    assert "elephant" not in str(talk.replies())


def test_what_decided_is_kept(talk: Talk, sam: Answer) -> None:
    talk.says("stop please")
    (told,) = talk.replies()
    assert (told["labels"], told["rows"], told["whose"]) == (["opt_out"], ["end of messages"], "one")
    assert told["rules"]
