"""The delivery log as staff see it: which texts, in which order, in which words, and who sees none of them."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest

from service.core.log import leaf
from service.core.records import Role, Seat, TextFilter
from service.domain.london import london_day
from service.domain.text import State
from tests.builders import GLASGOW, LOTHIAN
from tests.console.busy import JO, SAM, live
from tests.console.house import (
    GLASGOW_VIEWER,
    VIEWER,
    Browser,
    House,
    ids_in,
    link_in,
    states_in,
    title_of,
    words_of,
)

PER_PAGE = 25
LATER_STAFF = "later@nhs.example"


def log(browser: Browser, **asked: str) -> list[str]:
    """The texts of a page of the log."""
    answer = browser.get(f"/texts?{urlencode(asked)}")
    assert answer.status_code == 200, words_of(answer)
    return ids_in(answer)


def plan_many(house: House, people: int = 3) -> list[str]:
    """Twelve texts for each, by the moment when they are due."""
    for one in range(people):
        house.plan(f"A{one}", f"+4477009001{one:02}", (GLASGOW, LOTHIAN)[one % 2])
    with house.core.store.read() as tx:
        return [one.text.id for one in tx.log.page(TextFilter(None, limit=1000))]


def test_the_log_shows_each_text_with_its_moment_its_step_its_board_and_its_state(house: House) -> None:
    house.plan()
    browser = house.signed_in()
    house.receipt(house.send_next(), "delivered")
    browser.sign_in("anna.reid@nhs.example")
    page = browser.get("/texts")
    assert states_in(page) == ["Delivered"]
    assert '<time datetime="2026-12-23T14:00:00Z">Wednesday 23 December 2026, 2pm</time>' in page.text
    for words in ("01 welcome", "NHS Greater Glasgow and Clyde", "ends 123"):
        assert words in words_of(page)


def test_the_log_opens_at_today_newest_first(house: House) -> None:
    everything = plan_many(house)
    house.pass_by(timedelta(days=25))  # Saturday 26 December
    today = house.clock.now()
    with house.core.store.read() as tx:
        due = [one.text for one in tx.log.page(TextFilter(None, limit=1000))]
    until_today = [text.id for text in due if london_day(text.due_at) <= london_day(today)]
    browser = house.signed_in()
    assert log(browser) == until_today[::-1]
    assert 0 < len(until_today) < len(everything)
    assert "up to today, newest first" in words_of(browser.get("/texts"))


def test_what_has_still_to_go_is_listed_soonest_first(house: House) -> None:
    everything = plan_many(house)
    browser = house.signed_in()
    front = browser.get("/texts")
    assert "No text was due up to today." in words_of(front)
    page = browser.get(link_in(front, "See what is waiting to go"))
    assert ids_in(page) == everything[:PER_PAGE]
    assert "Waiting to go, soonest first" in words_of(page)
    later = browser.get(link_in(page, "Later"))
    assert ids_in(later) == everything[PER_PAGE:]
    assert ids_in(browser.get(link_in(later, "Earlier"))) == everything[:PER_PAGE]


def test_pages_lead_older_and_newer_through_every_text_without_gap_or_repeat(house: House) -> None:
    everything = plan_many(house, 7)
    house.pass_by(timedelta(days=90))
    browser = house.signed_in()
    page = browser.get("/texts")
    there = ids_in(page)
    pages = [page]
    while "Older" in page.text:
        page = browser.get(link_in(page, "Older"))
        pages.append(page)
        there += ids_in(page)
    assert there == everything[::-1]
    assert len(pages) == 4
    back = ids_in(page)
    while "Newer</a>" in page.text:
        page = browser.get(link_in(page, "Newer"))
        back = ids_in(page) + back
    assert back == there


def test_from_today_the_newer_pages_lead_into_what_is_to_come(house: House) -> None:
    everything = plan_many(house)
    house.pass_by(timedelta(days=25))
    browser = house.signed_in()
    page = browser.get("/texts")
    newest = everything.index(ids_in(page)[0])
    newer = browser.get(link_in(page, "Newer"))
    assert ids_in(newer) == everything[newest + 1 : newest + 1 + PER_PAGE][::-1]
    assert ids_in(browser.get(link_in(newer, "Older")))[:3] == ids_in(page)[:3]


def test_the_filters_stay_while_one_turns_the_pages(house: House) -> None:
    plan_many(house, 6)
    browser = house.signed_in()
    page = browser.get(f"/texts?state=planned&board={GLASGOW}&step=")
    older = link_in(page, "Later")
    assert "state=planned" in older
    assert f"board={GLASGOW}" in older
    assert len(ids_in(browser.get(older))) == 36 - PER_PAGE


def test_the_log_is_filtered_by_day_state_step_and_board(houses: House) -> None:
    plan_many(houses, 2)
    houses.says("STOP", "+447700900100")
    browser = houses.signed_in()
    assert len(log(browser, state="cancelled")) == 12
    assert len(log(browser, state="planned")) == 12
    assert len(log(browser, day="2026-12-24")) == 2
    assert len(log(browser, day="2026-12-24", state="cancelled")) == 1
    assert len(log(browser, state="planned", step="02_gp")) == 1
    assert len(log(browser, day="2026-12-24", board=LOTHIAN)) == 1
    assert len(log(browser, state="cancelled", board="greater-glasgow-and-clyde")) == 12
    assert log(browser, day="2026-12-22") == []
    assert log(browser, day=" 2026-12-24 ", state="", board="", step="") == log(browser, day="2026-12-24")


def test_a_day_is_a_day_in_london(house: House) -> None:
    release = house.plan()
    texts = house.texts(release)
    browser = house.signed_in()
    for text in texts:
        assert text.id in log(browser, day=london_day(text.due_at).isoformat())


@pytest.mark.parametrize("state", [State.CLAIMED, State.ACCEPTED, State.SENT])
def test_states_that_staff_read_in_the_same_words_are_one_choice(house: House, state: State) -> None:
    house.plan()
    browser = house.signed_in()
    sid = house.send_next()
    browser.sign_in("anna.reid@nhs.example")
    accepted = log(browser, state=state)
    house.receipt(sid, "sent")
    assert len(accepted) == 1
    assert log(browser, state=state) == accepted
    page = browser.get(f"/texts?state={state}")
    assert page.text.count("<option") - page.text.count("selected") > 0
    assert '<option value="claimed" selected>On its way</option>' in page.text


def test_every_word_that_the_log_does_not_know_is_told_at_once_and_nothing_is_shown(house: House) -> None:
    house.plan()
    browser = house.signed_in()
    asked = {"day": "24/12/2026", "state": "lost", "step": "\x00", "board": "Yorkshire"}
    answer = browser.get(f"/texts?{urlencode(asked)}")
    assert answer.status_code == 422
    assert ids_in(answer) == []
    for said in ("Give the day as", "Choose a state", "Choose a Board", "Choose a text"):
        assert said in words_of(answer)


@pytest.mark.parametrize(
    "day", ["2026-02-30", "2026-1-1", "٢٠٢٦-١٢-٢٤", "2026-12-24T00:00", "0001-01-01", "9999-12-31"]
)
def test_what_is_no_day_of_this_century_is_refused(house: House, day: str) -> None:
    answer = house.signed_in().get(f"/texts?{urlencode({'day': day})}")
    assert answer.status_code == 422


def test_the_last_day_of_the_century_is_a_day(house: House) -> None:
    assert log(house.signed_in(), day="2099-12-31") == []


@pytest.mark.parametrize("side", ["before", "after"])
@pytest.mark.parametrize("given", ["t-22222222222222222", "t-", "x", "\x00", "t-'", "t-" + "2" * 50])
def test_a_page_beside_a_text_that_is_not_there_is_not_found(houses: House, side: str, given: str) -> None:
    assert houses.signed_in().get(f"/texts?{urlencode({side: given})}").status_code == 404


def test_staff_of_a_board_see_its_texts_and_no_others(houses: House) -> None:
    ours, theirs = houses.plan(), houses.plan("48214", "+447700900124", LOTHIAN)
    browser = houses.signed_in(GLASGOW_VIEWER)
    assert set(log(browser, state="planned")) == {text.id for text in houses.texts(ours)}
    page = browser.get("/texts?state=planned")
    assert "Lothian" not in page.text
    assert 'name="board"' not in page.text
    assert log(browser, state="planned", board=GLASGOW) == log(browser, state="planned")
    for other in (LOTHIAN, "lothian", "NHS Lothian", "Yorkshire", "\x00"):
        assert browser.get(f"/texts?{urlencode({'board': other})}").status_code == 404
    assert browser.get(f"/texts/{houses.text(ours)}").status_code == 200
    for address in (f"/texts/{houses.text(theirs)}", f"/texts?after={houses.text(theirs)}"):
        answer = browser.get(address)
        assert answer.status_code == 404
        assert title_of(answer) == "There is no such page"


def test_another_boards_text_and_no_text_get_the_very_same_page(house: House) -> None:
    theirs = house.text(house.plan("48214", "+447700900124", LOTHIAN))
    browser = house.signed_in(GLASGOW_VIEWER)
    pages = [browser.get(f"/texts/{one}") for one in (theirs, "t-22222222222222222", "t-2", "nonsense", "%00")]
    assert {page.status_code for page in pages} == {404}
    assert len({words_of(page) for page in pages}) == 1


@pytest.mark.parametrize("role", [Role.VIEWER, Role.RESPONDER, Role.AUTHOR, Role.APPROVER, Role.ADMIN])
def test_every_role_but_the_poster_reads_the_log(house: House, role: Role) -> None:
    text = house.text(house.plan())
    browser = house.signed_in(Seat(role, board=GLASGOW))
    assert browser.get("/texts").status_code == 200
    assert browser.get(f"/texts/{text}").status_code == 200


def test_a_poster_reads_no_log_not_even_of_the_own_board(house: House) -> None:
    text = house.text(house.plan())
    browser = house.signed_in(Seat(Role.POSTER, board=GLASGOW))
    for page in ("/texts", f"/texts/{text}"):
        assert browser.get(page).status_code == 403


def test_a_board_that_is_no_longer_configured_shows_its_staff_nothing(house: House) -> None:
    browser = house.signed_in(GLASGOW_VIEWER)
    assert browser.get("/texts").status_code == 200
    later = house.without(GLASGOW).browser().with_cookie(browser.cookie)
    assert later.get("/texts").status_code == 404


def test_no_page_shows_a_number_a_name_a_prison_number_or_the_words(house: House) -> None:
    release = live(house)
    browser = house.signed_in()
    pages = [browser.get(f"/texts?state={state}") for state in State]
    pages += [browser.get(f"/texts/{text.id}") for text in house.texts(release)]
    for page in pages:
        assert page.status_code == 200
        for secret in (SAM[3:], JO[3:], "7700 900", "Sam<", "Sam ", "48213", "Hello from", "Reply STOP"):
            assert secret not in page.text


def test_everything_that_can_become_of_a_text_is_said_in_plain_words(house: House) -> None:
    live(house)
    browser = house.signed_in()
    assert states_in(browser.get("/texts?day=2026-12-23")).count("Delivered") == 2
    assert sorted({state for day in ("23", "24") for state in states_in(browser.get(f"/texts?day=2026-12-{day}"))}) == [
        "Being checked: the carrier gave no clear answer",
        "Cancelled: they asked us to stop",
        "Delivered",
        "Not delivered: the phone was off or out of reach",
        "Not delivered: this number cannot get texts",
        "On its way",
        "Waiting to go",
    ]


def test_the_same_page_of_the_log_comes_from_both_databases(houses: House) -> None:
    plan_many(houses, 5)
    which = TextFilter(None, limit=7)
    there, found = [], leaf(houses.core, which)
    assert found.before is None
    while found.after:
        there += [one.text.id for one in found.texts]
        found = leaf(houses.core, TextFilter(None, limit=7, after=found.after))
    there += [one.text.id for one in found.texts]
    assert len(set(there)) == len(there) == 60
    back: list[str] = [one.text.id for one in found.texts]
    while found.before:
        found = leaf(houses.core, TextFilter(None, limit=7, after=found.before), back=True)
        back = [one.text.id for one in found.texts] + back
    assert back == there


def test_an_account_seated_nationwide_may_be_bound_later_and_then_sees_less(house: House) -> None:
    house.plan("48214", "+447700900124", LOTHIAN)
    assert len(log(house.signed_in(VIEWER, LATER_STAFF), state="planned")) == 12
    assert log(house.signed_in(GLASGOW_VIEWER, LATER_STAFF), state="planned") == []
