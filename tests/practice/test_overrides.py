"""What a webhook's address asks of the connection behind its `#`, and what is done when it is not answered well."""

import threading
from collections.abc import Callable, Iterator

import pytest
from werkzeug.wrappers import Response

from service.practice.overrides import Overrides, read_overrides
from tests.practice.running import NOWHERE, Inbox, Post, running_inbox, running_practice, twiml
from tests.practice.test_callbacks import REFUSED, Refusing, running_dropper


def failing(times: int, status: int = 503) -> Callable[[Post], Response]:
    left: Iterator[int] = iter([status] * times)
    return lambda _post: Response(status=failed) if (failed := next(left, None)) else twiml("<Response/>")


@pytest.mark.parametrize(
    "fragment", [None, "", "rc=6", "rc=-1", "rc=many", "rc=٣", "rp=", "rp=often", "ct=99", "tt=15001"]
)
def test_what_is_not_said_or_cannot_be_is_as_twilio_does_by_itself(fragment: str | None) -> None:
    assert read_overrides(fragment) == Overrides(5, 15, 15, 1, frozenset({"ct"}))


def test_all_that_is_said_is_heard() -> None:
    said = read_overrides("rc=3&rp=ct,rt,5xx&ct=100&rt=200&tt=15000&e=dublin")
    assert said == Overrides(0.1, 0.2, 15, 3, frozenset({"ct", "rt", "5xx"}))


@pytest.mark.parametrize(
    ("fragment", "tries"), [("", 1), ("#rc=2", 1), ("#rc=2&rp=5xx", 3), ("#rc=2&rp=all", 3), ("#rc=2&rp=4xx,ct", 1)]
)
def test_an_error_is_tried_again_only_where_the_address_says_so(fragment: str, tries: int) -> None:
    with running_inbox(failing(9)) as inbox, running_practice(inbox.url + fragment) as running:
        said = running.texts_in("Hello")
        assert said["webhook_status"] == 503
        assert [post.parameters["MessageSid"] for post in inbox.posts] == [said["sid"]] * tries
        assert len({post.headers["I-Twilio-Idempotency-Token"] for post in inbox.posts}) == 1
        assert {post.url for post in inbox.posts} == {inbox.url}
        assert all(post.is_signed for post in inbox.posts)


def test_a_try_that_is_answered_well_is_the_last_and_leaves_the_fallback_in_peace(inbox: Inbox) -> None:
    with running_inbox(failing(1)) as webhook:
        with running_practice(f"{webhook.url}#rc=5&rp=5xx", fallback_url=inbox.url) as running:
            said = running.texts_in("Hello")
        assert (said["webhook_status"], said["fallback_status"], len(webhook.posts)) == (200, None, 2)
    assert inbox.posts == []


@pytest.mark.parametrize(("fragment", "tries"), [("", 2), ("#rc=0", 1), ("#rc=4", 5), ("#rc=4&rp=rt", 1)])
def test_a_connection_that_is_not_made_is_tried_again_once_or_as_the_address_says(fragment: str, tries: int) -> None:
    http = Refusing(*[REFUSED] * 9)
    with running_practice(NOWHERE + fragment, http=http) as running:
        assert running.texts_in("Hello")["webhook_status"] is None
    assert len(http.tries) == tries
    assert len(set(http.tries)) == 1


def test_a_webhook_that_is_silent_too_long_goes_to_the_fallback_signed_for_that(inbox: Inbox) -> None:
    release = threading.Event()

    def silent(_post: Post) -> Response:
        release.wait(10)
        return twiml("<Response/>")

    with running_inbox(silent) as webhook, running_practice(f"{webhook.url}#rt=100", fallback_url=inbox.url) as running:
        said = running.texts_in("Hello")
        release.set()
    assert (said["webhook_status"], said["fallback_status"]) == (None, 200)
    (post,) = inbox.posts
    assert post.is_signed
    assert post.parameters["MessageSid"] == said["sid"]
    assert (post.parameters["ErrorCode"], post.parameters["ErrorUrl"]) == ("11200", webhook.url)


def test_a_webhook_that_hangs_up_goes_to_the_fallback_and_is_not_called_again(inbox: Inbox) -> None:
    with running_dropper() as dropper, running_practice(dropper.url, fallback_url=inbox.url) as running:
        assert running.texts_in("Hello")["fallback_status"] == 200
        assert len(dropper.calls) == 1


def test_where_both_fail_nothing_more_is_done_and_the_text_stands_in_the_list() -> None:
    with running_inbox(failing(9)) as both, running_practice(both.url, fallback_url=both.url) as running:
        said = running.texts_in("Hello")
        assert (said["webhook_status"], said["fallback_status"], len(both.posts)) == (503, 503, 2)
        assert [message.body for message in running.client.messages.list()] == ["Hello"]
