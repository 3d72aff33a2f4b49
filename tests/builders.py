"""A whole service in one line, and the events that prisons and Boards send it."""

import itertools
import json
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from service.configuration.reader import read_config
from service.core.ports import Clock, Core, Messenger
from service.core.sending import Carrier
from service.domain.event import Event, Kind, Source, SourceKind
from service.domain.ids import BoardCode, SequenceId
from service.domain.number import Number
from service.domain.release import Contact
from service.schedules.config import Config
from service.store import migrate
from service.store.engine import open_engine
from service.store.ids import fresh
from service.store.sealing import Sealer
from service.store.store import SqlStore
from tests.fakes import FakeCarrier, FakeMessenger, FixedClock

GLASGOW, LOTHIAN = BoardCode("S08000031"), BoardCode("S08000024")
FIRST_WEEKS = SequenceId("first-weeks")
BARLINNIE, EDINBURGH = Source(SourceKind.PRISON, "barlinnie"), Source(SourceKind.PRISON, "edinburgh")
GLASGOW_STAFF = Source(SourceKind.BOARD, "greater-glasgow-and-clyde")
LOTHIAN_STAFF = Source(SourceKind.BOARD, "lothian")

# The example of the contract: Sam leaves Barlinnie two days before Christmas.
HEARD = datetime(2026, 12, 1, 10, 15, tzinfo=UTC)
LIBERATION = date(2026, 12, 23)
SAM = "48213"
SAMS_NUMBER = Number.trusted("+447700900123")
SAMS_CONTACT = Contact(
    first_name="Sam",
    number=SAMS_NUMBER,
    language="en",
    groups=("no_fixed_address",),
    confirmed_by_person=True,
)


def make_core(  # noqa: PLR0913  each part of a service, with a default
    database_url: str,
    *,
    clock: Clock | None = None,
    carrier: Carrier | None = None,
    messenger: Messenger | None = None,
    practice: bool = True,
    config: Config | None = None,
    sealer: Sealer | None = None,
) -> Core:
    """A service with its schema in place and keys of its own, sending the national texts alone. `close` it."""
    clock = clock or FixedClock(HEARD)
    engine = open_engine(database_url)
    migrate.upgrade(engine, practice=practice)
    sealer = sealer or Sealer((secrets.token_bytes(32),), (secrets.token_bytes(32),))
    return Core(
        store=SqlStore(engine, sealer, clock),
        carrier=carrier or FakeCarrier(clock.wall),
        messenger=messenger or FakeMessenger(),
        clock=clock,
        config=config or national_config(),
        new_id=fresh,
        practice=practice,
        lease_s=60,
        unknown_wait_s=600,
    )


def sql_store(core: Core) -> SqlStore:
    assert isinstance(core.store, SqlStore)
    return core.store


def close(core: Core) -> None:
    sql_store(core).engine.dispose()


@cache
def shipped_config() -> Config:
    return read_config(Path(__file__).parents[1] / "config", practice=True)


@cache
def national_config() -> Config:
    """The shipped one, of Boards that send the first weeks and no text to any group."""
    shipped = shipped_config()
    boards = {code: replace(board, sequences=(FIRST_WEEKS,)) for code, board in shipped.boards.items()}
    return replace(shipped, boards=boards)


def ids() -> Callable[[], str]:
    """Ids such as a sender might give its events, each call the next."""
    numbers = itertools.count(1)
    return lambda: f"b1-{next(numbers):06}"


_next_id = ids()


def make_event(  # noqa: PLR0913  all that an event may say
    kind: Kind,
    *,
    time: datetime = HEARD,
    source: Source = BARLINNIE,
    event_id: str | None = None,
    prison_number: str = SAM,
    liberation_date: date | None = None,
    board: BoardCode | None = None,
    contact: Contact | None = None,
) -> Event:
    """An event as a door hands it in, with an id of its own if none is given."""
    event = Event(source, event_id or _next_id(), kind, time, prison_number, "", liberation_date, board, contact)
    said = {"source": source.uri, "id": event.id, "type": kind, "time": time, "subject": prison_number}
    data = {"liberation_date": liberation_date, "home_board": board, "person": contact and vars(contact)}
    number = contact.number.e164 if contact and contact.number else None
    document = json.dumps({**said, "data": data, "mobile": number}, default=str, sort_keys=True)
    return replace(event, document=document)


def scheduled(
    liberation_date: date = LIBERATION,
    *,
    time: datetime = HEARD,
    source: Source = BARLINNIE,
    prison_number: str = SAM,
    contact: Contact | None = SAMS_CONTACT,
) -> Event:
    """The contract's example, or one like it."""
    return make_event(
        Kind.SCHEDULED,
        time=time,
        source=source,
        prison_number=prison_number,
        liberation_date=liberation_date,
        board=GLASGOW,
        contact=contact,
    )
