import logging
import threading
from collections.abc import Iterator

import pytest

from service.practice.pacer import Pacer


@pytest.fixture
def pacer() -> Iterator[Pacer]:
    pacer = Pacer()
    yield pacer
    pacer.close()


def test_what_is_due_first_is_done_first_whenever_it_was_asked_for() -> None:
    pacer, done, last = Pacer(hands=1), list[str](), threading.Event()
    pacer.after(0.2, last.set)
    pacer.after(0.1, lambda: done.append("second"))
    pacer.after(0, lambda: done.append("first"))
    assert last.wait(10)
    pacer.close()
    assert done == ["first", "second"]


def test_nothing_is_done_before_its_wait_is_over(pacer: Pacer) -> None:
    done = threading.Event()
    pacer.after(60, done.set)
    assert not done.wait(0.1)


def test_closing_drops_what_is_still_to_come(pacer: Pacer) -> None:
    done = threading.Event()
    pacer.after(0.2, done.set)
    pacer.close()
    assert not done.wait(0.5)


def test_closing_drops_what_is_due_and_finds_no_free_hand() -> None:
    pacer, begun, done = Pacer(hands=1), threading.Event(), threading.Event()

    def act() -> None:
        begun.set()
        threading.Event().wait(0.2)

    pacer.after(0, act)
    pacer.after(0, done.set)
    assert begun.wait(10)
    pacer.close()
    assert not done.is_set()


def test_closing_waits_for_what_is_under_way(pacer: Pacer) -> None:
    begun, done = threading.Event(), threading.Event()

    def act() -> None:
        begun.set()
        threading.Event().wait(0.2)
        done.set()

    pacer.after(0, act)
    assert begun.wait(10)
    pacer.close()
    assert done.is_set()


def test_an_act_that_fails_is_logged_and_stops_no_other(pacer: Pacer, caplog: pytest.LogCaptureFixture) -> None:
    done = threading.Event()

    def fail() -> None:
        raise RuntimeError

    with caplog.at_level(logging.ERROR):
        pacer.after(0, fail)
        pacer.after(0.05, done.set)
        assert done.wait(10)
        pacer.close()
    assert [record.exc_info[0] for record in caplog.records if record.exc_info] == [RuntimeError]
