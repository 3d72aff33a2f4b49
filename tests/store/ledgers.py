"""Databases whose schema is in place, because making one takes longer than most tests.

SQLite: a copy of one file. PostgreSQL: one database, emptied; a copy took 25 ms on a quiet machine, 400 on a busy one.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from service.store import migrate
from service.store.engine import open_engine
from service.store.tables import database, metadata
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
def migrated_database(postgres_server: postgres.Server) -> Iterator[str]:
    with postgres_server.fresh_database() as url:
        yield migrated(url)


@pytest.fixture
def sqlite_ledger(migrated_file: Path, tmp_path: Path) -> str:
    """The URL of an SQLite database with the schema in place, for this test alone."""
    shutil.copy(migrated_file, tmp_path / "ledger.db")
    return f"sqlite:///{tmp_path / 'ledger.db'}"


@pytest.fixture
def postgres_ledger(migrated_database: str) -> str:
    """The URL of a PostgreSQL database with the schema in place and nothing in it but its mark."""
    engine = open_engine(migrated_database)
    with engine.begin() as connection:
        connection.execute(text("set lock_timeout = '10s'"))  # a test before this one left a transaction open
        for table in reversed(metadata.sorted_tables):
            if table is not database:
                connection.execute(table.delete())
        connection.execute(database.update().values(held_wall=None, held_why=None))
    engine.dispose()
    return migrated_database


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger(request: pytest.FixtureRequest) -> str:
    """The URL of such a database: the test runs once on each kind that the service promises to work on."""
    name = {"sqlite": "sqlite_ledger", "postgresql": "postgres_ledger"}[request.param]
    return str(request.getfixturevalue(name))
