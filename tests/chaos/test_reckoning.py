"""The comparison sees each fault that there can be: a proof that cannot fail proves nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from service.domain.text import Reason, State
from tests.chaos.reckoning import Books, Left, Planned, Reckoning, Taken, Tried, reckon

NOW = datetime(2026, 12, 22, 15, 0, tzinfo=UTC)
NUMBER, WORDS = "+447700900123", "NHS: one sentence."
SID, REF = f"SM{1:032x}", "a-1"
LEASE = timedelta(seconds=3)
TAKEN = Taken(SID, NUMBER, WORDS, REF, NOW)
TRIED = Tried(REF, "t-1", NUMBER, WORDS, SID, NOW, noted=5)
GONE = Planned("t-1", NUMBER, "first-weeks/01_welcome/", State.DELIVERED, None, NOW - timedelta(hours=1), REF)
TO_COME = replace(GONE, id="t-2", step="first-weeks/02_gp/", state=State.PLANNED, due_at=NOW + timedelta(1), ref=None)
EXACT = Books((TAKEN,), (TRIED,), (GONE, TO_COME), NOW, LEASE, frozenset({NUMBER}))


def _with(text: Planned, **change: Any) -> Books:
    return replace(EXACT, planned=(replace(text, **change), TO_COME))


def test_books_that_agree_are_exact() -> None:
    assert reckon(EXACT) == Reckoning((), (), (), (), (), (), (), (), (), review=0)
    assert reckon(EXACT).is_exact


def test_a_text_that_should_have_gone_and_is_not_at_the_carrier_is_lost() -> None:
    found = reckon(replace(EXACT, taken=()))
    assert found.lost == ("t-1",)
    assert found.strange == (REF,)  # and a SID of which the carrier knows nothing


def test_a_text_that_is_due_and_was_never_tried_is_lost() -> None:
    assert reckon(replace(EXACT, planned=(GONE, replace(TO_COME, due_at=NOW)))).lost == ("t-2",)


def test_a_person_of_whom_an_event_was_accepted_and_who_has_no_text_is_lost() -> None:
    assert reckon(replace(EXACT, promised=frozenset({NUMBER, "+447700900456"}))).lost == ("planned for nobody: *456",)


def test_a_number_that_was_refused_is_not_lost() -> None:
    refused = replace(_with(GONE, state=State.FAILED, reason=Reason.NOT_TEXTABLE), taken=())
    assert reckon(replace(refused, tried=(replace(TRIED, sid=None),))).is_exact


def test_a_text_that_the_carrier_has_from_two_attempts_went_twice() -> None:
    other = replace(TRIED, ref="a-2", sid=f"SM{2:032x}")
    again = replace(TAKEN, sid=f"SM{2:032x}", ref="a-2")
    found = reckon(replace(EXACT, taken=(TAKEN, again), tried=(TRIED, other)))
    assert "t-1" in found.twice
    assert "the same words to *123" in found.twice


def test_a_text_that_the_carrier_has_twice_from_one_attempt_went_twice() -> None:
    assert "t-1" in reckon(replace(EXACT, taken=(TAKEN, replace(TAKEN, sid=f"SM{2:032x}")))).twice


def test_a_step_that_went_under_two_texts_went_twice() -> None:
    other = replace(GONE, id="t-3", ref="a-3")
    tried = replace(TRIED, ref="a-3", text="t-3", words="Other words.", sid=f"SM{3:032x}")
    taken = replace(TAKEN, sid=f"SM{3:032x}", ref="a-3", words="Other words.")
    found = reckon(replace(EXACT, taken=(TAKEN, taken), tried=(TRIED, tried), planned=(GONE, other, TO_COME)))
    assert found.twice == ("first-weeks/01_welcome/ to *123",)


@pytest.mark.parametrize("state", [State.CLAIMED, State.UNKNOWN])
def test_a_text_that_stays_claimed_or_unknown_is_told(state: State) -> None:
    assert reckon(_with(GONE, state=state)).unknown == ("t-1",)


@pytest.mark.parametrize("state", [State.CANCELLED, State.SKIPPED, State.REVIEW, State.PLANNED])
def test_a_text_that_went_and_does_not_say_so_is_told(state: State) -> None:
    found = reckon(_with(GONE, state=state, reason=Reason.LATE, due_at=TO_COME.due_at))
    assert found.unseen == ("t-1",)


@pytest.mark.parametrize("state", [State.CANCELLED, State.SKIPPED, State.REVIEW])
def test_a_text_that_ended_without_a_reason_is_told(state: State) -> None:
    found = reckon(replace(EXACT, planned=(GONE, replace(TO_COME, state=state))))
    assert found.unreasoned == ("t-2",)
    assert found.review == (state is State.REVIEW)


@pytest.mark.parametrize(
    "message",
    [
        replace(TAKEN, ref="a-9"),  # no attempt's
        replace(TAKEN, to="+447700900456"),
        replace(TAKEN, words="Other words."),
        replace(TAKEN, sid=f"SM{9:032x}"),  # the attempt has another
    ],
)
def test_a_message_that_is_not_what_its_attempt_says_is_told(message: Taken) -> None:
    assert message.sid in reckon(replace(EXACT, taken=(message,))).strange


def test_a_sid_that_two_attempts_claim_is_told() -> None:
    assert reckon(replace(EXACT, tried=(TRIED, replace(TRIED, ref="a-2")))).strange == (SID,)


def _left(noted: int | None, **change: Any) -> Books:
    """They texted STOP, and what was still to come is cancelled."""
    cancelled = replace(TO_COME, state=State.CANCELLED, reason=Reason.OPTED_OUT)
    return replace(EXACT, planned=(GONE, cancelled), left=(Left(NUMBER, noted),), **change)


def test_a_text_that_was_in_flight_when_a_stop_was_heard_is_no_fault() -> None:
    assert reckon(_left(noted=6)).is_exact


def test_a_text_that_was_claimed_after_a_stop_was_heard_is_told() -> None:
    found = reckon(_left(noted=4))
    assert found.after_stop == (SID,)
    assert not found.is_exact


def test_a_text_that_was_taken_after_its_claim_was_over_is_told_where_a_stop_was_heard() -> None:
    late = replace(TAKEN, created=NOW + 2 * LEASE)
    assert reckon(_left(noted=6, taken=(late,))).after_stop == (SID,)


def test_a_text_that_was_claimed_before_a_stop_was_heard_is_told_where_it_had_to_be_heard_first() -> None:
    said = Left(NUMBER, 6, said_to_nobody=NOW - timedelta(minutes=1))
    assert reckon(replace(_left(noted=6), left=(said,))).after_stop == (SID,)


def test_a_stop_that_nobody_heard_is_told() -> None:
    found = reckon(_left(noted=None))
    assert found.unheard == ("*123",)
    assert not found.is_exact


def test_a_stop_after_which_something_is_still_planned_is_told() -> None:
    assert reckon(replace(EXACT, left=(Left(NUMBER, 6),))).unheard == ("*123",)


def test_a_question_that_was_taken_and_to_which_no_answer_was_planned_is_unanswered() -> None:
    asked = replace(EXACT, asked=frozenset({NUMBER}))
    assert reckon(asked).unanswered == ("*123",)
    answer = replace(TO_COME, id="t-3", step=f"answers/GP/{SID}", state=State.SKIPPED, reason=Reason.LATE)
    assert reckon(replace(asked, planned=(GONE, TO_COME, answer))).is_exact
