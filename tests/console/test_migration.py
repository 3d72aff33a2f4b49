"""From the ledger alone to the ledger with accounts, and back, with rows in place, on both kinds of database."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, inspect, text

from service.store import migrate
from service.store.engine import open_engine

NEW = {"users", "links", "tries"}
ROWS = (
    "insert into journal (at, wall, actor, action, about, why) values ('2026-12-01 10:15:00', '2026-12-01 10:15:00', "
    """'prison', 'text.planned', '{"text": "t-2", "release": "r-2"}', null)""",
    "insert into journal (at, wall, actor, action, about, why) values ('2026-12-01 10:15:01', '2026-12-01 10:15:01', "
    """'prison', 'release.added', '{"release": "r-2"}', 'why not')""",
    "insert into lines (id, number_index, number_sealed) values ('n-2', 'i', 's')",
)


@pytest.fixture
def engine(databases: str) -> Iterator[Engine]:
    """The ledger of the first migration, with rows in it."""
    engine = open_engine(databases)
    migrate.upgrade(engine, practice=True, revision="0001")
    with engine.execution_options(write=True).begin() as connection:
        for row in ROWS:
            connection.execute(text(row.replace(":", r"\:")))
    yield engine
    engine.dispose()


def journal(engine: Engine, columns: str) -> list[tuple[object, ...]]:
    with engine.begin() as connection:
        return [tuple(row) for row in connection.execute(text(f"select {columns} from journal order by id"))]  # noqa: S608


def lines(engine: Engine) -> int:
    with engine.begin() as connection:
        return int(connection.execute(text("select count(*) from lines")).scalar_one())


def test_rows_stay_and_old_entries_of_the_journal_are_found_by_their_text(engine: Engine) -> None:
    before = journal(engine, "id, at, wall, actor, action, why")
    migrate.upgrade(engine, practice=True)
    migrate.check_model(engine)
    assert journal(engine, "id, at, wall, actor, action, why") == before
    assert journal(engine, "text_id") == [("t-2",), (None,)]
    assert lines(engine) == 1
    assert set(inspect(engine).get_table_names()) >= NEW


def test_it_can_be_taken_back_and_done_again(engine: Engine) -> None:
    names = set(inspect(engine).get_table_names())
    columns = {column["name"] for column in inspect(engine).get_columns("journal")}
    indexes = {index["name"] for index in inspect(engine).get_indexes("texts")}
    before = journal(engine, "*")
    migrate.upgrade(engine, practice=True)
    migrate.downgrade(engine, "0001")
    assert set(inspect(engine).get_table_names()) == names
    assert {column["name"] for column in inspect(engine).get_columns("journal")} == columns
    assert {index["name"] for index in inspect(engine).get_indexes("texts")} == indexes
    assert journal(engine, "*") == before
    assert lines(engine) == 1
    migrate.upgrade(engine, practice=True)
    migrate.check_model(engine)
    assert journal(engine, "text_id") == [("t-2",), (None,)]
