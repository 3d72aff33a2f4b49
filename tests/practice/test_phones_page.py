"""The page over HTTP, without a browser."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from threading import Event

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from werkzeug.wrappers import Response

from service.practice.message import Status
from service.practice.phones import PAGE
from service.practice.phones_page import e164
from service.practice.switches import CreateFault, Switches
from tests.practice.running import (
    BOARD,
    NOWHERE,
    SAM,
    Inbox,
    RunningPractice,
    running_inbox,
    running_practice,
    twiml,
)

OTHER = "+447700900001"


def get(running: RunningPractice, path: str = "", **asked: str) -> requests.Response:
    return requests.get(f"{running.base_url}/practice{path}", params=asked, timeout=10)


def post(running: RunningPractice, path: str, said: dict[str, str], *, htmx: bool = False) -> requests.Response:
    headers = {"HX-Request": "true"} if htmx else {}
    return requests.post(
        f"{running.base_url}/practice{path}", data=said, headers=headers, timeout=10, allow_redirects=False
    )


def token(page: requests.Response) -> str:
    found = re.search(r'name="since" value="([^"]+)"', page.text)
    assert found
    return found[1]


def bodies(running: RunningPractice) -> list[str | None]:
    return [message.body for message in running.client.messages.list()]


def test_a_page_without_phones_says_so_and_that_nobody_is_texted(running: RunningPractice) -> None:
    page = get(running)
    assert page.status_code == 200
    assert page.headers["Content-Type"].startswith("text/html")
    assert "Practice: nobody is texted" in page.text
    assert "No phone has rung yet" in page.text
    assert get(running, "/").status_code == 200


def test_a_phone_shows_the_words_the_moment_in_london_and_the_tick_in_words() -> None:
    with running_practice(shown_at=lambda moment: moment + timedelta(days=190)) as running:
        sid = running.client.messages.create(to=SAM, from_=BOARD, body="Hello").sid
        running.wait_for(str(sid), Status.DELIVERED)
        page = get(running).text
    for shown in ("07700 900123", "07700 900000", "Hello", "Wednesday 30 June", ">13:00<", "delivered", "✓✓"):
        assert shown in page
    assert "Wednesday 30 June 2027, 13:00" in page


def test_words_are_words_and_never_a_part_of_the_page(running: RunningPractice) -> None:
    words = "<script>alert(1)</script><b hx-get='/x'>&amp; \"'"
    running.texts_in(words)
    page = get(running).text
    assert "<script>alert" not in page
    assert "<b " not in page
    assert words in unescape(page)


def test_nothing_new_is_204_and_something_new_is_the_part_that_changed(running: RunningPractice) -> None:
    for person in (SAM, "+447700900124"):
        running.texts_in("Hello", person=person)
    since = token(get(running))
    assert get(running, "/news", since=since).status_code == 204
    running.texts_in("Again")
    news = get(running, "/news", since=since)
    assert news.status_code == 200
    assert 'id="phone-447700900123"' in news.text
    assert 'id="phone-447700900124"' not in news.text
    assert "Again" in news.text
    assert get(running, "/news", since=token(news)).status_code == 204


def test_a_new_phone_is_put_at_the_end_and_a_known_one_where_it_is(running: RunningPractice) -> None:
    since = token(get(running))
    running.texts_in("Hello")
    news = get(running, "/news", since=since)
    assert '<div hx-swap-oob="beforeend:#phones"><article id="phone-447700900123"' in news.text
    running.texts_in("Again")
    assert "beforeend" not in get(running, "/news", since=token(news)).text


@pytest.mark.parametrize("since", ["", "-1", "deadbeef-1", "nonsense", "deadbeef-" + "9" * 5000])
def test_who_was_shown_another_run_is_sent_for_the_whole_page(running: RunningPractice, since: str) -> None:
    answer = get(running, "/news", since=since)
    assert (answer.headers["HX-Refresh"], answer.text) == ("true", "")


def test_a_version_that_is_none_sends_for_the_whole_page(running: RunningPractice) -> None:
    for version in ("x", "9" * 20, "\u0663"):
        assert get(running, "/news", since=f"{running.practice.run}-{version}").headers["HX-Refresh"] == "true"


def test_a_page_that_is_paused_asks_for_nothing_and_can_go_on(running: RunningPractice) -> None:
    running.texts_in("Hello")
    paused = get(running, paused="1").text
    assert "every 1s" in get(running).text
    assert "every 1s" not in paused
    assert "Go on" in paused
    location = post(running, "/texts", {"from": SAM, "body": "Hi", "paused": "1"}).headers["Location"]
    assert location == "/practice?paused=1#phone-447700900123"


def test_the_clock_is_told_again_only_when_it_shows_another_minute(running: RunningPractice) -> None:
    shown = "Tuesday 22 December 2026, 12:00"
    assert shown in get(running).text
    assert get(running, "/clock", shown=shown).status_code == 204
    assert shown in get(running, "/clock", shown="").text


def test_who_types_as_a_person_texts_the_service(running: RunningPractice, inbox: Inbox) -> None:
    answer = post(running, "/texts", {"from": SAM, "body": "Hi there"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/practice#phone-447700900123")
    (told,) = inbox.wait_for(1)
    assert (told.parameters["Body"], told.parameters["From"], told.parameters["To"]) == ("Hi there", SAM, BOARD)
    assert told.is_signed


def test_a_text_is_on_the_page_before_the_webhook_has_answered() -> None:
    release = Event()

    def answer(_post: object) -> Response:
        release.wait(10)
        return twiml("<Response/>")

    with running_inbox(answer) as inbox, running_practice(inbox.url) as running:
        post(running, "/texts", {"from": SAM, "body": "STOP"})
        page = get(running).text
        assert "on its way to the service" in page
        assert "You have successfully been unsubscribed" in page
        assert "Automatic answer" in page
        release.set()
        wait_for(running, "the service has it")


def test_a_text_that_the_service_does_not_take_says_so() -> None:
    with running_practice(NOWHERE) as running:
        post(running, "/texts", {"from": SAM, "body": "Hello"})
        wait_for(running, "the service did not take it")


def test_a_fallback_that_takes_it_counts(inbox: Inbox) -> None:
    with running_practice(NOWHERE, fallback_url=inbox.url) as running:
        post(running, "/texts", {"from": SAM, "body": "Hello"})
        wait_for(running, "the service has it")


def test_a_quick_word_is_texted_whatever_else_was_typed(running: RunningPractice) -> None:
    post(running, "/texts", {"from": SAM, "body": "", "quick": "STOP"})
    assert bodies(running) == ["STOP"]
    assert "Texts from 07700 900000 are stopped" in get(running).text
    with pytest.raises(TwilioRestException) as refused:
        running.client.messages.create(to=SAM, from_=BOARD, body="Hello")
    assert refused.value.code == 21610


def test_htmx_gets_a_fresh_form_and_what_changed(running: RunningPractice) -> None:
    running.texts_in("Hello")
    since = token(get(running))
    answer = post(running, "/texts", {"from": SAM, "body": "Hi", "since": since}, htmx=True)
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith('<form id="say-447700900123"')
    assert 'id="phone-447700900123"' in answer.text


def test_htmx_of_a_page_from_another_run_is_sent_for_the_whole_page(running: RunningPractice) -> None:
    answer = post(running, "/texts", {"from": SAM, "body": "Hi", "since": "deadbeef-1"}, htmx=True)
    assert (answer.headers["HX-Refresh"], answer.text) == ("true", "")
    assert bodies(running) == ["Hi"]


def test_a_form_of_a_phone_that_is_not_there_is_sent_for_the_whole_page(running: RunningPractice) -> None:
    answer = post(running, "/texts", {"from": SAM, "body": "", "since": token(get(running))}, htmx=True)
    assert (answer.headers["HX-Refresh"], answer.text) == ("true", "")


@pytest.mark.parametrize("body", ["", "  ", "x" * 1601])
@pytest.mark.parametrize("htmx", [False, True])
def test_a_text_that_cannot_be_is_told_in_its_form_and_what_was_typed_stays(
    running: RunningPractice, body: str, htmx: bool
) -> None:
    running.texts_in("Hello")
    since = token(get(running))
    answer = post(running, "/texts", {"from": SAM, "body": body, "since": since}, htmx=htmx)
    assert answer.status_code == 422
    assert "A text has 1 to 1600 characters." in answer.text
    assert f'value="{body}" aria-invalid="true"' in answer.text
    assert ("<!doctype" in answer.text) == (not htmx)
    assert bodies(running) == ["Hello"]


@pytest.mark.parametrize(
    "wrong", [{"from": "Sam"}, {"from": ""}, {"from": BOARD}, {"to": "+447700900999"}, {"to": "x"}]
)
def test_a_form_whose_hidden_fields_were_meddled_with_is_refused(
    running: RunningPractice, wrong: dict[str, str]
) -> None:
    assert post(running, "/texts", {"from": SAM, "body": "Hi", **wrong}).status_code == 400
    assert bodies(running) == []


@pytest.fixture
def two_numbers() -> Iterator[RunningPractice]:
    with running_practice(senders=(BOARD, OTHER)) as running:
        yield running


def test_where_the_account_has_several_numbers_a_person_chooses_and_the_last_one_is_chosen_for_them(
    two_numbers: RunningPractice,
) -> None:
    two_numbers.client.messages.create(to=SAM, from_=OTHER, body="Hello")
    page = get(two_numbers).text
    assert f'<option value="{OTHER}" selected>' in page
    post(two_numbers, "/texts", {"from": SAM, "to": OTHER, "body": "Hi"})
    assert two_numbers.client.messages.list(to=OTHER)[0].body == "Hi"


def test_a_number_can_be_brought_in_and_found_again(running: RunningPractice) -> None:
    for typed in ("07700 900 555", "+447700900555"):
        answer = post(running, "/phones", {"number": typed})
        assert (answer.status_code, answer.headers["Location"]) == (303, "/practice#phone-447700900555")
    page = get(running).text
    assert page.count('<article id="phone-447700900555"') == 1
    assert "No texts yet" in page


def test_a_number_on_a_later_page_is_found_there(running: RunningPractice) -> None:
    for number in range(1, PAGE + 2):
        post(running, "/phones", {"number": f"077009{number:05}"})
    assert (
        post(running, "/phones", {"number": "07700900049"}).headers["Location"] == "/practice?page=1#phone-447700900049"
    )
    first, last = get(running).text, get(running, page="1").text
    assert "447700900049" not in first
    assert "Page 1 of 2" in first
    assert "Page 2 of 2" in last
    assert get(running, page="99").text.count("<article") == 1
    assert get(running, page="-1").text.count("<article") == PAGE


@pytest.mark.parametrize("typed", ["Sam", "", "123", "07700 900 000", "+44 7700 900000"])
def test_a_number_that_cannot_be_or_is_the_services_own_is_told_in_its_form(
    running: RunningPractice, typed: str
) -> None:
    answer = post(running, "/phones", {"number": typed})
    assert answer.status_code == 422
    assert 'id="number-fault"' in answer.text
    assert f'value="{typed}"' in answer.text
    assert running.practice.exchange.page(0).total == 0


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("07700 900 555", "+447700900555"),
        ("(07700) 900-555", "+447700900555"),
        ("+44 7700 900555", "+447700900555"),
        ("0044 7700 900555", "+447700900555"),
        ("+1 202 555 0123", "+12025550123"),
        ("00", None),
        ("+0447700900555", None),
        ("07700900555x", None),
        ("٠٧٧٠٠٩٠٠٥٥٥", None),
    ],
)
def test_a_number_is_read_as_people_write_it(typed: str, number: str | None) -> None:
    assert e164(typed) == number


def test_switches_are_set_by_the_form_and_seen_on_the_page(running: RunningPractice) -> None:
    answer = post(running, "/faults", {"error_after": "2", "hang_s": "0.5", "endings": "03=30003"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/practice?faults=open#faults")
    switches = Switches({CreateFault.ERROR_AFTER: 2}, hang_s=0.5, endings={"03": 30003})
    assert running.practice.exchange.switches() == switches
    page = get(running, faults="open").text
    assert "<details open>" in page
    assert "Next 2 texts: Answer 500, though it is taken." in page
    assert 'name="endings" value="03=30003"' in page
    assert 'name="error_after" value="2"' in page


def test_a_switch_that_is_used_up_is_news(slow: RunningPractice) -> None:
    post(slow, "/faults", {"error_before": "1"})
    since = token(get(slow))
    with pytest.raises(TwilioRestException):
        slow.client.messages.create(to=SAM, from_=BOARD, body="Hello")
    assert "Nothing is set to go wrong." in get(slow, "/news", since=since).text


def test_everything_works_again_at_one_press(running: RunningPractice) -> None:
    post(running, "/faults", {"error_after": "2"})
    post(running, "/faults", {"error_after": "2", "no_sid": "junk", "off": "1"})
    assert running.practice.exchange.switches() == Switches()


def test_switches_that_cannot_be_are_told_in_their_form_and_nothing_is_switched(running: RunningPractice) -> None:
    answer = post(running, "/faults", {"error_after": "many", "endings": "03", "no_sid": "1"})
    assert answer.status_code == 422
    assert "<details open>" in answer.text
    for marked in ("fault-error_after", "fault-endings"):
        assert f'id="{marked}"' in answer.text
    assert 'id="fault-no_sid"' not in answer.text
    assert 'value="many"' in answer.text
    assert running.practice.exchange.switches() == Switches()


def wait_for(running: RunningPractice, words: str) -> None:
    for _ in range(1000):
        if words in get(running).text:
            return
        Event().wait(0.01)
    raise TimeoutError(words)
