"""A joining code, and something else in the same text."""

import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from service.core.cards import make_codes
from service.core.cases import Case
from service.core.ports import Core
from service.domain.ids import PrisonSlug
from service.domain.release import Pause
from tests.builders import LIBERATION, LOTHIAN, scheduled
from tests.core.looking import move_to, person, said, says, tasks, told
from tests.core.saying import NO_NUMBER, PLAIN
from tests.fakes import FixedClock

ANN, BEN = "50001", "50002"
WRONG = "CFHJK-LMQRT"


def card(core: Core) -> str:
    (made,) = make_codes(core, PrisonSlug("barlinnie"), LIBERATION, LIBERATION, secrets.choice, replaces=False)
    return made.code.shown


def the_case(core: Core) -> Case:
    with core.store.read() as tx:
        (case,) = tx.cases.standing()
    return case


def test_whoever_joins_in_danger_is_known_in_the_case_answered_and_not_nudged(core: Core, clock: FixedClock) -> None:
    told(core, scheduled(prison_number=ANN, contact=NO_NUMBER))
    shown = card(core)
    move_to(clock, LIBERATION, 14)
    says(core, f"{shown} i want to die")
    ann = person(core, ANN)
    assert ann.contact.number is not None
    assert ann.paused is Pause.DANGER
    assert (the_case(core).person_id, the_case(core).board) == (ann.id, ann.board)
    assert said(core) == ["CRISIS_self"]


def test_the_case_of_somebody_who_joins_is_their_own_boards(core: Core, clock: FixedClock) -> None:
    told(core, replace(scheduled(prison_number=ANN, contact=NO_NUMBER), board=LOTHIAN))
    says(core, f"{card(core)} i want to die")
    assert the_case(core).board == person(core, ANN).board == LOTHIAN


def test_on_a_phone_that_another_has_as_well_the_case_names_nobody_and_both_are_paused(core: Core) -> None:
    told(core, scheduled(prison_number=BEN, contact=PLAIN), scheduled(prison_number=ANN, contact=NO_NUMBER))
    says(core, f"{card(core)} i want to die")
    assert the_case(core).person_id is None
    assert {person(core, one).paused for one in (ANN, BEN)} == {Pause.DANGER}


def test_danger_beside_a_code_that_joins_nobody_is_a_case_all_the_same(core: Core) -> None:
    says(core, f"{WRONG} i want to die")
    assert the_case(core).person_id is None
    assert said(core) == ["CRISIS_self"]


@pytest.mark.parametrize(
    ("more", "task"),
    [("my new number is 07700 900777", "new_number_texts"), ("im in hospital", "reply_to_read")],
)
@pytest.mark.parametrize("joins", [True, False])
def test_what_else_is_said_a_person_sees_to(core: Core, more: str, task: str, *, joins: bool) -> None:
    told(core, scheduled(prison_number=ANN, contact=NO_NUMBER))
    says(core, f"{card(core) if joins else WRONG} {more}")
    assert task in tasks(core)
    assert said(core) == ["JOIN_OK" if joins else "JOIN_UNKNOWN"]


@pytest.mark.parametrize("words", ["{}", "hi my code is {}", "{} thanks"])
def test_a_code_and_no_more_asks_nobody_to_read_it(core: Core, words: str) -> None:
    told(core, scheduled(prison_number=ANN, contact=NO_NUMBER))
    before = tasks(core)
    says(core, words.format(card(core)))
    assert tasks(core) == before


def test_replies_and_a_code_from_one_phone_at_once_never_wait_for_each_other(core: Core) -> None:
    told(core, scheduled(prison_number=BEN, contact=PLAIN))
    for place in range(8):  # by chance some record comes after the other's, whatever their names
        told(core, scheduled(prison_number=f"6000{place}", contact=NO_NUMBER))
    made = make_codes(core, PrisonSlug("barlinnie"), LIBERATION, LIBERATION, secrets.choice, replaces=False)
    codes = {one.unjoined.prison_number: one.code.shown for one in made}
    last = max(codes, key=lambda number: person(core, number).id)
    says(core, codes[last])
    words = [codes[last], "hello there", "hello again"] * 20
    with ThreadPoolExecutor(3) as pool:
        jobs = [pool.submit(says, core, one) for one in words]
    assert [job.exception() for job in jobs if job.exception() is not None] == []
