"""What the benchmark lays into a database is what the service itself would find there."""

from collections.abc import Iterator
from dataclasses import replace

import psycopg
import pytest
from sqlalchemy import text

from bench import ledger, millions
from bench.house import unhurried
from bench.inserts import TABLES, inserts, keep_sample
from service.core.dispatch import claim
from service.core.intake import receive
from service.core.ports import Core
from service.domain.text import State
from tests.builders import close, make_core, shipped_config, sql_store
from tests.fakes import FixedClock


@pytest.fixture
def core(postgres_url: str) -> Iterator[Core]:
    core = unhurried(make_core(postgres_url, clock=FixedClock(ledger.HEARD), config=shipped_config()))
    yield core
    close(core)


def count(core: Core, of: str) -> int:
    with sql_store(core).engine.begin() as connection:
        return int(connection.execute(text(f"select count(*) from {of}")).scalar_one())  # noqa: S608  a test's own words


def test_a_copied_release_is_one_that_the_worker_sends(core: Core) -> None:
    ledger.fill(core, sql_store(core), 3)
    assert [count(core, of) for of in ("lines", "people", "releases", "texts")] == [3, 3, 3, 36]
    at_noon = replace(core, clock=FixedClock(ledger.DUE))
    store = replace(sql_store(core), clock=FixedClock(ledger.DUE))
    taken = claim(replace(at_noon, store=store), "bench", 10).taken
    assert {one.text.release_id for one in taken} >= {"r-00000000000000001", "r-00000000000000002"}
    assert len(taken) == 3
    with store.read() as tx:
        assert {tx.lines.get(one.text.number_id).number for one in taken} == {ledger.number(one) for one in range(3)}


def test_what_only_lies_there_is_pending_or_went_as_was_asked(core: Core) -> None:
    millions.lay(sql_store(core), 240, 120, ledger.BOARD, ledger.DUE)
    assert count(core, "texts") == 240
    assert count(core, f"texts where state = '{State.PLANNED}'") == 120
    assert count(core, f"texts where state = '{State.PLANNED}' and due_at <= '{ledger.DUE.isoformat()}'") == 0


@pytest.mark.parametrize(("tables", "made"), [(("texts",), (1, 36)), (TABLES, (3, 36))])
def test_the_bare_insert_makes_the_rows_of_a_release_again(
    core: Core, postgres_url: str, tables: tuple[str, ...], made: tuple[int, int]
) -> None:
    receive(core, ledger.scheduled(0))
    with psycopg.connect(postgres_url) as connection:
        keep_sample(connection)
        for serial in (1, 2):
            for statement, given in inserts(connection, tables):
                connection.execute(statement, given(serial))
    assert (count(core, "releases"), count(core, "texts")) == made
