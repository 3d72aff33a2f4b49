"""One worker of all keeps house, whoever dies."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from service.store.engine import open_engine
from service.store.singleton import OnlyOne, SecondWorkerError, only_one
from tests import postgres_pair
from tests.worker.ledger import wait_until

CHECKOUT = Path(__file__).parents[2]

# Says a line when it is the one, and then sits there.
HOLDER = """
import sys, time
from service.store.singleton import only_one
with only_one(sys.argv[1]) as one:
    print(one.is_me(), flush=True)
    time.sleep(600)
"""


@contextmanager
def holder(url: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process that is the one."""
    with subprocess.Popen([sys.executable, "-c", HOLDER, url], cwd=CHECKOUT, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == b"True\n"
            yield process
        finally:
            process.kill()


def those(found: list[OnlyOne]) -> list[int]:
    """Which of them it is."""
    return [which for which, one in enumerate(found) if one.is_me()]


def await_me(one: OnlyOne) -> None:
    wait_until(one.is_me, lambda: "the place was not taken over")


@pytest.fixture
def several(postgres_url: str) -> Iterator[list[OnlyOne]]:
    with ExitStack() as stack:
        yield [stack.enter_context(only_one(postgres_url)) for _ in range(5)]


def end_sessions(url: str) -> None:
    """As a database does that is restarted, or a firewall that forgets connections."""
    engine = open_engine(url, pool_size=1)
    with engine.begin() as connection:
        others = (
            "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and pid <> pg_backend_pid()"
        )
        connection.execute(text(others))
    engine.dispose()


def test_of_many_exactly_one_is_it_and_stays_it(several: list[OnlyOne]) -> None:
    first = those(several)
    assert len(first) == 1
    assert those(several[::-1]) == [len(several) - 1 - first[0]]


def test_whoever_leaves_makes_room_for_another(postgres_url: str) -> None:
    with only_one(postgres_url) as second:
        with only_one(postgres_url) as first:
            assert first.is_me()
            assert not second.is_me()
        await_me(second)


def test_one_whose_connection_is_cut_is_followed_and_there_are_never_two(
    several: list[OnlyOne], postgres_url: str
) -> None:
    assert several[0].is_me()
    end_sessions(postgres_url)
    await_me(several[1])
    assert those(several) == [1]


def test_one_whose_connection_is_cut_may_be_it_again(postgres_url: str) -> None:
    with only_one(postgres_url) as one:
        assert one.is_me()
        end_sessions(postgres_url)
        await_me(one)


def test_a_process_that_is_killed_is_followed(postgres_url: str) -> None:
    with only_one(postgres_url) as next_one, holder(postgres_url) as process:
        assert not next_one.is_me()
        os.kill(process.pid, signal.SIGKILL)
        await_me(next_one)


def test_who_cannot_reach_the_database_is_not_it_and_is_again_when_it_is_back() -> None:
    with postgres_pair.durable() as node, only_one(node.url("postgres")) as one:
        assert one.is_me()
        node.stop_at_once()
        assert not one.is_me()
        assert not one.is_me()
        node.start()
        await_me(one)


def test_nobody_to_ask_is_a_no_from_the_start(tmp_path: Path) -> None:
    with only_one(f"postgresql://postgres@/none?host={tmp_path}") as one:
        assert not one.is_me()


def test_on_sqlite_the_first_is_the_only_one(sqlite_url: str) -> None:
    with only_one(sqlite_url) as one:
        assert one.is_me()
        with (
            pytest.raises(SecondWorkerError, match=r"Another worker is at work on test\.db.*PostgreSQL"),
            only_one(sqlite_url),
        ):
            pass
    with only_one(sqlite_url) as next_one:
        assert next_one.is_me()


def test_on_sqlite_two_names_of_one_file_are_one(sqlite_url: str, tmp_path: Path) -> None:
    (tmp_path / "other.db").symlink_to(tmp_path / "test.db")
    with only_one(sqlite_url), pytest.raises(SecondWorkerError), only_one(f"sqlite:///{tmp_path / 'other.db'}"):
        pass


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_on_sqlite_a_killed_worker_leaves_no_lock(sqlite_url: str, how: signal.Signals) -> None:
    with holder(sqlite_url) as process:
        with pytest.raises(SecondWorkerError), only_one(sqlite_url):
            pass
        os.kill(process.pid, how)
        process.wait()
        with only_one(sqlite_url) as next_one:
            assert next_one.is_me()
