"""The store: transactions over one database, and whether it is fit for use."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property

from sqlalchemy import Engine, func, or_, select
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from service.core.ports import Clock
from service.domain.errors import UnavailableError
from service.store import migrate
from service.store.sealing import Sealer
from service.store.tables import heartbeats
from service.store.transaction import SqlTransaction, transaction

ALIVE_FOR = timedelta(seconds=60)  # a worker not heard of for longer is taken for dead
FORGOTTEN_AFTER = timedelta(days=1)
# read_only_sql_transaction: it is a standby now; idle_in_transaction_session_timeout: it gave this session up.
_ENDED_BY_SERVER = ("25006", "25P03")
_DOWN = (OperationalError, InterfaceError, PoolTimeoutError)


@dataclass(frozen=True)
class SqlStore:
    """See `core.ports.Store`. Opens nothing until it is used; threads may share it."""

    engine: Engine
    sealer: Sealer = field(repr=False)
    clock: Clock
    _one_writer: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @contextmanager
    def write(self, actor: str) -> Iterator[SqlTransaction]:
        """SQLite lets writers wait unfairly, up to seconds: inside one process they queue here instead."""
        if self.engine.dialect.name != "sqlite":
            with self._transaction(self.engine, actor, writing=True) as tx:
                yield tx
            return
        engine = self.engine.execution_options(write=True)
        with self._one_writer, self._transaction(engine, actor, writing=True) as tx:
            yield tx

    @contextmanager
    def read(self) -> Iterator[SqlTransaction]:
        with self._transaction(self._reading, "reader", writing=False) as tx:
            yield tx

    @cached_property
    def _reading(self) -> Engine:
        """On PostgreSQL each question sees the newest there is, in a transaction or not: none is begun, nor ended."""
        is_file = self.engine.dialect.name == "sqlite"
        return self.engine if is_file else self.engine.execution_options(isolation_level="AUTOCOMMIT")

    @contextmanager
    def _transaction(self, engine: Engine, actor: str, *, writing: bool) -> Iterator[SqlTransaction]:
        try:
            with engine.begin() as connection:
                now, wall = self.clock.now(), self.clock.wall()
                tx = transaction(connection, self.sealer, now, wall, actor, writing=writing)
                yield tx
                tx.journal.write_down()
        except _DOWN as error:
            raise UnavailableError from error
        except InternalError as error:
            if getattr(error.orig, "sqlstate", None) not in _ENDED_BY_SERVER:
                raise
            self.engine.dispose()  # a session with a server that was demoted would go on answering to a ping
            raise UnavailableError from error

    def beat(self, worker: str) -> None:
        """Say that this worker lives; those that have been silent for a day are forgotten."""
        now = self.clock.wall()
        with self.write(worker) as tx:
            dead = or_(heartbeats.c.worker == worker, heartbeats.c.beat_wall < now - FORGOTTEN_AFTER)
            tx.connection.execute(heartbeats.delete().where(dead))
            tx.connection.execute(heartbeats.insert().values(worker=worker, beat_wall=now))

    def ready(self) -> tuple[str, ...]:
        try:
            with self.engine.begin() as connection:
                if not migrate.is_current(connection):
                    return ("the database schema is not up to date: run `release-day migrate`",)
                newest = connection.execute(select(func.max(heartbeats.c.beat_wall))).scalar()
        except _DOWN:
            return ("the database does not answer",)
        if newest is None or self.clock.wall() - newest > ALIVE_FOR:
            return ("no worker has been heard of within 60 s",)
        return ()
