"""Rows as the service itself makes them, in any number: one release is taken in, and copied under other numbers."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Table, insert, select

from service.clock import WallClock
from service.core.intake import receive
from service.core.ports import Core
from service.demo.house import clock_setting
from service.domain.event import Event, Kind, Source, SourceKind
from service.domain.ids import BoardCode
from service.domain.number import Number
from service.domain.release import Contact
from service.store.sealing import Place, Sealer
from service.store.store import SqlStore
from service.store.tables import lines, people, pins, releases, texts

BOARD = BoardCode("S08000031")
PRISON = Source(SourceKind.PRISON, "barlinnie")
OUT_ON = date(2026, 12, 1)  # a Tuesday
HEARD = datetime(2026, 11, 24, 10, tzinfo=UTC)
DUE = datetime(2026, 12, 1, 14, 1, tzinfo=UTC)  # the welcomes are due, and no other text
_CHUNK = 2_000  # releases in one statement


@dataclass(frozen=True)
class Sample:
    """The rows of one release, as they stand in the tables."""

    line: dict[str, Any]
    person: dict[str, Any]
    release: dict[str, Any]
    pins: tuple[dict[str, Any], ...]
    texts: tuple[dict[str, Any], ...]
    contact: str


def scheduled(serial: int) -> Event:
    """A release that a prison announces, of somebody with a number of their own."""
    contact = Contact(first_name="Sam", number=number(serial), language="en", groups=(), confirmed_by_person=True)
    return Event(
        PRISON, f"bench-{serial}", Kind.SCHEDULED, HEARD, str(serial), f"document {serial}", OUT_ON, BOARD, contact
    )


def number(serial: int) -> Number:
    """Too long to be anybody's in this country."""
    return Number.trusted(f"+447700900{serial:06}")


def fill(core: Core, store: SqlStore, count: int) -> None:
    """`count` releases with their texts planned. The clock of `core` says when they were heard of."""
    receive(core, scheduled(0))
    with store.engine.begin() as connection:
        sample = _sample(connection, store.sealer)
        for first in range(1, count, _CHUNK):
            _copy(connection, store.sealer, sample, range(first, min(first + _CHUNK, count)))
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")


def _sample(connection: Connection, sealer: Sealer) -> Sample:
    person = _rows(connection, people)[0]
    return Sample(
        line=_rows(connection, lines)[0],
        person=person,
        release=_rows(connection, releases)[0],
        pins=_rows(connection, pins),
        texts=_rows(connection, texts),
        contact=sealer.open(Place("people", "contact", person["id"]), person["contact_sealed"]),
    )


def _rows(connection: Connection, table: Table) -> tuple[dict[str, Any], ...]:
    return tuple(dict(row) for row in connection.execute(select(table)).mappings())


def _copy(connection: Connection, sealer: Sealer, sample: Sample, serials: range) -> None:
    for table, rows in (
        (lines, [_line(sealer, sample, one) for one in serials]),
        (people, [_person(sealer, sample, one) for one in serials]),
        (releases, [sample.release | {"id": f"r-{one:017}", "person_id": f"p-{one:017}"} for one in serials]),
        (pins, [pin | {"release_id": f"r-{one:017}"} for one in serials for pin in sample.pins]),
        (texts, [_text(text, at, one) for one in serials for at, text in enumerate(sample.texts)]),
    ):
        connection.execute(insert(table), rows)


def _line(sealer: Sealer, sample: Sample, serial: int) -> dict[str, Any]:
    new, e164 = f"n-{serial:017}", number(serial).e164
    sealed = sealer.seal(Place("lines", "number", new), e164)
    return sample.line | {"id": new, "number_index": sealer.index("number", e164), "number_sealed": sealed}


def _person(sealer: Sealer, sample: Sample, serial: int) -> dict[str, Any]:
    new = f"p-{serial:017}"
    return sample.person | {
        "id": new,
        "line_id": f"n-{serial:017}",
        "prison_number_index": sealer.index("prison number", str(serial)),
        "prison_number_sealed": sealer.seal(Place("people", "prison_number", new), str(serial)),
        "contact_sealed": sealer.seal(Place("people", "contact", new), sample.contact),
    }


def _text(text: dict[str, Any], at: int, serial: int) -> dict[str, Any]:
    release = f"r-{serial:017}"
    return text | {"id": f"t-{serial:014}-{at:02}", "release_id": release, "line_id": f"n-{serial:017}"}


def at_hearing() -> str:
    """The practice clock that stands at HEARD when a ledger is filled."""
    return clock_setting(HEARD, 1, WallClock().wall())
