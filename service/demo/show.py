"""What the demo prints: a line for each event and each text, and a table of people at the end."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from service.demo.story import Someone
from service.domain.london import LONDON

Told = list[tuple[dict[str, Any], dict[str, Any]]]  # the events of one person, each with its answer

_WHAT = {
    "liberation.scheduled": "is to leave on {liberation_date}",
    "liberation.rescheduled": "now leaves on {liberation_date}",
    "liberation.released": "has left",
    "liberation.cancelled": "does not leave after all",
    "contact.updated": "has a number now",
    "person.returned_to_custody": "is back in custody",
    "person.died": "has died",
}


def moment(at: datetime) -> str:
    """London, as people say it: "Tue 22 Dec 2026 11:40"."""
    return f"{at.astimezone(LONDON):%a %d %b %Y %H:%M}"


def event_line(at: datetime, name: str, event: Mapping[str, Any], answer: Mapping[str, Any]) -> str:
    what = _WHAT[event["type"]].format_map({"liberation_date": "", **event["data"]})
    held = f" ({answer['held_reason']})" if answer["held_reason"] else ""
    return f"{moment(at)}  ** {name} {what}: {answer['outcome']}{held}, {len(answer['texts'])} texts planned"


def text_line(at: datetime, name: str, words: str) -> str:
    return f"{moment(at)}  -> {name}: {words}"


def reply_line(at: datetime, name: str, words: str) -> str:
    return f"{moment(at)}  <- {name}: {words}"


def table(
    people: Iterable[Someone],
    answers: Mapping[str, Told],
    texts: Iterable[Mapping[str, Any]],
) -> str:
    """One row a person: what was told and answered, and how their twelve texts ended."""
    rows = [("person", "what happened", "texts", "how they ended")]
    for person in people:
        told = answers.get(person.prison_number, [])
        ids = {answer["release_id"] for _, answer in told}
        own = [text for text in texts if text["release_id"] in ids]
        rows.append((person.first_name, "; ".join(_story(told)), str(len(own)), _ends(own)))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)


def _story(told: Told) -> Iterable[str]:
    for event, answer in told:
        day = event["data"].get("liberation_date")
        held = f" ({answer['held_reason']})" if answer["held_reason"] else ""
        yield f"{event['type'].partition('.')[2]}{f' {day}' if day else ''}: {answer['outcome']}{held}"


def _ends(texts: Iterable[Mapping[str, Any]]) -> str:
    ends = Counter(text["state"] + (f" ({text['reason']})" if text["reason"] else "") for text in texts)
    return ", ".join(f"{count} {end}" for end, count in sorted(ends.items()))
