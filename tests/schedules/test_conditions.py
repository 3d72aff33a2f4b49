"""Who gets which step: groups, answers, what went before, variants, and what a Board leaves out."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from service.domain.ids import SequenceId, StepId
from service.domain.text import Key, Reason
from service.schedules.course import Facts, Past, WelcomeNeeded
from service.schedules.plan import Plan
from service.schedules.sequence import Condition, SendWithin, SkipGroup, Step, StepName, Welcome
from tests.builders import shipped_config
from tests.schedules.making import (
    DAY,
    TO_BE_WELCOMED,
    a_key,
    a_sequence,
    a_step,
    a_welcome,
    asking,
    late,
    on,
    planned_of,
    released,
    steps,
)

WOMAN = Facts(groups=frozenset({"woman"}))
FOR_WOMEN = Condition(groups=frozenset({"woman", "girl"}))
SEQUENCES = shipped_config().sequences


def joined(*answers: str) -> Condition:
    return Condition(answers={"gp": frozenset(answers)})


def after(*step_ids: str) -> Condition:
    return Condition(sent=frozenset(map(StepId, step_ids)))


def answered(meaning: str) -> Facts:
    return Facts(answers={("", "gp"): meaning})


def gets(step: Step, facts: Facts, **more: Any) -> bool:
    return steps(planned_of(*released(a_sequence(step, **more)), facts=facts)) == [step.id]


@pytest.mark.parametrize(
    ("facts", "gets_it"), [(WOMAN, True), (Facts(), False), (Facts(groups=frozenset({"veteran"})), False)]
)
def test_a_step_for_a_group_goes_to_whoever_is_in_one_of_them(facts: Facts, gets_it: bool) -> None:
    assert gets(a_step("a", only_if=FOR_WOMEN), facts) is gets_it
    assert gets(a_step("a"), facts, only_if=FOR_WOMEN) is gets_it
    assert gets(a_step("a", unless=FOR_WOMEN), facts) is not gets_it


def test_a_sequence_for_one_group_and_a_step_of_it_for_another_need_both() -> None:
    step = a_step("a", only_if=Condition(groups=frozenset({"veteran"})))
    assert not gets(step, WOMAN, only_if=FOR_WOMEN)
    assert gets(step, Facts(groups=frozenset({"woman", "veteran"})), only_if=FOR_WOMEN)


@pytest.mark.parametrize(
    ("facts", "only_if", "unless"),
    [(answered("yes"), True, False), (answered("no"), False, True), (Facts(), False, True)],
    ids=["as wanted", "another", "none yet"],
)
def test_a_step_may_wait_for_an_answer_or_be_spared_by_it(facts: Facts, only_if: bool, unless: bool) -> None:
    assert gets(a_step("a", only_if=joined("yes", "aye")), facts) is only_if
    assert gets(a_step("a", unless=joined("yes", "aye")), facts) is unless


def test_an_answer_about_an_appointment_is_none_to_the_question_of_a_release() -> None:
    assert gets(a_step("a", unless=joined("yes")), Facts(answers={("b-1.1", "gp"): "yes"}))


def test_a_condition_of_two_parts_needs_both() -> None:
    both = Condition(groups=frozenset({"woman"}), answers={"gp": frozenset({"yes"})})
    woman_who_joined = replace(WOMAN, answers={("", "gp"): "yes"})
    assert [gets(a_step("a", only_if=both), facts) for facts in (WOMAN, answered("yes"), woman_who_joined)] == [
        False,
        False,
        True,
    ]
    assert [gets(a_step("a", unless=both), facts) for facts in (WOMAN, answered("yes"), woman_who_joined)] == [
        True,
        True,
        False,
    ]


def test_an_answer_that_ends_a_sequence_ends_all_of_it_and_no_other() -> None:
    ended = a_sequence(a_step("a"), a_step("b", 1), stop_on={"gp": frozenset({"yes"})})
    other = a_sequence(a_step("c", 2), name="other")
    assert steps(planned_of(*released(ended, other), facts=answered("yes"))) == ["c"]
    assert steps(planned_of(*released(ended, other), facts=answered("no"))) == ["a", "b", "c"]


def test_only_appointments_can_ask_whether_a_text_was_delivered() -> None:
    assert not gets(a_step("a", only_if=Condition(delivered=True)), Facts())


# What went before


def test_case_06_what_asks_about_an_earlier_text_does_not_come_without_it() -> None:
    sequence = a_sequence(a_step("prompt", 0), a_step("check", 3, only_if=after("prompt")))
    assert steps(planned_of(*released(sequence))) == ["prompt", "check"]
    too_late = planned_of(*released(sequence), now=on(2, 19))
    assert (steps(too_late), late(too_late)) == ([], ["prompt"])
    assert too_late.left_out == {a_key("check"): Reason.NOT_IN_PLAN}
    went = planned_of(*released(sequence), past=Past(gone={a_key("prompt"): DAY}), now=on(2, 19))
    assert steps(went) == ["check"]


def test_case_06_what_passed_in_silence_is_not_asked_about() -> None:
    sequence = a_sequence(a_step("prompt", 0), a_step("check", 3, only_if=after("prompt")))
    plan = planned_of(*released(sequence), past=Past(passed=frozenset({a_key("prompt")})), now=on(1, 12))
    assert steps(plan) == []
    assert plan.left_out == {a_key("check"): Reason.NOT_IN_PLAN}


def test_what_asks_about_an_earlier_text_does_not_overtake_it() -> None:
    patient = SendWithin(timedelta(hours=96))
    prompt = a_step("prompt", 2, open_days=True, if_late=patient)
    sequence = a_sequence(prompt, a_step("check", 3, only_if=after("prompt"), if_late=patient))
    plan = planned_of(*released(sequence), past=Past(taken=frozenset({on(2, 0).date()})))  # the Friday
    assert {text.key.step: text.due_at for text in plan.texts} == {"prompt": on(5, 10), "check": on(6, 10)}


def test_one_of_the_earlier_texts_is_enough() -> None:
    sequence = a_sequence(
        a_step("a", 0, only_if=FOR_WOMEN), a_step("b", 1), a_step("check", 3, only_if=after("a", "b"))
    )
    assert steps(planned_of(*released(sequence))) == ["b", "check"]


def test_what_another_text_makes_needless_goes_where_that_one_did_not() -> None:
    sequence = a_sequence(a_step("a", 0, only_if=FOR_WOMEN), a_step("b", 1, unless=after("a")))
    assert steps(planned_of(*released(sequence))) == ["b"]


def test_what_another_text_makes_needless_does_not_go_after_it() -> None:
    sequence = a_sequence(a_step("a", 0), a_step("b", 1, unless=after("a")))
    assert steps(planned_of(*released(sequence))) == ["a"]


def test_two_reasons_to_spare_somebody_must_both_hold() -> None:
    unless = Condition(groups=frozenset({"woman"}), sent=frozenset({StepId("a")}))
    sequence = a_sequence(a_step("a", 0), a_step("b", 1, unless=unless))
    assert steps(planned_of(*released(sequence))) == ["a", "b"]
    assert steps(planned_of(*released(sequence), facts=WOMAN)) == ["a"]


# Variants


def a_variant(step_id: str, days: int = 0, of: str = "any/a") -> Step:
    sequence, step = of.split("/")
    return a_step(step_id, days, replaces=frozenset({StepName(SequenceId(sequence), StepId(step))}))


USUAL = a_sequence(a_step("a", 2), a_step("check", 5, only_if=after("a")))
FOR_A_FEW = a_sequence(a_variant("variant", 3), name="few", only_if=FOR_WOMEN)


def test_a_variant_stands_in_for_its_step_and_counts_for_it() -> None:
    assert steps(planned_of(*released(USUAL, FOR_A_FEW))) == ["a", "check"]
    assert steps(planned_of(*released(USUAL, FOR_A_FEW), facts=WOMAN)) == ["variant", "check"]


@pytest.mark.parametrize("gone", [a_key("a"), a_key("variant", "few")], ids=["the usual went", "the variant went"])
@pytest.mark.parametrize("facts", [Facts(), WOMAN], ids=["now for everybody", "now for women"])
def test_whichever_of_a_step_and_its_variant_went_neither_comes_any_more(gone: Key, facts: Facts) -> None:
    plan = planned_of(*released(USUAL, FOR_A_FEW), facts=facts, past=Past(gone={gone: on(2, 10).date()}))
    assert steps(plan) == ["check"]


def test_a_variant_that_the_board_leaves_out_leaves_its_step_in_place() -> None:
    few = a_sequence(replace(a_variant("variant"), optional=True), name="few")
    assert steps(planned_of(*released(USUAL, few))) == ["variant", "check"]
    assert steps(planned_of(*released(USUAL, few), facts=Facts(left_out=frozenset({StepId("variant")})))) == [
        "a",
        "check",
    ]


def test_of_two_variants_that_both_fit_the_first_sequence_gives_the_one_that_goes() -> None:
    two = [a_sequence(a_variant(name), name=name) for name in ("x", "y")]
    assert steps(planned_of(*released(USUAL, *two))) == ["x", "check"]


def test_after_one_variant_another_of_the_same_step_does_not_come() -> None:
    two = [a_sequence(a_variant(name), name=name) for name in ("x", "y")]
    assert steps(planned_of(*released(USUAL, *two), past=Past(gone={a_key("x", "x"): DAY}))) == ["check"]


def test_a_step_that_passed_in_silence_does_not_come_back_as_its_variant() -> None:
    past = Past(passed=frozenset({a_key("a")}))
    assert steps(planned_of(*released(USUAL, FOR_A_FEW), facts=WOMAN, past=past, now=on(3, 9))) == []


def test_the_shipped_variants_stand_in_for_national_texts() -> None:
    names = ("first-weeks", "no-fixed-address", "young-18-25")
    groups = frozenset({"no_fixed_address", "young_18_25"})
    courses = released(*(SEQUENCES[SequenceId(name)] for name in names))
    found = steps(planned_of(*courses, facts=Facts(groups=groups), past=TO_BE_WELCOMED))
    assert {"nfa_gp", "nfa_home", "y_mood", "07_gp_check"} <= {*found}
    assert not {"02_gp", "09_home_money", "06_mood"} & {*found}


# What tells something about a person, and what a Board does not send


def test_what_tells_something_about_a_person_never_goes_to_a_shared_phone() -> None:
    sequence = a_sequence(a_step("a", opt_in=True), a_step("b", 1))
    assert steps(planned_of(*released(sequence))) == ["a", "b"]
    assert steps(planned_of(*released(sequence), facts=Facts(shared=True))) == ["b"]


def test_a_variant_that_may_not_go_to_a_shared_phone_leaves_its_step_in_place() -> None:
    telling = a_sequence(replace(a_variant("variant"), opt_in=True), name="few")
    assert steps(planned_of(*released(USUAL, telling), facts=Facts(shared=True))) == ["a", "check"]


def test_a_board_leaves_out_optional_steps_only() -> None:
    sequence = a_sequence(a_step("a", optional=True), a_step("b", 1))
    facts = Facts(left_out=frozenset({StepId("a"), StepId("b")}))
    assert planned_of(*released(sequence), facts=facts).left_out == {}
    assert steps(planned_of(*released(sequence), facts=facts)) == ["b"]


# Pauses


def test_case_29_after_a_pause_only_what_is_still_to_come_comes() -> None:
    sequence = a_sequence(*(a_step(f"s{day}", day) for day in range(6)))
    passed = frozenset(a_key(f"s{day}") for day in (1, 2, 3))
    plan = planned_of(*released(sequence), past=Past(gone={a_key("s0"): DAY}, passed=passed), now=on(3, 12))
    assert (steps(plan), plan.late) == (["s4", "s5"], ())


def test_case_29_after_a_pause_nobody_is_welcomed_to_nothing() -> None:
    sequence = a_sequence(a_welcome(), a_step("a", 1))
    past = replace(TO_BE_WELCOMED, passed=frozenset({a_key("a")}))
    assert planned_of(*released(sequence), past=past, now=on(30, 12)).texts == ()


# Welcomes


def test_case_33_a_new_number_has_its_own_welcome_or_the_first_where_there_are_no_words_for_it() -> None:
    again = WelcomeNeeded(Welcome.NEW_NUMBER, "n-2.1")
    first, other, rest = a_welcome(), a_welcome("hello_again", Welcome.NEW_NUMBER), a_step("a", 1)
    both = planned_of(*released(a_sequence(first, other, rest)), past=Past(welcome=again))
    one = planned_of(*released(a_sequence(first, rest)), past=Past(welcome=again))
    assert [plan.texts[0].key for plan in (both, one)] == [
        a_key("hello_again", occasion="n-2.1"),
        a_key("hello", occasion="n-2.1"),
    ]
    assert len(both.texts) == len(one.texts) == 2


def test_of_the_welcomes_of_two_sequences_the_first_goes_and_once() -> None:
    one = a_sequence(a_welcome(), a_step("a", 1), name="one")
    two = a_sequence(a_welcome("hello_two"), a_step("b", 2), name="two")
    assert steps(planned_of(*released(one, two), past=TO_BE_WELCOMED)) == ["hello", "a", "b"]


# The order in which everything goes


def test_steps_of_all_sequences_go_in_the_order_of_their_moments_and_the_first_sequence_has_the_day() -> None:
    one = a_sequence(a_step("a1", 0), a_step("a2", 4), name="one")
    two = a_sequence(a_step("b1", 1), a_step("b2", 4), name="two")
    assert steps(planned_of(*released(one, two))) == ["a1", "b1", "a2", "b2"]
    assert steps(planned_of(*released(two, one))) == ["a1", "b1", "b2", "a2"]


def test_a_question_that_is_answered_in_words_asks_for_no_digit() -> None:
    by_word = replace(asking("help"), answers={"HELP": "wanted"})
    assert not by_word.by_digits
    assert asking().by_digits


def test_with_no_sequence_there_is_no_plan() -> None:
    assert planned_of(past=TO_BE_WELCOMED) == Plan()
    assert planned_of() == Plan()


def test_a_group_missed_is_missed_whatever_its_later_steps_allow() -> None:
    sequence = a_sequence(
        a_step("a", 0, group="gp", if_late=SkipGroup()),
        a_step("b", timedelta(days=9), group="gp"),
        a_step("c", 10),
    )
    plan = planned_of(*released(sequence), past=Past(taken=frozenset({DAY, date(2027, 1, 30)})))
    assert (steps(plan), late(plan)) == (["c"], ["a", "b"])
