"""PostgreSQL that keeps what it acknowledged (fsync on), to be stopped and started at will; alone, or with a standby.

Nothing is acknowledged before the standby has it on its disk, so that the primary may die at any moment.
"""

import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from tests.postgres import (
    INITDB,
    KEEP_WHILE_THE_PIPE_IS_OPEN,
    START_LIMIT_S,
    Server,
    folder_for_sockets,
    owner_of_the_server,
    programs_for,
    starting_as,
    wait_until_it_answers,
)

SETTINGS = [
    "timezone=UTC",
    "shared_buffers=32MB",
    "fsync=on",
    "synchronous_commit=on",
    "full_page_writes=on",
    "wal_level=replica",
    "hot_standby=on",
]
STANDBY = "standby"

# The folder of a server that is started again must outlast it: it goes when the tests do.
REMOVE_WHEN_THE_PIPE_CLOSES = 'read -r _; cd /; rm -rf -- "$ROOT"'


@dataclass
class Node:
    """One server: its folder holds its data and its socket."""

    folder: Path
    programs: Path
    owner: dict[str, Any]
    listen: str = ""  # an address for TCP beside the socket
    port: int = 5432
    more: list[str] = field(default_factory=list)  # settings
    _keeper: subprocess.Popen[bytes] | None = None

    @property
    def server(self) -> Server:
        return Server(self.folder)

    def url(self, database: str) -> str:
        return f"{self.server.url(database)}&port={self.port}"

    @property
    def as_owner(self) -> dict[str, Any]:
        """Its keeper removes nothing when it ends: the pair's does."""
        started = starting_as(self.owner, self.folder)
        return started | {"env": started["env"] | {"ROOT": str(self.folder / "nothing")}}

    def make(self) -> None:
        subprocess.run([self.programs / "initdb", *INITDB], check=True, stdout=subprocess.DEVNULL, **self.as_owner)

    def copy_from(self, primary: "Node") -> None:
        words = ["-D", "data", "-h", str(primary.folder), "-p", str(primary.port), "-U", "postgres"]
        taking = [
            str(self.programs / "pg_basebackup"),
            *words,
            "--write-recovery-conf",
            "--checkpoint=fast",
            "--no-sync",
        ]
        subprocess.run(taking, check=True, stdout=subprocess.DEVNULL, **self.as_owner)

    def start(self) -> None:
        settings = [f"listen_addresses={self.listen}", f"port={self.port}", *SETTINGS, *self.more]
        postgres = [
            str(self.programs / "postgres"),
            "-D",
            "data",
            "-k",
            str(self.folder),
            *(f"-c{one}" for one in settings),
        ]
        self._keeper = subprocess.Popen(
            ["/bin/sh", "-c", KEEP_WHILE_THE_PIPE_IS_OPEN, "sh", *postgres],
            stdin=subprocess.PIPE,
            start_new_session=True,
            **self.as_owner,
        )
        wait_until_it_answers(self.server, self.port)

    def stop_at_once(self) -> None:
        """Immediate: as a crash, with recovery at the next start."""
        if self._keeper is not None:
            self._keeper.communicate()
        self._keeper = None

    def do(self, *statements: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as admin:
            for statement in statements:
                admin.execute(statement.encode())

    def ask(self, query: str) -> Any:
        with psycopg.connect(self.url("postgres"), autocommit=True) as admin:
            row = admin.execute(query.encode()).fetchone()
        return row[0] if row else None


@dataclass(frozen=True)
class Pair:
    primary: Node
    standby: Node

    def url(self, database: str) -> str:
        """Both: whoever connects finds the one that takes writes. libpq and SQLAlchemy read it alike."""
        hosts, ports = f"{self.primary.folder},{self.standby.folder}", f"{self.primary.port},{self.standby.port}"
        return f"postgresql://postgres@/{database}?host={hosts}&port={ports}&target_session_attrs=read-write"

    def fail_over(self, meanwhile: Callable[[], object]) -> None:
        """The primary dies, and the standby takes its place."""
        self.primary.stop_at_once()
        meanwhile()
        assert self.standby.ask("select pg_promote(true, 60)")


@contextmanager
def durable(listen: str = "", port: int = 5432) -> Iterator[Node]:
    """One server, running; with `listen`, also for whoever reaches that address."""
    with _room() as (root, programs, owner):
        node = Node(_inside(root, "a", owner), programs, owner, listen, port)
        node.make()
        if listen:
            with (node.folder / "data" / "pg_hba.conf").open("a") as access:
                access.write("host all all samenet trust\n")
        with _running(node):
            yield node


@contextmanager
def pair() -> Iterator[Pair]:
    """A primary and its standby, both running, the one waiting for the other at each commit."""
    with _room() as (root, programs, owner), ExitStack() as running:
        primary = Node(_inside(root, "a", owner), programs, owner)
        primary.make()
        running.enter_context(_running(primary))
        standby = Node(_inside(root, "b", owner), programs, owner)
        standby.copy_from(primary)
        standby.more.append(f"primary_conninfo=host={primary.folder} user=postgres application_name={STANDBY}")
        running.enter_context(_running(standby))
        primary.do(f"alter system set synchronous_standby_names = '{STANDBY}'", "select pg_reload_conf()")
        _await_sync(primary)
        yield Pair(primary, standby)


@contextmanager
def _room() -> Iterator[tuple[Path, Path, dict[str, Any]]]:
    """A folder that goes in any case; the programs; who runs them."""
    root = folder_for_sockets()
    owner = owner_of_the_server()
    keeping = ["/bin/sh", "-c", REMOVE_WHEN_THE_PIPE_CLOSES]
    keeper = subprocess.Popen(keeping, stdin=subprocess.PIPE, start_new_session=True, **starting_as({}, root))
    try:
        yield root, programs_for(owner, root), owner
    finally:
        keeper.communicate()
        shutil.rmtree(root, ignore_errors=True)


def _inside(root: Path, name: str, owner: dict[str, Any]) -> Path:
    folder = root / name
    folder.mkdir()
    if owner:
        shutil.chown(folder, owner["user"], owner["group"])
    return folder


@contextmanager
def _running(node: Node) -> Iterator[None]:
    try:
        node.start()
        yield
    finally:
        node.stop_at_once()


def _await_sync(primary: Node) -> None:
    until = time.monotonic() + START_LIMIT_S
    while not primary.ask("select count(*) from pg_stat_replication where sync_state = 'sync'"):
        if time.monotonic() > until:
            message = "the standby does not follow"
            raise TimeoutError(message)
        time.sleep(0.05)
