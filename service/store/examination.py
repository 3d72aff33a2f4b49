"""How a database stands, asked without trusting that anything about it is right."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

from sqlalchemy import Connection, create_engine, func, inspect, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from service.domain.errors import UnavailableError
from service.store import migrate
from service.store.engine import several_hosts
from service.store.tables import database

_PATIENCE_S = 5
_ON = ("fsync", "full_page_writes")


@dataclass(frozen=True)
class Standing:
    kind: str | None  # "practice" or "live"; None: there are no tables
    is_current: bool  # its schema is the one that this program knows
    clock: datetime | None  # aware UTC: what its machine takes for now; None: it is this machine
    may_lose: tuple[str, ...] = ()  # why something that was committed may be gone after a crash or a failover


def examine_database(url: str) -> Standing:
    """Raises UnavailableError. A file that is not there is not made."""
    url = several_hosts(url)
    remote = make_url(url).get_backend_name() != "sqlite"
    address = url if remote else f"sqlite:///file:{quote(make_url(url).database or '')}?mode=rw&uri=true"
    patience = {"connect_timeout" if remote else "timeout": _PATIENCE_S}
    engine = create_engine(address, hide_parameters=True, connect_args=patience)
    try:
        with engine.connect() as connection:
            return _standing(connection, remote=remote)
    except (OperationalError, InterfaceError) as error:
        message = "the database does not answer"
        raise UnavailableError(message) from error
    finally:
        engine.dispose()


def _standing(connection: Connection, *, remote: bool) -> Standing:
    clock = connection.execute(select(func.clock_timestamp())).scalar_one().astimezone(UTC) if remote else None
    made = inspect(connection).has_table(database.name)
    kind = connection.execute(select(database.c.kind)).scalar() if made else None
    is_current = made and migrate.is_current(connection)
    return Standing(kind, is_current, clock, _asked_what_may_be_lost(connection) if remote else ())


def _asked_what_may_be_lost(connection: Connection) -> tuple[str, ...]:
    """Who may not ask for it hears so, and everything else."""
    try:
        return tuple(_may_lose(connection))
    except DBAPIError:
        connection.rollback()
        return ("this role may not ask for it",)


def _may_lose(connection: Connection) -> Iterator[str]:
    """https://www.postgresql.org/docs/current/runtime-config-wal.html and runtime-config-replication.html."""
    names = (*_ON, "synchronous_commit", "synchronous_standby_names")
    told = {name: connection.execute(select(func.current_setting(name))).scalar_one() for name in names}
    yield from (f"{name} is {told[name]}" for name in _ON if told[name] != "on")
    waits = told["synchronous_commit"]
    if waits not in ("on", "remote_apply"):
        yield f"synchronous_commit is {waits}"
    standbys = connection.execute(
        text("select count(*) from pg_stat_replication where state = 'streaming'")
    ).scalar_one()
    if standbys and not told["synchronous_standby_names"]:
        yield "no standby is waited for (synchronous_standby_names is empty)"
