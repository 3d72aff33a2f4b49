"""Which answers may go, and which alone may go to somebody who wants no more texts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from service.configuration.replies import KEYS
from service.domain.ids import BoardCode, NumberId, StepId, TextId
from service.domain.text import Reason, State, Text
from service.schedules.answers import ANSWERS, EXEMPT, TO_DANGER, AnswerLook, good_for, may_answer
from service.schedules.lastlook import Drop, Send

NOW = datetime(2026, 12, 24, 2, tzinfo=UTC)  # nobody is texted at that hour but who has just written
ORDINARY = sorted(KEYS - EXEMPT)


def looking_at(key: str, stopped: Reason | None = None, *, all_dead: bool = False) -> AnswerLook:
    text = Text(
        id=TextId("t-1"),
        release_id=None,
        sequence=ANSWERS,
        step=StepId(key),
        board=BoardCode("S08000031"),
        number_id=NumberId("n-1"),
        state=State.PLANNED,
        due_at=NOW,
        wanted_at=NOW,
        good_until=NOW + good_for(key),
    )
    return AnswerLook(text, stopped, all_dead)


def test_the_class_that_a_stop_does_not_hold_back_is_what_it_is_by_name() -> None:
    named = {
        "STOP", "WRONG", "DECEASED",
        "CRISIS_self", "CRISIS_overdose", "CRISIS_overdose_self", "CRISIS_abuse", "CRISIS_abuse_SHARED",
        "CRISIS_threat", "CRISIS_child", "CRISIS_other", "CRISIS_amber",
    }  # fmt: skip
    assert named == EXEMPT
    assert named <= KEYS


@pytest.mark.parametrize("key", sorted(EXEMPT))
@pytest.mark.parametrize("stopped", [Reason.OPTED_OUT, Reason.WRONG_PERSON, Reason.DEATH_NEAR])
def test_a_confirmation_and_words_to_somebody_in_danger_go_to_a_stopped_number(key: str, stopped: Reason) -> None:
    assert isinstance(may_answer(looking_at(key, stopped), NOW), Send)
    assert isinstance(may_answer(looking_at(key, all_dead=True), NOW), Send)


@pytest.mark.parametrize("key", ORDINARY)
def test_nothing_else_goes_to_a_stopped_number_or_to_that_of_the_dead(key: str) -> None:
    assert may_answer(looking_at(key, Reason.OPTED_OUT), NOW) == Drop(Reason.OPTED_OUT)
    assert may_answer(looking_at(key, Reason.WRONG_PERSON), NOW) == Drop(Reason.WRONG_PERSON)
    assert may_answer(looking_at(key, all_dead=True), NOW) == Drop(Reason.DIED)


@pytest.mark.parametrize("key", sorted(KEYS))
def test_an_answer_goes_at_any_hour_and_is_good_for_as_long_as_somebody_waits_for_it(key: str) -> None:
    seconds = 600 if key in TO_DANGER else 3600
    assert may_answer(looking_at(key), NOW) == Send(seconds)
    assert may_answer(looking_at(key), NOW + timedelta(seconds=seconds - 120)) == Send(120)
    assert may_answer(looking_at(key), NOW + timedelta(seconds=seconds - 119)) == Drop(Reason.LATE)


def test_an_answer_without_an_end_is_too_late() -> None:
    look = looking_at("GP")
    assert may_answer(replace(look, text=replace(look.text, good_until=None)), NOW) == Drop(Reason.LATE)
