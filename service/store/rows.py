"""What every group of rows works with: one connection, one sealer, the moment by both clocks."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, insert, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from service.store.sealing import Place, Sealer


@dataclass(frozen=True)
class Rows:
    connection: Connection
    sealer: Sealer = field(repr=False)
    now: datetime  # aware UTC, practice clock
    wall: datetime  # aware UTC, wall clock
    actor: str
    writing: bool  # a transaction that will write: what it reads to change it, it locks

    def insert(self, table: Table, values: dict[str, Any]) -> None:
        self.connection.execute(insert(table).values(**values))

    def update(self, table: Table, row: str, values: dict[str, Any]) -> None:
        self.connection.execute(update(table).where(table.c.id == row).values(**values))

    def seal(self, table: Table, column: str, row: str, value: str) -> bytes:
        return self.sealer.seal(Place(table.name, column, row), value)

    def open(self, table: Table, column: str, row: str, sealed: bytes) -> str:
        return self.sealer.open(Place(table.name, column, row), sealed)

    def insert_once(self, table: Table, values: dict[str, Any]) -> bool:
        """False, and nothing changed, if a unique key of the row is taken already."""
        make = sqlite_insert if self.connection.dialect.name == "sqlite" else postgresql_insert
        statement = make(table).values(**values).on_conflict_do_nothing()
        counted = {"preserve_rowcount": True}  # else psycopg's count of an INSERT is thrown away
        return self.connection.execute(statement, execution_options=counted).rowcount == 1
