"""A digit that comes back is an answer, if it is sure whose and to what."""

from dataclasses import replace
from datetime import date, time, timedelta
from itertools import count

import pytest

from service.core.inbound import hear
from service.core.ports import Core
from service.domain.event import Answer, Kind
from service.domain.ids import MessageSid
from service.domain.london import at
from service.domain.release import SafeToText
from service.domain.text import Reason
from tests.builders import SAMS_NUMBER, scheduled
from tests.core.looking import (
    OUR_NUMBER,
    about_visits,
    live_through,
    move_to,
    planned_steps,
    release_of,
    said,
    says,
    tasks,
    text,
    told,
)
from tests.core.saying import PLAIN, cancelled, contact
from tests.core.visiting import VISIT, booked, hears, is_out, visits
from tests.fakes import FakeCarrier, FixedClock

_numbers = count()
ASKED = at(date(2027, 1, 11), time(10))  # three days before the appointment
GP_ASKED = at(date(2026, 12, 31), time(10))  # have you joined a doctor yet?


@pytest.fixture
def sam(shipped: Core, clock: FixedClock) -> Answer:
    answer = is_out(shipped, clock)
    booked(shipped)
    live_through(shipped, clock, ASKED)
    return answer


@pytest.fixture
def asked(core: Core, clock: FixedClock) -> Answer:
    """Sam, whom the national texts have just asked about a doctor."""
    answer = told(core, scheduled())
    live_through(core, clock, GP_ASKED)
    return answer


def answers(core: Core, answer: Answer) -> dict[str, str]:
    with core.store.read() as tx:
        return {question: given for (_, question), given in tx.answers.of_release(release_of(answer)).items()}


@pytest.mark.parametrize("words", ["1", " 1 ", "1\n"])
def test_one_means_can_come_and_the_reminders_go_on(shipped: Core, sam: Answer, words: str) -> None:
    says(shipped, words)
    assert answers(shipped, sam) == {"visit": "can_come"}
    assert tasks(shipped) == []
    assert {"a_day_before", "a_today"} <= set(planned_steps(shipped, sam))


def test_an_answer_is_of_the_appointment_that_was_asked_about(shipped: Core, sam: Answer) -> None:
    says(shipped, "1")
    (visit,) = visits(shipped)
    with shipped.store.read() as tx:
        assert tx.answers.of_release(release_of(sam)) == {(visit.occasion, "visit"): "can_come"}


def test_two_means_cannot_come_which_staff_are_told_once(shipped: Core, sam: Answer) -> None:
    says(shipped, "2")
    says(shipped, "2")
    assert answers(shipped, sam) == {"visit": "cannot_come"}
    assert tasks(shipped) == ["cannot_come"]


def test_whoever_cannot_come_is_reminded_no_more(shipped: Core, sam: Answer) -> None:
    says(shipped, "2")
    assert not {"a_day_before", "a_today"} & set(planned_steps(shipped, sam))


def test_of_two_answers_the_later_counts(shipped: Core, sam: Answer) -> None:
    says(shipped, "2")
    says(shipped, "1")
    assert answers(shipped, sam) == {"visit": "can_come"}
    assert "a_today" in planned_steps(shipped, sam)


def test_what_was_answered_of_one_time_says_nothing_of_another(shipped: Core, sam: Answer) -> None:
    says(shipped, "2")
    hears(shipped, Kind.APPOINTMENT_CHANGED, VISIT + timedelta(days=7))
    assert {"a_changed", "a_day_before", "a_today"} <= set(about_visits(shipped, sam))


@pytest.mark.parametrize("words", ["1.", "one", "1️⃣", "Aye", "yes"])
def test_case_71_yes_is_understood_however_it_is_said(shipped: Core, sam: Answer, words: str) -> None:
    says(shipped, words)
    assert answers(shipped, sam) == {"visit": "can_come"}
    assert said(shipped) == ["YES_visit"]


@pytest.mark.parametrize("words", ["2.", "two", "naw", "No"])
def test_case_71_no_is_understood_however_it_is_said(shipped: Core, sam: Answer, words: str) -> None:
    says(shipped, words)
    assert answers(shipped, sam) == {"visit": "cannot_come"}
    assert (tasks(shipped), said(shipped)) == (["cannot_come"], ["NO_visit"])


@pytest.mark.parametrize("words", ["3", "1 2", "1 or 2"])
def test_what_is_no_answer_to_the_question_waits_for_a_person(shipped: Core, sam: Answer, words: str) -> None:
    says(shipped, words)
    assert answers(shipped, sam) == {}
    assert tasks(shipped) == ["reply_to_read"]


def test_a_digit_when_nothing_was_asked_waits_for_a_person(core: Core, due_now: Answer) -> None:
    says(core, "1")
    assert tasks(core) == ["reply_to_read"]
    assert answers(core, due_now) == {}


@pytest.mark.parametrize(("days", "counts"), [(3, True), (4, False)])
def test_an_answer_counts_for_three_days(
    core: Core, clock: FixedClock, asked: Answer, days: int, *, counts: bool
) -> None:
    move_to(clock, GP_ASKED.date() + timedelta(days=days), 8)
    says(core, "1")
    assert answers(core, asked) == ({"gp": "joined"} if counts else {})
    assert tasks(core) == ([] if counts else ["reply_to_read"])


@pytest.mark.parametrize(("minutes", "counts"), [(-5, False), (5, True)])
def test_what_is_heard_late_answers_only_what_was_asked_before_it_was_said(
    core: Core, clock: FixedClock, asked: Answer, minutes: int, *, counts: bool
) -> None:
    said_at = clock.wall() + timedelta(minutes=minutes)
    clock.advance(timedelta(minutes=20))
    hear(core, MessageSid(f"SM{next(_numbers):032x}"), SAMS_NUMBER.e164, OUR_NUMBER, "2", at=said_at)
    assert answers(core, asked) == ({"gp": "not_joined"} if counts else {})


def test_whoever_has_joined_a_doctor_is_not_asked_again(core: Core, asked: Answer) -> None:
    says(core, "1")
    assert "10_gp_again" not in planned_steps(core, asked)
    assert text(core, asked, "10_gp_again").reason is Reason.NOT_IN_PLAN


def test_whoever_has_not_is(core: Core, asked: Answer) -> None:
    says(core, "2")
    assert answers(core, asked) == {"gp": "not_joined"}
    assert "10_gp_again" in planned_steps(core, asked)


def test_case_32_a_digit_from_a_phone_of_two_people_is_nobodys_answer(core: Core, asked: Answer) -> None:
    made_later = replace(core, new_id=lambda prefix: f"{prefix}-zzzz{next(_numbers)}")  # so Sam comes first of the two
    other = told(made_later, scheduled(prison_number="51234"))
    before = planned_steps(core, asked), planned_steps(core, other)
    says(core, "1")
    assert answers(core, asked) == answers(core, other) == {}
    assert tasks(core) == ["reply_to_read"], "staff pick whose it is"
    assert (planned_steps(core, asked), planned_steps(core, other)) == before


def test_case_32_a_digit_from_a_phone_that_somebody_else_holds_too_is_nobodys_answer(core: Core, asked: Answer) -> None:
    told(core, contact(30, PLAIN_SHARED))
    says(core, "1")
    assert answers(core, asked) == {}


PLAIN_SHARED = PLAIN.__class__(safe_to_text=SafeToText.SHARED)


def test_a_digit_is_never_taken_for_an_answer_to_a_text_that_waits_at_another_number(
    core: Core, clock: FixedClock, asked: Answer
) -> None:
    says(core, "1", number="+447700900456")
    assert answers(core, asked) == {}


def test_an_answer_after_the_release_was_called_off_brings_no_text(
    core: Core, carrier: FakeCarrier, clock: FixedClock, asked: Answer
) -> None:
    told(core, cancelled(31))
    says(core, "2")
    sent = len(carrier.tried)
    live_through(core, clock, at(date(2027, 2, 20), time(12)))
    assert [one.words[:20] for one in carrier.tried[sent:]] == ["NHS: That is OK. You"], "the answer, and no step"


def test_case_70_a_digit_answers_the_question_that_was_asked_last(shipped: Core, clock: FixedClock) -> None:
    answer = is_out(shipped, clock)
    booked(shipped)
    live_through(shipped, clock, clock.now() + timedelta(hours=3))
    booked(shipped, VISIT + timedelta(days=7), visit_id="visit-2")
    live_through(shipped, clock, clock.now() + timedelta(days=1))
    says(shipped, "2")
    last = max(visits(shipped), key=lambda one: one.start)
    with shipped.store.read() as tx:
        assert tx.answers.of_release(release_of(answer)) == {(last.occasion, "visit"): "cannot_come"}


@pytest.mark.parametrize("news", [Kind.APPOINTMENT_CHANGED, Kind.APPOINTMENT_CANCELLED])
def test_an_answer_about_a_time_that_is_not_the_appointments_any_more_waits_for_a_person(
    shipped: Core, sam: Answer, news: Kind
) -> None:
    hears(shipped, news, *([VISIT + timedelta(days=7)] if news is Kind.APPOINTMENT_CHANGED else []))
    says(shipped, "1")
    assert answers(shipped, sam) == {}
    assert tasks(shipped) == ["reply_to_read"]
