"""Engines: how hosts are named, and that a server may go and come back."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from service.domain.errors import UnavailableError
from service.settings import Need, read_settings
from service.store.engine import QUIET_S, file_of, open_engine, several_hosts
from service.store.examination import examine_database
from service.store.store import SqlStore
from tests import postgres_pair
from tests.builders import HEARD
from tests.fakes import FixedClock
from tests.store.rows import new_sealer

SEVERAL = {
    "postgresql://user@/db?host=a,b&port=5432,5433&target_session_attrs=read-write": ("a,b", "5432,5433", "user"),
    "postgresql://a:1,b:2/db": ("a,b", "1,2", None),
    "postgresql://user:made-up@a,b/db?target_session_attrs=read-write": ("a,b", "5432,5432", "user"),
    "postgresql://user@[::1]:5433,[::2]/db": ("::1,::2", "5433,5432", "user"),
    "postgresql://user:a,b@c:1,d:2/db": ("c,d", "1,2", "user"),
}


def asked_for(url: str) -> dict[str, str]:
    """What the driver is told."""
    engine = open_engine(url)
    _, words = engine.dialect.create_connect_args(engine.url)
    engine.dispose()
    return {name: str(value) for name, value in words.items() if name != "context"}


@pytest.mark.parametrize(("url", "expected"), SEVERAL.items(), ids=SEVERAL)
def test_more_than_one_host_may_be_named_in_either_way(url: str, expected: tuple[str, str, str | None]) -> None:
    assert read_settings({"DATABASE_URL": url}, needs=Need.DATABASE).database_url == url
    asked = asked_for(url)
    assert (asked["host"], asked["port"], asked.get("user")) == expected
    assert asked["dbname"] == "db"
    assert asked.get("target_session_attrs") == ("read-write" if "target" in url else None)
    assert file_of(url) is None


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://service@db/release_day",
        "postgresql:///release_day",
        "postgresql://service:a,b@db:5433/release_day",
        "postgresql://service@db/release_day?options=-csearch_path=a,b",
        "sqlite:///var/a,b.db",
    ],
)
def test_a_url_of_one_host_is_left_as_it_is(url: str) -> None:
    assert several_hosts(url) == url


def test_a_password_with_a_comma_is_no_host() -> None:
    asked = asked_for("postgresql://service:a,b@db/release_day")
    assert (asked["host"], asked["password"]) == ("db", "a,b")


def test_what_the_url_says_of_a_connection_goes_before_what_the_service_says(postgres_url: str) -> None:
    engine = open_engine(f"{postgres_url}&options=-cidle_in_transaction_session_timeout%3D7s&connect_timeout=2")
    with engine.begin() as connection:
        assert connection.execute(text("show idle_in_transaction_session_timeout")).scalar() == "7s"
    engine.dispose()


@pytest.fixture
def node() -> Iterator[postgres_pair.Node]:
    with postgres_pair.durable() as running:
        yield running


def count(engine: Engine) -> object:
    with engine.begin() as connection:
        return connection.execute(text("select count(*) from pg_database")).scalar()


def test_a_server_that_went_and_came_back_is_used_again_and_meanwhile_it_is_said_to_be_away(
    node: postgres_pair.Node,
) -> None:
    """The connections that were open are dead, and nobody trips over them."""
    engine = open_engine(node.url("postgres"))
    store = SqlStore(engine, new_sealer(), FixedClock(HEARD))
    assert count(engine)
    node.stop_at_once()
    for _ in range(2):
        with pytest.raises(UnavailableError), store.read() as tx:
            tx.hold.held()
    assert store.ready() == ("the database does not answer",)
    node.start()
    assert count(engine)
    engine.dispose()


def test_a_connection_that_died_while_nobody_used_it_is_noticed_before_it_is_used(postgres_url: str) -> None:
    engine, other = open_engine(postgres_url), open_engine(postgres_url)
    with engine.begin() as connection:
        number = connection.execute(text("select pg_backend_pid()")).scalar()
    with other.begin() as connection:
        assert connection.execute(text("select pg_terminate_backend(:pid, 5000)"), {"pid": number}).scalar()
    time.sleep(2 * QUIET_S)
    assert count(engine)
    for one in (engine, other):
        one.dispose()


def test_of_two_hosts_the_one_that_answers_is_used(node: postgres_pair.Node, tmp_path: Path) -> None:
    url = f"postgresql://postgres@/postgres?host={tmp_path},{node.folder}&port=5432,{node.port}"
    engine = open_engine(f"{url}&target_session_attrs=read-write")
    assert count(engine)
    engine.dispose()


def test_the_doctor_too_takes_several_hosts() -> None:
    with pytest.raises(UnavailableError):
        examine_database("postgresql://user@127.0.0.1:9,127.0.0.1:9/db")
