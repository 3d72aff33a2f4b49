"""Conditions on many values, whose text is the same however many there are."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, Select, insert, select, text

from service.store.among import any_of
from service.store.engine import open_engine
from service.store.migrate import upgrade
from service.store.tables import senders, texts

KEYS = ("plain", "it's", 'she said "so"', "a,b", "{a}", "[1]", "back\\slash", "%s", "é", "🙂", "null", "")
_AMONG = select(senders.c.key).where(any_of(senders.c.key, "keys"))
_OTHERS = select(senders.c.key).where(~any_of(senders.c.key, "keys"))


@pytest.fixture
def engine(databases: str) -> Iterator[Engine]:
    opened = open_engine(databases)
    upgrade(opened, practice=True)
    yield opened
    opened.dispose()


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    with engine.begin() as begun:
        begun.execute(senders.delete())
        begun.execute(insert(senders), [{"key": key, "rests": 0} for key in KEYS])
        yield begun


def found(connection: Connection, query: Select[Any], keys: list[str]) -> set[str]:
    return set(connection.execute(query, {"keys": keys}).scalars())


@pytest.mark.parametrize("key", KEYS)
def test_a_value_is_found_as_it_was_written_and_no_other(connection: Connection, key: str) -> None:
    assert found(connection, _AMONG, [key]) == {key}
    assert found(connection, _OTHERS, [key]) == set(KEYS) - {key}


def test_nothing_is_among_no_values(connection: Connection) -> None:
    assert found(connection, _AMONG, []) == set()
    assert found(connection, _OTHERS, []) == set(KEYS)


def test_many_values_find_what_a_list_of_them_finds(connection: Connection) -> None:
    """More than a statement takes of single values."""
    keys = [*KEYS[::2], *(f"nobody {one}" for one in range(70_000))]
    assert found(connection, _AMONG, keys) == set(KEYS[::2])
    assert found(connection, _OTHERS, keys) == set(KEYS[1::2])


def test_the_statement_is_the_same_for_any_number_of_values(engine: Engine) -> None:
    said = _AMONG.compile(engine)
    assert "POSTCOMPILE" not in str(said)


def test_an_index_finds_them(engine: Engine) -> None:
    """A table that is read whole at each claim gets slower with every text that ever went."""
    query = select(texts.c.release_id).where(any_of(texts.c.id, "ids")).compile(engine)
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", ('["t-1", "t-2"]',)).all()
            assert "SEARCH texts USING INDEX" in str(plan)
        else:
            connection.execute(text("SET enable_seqscan = off"))  # of an empty table it would choose nothing else
            plan = connection.exec_driver_sql(f"EXPLAIN {query}", {"ids": ["t-1", "t-2"]}).all()
            assert "pk_texts" in str(plan)
            assert "Index Cond" in str(plan)
