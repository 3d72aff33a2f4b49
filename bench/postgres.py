"""A PostgreSQL server that keeps what it was told, whatever happens to the machine: fsync and synchronous_commit on."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.postgres import (
    INITDB,
    KEEP_WHILE_THE_PIPE_IS_OPEN,
    Server,
    folder_for_sockets,
    owner_of_the_server,
    programs_for,
    starting_as,
    wait_until_it_answers,
)

SETTINGS = [
    "listen_addresses=",
    "timezone=UTC",
    "max_connections=200",
    "shared_buffers=512MB",
    "max_wal_size=4GB",
    "fsync=on",
    "synchronous_commit=on",
    "full_page_writes=on",
]


@contextmanager
def durable_server() -> Iterator[Server]:
    """On a socket in a folder of its own. It ends with this process, in whatever way that ends."""
    root = folder_for_sockets()
    try:
        owner = owner_of_the_server()
        programs, how = programs_for(owner, root), starting_as(owner, root)
        subprocess.run([programs / "initdb", *INITDB], check=True, stdout=subprocess.DEVNULL, **how)  # noqa: S603
        words: list[str | Path] = [
            programs / "postgres",
            "-D",
            "data",
            "-k",
            root,
            *(f"-c{setting}" for setting in SETTINGS),
        ]
        keep: list[str | Path] = ["/bin/sh", "-c", KEEP_WHILE_THE_PIPE_IS_OPEN, "sh", *words]
        keeper = subprocess.Popen(keep, stdin=subprocess.PIPE, start_new_session=True, **how)  # noqa: S603
        try:
            wait_until_it_answers(Server(root))
            yield Server(root)
        finally:
            keeper.communicate()
    finally:
        shutil.rmtree(root, ignore_errors=True)
