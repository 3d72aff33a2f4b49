"""Texts for some people: what is said in whose place, who agreed to it, and on which phones."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time

import pytest

from service.core.ports import Core
from service.domain.event import Answer
from service.domain.ids import StepId
from service.domain.london import at
from service.domain.release import Contact, OptIn, SafeToText
from service.domain.text import Reason
from tests.builders import GLASGOW, LIBERATION, SAMS_CONTACT, close, make_core, scheduled, shipped_config
from tests.core.looking import live_through, planned_steps, text, texts, told
from tests.core.saying import LATER, OTHER_NUMBER, PLAIN, contact, rescheduled
from tests.fakes import FakeCarrier, FixedClock

HARM = {"h_tolerance", "h_naloxone"}


def agreed(*groups: str) -> Contact:
    return replace(PLAIN, opt_ins=tuple(OptIn(group, date(2026, 11, 20), "Nurse Kim") for group in groups))


def steps(core: Core, said: Contact) -> set[str]:
    return set(planned_steps(core, told(core, scheduled(contact=said))))


def test_a_text_for_a_group_stands_in_the_place_of_the_national_one(shipped: Core) -> None:
    found = steps(shipped, replace(PLAIN, groups=("no_fixed_address", "young_18_25")))
    assert {"nfa_gp", "nfa_home", "nfa_nophone", "y_mood", "y_gp"} <= found
    assert not {"02_gp", "09_home_money", "06_mood"} & found


def test_whoever_is_in_no_group_gets_the_national_texts_alone(shipped: Core) -> None:
    found = steps(shipped, PLAIN)
    assert len(found) == 12
    assert all(step[0].isdigit() for step in found)


def test_nobody_gets_more_than_twelve_nudges_and_the_optional_ones_give_way(shipped: Core) -> None:
    everything = replace(
        agreed("veteran", "harm_reduction", "pregnancy"), groups=("no_fixed_address", "young_18_25", "woman")
    )
    found = steps(shipped, everything)
    assert len(found) == 12
    assert found >= HARM, "what saves lives stays"


def test_a_step_that_went_is_not_said_again_by_its_variant(
    shipped: Core, clock: FixedClock, carrier: FakeCarrier
) -> None:
    answer = told(shipped, scheduled(contact=PLAIN))
    live_through(shipped, clock, at(date(2026, 12, 29), time(18)))
    assert text(shipped, answer, "02_gp").went_on == date(2026, 12, 29)
    told(shipped, contact(30, Contact(groups=("no_fixed_address",))))
    assert "nfa_gp" not in planned_steps(shipped, answer)
    assert "nfa_home" in planned_steps(shipped, answer)


def test_a_prison_is_told_of_the_national_steps_whatever_the_groups(shipped: Core) -> None:
    plain = told(shipped, scheduled(contact=PLAIN))
    grouped = told(
        shipped,
        scheduled(
            prison_number="51234", contact=replace(agreed("harm_reduction"), number=OTHER_NUMBER, groups=("woman",))
        ),
    )
    assert plain.texts == grouped.texts


@pytest.mark.parametrize(
    ("group", "mine"),
    [("harm_reduction", HARM), ("pregnancy", {"w_pregnant_OPTIN"}), ("veteran", {"v_gp_OPTIN", "v_help_OPTIN"})],
)
def test_whoever_agreed_gets_the_texts_of_the_group_if_the_board_sends_them(
    shipped: Core, group: str, mine: set[str]
) -> None:
    assert mine <= steps(shipped, agreed(group))


@pytest.mark.parametrize("group", ["harm_reduction", "pregnancy", "veteran", "domestic_abuse"])
def test_a_board_that_does_not_send_a_groups_texts_sends_none_to_whoever_agreed(shipped: Core, group: str) -> None:
    assert not opt_ins(steps(of_glasgow(shipped, frozenset()), agreed(group)))


def opt_ins(found: set[str]) -> set[str]:
    return {step for step in found if step.endswith("OPTIN") or step in HARM}


def of_glasgow(core: Core, groups: frozenset[str]) -> Core:
    glasgow = replace(core.config.boards[GLASGOW], opt_in_groups=groups)
    return replace(core, config=replace(core.config, boards={**core.config.boards, GLASGOW: glasgow}))


def test_no_shipped_board_sends_the_text_about_domestic_abuse(shipped: Core) -> None:
    assert not opt_ins(steps(shipped, replace(agreed("domestic_abuse"), safe_to_text=SafeToText.YES)))


@pytest.mark.parametrize(("safe", "sent"), [(SafeToText.YES, True), (None, False), (SafeToText.SHARED, False)])
def test_the_text_about_domestic_abuse_goes_only_where_the_phone_is_said_to_be_safe(
    shipped: Core, safe: SafeToText | None, *, sent: bool
) -> None:
    brave = of_glasgow(shipped, frozenset({"domestic_abuse"}))
    found = steps(brave, replace(agreed("domestic_abuse"), safe_to_text=safe))
    assert ("w_safe_OPTIN" in found) is sent


def test_case_32_a_shared_phone_gets_no_text_that_tells_something_of_one_of_the_two(shipped: Core) -> None:
    assert not opt_ins(steps(shipped, replace(agreed("harm_reduction", "veteran"), safe_to_text=SafeToText.SHARED)))


def test_case_32_a_phone_that_a_second_person_turns_out_to_have_gets_none_any_more(
    shipped: Core, clock: FixedClock, carrier: FakeCarrier
) -> None:
    mine = told(shipped, scheduled(contact=agreed("harm_reduction")))
    assert set(planned_steps(shipped, mine)) >= HARM
    told(shipped, scheduled(prison_number="51234", contact=PLAIN))
    live_through(shipped, clock, at(date(2027, 2, 20), time(12)))
    assert not [one for one in HARM if text(shipped, mine, one).went_on]


def test_an_agreement_does_not_move_to_a_phone_that_is_shared(shipped: Core) -> None:
    mine = told(shipped, scheduled(contact=agreed("harm_reduction")))
    told(shipped, contact(1, Contact(number=OTHER_NUMBER, safe_to_text=SafeToText.SHARED)))
    assert not opt_ins(set(planned_steps(shipped, mine)))


@pytest.fixture
def without_08(ledger: str, clock: FixedClock, carrier: FakeCarrier) -> Iterator[Core]:
    shipped = shipped_config()
    glasgow = replace(shipped.boards[GLASGOW], leaves_out=frozenset({StepId("08_night")}))
    made = make_core(
        ledger, clock=clock, carrier=carrier, config=replace(shipped, boards={**shipped.boards, GLASGOW: glasgow})
    )
    yield made
    close(made)


def test_an_optional_text_that_the_board_leaves_out_is_not_planned(without_08: Core) -> None:
    assert "08_night" not in steps(without_08, PLAIN)


def test_a_group_that_is_taken_back_takes_its_texts_back(shipped: Core) -> None:
    answer = told(shipped, scheduled(contact=SAMS_CONTACT))
    told(shipped, contact(1, Contact(groups=())))
    assert not [step for step in planned_steps(shipped, answer) if step.startswith("nfa")]
    assert text(shipped, answer, "nfa_gp").reason is Reason.NOT_IN_PLAN
    assert "02_gp" in planned_steps(shipped, answer)


def test_case_01_a_date_that_moves_later_moves_the_rest_and_says_nothing_again(
    shipped: Core, clock: FixedClock, carrier: FakeCarrier
) -> None:
    answer: Answer = told(shipped, scheduled(contact=SAMS_CONTACT))
    live_through(shipped, clock, at(LIBERATION, time(18)))
    told(shipped, rescheduled(22.5))
    assert all(
        one.due_at >= at(LATER, time(0))
        for step, one in texts(shipped, answer).items()
        if step in planned_steps(shipped, answer)
    )
    live_through(shipped, clock, at(date(2027, 4, 1), time(12)))
    said = [one.words for one in carrier.tried]
    assert len(said) == len(set(said)) == 12
