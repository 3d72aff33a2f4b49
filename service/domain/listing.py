"""A list of releases out of a prison's own file, read and checked, and not yet taken in."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from service.domain.errors import Fault
from service.domain.event import Event


class Status(StrEnum):
    """What a row says of a release. Without the column it is planned."""

    PLANNED = "planned"
    RELEASED = "released"
    CANCELLED = "cancelled"
    RETURNED = "returned"
    DIED = "died"


@dataclass(frozen=True)
class ListedEvent:
    """A row without fault, as the event that it stands for."""

    line: int  # as an editor or Excel counts, from 1
    status: Status
    event: Event
    day: date | None  # the liberation date, where the status has one


@dataclass(frozen=True)
class RefusedRow:
    line: int
    faults: tuple[Fault, ...]  # all of them; `field` is the column


@dataclass(frozen=True)
class Listing:
    rows: tuple[ListedEvent, ...]
    repeats: tuple[int, ...]  # the lines that say again what an earlier row says
    refused: tuple[RefusedRow, ...]
    dropped_columns: tuple[str, ...]  # the headers of columns that nobody asked for; what stood in them is not here


def in_words(day: date) -> str:
    """As people check a date: "Wednesday 23 December 2026"."""
    return f"{day:%A} {day.day} {day:%B %Y}"
