"""Replies that are heard late count as of the moment at which they were said."""

from datetime import date, datetime, time, timedelta
from itertools import permutations

import pytest

from service.core.inbound import hear
from service.core.ports import Core
from service.core.stopping import stop_number
from service.domain.event import Answer
from service.domain.ids import MessageSid
from service.domain.london import at
from service.domain.text import Reason, State
from tests.builders import HEARD, SAMS_NUMBER, scheduled
from tests.core.looking import OUR_NUMBER, live_through, number_id, release_of, says, states, stopped, tasks, told
from tests.fakes import FixedClock

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def answer(core: Core) -> Answer:
    return told(core, scheduled())


def says_late(core: Core, words: str, said: datetime) -> None:
    sid = MessageSid(f"SM{abs(hash((words, said))):032x}"[:34])
    hear(core, sid, SAMS_NUMBER.e164, OUR_NUMBER, words, at=said)


def closed_at(core: Core) -> datetime | None:
    with core.store.read() as tx:
        return tx.lines.get(number_id(core)).closed_at


def test_a_stop_heard_late_ends_the_texts(core: Core, answer: Answer) -> None:
    says_late(core, "STOP", HEARD - 2 * HOUR)
    assert states(core, answer) == {State.CANCELLED: 12}
    assert closed_at(core) == HEARD - 2 * HOUR


def test_a_stop_heard_late_does_not_end_what_a_later_start_brought_back(core: Core, answer: Answer) -> None:
    says(core, "START")
    says_late(core, "STOP", HEARD - HOUR)
    assert stopped(core) is None
    assert states(core, answer) == {State.PLANNED: 12}


def test_a_start_heard_late_does_not_bring_back_who_stopped_after_it(core: Core, answer: Answer) -> None:
    says(core, "STOP")
    says_late(core, "START", HEARD - HOUR)
    assert stopped(core) is Reason.OPTED_OUT
    assert tasks(core) == []


def test_a_start_heard_late_brings_back_who_stopped_before_it(core: Core, clock: FixedClock, answer: Answer) -> None:
    says(core, "STOP")
    clock.advance(HOUR)
    says_late(core, "START", HEARD + HOUR / 2)
    assert stopped(core) is None


def test_a_refusal_of_the_carrier_outlives_a_start_from_before_it(core: Core, answer: Answer) -> None:
    with core.store.write("worker") as tx:
        stop_number(core, tx, tx.lines.of(SAMS_NUMBER).id, Reason.OPTED_OUT)
    says_late(core, "START", HEARD - HOUR)
    assert stopped(core) is Reason.OPTED_OUT


@pytest.mark.parametrize("apart", [-30, 0, 30])
def test_where_the_order_is_in_doubt_the_number_stays_stopped_and_a_person_looks(
    core: Core, answer: Answer, apart: int
) -> None:
    says(core, "STOP")
    says_late(core, "START", HEARD + timedelta(seconds=apart))
    assert stopped(core) is Reason.OPTED_OUT
    assert tasks(core) == ["reply_to_read"]


@pytest.mark.parametrize("apart", [0, 30])
def test_a_stop_that_may_have_come_after_the_start_is_obeyed(core: Core, answer: Answer, apart: int) -> None:
    says(core, "START")
    says_late(core, "STOP", HEARD - timedelta(seconds=apart))
    assert stopped(core) is Reason.OPTED_OUT


@pytest.mark.parametrize("order", list(permutations(range(3))))
@pytest.mark.parametrize(
    ("words", "ends"),
    [
        (("STOP", "START", "STOP"), Reason.OPTED_OUT),
        (("START", "STOP", "START"), None),
        (("STOP", "STOP", "START"), None),
        (("STOP", "START", "START"), None),
        (("START", "START", "STOP"), Reason.OPTED_OUT),
    ],
)
@pytest.mark.usefixtures("answer")
def test_in_whatever_order_they_are_heard_the_last_word_counts(
    core: Core, clock: FixedClock, words: tuple[str, ...], ends: Reason | None, order: tuple[int, ...]
) -> None:
    clock.advance(5 * HOUR)
    for which in order:
        says_late(core, words[which], HEARD + which * HOUR)
    assert stopped(core) is ends


def test_live_words_within_seconds_are_obeyed_in_the_order_in_which_they_come(core: Core, answer: Answer) -> None:
    says(core, "STOP")
    says(core, "START")
    assert stopped(core) is None
    says(core, "STOP")
    assert stopped(core) is Reason.OPTED_OUT


def test_a_reply_from_before_the_number_went_dead_does_not_wake_it(core: Core, answer: Answer) -> None:
    with core.store.write("worker") as tx:
        stop_number(core, tx, tx.lines.of(SAMS_NUMBER).id, Reason.UNREACHABLE)
    says_late(core, "Hello", HEARD - HOUR)
    assert stopped(core) is Reason.UNREACHABLE
    says(core, "Hello")
    assert stopped(core) is None


def test_wrong_person_is_obeyed_however_late(core: Core, answer: Answer) -> None:
    says(core, "START")
    says_late(core, "WRONG", HEARD - 20 * HOUR)
    assert stopped(core) is Reason.WRONG_PERSON


@pytest.mark.parametrize(("ago", "taken"), [(HOUR, True), (HOUR + MINUTE, False)])
def test_a_digit_answers_the_question_only_while_no_other_can_have_been_asked_since(
    core: Core, clock: FixedClock, ago: timedelta, taken: bool, answer: Answer
) -> None:
    live_through(core, clock, at(date(2026, 12, 31), time(10)))  # have you joined a doctor yet?
    clock.advance(ago)
    says_late(core, "1", clock.wall() - ago)
    with core.store.read() as tx:
        assert bool(tx.answers.of_release(release_of(answer))) is taken
    assert tasks(core) == ([] if taken else ["reply_to_read"])
