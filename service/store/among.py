"""Whether a column holds one of many values, as a condition whose text is the same however many there are.

A list of values in a statement is another statement for every length: it is put together anew, taken apart anew by the
driver, and planned anew by the server.
"""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import ARRAY, Column, ColumnElement, Dialect, Text, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine


def any_of(column: Column[str], name: str) -> ColumnElement[bool]:
    """Of the strings that the statement is given under this name; of none, if there are none."""
    return _AnyOf(column, bindparam(name, type_=_Strings()))


class _Strings(TypeDecorator[Collection[str]]):
    """One value: an array on PostgreSQL, JSON on SQLite, which knows no arrays."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else ARRAY(Text))

    def process_bind_param(self, value: Collection[str] | None, dialect: Dialect) -> Any:
        strings = list(value or ())
        return json.dumps(strings) if dialect.name == "sqlite" else strings


class _AnyOf(FunctionElement[bool]):
    """Of no type: to a Boolean SQLAlchemy adds `= 1` on SQLite, which then finds no index."""

    inherit_cache = True


@compiles(_AnyOf, "postgresql")
def _in_array(element: _AnyOf, compiler: SQLCompiler, **words: Any) -> str:
    column, values = (compiler.process(one, **words) for one in element.clauses)
    return f"{column} = ANY ({values})"


@compiles(_AnyOf, "sqlite")
def _in_json(element: _AnyOf, compiler: SQLCompiler, **words: Any) -> str:
    column, values = (compiler.process(one, **words) for one in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608  names of columns and binds
