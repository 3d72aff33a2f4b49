"""What holds for every page: its headers, its errors, and where the practice phones are."""

import logging
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from flask import Blueprint, abort
from sqlalchemy import text
from werkzeug.test import TestResponse

from service.core import accounts
from service.settings import Need, read_settings
from service.web import terms_of
from tests.builders import sql_store
from tests.console.house import ABROAD_TERMS, PHONES, VIEWER, House, secret, title_of, words_of


def every_page(house: House) -> list[TestResponse]:
    """One of each: pages, redirects, refusals."""
    house.plan()
    new = accounts.create_user(house.core, "new@nhs.example", VIEWER, secret())
    signed_in, stranger = house.signed_in(), house.browser()
    texts = signed_in.get("/texts?state=planned")
    one = texts.text.split('href="/texts/')[1].split('"')[0]
    pages = [texts, *(signed_in.get(page) for page in ("/", "/texts", f"/texts/{one}", "/password", "/texts?day=x"))]
    pages += [stranger.get(page) for page in ("/", "/texts", "/sign-in", new.path, "/open/x", "/practice", "/nothing")]
    pages += [stranger.post("/sign-in"), stranger.get("/sign-out"), stranger.post("/sign-in", token="x")]
    return pages


def test_every_page_goes_out_under_the_headers_and_is_kept_by_no_cache(house: House) -> None:
    for page in every_page(house):
        assert "default-src 'self'" in page.headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        assert page.headers["X-Frame-Options"] == "DENY"
        assert page.headers["Cache-Control"] == "no-store"
        assert "Strict-Transport-Security" not in page.headers


def test_no_page_holds_a_script_or_a_style_of_its_own(house: House) -> None:
    for page in every_page(house):
        for script in page.text.split("<script")[1:]:
            assert script.startswith(' src="/static/')
        assert "<style" not in page.text
        assert " style=" not in page.text
        assert " onclick" not in page.text


def test_no_page_gives_a_value_a_name_that_the_frame_gives_to_a_macro(house: House) -> None:
    for page in every_page(house):
        assert "Macro" not in page.text


def test_what_pages_need_comes_from_our_own_origin(house: House) -> None:
    browser = house.browser()
    page = browser.get("/sign-in").text
    addresses = [part.split('"')[0] for name in ('src="', 'rel="stylesheet" href="') for part in page.split(name)[1:]]
    assert addresses
    for address in addresses:
        asset = browser.client.get(unescape(address))
        assert asset.status_code == 200, address
        assert asset.headers["Cache-Control"] == "no-cache"
        assert asset.headers["X-Content-Type-Options"] == "nosniff"
        asset.close()


def test_an_address_that_nobody_answers_gets_a_plain_page(house: House) -> None:
    for browser in (house.browser(), house.signed_in()):
        answer = browser.get("/nothing/%00/<script>")
        assert answer.status_code == 404
        assert answer.mimetype == "text/html"
        assert title_of(answer) == "There is no such page"
        assert "<script>" not in words_of(answer)


def test_the_other_doors_keep_their_own_refusals(house: House) -> None:
    client = house.browser().client
    assert client.get("/v1/nothing").mimetype == "application/problem+json"
    assert client.get("/v1/texts").status_code == 401
    refused = client.post("/webhooks/sms")
    assert refused.status_code == 403
    assert "You may not do this" not in refused.text
    assert client.get("/healthz").status_code == 200


def test_a_refusal_of_another_door_stays_as_it_is(house: House) -> None:
    other = Blueprint("other", __name__)
    other.add_url_rule("/other", "refuse", lambda: abort(403, "in its own words"))
    client = house.browser().client
    client.application.register_blueprint(other)
    answer = client.get("/other")
    assert answer.status_code == 403
    assert "in its own words" in answer.text
    assert "NHS Scotland" not in answer.text


def test_a_missing_asset_is_not_found(house: House) -> None:
    for name in ("nothing.css", "../web.py", "..%2fweb.py"):
        assert house.browser().client.get(f"/static/{name}").status_code == 404


def away(house: House) -> None:
    """The database, as when its file was taken away under the service."""
    with sql_store(house.core).engine.execution_options(write=True).begin() as connection:
        connection.execute(text("alter table users rename to elsewhere"))


def broken(house: House) -> House:
    """A service whose configuration makes a page fail in a way that nobody foresaw."""
    boards: Any = None
    return replace(house, core=replace(house.core, config=replace(house.core.config, boards=boards)))


def test_a_database_that_does_not_answer_is_a_plain_503(house: House) -> None:
    browser = house.signed_in()
    away(house)
    for answer in (browser.get("/texts"), browser.get("/sign-in")):
        assert answer.status_code == 503
        assert title_of(answer) == "The service does not answer"
        assert answer.headers["Retry-After"] == "60"
        assert answer.headers["Cache-Control"] == "no-store"


def test_a_fault_of_ours_is_a_plain_500_and_the_log_tells_where_without_what(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    browser = house.signed_in()
    sick = broken(house).browser().with_cookie(browser.cookie)
    with caplog.at_level(logging.ERROR):
        answer = sick.get("/texts?board=a-secret-word")
    assert answer.status_code == 500
    assert title_of(answer) == "Something went wrong here"
    assert "Traceback" not in answer.text
    assert "GET /texts" in caplog.text
    assert "a-secret-word" not in caplog.text


def test_practice_leads_to_the_phones_and_with_a_real_carrier_to_nothing(house: House) -> None:
    led = house.browser().get("/practice")
    assert (led.status_code, led.location) == (303, PHONES)
    assert House(house.core, house.clock, ABROAD_TERMS).browser().get("/practice").status_code == 404


def test_the_practice_copy_says_so_and_what_its_clock_says(house: House) -> None:
    page = house.browser().get("/sign-in").text
    assert "The practice clock says Tuesday 1 December 2026, 10:15am." in page
    real = replace(house, core=replace(house.core, practice=False), terms=ABROAD_TERMS)
    assert "practice" not in real.browser().get("/sign-in").text.casefold()


@pytest.mark.parametrize(
    ("public_url", "base_url", "at_home", "https", "phones"),
    [
        ("http://127.0.0.1:8000", "http://127.0.0.1:8010/", True, False, "http://127.0.0.1:8010/practice"),
        ("http://localhost:8000", "https://api.twilio.com", True, False, None),
        ("https://texts.example.scot/", "http://[::1]:8010", False, True, "http://[::1]:8010/practice"),
        ("https://texts.example.scot", "https://api.twilio.com", False, True, None),
    ],
)
def test_the_console_is_told_of_the_outside_by_the_settings(
    public_url: str, base_url: str, at_home: bool, https: bool, phones: str | None
) -> None:
    key = "of thirty-two characters, and no fewer"
    environ = {"PUBLIC_URL": public_url, "TWILIO_BASE_URL": base_url, "SECRET_KEY": key}
    terms = terms_of(read_settings(environ, needs=Need.DATABASE))
    assert (terms.at_home, terms.https, terms.phones_url) == (at_home, https, phones)
    assert key not in repr(terms)
