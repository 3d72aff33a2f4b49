"""The page of a case of danger: who may read the words, who accepts and closes it, and what the journal keeps."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from service.console.told import OUTCOMES
from service.core.cases import Case, Outcome
from service.core.casework import accept, close_case, unanswered
from service.core.records import Role, Seat
from service.core.saying import say
from service.domain.ids import PrisonSlug
from service.domain.meaning import Danger, Grade
from service.domain.number import Number
from service.domain.release import Pause
from service.domain.text import Reason, State, Text
from service.store import tables
from tests.builders import GLASGOW, LOTHIAN, SAMS_NUMBER, sql_store
from tests.console.house import House, title_of, words_of
from tests.core.endangered import JO, case_of, in_danger, reply_of
from tests.core.looking import person

RESPONDER = Seat(Role.RESPONDER, GLASGOW)
READERS = [Role.RESPONDER, Role.ADMIN]
LOOKERS = [Role.VIEWER, Role.AUTHOR, Role.APPROVER]
WORDS = "I cannae go on <b>anymore</b>"
ELSEWHERE = Number.trusted("+447700900555")


@pytest.fixture
def case(houses: House) -> Case:
    houses.plan()
    return in_danger(houses.core, Danger.SELF, Grade.RED, words=WORDS).case


def answered(house: House, case: Case) -> Text:
    with house.core.store.write(actor="person") as tx:
        text = say(house.core, tx, reply_of(house.core, case), "CRISIS_self", house.core.config.boards[case.board])
    assert text is not None
    return text


def noted(house: House, action: str) -> list[tuple[str, str]]:
    """By whom, and about which case."""
    query = select(tables.journal).where(tables.journal.c.action == action).order_by(tables.journal.c.id)
    with sql_store(house.core).engine.begin() as connection:
        return [(row.actor, row.about["case"]) for row in connection.execute(query)]


def test_a_case_shows_what_it_is_of_whom_and_by_when(houses: House, case: Case) -> None:
    page = houses.signed_in(RESPONDER).get(f"/cases/{case.id}")
    assert title_of(page) == "They may harm themselves"
    shown = words_of(page)
    assert "Grade Red" in shown
    assert "To be accepted by Tuesday 1 December 2026, 10:30am" in shown
    assert "Accepted by Nobody yet" in shown
    assert "Number ends 123" in shown
    assert f'href="/people/{person(houses.core).id}"' in page.text
    assert SAMS_NUMBER.e164 not in page.text


@pytest.mark.parametrize("role", READERS)
def test_whoever_sees_to_danger_reads_the_words_and_it_is_noted_each_time(
    houses: House, case: Case, role: Role
) -> None:
    browser = houses.signed_in(Seat(role, GLASGOW))
    page = browser.get(f"/cases/{case.id}")
    assert "I cannae go on &lt;b&gt;anymore&lt;/b&gt;" in page.text
    browser.get(f"/cases/{case.id}")
    entries = noted(houses, "case.words_seen")
    assert [about for _, about in entries] == [case.id, case.id]
    assert all(actor.startswith("u-") for actor, _ in entries)


def test_what_they_wrote_stands_above_all_else_that_is_known(houses: House, case: Case) -> None:
    shown = words_of(houses.signed_in(RESPONDER).get(f"/cases/{case.id}"))
    assert shown.index("Accept this case") < shown.index("I cannae go on") < shown.index("To be accepted by")


@pytest.mark.parametrize("role", LOOKERS)
def test_whoever_does_not_see_to_danger_reads_no_words(houses: House, case: Case, role: Role) -> None:
    answered(houses, case)
    page = houses.signed_in(Seat(role, GLASGOW)).get(f"/cases/{case.id}")
    assert page.status_code == 200
    assert "cannae" not in page.text
    assert "116 123" not in page.text
    assert "Accept this case" not in page.text
    assert "Close this case" not in page.text
    assert noted(houses, "case.words_seen") == []


@pytest.mark.parametrize("role", LOOKERS)
def test_whoever_does_not_see_to_danger_accepts_and_closes_nothing(houses: House, case: Case, role: Role) -> None:
    browser = houses.signed_in(Seat(role, GLASGOW))
    browser.get("/texts")
    for act in ("accept", "close"):
        assert browser.post(f"/cases/{case.id}/{act}", {"outcome": "safe"}).status_code == 403
    assert case_of(houses.core, case.id) == case


@pytest.mark.parametrize("seat", [Seat(Role.RESPONDER, LOTHIAN), Seat(Role.VIEWER, LOTHIAN)])
def test_staff_of_another_board_find_no_case(houses: House, case: Case, seat: Seat) -> None:
    browser = houses.signed_in(seat)
    assert browser.get(f"/cases/{case.id}").status_code == 404
    for act in ("accept", "close"):
        assert browser.post(f"/cases/{case.id}/{act}", {"outcome": "safe"}).status_code in (403, 404)
    assert case_of(houses.core, case.id) == case
    assert "They may harm themselves" not in browser.get("/tasks").text


@pytest.mark.parametrize("seat", [Seat(Role.POSTER, GLASGOW), Seat(Role.POSTER, prison=PrisonSlug("barlinnie"))])
def test_a_prison_sees_no_case(house: House, seat: Seat) -> None:
    house.plan()
    case = in_danger(house.core).case
    assert house.signed_in(seat).get(f"/cases/{case.id}").status_code == 403


@pytest.mark.parametrize("given", ["case-22222222222222222", "case-%00", "nonsense", "t-22222222222222222"])
def test_no_such_case_is_not_found(house: House, given: str) -> None:
    assert house.signed_in(RESPONDER).get(f"/cases/{given}").status_code == 404


def test_whoever_is_signed_in_accepts_the_case(houses: House, case: Case) -> None:
    browser = houses.signed_in(RESPONDER)
    browser.get(f"/cases/{case.id}")
    answer = browser.post(f"/cases/{case.id}/accept")
    assert (answer.status_code, answer.location) == (303, f"/cases/{case.id}")
    page = browser.get(answer.location)
    assert "You have accepted this case." in words_of(page)
    assert "Accepted by anna.reid@nhs.example" in words_of(page)
    assert "Accept this case" not in page.text
    accepted_by = case_of(houses.core, case.id).accepted_by
    assert noted(houses, "case.accepted") == [(accepted_by, case.id)]


def test_a_case_that_somebody_else_accepted_stays_theirs(house: House) -> None:
    case = in_danger(house.core).case
    browser = house.signed_in(RESPONDER)
    browser.get(f"/cases/{case.id}")
    accept(house.core, JO, None, case.id)
    page = browser.get(browser.post(f"/cases/{case.id}/accept").location)
    assert "somebody else was quicker" in words_of(page)
    assert case_of(house.core, case.id).accepted_by == JO


@pytest.mark.parametrize("outcome", list(Outcome))
def test_a_case_is_closed_with_how_it_ended(houses: House, case: Case, outcome: Outcome) -> None:
    browser = houses.signed_in(RESPONDER)
    browser.get(f"/cases/{case.id}")
    page = browser.get(browser.post(f"/cases/{case.id}/close", {"outcome": outcome}).location)
    assert OUTCOMES[outcome] in words_of(page)
    assert "by anna.reid@nhs.example" in words_of(page)
    assert "Close this case" not in page.text
    assert case_of(houses.core, case.id).outcome is outcome
    assert person(houses.core).paused is Pause.DANGER


@pytest.mark.parametrize("outcome", ["", "over", "SAFE"])
def test_a_case_is_not_closed_without_how_it_ended(house: House, outcome: str) -> None:
    case = in_danger(house.core).case
    browser = house.signed_in(RESPONDER)
    browser.get(f"/cases/{case.id}")
    page = browser.post(f"/cases/{case.id}/close", {"outcome": outcome})
    assert page.status_code == 422
    assert "Choose how it ended." in words_of(page)
    assert case_of(house.core, case.id) == case


def test_a_case_that_is_over_is_not_closed_again(house: House) -> None:
    case = in_danger(house.core).case
    browser = house.signed_in(RESPONDER)
    browser.get(f"/cases/{case.id}")
    close_case(house.core, JO, None, case.id, Outcome.SAFE)
    page = browser.get(browser.post(f"/cases/{case.id}/close", {"outcome": "no_danger"}).location)
    assert "somebody else was quicker" in words_of(page)
    assert case_of(house.core, case.id).outcome is Outcome.SAFE


def test_the_page_leads_to_the_person_whose_nudges_are_resumed_by_name(houses: House, case: Case) -> None:
    browser = houses.signed_in(RESPONDER)
    address = f"/people/{person(houses.core).id}/resume"
    assert f'href="{address}"' in browser.get(f"/cases/{case.id}").text
    browser.get(address)
    browser.post(address)
    assert person(houses.core).paused is None
    assert address not in browser.get(f"/cases/{case.id}").text


def test_the_page_of_the_person_leads_to_the_case(house: House) -> None:
    house.plan()
    case = in_danger(house.core).case
    page = house.signed_in(RESPONDER).get(f"/people/{person(house.core).id}")
    assert f'href="/cases/{case.id}"' in page.text
    assert "They may be in danger. What is said of appointments goes on." in words_of(page)


def test_everything_that_came_since_is_shown_the_newest_first_and_nothing_of_others(houses: House, case: Case) -> None:
    houses.pass_by(timedelta(minutes=3))
    in_danger(houses.core, Danger.CHILD, words="and the wean is here")
    in_danger(houses.core, number=ELSEWHERE, words="of somebody else")
    shown = words_of(houses.signed_in(RESPONDER).get(f"/cases/{case.id}"))
    assert shown.index("and the wean is here") < shown.index("I cannae go on")
    assert "of somebody else" not in shown
    assert "They may harm themselves. A child is in danger" in shown


def test_the_answer_and_what_came_of_it_are_shown(houses: House, case: Case) -> None:
    browser = houses.signed_in(RESPONDER)
    assert "Answer No answer" in words_of(browser.get(f"/cases/{case.id}"))
    answered(houses, case)
    page = browser.get(f"/cases/{case.id}")
    assert "Answer Waiting to go" in words_of(page)
    assert "116 123" in page.text


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("21610", "they asked us to stop"),
        (Reason.OPTED_OUT, "they asked us to stop"),
        (Reason.LATE, "it would have come too late to help"),
        (State.UNDELIVERED, "undelivered"),
    ],
)
def test_an_answer_that_could_not_be_sent_is_said(houses: House, case: Case, why: str, said: str) -> None:
    text = answered(houses, case)
    with houses.core.store.write(actor="worker") as tx:
        unanswered(houses.core, tx, text, why)
    shown = words_of(houses.signed_in(RESPONDER).get(f"/cases/{case.id}"))
    assert f"Answer No answer could be sent: {said}" in shown


def test_a_case_of_a_number_that_nobody_knows_is_the_duty_boards(house: House) -> None:
    case = in_danger(house.core, number=ELSEWHERE, words="help").case
    shown = words_of(house.signed_in(RESPONDER).get(f"/cases/{case.id}"))
    assert "Number ends 555" in shown
    assert "Person Nobody we know" in shown


def test_a_case_of_what_is_no_telephone_number_is_shown(house: House) -> None:
    case = in_danger(house.core, number=None, words="help").case
    shown = words_of(house.signed_in(RESPONDER).get(f"/cases/{case.id}"))
    assert "Number No telephone number" in shown
    assert "help" in shown
