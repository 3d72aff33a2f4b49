from dataclasses import replace
from typing import Any

import pytest

from service.practice.delivery import DELIVERY_ERRORS
from service.practice.message import Direction, Message, Status, Text
from service.practice.switches import (
    NOT_TAKEN,
    SWITCHES,
    CallbackFault,
    CreateFault,
    Met,
    Switch,
    Switches,
    delivery_error,
    meet,
    to_report,
)
from service.practice.switches_form import EXAMPLE, from_form, in_form
from service.practice.switches_json import NUMBERS, Unfit, read, shown
from service.practice.wording import WORDS, summary
from tests.practice.running import BOARD, NOON, SAM

LOST, REPEATED, REORDERED = CallbackFault.LOST, CallbackFault.REPEATED, CallbackFault.REORDERED
ALL_ON: dict[Switch, int] = dict.fromkeys(SWITCHES, 1)


def met_by(switches: Switches, *, creates: int, has_callback: bool = True) -> list[Met]:
    met = []
    for _ in range(creates):
        one, switches = meet(switches, has_callback=has_callback)
        met.append(one)
    return met


def test_with_all_off_a_create_meets_nothing() -> None:
    met, after = meet(Switches(), has_callback=True)
    assert (met.fault, met.callbacks) == (None, frozenset())
    assert after == Switches()


@pytest.mark.parametrize("fault", CreateFault)
def test_a_switch_holds_for_as_many_creates_as_it_was_set_to(fault: CreateFault) -> None:
    met = met_by(Switches({fault: 2}), creates=3)
    assert [one.fault for one in met] == [fault, fault, None]


def test_of_several_switches_a_create_meets_one_in_the_order_in_which_they_stand() -> None:
    met = met_by(Switches(ALL_ON), creates=len(CreateFault) + 1)
    assert [one.fault for one in met] == [*CreateFault, None]


def test_what_is_not_taken_uses_up_no_report_and_what_is_taken_meets_all_of_them_at_once() -> None:
    met = met_by(Switches(ALL_ON), creates=5)
    assert [one.fault in NOT_TAKEN for one in met] == [True, True, True, False, False]
    assert [one.callbacks for one in met] == [frozenset()] * 3 + [frozenset(CallbackFault), frozenset()]


def test_a_text_that_is_reported_to_nobody_uses_up_no_report() -> None:
    met, after = meet(Switches({LOST: 1}), has_callback=False)
    assert met.callbacks == frozenset()
    assert after.left == {LOST: 1}


def test_a_create_is_told_how_long() -> None:
    met, _ = meet(Switches({CreateFault.HANG_AFTER: 1}, retry_after_s=7, hang_s=0.5), has_callback=False)
    assert (met.retry_after_s, met.hang_s) == (7, 0.5)


@pytest.mark.parametrize(
    ("number", "code"), [("+447700900103", 30003), ("+447700900203", 30005), ("+447700900104", None)]
)
def test_the_longest_ending_that_fits_decides(number: str, code: int | None) -> None:
    error = delivery_error(Switches(endings={"3": 30003, "203": 30005}), number)
    assert (error and error.code) == code


SENT, DELIVERED = "sent", "delivered"


@pytest.mark.parametrize(
    ("faults", "told"),
    [
        ([], [[SENT], [DELIVERED]]),
        ([LOST], [[], []]),
        ([REPEATED], [[SENT, SENT], [DELIVERED, DELIVERED]]),
        ([REORDERED], [[], [DELIVERED, SENT]]),
        ([REORDERED, REPEATED], [[], [DELIVERED, DELIVERED, SENT, SENT]]),
        ([LOST, REORDERED, REPEATED], [[], []]),
        ([CallbackFault.EARLY], [[SENT], [DELIVERED]]),
    ],
)
def test_what_is_told_at_each_status(faults: list[CallbackFault], told: list[list[str]]) -> None:
    text = Text(Direction.BY_API, to=SAM, sender=BOARD, body="Hello")
    sent = Message(text, "SM1", 1, Status.SENT, segments=1, created=NOON, updated=NOON)
    delivered = replace(sent, status=Status.DELIVERED)
    at_each = [
        to_report(frozenset(faults), [sent], over=False),
        to_report(frozenset(faults), [sent, delivered], over=True),
    ]
    assert [[message.status.value for message in messages] for messages in at_each] == told


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"no_sid": 3, "callbacks_lost": 1, "hang_s": 0.25},
        {"retry_after_s": 0, "hang_s": 600, "too_many_requests": 1_000_000},
        {"endings": {"03": 30003, "108": 30008}},
        {"rates": {"drop_after": 0.05, "callbacks_lost": 1, "no_sid": 0.007}, "no_sid": 3, "seed": 7},
        {"refusals": {"901": 21612, "902": {"code": 29999, "status": 403}}, "refuse_all": 20003, "refuse_times": 3},
        {"refuse_all": {"code": 20003, "status": 403}, "inbound_lost": 2, "lists_silent": 1},
        {"lists_late_s": 2.5, "queued_s": 3600},
    ],
)
def test_switches_read_from_json_and_from_the_form_are_shown_as_they_were_set(said: dict[str, Any]) -> None:
    switches = read(said)
    off: dict[str, Any] = {**dict.fromkeys([*SWITCHES, *NUMBERS], 0), "retry_after_s": 1, "hang_s": 30}
    off |= {"endings": {}, "rates": {}, "refusals": {}, "refuse_all": 0}
    assert shown(switches) == off | said
    assert read(shown(switches)) == switches
    assert read(from_form(in_form(switches)) | {"retry_after_s": switches.retry_after_s}) == switches


def test_the_example_on_the_page_can_be_set() -> None:
    switches = read(from_form({"endings": EXAMPLE, "no_sid": " ", "hang_s": "2.5", "error_after": "2"}))
    assert switches == Switches(
        {CreateFault.ERROR_AFTER: 2},
        hang_s=2.5,
        endings={"03": 30003, "05": 30005, "06": 30006, "07": 30007, "08": 30008},
    )


@pytest.mark.parametrize(
    ("said", "faulty"),
    [
        ({"no_sid": -1}, ["no_sid"]),
        ({"no_sid": True}, ["no_sid"]),
        ({"no_sid": 1.5}, ["no_sid"]),
        ({"no_sid": "1"}, ["no_sid"]),
        ({"no_sid": None}, ["no_sid"]),
        ({"no_sid": 1_000_001}, ["no_sid"]),
        ({"retry_after_s": 3601}, ["retry_after_s"]),
        ({"retry_after_s": 0.5}, ["retry_after_s"]),
        ({"hang_s": float("nan")}, ["hang_s"]),
        ({"hang_s": 601}, ["hang_s"]),
        ({"hang_s": False}, ["hang_s"]),
        ({"endings": []}, ["endings"]),
        ({"endings": {"": 30003}}, ["endings"]),
        ({"endings": {"+3": 30003}}, ["endings"]),
        ({"endings": {"٣": 30003}}, ["endings"]),
        ({"endings": {"03": 21610}}, ["endings"]),
        ({"endings": {"03": "30003"}}, ["endings"]),
        ({"endings": {"03": True}}, ["endings"]),
        ({"rates": {"drop_after": 1.1}}, ["rates"]),
        ({"rates": {"drop_after": -0.1}}, ["rates"]),
        ({"rates": {"drop_after": True}}, ["rates"]),
        ({"rates": {"drop_after": 0.5, "no_sid": 0.6}}, ["rates"]),
        ({"rates": {"inbound_lost": 0.5}}, ["rates"]),
        ({"rates": [0.5]}, ["rates"]),
        ({"seed": 0.5}, ["seed"]),
        ({"refusals": {"": 21612}}, ["refusals"]),
        ({"refusals": {"901": 404}}, ["refusals"]),
        ({"refusals": {"901": "21612"}}, ["refusals"]),
        ({"refusals": {"901": {"code": 21612}}}, ["refusals"]),
        ({"refusals": {"901": {"code": 21612, "status": 200}}}, ["refusals"]),
        ({"refuse_all": "all"}, ["refuse_all"]),
        ({"refuse_all": None}, ["refuse_all"]),
        ({"refuse_times": -1}, ["refuse_times"]),
        ({"lists_late_s": 86_401}, ["lists_late_s"]),
        ({"queued_s": "long"}, ["queued_s"]),
        ({"inbound_lost": 1.5, "lists_silent": -1}, ["inbound_lost", "lists_silent"]),
        ({"colour": 1}, ["colour"]),
        (
            {"colour": 1, "no_sid": -1, "callbacks_lost": "all", "hang_s": "long", "endings": 3},
            ["callbacks_lost", "colour", "endings", "hang_s", "no_sid"],
        ),
        ([], ["body"]),
        (None, ["body"]),
    ],
)
def test_what_cannot_be_switched_is_refused_with_every_fault(said: object, faulty: list[str]) -> None:
    with pytest.raises(Unfit) as refused:
        read(said)
    assert sorted(refused.value.faults) == faulty


@pytest.mark.parametrize(
    "typed", ["03", "03=", "03=30003=1", "03=30003 oops", "03=30003, 03=30005", "3=1", "=30003", "x03=30003"]
)
def test_endings_typed_in_another_way_are_refused(typed: str) -> None:
    with pytest.raises(Unfit) as refused:
        read(from_form({"endings": typed}))
    assert list(refused.value.faults) == ["endings"]


@pytest.mark.parametrize("typed", ["three", "-1", "1e3", "٣", "1.5", "99999999999"])
def test_a_count_typed_in_another_way_is_refused(typed: str) -> None:
    with pytest.raises(Unfit) as refused:
        read(from_form({"no_sid": typed}))
    assert list(refused.value.faults) == ["no_sid"]


def test_every_switch_has_words_and_is_told_of_only_while_it_is_on() -> None:
    assert set(WORDS) == set(SWITCHES)
    assert summary(Switches()) == ()
    assert len(summary(Switches(ALL_ON))) == len(SWITCHES)
    assert summary(Switches({LOST: 2, REPEATED: 0}, endings={"03": 30003})) == (
        "Next 2 texts: Report nothing.",
        "Numbers ending 03: Unreachable destination handset (30003).",
    )


def test_each_delivery_error_ends_a_text_as_failed_or_undelivered() -> None:
    assert {error.status for error in DELIVERY_ERRORS.values()} == {Status.FAILED, Status.UNDELIVERED}
    assert all(code == error.code for code, error in DELIVERY_ERRORS.items())
