"""The events of Sam's story, each so many days after the first word of it."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from service.core.intake import receive
from service.core.ports import Core
from service.domain.appointment import AppointmentNews
from service.domain.event import Answer, Event, Kind, Source
from service.domain.ids import PersonId
from service.domain.number import Number
from service.domain.release import Contact
from tests.builders import (
    BARLINNIE,
    GLASGOW_STAFF,
    HEARD,
    SAMS_CONTACT,
    make_event,
    scheduled,
)
from tests.core.looking import (
    ledger_of,
    person,
)

OTHER_NUMBER = Number.trusted("+447700900456")
PLAIN = replace(SAMS_CONTACT, groups=())  # of no group that has texts of its own
NO_NUMBER = replace(SAMS_CONTACT, number=None)
LATER = date(2027, 1, 20)
CLINIC = "The Health Centre, 12 Leith Walk"


def after(days: float, kind: Kind, *, source: Source = BARLINNIE, **said: object) -> Event:
    """An event so many days after the first word of Sam's release."""
    facts: dict[str, object] = {"time": HEARD + timedelta(days=days), "source": source, **said}
    return make_event(kind, **facts)  # type: ignore[arg-type]


def rescheduled(days: float, to: date = LATER, *, source: Source = BARLINNIE) -> Event:
    return after(days, Kind.RESCHEDULED, liberation_date=to, source=source)


def cancelled(days: float, *, source: Source = BARLINNIE) -> Event:
    return after(days, Kind.CANCELLED, source=source)


def returned(days: float, *, source: Source = BARLINNIE) -> Event:
    return after(days, Kind.RETURNED, source=source)


def died(days: float, *, source: Source = BARLINNIE) -> Event:
    return after(days, Kind.DIED, source=source)


def contact(days: float, said: Contact, *, source: Source = BARLINNIE) -> Event:
    return after(days, Kind.CONTACT, contact=said, source=source)


def again(days: float, to: date = LATER, *, source: Source = BARLINNIE) -> Event:
    """Scheduled, so many days after the first word."""
    return scheduled(to, time=HEARD + timedelta(days=days), source=source)


def assert_unchanged_by(core: Core, event: Event) -> Answer:
    before = (ledger_of(core), person(core))
    answer = receive(core, event)
    assert (ledger_of(core), person(core)) == before
    return answer


def appointment(  # noqa: PLR0913  all that may be said of one
    person_id: PersonId,
    kind: Kind,
    *,
    time: datetime = HEARD,
    source: Source = GLASGOW_STAFF,
    visit_id: str = "visit-1",
    start: datetime | None = None,
    place: str | None = CLINIC,
    phone: str | None = None,
) -> Event:
    """What an appointments system, or a Board, tells of one appointment. An end names it and says no more."""
    news = AppointmentNews(visit_id, start, place, phone) if start else AppointmentNews(visit_id)
    made = make_event(kind, time=time, source=source, prison_number="")
    document = f"{made.document} {person_id} {visit_id} {start} {place} {phone}"
    return replace(made, person_id=person_id, appointment=news, document=document)
