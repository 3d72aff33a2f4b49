"""What people ask for, and the unclear: over signed webhooks."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from service.domain.event import Answer
from service.domain.london import at
from service.store import tables
from tests.builders import GLASGOW, SAMS_NUMBER, close, make_core, scheduled, shipped_config, sql_store
from tests.core.looking import live_through, said, told
from tests.core.saying import PLAIN
from tests.fakes import FakeCarrier, FixedClock
from tests.journeys.talking import STRANGER, Talk, welcomed
from tests.journeys.talking import sam as sam
from tests.journeys.talking import talk as talk
from tests.store.ledgers import ledger as ledger
from tests.store.ledgers import migrated_database as migrated_database
from tests.store.ledgers import migrated_file as migrated_file
from tests.store.ledgers import postgres_ledger as postgres_ledger
from tests.store.ledgers import sqlite_ledger as sqlite_ledger

NIGHT = at(date(2026, 12, 29), time(22))


def without(ledger: str, clock: FixedClock, **changed: object) -> Talk:
    """A service whose Glasgow is otherwise."""
    config = shipped_config()
    boards = {**config.boards, GLASGOW: replace(config.boards[GLASGOW], **changed)}  # type: ignore[arg-type]
    carrier = FakeCarrier(clock.wall)
    return Talk(make_core(ledger, clock=clock, carrier=carrier, config=replace(config, boards=boards)), clock, carrier)


def raised(talk: Talk) -> list[tuple[str, str | None, int | None]]:
    """Kind, Board and priority of each task."""
    with sql_store(talk.core).engine.begin() as connection:
        rows = connection.execute(select(tables.tasks).order_by(tables.tasks.c.raised_at)).all()
    return [(row.kind, row.board, row.priority) for row in rows]


def due(talk: Talk) -> list[object]:
    with sql_store(talk.core).engine.begin() as connection:
        return list(connection.execute(select(tables.tasks.c.due_at)).scalars())


@pytest.mark.parametrize("words", ["CALL", "call me please", "gonnae phone me"])
def test_call_is_promised_by_the_next_working_day_and_becomes_a_task(talk: Talk, sam: Answer, words: str) -> None:
    before = len(talk.carrier.tried)
    assert talk.gets(words) == ["CALL"]
    assert "by Thursday, 5pm" in talk.carrier.tried[before].words
    assert raised(talk) == [("call_back", GLASGOW, 2)]
    assert due(talk) == [at(date(2026, 12, 24), time(17))]


def test_call_before_the_holidays_is_promised_for_the_day_that_is_open(talk: Talk, sam: Answer) -> None:
    live_through(talk.core, talk.clock, at(date(2026, 12, 31), time(15)))
    assert talk.gets("CALL") == ["CALL"]
    assert "by Tuesday, 5pm" in talk.carrier.tried[-1].words, "1 January is a Friday, and Monday 4 January is a holiday"


def test_call_at_night_says_that_the_team_is_closed(talk: Talk, sam: Answer) -> None:
    talk.go_to(NIGHT)
    assert talk.gets("CALL") == ["CALL_OUT_OF_HOURS"]
    assert talk.gets("CALL") == ["CALL_OUT_OF_HOURS"]
    assert talk.tasks() == ["call_back"], "asked twice, phoned once"


@pytest.mark.parametrize(
    ("words", "key"),
    [("CALL", "CALL_NOT_OFFERED"), ("GP", "GP_NO_CALL"), ("the doctor wouldnt take me", "GP_REFUSED_NO_CALL")],
)
def test_where_nobody_phones_no_answer_offers_it(ledger: str, words: str, key: str) -> None:
    clock = FixedClock(at(date(2026, 12, 1), time(10)))
    talk = without(ledger, clock, calls_back=False)
    welcomed(talk)
    assert talk.gets(words) == [key]
    assert "call_back" not in talk.tasks()
    close(talk.core)


def test_where_nobody_reads_no_answer_promises_a_reader(ledger: str) -> None:
    clock = FixedClock(at(date(2026, 12, 1), time(10)))
    talk = without(ledger, clock, reads_replies=False)
    welcomed(talk)
    assert talk.gets("the quick brown fox") == ["UNKNOWN_NO_READER"]
    live_through(talk.core, clock, at(date(2027, 2, 3), time(12)))
    talk.says("2")
    assert said(talk.core)[-1] == "HELPED_2_NO_READER"
    close(talk.core)


@pytest.mark.parametrize("words", ["GP", "gp", "how do i get a doctor"])
def test_gp_tells_the_way_to_a_doctor(talk: Talk, sam: Answer, words: str) -> None:
    assert talk.gets(words) == ["GP"]
    assert talk.tasks() == []


def test_who_was_turned_away_is_offered_help_and_staff_learn_it(talk: Talk, sam: Answer) -> None:
    assert talk.gets("the gp said no, wouldnt take me on") == ["GP_REFUSED"]
    assert talk.tasks() == ["gp_refused"]


@pytest.mark.parametrize("words", ["who is this", "whos this", "who dis"])
def test_who_asks_who_we_are_is_told_the_board_and_no_more(talk: Talk, sam: Answer, words: str) -> None:
    before = len(talk.carrier.tried)
    assert talk.gets(words) == ["WHO_IS_THIS"]
    assert talk.carrier.tried[before].words.startswith("This is NHS Greater Glasgow and Clyde.")
    assert talk.tasks() == []


@pytest.mark.parametrize("words", ["nie rozumiem po polsku prosze", "do you speak polish? no english"])
def test_who_needs_another_language_is_told_where_and_staff_learn_it(talk: Talk, sam: Answer, words: str) -> None:
    assert talk.gets(words) == ["LANGUAGE"]
    assert talk.tasks() == ["language"]


def test_a_new_number_is_believed_only_when_it_texts_itself(talk: Talk, sam: Answer) -> None:
    assert talk.gets("my new number is 07700900456") == ["NEW_NUMBER"]
    assert talk.tasks() == ["number_changed"]
    assert talk.sam().contact.number == SAMS_NUMBER


def test_help_in_a_sentence_is_answered_by_us_and_help_alone_by_the_carrier(talk: Talk, sam: Answer) -> None:
    assert talk.gets("HELP") == []
    assert talk.tasks() == []


@pytest.mark.parametrize("words", ["thanks", "cheers pal", "ta 👍"])
def test_thanks_are_not_answered(talk: Talk, sam: Answer, words: str) -> None:
    assert talk.gets(words) == []
    assert talk.tasks() == []


def test_the_word_on_the_card_is_answered_once_and_says_nothing_of_anybody(talk: Talk, sam: Answer) -> None:
    before = talk.sam()
    assert talk.gets("SAFE") == ["SAFE"]
    assert talk.gets("SAFE") == []
    assert (talk.sam(), talk.tasks()) == (before, [])
    assert "safe" not in str(talk.replies()).casefold().replace("safe_to_text", "")


@pytest.mark.parametrize("number", [STRANGER])
def test_the_word_on_the_card_works_from_any_phone(talk: Talk, number: str) -> None:
    assert talk.gets("SAFE", number=number) == ["SAFE"]


@pytest.mark.parametrize(
    "words",
    ["where can i get food", "got no money", "where is there a chemist", "i need somewhere to stay"],
)
def test_what_is_near_is_told_in_one_text_and_counted(talk: Talk, sam: Answer, words: str) -> None:
    assert len(talk.gets(words)) == 1
    with sql_store(talk.core).engine.begin() as connection:
        assert connection.execute(select(tables.asked_for.c.times)).scalars().all() == [1]


def test_case_73_the_unclear_get_one_automatic_answer_a_day(talk: Talk, sam: Answer) -> None:
    assert talk.gets("the quick brown fox") == ["UNKNOWN"]
    assert talk.gets("jumps over the dog") == []
    assert talk.tasks() == ["reply_to_read"] * 2, "each is read all the same"
    talk.go_to(talk.clock.now() + timedelta(hours=24, minutes=1))
    assert "UNKNOWN" in talk.gets("and over the fence")


def test_case_73_at_night_the_answer_says_that_the_team_is_closed(talk: Talk, sam: Answer) -> None:
    talk.go_to(NIGHT)
    assert talk.gets("the quick brown fox") == ["OUT_OF_HOURS"]


def test_what_nobody_we_know_writes_is_read_by_the_board_on_duty(talk: Talk) -> None:
    talk.go_to(at(date(2026, 12, 29), time(12)))
    assert talk.gets("the quick brown fox", number=STRANGER) == ["UNKNOWN"]
    (task,) = raised(talk)
    assert talk.core.config.boards[task[1]].duty  # type: ignore[index]


def test_a_stranger_is_promised_no_call(talk: Talk) -> None:
    talk.go_to(at(date(2026, 12, 29), time(12)))
    assert talk.gets("call me", number=STRANGER) == ["UNKNOWN"]
    assert talk.tasks() == ["reply_to_read"]


def test_two_people_on_one_phone_are_both_promised_a_call(talk: Talk, sam: Answer) -> None:
    told(talk.core, scheduled(prison_number="51234", contact=replace(PLAIN, first_name="Jo")))
    assert talk.gets("CALL") == ["CALL"]
    assert talk.tasks() == ["call_back"]
