"""A row without fault, as the event that a prison with developers would have sent."""

import hashlib
import json
from datetime import datetime, time

from service.domain.event import Event, Kind
from service.domain.listing import ListedEvent, Status
from service.domain.london import at, london_day
from service.lists.occasion import Occasion
from service.lists.rows import ReadRow

_KINDS = {
    Status.PLANNED: Kind.SCHEDULED,
    Status.RELEASED: Kind.RELEASED,
    Status.CANCELLED: Kind.CANCELLED,
    Status.RETURNED: Kind.RETURNED,
    Status.DIED: Kind.DIED,
}
_LAST = time(
    23, 59, 59
)  # of the day of a release: a list tells the day alone, and speaks after all that happened on it


def event_of(row: ReadRow, occasion: Occasion) -> ListedEvent:
    """The same row of a list of the same moment is the same event, so that a list may be sent again."""
    document = _document(row, occasion)
    event = Event(
        source=occasion.source,
        id=f"list-{hashlib.sha256(document.encode()).hexdigest()}",
        kind=_KINDS[row.status],
        time=_time(row, occasion.as_of),
        prison_number=row.prison_number or "",
        document=document,
        liberation_date=row.day if row.status is Status.PLANNED else None,
        board=row.board,
        contact=row.contact,
    )
    return ListedEvent(row.line, row.status, event, row.day)


def _document(row: ReadRow, occasion: Occasion) -> str:
    """The cells as they came, so that staff can see what stood beside a number; dropped columns are not among them."""
    told = {"source": occasion.source.uri, "as_of": occasion.as_of.isoformat(), "row": dict(row.cells)}
    return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def _time(row: ReadRow, as_of: datetime) -> datetime:
    """A release sets the liberation date to the London day of its time."""
    if row.status is not Status.RELEASED or row.day is None or london_day(as_of) == row.day:
        return as_of
    return at(row.day, _LAST)
