"""The least that a release can cost: the rows that one makes, one `unnest` insert a table, and a commit each.

Words: connections, releases, "texts" for the twelve texts alone or "all" for every row, and whose: the first serial.
"""

import sys
from collections.abc import Callable

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from bench.crowd import Act, work_off
from service.settings import Need, environment_with, read_settings

TABLES = ("lines", "people", "releases", "pins", "texts", "events", "journal")
_REFERS = {"line_id": "n", "person_id": "p", "release_id": "r"}  # columns that name a row of another table
_OWN = {"lines": "n", "people": "p", "releases": "r", "texts": "t", "events": "e"}

Insert = tuple[sql.Composed, Callable[[int], list[object]]]


def keep_sample(connection: psycopg.Connection) -> None:
    """What there is now is what will be inserted, again and again under other ids."""
    for table in TABLES:
        name = sql.Identifier(f"sample_{table}")
        connection.execute(sql.SQL("create table {} as table {}").format(name, sql.Identifier(table)))


def inserts(connection: psycopg.Connection, tables: tuple[str, ...]) -> list[Insert]:
    """For each table: its statement, and what it is given for the release of a serial."""
    return [_insert(connection, table, own=tables == ("texts",)) for table in tables]


def _insert(connection: psycopg.Connection, table: str, *, own: bool) -> Insert:
    cursor = connection.execute(sql.SQL("select * from {}").format(sql.Identifier(f"sample_{table}")))
    columns = [one for one in cursor.description or () if not (table == "journal" and one.name == "id")]
    at = [one.name for one in cursor.description or ()]
    rows = cursor.fetchall()
    types = [sql.SQL("%s::{}[]").format(sql.SQL(_type(one.type_display))) for one in columns]
    names = sql.SQL(", ").join(sql.Identifier(one.name) for one in columns)
    statement = sql.SQL("insert into {} ({}) select * from unnest({})").format(
        sql.Identifier(table), names, sql.SQL(", ").join(types)
    )

    def given(serial: int) -> list[object]:
        return [
            [
                _value(table, one.name, row[at.index(one.name)], serial, number, own=own)
                for number, row in enumerate(rows)
            ]
            for one in columns
        ]

    return statement, given


def _type(shown: str) -> str:
    return "jsonb" if shown == "json" else shown


def _value(table: str, column: str, sample: object, serial: int, number: int, *, own: bool) -> object:  # noqa: PLR0913
    if column == "id":
        return f"{_OWN[table]}{'x' if own else ''}-{serial:08}-{number:06}"
    if column in _REFERS and not own:
        return f"{_REFERS[column]}-{serial:08}-000000"
    if column == "occasion" and own:
        return str(serial)
    if column.endswith("_index"):
        return serial.to_bytes(36)
    return Jsonb(sample) if isinstance(sample, (dict, list)) else sample


def main(connections: int, releases: int, which: str, first: int) -> None:
    url = read_settings(environment_with({}), needs=Need.DATABASE).database_url
    tables = ("texts",) if which == "texts" else TABLES

    def prepare() -> Act:
        connection = psycopg.connect(url)
        made = inserts(connection, tables)
        connection.commit()

        def act(serial: int) -> None:
            for statement, given in made:
                connection.execute(statement, given(first + serial))
            connection.commit()

        return act

    work_off(releases, connections, prepare)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
