"""The pages of replies: newest first, no words on the list, the words of one for whoever sees to it."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from service.console.query import PER_PAGE
from service.core.casework import accept
from service.core.desk import ReplyFilter
from service.core.records import Reply, Role, Seat
from service.domain.ids import BoardCode, MessageSid
from service.domain.number import Number
from service.store import tables
from tests.builders import GLASGOW, LOTHIAN, SAMS_NUMBER, sql_store
from tests.console.house import House, link_in, states_in, words_of
from tests.core.endangered import JO, in_danger
from tests.core.looking import OUR_NUMBER, person

NATIONAL, RESPONDER = Seat(Role.ADMIN), Seat(Role.RESPONDER, GLASGOW)
OTHERS = Seat(Role.RESPONDER, LOTHIAN)
ELSEWHERE = Number.trusted("+447700900555")


def heard(  # noqa: PLR0913  a reply, and what is known of it
    house: House,
    words: str = "hello",
    *,
    number: Number = SAMS_NUMBER,
    board: BoardCode | None = GLASGOW,
    task: bool = True,
    whose: str = "one",
) -> MessageSid:
    """A reply as the trip of a reply keeps it, a second after the last."""
    house.pass_by(timedelta(seconds=1))
    with house.core.store.write(actor="person") as tx:
        line = tx.lines.of(number)
        sid = MessageSid(f"SM{house.core.new_id('x').removeprefix('x-'):0>32}"[:34])
        meaning = {"labels": ["call_me"], "whose": whose}
        tx.replies.add(
            Reply(sid, number.e164, line.id, OUR_NUMBER, words, house.clock.wall(), board=board, meaning=meaning)
        )
        if task:
            tx.journal.ask_staff("reply_to_read", about={"reply": sid, "number": line.id}, board=board)
    return sid


def reply_ids(page: TestResponse) -> list[str]:
    return re.findall(r'href="/replies/(y-[0-9a-z]+)"', page.text)


def seen(house: House) -> list[str]:
    """The SIDs of replies whose words somebody was shown."""
    query = select(tables.journal).where(tables.journal.c.action == "reply.words_seen").order_by(tables.journal.c.id)
    with sql_store(house.core).engine.begin() as connection:
        return [row.about["reply"] for row in connection.execute(query)]


def test_replies_are_listed_newest_first_with_what_they_are_about_and_without_words(houses: House) -> None:
    heard(houses, "a first secret")
    heard(houses, "a second secret", number=ELSEWHERE, task=False)
    page = houses.signed_in(RESPONDER).get("/replies")
    assert states_in(page) == ["Read", "Unread"]
    assert words_of(page).index("ends 555") < words_of(page).index("ends 123")
    assert "Wants a call" in words_of(page)
    assert "secret" not in page.text
    assert seen(houses) == []


def test_pages_follow_each_other_without_a_gap_and_back(houses: House) -> None:
    for _ in range(2 * PER_PAGE + 3):
        heard(houses, task=False)
    browser = houses.signed_in(RESPONDER)
    pages = [browser.get("/replies")]
    while "Older" in pages[-1].text:
        pages.append(browser.get(link_in(pages[-1], "Older")))
    ids = [reply_ids(page) for page in pages]
    assert [len(one) for one in ids] == [PER_PAGE, PER_PAGE, 3]
    assert len({one for page in ids for one in page}) == 2 * PER_PAGE + 3
    back = browser.get(newer(pages[2]))
    assert reply_ids(back) == ids[1]
    assert reply_ids(browser.get(newer(back))) == ids[0]


def newer(page: TestResponse) -> str:
    found = re.search(r'href="([^"]+)" rel="prev"', page.text)
    assert found
    return found.group(1).replace("&amp;", "&")


def test_only_what_is_unread_may_be_asked_for(houses: House) -> None:
    heard(houses, task=False)
    heard(houses)
    page = houses.signed_in(RESPONDER).get("/replies?state=unread")
    assert states_in(page) == ["Unread"]


def test_a_reply_is_read_when_its_task_is_done(houses: House) -> None:
    heard(houses)
    browser = houses.signed_in(RESPONDER)
    (reply_id,) = reply_ids(browser.get("/replies"))
    page = browser.get(f"/replies/{reply_id}")
    (task_id,) = re.findall(r"/tasks/(k-[0-9a-z]+)/done", page.text)
    answer = browser.post(f"/tasks/{task_id}/done", {"back": "reply"})
    assert answer.location == f"/replies/{reply_id}"
    assert "State Read" in words_of(browser.get(answer.location))
    assert states_in(browser.get("/replies")) == ["Read"]


@pytest.mark.parametrize("role", [Role.RESPONDER, Role.ADMIN])
def test_whoever_sees_to_replies_reads_the_words_and_it_is_noted(houses: House, role: Role) -> None:
    sid = heard(houses, "call me <i>please</i>")
    browser = houses.signed_in(Seat(role, GLASGOW))
    (reply_id,) = reply_ids(browser.get("/replies"))
    page = browser.get(f"/replies/{reply_id}")
    assert "call me &lt;i&gt;please&lt;/i&gt;" in page.text
    assert seen(houses) == [sid]
    assert SAMS_NUMBER.e164 not in page.text


@pytest.mark.parametrize("role", [Role.VIEWER, Role.AUTHOR, Role.APPROVER])
def test_whoever_does_not_reads_none(houses: House, role: Role) -> None:
    heard(houses, "a secret")
    browser = houses.signed_in(Seat(role, GLASGOW))
    (reply_id,) = reply_ids(browser.get("/replies"))
    page = browser.get(f"/replies/{reply_id}")
    assert page.status_code == 200
    assert "a secret" not in page.text
    assert "/done" not in page.text
    assert seen(houses) == []


def test_staff_of_a_board_see_its_replies_alone(houses: House) -> None:
    heard(houses)
    own, theirs = houses.signed_in(RESPONDER, "a@nhs.example"), houses.signed_in(OTHERS, "b@nhs.example")
    (reply_id,) = reply_ids(own.get("/replies"))
    assert reply_ids(theirs.get("/replies")) == []
    assert theirs.get(f"/replies/{reply_id}").status_code == 404
    assert theirs.get(f"/replies?after={reply_id}").status_code == 404
    assert reply_ids(houses.signed_in(NATIONAL, "c@nhs.example").get("/replies")) == [reply_id]
    assert seen(houses) == []


def test_a_reply_of_which_nobody_knows_the_board_is_seen_by_staff_of_all_boards_alone(houses: House) -> None:
    houses.plan()
    heard(houses, board=None)
    (reply_id,) = reply_ids(houses.signed_in(NATIONAL, "c@nhs.example").get("/replies"))
    for seat, email in ((RESPONDER, "a@nhs.example"), (OTHERS, "b@nhs.example")):
        staff = houses.signed_in(seat, email)
        assert reply_ids(staff.get("/replies")) == []
        assert staff.get(f"/replies/{reply_id}").status_code == 404


def test_a_reply_leads_to_whoever_has_the_number_and_to_the_case(house: House) -> None:
    house.plan()
    heard(house)
    case = in_danger(house.core).case
    browser = house.signed_in(RESPONDER)
    page = browser.get(f"/replies/{reply_ids(browser.get('/replies'))[-1]}")
    assert f'href="/people/{person(house.core).id}"' in page.text
    assert f'href="/cases/{case.id}"' in page.text


def test_what_comes_in_a_case_is_unread_until_somebody_accepts_the_case(houses: House) -> None:
    heard(houses, task=False)
    houses.pass_by(timedelta(seconds=1))
    case = in_danger(houses.core).case
    heard(houses, "and now this", task=False)
    browser = houses.signed_in(RESPONDER)
    assert states_in(browser.get("/replies")) == ["Unread", "Unread", "Read"]
    accept(houses.core, JO, None, case.id)
    assert states_in(browser.get("/replies")) == ["Read", "Read", "Read"]
    assert states_in(browser.get("/replies?state=unread")) == []


def test_staff_say_whose_a_reply_is_where_the_number_does_not_tell(houses: House) -> None:
    houses.plan()
    heard(houses)
    browser = houses.signed_in(RESPONDER)
    (reply_id,) = reply_ids(browser.get("/replies"))
    who = person(houses.core).id
    page = browser.get(f"/replies/{reply_id}")
    assert f'<option value="{who}">' in page.text
    refused = browser.post(f"/replies/{reply_id}/whose", {"whose": ""})
    assert refused.status_code == 422
    assert "Choose whose it is." in words_of(refused)
    page = browser.get(browser.post(f"/replies/{reply_id}/whose", {"whose": who}).location)
    assert "It is kept whose it is." in words_of(page)
    assert f"{who} (wrote it)" in words_of(page)
    assert "Who wrote it?" not in page.text


@pytest.mark.parametrize("seat", [OTHERS, Seat(Role.VIEWER, GLASGOW)])
def test_nobody_else_says_whose_it_is(houses: House, seat: Seat) -> None:
    houses.plan()
    heard(houses)
    (reply_id,) = reply_ids(houses.signed_in(RESPONDER, "a@nhs.example").get("/replies"))
    browser = houses.signed_in(seat, "b@nhs.example")
    assert "Who wrote it?" not in browser.get(f"/replies/{reply_id}").text
    form = {"whose": person(houses.core).id}
    assert browser.post(f"/replies/{reply_id}/whose", form).status_code in (403, 404)
    with houses.core.store.read() as tx:
        assert tx.desk.replies(ReplyFilter(None))[0].person_id is None


def test_a_strangers_reply_is_shown_to_the_board_of_whoever_has_the_number_now(houses: House) -> None:
    """It came to the duty Board, before anybody knew whose the number is."""
    heard(houses, "a first secret", whose="nobody")
    heard(houses, "a second secret", whose="nobody")
    houses.plan(board=LOTHIAN)
    own, theirs = houses.signed_in(RESPONDER, "a@nhs.example"), houses.signed_in(OTHERS, "b@nhs.example")
    newest, oldest = reply_ids(own.get("/replies"))
    assert reply_ids(theirs.get("/replies")) == []
    page = theirs.get(f"/replies/{newest}")
    assert "a second secret" in page.text
    assert reply_ids(page) == [oldest]


def test_a_strangers_reply_is_still_shown_to_the_board_whose_person_wrote_it(houses: House) -> None:
    heard(houses, "a first secret", whose="nobody")
    own, theirs = houses.signed_in(RESPONDER, "a@nhs.example"), houses.signed_in(OTHERS, "b@nhs.example")
    (reply_id,) = reply_ids(own.get("/replies"))
    houses.plan(board=LOTHIAN)
    assert theirs.get(f"/replies/{reply_id}").status_code == 200
    with houses.core.store.write(actor="test") as tx:
        (person,) = tx.people.with_number(tx.lines.of(SAMS_NUMBER).id)
        reply = tx.life.reply(reply_id)
        assert reply is not None
        tx.life.assign(reply.sid, person.id)
    assert theirs.get(f"/replies/{reply_id}").status_code == 200


@pytest.mark.parametrize("words", ["", " ", "\u200f\u202e", "\N{SPARKLES}" * 700, "x" * 1600])
def test_any_words_are_shown(house: House, words: str) -> None:
    heard(house, words)
    browser = house.signed_in(RESPONDER)
    assert browser.get(f"/replies/{reply_ids(browser.get('/replies'))[0]}").status_code == 200


@pytest.mark.parametrize("query", ["after=y-2", "before=y-2", "after=nonsense", "before=%00", "after=t-2"])
def test_a_page_that_begins_nowhere_is_not_found(house: House, query: str) -> None:
    assert house.signed_in(RESPONDER).get(f"/replies?{query}").status_code == 404


def test_a_prison_sees_no_reply(house: House) -> None:
    assert house.signed_in(Seat(Role.POSTER, GLASGOW)).get("/replies").status_code == 403
