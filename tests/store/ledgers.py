"""Databases whose schema is in place: copied, because making it takes longer than most tests."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from service.store import migrate
from service.store.engine import open_engine
from tests import postgres


def migrated(url: str) -> str:
    engine = open_engine(url)
    migrate.upgrade(engine, practice=True)
    engine.dispose()
    return url


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ledger") / "template.db"
    migrated(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_template(postgres_server: postgres.Server) -> Iterator[str]:
    with postgres_server.fresh_database() as url:
        name = make_url(migrated(url)).database
        assert name is not None
        yield name


@pytest.fixture
def sqlite_ledger(migrated_file: Path, tmp_path: Path) -> str:
    """The URL of an SQLite database with the schema in place, for this test alone."""
    shutil.copy(migrated_file, tmp_path / "ledger.db")
    return f"sqlite:///{tmp_path / 'ledger.db'}"


@pytest.fixture
def postgres_ledger(postgres_server: postgres.Server, migrated_template: str) -> Iterator[str]:
    """The URL of a PostgreSQL database with the schema in place, for this test alone."""
    with postgres_server.fresh_database(template=migrated_template) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger(request: pytest.FixtureRequest) -> str:
    """The URL of such a database: the test runs once on each kind that the service promises to work on."""
    name = {"sqlite": "sqlite_ledger", "postgresql": "postgres_ledger"}[request.param]
    return str(request.getfixturevalue(name))
