"""Lists as a test writes them, and short ways to see what was read."""

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from service.domain.errors import Fault, InvalidError
from service.domain.event import Event, Source
from service.domain.listing import Listing
from service.domain.release import Contact
from service.lists.occasion import Occasion
from service.lists.reader import FileKind, read_list
from service.schedules.config import Config
from tests.builders import BARLINNIE, shipped_config

SAMPLES = Path(__file__).parents[2] / "samples"
AS_OF = datetime(2026, 11, 30, 9, tzinfo=UTC)
TODAY = date(2026, 12, 1)
SAM = {
    "prison_number": "48213",
    "first_name": "Sam",
    "mobile": "07700 900101",
    "liberation_date": "2026-12-23",
    "home_board": "S08000031",
}


def occasion(
    source: Source = BARLINNIE,
    *,
    as_of: datetime = AS_OF,
    today: date = TODAY,
    config: Config | None = None,
    practice: bool = True,
) -> Occasion:
    return Occasion(source, as_of, config or shipped_config(), today, practice=practice)


def read(file: str | bytes, kind: FileKind = FileKind.CSV, when: Occasion | None = None) -> Listing:
    raw = file.encode() if isinstance(file, str) else file
    return read_list(raw, kind, when or occasion())


def listed(*rows: dict[str, str]) -> str:
    """A CSV file whose header has every column that one of the rows has."""
    made = io.StringIO()
    columns = list(dict.fromkeys(column for row in rows for column in row))
    writer = csv.DictWriter(made, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return made.getvalue()


def sam(**cells: str) -> dict[str, str]:
    """Sam's row, with these cells instead."""
    return SAM | cells


def event(when: Occasion | None = None, /, **cells: str) -> Event:
    """What Sam's row with these cells stands for."""
    listing = read(listed(sam(**cells)), when=when)
    assert listing.refused == ()
    [row] = listing.rows
    return row.event


def contact(when: Occasion | None = None, /, **cells: str) -> Contact:
    found = event(when, **cells).contact
    assert found is not None
    return found


def faults(listing: Listing) -> dict[int, dict[str, str]]:
    """What is wrong, by line and column."""
    return {row.line: {fault.field: fault.message for fault in row.faults} for row in listing.refused}


def fault(when: Occasion | None = None, /, **cells: str) -> dict[str, str]:
    """What is wrong with Sam's row, with these cells instead, by column."""
    return faults(read(listed(sam(**cells)), when=when)).get(2, {})


def refusal(file: str | bytes, kind: FileKind = FileKind.CSV, when: Occasion | None = None) -> tuple[Fault, ...]:
    """Why the file as a whole is refused."""
    with pytest.raises(InvalidError) as refused:
        read(file, kind, when)
    return refused.value.faults


def message(file: str | bytes, kind: FileKind = FileKind.CSV) -> str:
    """The one reason why the file as a whole is refused."""
    [one] = refusal(file, kind)
    return one.message


def with_columns(**columns: str) -> Config:
    """The shipped configuration, in which Barlinnie has these headers alone."""
    config = shipped_config()
    prison = replace(config.prisons[BARLINNIE.slug], columns=columns)  # type: ignore[arg-type, index]
    return replace(config, prisons={**config.prisons, prison.slug: prison})
