"""What a person's own words do to the texts."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from sqlalchemy import func, select

from service.core.ports import Core
from service.domain.event import Answer, Kind
from service.domain.london import at
from service.domain.number import Number
from service.domain.text import Reason, State
from service.store.tables import replies
from tests.builders import HEARD, LIBERATION, SAMS_CONTACT, make_event, scheduled, sql_store
from tests.core.looking import (
    ledger_of,
    live_through,
    move_to,
    number_id,
    reasons,
    said,
    says,
    send_due,
    states,
    stopped,
    tasks,
    text,
    texts,
    told,
)
from tests.fakes import FakeCarrier, FixedClock
from tests.schedules.weeks import STEPS

OTHER_NUMBER = "+447700900456"


@pytest.fixture
def answer(core: Core) -> Answer:
    return told(core, scheduled())


def heard(core: Core) -> int:
    with sql_store(core).engine.begin() as connection:
        return int(connection.execute(select(func.count()).select_from(replies)).scalar_one())


@pytest.mark.parametrize("words", ["STOP", "stop", " Stop\n", "UNSUBSCRIBE", "end", "quit", "cancel", "optout"])
def test_stop_ends_the_texts_at_once(core: Core, answer: Answer, words: str) -> None:
    says(core, words)
    assert stopped(core) is Reason.OPTED_OUT
    assert states(core, answer) == {State.CANCELLED: 12}
    assert reasons(core, answer) == {Reason.OPTED_OUT}
    assert tasks(core) == []


def test_stop_of_another_phone_changes_nothing(core: Core, answer: Answer) -> None:
    says(core, "STOP", number=OTHER_NUMBER)
    assert stopped(core, Number.trusted(OTHER_NUMBER)) is Reason.OPTED_OUT
    assert states(core, answer) == {State.PLANNED: 12}


def test_stop_from_a_phone_nobody_knows_holds_for_whoever_comes_with_it(core: Core) -> None:
    says(core, "STOP")
    assert states(core, told(core, scheduled())) == {State.CANCELLED: 12}


def test_stop_leaves_what_went_as_it_is(core: Core, clock: FixedClock, answer: Answer) -> None:
    move_to(clock, LIBERATION, 14)
    send_due(core)
    says(core, "STOP")
    assert states(core, answer) == {State.ACCEPTED: 1, State.CANCELLED: 11}


def test_start_brings_back_the_texts_to_come(core: Core, answer: Answer) -> None:
    before = texts(core, answer)
    says(core, "STOP")
    says(core, "START")
    assert stopped(core) is None
    assert texts(core, answer) == before


@pytest.mark.parametrize("days", [3, 5, 20])
def test_what_was_missed_stays_missed_after_start(
    core: Core, carrier: FakeCarrier, clock: FixedClock, answer: Answer, days: int
) -> None:
    move_to(clock, LIBERATION, 14)
    send_due(core)
    says(core, "STOP")
    back = move_to(clock, LIBERATION + timedelta(days=days), 12)
    due_before = {step: one.due_at for step, one in texts(core, answer).items()}
    says(core, "START")
    after = texts(core, answer)
    for step in STEPS[1:]:
        missed = due_before[step] <= back
        assert after[step].state is (State.CANCELLED if missed else State.PLANNED)
        assert after[step].due_at == due_before[step]
    live_through(core, clock, at(date(2027, 3, 1), time(12)))
    assert len(carrier.tried) == 1 + sum(due > back for step, due in due_before.items() if step in STEPS[1:])


def test_somebody_who_was_never_welcomed_still_is_after_start(
    core: Core, carrier: FakeCarrier, clock: FixedClock, answer: Answer
) -> None:
    says(core, "STOP")
    move_to(clock, LIBERATION + timedelta(days=20), 12)
    says(core, "START")
    assert text(core, answer).state is State.PLANNED
    live_through(core, clock, at(LIBERATION + timedelta(days=30), time(12)))
    assert carrier.tried[0].words.startswith("Hello from")


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("YES", "carrier_disagrees"),
        (" yes ", "carrier_disagrees"),
        ("Yes please", "reply_to_read"),
        ("1", "reply_to_read"),
    ],
)
def test_case_46_yes_never_brings_the_texts_back_and_staff_learn_that_the_carrier_thinks_otherwise(
    core: Core, answer: Answer, words: str, asked: str
) -> None:
    says(core, "STOP")
    before = ledger_of(core)
    says(core, words)
    assert ledger_of(core) == before
    assert tasks(core) == [asked]


def test_start_from_somebody_who_never_stopped_changes_nothing(core: Core, answer: Answer) -> None:
    before = ledger_of(core)
    says(core, "START")
    assert ledger_of(core) == before


def test_wrong_ends_the_texts_and_a_person_looks_into_it(core: Core, answer: Answer) -> None:
    says(core, "WRONG")
    assert stopped(core) is Reason.WRONG_PERSON
    assert states(core, answer) == {State.CANCELLED: 12}
    assert reasons(core, answer) == {Reason.WRONG_PERSON}
    assert tasks(core) == ["wrong_person"]


def test_start_does_not_undo_wrong(core: Core, answer: Answer) -> None:
    says(core, "WRONG")
    says(core, "START")
    assert stopped(core) is Reason.WRONG_PERSON
    assert states(core, answer) == {State.CANCELLED: 12}


def test_stop_after_wrong_leaves_it_wrong(core: Core, answer: Answer) -> None:
    says(core, "WRONG")
    says(core, "STOP")
    says(core, "START")
    assert stopped(core) is Reason.WRONG_PERSON


@pytest.mark.parametrize("words", ["HELP", "info"])
def test_help_changes_nothing_and_asks_nobody(core: Core, answer: Answer, words: str) -> None:
    before = ledger_of(core)
    says(core, words)
    assert ledger_of(core) == before
    assert tasks(core) == []
    assert heard(core) == 1


@pytest.mark.parametrize("words", ["", "the quick brown fox", "\u202e\u0007", "1"])
def test_case_73_what_nobody_understands_waits_for_a_person_and_plans_nothing_else(
    core: Core, answer: Answer, words: str
) -> None:
    before = texts(core, answer)
    says(core, words)
    assert texts(core, answer) == before
    assert tasks(core) == ["reply_to_read"]
    assert said(core) == ["UNKNOWN"]


def test_a_reply_that_comes_again_is_heard_once(core: Core, answer: Answer) -> None:
    for words in ("STOP", "START", "STOP"):
        says(core, words, sid="SM" + "e" * 32)
    assert heard(core) == 1
    assert stopped(core) is Reason.OPTED_OUT
    assert number_id(core) is not None


@pytest.mark.parametrize("sender", ["85258", "NHS24", "+0123", ""])
def test_words_from_what_is_no_telephone_number_are_kept_for_a_person(core: Core, sender: str) -> None:
    says(core, "STOP", number=sender)
    assert heard(core) == 1
    assert tasks(core) == ["reply_to_read"]


def test_a_person_whose_release_was_replaced_is_stopped_in_the_new_one(core: Core, clock: FixedClock) -> None:
    told(core, scheduled())
    live_through(core, clock, at(date(2027, 2, 10), time(12)))
    answer = told(core, scheduled(date(2027, 4, 1), time=clock.now(), contact=replace(SAMS_CONTACT, language="gd")))
    says(core, "STOP")
    assert states(core, answer) == {State.CANCELLED: 12}


def test_stop_holds_for_everybody_with_that_phone(core: Core) -> None:
    answers = [told(core, scheduled(prison_number=which)) for which in ("48213", "51234", "61234")]
    says(core, "STOP")
    assert {state for answer in answers for state in states(core, answer)} <= {State.CANCELLED, State.SKIPPED}


def test_wrong_after_stop_is_wrong_for_good(core: Core) -> None:
    answer = told(core, scheduled())
    for words in ("STOP", "WRONG", "START"):
        says(core, words)
    assert stopped(core) is Reason.WRONG_PERSON
    assert states(core, answer) == {State.CANCELLED: 12}


def test_stop_of_somebody_of_whom_no_release_is_known_holds_for_the_one_to_come(core: Core) -> None:
    told(core, make_event(Kind.RETURNED, time=HEARD), make_event(Kind.CONTACT, contact=SAMS_CONTACT))
    says(core, "STOP")
    answer = told(core, scheduled(time=HEARD + timedelta(days=1)))
    assert states(core, answer) == {State.CANCELLED: 12}
