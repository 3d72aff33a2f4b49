"""What a database that crashes may forget is seen before it crashes: what was forgotten would be sent again."""

import secrets
from pathlib import Path

import psycopg

from service.store.engine import open_engine
from service.store.examination import examine_database
from tests import postgres_pair
from tests.worker.ledger import wait_until


def test_a_file_keeps_what_was_written(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'one.db'}"
    open_engine(url).connect().close()
    assert examine_database(url).may_lose == ()


def test_a_server_that_does_not_wait_for_its_disk_is_named(postgres_url: str) -> None:
    assert "fsync is off" in examine_database(postgres_url).may_lose


def test_a_role_that_may_not_ask_hears_so_and_everything_else(postgres_url: str) -> None:
    plain = f"plain_{secrets.token_hex(4)}"
    with psycopg.connect(postgres_url, autocommit=True) as admin:
        admin.execute(f"create role {plain} login".encode())
        try:
            admin.execute(b"revoke all on pg_catalog.pg_stat_replication from public")
            found = examine_database(postgres_url.replace("postgres@", f"{plain}@"))
        finally:
            admin.execute(f"drop role {plain}".encode())
    assert found.may_lose == ("this role may not ask for it",)
    assert found.clock is not None


def test_a_server_that_waits_for_its_disk_and_its_standby_may_lose_nothing_and_without_the_standby_something() -> None:
    with postgres_pair.pair() as found:
        url = found.url("postgres")
        assert examine_database(url).may_lose == ()
        found.primary.do("alter database postgres set synchronous_commit = 'local'")
        assert examine_database(url).may_lose == ("synchronous_commit is local",)
        found.primary.do(
            "alter database postgres reset synchronous_commit",
            "alter system set synchronous_standby_names = ''",
            "select pg_reload_conf()",
        )
        wait_until(lambda: "no standby is waited for" in str(examine_database(url).may_lose), lambda: "it was not seen")
