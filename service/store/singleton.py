"""Being the only one: of all workers on one PostgreSQL the one that keeps house; on one SQLite file the only worker.

Both are let go by the machine when their process dies, in whatever way: the session's lock, and the lock on the file.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Protocol

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import SQLAlchemyError

from service.domain.errors import ReleaseDayError
from service.store.engine import file_of, open_engine

_HOUSEKEEPING = (0x7264, 1)  # two numbers of 32 bits: a room of its own beside the locks of transactions


class OnlyOne(Protocol):
    def is_me(self) -> bool:
        """Whether it is this process, as the database sees it now. Ask before each thing that only one may do."""
        ...


class SecondWorkerError(ReleaseDayError):
    """Another worker has this SQLite file."""


@contextmanager
def only_one(database_url: str) -> Iterator[OnlyOne]:
    """Raises SecondWorkerError, on SQLite alone: there it is for good."""
    path = file_of(database_url)
    if path is None:
        engine = open_engine(database_url, pool_size=1)
        try:
            with _Elected(engine) as elected:
                yield elected
        finally:
            engine.dispose()
    else:
        with _beside(path).open("w") as held:
            _lock(held, path)
            yield _Alone()


class _Alone:
    def is_me(self) -> bool:
        return True


def _beside(path: Path) -> Path:
    """Whatever name the file is called by, they meet here."""
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.with_name(f"{path.name}-worker")


def _lock(held: IO[str], path: Path) -> None:
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        message = (
            f"Another worker is at work on {path.name}. On SQLite there can be only one: "
            "for more of them, or for more than one machine, use PostgreSQL."
        )
        raise SecondWorkerError(message) from None


class _Elected:
    """A session of its own that holds a lock. While it answers, the lock is held; when it is gone, so is the lock."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._session: Connection | None = None
        self._has_lock = False

    def __enter__(self) -> "_Elected":
        return self

    def __exit__(self, *_: object) -> None:
        self._leave()

    def is_me(self) -> bool:
        try:
            self._has_lock = self._still_has() or self._gets()
        except SQLAlchemyError:
            self._leave()
        return self._has_lock

    def _still_has(self) -> bool:
        if self._session is None or not self._has_lock:
            return False
        self._session.execute(select(1))
        return True

    def _gets(self) -> bool:
        self._session = self._session or self._engine.connect()
        return bool(self._session.execute(select(func.pg_try_advisory_lock(*_HOUSEKEEPING))).scalar())

    def _leave(self) -> None:
        """The session is ended, not kept for later: its lock must be free at once."""
        session, self._session, self._has_lock = self._session, None, False
        if session is not None:
            with suppress(SQLAlchemyError):
                session.invalidate()
            with suppress(SQLAlchemyError):
                session.close()
