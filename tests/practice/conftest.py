from collections.abc import Iterator

import pytest

from tests.practice.running import Inbox, RunningPractice, running_inbox, running_practice


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with running_inbox() as running:
        yield running


@pytest.fixture
def running(inbox: Inbox) -> Iterator[RunningPractice]:
    """At once: no wait between two statuses. People's texts are told to the inbox."""
    with running_practice(inbox.url) as practice:
        yield practice


@pytest.fixture
def slow(inbox: Inbox) -> Iterator[RunningPractice]:
    """So slow that a message stays in its first status as long as a test looks at it."""
    with running_practice(inbox.url, pace=3600) as practice:
        yield practice
