from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests import postgres
from tests.browser import browser as browser  # once for all folders: two at a time cannot be in one process

settings.register_profile("project", deadline=None)  # a busy machine is no fault of the code
settings.load_profile("project")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """One a pytest process, started by the first test that asks for it."""
    with postgres.server() as started:
        yield started


@pytest.fixture
def postgres_url(postgres_server: postgres.Server) -> Iterator[str]:
    """An empty PostgreSQL database for this test alone."""
    with postgres_server.fresh_database() as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """An SQLite database for this test alone; the file is made by the first who connects."""
    return f"sqlite:///{tmp_path / 'test.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database: the test runs once on each kind that the service promises to work on."""
    name = {"sqlite": "sqlite_url", "postgresql": "postgres_url"}[request.param]
    return str(request.getfixturevalue(name))
