"""A number is welcomed before anything else goes to it, once in four weeks, and again where it did not arrive."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from service.core.ports import Core
from service.core.receipts import take_receipt
from service.core.records import Receipt
from service.core.resolving import resolve
from service.core.sending import Lost, Rejected, Sent
from service.domain.event import Answer, Kind, Outcome
from service.domain.ids import MessageSid
from service.domain.london import at, london_day
from service.domain.release import Contact
from service.domain.text import Reason, State, Text
from tests.builders import HEARD, LIBERATION, SAMS_CONTACT, make_event, scheduled
from tests.core.looking import (
    every_text,
    live_through,
    move_to,
    number_id,
    planned_days,
    planned_steps,
    says,
    send_due,
    states,
    stopped,
    tasks,
    text,
    told,
)
from tests.core.saying import OTHER_NUMBER, contact, returned
from tests.fakes import FakeCarrier, FixedClock

SIDS = [MessageSid(f"SM{which:032x}") for which in range(1, 6)]
HELLO = "Hello from NHS"


def welcomes(core: Core, answer: Answer) -> list[Text]:
    return [one for one in every_text(core, answer) if one.welcome]


def hellos(carrier: FakeCarrier) -> list[str]:
    return [one.to.e164 for one in carrier.tried if one.words.startswith(HELLO)]


def fails(core: Core, clock: FixedClock, sid: MessageSid) -> None:
    take_receipt(core, Receipt(sid, "undelivered", 30003, None, clock.wall()), None)


def test_a_second_person_on_the_phone_gets_no_second_welcome(
    core: Core, carrier: FakeCarrier, clock: FixedClock
) -> None:
    told(core, scheduled())
    second = told(core, scheduled(prison_number="51234"))
    live_through(core, clock, at(date(2027, 2, 20), time(12)))
    assert hellos(carrier) == ["+447700900123"]
    assert welcomes(core, second) == []
    assert states(core, second).keys() <= {State.ACCEPTED, State.SKIPPED}


def test_nothing_goes_to_a_phone_of_two_before_its_one_welcome(
    core: Core, carrier: FakeCarrier, clock: FixedClock
) -> None:
    told(core, scheduled(LIBERATION + timedelta(days=2)))
    told(core, scheduled(prison_number="51234"))
    live_through(core, clock, at(date(2027, 2, 20), time(12)))
    assert carrier.tried[0].words.startswith(HELLO)
    assert len(hellos(carrier)) == 1


def test_when_the_one_with_the_welcome_is_called_off_the_other_gets_it(
    core: Core, carrier: FakeCarrier, clock: FixedClock
) -> None:
    told(core, scheduled())
    second = told(core, scheduled(prison_number="51234"))
    told(core, make_event(Kind.CANCELLED, time=HEARD + timedelta(days=1)))
    assert planned_steps(core, second)[0] == "01_welcome"
    live_through(core, clock, at(LIBERATION, time(18)))
    assert len(hellos(carrier)) == len(carrier.tried) == 1


@pytest.mark.parametrize(("days", "count"), [(27, 1), (28, 1), (29, 2)])
def test_a_number_is_welcomed_again_after_four_weeks_and_not_before(
    core: Core, carrier: FakeCarrier, clock: FixedClock, days: int, count: int
) -> None:
    told(core, scheduled())
    live_through(core, clock, at(LIBERATION + timedelta(days=3), time(18)))
    told(core, returned(26))
    again = LIBERATION + timedelta(days=days)
    told(core, scheduled(again, time=HEARD + timedelta(days=27)))
    live_through(core, clock, at(again + timedelta(days=10), time(18)))
    assert len(hellos(carrier)) == count


def test_a_welcome_that_did_not_arrive_is_tried_again_on_another_day_before_anything_else(
    core: Core, carrier: FakeCarrier, clock: FixedClock, due_now: Answer
) -> None:
    carrier.script(Sent(SIDS[0]))
    send_due(core)
    fails(core, clock, SIDS[0])
    first, second = welcomes(core, due_now)
    assert (first.state, first.occasion) == (State.UNDELIVERED, "")
    assert (second.state, second.occasion) == (State.PLANNED, f"{number_id(core)}.2")
    assert london_day(second.due_at) == LIBERATION + timedelta(days=1)
    assert planned_days(core, due_now)[0] == london_day(second.due_at), "the others wait for it"
    live_through(core, clock, at(LIBERATION + timedelta(days=1), time(18)))
    assert [one.words.startswith(HELLO) for one in carrier.tried] == [True, True]


def test_after_three_days_without_a_welcome_the_number_is_out_of_reach_and_staff_are_asked_once(
    core: Core, carrier: FakeCarrier, clock: FixedClock, due_now: Answer
) -> None:
    carrier.script(*map(Sent, SIDS))
    for which in range(3):
        live_through(core, clock, at(LIBERATION + timedelta(days=which), time(18)))
        assert len(carrier.tried) == which + 1
        assert stopped(core) is None
        fails(core, clock, SIDS[which])
    assert stopped(core) is Reason.UNREACHABLE
    assert tasks(core) == ["welcome_failed"]
    assert State.PLANNED not in states(core, due_now)
    live_through(core, clock, at(date(2027, 2, 20), time(12)))
    assert len(carrier.tried) == 3


@pytest.mark.parametrize("code", [30001, 30002, 30007, 30019, 30034, 30450, 30500])
def test_welcomes_that_fail_for_a_fault_of_ours_or_a_senders_never_close_the_number(
    core: Core, carrier: FakeCarrier, clock: FixedClock, due_now: Answer, code: int
) -> None:
    carrier.script(*map(Sent, SIDS))
    for which in range(4):
        live_through(core, clock, at(LIBERATION + timedelta(days=which), time(18)))
        assert len(carrier.tried) == which + 1
        take_receipt(core, Receipt(SIDS[which], "undelivered", code, None, clock.wall()), None)
        assert stopped(core) is None
    assert "welcome_failed" not in tasks(core)
    arrives_at_last(core, clock, 4)
    assert [one.state for one in welcomes(core, due_now)][-1] is State.DELIVERED
    assert len(carrier.tried) > 5, "the others follow it"


def arrives_at_last(core: Core, clock: FixedClock, which: int) -> None:
    live_through(core, clock, at(LIBERATION + timedelta(days=which), time(18)))
    take_receipt(core, Receipt(SIDS[which], "delivered", None, None, clock.wall()), None)
    live_through(core, clock, at(LIBERATION + timedelta(days=which + 2), time(18)))


def test_words_of_ours_that_the_carrier_does_not_take_never_close_the_number(
    core: Core, carrier: FakeCarrier, clock: FixedClock, due_now: Answer
) -> None:
    carrier.script(*[Rejected(21617)] * 4)
    live_through(core, clock, at(LIBERATION + timedelta(days=3), time(18)))
    assert len(carrier.tried) == 4
    assert stopped(core) is None
    assert tasks(core) == ["text_rejected"] * 4


def test_only_tries_that_the_phone_did_not_get_count_whatever_failed_between_them(
    core: Core, carrier: FakeCarrier, clock: FixedClock, due_now: Answer
) -> None:
    carrier.script(*map(Sent, SIDS))
    for which, code in enumerate((30003, 30002, 30003, 30007, 30003)):
        assert stopped(core) is None
        live_through(core, clock, at(LIBERATION + timedelta(days=which), time(18)))
        take_receipt(core, Receipt(SIDS[which], "undelivered", code, None, clock.wall()), None)
    assert stopped(core) is Reason.UNREACHABLE
    assert tasks(core).count("welcome_failed") == 1


def test_welcomes_that_were_asked_back_are_no_fault_of_the_number(
    core: Core, carrier: FakeCarrier, clock: FixedClock, due_now: Answer
) -> None:
    carrier.script(*map(Sent, SIDS))
    for which in range(4):
        live_through(core, clock, at(LIBERATION + timedelta(days=which), time(18)))
        take_receipt(core, Receipt(SIDS[which], "canceled", None, None, clock.wall()), None)
    assert stopped(core) is None


def test_a_receipt_of_failure_that_comes_twice_counts_once(
    core: Core, carrier: FakeCarrier, clock: FixedClock, due_now: Answer
) -> None:
    carrier.script(Sent(SIDS[0]))
    send_due(core)
    for code in (30003, 30003, 30005):
        take_receipt(core, Receipt(SIDS[0], "undelivered", code, None, clock.wall()), None)
    assert [one.state for one in welcomes(core, due_now)] == [State.UNDELIVERED, State.PLANNED]


@pytest.mark.parametrize("words", ["Hello?", "START", "1"])
def test_any_text_from_a_number_out_of_reach_ends_that(
    core: Core, clock: FixedClock, due_now: Answer, words: str
) -> None:
    out_of_reach(core, clock)
    says(core, words)
    assert stopped(core) is None
    assert planned_steps(core, due_now)[0] == "01_welcome", "it still has to be welcomed"


def out_of_reach(core: Core, clock: FixedClock) -> None:
    assert isinstance(core.carrier, FakeCarrier)
    core.carrier.script(*map(Sent, SIDS))
    for which in range(3):
        live_through(core, clock, at(LIBERATION + timedelta(days=which), time(18)))
        fails(core, clock, SIDS[which])


def test_a_stop_from_a_number_out_of_reach_is_a_stop(core: Core, clock: FixedClock, due_now: Answer) -> None:
    out_of_reach(core, clock)
    says(core, "STOP")
    assert stopped(core) is Reason.OPTED_OUT
    says(core, "who is this")
    assert stopped(core) is Reason.OPTED_OUT


@pytest.mark.parametrize("code", [21211, 21265, 21614, 21635])
def test_case_39_a_number_that_can_get_no_texts_is_stopped_at_the_first_try(
    core: Core, carrier: FakeCarrier, clock: FixedClock, due_now: Answer, code: int
) -> None:
    carrier.script(Rejected(code))
    send_due(core)
    assert stopped(core) is Reason.UNREACHABLE
    live_through(core, clock, at(date(2027, 2, 20), time(12)))
    assert len(carrier.tried) == 1


def test_nothing_else_goes_while_nobody_knows_whether_the_welcome_went(
    core: Core, carrier: FakeCarrier, clock: FixedClock, due_now: Answer
) -> None:
    carrier.script(Lost("no answer in time"))
    send_due(core)
    live_through(core, clock, at(LIBERATION + timedelta(days=20), time(12)))
    assert len(carrier.tried) == 1


def test_a_receipt_for_the_lost_welcome_lets_the_others_go(
    core: Core, carrier: FakeCarrier, clock: FixedClock, due_now: Answer
) -> None:
    carrier.script(Lost("no answer in time"))
    send_due(core)
    with core.store.read() as tx:
        (attempt,) = tx.attempts.of_text(text(core, due_now).id)
    live_through(core, clock, at(LIBERATION + timedelta(days=1), time(9)))
    take_receipt(core, Receipt(SIDS[0], "delivered", None, None, clock.wall()), attempt.id)
    live_through(core, clock, at(LIBERATION + timedelta(days=5), time(18)))
    assert len(carrier.tried) > 1
    assert len(hellos(carrier)) == 1


def test_case_33_a_new_number_is_welcomed_as_a_new_one_and_gets_only_what_did_not_go(
    core: Core, carrier: FakeCarrier, clock: FixedClock, due_now: Answer
) -> None:
    live_through(core, clock, at(LIBERATION + timedelta(days=4), time(18)))
    old = [one.words for one in carrier.tried]
    assert len(old) == 4
    told(core, contact(30, Contact(number=OTHER_NUMBER)))
    live_through(core, clock, at(date(2027, 3, 1), time(12)))
    new = carrier.tried[4:]
    assert {one.to for one in new} == {OTHER_NUMBER}, "nothing more goes to the old one"
    assert next(step for step in every_text(core, due_now) if step.number_id == number_id(core, OTHER_NUMBER)).welcome
    assert not {one.words for one in new} & set(old)


def test_case_33_a_new_number_inherits_no_confirmation(core: Core, due_now: Answer) -> None:
    told(core, contact(30, replace(SAMS_CONTACT, number=OTHER_NUMBER, confirmed_by_person=False)))
    assert State.PLANNED not in states(core, due_now)


def test_case_36_a_recycled_number_with_anothers_stop_stays_suppressed_and_staff_are_told_at_enrolment(
    core: Core, carrier: FakeCarrier, clock: FixedClock
) -> None:
    says(core, "STOP")
    clock.advance(timedelta(days=300))
    answer = told(core, scheduled(london_day(clock.now()) + timedelta(days=5), time=clock.now()))
    assert answer.outcome is Outcome.PLANNED, "the prison learns nothing"
    assert states(core, answer) == {State.CANCELLED: 12}
    live_through(core, clock, clock.now() + timedelta(days=60))
    assert carrier.tried == []


def test_case_36_staff_are_told_at_enrolment_of_a_number_that_was_stopped_before(core: Core) -> None:
    says(core, "STOP")
    before = tasks(core)
    told(core, scheduled())
    assert tasks(core) != before


def test_a_welcome_whose_worker_died_is_not_sent_twice(
    core: Core, carrier: FakeCarrier, clock: FixedClock, due_now: Answer
) -> None:
    carrier.script(Lost("no answer"))
    send_due(core)
    told(core, scheduled(prison_number="51234"))
    move_to(clock, LIBERATION + timedelta(days=3), 12)
    send_due(core)
    assert len(hellos(carrier)) == 1


def test_a_welcome_that_is_refused_for_no_known_reason_is_tried_on_three_days_and_no_more(
    core: Core, carrier: FakeCarrier, clock: FixedClock
) -> None:
    carrier.script(*[Rejected(30999)] * 20)
    answer = told(core, scheduled())
    live_through(core, clock, at(LIBERATION + timedelta(days=12), time(18)))
    assert len(carrier.tried) == 3
    assert stopped(core) is Reason.UNREACHABLE
    assert tasks(core) == ["text_rejected", "text_rejected", "text_rejected", "welcome_failed"]
    assert planned_steps(core, answer) == []


def test_staff_hear_of_a_welcome_of_which_nobody_knows_whether_it_went(
    core: Core, carrier: FakeCarrier, clock: FixedClock
) -> None:
    carrier.script(Lost("no answer"))
    told(core, scheduled())
    live_through(core, clock, at(LIBERATION + timedelta(days=6), time(18)))
    assert len(carrier.tried) == 1
    resolve(core, "worker-1")
    assert tasks(core) == ["text_unknown"]
