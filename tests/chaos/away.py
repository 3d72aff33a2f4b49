"""The database is away for a moment, at which something happens; no process of ours is started anew."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from service.store.engine import SQLITE_WAIT_S
from tests.postgres_pair import Node


def restart(server: Node, meanwhile: Callable[[], object]) -> None:
    server.stop_at_once()
    meanwhile()
    server.start()


def lock(file: Path, meanwhile: Callable[[], object]) -> None:
    """Somebody else writes, as a backup may, and no other can."""
    with closing(sqlite3.connect(file, timeout=SQLITE_WAIT_S)) as other:
        other.execute("BEGIN IMMEDIATE")
        meanwhile()
