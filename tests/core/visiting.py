"""Somebody who is out and was welcomed, and the appointments that a Board's system tells of."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from service.core.ports import Core
from service.domain.appointment import Appointment
from service.domain.event import Answer, Kind, Source, SourceKind
from service.domain.london import at
from service.store import tables
from tests.builders import LIBERATION, SAM, scheduled, sql_store
from tests.core.looking import live_through, move_to, person, told
from tests.core.saying import CLINIC, PLAIN, appointment
from tests.fakes import FixedClock

SYSTEM, OTHER_SYSTEM = Source(SourceKind.APPOINTMENTS, "clinic"), Source(SourceKind.APPOINTMENTS, "trak")
OUT = LIBERATION + timedelta(days=6)  # a Tuesday: four texts went, none has today
VISIT = at(date(2027, 1, 14), time(10, 30))  # a Thursday
MONDAY = at(date(2027, 1, 18), time(14))


def is_out(core: Core, clock: FixedClock) -> Answer:
    """Sam, six days after the release, at nine in the morning."""
    answer = told(core, scheduled(contact=PLAIN))
    live_through(core, clock, at(OUT, time(9)))
    return answer


def hears(  # noqa: PLR0913  all that may be said of one
    core: Core,
    kind: Kind,
    start: datetime | None = None,
    *,
    time: datetime | None = None,
    source: Source = SYSTEM,
    visit_id: str = "visit-1",
    place: str = CLINIC,
    phone: str | None = None,
    prison_number: str = SAM,
) -> Answer:
    """What comes of news of an appointment, by default told as it happens."""
    whose, moment = person(core, prison_number).id, time or core.clock.now()
    event = appointment(
        whose, kind, time=moment, source=source, visit_id=visit_id, start=start, place=place, phone=phone
    )
    return told(core, event)


def booked(core: Core, start: datetime = VISIT, **said: object) -> Answer:
    return hears(core, Kind.APPOINTMENT_BOOKED, start, **said)  # type: ignore[arg-type]


def visits(core: Core) -> tuple[Appointment, ...]:
    with sql_store(core).engine.begin() as connection:
        ids = (
            connection.execute(select(tables.appointments.c.id).order_by(tables.appointments.c.set_at)).scalars().all()
        )
    with core.store.read() as tx:
        return tuple(tx.appointments.get(one) for one in ids)


def next_day_at(clock: FixedClock, hour: int, minute: int = 0) -> datetime:
    return move_to(clock, clock.now().date() + timedelta(days=1), hour, minute)
