"""Did every text end as it should? Judged from outside: the story, the delivery log and what the phones got."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from service.domain.london import london_day, london_time

OVER = frozenset({"delivered", "undelivered", "failed", "cancelled", "skipped", "review"})
STEPS = 12
OPENS, CLOSES = time(9, 30), time(19, 0)


@dataclass(frozen=True)
class Arrival:
    """One text on its way to a phone, at the moment the carrier took it."""

    at: datetime  # aware UTC, practice clock
    to: str
    words: str


@dataclass(frozen=True)
class Ending:
    """What is known of one person when all is over."""

    name: str
    phone: str | None  # E.164
    stopped_at: datetime | None  # practice clock: when the service answered that it stopped
    texts: tuple[Mapping[str, Any], ...]
    answers: tuple[str, ...] = ()  # how our answers begin to what they texted back

    def is_answer(self, arrival: Arrival) -> bool:
        return arrival.to == self.phone and arrival.words.startswith(self.answers)


def all_over(texts: Iterable[Mapping[str, Any]]) -> bool:
    return all(text["state"] in OVER for text in texts)


def faults(endings: Iterable[Ending], arrivals: Iterable[Arrival]) -> list[str]:
    """What went wrong, in words; nothing if all is well."""
    seen, people = tuple(arrivals), tuple(endings)
    found = [fault for ending in people for fault in (*_in_the_log(ending), *_on_the_phone(ending, seen))]
    unasked = [one for one in seen if not any(ending.is_answer(one) for ending in people)]
    outside = [one for one in unasked if not OPENS <= london_time(one.at) < CLOSES]
    return found + [f"a text went at {london_time(one.at):%H:%M}" for one in outside]


def _in_the_log(ending: Ending) -> Iterator[str]:
    if len(ending.texts) != STEPS:
        yield f"{ending.name}: {len(ending.texts)} texts in the log, not {STEPS}"
    right = {"delivered", "cancelled"} if ending.stopped_at else {"delivered"}
    for text in ending.texts:
        if text["state"] not in right:
            yield f"{ending.name}: {text['step']} is {text['state']}"


def _on_the_phone(ending: Ending, arrivals: tuple[Arrival, ...]) -> Iterator[str]:
    own = [one for one in arrivals if one.to == ending.phone and not ending.is_answer(one)]
    for answer in ending.answers:
        times = sum(one.to == ending.phone and one.words.startswith(answer) for one in arrivals)
        if times != 1:
            yield f"{ending.name}: was answered {times} times, not once"
    if len({one.words for one in own}) < len(own):
        yield f"{ending.name}: the same words went twice"
    if len({london_day(one.at) for one in own}) < len(own):
        yield f"{ending.name}: two texts on one day"
    if any(ending.stopped_at is not None and one.at > ending.stopped_at for one in own):
        yield f"{ending.name}: a text went after the stop"
