"""Did every text end as it should? Judged from outside: the story, the delivery log and what the phones got."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from service.demo.story import STOPS, Happening, Someone

OVER = frozenset({"delivered", "undelivered", "failed", "cancelled", "skipped", "review"})
AS_PLANNED = frozenset({"delivered", "skipped"})
STEPS = 12


@dataclass(frozen=True)
class Arrival:
    """One text on a phone."""

    at: datetime  # aware UTC, practice clock
    to: str
    words: str


def all_over(texts: Iterable[Mapping[str, Any]]) -> bool:
    return all(text["state"] in OVER for text in texts)


def faults(
    people: Iterable[Someone],
    happened: Iterable[Happening],
    releases: Mapping[str, str],
    texts: Iterable[Mapping[str, Any]],
    arrivals: Iterable[Arrival],
) -> list[str]:
    """What went wrong, in words; nothing if all is well. `releases` is prison number -> release id."""
    stopped = {one.event["subject"]: one.at for one in happened if one.event["type"] in STOPS}
    found = [fault for person in people for fault in _of_person(person, releases, texts, stopped)]
    repeated = [pair for pair, count in Counter((one.to, one.words) for one in arrivals).items() if count > 1]
    return found + [f"the same words went to one phone {len(repeated)} times too often"] * bool(repeated)


def _of_person(
    person: Someone,
    releases: Mapping[str, str],
    texts: Iterable[Mapping[str, Any]],
    stopped: Mapping[str, datetime],
) -> Iterable[str]:
    own = [text for text in texts if text["release_id"] == releases.get(person.prison_number)]
    if len(own) != STEPS:
        yield f"{person.first_name}: {len(own)} texts in the log, not {STEPS}"
    until = stopped.get(person.prison_number)
    for text in own:
        if until is None and text["state"] not in AS_PLANNED:
            yield f"{person.first_name}: {text['step']} is {text['state']}"
        if until is not None and text["state"] not in AS_PLANNED | {"cancelled"}:
            yield f"{person.first_name}: {text['step']} is {text['state']}"
        if until is not None and text["state"] == "delivered" and datetime.fromisoformat(text["due_at"]) > until:
            yield f"{person.first_name}: {text['step']} went after {until:%d %B}"
