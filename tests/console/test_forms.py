"""No other site can send a form of ours for somebody who is signed in."""

import pytest

from service.core import accounts
from service.core.records import Role, Seat
from service.domain.ids import PersonId
from tests.builders import SAM
from tests.console.house import ABROAD, ABROAD_TERMS, HOME, PASSWORD, VIEWER, Browser, House, secret, words_of

EMAIL = "anna.reid@nhs.example"
FORMS = ["/sign-in", "/sign-out", "/password", "/set-up/{secret}", "/people/{person}/pause"]
FILLED = {
    "email": EMAIL,
    "password": "another good password",
    "again": "another good password",
    "old_password": PASSWORD,
    "why": "hospital",
}


def address(house: House, form: str) -> str:
    if "{secret}" not in form:
        return form.format(person=person(house)) if "{" in form else form
    return accounts.create_user(house.core, "new@nhs.example", VIEWER, secret()).path


def person(house: House) -> PersonId:
    """Sam, of whom we hear again and again."""
    with house.core.store.read() as tx:
        return tx.releases.get(house.plan()).person_id


def is_paused(house: House) -> bool:
    with house.core.store.read() as tx:
        found = tx.people.find(SAM)
    return found is not None and found.paused is not None


@pytest.fixture
def browser(house: House) -> Browser:
    signed_in = house.signed_in(Seat(Role.RESPONDER))
    signed_in.get("/texts")
    return signed_in


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_refused_without_the_token_of_its_session(house: House, browser: Browser, form: str) -> None:
    where = address(house, form)
    stranger = house.browser()
    stranger.get("/sign-in")
    for token in ("", "x", browser.token[:-1], stranger.token, "\u00fc"):
        answer = browser.post(where, FILLED, token=token)
        assert answer.status_code == 403
        assert "open for too long" in words_of(answer)
    assert browser.is_signed_in()
    assert house.browser().sign_in(EMAIL).status_code == 303
    assert not is_paused(house)


@pytest.mark.parametrize("form", [*FORMS, "/open/{secret}"])
@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://127.0.0.1:8001", "http://127.0.0.1", "http://localhost:8000"]
)
def test_every_form_is_refused_from_another_origin(house: House, browser: Browser, form: str, origin: str) -> None:
    opens = accounts.open_link(house.core, house.staff(email="demo@nhs.example"), secret())
    where = opens if form.startswith("/open") else address(house, form)
    answer = browser.post(where, FILLED, headers={"Origin": origin})
    assert answer.status_code == 403
    assert "came from another site" in words_of(answer)
    assert browser.is_signed_in()
    assert house.browser().post(opens).status_code == 303
    assert not is_paused(house)


def test_a_form_from_our_own_origin_is_taken(house: House, browser: Browser) -> None:
    assert browser.post("/sign-out", headers={"Origin": HOME}).status_code == 303


def test_behind_a_proxy_that_changes_the_host_the_public_address_counts(house: House) -> None:
    abroad = House(house.core, house.clock, ABROAD_TERMS)
    browser = abroad.signed_in()
    browser.get("/texts")
    held = browser.client.get_cookie("__Host-session", domain=ABROAD.removeprefix("https://"))
    assert held is not None
    browser.client.set_cookie("__Host-session", held.value, domain="web.internal")
    for origin, status in (("https://evil.example", 403), (ABROAD, 303)):
        sent = {"csrf_token": browser.token}
        answer = browser.client.post(
            "/sign-out", data=sent, headers={"Origin": origin}, base_url="https://web.internal"
        )
        assert answer.status_code == status


def test_browsers_are_told_to_name_the_origin_of_our_own_forms(browser: Browser) -> None:
    """By the Fetch standard a form under Referrer-Policy no-referrer comes from the Origin "null"."""
    assert browser.get("/texts").headers["Referrer-Policy"] == "same-origin"


def test_a_form_that_is_too_long_is_not_read(house: House, browser: Browser) -> None:
    answer = browser.post("/sign-in", {"email": "a" * 20_000, "password": "b"})
    assert answer.status_code == 413


def test_no_address_changes_anything_when_it_is_only_looked_at(house: House) -> None:
    app = house.browser().client.application
    changing = {"sign_in", "sign_out", "set_up", "open_", "change_password", "do_deed"}
    changing |= {"done", "accept_case", "close", "whose"}
    for rule in app.url_map.iter_rules():
        door, _, name = rule.endpoint.partition(".")
        if door == "console":
            assert ("POST" in (rule.methods or ())) is (name in changing), rule.rule
