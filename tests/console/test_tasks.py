"""The page of tasks: danger first, then every kind with a plain title; done by a responder, and only of their Board."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from service.console.told import DANGERS, OUTCOMES, TASKS, labels, task
from service.core.cases import Outcome
from service.core.casework import accept, close_case
from service.core.desk_work import SHOWN
from service.core.joining import Why
from service.core.records import Role, Seat
from service.domain.event import Kind
from service.domain.ids import BoardCode
from service.domain.meaning import Danger, Grade, Label
from service.domain.number import Number
from service.store import tables
from tests.builders import GLASGOW, LOTHIAN, sql_store
from tests.console.house import House, words_of
from tests.core.endangered import JO, in_danger
from tests.core.looking import number_id, person

SERVICE = Path(__file__).parents[2] / "service"
NATIONAL, RESPONDER = Seat(Role.ADMIN), Seat(Role.RESPONDER, GLASGOW)
OTHERS = Seat(Role.RESPONDER, LOTHIAN)


def ask(
    house: House, kind: str, about: dict[str, str | None], board: BoardCode | None = None, priority: int = 2
) -> None:
    with house.core.store.write(actor="of this test") as tx:
        tx.journal.ask_staff(kind, about=about, board=board, priority=priority)


def task_ids(page: TestResponse) -> list[str]:
    return re.findall(r'action="/tasks/(k-[0-9a-z]+)/done"', page.text)


def heads(page: TestResponse) -> list[str]:
    return re.findall(r"<h2[^>]*>(.*?)</h2>", page.text)


def done(house: House) -> list[tuple[str, str]]:
    """What was done, and by whom."""
    query = select(tables.journal).where(tables.journal.c.action == "task.done")
    with sql_store(house.core).engine.begin() as connection:
        return [(row.why, row.actor) for row in connection.execute(query)]


def test_every_kind_of_task_has_a_plain_title() -> None:
    source = "\n".join(file.read_text(encoding="utf-8") for file in SERVICE.rglob("*.py"))
    raised = set(re.findall(r'(?:ask_staff|_ask_staff)\((?:core, worker, )?"([a-z_]+)"', source))
    raised |= set(re.findall(r'\b(?:Task|_before_send)\("([a-z_]+)"', source))
    raised |= {Kind.DIED.value, Kind.RETURNED.value, Kind.MERGED.value, *(why.value for why in Why)}
    assert len(raised) > 30
    assert raised - TASKS.keys() == set()


def test_every_kind_of_danger_every_end_and_every_label_is_said_in_words() -> None:
    assert set(DANGERS) == set(Danger)
    assert set(OUTCOMES) == set(Outcome)
    assert all(labels((label.value,)) != "Not known" for label in Label)
    assert labels(("crisis", "call_me")) == "Danger, wants a call"
    assert labels(()) == labels(("of a later version",)) == "Not known"
    assert task("something_new") == "Something new"


def test_danger_stands_first_and_what_nobody_has_accepted_before_all(houses: House) -> None:
    houses.plan()
    first = in_danger(houses.core, Danger.ABUSE, Grade.AMBER).case
    accept(houses.core, JO, None, first.id)
    houses.pass_by(timedelta(minutes=20))
    second = in_danger(houses.core, number=Number.trusted("+447700900555")).case
    ask(houses, "reply_to_read", {"person": person(houses.core).id})
    page = houses.signed_in(NATIONAL).get("/tasks")
    assert re.findall(r'href="/cases/(case-[0-9a-z]+)"', page.text.partition("<main")[2]) == [second.id, first.id]
    assert heads(page) == ["Danger", "Read a reply (1)"]
    assert "Amber" in words_of(page)
    assert "Nobody yet" in words_of(page)


def test_a_closed_case_is_no_task(house: House) -> None:
    close_case(house.core, JO, None, in_danger(house.core).case.id, Outcome.SAFE)
    assert "No case of danger is open." in words_of(house.signed_in(NATIONAL).get("/tasks"))


def test_a_case_that_nobody_accepted_in_time_is_late(house: House) -> None:
    in_danger(house.core)
    browser = house.signed_in(NATIONAL)
    assert "Late" not in words_of(browser.get("/tasks"))
    house.pass_by(timedelta(minutes=15))
    assert "Late" in words_of(browser.get("/tasks"))


def test_tasks_stand_under_their_kind_the_pressing_ones_first(houses: House) -> None:
    houses.plan()
    who = person(houses.core).id
    ask(houses, "call_back", {"person": who}, GLASGOW)
    houses.pass_by(timedelta(minutes=1))
    ask(houses, "call_back", {"person": who}, GLASGOW, priority=3)
    ask(houses, "gp_refused", {"person": who}, GLASGOW)
    page = houses.signed_in(RESPONDER).get("/tasks")
    assert heads(page) == ["Danger", "Call somebody back (2)", "A practice said no to somebody (1)"]
    assert words_of(page).index("First") < words_of(page).index("10:15am")


def test_staff_of_a_board_see_its_tasks_and_national_staff_all(houses: House) -> None:
    houses.plan()
    ask(houses, "call_back", {}, GLASGOW)
    ask(houses, "language", {}, LOTHIAN)
    ask(houses, "spool_damaged", {})
    own = houses.signed_in(RESPONDER, "a@nhs.example").get("/tasks")
    theirs = houses.signed_in(OTHERS, "b@nhs.example").get("/tasks")
    every = houses.signed_in(NATIONAL, "c@nhs.example").get("/tasks")
    assert [len(heads(page)) - 1 for page in (own, theirs, every)] == [1, 1, 3]
    assert "Call somebody back (1)" in heads(own)
    assert "Somebody writes in another language (1)" in heads(theirs)


@pytest.mark.parametrize("name", ["person", "release", "number", "text"])
def test_a_task_that_names_no_board_is_of_the_board_of_whom_it_is_about(houses: House, name: str) -> None:
    release = houses.plan()
    about = {
        "person": person(houses.core).id,
        "release": release,
        "number": number_id(houses.core),
        "text": houses.text(release),
    }
    ask(houses, "release_held", {name: about[name]})
    assert len(task_ids(houses.signed_in(RESPONDER, "a@nhs.example").get("/tasks"))) == 1
    assert task_ids(houses.signed_in(OTHERS, "b@nhs.example").get("/tasks")) == []


def test_a_responder_marks_a_task_as_done_and_it_is_kept_who_did(houses: House) -> None:
    ask(houses, "call_back", {}, GLASGOW)
    browser = houses.signed_in(RESPONDER)
    (task_id,) = task_ids(browser.get("/tasks"))
    page = browser.get(browser.post(f"/tasks/{task_id}/done").location)
    assert "Done: Call somebody back." in words_of(page)
    assert task_ids(page) == []
    ((why, actor),) = done(houses)
    assert why == "call_back"
    assert actor.startswith("u-")
    assert browser.post(f"/tasks/{task_id}/done").status_code == 404
    assert len(done(houses)) == 1


@pytest.mark.parametrize("seat", [OTHERS, Seat(Role.VIEWER, GLASGOW), Seat(Role.APPROVER, GLASGOW)])
def test_nobody_else_marks_it_as_done(houses: House, seat: Seat) -> None:
    ask(houses, "call_back", {}, GLASGOW)
    (task_id,) = task_ids(houses.signed_in(RESPONDER, "a@nhs.example").get("/tasks"))
    browser = houses.signed_in(seat, "b@nhs.example")
    assert task_ids(browser.get("/tasks")) == []
    assert browser.post(f"/tasks/{task_id}/done").status_code in (403, 404)
    assert done(houses) == []


def test_of_many_tasks_of_a_kind_the_first_are_shown_and_a_page_of_its_own_shows_them_all(houses: House) -> None:
    for _ in range(SHOWN + 3):
        ask(houses, "reply_to_read", {}, GLASGOW)
    ask(houses, "call_back", {}, GLASGOW)
    browser = houses.signed_in(RESPONDER)
    page = browser.get("/tasks")
    assert len(task_ids(page)) == SHOWN + 1
    assert f"See all {SHOWN + 3}" in page.text
    assert len(task_ids(browser.get("/tasks?kind=reply_to_read"))) == SHOWN + 3
    assert len(task_ids(browser.get("/tasks?kind=nonsense%00"))) == SHOWN + 1


def test_a_task_leads_to_where_it_is_seen_to(house: House) -> None:
    release = house.plan()
    case = in_danger(house.core).case
    text, who = house.text(release), person(house.core).id
    ask(house, "text_rejected", {"text": text, "person": who, "reply": case.sid}, GLASGOW)
    page = house.signed_in(RESPONDER).get("/tasks")
    assert re.search(r'href="/replies/y-[0-9a-z]+"', page.text)
    assert f'href="/texts/{text}"' in page.text
    assert f'href="/people/{who}"' in page.text


def test_a_task_about_several_replies_leads_to_the_first_of_them(house: House) -> None:
    sid = in_danger(house.core).case.sid
    ask(house, "replies_before", {"replies": f"{sid} SM{7:032x}"}, GLASGOW)
    page = house.signed_in(RESPONDER).get("/tasks")
    with house.core.store.read() as tx:
        reply = tx.desk.with_sid(sid)
    assert reply is not None
    assert f'href="/replies/{reply.id}"' in page.text


def test_a_prison_sees_no_task(house: House) -> None:
    assert house.signed_in(Seat(Role.POSTER, GLASGOW)).get("/tasks").status_code == 403


def test_whoever_is_not_signed_in_is_asked_to(house: House) -> None:
    for address in ("/tasks", "/replies", "/cases/case-2", "/replies/y-2"):
        assert "/sign-in" in house.browser().get(address).location
