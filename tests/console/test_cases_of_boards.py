"""A number that is another Board's person's now: neither Board reads in a case what came to the other."""

from datetime import timedelta

import pytest

from service.core.cases import Case
from service.core.casework import accept
from service.core.records import Role, Seat
from service.domain.meaning import Danger, Grade
from service.domain.release import Contact
from tests.builders import GLASGOW, LOTHIAN, SAMS_NUMBER
from tests.console.house import House, states_in, words_of
from tests.core.endangered import JO, case_of, in_danger
from tests.core.looking import person, says, told
from tests.core.saying import OTHER_NUMBER, contact

NATIONAL, RESPONDER = Seat(Role.ADMIN), Seat(Role.RESPONDER, GLASGOW)
OTHERS = Seat(Role.RESPONDER, LOTHIAN)
JOE = "51234"
OURS, THEIRS = "I cannae go on", "my chemist has moved"


@pytest.fixture
def old(houses: House) -> Case:
    """Sam's, of Glasgow; the number is Joe's since, of Lothian, who wrote of an ordinary matter."""
    houses.plan()
    case = in_danger(houses.core, Danger.SELF, Grade.RED, words=OURS).case
    told(houses.core, contact(1, Contact(number=OTHER_NUMBER)))
    houses.plan(JOE, SAMS_NUMBER.e164, LOTHIAN)
    houses.pass_by(timedelta(minutes=1))
    says(houses.core, THEIRS)
    return case_of(houses.core, case.id)


def in_danger_again(house: House) -> Case:
    house.pass_by(timedelta(minutes=1))
    return in_danger(house.core, Danger.CHILD, words="the wean is not safe").case


def test_the_page_of_a_case_shows_nothing_that_came_to_another_board(houses: House, old: Case) -> None:
    new = in_danger_again(houses)
    for seat, email in ((RESPONDER, "a@nhs.example"), (NATIONAL, "c@nhs.example")):
        shown = words_of(houses.signed_in(seat, email).get(f"/cases/{old.id}"))
        assert OURS in shown
        assert THEIRS not in shown
        assert "wean" not in shown
    shown = words_of(houses.signed_in(OTHERS, "b@nhs.example").get(f"/cases/{new.id}"))
    assert "the wean is not safe" in shown
    assert OURS not in shown
    assert THEIRS not in shown, "it came before the danger"


def test_a_case_shows_the_answer_of_its_own_board_alone(houses: House, old: Case) -> None:
    houses.says("i want to kill myself")
    with houses.core.store.read() as tx:
        (new,) = tx.cases.standing(LOTHIAN)
    own, theirs = houses.signed_in(RESPONDER, "a@nhs.example"), houses.signed_in(OTHERS, "b@nhs.example")
    assert "Answer Waiting to go" in words_of(theirs.get(f"/cases/{new.id}"))
    assert "Answer No answer" in words_of(own.get(f"/cases/{old.id}"))


def test_each_board_finds_its_own_case_and_no_other(houses: House, old: Case) -> None:
    new = in_danger_again(houses)
    own, theirs = houses.signed_in(RESPONDER, "a@nhs.example"), houses.signed_in(OTHERS, "b@nhs.example")
    assert theirs.get(f"/cases/{old.id}").status_code == 404
    assert own.get(f"/cases/{new.id}").status_code == 404
    assert f"/cases/{new.id}" in theirs.get("/tasks").text
    assert f"/cases/{old.id}" not in theirs.get("/tasks").text


@pytest.mark.parametrize(
    ("seat", "sees"), [(OTHERS, {"new"}), (NATIONAL, {"old", "new"})], ids=["their own", "national"]
)
def test_the_pages_of_the_person_and_the_reply_lead_to_the_cases_that_the_reader_may_see(
    houses: House, old: Case, seat: Seat, sees: set[str]
) -> None:
    cases = {"old": old, "new": in_danger_again(houses)}
    browser = houses.signed_in(seat)
    with houses.core.store.read() as tx:
        reply = tx.desk.with_sid(cases["new"].sid)
    assert reply is not None
    for address in (f"/people/{person(houses.core, JOE).id}", f"/replies/{reply.id}"):
        page = browser.get(address).text
        assert {name for name, case in cases.items() if f'href="/cases/{case.id}"' in page} == sees


def test_a_reply_to_another_board_is_not_unread_for_the_case_of_this_one(houses: House, old: Case) -> None:
    with houses.core.store.write(actor="of this test") as tx:
        for task in tx.desk.groups(LOTHIAN, 9):
            for one in task.first:
                tx.desk.finish(one.id)
    browser = houses.signed_in(OTHERS)
    assert states_in(browser.get("/replies")) == ["Read"]
    assert states_in(browser.get("/replies?state=unread")) == []
    new = in_danger_again(houses)
    assert states_in(browser.get("/replies?state=unread")) == ["Unread"]
    accept(houses.core, JO, LOTHIAN, new.id)
    assert states_in(browser.get("/replies?state=unread")) == []
    assert states_in(houses.signed_in(RESPONDER, "a@nhs.example").get("/replies?state=unread")) == ["Unread"]


def test_what_is_unread_is_listed_once_though_several_tasks_and_a_case_ask_for_it(houses: House, old: Case) -> None:
    with houses.core.store.write(actor="of this test") as tx:
        for kind in ("reply_to_read", "call_back"):
            tx.journal.ask_staff(kind, about={"reply": old.sid}, board=GLASGOW)
    for seat, email in ((RESPONDER, "a@nhs.example"), (NATIONAL, "c@nhs.example")):
        page = houses.signed_in(seat, email).get("/replies?state=unread")
        assert states_in(page).count("Unread") == (1 if seat is RESPONDER else 2)


def test_whoever_is_enrolled_while_a_case_is_open_is_a_task_that_comes_first(houses: House, old: Case) -> None:
    page = houses.signed_in(OTHERS).get("/tasks")
    assert "A case of danger is open of a number that is somebody&#39;s now: is it them?" in page.text
    assert f'href="/people/{person(houses.core, JOE).id}"' in page.text
