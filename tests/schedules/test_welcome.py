"""Whether a number must be welcomed, by whom, and how often it is tried."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from service.domain.ids import AttemptId, BoardCode, NumberId, ReleaseId, SequenceId, StepId, TextId
from service.domain.london import at
from service.domain.text import State, Text
from service.schedules.course import WelcomeNeeded
from service.schedules.sequence import Welcome
from service.schedules.welcome import TRIES, WELCOME_LASTS, Greeted, welcome_needed

TODAY = date(2027, 1, 13)
HERE, ELSEWHERE = NumberId("n-1"), NumberId("n-2")
WENT = (State.ACCEPTED, State.SENT, State.DELIVERED)
FAILED = (State.UNDELIVERED, State.FAILED, State.REVIEW)
ON_ITS_WAY = (State.CLAIMED, State.UNKNOWN)
FIRST = WelcomeNeeded(Welcome.FIRST)


def a_text(state: State, ago: int = 0, *, name: str = "t-1", number: NumberId = HERE, welcome: bool = True) -> Text:
    """One that went, or was tried, or is planned, so many days ago."""
    day = TODAY - timedelta(days=ago)
    due = at(day, time(14))
    tried = state not in (State.PLANNED, State.CANCELLED, State.SKIPPED)
    return Text(
        TextId(name),
        ReleaseId("r-1"),
        SequenceId("first-weeks"),
        StepId("01_welcome" if welcome else "04_urgent"),
        BoardCode("S08000031"),
        number,
        state,
        due,
        due,
        attempt_id=AttemptId(f"a-{name}") if tried else None,
        went_on=day if tried else None,
        welcome=welcome,
    )


def needed(*to_number: Text, own: tuple[Text, ...] = (), day: date = TODAY) -> WelcomeNeeded | None:
    return welcome_needed(Greeted(HERE, to_number), own, day)


def test_a_number_to_which_nothing_went_is_welcomed() -> None:
    assert needed() == FIRST


@pytest.mark.parametrize("state", WENT)
def test_what_was_welcomed_is_not_welcomed_again_by_the_same_release(state: State) -> None:
    for ago in (0, 28, 29, 300):
        text = a_text(state, ago)
        assert needed(text, own=(text,)) is None


@pytest.mark.parametrize("state", WENT)
@pytest.mark.parametrize(("ago", "again"), [(0, False), (27, False), (28, False), (29, True), (300, True)])
def test_case_23_within_28_days_another_release_does_not_welcome_it_again(
    state: State,
    ago: int,
    again: bool,
) -> None:
    assert needed(a_text(state, ago)) == (FIRST if again else None)
    assert timedelta(days=28) == WELCOME_LASTS


def test_case_23_what_counts_is_the_day_on_which_the_new_release_begins() -> None:
    assert needed(a_text(State.DELIVERED, 20), day=TODAY + timedelta(days=8)) is None
    assert needed(a_text(State.DELIVERED, 20), day=TODAY + timedelta(days=9)) == FIRST


def test_case_23_a_release_that_has_begun_goes_on_without_another_welcome() -> None:
    others, own = a_text(State.DELIVERED, 30), a_text(State.DELIVERED, 1, name="t-2", welcome=False)
    assert needed(others, own=(own,)) is None
    assert needed(others, own=(a_text(State.DELIVERED, 1, number=ELSEWHERE, welcome=False),)) == FIRST
    assert needed(others, own=(a_text(State.FAILED, 1, welcome=False),)) == FIRST


# On its way


@pytest.mark.parametrize("state", ON_ITS_WAY)
def test_while_nobody_knows_whether_it_went_there_is_no_second_and_nothing_else_goes_today(state: State) -> None:
    text = a_text(state)
    greeted = Greeted(HERE, (text,))
    assert greeted.is_on_its_way
    assert needed(text, own=(text,)) is None
    assert needed(text) is None
    assert greeted.busy_until((text,), TODAY, TODAY) == TODAY + timedelta(days=1)


@pytest.mark.parametrize("state", ON_ITS_WAY)
def test_while_nobody_knows_whether_it_went_one_of_long_ago_does_not_bring_a_second(state: State) -> None:
    text = a_text(state, name="t-2")
    assert needed(a_text(State.DELIVERED, 60), text, own=(text,)) is None


def test_what_went_later_makes_an_earlier_one_that_is_unsettled_no_matter() -> None:
    greeted = Greeted(HERE, (a_text(State.SENT, 0), a_text(State.UNKNOWN, 1, name="t-2")))
    assert not greeted.is_on_its_way
    assert greeted.busy_until((), TODAY, TODAY) == date.min


# By somebody else with the same phone


def test_a_welcome_that_another_release_has_planned_is_left_to_it() -> None:
    other = a_text(State.PLANNED, -2, name="t-other")
    greeted = Greeted(HERE, (other,))
    planned_on = TODAY + timedelta(days=2)
    assert greeted.by_others((), planned_on) == planned_on
    assert needed(other, day=planned_on) is None
    assert greeted.busy_until((), planned_on, TODAY) == planned_on + timedelta(days=1)


def test_one_that_another_release_plans_for_later_is_not_waited_for() -> None:
    other = a_text(State.PLANNED, -2, name="t-other")
    greeted = Greeted(HERE, (other,))
    assert greeted.by_others((), TODAY) is None
    assert needed(other) == FIRST
    assert greeted.busy_until((), TODAY, TODAY) == date.min


def test_the_earliest_of_others_counts() -> None:
    greeted = Greeted(HERE, (a_text(State.PLANNED, -2, name="t-2"), a_text(State.PLANNED, -1, name="t-3")))
    assert greeted.by_others((), TODAY + timedelta(days=9)) == TODAY + timedelta(days=1)


def test_its_own_planned_welcome_is_not_another_releases() -> None:
    own = a_text(State.PLANNED)
    assert Greeted(HERE, (own,)).by_others((own,), TODAY) is None
    assert needed(own, own=(own,)) == FIRST


@pytest.mark.parametrize("state", [State.CANCELLED, State.SKIPPED])
def test_one_that_never_went_is_none(state: State) -> None:
    assert needed(a_text(state), own=(a_text(state),)) == FIRST


# Tries


@pytest.mark.parametrize("state", FAILED)
def test_case_40_a_welcome_that_failed_is_tried_again_under_another_name(state: State) -> None:
    tries = tuple(a_text(state, ago, name=f"t-{ago}") for ago in (2, 1))
    assert needed(*tries[:1], own=tries[:1]) == WelcomeNeeded(Welcome.FIRST, "n-1.2")
    assert needed(*tries, own=tries) == WelcomeNeeded(Welcome.FIRST, "n-1.3")
    assert Greeted(HERE, tries).failed == tries
    assert TRIES == 3


def test_case_40_one_that_went_starts_the_count_afresh() -> None:
    before, went, after = (
        a_text(State.FAILED, 90, name="t-1"),
        a_text(State.DELIVERED, 60, name="t-2"),
        a_text(State.UNDELIVERED, 1, name="t-3"),
    )
    assert Greeted(HERE, (before, went, after)).failed == (after,)
    assert needed(before, went, after, own=(after,)) == WelcomeNeeded(Welcome.FIRST, "n-1.2")


def test_failures_of_others_do_not_change_the_name_of_a_first_try() -> None:
    assert needed(a_text(State.FAILED, 1)) == FIRST


def test_a_failure_that_had_no_day_counts() -> None:
    text = Text(**{**vars(a_text(State.REVIEW)), "went_on": None})
    assert Greeted(HERE, (text,)).failed == (text,)


# Another number


def test_case_33_a_person_welcomed_elsewhere_gets_the_welcome_of_a_new_number() -> None:
    elsewhere = a_text(State.DELIVERED, 5, number=ELSEWHERE)
    assert needed(own=(elsewhere,)) == WelcomeNeeded(Welcome.NEW_NUMBER, "n-1.1")


@pytest.mark.parametrize("state", [*FAILED, *ON_ITS_WAY])
def test_case_33_a_person_not_welcomed_yet_gets_the_first_welcome_at_the_new_number(state: State) -> None:
    assert needed(own=(a_text(state, 5, number=ELSEWHERE),)) == WelcomeNeeded(Welcome.FIRST, "n-1.1")


def test_case_33_back_at_a_number_that_was_welcomed_nothing_is_said_twice() -> None:
    here, elsewhere = a_text(State.DELIVERED, 9), a_text(State.DELIVERED, 5, number=ELSEWHERE, name="t-2")
    assert needed(here, own=(here, elsewhere)) is None


def test_days_are_londons() -> None:
    late_evening = datetime(2027, 6, 30, 23, 30, tzinfo=UTC)  # already the first of July in London
    planned = Text(**{**vars(a_text(State.PLANNED)), "due_at": late_evening})
    assert Greeted(HERE, (planned,)).by_others((), date(2027, 7, 1)) == date(2027, 7, 1)
    assert Greeted(HERE, (planned,)).by_others((), date(2027, 6, 30)) is None
