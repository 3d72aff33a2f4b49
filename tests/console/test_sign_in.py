"""In and out, as a browser sees it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask.sessions import SecureCookieSessionInterface
from werkzeug.http import parse_cookie

from service.core import accounts
from service.core.records import Role, Seat
from service.domain.ids import PrisonSlug
from tests.console.house import (
    ABROAD_TERMS,
    GLASGOW_VIEWER,
    HOME_TERMS,
    PASSWORD,
    House,
    link_in,
    secret,
    title_of,
    words_of,
)

EMAIL = "anna.reid@nhs.example"
MINUTE = timedelta(minutes=1)


def test_whoever_is_not_signed_in_is_led_to_the_sign_in_and_back(house: House) -> None:
    house.staff()
    browser = house.browser()
    for page in ("/texts?state=planned&day=2026-12-24", "/texts/t-22222222222222222", "/password"):
        led = browser.get(page)
        assert led.status_code == 303
        assert led.location.startswith("/sign-in?next=")
        browser.get(led.location)
        form = browser.get(led.location)
        wanted = form.text.split('name="next" value="')[1].split('"')[0].replace("&amp;", "&")
        back = browser.post("/sign-in", {"email": EMAIL, "password": PASSWORD, "next": wanted})
        assert back.location == page
        browser = house.browser()


@pytest.mark.parametrize("page", ["/", "/texts"])
def test_the_front_leads_to_the_log_and_so_to_the_sign_in(house: House, page: str) -> None:
    browser = house.browser()
    led = browser.get(page)
    while led.location == "/texts":
        led = browser.get(led.location)
    assert led.location == "/sign-in"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)", "texts", "/a\nb", ""],
)
def test_a_sign_in_leads_to_no_other_site(house: House, elsewhere: str) -> None:
    house.staff()
    assert house.browser().sign_in(EMAIL, wanted=elsewhere).location == "/texts"


def test_unknown_and_wrong_get_the_very_same_page(house: House) -> None:
    house.staff()
    pages = []
    for email in (EMAIL, "nobody@nhs.example"):
        answer = house.browser().sign_in(email, "not the right one")
        assert answer.status_code == 422
        pages.append(words_of(answer))
    assert pages[0] == pages[1]
    assert "The e-mail address or the password is wrong." in pages[0]


def test_a_failed_sign_in_keeps_the_e_mail_and_never_the_password(house: House) -> None:
    answer = house.browser().sign_in("nobody@nhs.example", "a secret that was mistyped")
    assert 'value="nobody@nhs.example"' in answer.text
    assert "mistyped" not in answer.text


def test_what_is_typed_is_shown_as_text_and_not_as_markup(house: House) -> None:
    answer = house.browser().sign_in('"><script>alert(1)</script>', "x" * 12)
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize("email", [EMAIL, "nobody@nhs.example"])
def test_after_five_failures_a_plain_page_says_how_long_to_wait(house: House, email: str) -> None:
    house.staff()
    browser = house.browser()
    for _ in range(5):
        browser.sign_in(email, "not the right one")
        house.pass_by(MINUTE)
    answer = browser.sign_in(email)
    assert answer.status_code == 429
    assert title_of(answer) == "Too many tries"
    assert "You can try again at Tuesday 1 December 2026, 10:30am." in words_of(answer)
    assert 595 <= int(answer.headers["Retry-After"]) <= 601


def test_who_is_signed_in_is_not_asked_again(house: House) -> None:
    assert house.signed_in().get("/sign-in").location == "/texts"


def test_a_sign_in_begins_a_session_of_its_own(house: House) -> None:
    """A cookie that somebody planted before it is worth nothing after it."""
    house.staff()
    browser = house.browser()
    browser.get("/sign-in")
    planted = browser.cookie
    token = browser.token
    browser.sign_in(EMAIL)
    assert not browser.with_cookie(planted).is_signed_in()
    assert browser.post("/sign-out", token=token).status_code == 403


def test_signing_out_ends_the_session_and_every_copy_of_it(house: House) -> None:
    browser = house.signed_in()
    browser.get("/texts")
    copy = browser.cookie
    assert browser.with_cookie(copy).is_signed_in()
    out = browser.post("/sign-out")
    assert (out.status_code, out.location) == (303, "/sign-in")
    assert "You are signed out" in words_of(browser.get("/sign-in"))
    assert "You are signed out" not in words_of(browser.get("/sign-in"))
    assert not browser.is_signed_in()
    assert not browser.with_cookie(copy).is_signed_in()


def test_a_form_sent_after_the_session_ended_leads_to_the_sign_in(house: House) -> None:
    browser = house.browser()
    for form in ("/sign-out", "/password"):
        browser.get("/sign-in")
        answer = browser.post(form)
        assert (answer.status_code, answer.location) == (303, "/sign-in")


def test_signing_out_is_no_link(house: House) -> None:
    browser = house.signed_in()
    assert browser.get("/sign-out").status_code == 405
    assert browser.is_signed_in()


def test_half_an_hour_without_a_request_ends_a_session_and_requests_keep_it(house: House) -> None:
    browser = house.signed_in()
    for _ in range(4):
        house.pass_by(29 * MINUTE)
        assert browser.is_signed_in()
    house.pass_by(30 * MINUTE)
    assert not browser.is_signed_in()
    assert "You were signed out." in words_of(browser.get("/sign-in"))


def test_an_old_copy_of_a_cookie_is_as_old_as_it_is(house: House) -> None:
    browser = house.signed_in()
    copy = browser.cookie
    house.pass_by(20 * MINUTE)
    assert browser.is_signed_in()
    house.pass_by(20 * MINUTE)
    assert browser.is_signed_in()
    assert not browser.with_cookie(copy).is_signed_in()


def test_twelve_hours_end_a_session_however_busy(house: House) -> None:
    browser = house.signed_in()
    for _ in range(12 * 4 - 1):
        house.pass_by(15 * MINUTE)
        assert browser.is_signed_in()
    house.pass_by(15 * MINUTE)
    assert not browser.is_signed_in()


def test_sessions_go_by_the_wall_and_not_by_the_practice_clock(house: House) -> None:
    browser = house.signed_in()
    house.clock.set(now=house.clock.now() + timedelta(days=30))
    assert browser.is_signed_in()


def test_a_disabled_account_is_out_at_its_next_request(house: House) -> None:
    browser = house.signed_in()
    accounts.disable(house.core, EMAIL)
    assert not browser.is_signed_in()


def test_a_cookie_that_was_tampered_with_is_no_session(house: House) -> None:
    browser = house.signed_in()
    held, moment, signed = browser.cookie.rsplit(".", 2)
    for forged in (
        held,
        f"{held}.{moment}.{signed[::-1]}",
        f"{held}.{moment}.",
        f"{held}x.{moment}.{signed}",
        "x" * 4000,
    ):
        assert not browser.with_cookie(forged).is_signed_in()


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(house: House) -> None:
    house.staff()
    (cookie,) = house.browser().get("/sign-in").headers.getlist("Set-Cookie")
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert "Secure" not in cookie
    assert "Domain" not in cookie


def test_over_https_the_cookie_never_goes_in_the_clear(house: House) -> None:
    abroad = House(house.core, house.clock, ABROAD_TERMS)
    answer = abroad.browser().get("/sign-in")
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-session=")
    assert "Secure" in {part.strip() for part in cookie.split(";")}
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")


def test_over_https_people_sign_in_too(house: House) -> None:
    abroad = House(house.core, house.clock, ABROAD_TERMS)
    assert abroad.signed_in().get("/texts").status_code == 200


def test_the_cookie_tells_nothing_of_the_person(house: House) -> None:
    browser = house.signed_in()
    answer = browser.get("/texts")
    cookie = parse_cookie(answer.headers["Set-Cookie"])["session"]
    serializer = SecureCookieSessionInterface().get_signing_serializer(browser.client.application)
    assert serializer is not None
    held = serializer.loads(cookie)
    assert set(held) <= {"user", "generation", "began", "seen", "form"}
    assert str(held["user"]).startswith("u-")


def test_another_secret_key_makes_every_cookie_worthless(house: House) -> None:
    browser = house.signed_in()
    other = House(house.core, house.clock, replace(HOME_TERMS, secret_key="another, of thirty-two characters"))
    assert not other.browser().with_cookie(browser.cookie).is_signed_in()


def test_a_password_is_changed_here_and_every_other_browser_is_signed_out(house: House) -> None:
    here = house.signed_in()
    there = house.browser()
    there.sign_in(EMAIL)
    here.get("/password")
    new = "another good password"
    changed = here.post("/password", {"old_password": PASSWORD, "password": new, "again": new})
    assert changed.location == "/texts"
    assert "Your password is changed." in words_of(here.get("/texts"))
    assert here.is_signed_in()
    assert not there.is_signed_in()
    assert house.browser().sign_in(EMAIL, new).status_code == 303


@pytest.mark.parametrize(
    ("old", "new", "again", "said"),
    [
        ("not the right one", "another good password", "another good password", "This is not your password."),
        (PASSWORD, "short", "short", "Use 12 characters or more."),
        (PASSWORD, "another good password", "another god password", "This is not the same password."),
    ],
)
def test_a_faulty_change_of_password_changes_nothing(house: House, old: str, new: str, again: str, said: str) -> None:
    browser = house.signed_in()
    browser.get("/password")
    answer = browser.post("/password", {"old_password": old, "password": new, "again": again})
    assert answer.status_code == 422
    assert said in words_of(answer)
    assert browser.is_signed_in()
    assert house.browser().sign_in(EMAIL).status_code == 303


def test_a_prisons_account_sees_no_log_and_is_told_why(house: House) -> None:
    browser = house.signed_in(Seat(Role.POSTER, prison=PrisonSlug("barlinnie")))
    for page in ("/texts", "/texts?state=nonsense", "/texts/t-22222222222222222"):
        answer = browser.get(page)
        assert answer.status_code == 403
        assert "Your account hands releases in." in words_of(answer)
        assert 'href="/texts"' not in answer.text


def test_the_page_says_who_is_signed_in_and_for_whom(house: House) -> None:
    page = house.signed_in(GLASGOW_VIEWER).get("/texts").text
    assert f"{EMAIL}, viewer" in page
    assert "NHS Greater Glasgow and Clyde" in page
    assert link_in(house.browser().get("/nothing"), "Go to the start") == "/"


def test_a_link_in_an_e_mail_finds_the_session_though_the_browser_kept_its_cookie_back(house: House) -> None:
    browser = house.browser()
    first = browser.get("/texts?state=planned", headers={"Sec-Fetch-Site": "cross-site"})
    assert first.status_code == 200
    assert '<meta http-equiv="refresh" content="0; url=/texts?state=planned">' in first.text
    assert link_in(first, "Go on") == "/texts?state=planned"
    assert browser.get("/texts?state=planned", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 303


def test_a_set_up_link_leads_to_a_password_and_into_the_log(house: House) -> None:
    new = accounts.create_user(house.core, EMAIL, GLASGOW_VIEWER, secret())
    browser = house.browser()
    page = browser.get(new.path)
    assert title_of(page) == "Choose a password"
    assert EMAIL in words_of(page)
    assert not browser.is_signed_in()
    browser.get(new.path)
    answer = browser.post(new.path, {"password": PASSWORD, "again": PASSWORD})
    assert (answer.status_code, answer.location) == (303, "/texts")
    assert browser.is_signed_in()
    assert house.browser().sign_in(EMAIL).status_code == 303


def test_a_faulty_password_is_told_and_the_link_still_works(house: House) -> None:
    new = accounts.create_user(house.core, EMAIL, GLASGOW_VIEWER, secret())
    browser = house.browser()
    browser.get(new.path)
    for password, again, said in (("short", "short", "Use 12"), (PASSWORD, "herring", "not the same")):
        answer = browser.post(new.path, {"password": password, "again": again})
        assert answer.status_code == 422
        assert said in words_of(answer)
        assert password not in answer.text
    assert browser.post(new.path, {"password": PASSWORD, "again": PASSWORD}).status_code == 303


@pytest.mark.parametrize("kind", ["set-up", "open"])
def test_a_link_that_was_used_is_too_old_or_never_was_gets_a_plain_410(house: House, kind: str) -> None:
    user = house.staff()
    if kind == "open":
        used, old = (accounts.open_link(house.core, user, secret()) for _ in range(2))
    else:
        used, old = (accounts.create_user(house.core, EMAIL, GLASGOW_VIEWER, secret()).path for _ in range(2))
    house.pass_by(timedelta(hours=24))
    browser = house.browser()
    browser.get("/sign-in")
    for path in (used, old, f"/{kind}/{secret()}", f"/{kind}/%00", f"/{kind}/%ED%A0%80", f"/{kind}/{'x' * 3000}"):
        for answer in (browser.get(path), browser.post(path, {"password": PASSWORD, "again": PASSWORD})):
            assert answer.status_code == 410
            assert title_of(answer) == "This link no longer works"
        browser.get("/sign-in")
    assert not browser.is_signed_in()


def test_the_demos_link_shows_a_button_and_signs_in_when_it_is_pressed(house: House) -> None:
    path = accounts.open_link(house.core, house.staff(), secret())
    browser = house.browser()
    page = browser.get(path)
    assert page.status_code == 200
    assert title_of(page) == "Open the practice console"
    assert '<button type="submit"' in page.text
    assert not browser.is_signed_in()
    answer = browser.post(path)
    assert (answer.status_code, answer.location) == (303, "/texts")
    assert browser.is_signed_in()
    assert browser.get(path).status_code == 410
    assert browser.post(path).status_code == 410


def test_a_program_that_fetches_the_demos_link_does_not_use_it_up(house: House) -> None:
    path = accounts.open_link(house.core, house.staff(), secret())
    for _ in range(3):
        assert house.browser().get(path).status_code == 200
        assert house.browser().client.head(path, base_url=house.terms.public_url).status_code == 200
    assert house.browser().post(path).status_code == 303


def test_the_demos_link_is_for_this_machine_alone(house: House) -> None:
    path = accounts.open_link(house.core, house.staff(), secret())
    abroad = House(house.core, house.clock, ABROAD_TERMS).browser()
    assert abroad.get(path).status_code == 404
    assert abroad.post(path).status_code == 404
    for address in ("192.0.2.7", "fe80::1"):
        far = {"REMOTE_ADDR": address}
        browser = house.browser()
        assert browser.client.get(path, environ_overrides=far).status_code == 404
        assert browser.client.post(path, environ_overrides=far).status_code == 404
    assert house.browser().post(path).status_code == 303
