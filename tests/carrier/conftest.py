from collections.abc import Iterator

import pytest

from tests.carrier import stub


@pytest.fixture
def twilio() -> Iterator[stub.Stub]:
    with stub.running() as started:
        yield started
