from collections.abc import Iterator

import pytest

from tests.builders import HEARD, close, make_core
from tests.fakes import FixedClock
from tests.webhooks.door import Door


@pytest.fixture
def door(sqlite_url: str) -> Iterator[Door]:
    clock = FixedClock(HEARD)
    core = make_core(sqlite_url, clock=clock)
    yield Door(core, clock)
    close(core)


@pytest.fixture
def door_on_each(databases: str) -> Iterator[Door]:
    """Once on SQLite, once on PostgreSQL."""
    clock = FixedClock(HEARD)
    core = make_core(databases, clock=clock)
    yield Door(core, clock)
    close(core)
