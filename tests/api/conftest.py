from collections.abc import Iterator

import pytest

from tests.api.door import Door
from tests.builders import close, make_core


@pytest.fixture
def door(sqlite_url: str) -> Iterator[Door]:
    core = make_core(sqlite_url)
    yield Door(core)
    close(core)


@pytest.fixture(scope="module")
def shared_door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """One for all tests of a file, for those that ask nothing of what is stored."""
    core = make_core(f"sqlite:///{tmp_path_factory.mktemp('shared') / 'test.db'}")
    yield Door(core)
    close(core)


@pytest.fixture
def doors(databases: str) -> Iterator[Door]:
    """The same on each kind of database, for what depends on one."""
    core = make_core(databases)
    yield Door(core)
    close(core)
