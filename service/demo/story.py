"""The people of the demo and what happens to them: the sample files as events, in the order of their time."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

RELEASES, EVENTS = Path("samples/releases-barlinnie.csv"), Path("samples/events-batch.json")
SOURCE = "/prisons/barlinnie"
LISTED_ON = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)  # older than every event, so that each of them moves something
STOPS = {"person.returned_to_custody", "person.died"}


@dataclass(frozen=True)
class Someone:
    """One row of the prison's list."""

    prison_number: str
    first_name: str
    mobile: str  # as the prison wrote it, or nothing


@dataclass(frozen=True)
class Happening:
    """An event and the moment of practice time at which the prison posts it."""

    at: datetime  # aware UTC
    event: dict[str, Any]


@dataclass(frozen=True)
class TextBack:
    """What somebody texts back when one of our texts arrives, and how the answer begins that must come."""

    name: str
    to: str  # words in our text
    says: str
    answer: str


TEXTS_BACK = (
    TextBack("Mhairi", "Or reply GP", "gp pls", "NHS: Call NHS inform free on 0800 22 44 88. They tell"),
    TextBack("Craig", "Have you joined a doctor", "naw no yet", "NHS: That is OK. You can still join."),
)


def people() -> tuple[Someone, ...]:
    return tuple(Someone(row["prison_number"], row["first_name"], row["mobile"]) for row in _rows())


def listed() -> tuple[Happening, ...]:
    """The prison's list, as `liberation.scheduled` events of the day on which it was made."""
    return tuple(Happening(LISTED_ON, _scheduled(row)) for row in _rows())


def later() -> tuple[Happening, ...]:
    """What happens afterwards, oldest first."""
    events = json.loads(EVENTS.read_text(encoding="utf-8"))
    happenings = (Happening(datetime.fromisoformat(event["time"]), event) for event in events)
    return tuple(sorted(happenings, key=lambda happening: happening.at))


def name_of(prison_number: str) -> str:
    return next(person.first_name for person in people() if person.prison_number == prison_number)


def _rows() -> Iterator[dict[str, str]]:
    with RELEASES.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _scheduled(row: dict[str, str]) -> dict[str, Any]:
    person: dict[str, Any] = {"first_name": row["first_name"], "language": row["language"]}
    person["groups"] = [group for group in row["groups"].split(";") if group]
    if row["mobile"]:
        person["mobile"] = row["mobile"]
    return {
        "specversion": "1.0",
        "id": f"list-{row['prison_number']}",
        "source": SOURCE,
        "subject": row["prison_number"],
        "type": "liberation.scheduled",
        "time": LISTED_ON.isoformat(),
        "data": {
            "liberation_date": _day(row["liberation_date"]).isoformat(),
            "home_board": row["home_board"],
            "person": person,
        },
    }


def _day(text: str) -> date:
    """ISO, or day/month/year as Scottish systems export it."""
    if "/" in text:
        day, month, year = map(int, text.split("/"))
        return date(year, month, day)
    return date.fromisoformat(text)
