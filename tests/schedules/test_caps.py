"""One text a day, so many a week, so many in all."""

from datetime import date, timedelta

import pytest

from service.domain.appointment import Status
from service.domain.london import london_day
from service.domain.text import Reason
from service.schedules.calendar import Calendar
from service.schedules.course import Facts, Past, Place, WelcomeNeeded
from service.schedules.plan import Plan
from service.schedules.sequence import SendWithin, Skip, StepName, Welcome
from tests.builders import GLASGOW, shipped_config
from tests.schedules.making import (
    DAY,
    TO_BE_WELCOMED,
    a_key,
    a_sequence,
    a_step,
    a_visit,
    a_welcome,
    an_appointment,
    late,
    on,
    planned_of,
    released,
    steps,
)
from tests.schedules.weeks import FIRST_WEEKS, HOURS, STEPS

CONFIG = shipped_config()


def days_of(plan: Plan) -> list[int]:
    return [(london_day(text.due_at) - DAY).days for text in plan.texts]


def a_day(offset: int) -> date:
    return DAY + timedelta(days=offset)


def test_no_seven_days_hold_more_than_the_sequence_allows_and_the_rest_moves_on() -> None:
    patient = SendWithin(timedelta(days=9))
    sequence = a_sequence(*(a_step(f"s{day}", day, if_late=patient) for day in range(6)), most_in_week=3)
    assert days_of(planned_of(*released(sequence))) == [0, 1, 2, 7, 8, 9]


def test_what_went_counts_among_the_seven_days() -> None:
    sequence = a_sequence(a_step("a"), a_step("b", 1), a_step("c", 2), most_in_week=2)
    past = Past(gone={a_key("a"): DAY, a_key("b"): a_day(1)})
    (text,) = planned_of(*released(a_sequence(a_step("c", 7), most_in_week=2)), past=past, now=on(2, 9)).texts
    assert london_day(text.due_at) == a_day(7)
    (text,) = planned_of(*released(a_sequence(a_step("c", 6), most_in_week=2)), past=past, now=on(2, 9)).texts
    assert london_day(text.due_at) == a_day(7)
    assert late(planned_of(*released(sequence), past=past, now=on(2, 9))) == ["c"]


def test_what_comes_on_the_sixth_day_after_counts_among_the_seven_too() -> None:
    patient = SendWithin(timedelta(days=9))
    waits, quick = a_step("waits", 2, open_days=True, if_late=patient), a_step("quick", 3, if_late=Skip())
    closed = frozenset(a_day(offset) for offset in (5, 6, 7, 8))  # so that it waits from one Friday for the next
    for most, quick_goes in ((1, False), (2, True)):
        plan = planned_of(
            *released(a_sequence(waits, quick, most_in_week=most)),
            place=Place(HOURS, Calendar(closed)),
            past=Past(taken=frozenset({a_day(2)})),
        )
        assert steps(plan) == (["quick", "waits"] if quick_goes else ["waits"])
        assert london_day(plan.texts[-1].due_at) == a_day(9)


def test_a_text_that_would_wait_too_long_for_a_week_with_room_is_late() -> None:
    sequence = a_sequence(a_step("a"), a_step("b", 1), a_step("c", 2), most_in_week=2)
    plan = planned_of(*released(sequence))
    assert (steps(plan), late(plan)) == (["a", "b"], ["c"])


def test_the_first_sequence_of_a_release_has_the_week_and_each_counts_all_nudges() -> None:
    one = a_sequence(a_step("a1", 0), a_step("a2", 2), name="one", most_in_week=7)
    two = a_sequence(a_step("b1", 1, if_late=Skip()), a_step("b2", 9), name="two", most_in_week=2)
    plan = planned_of(*released(one, two))
    assert steps(plan) == ["a1", "b1", "a2", "b2"]
    three = a_sequence(a_step("c", 3, if_late=Skip()), name="three", most_in_week=3)
    assert late(planned_of(*released(one, two, three))) == ["c"]


def test_too_many_in_all_and_the_optional_give_way_first() -> None:
    sequence = a_sequence(a_step("a"), a_step("b", 1, optional=True), a_step("c", 2), a_step("d", 3), most_in_all=3)
    plan = planned_of(*released(sequence))
    assert steps(plan) == ["a", "c", "d"]
    assert plan.left_out == {a_key("b"): Reason.TOO_MANY}


def test_among_the_optional_those_of_the_sequences_further_down_give_way_first() -> None:
    one = a_sequence(a_step("a1", 5, optional=True), a_step("a2", 6), name="one", most_in_all=3)
    two = a_sequence(a_step("b1", 0, optional=True), a_step("b2", 1), name="two", most_in_all=3)
    assert steps(planned_of(*released(one, two))) == ["b2", "a1", "a2"]
    assert steps(planned_of(*released(two, one))) == ["b1", "b2", "a2"]


def test_a_variant_counts_like_the_step_that_it_stands_in_for() -> None:
    usual = a_sequence(a_step("a"), a_step("b", 1), most_in_all=2)
    between = a_sequence(a_step("c", 2), name="between", most_in_all=2)
    replaces = frozenset({StepName(usual.id, usual.steps[0].id)})
    few = a_sequence(a_step("variant", 9, replaces=replaces), name="few", most_in_all=2)
    assert steps(planned_of(*released(usual, between, few))) == ["b", "variant"]


def test_of_one_sequence_the_last_give_way_first() -> None:
    sequence = a_sequence(*(a_step(f"s{day}", day) for day in range(4)), most_in_all=2)
    plan = planned_of(*released(sequence))
    assert steps(plan) == ["s0", "s1"]
    assert {key.step for key in plan.left_out} == {"s2", "s3"}


def test_what_went_and_the_welcome_count_in_all() -> None:
    sequence = a_sequence(a_welcome(), *(a_step(f"s{day}", day) for day in range(1, 5)), most_in_all=3)
    assert steps(planned_of(*released(sequence), past=TO_BE_WELCOMED)) == ["hello", "s1", "s2"]
    past = Past(gone={a_key("hello"): DAY, a_key("s1"): a_day(1)})
    assert steps(planned_of(*released(sequence), past=past, now=on(1, 12))) == ["s2"]


def test_texts_about_appointments_take_days_but_no_room_from_the_nudges() -> None:
    sequence = a_sequence(a_step("a", 3), most_in_all=1, most_in_week=1)
    visit = a_visit(an_appointment(on(2, 9), status=Status.FULFILLED))
    gone = {visit.key(step): a_day(day) for day, step in enumerate(visit.sequence.steps[:4])}
    plan = planned_of(*released(sequence), visit, past=Past(gone=gone))
    assert days_of(plan) == [4]


def test_what_is_too_late_anyway_is_told_to_be_late_and_not_one_too_many() -> None:
    sequence = a_sequence(a_step("a"), a_step("b", 1, optional=True), a_step("c", 20), most_in_all=1)
    plan = planned_of(*released(sequence), past=Past(gone={a_key("a"): DAY}), now=on(19, 12))
    assert late(plan) == ["b"]
    assert plan.left_out == {a_key("c"): Reason.TOO_MANY}


# The shipped sequences together


@pytest.mark.parametrize(
    "groups",
    [
        frozenset({"no_fixed_address"}),
        frozenset({"woman"}),
        frozenset({"young_18_25"}),
        frozenset({"veteran"}),
        frozenset({"harm_reduction"}),
        frozenset({"no_fixed_address", "woman", "young_18_25", "veteran", "harm_reduction", "pregnancy"}),
    ],
    ids=lambda groups: "+".join(sorted(groups)) if len(groups) < 2 else "all",
)
def test_of_the_shipped_sequences_together_nobody_gets_more_than_twelve_and_all_that_is_not_optional(
    groups: frozenset[str],
) -> None:
    courses = released(*(CONFIG.sequences[name] for name in CONFIG.boards[GLASGOW].sequences if name != "appointments"))
    plan = planned_of(*courses, facts=Facts(groups=groups), past=TO_BE_WELCOMED)
    assert len(plan.texts) == 12
    assert plan.late == ()
    assert set(plan.left_out.values()) <= {Reason.TOO_MANY}
    optional = {step.id for step in FIRST_WEEKS.steps if step.optional}
    if len(groups) == 1:
        assert {key.step for key in plan.left_out} <= optional


def test_case_33_the_welcome_of_a_new_number_stands_in_the_first_ones_place_and_an_optional_text_makes_room() -> None:
    gone = {a_key(step, "first-weeks"): a_day(number) for number, step in enumerate(STEPS[:3])}
    past = Past(gone=gone, welcome=WelcomeNeeded(Welcome.NEW_NUMBER, "n-2.1"))
    plan = planned_of(*released(FIRST_WEEKS), past=past, now=on(2, 15))
    assert plan.texts[0].key == a_key("01_welcome_new_number", "first-weeks", "n-2.1")
    assert plan.texts[0].welcome
    assert len(gone) + len(plan.texts) == 12
    assert [key.step for key in plan.left_out] == ["11_check_in"]
    assert not set(STEPS[:3]) & set(steps(plan))
