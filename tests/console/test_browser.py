"""The console in a real browser: whole without JavaScript, at ease on a phone and on a wide screen."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from service.core import accounts
from service.core.holding import BY_HAND, put_on_hold
from service.core.intake import receive
from service.core.records import Role, Seat
from service.domain.event import Kind
from service.domain.ids import PersonId
from service.domain.number import Number
from service.web import create_app
from service.webhooks.signature import Signature
from tests.browser import PATIENCE_MS, Scheme, Watched, watched
from tests.builders import BARLINNIE, make_event
from tests.commands.processes import free_port
from tests.console.busy import JO, KIM, SAM, live
from tests.console.house import PASSWORD, VIEWER, House, secret
from tests.core.endangered import in_danger

if TYPE_CHECKING:
    from playwright.sync_api import Browser

EMAIL = "demo@release-day.example"
WIDTHS = [390, 1280]
SUBMIT = "main button[type=submit]"


class Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002  werkzeug calls it so
        pass


@contextmanager
def serving(app: Flask, port: int) -> Iterator[None]:
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def open_house(house: House) -> Iterator[House]:
    """With some weeks behind it, and a door that a browser can find."""
    live(house)
    house.staff(Seat(Role.RESPONDER), EMAIL)
    port = free_port()
    found = replace(house, terms=replace(house.terms, public_url=f"http://127.0.0.1:{port}"))
    with serving(create_app(found.core, Signature("of these tests", found.terms.public_url), found.terms), port):
        yield found


def open_path(house: House) -> str:
    (user,) = accounts.listed(house.core)
    return accounts.open_link(house.core, user, secret())


def at_ease(seen: Watched, *, javascript: bool = True) -> None:
    """axe is a script itself: where none runs, the markup that it judges is the same."""
    assert seen.sideways() == 0
    if javascript:
        assert seen.barriers() == []


def forget_refusals(seen: Watched) -> None:
    """The browser notes each answer above 399, also those that this test asked for."""
    seen.complaints[:] = [said for said in seen.complaints if "the server responded with a status of 4" not in said]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_from_the_link_to_the_log_a_filter_and_the_history_of_a_text(
    open_house: House, browser: "Browser", width: int, *, javascript: bool
) -> None:
    with watched(browser, open_house.terms.public_url, width=width, javascript=javascript) as seen:
        page = seen.page
        page.goto(open_path(open_house))
        at_ease(seen, javascript=javascript)
        page.get_by_role("button", name="Open").click()
        page.wait_for_url("**/texts")
        at_ease(seen, javascript=javascript)
        assert page.get_by_role("rowheader").count() == 8
        page.get_by_label("State").select_option("Cancelled")
        page.get_by_role("button", name="Show").click()
        page.wait_for_url("**state=cancelled**")
        rows = page.locator("#log tbody tr")
        assert rows.count() == rows.filter(has_text="Cancelled").count() >= 11
        at_ease(seen, javascript=javascript)
        page.locator("#log a").filter(has_text=re.compile(f"04 urgent.*ends {JO[-3:]}", re.DOTALL)).click()
        page.get_by_role("heading", name="04 urgent").wait_for()
        at_ease(seen, javascript=javascript)
        history = page.get_by_role("main").inner_text()
        assert history.index("Planned") < history.index("They asked us to stop.")
        page.get_by_role("navigation", name="Breadcrumb").get_by_role("link", name="Texts").click()
        page.get_by_role("button", name="Sign out").click()
        page.wait_for_url("**/sign-in")
        at_ease(seen, javascript=javascript)


PLACES = {
    "the whole plan": "/texts?state=planned",
    "faulty filters": "/texts?day=x&state=y&board=z&step=w",
    "an empty day": "/texts?day=2026-12-20",
    "no such page": "/texts/t-22222222222222222",
    "a new password": "/password",
    "a link that is gone": "/open/used",
}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_at_ease_on_a_phone_and_on_a_wide_screen(
    open_house: House, browser: "Browser", width: int, scheme: Scheme
) -> None:
    with watched(browser, open_house.terms.public_url, width=width, scheme=scheme) as seen:
        seen.page.goto(open_path(open_house))
        seen.page.locator(SUBMIT).click()
        seen.page.wait_for_url("**/texts")
        found = {}
        for place, address in PLACES.items():
            seen.page.goto(address)
            found[place] = (seen.sideways(), seen.barriers())
        assert found == dict.fromkeys(PLACES, (0, []))
        forget_refusals(seen)


def people(house: House) -> dict[str, PersonId]:
    """Sam's mother has his phone, and he died; Kim is well."""
    house.plan("48217", SAM)
    receive(house.core, make_event(Kind.DIED, time=house.clock.wall(), source=BARLINNIE))
    with house.core.store.read() as tx:
        found = {name: tx.people.find(number) for name, number in (("sam", "48213"), ("kim", "48215"))}
    return {name: one.id for name, one in found.items() if one is not None}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_a_person_are_at_ease_on_a_phone_and_on_a_wide_screen(
    open_house: House, browser: "Browser", width: int, scheme: Scheme
) -> None:
    who = people(open_house)
    dead, well = f"/people/{who['sam']}", f"/people/{who['kim']}"
    with watched(browser, open_house.terms.public_url, width=width, scheme=scheme) as seen:
        seen.page.goto(open_path(open_house))
        seen.page.locator(SUBMIT).click()
        seen.page.wait_for_url("**/texts")
        found = {}
        places = [dead, f"{dead}/alive", f"{dead}/phone", well, f"{well}/pause", "/people/p-2"]
        for address in places:
            seen.page.goto(address)
            found[address] = (seen.sideways(), seen.barriers())
        for address in (f"{dead}/alive", f"{well}/pause"):
            seen.page.goto(address)
            seen.page.locator(SUBMIT).click()
            seen.page.get_by_text("There is a problem").wait_for()
            found[f"{address}, not answered"] = (seen.sideways(), seen.barriers())
        assert found == dict.fromkeys(found, (0, []))
        assert len(found) == 8
        forget_refusals(seen)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_staff_pause_the_texts_of_a_person_and_let_them_go_on(
    open_house: House, browser: "Browser", width: int, *, javascript: bool
) -> None:
    with watched(browser, open_house.terms.public_url, width=width, javascript=javascript) as seen:
        page = seen.page
        page.goto(open_path(open_house))
        page.get_by_role("button", name="Open").click()
        page.wait_for_url("**/texts")
        page.goto("/texts?state=planned")
        page.locator("#log a").first.click()
        page.locator("dl a").click()
        page.get_by_role("heading", name="Person").wait_for()
        page.get_by_role("link", name="Pause the texts").click()
        page.get_by_role("heading", name="Pause the texts?").wait_for()
        page.get_by_label("Why?").select_option("They are in hospital")
        page.get_by_role("button", name="Pause the texts").click()
        page.get_by_text("The texts are paused.").wait_for()
        assert "They are in hospital." in page.get_by_role("main").inner_text()
        at_ease(seen, javascript=javascript)
        page.get_by_role("link", name="Let the texts go on").click()
        page.get_by_role("button", name="Let the texts go on").click()
        page.get_by_text("The pause is over.").wait_for()
        assert page.locator("#texts").get_by_text("Waiting to go").count() > 0
        at_ease(seen, javascript=javascript)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_tasks_cases_and_replies_are_at_ease_on_a_phone_and_on_a_wide_screen(
    open_house: House, browser: "Browser", width: int, scheme: Scheme
) -> None:
    case = in_danger(open_house.core, words="I cannot go on").case
    in_danger(open_house.core, number=Number.trusted("+447700900555"))
    put_on_hold(open_house.core, "of this test", BY_HAND)
    with open_house.core.store.write(actor="of this test") as tx:
        tx.journal.ask_staff("call_back", about={"reply": case.sid}, priority=3, due=open_house.clock.now())
        tx.journal.ask_staff("prison_silent", about={"prison": "barlinnie"})
    with watched(browser, open_house.terms.public_url, width=width, scheme=scheme) as seen:
        seen.page.goto(open_path(open_house))
        seen.page.locator(SUBMIT).click()
        seen.page.wait_for_url("**/texts")
        found = {}
        places = ["/tasks", "/tasks?kind=call_back", f"/cases/{case.id}", "/replies", "/replies?state=unread"]
        for address in places:
            seen.page.goto(address)
            found[address] = (seen.sideways(), seen.barriers())
        seen.page.locator("#replies a").filter(has_text=f"ends {SAM[-3:]}").first.click()
        seen.page.get_by_role("heading", name="To be seen to").wait_for()
        found["a reply"] = (seen.sideways(), seen.barriers())
        seen.page.goto(f"/cases/{case.id}")
        seen.page.get_by_role("button", name="Close this case").click()
        seen.page.get_by_text("There is a problem").wait_for()
        found["not closed"] = (seen.sideways(), seen.barriers())
        assert found == dict.fromkeys(found, (0, []))
        assert len(found) == 7
        forget_refusals(seen)


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_staff_accept_a_case_of_danger_resume_the_nudges_and_close_it(
    open_house: House, browser: "Browser", *, javascript: bool
) -> None:
    in_danger(open_house.core, number=Number.trusted(KIM), words="I cannot go on")
    with watched(browser, open_house.terms.public_url, width=390, javascript=javascript) as seen:
        page = seen.page
        page.goto(open_path(open_house))
        page.get_by_role("button", name="Open").click()
        page.wait_for_url("**/texts")
        page.get_by_role("region", name="Danger").get_by_role("link", name="See to it").click()
        page.get_by_text("I cannot go on").wait_for()
        page.get_by_role("button", name="Accept this case").click()
        page.get_by_text("You have accepted this case.").wait_for()
        assert page.get_by_role("region", name="Danger").count() == 0
        at_ease(seen, javascript=javascript)
        page.get_by_label("How did it end?").select_option("They could not be reached")
        page.get_by_role("button", name="Close this case").click()
        page.get_by_text("The case is closed.").wait_for()
        page.get_by_role("link", name="Resume nudges").click()
        page.get_by_role("button", name="Let the texts go on").click()
        page.get_by_text("The pause is over.").wait_for()
        page.get_by_role("link", name="Tasks").click()
        page.get_by_text("No case of danger is open.").wait_for()
        at_ease(seen, javascript=javascript)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_failed_sign_in_is_at_ease_too_and_a_good_one_gets_in(
    open_house: House, browser: "Browser", width: int
) -> None:
    with watched(browser, open_house.terms.public_url, width=width) as seen:
        seen.page.goto("/sign-in")
        seen.page.get_by_label("E-mail address").fill(EMAIL)
        seen.page.get_by_label("Password", exact=True).fill("not the right one")
        seen.page.locator(SUBMIT).click()
        seen.page.get_by_text("There is a problem").wait_for()
        at_ease(seen)
        forget_refusals(seen)
        seen.page.get_by_label("Password", exact=True).fill(PASSWORD)
        seen.page.locator(SUBMIT).click()
        seen.page.wait_for_url("**/texts")


def test_a_new_account_is_set_up_in_the_browser(open_house: House, browser: "Browser") -> None:
    new = accounts.create_user(open_house.core, "jo@nhs.example", VIEWER, secret())
    with watched(browser, open_house.terms.public_url, width=390) as seen:
        seen.page.goto(new.path)
        at_ease(seen)
        seen.page.get_by_label("New password", exact=True).fill(PASSWORD)
        seen.page.get_by_label("The same password again").fill(PASSWORD)
        seen.page.locator(SUBMIT).click()
        seen.page.wait_for_url("**/texts")


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_a_link_from_another_site_leads_into_the_open_session(
    open_house: House, browser: "Browser", *, javascript: bool
) -> None:
    """As in an e-mail: the browser keeps a strict cookie back, and our own page sends it on."""
    elsewhere = Flask(__name__)
    wanted = f"{open_house.terms.public_url}/texts?state=cancelled"
    elsewhere.add_url_rule("/", "mail", lambda: f'<a href="{wanted}">Look at it</a>')
    port = free_port()
    with serving(elsewhere, port), browser.new_context(java_script_enabled=javascript) as context:
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.goto(open_house.terms.public_url + open_path(open_house))
        page.locator(SUBMIT).click()
        page.wait_for_url("**/texts")
        page.goto(f"http://localhost:{port}/")
        page.get_by_role("link").click()
        page.get_by_role("heading", name="Texts").wait_for()
        assert page.url == wanted
