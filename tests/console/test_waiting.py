"""What nobody may overlook stands on every page of staff: danger that nobody has accepted, and a service on hold."""

import pytest

from service.core.casework import accept
from service.core.holding import BY_HAND, put_on_hold
from service.core.records import Role, Seat
from service.domain.number import Number
from tests.builders import GLASGOW, LOTHIAN
from tests.console.house import House
from tests.core.endangered import JO, in_danger

NATIONAL, RESPONDER = Seat(Role.ADMIN), Seat(Role.RESPONDER, GLASGOW)
ONE = "Somebody may be in danger, and nobody has accepted the case."
HELD = "The service is on hold: no text goes out until a person releases it."
PAGES = ["/texts", "/tasks", "/replies", "/password", "/texts/t-2", "/texts?day=x"]


@pytest.mark.parametrize("page", PAGES)
def test_danger_that_nobody_has_accepted_stands_on_every_page(house: House, page: str) -> None:
    browser = house.signed_in(RESPONDER)
    assert ONE not in browser.get(page).text
    case = in_danger(house.core).case
    shown = browser.get(page).text
    assert ONE in shown
    assert f'href="/cases/{case.id}"' in shown
    accept(house.core, JO, None, case.id)
    assert ONE not in browser.get(page).text


def test_of_several_cases_it_is_said_how_many(house: House) -> None:
    in_danger(house.core)
    in_danger(house.core, number=Number.trusted("+447700900555"))
    assert "2 cases of danger are open that nobody has accepted." in house.signed_in(RESPONDER).get("/texts").text


@pytest.mark.parametrize("seat", [Seat(Role.RESPONDER, LOTHIAN), Seat(Role.POSTER, GLASGOW)])
def test_danger_of_another_board_stands_on_no_page(house: House, seat: Seat) -> None:
    in_danger(house.core)
    assert ONE not in house.signed_in(seat).get("/texts").text


def test_whoever_is_not_signed_in_learns_of_nothing(house: House) -> None:
    in_danger(house.core)
    put_on_hold(house.core, "of this test", BY_HAND)
    page = house.browser().get("/sign-in").text
    assert ONE not in page
    assert HELD not in page


@pytest.mark.parametrize("page", PAGES)
def test_a_service_on_hold_says_so_on_every_page(house: House, page: str) -> None:
    browser = house.signed_in(RESPONDER)
    assert HELD not in browser.get(page).text
    put_on_hold(house.core, "of this test", BY_HAND)
    assert HELD in browser.get(page).text


def test_every_section_is_one_click_away(house: House) -> None:
    page = house.signed_in(RESPONDER).get("/tasks").text
    for section in ("/texts", "/tasks", "/replies"):
        assert f'href="{section}"' in page
    assert 'href="/tasks" aria-current="true"' in " ".join(page.split())
