"""Shares of creates: drawn with a seed, so that a run can be had again."""

from collections import Counter

import pytest

from service.practice.chance import draw
from service.practice.switches import CallbackFault, CreateFault, Met, Rated, Switches, meet
from service.practice.switches_form import from_form
from service.practice.switches_json import Unfit, read
from service.practice.wording import summary

RATES: dict[Rated, float] = {
    CreateFault.DROP_AFTER: 0.05,
    CreateFault.TOO_MANY_REQUESTS: 0.05,
    CreateFault.ERROR_AFTER: 0.05,
    CallbackFault.REORDERED: 0.3,
    CallbackFault.LOST: 0.02,
}
CREATES = 4000


def met_by(switches: Switches, creates: int, *, has_callback: bool = True) -> list[Met]:
    met = []
    for _ in range(creates):
        one, switches = meet(switches, has_callback=has_callback)
        met.append(one)
    return met


def test_a_draw_lies_from_0_to_under_1_and_evenly() -> None:
    draws = [draw(7, nth, "create") for nth in range(CREATES)]
    assert all(0 <= drawn < 1 for drawn in draws)
    tenths = Counter(int(drawn * 10) for drawn in draws)
    assert sorted(tenths) == list(range(10))
    assert all(abs(count - CREATES / 10) < CREATES / 50 for count in tenths.values())


def test_each_fault_is_met_by_its_share_of_all_creates() -> None:
    met = met_by(Switches(rates=RATES, seed=7), CREATES)
    faults = Counter(one.fault for one in met)
    for fault in (CreateFault.DROP_AFTER, CreateFault.TOO_MANY_REQUESTS, CreateFault.ERROR_AFTER):
        assert abs(faults[fault] / CREATES - 0.05) < 0.012
    taken = [one for one in met if one.fault is not CreateFault.TOO_MANY_REQUESTS]
    assert abs(sum(CallbackFault.REORDERED in one.callbacks for one in taken) / len(taken) - 0.3) < 0.03
    assert abs(sum(CallbackFault.LOST in one.callbacks for one in taken) / len(taken) - 0.02) < 0.01


def test_the_same_seed_draws_the_same_again_and_another_seed_does_not() -> None:
    first, again, other = (met_by(Switches(rates=RATES, seed=seed), 200) for seed in (7, 7, 8))
    assert first == again != other


def test_shares_that_fill_the_whole_leave_no_create_in_peace() -> None:
    rates: dict[Rated, float] = {CreateFault.DROP_BEFORE: 0.5, CreateFault.NO_SID: 0.5}
    assert {one.fault for one in met_by(Switches(rates=rates), 200)} == {CreateFault.DROP_BEFORE, CreateFault.NO_SID}


def test_a_share_of_nothing_is_never_met_and_a_share_of_all_always() -> None:
    assert {one.fault for one in met_by(Switches(rates={CreateFault.NO_SID: 0}), 200)} == {None}
    assert {one.fault for one in met_by(Switches(rates={CreateFault.NO_SID: 1}), 200)} == {CreateFault.NO_SID}


def test_a_count_goes_before_a_share_and_is_used_up_by_what_it_was_set_for() -> None:
    met = met_by(Switches({CreateFault.HANG_AFTER: 2}, rates={CreateFault.NO_SID: 1}), 3)
    assert [one.fault for one in met] == [CreateFault.HANG_AFTER, CreateFault.HANG_AFTER, CreateFault.NO_SID]
    _, after = meet(Switches({CallbackFault.LOST: 2}, rates={CreateFault.NO_SID: 1}), has_callback=False)
    assert after.left == {CallbackFault.LOST: 2}


def test_a_text_that_is_reported_to_nobody_or_not_taken_meets_no_share_of_reports() -> None:
    rates: dict[Rated, float] = {CallbackFault.LOST: 1, CreateFault.ERROR_BEFORE: 0.5}
    assert {one.callbacks for one in met_by(Switches(rates=rates), 50, has_callback=False)} == {frozenset()}
    for one in met_by(Switches(rates=rates), 50):
        assert bool(one.callbacks) is (one.fault is None)


@pytest.mark.parametrize(
    ("typed", "count", "share"), [("5%", 0, 0.05), ("0.5 %", 0, 0.005), ("2 + 7%", 2, 0.07), ("100%", 0, 1)]
)
def test_a_share_is_typed_as_a_percentage_perhaps_behind_a_count(typed: str, count: int, share: float) -> None:
    switches = read(from_form({"no_sid": typed}))
    assert switches.left.get(CreateFault.NO_SID, 0) == count
    assert switches.rates == {CreateFault.NO_SID: share}


@pytest.mark.parametrize(("field", "typed"), [("no_sid", "101%"), ("no_sid", "%"), ("inbound_lost", "5%")])
def test_a_share_that_cannot_be_is_told_at_its_field(field: str, typed: str) -> None:
    with pytest.raises(Unfit) as refused:
        read(from_form({field: typed}))
    assert list(refused.value.faults) == [field]


def test_the_page_tells_of_shares_refusals_and_waits() -> None:
    asked = {"rates": {"no_sid": 0.005}, "refusals": {"901": 21612}, "refuse_all": 20003, "refuse_times": 2}
    assert summary(read(asked | {"inbound_lost": 2, "lists_late_s": 3, "queued_s": 0.5})) == (
        "Next 2 replies: Do not tell the service what a person texts.",
        "0.5% of texts: Take it, and answer without a sid.",
        "Numbers ending 901: refused with 21612, HTTP 400, next 2 texts.",
        "All texts: refused with 20003, HTTP 401, next 2 texts.",
        "A text is in no list for 3 seconds.",
        "Texts stay queued for 0.5 seconds.",
    )
