"""Days on which somebody did something: none of them is still to come."""

from collections.abc import Iterator
from datetime import date

from service.configuration import notation
from service.configuration.document import Document, Loc
from service.configuration.faults import ConfigFault
from service.configuration.files import Kind
from service.configuration.outline import readable
from service.configuration.sources import Sources

_ROWS = {
    Kind.SEQUENCE: ("tested_with", "on"),
    Kind.CONTACTS: ("contacts", "verified_on"),
    Kind.DIRECTORY: ("entries", "verified_on"),
}


def future_faults(sources: Sources, today: date | None) -> Iterator[ConfigFault]:
    """What was read to people, dialled or asked after `today` (London). None: nobody says what day it is."""
    if today is None:
        return
    for kind, (rows, field) in _ROWS.items():
        for _, document in sources.of(kind):
            for row in document.rows(rows):
                yield from _fault(document, (*row, field), today)


def _fault(document: Document, loc: Loc, today: date) -> Iterator[ConfigFault]:
    day = readable(notation.day, document.text(*loc))
    if day is not None and day > today:
        yield document.fault(loc, f"`{loc[-1]}`: this day is still to come")
