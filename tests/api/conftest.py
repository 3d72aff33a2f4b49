from collections.abc import Iterator

import pytest

from tests.api.door import Door
from tests.builders import close, make_core


@pytest.fixture
def door(sqlite_url: str) -> Iterator[Door]:
    core = make_core(sqlite_url)
    yield Door(core)
    close(core)


@pytest.fixture
def doors(databases: str) -> Iterator[Door]:
    """The same on each kind of database, for what depends on one."""
    core = make_core(databases)
    yield Door(core)
    close(core)
