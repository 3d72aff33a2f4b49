from dataclasses import replace
from datetime import UTC, datetime

import pytest

from service.console import words
from service.console.words import because, because_code, moment, states_to_choose, step
from service.core.records import LoggedText
from service.domain.appointment import Status
from service.domain.ids import BoardCode, NumberId, PersonId, ReleaseId, SequenceId, StepId, TextId
from service.domain.release import Hold, Pause
from service.domain.text import Reason, State, Text
from tests.builders import shipped_config

AT = datetime(2026, 12, 23, 14, tzinfo=UTC)


def logged(state: State, reason: Reason | None = None, code: int | None = None) -> LoggedText:
    text = Text(
        id=TextId("t-2"),
        release_id=ReleaseId("r-2"),
        sequence=SequenceId("first-weeks"),
        step=StepId("01_welcome"),
        board=BoardCode("S08000031"),
        number_id=NumberId("n-2"),
        state=state,
        due_at=AT,
        wanted_at=AT,
        reason=reason,
    )
    return LoggedText(text, PersonId("p-2"), "*********123", code, AT)


@pytest.mark.parametrize(
    ("state", "reason", "code", "said"),
    [
        (State.PLANNED, None, None, "Waiting to go"),
        (State.PLANNED, Reason.OPTED_OUT, None, "Waiting to go"),
        (State.CLAIMED, None, None, "On its way"),
        (State.ACCEPTED, None, None, "On its way"),
        (State.SENT, None, None, "On its way"),
        (State.DELIVERED, None, None, "Delivered"),
        (State.DELIVERED, None, 30003, "Delivered"),
        (State.UNDELIVERED, None, 30003, "Not delivered: the phone was off or out of reach"),
        (State.UNDELIVERED, None, 39999, "Not delivered: the carrier's error code is 39999"),
        (State.FAILED, Reason.NOT_TEXTABLE, 21614, "Not delivered: this number cannot get texts"),
        (State.CANCELLED, Reason.OPTED_OUT, None, "Cancelled: they asked us to stop"),
        (State.CANCELLED, Reason.DIED, None, "Cancelled: we were told that they died"),
        (State.CANCELLED, Reason.RETURNED, None, "Cancelled: they went back to prison"),
        (State.SKIPPED, Reason.LATE, None, "Left out: it would have come too late to help"),
        (State.UNKNOWN, None, None, "Being checked: the carrier gave no clear answer"),
        (State.UNKNOWN, Reason.LEASE_ENDED, None, "Being checked: we stopped in the middle of handing it over"),
        (State.REVIEW, Reason.REJECTED, 39999, "Needs a person: the carrier refused it"),
    ],
)
def test_a_state_and_its_reason_are_said_in_plain_words(
    state: State, reason: Reason | None, code: int | None, said: str
) -> None:
    assert words.state_of(logged(state, reason, code)).whole == said


def test_every_state_has_words_and_every_reason_has_words_of_its_own() -> None:
    for state in State:
        assert words.state_of(logged(state)).words
    said = [because(reason) for reason in Reason]
    assert len(set(said)) == len(said)
    assert all(reason.replace("_", " ") != because(reason) for reason in Reason), "a reason without words"


def test_each_choice_of_a_state_stands_for_all_that_read_alike() -> None:
    chosen = [words.alike(State(value)) for value, _ in states_to_choose()]
    assert sorted(state for alike in chosen for state in alike) == sorted(State)
    assert len({shown for _, shown in states_to_choose()}) == len(states_to_choose())


def test_no_code_has_no_words() -> None:
    assert because_code(None) == because_code(0) == because(None) == ""


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (datetime(2026, 12, 23, 14, tzinfo=UTC), "Wednesday 23 December 2026, 2pm"),
        (datetime(2026, 12, 23, 0, tzinfo=UTC), "Wednesday 23 December 2026, midnight"),
        (datetime(2026, 12, 23, 12, tzinfo=UTC), "Wednesday 23 December 2026, midday"),
        (datetime(2026, 12, 23, 12, 5, tzinfo=UTC), "Wednesday 23 December 2026, 12:05pm"),
        (datetime(2026, 12, 23, 0, 30, tzinfo=UTC), "Wednesday 23 December 2026, 12:30am"),
        (datetime(2026, 7, 1, 8, 59, 59, tzinfo=UTC), "Wednesday 1 July 2026, 9:59am"),
        (datetime(2026, 6, 30, 23, tzinfo=UTC), "Wednesday 1 July 2026, midnight"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "Sunday 25 October 2026, 1:30am"),
    ],
)
def test_moments_are_said_as_people_in_scotland_say_them(at: datetime, said: str) -> None:
    assert moment(at) == said


@pytest.mark.parametrize(
    ("step_id", "said"),
    [
        ("01_welcome", "01 welcome"),
        ("02_gp", "02 GP"),
        ("03_nhs_inform", "03 NHS inform"),
        ("nfa_gp", "No fixed address: GP"),
        ("nfa_nophone", "No fixed address: no phone"),
        ("y_mood", "Young people: mood"),
        ("a_booked", "Appointment: booked"),
        ("a_day_before", "Appointment: the day before"),
        ("h_naloxone", "By agreement: naloxone"),
        ("v_gp_OPTIN", "By agreement: GP"),
        ("a_board_of_its_own", "Appointment: board of its own"),
        ("hello", "hello"),
        ("gp", "GP"),
        ("a", "a"),
    ],
)
def test_a_step_is_readable_and_stays_neutral(step_id: str, said: str) -> None:
    assert step(step_id) == said


def test_every_step_that_is_shipped_reads_unlike_every_other_and_names_no_group_that_somebody_must_agree_to() -> None:
    ids = {one.id: one.opt_in for sequence in shipped_config().sequences.values() for one in sequence.steps}
    assert len({step(one) for one in ids}) == len(ids)
    for one, opt_in in ids.items():
        assert "_" not in step(one)
        assert step(one).startswith("By agreement: ") is opt_in, one


@pytest.mark.parametrize(
    ("occasion", "said"),
    [
        ("", "01 welcome"),
        ("n-2.1", "01 welcome, again"),
        ("n-2.2", "01 welcome, second try"),
        ("n-2.3", "01 welcome, third try"),
        ("n-2.4", "01 welcome, try 4"),
    ],
)
def test_a_welcome_that_is_tried_again_says_which_try_it_is(occasion: str, said: str) -> None:
    text = replace(logged(State.PLANNED).text, occasion=occasion, welcome=True)
    assert words.title(text) == said


def test_a_text_about_an_appointment_is_no_second_try() -> None:
    text = replace(logged(State.PLANNED).text, step=StepId("a_today"), occasion="b-2.1798365600")
    assert words.title(text) == "Appointment: on the day"


def test_every_hold_every_pause_and_every_status_of_an_appointment_has_words_of_its_own() -> None:
    for said in (
        [words.waits_because(one) for one in Hold],
        [words.paused_because(one) for one in Pause],
        [words.visit_status(one).words for one in Status],
    ):
        assert all(said)
        assert len(set(said)) == len(said)


def test_every_answer_that_a_shipped_text_may_get_has_words() -> None:
    asked = [one.ask for sequence in shipped_config().sequences.values() for one in sequence.steps if one.ask]
    meanings = {meaning for ask in asked for meaning in ask.answers.values()}
    assert meanings
    assert all(words.answered(one).startswith(("they ", "the texts ")) for one in meanings)
    assert words.answered("of_another_kind") == "of another kind"


def test_a_reason_as_a_sentence_begins_large_and_ends() -> None:
    assert words.sentence("they asked us to stop") == "They asked us to stop."
    assert words.sentence("") == ""
