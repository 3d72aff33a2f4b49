"""What every group of rows works with: one connection, one sealer, the moment by both clocks."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    CursorResult,
    Insert,
    Select,
    Table,
    Update,
    bindparam,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from service.domain.ids import MessageSid
from service.store.among import any_of
from service.store.sealing import Place, Sealer

_ROW = "row_to_change"  # no column has this name


@dataclass(frozen=True)
class Rows:
    connection: Connection
    sealer: Sealer = field(repr=False)
    now: datetime  # aware UTC, practice clock
    wall: datetime  # aware UTC, wall clock
    actor: str
    writing: bool  # a transaction that will write: what it reads to change it, it locks

    def insert(self, table: Table, values: dict[str, Any]) -> None:
        self.connection.execute(_insert(table), values)

    def insert_all(self, table: Table, rows: Sequence[dict[str, Any]]) -> None:
        """In one statement. Every row names the same columns."""
        if rows:
            self.connection.execute(_insert(table), rows)

    def update(self, table: Table, row: str, values: dict[str, Any]) -> None:
        self.connection.execute(_update(table), values | {_ROW: row})

    def update_all(self, table: Table, rows: Mapping[str, dict[str, Any]]) -> None:
        """By the rows' ids. Every row names the same columns."""
        if rows:
            self.connection.execute(_update(table), [values | {_ROW: row} for row, values in rows.items()])

    def seal(self, table: Table, column: str, row: str, value: str) -> bytes:
        return self.sealer.seal(Place(table.name, column, row), value)

    def open(self, table: Table, column: str, row: str, sealed: bytes) -> str:
        return self.sealer.open(Place(table.name, column, row), sealed)

    def among(self, column: Column[Any], sids: Collection[MessageSid]) -> frozenset[MessageSid]:
        """Which of these the column holds."""
        found = self.connection.execute(select(column).where(any_of(column, "sids")), {"sids": sids})
        return frozenset(MessageSid(sid) for sid in found.scalars())

    def insert_once(self, table: Table, values: dict[str, Any]) -> bool:
        """False, and nothing changed, if a unique key of the row is taken already."""
        statement = _insert_once(table, self.connection.dialect.name)
        counted = {"preserve_rowcount": True}  # else psycopg's count of an INSERT is thrown away
        return self.connection.execute(statement, values, execution_options=counted).rowcount == 1

    def insert_each_once(self, table: Table, rows: Sequence[dict[str, Any]]) -> None:
        """In one statement, without those of which a unique key is taken already."""
        if rows:
            self.connection.execute(_insert_once(table, self.connection.dialect.name), rows)

    def run(self, kept: "Kept", **values: Any) -> CursorResult[Any]:
        """A kept question. What is read in order to be changed is locked, so that it is still so when it is written."""
        return self.connection.execute(kept.to_change if self.writing else kept.to_read, values)


@dataclass(frozen=True)
class Kept:
    """A question that is put together once a process, with a bindparam for each value: that costs more than asking."""

    to_read: Select[Any]
    to_change: Select[Any]

    @classmethod
    def unlocked(cls, query: Select[Any]) -> "Kept":
        return cls(query, query)

    @classmethod
    def among(cls, query: Select[Any], column: Column[Any]) -> "Kept":
        """Of the rows in which this column is one of `ids`; unlocked."""
        return cls.unlocked(query.where(any_of(column, "ids")))

    @classmethod
    def locked(cls, query: Select[Any]) -> "Kept":
        return cls(query, query.with_for_update())


# Putting a statement together costs more than running it, so each is put together once a process.
@cache
def _insert(table: Table) -> Insert:
    return insert(table).inline()  # nobody asks for a key that the database made


@cache
def _update(table: Table) -> Update:
    return update(table).where(table.c.id == bindparam(_ROW))


@cache
def _insert_once(table: Table, dialect: str) -> Insert:
    make = sqlite_insert if dialect == "sqlite" else postgresql_insert
    return make(table).on_conflict_do_nothing()
