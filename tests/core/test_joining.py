import secrets
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import event, select

from service.core.cards import GOOD_FOR, make_codes
from service.core.desk import ReplyFilter
from service.core.inbound import hear
from service.core.intake import receive
from service.core.joining import Why
from service.core.joining_pause import FEW_WRONG, MOST_WRONG, end_pause, watch_joining
from service.core.ports import Core
from service.core.staffing import pause
from service.core.vitals import Kind as Alarm
from service.domain.event import Answer, Kind
from service.domain.ids import MessageSid, PrisonSlug
from service.domain.joining import LENGTH, check_letter
from service.domain.london import london_day
from service.domain.number import Number
from service.domain.release import Contact, Pause, SafeToText
from service.domain.text import Reason
from service.store import tables
from service.store.sealing import Sealer
from tests.builders import (
    EDINBURGH,
    GLASGOW,
    HEARD,
    LIBERATION,
    LOTHIAN,
    SAM,
    SAMS_NUMBER,
    close,
    make_core,
    make_event,
    scheduled,
    sql_store,
)
from tests.core.looking import journal, move_to, person, planned_steps, release_of, said, says, stopped, tasks, told
from tests.core.saying import NO_NUMBER, OTHER_NUMBER, after, contact, died, rescheduled, returned
from tests.fakes import FixedClock

PRISON = PrisonSlug("barlinnie")
WRONG = ("CFHJK" + "LMQR", "T")  # never made below: its check letter is X
ANN = "50001"


@pytest.fixture
def answer(core: Core) -> Answer:
    """Sam's release, of somebody without a number."""
    return told(core, scheduled(contact=NO_NUMBER))


def code(core: Core, *, replaces: bool = False) -> str:
    """On the one card of the day."""
    (made,) = make_codes(core, PRISON, LIBERATION, LIBERATION, secrets.choice, replaces=replaces)
    return made.code.shown


def wrong_code() -> str:
    return "".join(WRONG)


def sound_code(number: int) -> str:
    """One that no card has, but for a chance of one in ten thousand million."""
    first = "CFHJKLMQRTWXZ"[number % 13] + "CFHJKLMQRTWXZ"[number // 13] + "ZFHJKLM"
    assert len(first) == LENGTH - 1
    return first + check_letter(first)


def guess(core: Core, number: int) -> None:
    says(core, sound_code(number), number=f"+4477009007{number % 100:02}")


def alarms(core: Core) -> list[str]:
    with core.store.read() as tx:
        return [alert.kind for alert in tx.alerts.standing()]


# Joining


def test_a_code_gives_the_release_the_number_it_came_from_and_plans_its_texts(core: Core, answer: Answer) -> None:
    assert answer.held_reason == "no_number"
    says(core, f"hi my code is {code(core).lower()}")
    assert person(core).contact.number == SAMS_NUMBER
    assert planned_steps(core, answer)[0] == "01_welcome"
    assert said(core) == ["JOIN_OK"]
    assert tasks(core) == ["event_held"]


def test_the_number_is_confirmed_by_the_person_on_that_day(core: Core, answer: Answer) -> None:
    says(core, code(core))
    known = person(core).contact
    assert known.confirmed_by_person is True
    assert known.confirmed_on == london_day(HEARD)
    assert known.first_name == "Sam"


def test_what_was_said_of_an_earlier_number_does_not_hold_for_this_one(core: Core) -> None:
    doubtful = replace(NO_NUMBER, confirmed_by_person=False)
    answer = told(core, scheduled(contact=doubtful))
    says(core, code(core))
    assert planned_steps(core, answer)


def test_only_steps_that_still_make_sense_are_planned(core: Core, answer: Answer, clock: FixedClock) -> None:
    shown = code(core)
    move_to(clock, LIBERATION + timedelta(days=20), 11)
    says(core, shown)
    steps = planned_steps(core, answer)
    assert steps[0].startswith("01_welcome")
    assert "04_urgent" not in steps
    assert "02_gp" not in steps
    assert len(steps) > 1


def test_a_later_word_of_the_prison_names_another_number(core: Core, answer: Answer) -> None:
    says(core, code(core))
    receive(core, contact(1, Contact(number=OTHER_NUMBER)))
    assert person(core).contact.number == OTHER_NUMBER


def test_a_code_works_once(core: Core, answer: Answer) -> None:
    shown = code(core)
    says(core, shown)
    says(core, shown, number=OTHER_NUMBER.e164)
    assert person(core).contact.number == SAMS_NUMBER
    assert said(core)[-1] == "JOIN_UNKNOWN"
    assert tasks(core)[-1] == Why.USED


def test_the_same_phone_that_sends_its_code_twice_is_told_the_same(core: Core, answer: Answer) -> None:
    shown = code(core)
    says(core, shown)
    says(core, shown)
    assert set(said(core)) == {"JOIN_OK"}
    assert tasks(core) == ["event_held"]


def test_a_reply_that_joins_is_the_persons_own(core: Core, answer: Answer) -> None:
    says(core, code(core))
    with sql_store(core).engine.begin() as connection:
        authors = connection.execute(select(tables.replies.c.person_id)).scalars().all()
    assert authors == [person(core).id]
    assert "replies_before" not in tasks(core)


@pytest.mark.parametrize("words", ["{}", "I want to die {}"])
def test_a_reply_that_joins_is_read_by_the_board_of_whoever_joined(core: Core, words: str) -> None:
    """The sender's duty Board reads what comes from a number nobody knows; here another one is it."""
    boards = {key: replace(board, duty=key == LOTHIAN) for key, board in core.config.boards.items()}
    beside = replace(core, config=replace(core.config, boards=boards))
    told(core, scheduled(contact=NO_NUMBER))
    says(beside, "who dis")
    says(beside, words.format(code(core)))
    with core.store.read() as tx:
        found = [one.board for one in tx.desk.replies(ReplyFilter(None, newest_first=False))]
        cases = [one.board for one in tx.cases.standing()]
    assert sorted(map(str, found)) == [LOTHIAN, GLASGOW]
    assert set(cases) <= {GLASGOW}


def test_what_came_from_the_number_before_is_offered_to_staff(core: Core, answer: Answer) -> None:
    says(core, "who dis")
    says(core, code(core))
    assert "replies_before" in tasks(core)


def test_somebody_who_waits_for_staff_joins_and_staff_are_told(core: Core, answer: Answer) -> None:
    shown = code(core)
    pause(core, "u-1", GLASGOW, person(core).id, Pause.STAFF)
    says(core, shown)
    assert person(core).contact.number == SAMS_NUMBER
    assert planned_steps(core, answer) == []
    assert tasks(core)[-1] == "joined_and_held"


# Codes that join nobody


def test_a_wrong_code_is_answered_and_raises_one_task_for_its_number(core: Core, answer: Answer) -> None:
    code(core)
    says(core, wrong_code())
    says(core, sound_code(5))
    assert said(core) == ["JOIN_UNKNOWN", "JOIN_UNKNOWN"]
    assert tasks(core)[1:] == [Why.UNKNOWN]
    assert person(core).contact.number is None


def test_a_code_of_a_release_that_has_a_number_by_now_goes_to_staff(core: Core, answer: Answer) -> None:
    shown = code(core)
    receive(core, contact(1, Contact(number=OTHER_NUMBER)))
    says(core, shown)
    assert person(core).contact.number == OTHER_NUMBER
    assert (said(core), tasks(core)[-1]) == (["JOIN_UNKNOWN"], Why.HAS_NUMBER)


def test_a_code_from_a_stopped_number_goes_to_staff_and_the_number_stays_stopped(core: Core, answer: Answer) -> None:
    shown = code(core)
    says(core, "STOP")
    says(core, shown)
    assert stopped(core) is Reason.OPTED_OUT
    assert person(core).contact.number is None
    assert tasks(core)[-1] == Why.STOPPED
    assert "JOIN_OK" not in said(core)


def test_a_code_from_the_number_of_somebody_who_died_goes_to_staff(core: Core, answer: Answer) -> None:
    ann = make_event(
        Kind.SCHEDULED,
        prison_number=ANN,
        liberation_date=LIBERATION + timedelta(days=1),
        board=GLASGOW,
        contact=Contact(number=SAMS_NUMBER),
    )
    receive(core, ann)
    receive(core, make_event(Kind.DIED, prison_number=ANN, time=HEARD + timedelta(hours=1)))
    says(core, code(core))
    assert person(core).contact.number is None
    assert tasks(core)[-1] == Why.DEATH


@pytest.mark.parametrize("end", [died(1), returned(1), after(1, Kind.CANCELLED)])
def test_a_code_of_a_release_that_ended_goes_to_staff(core: Core, answer: Answer, end: Any) -> None:
    shown = code(core)
    receive(core, end)
    says(core, shown)
    assert person(core).contact.number is None
    assert (said(core), tasks(core)[-1]) == (["JOIN_UNKNOWN"], Why.ENDED)


def test_a_code_expires_sixty_days_after_the_liberation_date(core: Core, answer: Answer, clock: FixedClock) -> None:
    early, late = code(core), code(core)
    move_to(clock, LIBERATION + GOOD_FOR, 0)
    clock.advance(-timedelta(seconds=1))
    says(core, early)
    assert said(core) == ["JOIN_OK"]
    receive(core, contact(70, Contact(number=OTHER_NUMBER)))
    clock.advance(timedelta(seconds=1))
    with core.store.read() as tx:
        kept = tx.codes.find(late.replace("-", ""))
    assert kept is not None
    assert kept.expires_at == clock.wall()


def test_an_expired_code_goes_to_staff(core: Core, answer: Answer, clock: FixedClock) -> None:
    shown = code(core)
    move_to(clock, LIBERATION + GOOD_FOR, 0)
    says(core, shown)
    assert (said(core), tasks(core)[-1]) == (["JOIN_UNKNOWN"], Why.EXPIRED)


def test_a_code_that_was_sent_in_time_and_heard_late_still_joins(core: Core, answer: Answer, clock: FixedClock) -> None:
    shown = code(core)
    sent = clock.wall()
    move_to(clock, LIBERATION + GOOD_FOR, 9)
    hear(core, MessageSid("SM" + "b" * 32), SAMS_NUMBER.e164, "+447700900000", shown, at=sent)
    assert person(core).contact.number == SAMS_NUMBER


def test_a_new_card_leaves_the_old_one_good_unless_it_replaces_it(core: Core, answer: Answer) -> None:
    first = code(core)
    second = code(core, replaces=True)
    says(core, first)
    assert tasks(core)[-1] == Why.EXPIRED
    third = code(core)
    says(core, second)
    assert person(core).contact.number == SAMS_NUMBER
    says(core, third, number=OTHER_NUMBER.e164)
    assert tasks(core)[-1] == Why.HAS_NUMBER


def test_words_that_are_no_code_join_nobody_and_count_for_nothing(core: Core, answer: Answer) -> None:
    says(core, "thanks xx")
    with core.store.read() as tx:
        assert tx.codes.wrong(HEARD - timedelta(hours=1), HEARD) == 0


@pytest.mark.parametrize("words", ["stop texting me, my code was {}", "wrong number {}"])
def test_an_end_of_texts_beside_a_code_is_obeyed_and_joins_nobody(core: Core, answer: Answer, words: str) -> None:
    says(core, words.format(code(core)))
    assert stopped(core) in (Reason.OPTED_OUT, Reason.WRONG_PERSON)
    assert person(core).contact.number is None
    assert "JOIN_OK" not in said(core)


@pytest.mark.parametrize("words", ["STOP {}", "{} STOP", "code {}. stop"])
def test_stop_beside_a_code_joins_nobody(core: Core, answer: Answer, words: str) -> None:
    says(core, words.format(code(core)))
    assert person(core).contact.number is None
    assert "JOIN_OK" not in said(core)


def test_a_death_told_beside_a_code_joins_nobody(core: Core, answer: Answer) -> None:
    says(core, f"he died last week. his card says {code(core)}")
    assert person(core).contact.number is None
    assert "JOIN_OK" not in said(core)


# Who gets a card


def test_a_card_is_for_whoever_has_no_number_and_leaves_on_these_days(core: Core) -> None:
    def leaves(number: str, day: date, known: Contact = NO_NUMBER, **more: Any) -> None:
        receive(core, scheduled(day, prison_number=number, contact=known, **more))

    leaves("1", LIBERATION)
    leaves("2", LIBERATION + timedelta(days=1))
    leaves("3", LIBERATION + timedelta(days=2))
    leaves("4", LIBERATION, Contact(number=OTHER_NUMBER))
    leaves("5", LIBERATION, source=EDINBURGH)
    leaves("6", LIBERATION, replace(NO_NUMBER, under_18=True))
    leaves("7", LIBERATION, replace(NO_NUMBER, safe_to_text=SafeToText.NO))
    leaves("8", LIBERATION)
    receive(core, make_event(Kind.CANCELLED, prison_number="8", time=HEARD + timedelta(hours=1)))
    leaves("9", LIBERATION)
    pause(core, "u-1", GLASGOW, person(core, "9").id, Pause.HOSPITAL)
    made = make_codes(core, PRISON, LIBERATION, LIBERATION + timedelta(days=1), secrets.choice)
    assert [one.unjoined.prison_number for one in made] == ["1", "2"]
    assert len({one.code.letters for one in made}) == 2


def test_a_release_that_moved_out_of_the_days_gets_no_card(core: Core, answer: Answer) -> None:
    receive(core, rescheduled(1))
    assert make_codes(core, PRISON, LIBERATION, LIBERATION, secrets.choice) == ()


def test_no_code_stands_in_clear_anywhere(core: Core, answer: Answer) -> None:
    shown = code(core)
    says(core, shown)
    letters = shown.replace("-", "").encode()
    with sql_store(core).engine.begin() as connection:
        for table in tables.metadata.sorted_tables:
            for row in connection.execute(select(table)):
                values = [value if isinstance(value, bytes) else str(value).encode() for value in row]
                assert not any(letters in value or shown.encode() in value for value in values), table.name


def test_a_code_is_found_after_the_index_key_was_changed(ledger: str, clock: FixedClock) -> None:
    data, old, new = (secrets.token_bytes(32) for _ in range(3))
    before = make_core(ledger, clock=clock, sealer=Sealer((data,), (old,)))
    told(before, scheduled(contact=NO_NUMBER))
    shown = code(before)
    close(before)
    later = make_core(ledger, clock=clock, sealer=Sealer((data,), (new, old)))
    says(later, shown)
    assert person(later).contact.number == SAMS_NUMBER
    close(later)


# Too many wrong ones


def test_fifty_wrong_codes_in_an_hour_are_told_and_end_joining(core: Core, answer: Answer) -> None:
    shown = code(core)
    for number in range(MOST_WRONG - 1):
        guess(core, number)
    assert alarms(core) == []
    guess(core, MOST_WRONG)
    assert alarms(core) == [Alarm.JOINING_PAUSED]
    says(core, shown)
    assert person(core).contact.number is None
    assert (said(core)[-1], tasks(core)[-1]) == ("JOIN_UNKNOWN", Why.PAUSED)


def test_wrong_codes_of_more_than_an_hour_ago_do_not_count(core: Core, answer: Answer, clock: FixedClock) -> None:
    for number in range(MOST_WRONG - 1):
        guess(core, number)
    clock.advance(timedelta(hours=1))
    guess(core, MOST_WRONG)
    says(core, code(core))
    assert alarms(core) == []
    assert person(core).contact.number == SAMS_NUMBER


def test_while_joining_is_paused_all_guesses_are_one_task(core: Core, answer: Answer) -> None:
    for number in range(MOST_WRONG):
        guess(core, number)
    before = Counter(tasks(core))
    for number in range(MOST_WRONG, MOST_WRONG + 20):
        guess(core, number)
    assert Counter(tasks(core)) - before == {Why.UNKNOWN: 1}


def test_the_pause_ends_after_an_hour_with_few_wrong_codes(core: Core, answer: Answer, clock: FixedClock) -> None:
    shown = code(core)
    for number in range(MOST_WRONG):
        guess(core, number)
    assert not watch_joining(core, "worker-1")
    clock.advance(timedelta(minutes=30))
    for number in range(FEW_WRONG):
        guess(core, number)
    clock.advance(timedelta(minutes=45))
    assert not watch_joining(core, "worker-1")
    clock.advance(timedelta(minutes=15))
    assert watch_joining(core, "worker-1")
    assert not watch_joining(core, "worker-1")
    assert alarms(core) == []
    says(core, shown)
    assert person(core).contact.number == SAMS_NUMBER


def test_wrong_codes_that_are_heard_late_pause_for_an_hour_too(core: Core, answer: Answer, clock: FixedClock) -> None:
    sent = clock.wall()
    clock.advance(timedelta(hours=3))
    for number in range(MOST_WRONG):
        sid = MessageSid(f"SM{number:032x}"[:34])
        hear(core, sid, f"+4477009007{number:02}", "+447700900000", sound_code(number), at=sent)
    assert alarms(core) == [Alarm.JOINING_PAUSED]
    clock.advance(timedelta(minutes=59))
    assert not watch_joining(core, "worker-1")
    clock.advance(timedelta(minutes=1))
    assert watch_joining(core, "worker-1")


def test_staff_end_the_pause_at_once_and_one_more_wrong_code_does_not_begin_it(core: Core, answer: Answer) -> None:
    shown = code(core)
    for number in range(MOST_WRONG):
        guess(core, number)
    assert end_pause(core, "u-1")
    assert not end_pause(core, "u-1")
    guess(core, MOST_WRONG)
    assert alarms(core) == []
    says(core, shown)
    assert person(core).contact.number == SAMS_NUMBER


# What cannot be told apart


@contextmanager
def statements(core: Core) -> Iterator[list[str]]:
    """Every statement that the database is asked, in order."""
    seen: list[str] = []

    def note(_1: object, _2: object, statement: str, *_more: object) -> None:
        seen.append(statement)

    engine = sql_store(core).engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def asked(core: Core, words: str, number: str) -> list[str]:
    with core.store.write("test") as tx:
        tx.lines.of(Number.trusted(number))  # known before, as any number that texted us once
    with statements(core) as seen:
        says(core, words, number=number)
    return seen


def test_wrong_used_expired_and_ended_codes_are_answered_by_the_same_statements(core: Core, clock: FixedClock) -> None:
    shown = {}
    for number, name in enumerate(("used", "has number", "expired", "ended")):
        receive(core, scheduled(LIBERATION, prison_number=name, contact=NO_NUMBER))
        made = make_codes(core, PRISON, LIBERATION, LIBERATION, secrets.choice, replaces=name == "expired")
        shown[name] = next(one.code.shown for one in made if one.unjoined.prison_number == name)
        if name == "used":
            says(core, shown[name], number=f"+44770090080{number}")
        if name == "has number":
            word = Contact(number=Number.trusted(f"+44770090080{number}"))
            receive(core, make_event(Kind.CONTACT, prison_number=name, contact=word))
        if name == "expired":
            make_codes(core, PRISON, LIBERATION, LIBERATION, secrets.choice, replaces=True)
        if name == "ended":
            receive(core, make_event(Kind.CANCELLED, prison_number=name, time=HEARD + timedelta(hours=1)))
    shown |= {"sound": sound_code(7), "unsound": wrong_code()}
    clock.advance(timedelta(minutes=1))
    numbers = count(950)
    seen = {name: asked(core, words, f"+447700900{next(numbers)}") for name, words in shown.items()}
    assert len(seen["sound"]) > 10
    for name, done in seen.items():
        assert done == seen["sound"], name
    assert tasks(core)[-6:] == [Why.USED, Why.HAS_NUMBER, Why.EXPIRED, Why.ENDED, Why.UNKNOWN, Why.UNKNOWN]


def test_a_right_code_asks_the_database_the_same_until_it_is_known_to_be_right(core: Core, answer: Answer) -> None:
    right = asked(core, code(core), SAMS_NUMBER.e164)
    wrong = asked(core, sound_code(7), OTHER_NUMBER.e164)
    decided = next(place for place, one in enumerate(wrong) if one.startswith("INSERT INTO wrong_codes"))
    assert right[:decided] == wrong[:decided]
    assert any("FROM codes" in one for one in wrong[:decided])
    assert any("FROM wrong_codes" in one for one in wrong[:decided])


# Several at once


def test_of_two_phones_with_one_code_at_once_one_joins(core: Core, answer: Answer) -> None:
    shown = code(core)
    numbers = [f"+4477009006{place:02}" for place in range(6)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda number: says(core, shown, number=number), numbers))
    known = person(core).contact.number
    assert known is not None
    assert Counter(said(core)) == {"JOIN_OK": 1, "JOIN_UNKNOWN": 5}
    assert Counter(tasks(core))[Why.USED] == 5


def test_of_many_wrong_codes_at_once_none_is_missed(core: Core, answer: Answer) -> None:
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda number: guess(core, number), range(MOST_WRONG)))
    with core.store.read() as tx:
        assert tx.codes.wrong(HEARD - timedelta(hours=1), HEARD) == MOST_WRONG
    assert alarms(core) == [Alarm.JOINING_PAUSED]


def test_a_prison_that_names_the_same_number_at_the_same_moment_does_not_lock_a_code_out(core: Core) -> None:
    people = [f"6{place:03}" for place in range(8)]
    for prison_number in people:
        receive(core, scheduled(LIBERATION, prison_number=prison_number, contact=NO_NUMBER))
    made = make_codes(core, PRISON, LIBERATION, LIBERATION, secrets.choice)
    numbers = {one.unjoined.prison_number: f"+44770090050{place}" for place, one in enumerate(made)}

    def by_card(place: int) -> None:
        says(core, made[place].code.shown, number=numbers[made[place].unjoined.prison_number])

    def by_prison(place: int) -> None:
        mine = made[place].unjoined.prison_number
        word = Contact(number=Number.trusted(numbers[mine]))
        receive(core, make_event(Kind.CONTACT, prison_number=mine, contact=word))

    with ThreadPoolExecutor(4) as pool:
        jobs = [pool.submit(do, place) for place in range(8) for do in (by_card, by_prison)]
    assert [job.exception() for job in jobs] == [None] * 16
    for prison_number, number in numbers.items():
        assert person(core, prison_number).contact.number == Number.trusted(number)


def test_the_journal_tells_how_somebody_joined_and_holds_no_code(core: Core, answer: Answer) -> None:
    shown = code(core)
    says(core, shown)
    assert "code.made" in journal(core, {"release": release_of(answer)})
    assert "person.joined" in journal(core, {"release": release_of(answer)})
    assert person(core, SAM).number_id is not None
