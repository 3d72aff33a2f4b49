"""Engines: SQLite in WAL with full sync and BEGIN IMMEDIATE for writes, PostgreSQL as it is.

A link that is cut, a server that is gone and one that hangs are noticed on both ends within seconds. Without this a
worker would wait for hours for an answer, and the server would keep the locks of a worker that it cannot hear.
"""

import re
import time
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry

SQLITE_WAIT_S = 30  # how long a statement waits for another process's write
QUIET_S = 0.1  # a connection that was not used for so long may be broken: no restart or failover is over sooner
NOTICED_S = 10  # a connection on which nothing is heard for so long is given up

_LEFT = "left"  # when it was last given back, by the monotonic clock

_CONNECT = {
    "connect_timeout": 5,  # seconds, for each host
    "keepalives": 1,
    "keepalives_idle": 3,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": NOTICED_S * 1000,
}
# The server's end. On a socket of the same machine it takes no notice of those about TCP.
_SESSION = {
    "tcp_keepalives_idle": 3,
    "tcp_keepalives_interval": 2,
    "tcp_keepalives_count": 3,
    "tcp_user_timeout": NOTICED_S * 1000,
    "idle_in_transaction_session_timeout": 60_000,  # a process that was stopped in the middle keeps nobody waiting
}
# libpq's own way to name more than one host, which SQLAlchemy's URLs do not know: user@one:5432,two:5432/name
_HOSTS = re.compile(
    r"(?P<start>postgresql(?:\+\w+)?://(?:[^/@]*@)?)(?P<hosts>[^/?@]*,[^/?@]*)(?P<rest>(?:[/?].*)?)", re.DOTALL
)


def open_engine(url: str, *, pool_size: int = 10) -> Engine:
    """An engine for `sqlite:///…` or `postgresql://…`. Errors never show the values of a statement.

    More than one host of PostgreSQL may be named as libpq takes them, with `target_session_attrs=read-write`.
    """
    path = file_of(url)
    if make_url(several_hosts(url)).get_backend_name() != "sqlite":
        return _postgres(make_url(several_hosts(url)), pool_size)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": SQLITE_WAIT_S})
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def file_of(url: str) -> Path | None:
    """The file of an SQLite database; None: it is another, or one in memory."""
    known = make_url(several_hosts(url))
    name = known.database if known.get_backend_name() == "sqlite" else None
    return Path(name) if name and name != ":memory:" else None


def several_hosts(url: str) -> str:
    """The same URL with all hosts as parameters, where it names more than one."""
    found = _HOSTS.fullmatch(url)
    if found is None:
        return url
    hosts = [re.fullmatch(r"(.*?)(?::(\d*))?", host) for host in found["hosts"].split(",")]
    names = ",".join(host[1].strip("[]") for host in hosts if host)
    ports = ",".join(host[2] or "5432" for host in hosts if host)
    rest = found["rest"] if "?" in found["rest"] else f"{found['rest']}?"
    return f"{found['start']}{rest}{'' if rest.endswith('?') else '&'}host={quote(names)}&port={quote(ports)}"


def _postgres(url: URL, pool_size: int) -> Engine:
    """What the URL says itself goes before what is said here."""
    ours = {name: value for name, value in _CONNECT.items() if name not in url.query}
    session = [f"-c {name}={value}" for name, value in _SESSION.items()]
    asked = url.query.get("options", ())
    options = " ".join([*session, *([asked] if isinstance(asked, str) else asked)])
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_size=pool_size,
        pool_timeout=NOTICED_S,
        connect_args={**ours, "options": options},
    )
    event.listen(engine, "checkin", _note_when)
    event.listen(engine, "checkout", partial(_ping_if_quiet, engine))
    return engine


def _note_when(_connection: Any, record: ConnectionPoolEntry) -> None:
    record.info[_LEFT] = time.monotonic()


def _ping_if_quiet(engine: Engine, connection: Any, record: ConnectionPoolEntry, _proxy: Any) -> None:
    """In the midst of work a ping at each transaction would cost as much as a statement.

    Raises InvalidatePoolError: the pool connects anew.
    """
    if time.monotonic() - record.info.get(_LEFT, time.monotonic()) < QUIET_S:
        return
    try:
        engine.dialect.do_ping(connection)
    except engine.dialect.loaded_dbapi.Error as error:
        raise InvalidatePoolError from error


def _set_up(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver would begin by itself, and never IMMEDIATE
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    """A read that turns into a write fails at once with "database is locked": a writer says so from the start."""
    write = connection.get_execution_options().get("write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
