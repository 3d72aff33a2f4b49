"""Five days of twelve people: the sample files of the demo, and what else may happen to somebody with a phone.

Played once on each kind of database. Tam leaves and dies days earlier than in the sample, so that it all fits in.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from service.clock import PracticeClock
from service.demo import story as sample
from service.domain.london import LONDON
from tests.journeys.house import LOOK_S, Database, House, at_work

RATE = 8_640  # a day in 10 s, and from 14:00 to the end of the sending hours two: enough on a busy machine
START = datetime(2026, 12, 22, 9, 0, tzinfo=LONDON)
END = datetime(2026, 12, 26, 20, 0, tzinfo=LONDON)

GLASGOW, HIGHLAND, LANARKSHIRE, LOTHIAN, ORKNEY = "S08000031", "S08000022", "S08000032", "S08000024", "S08000025"
STILL_GOING = {"claimed", "accepted", "sent"}
GRATEFUL = "Thanks, I am at my sisters in Portree since Tuesday"  # which nobody need answer


@dataclass(frozen=True)
class Someone:
    prison_number: str
    first_name: str
    number: str  # E.164
    board: str


SAM = Someone("48213", "Sam", "+447700900101", GLASGOW)
AGNIESZKA = Someone("48377", "Agnieszka", "+447700900102", GLASGOW)
JAMIE = Someone("47910", "Jamie", "+447700900103", LANARKSHIRE)
CRAIG = Someone("48602", "Craig", "+447700900104", HIGHLAND)
TAM = Someone("48615", "Tam", "+447700900105", GLASGOW)
MHAIRI = Someone("48551", "Mhairi", "+447700900110", HIGHLAND)
ISHBEL = Someone("48701", "Ishbel", "+447700900120", LOTHIAN)  # says STOP, and YES a day later
GREGOR = Someone("48702", "Gregor", "+447700900121", LOTHIAN)  # says STOP, and START two days later
FIONNLAGH = Someone("48703", "Fionnlagh", "+447700900122", GLASGOW)  # shares a phone
CATRIONA = Someone("48704", "Catrìona", "+447700900122", LANARKSHIRE)  # with her
SAMPLE = (SAM, AGNIESZKA, JAMIE, CRAIG, TAM, MHAIRI)
OURS = (ISHBEL, GREGOR, FIONNLAGH, CATRIONA)
EVERYONE = SAMPLE + OURS


@dataclass(frozen=True)
class Arrived:
    """One text at the carrier."""

    sid: str
    at: datetime  # aware UTC, practice clock
    to: str
    words: str


@dataclass
class Played:
    """What became of it. Web and practice carrier still run; the worker has ended."""

    house: House
    clock: PracticeClock
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)  # by event id
    told_at: dict[str, datetime] = field(default_factory=dict)  # by event id: practice clock, when it was answered
    said_at: dict[tuple[str, str], datetime] = field(default_factory=dict)  # (number, words): likewise
    arrived: list[Arrived] = field(default_factory=list)
    serial: int = 0  # of the last that arrived

    def to(self, person: Someone) -> list[Arrived]:
        return [text for text in self.arrived if text.to == person.number]

    def welcome(self, person: Someone) -> Arrived | None:
        return next((text for text in self.to(person) if text.words.startswith("Hello from")), None)

    def release_of(self, person: Someone) -> str:
        return str(self.answers[f"list-{person.prison_number}"]["release_id"])

    def log(self, person: Someone) -> dict[str, dict[str, Any]]:
        """The person's texts in the log of the person's Board, by step."""
        texts = self.house.client(person.board).texts()
        return {text["step"]: text for text in texts if text["release_id"] == self.release_of(person)}


Act = Callable[[Played], None]
When = Callable[[Played], bool]


@contextmanager
def played(database: Database, folder: Path) -> Iterator[Played]:
    with at_work(database, folder, START, RATE) as (house, clock):
        play = Played(house, clock)
        for event in _listed():
            _post(play, event)
        _perform(play, _acts())
        worker = next(one for one in house.processes if one.words == ("worker",))
        assert worker.end() == 0
        house.until(lambda: _all_quiet(house), "every text that went has come to its end")
        _look(play)
        yield play


def _perform(play: Played, acts: list[tuple[When, Act]]) -> None:
    """Each act as soon as its time has come, until the end of the story."""
    waiting = acts
    while play.clock.now() < END:
        time.sleep(LOOK_S)
        _look(play)
        due = [act for when, act in waiting if when(play)]
        waiting = [(when, act) for when, act in waiting if act not in due]
        for act in due:
            act(play)
    assert not waiting


def _acts() -> list[tuple[When, Act]]:
    acts = [(_from(moment), _posting(event)) for moment, event in _happenings()]
    return [
        *acts,
        (lambda play: play.welcome(ISHBEL) is not None, _saying(ISHBEL, "Stop")),
        (_from(_moment(23, 12)), _saying(ISHBEL, "YES")),
        (lambda play: play.welcome(GREGOR) is not None, _saying(GREGOR, " STOP ")),
        (_from(_moment(24, 12)), _saying(GREGOR, "start")),
        (lambda play: len(play.to(AGNIESZKA)) > 1, _saying(AGNIESZKA, GRATEFUL)),
    ]


def _listed() -> Iterator[dict[str, Any]]:
    """The prison's list: its events were all written before the story begins."""
    for happening in sample.listed():
        if happening.event["subject"] == TAM.prison_number:
            happening.event["data"]["liberation_date"] = "2026-12-23"
        yield happening.event
    for person in OURS:
        yield _scheduled(person, date(2026, 12, 22))


def _happenings() -> Iterator[tuple[datetime, dict[str, Any]]]:
    for happening in sample.later():
        if happening.event["type"] == "person.died":
            moment = _moment(25, 8)
            yield moment, happening.event | {"time": moment.isoformat()}
        else:
            yield happening.at, happening.event


def _scheduled(person: Someone, day: date) -> dict[str, Any]:
    told = {"first_name": person.first_name, "mobile": f"0{person.number[3:7]} {person.number[7:]}", "language": "en"}
    return {
        "specversion": "1.0",
        "id": f"list-{person.prison_number}",
        "source": sample.SOURCE,
        "subject": person.prison_number,
        "type": "liberation.scheduled",
        "time": sample.LISTED_ON.isoformat(),
        "data": {"liberation_date": day.isoformat(), "home_board": person.board, "person": told},
    }


def _moment(day: int, hour: int) -> datetime:
    return datetime(2026, 12, day, hour, tzinfo=LONDON).astimezone(UTC)


def _from(moment: datetime) -> When:
    return lambda play: play.clock.now() >= moment


def _posting(event: dict[str, Any]) -> Act:
    return lambda play: _post(play, event)


def _post(play: Played, event: dict[str, Any]) -> None:
    play.answers[event["id"]] = play.house.client().post(event)
    play.told_at[event["id"]] = play.clock.now()


def _saying(person: Someone, words: str) -> Act:
    def say(play: Played) -> None:
        heard = play.house.says(person.number, words)
        assert heard["webhook_status"] == 200
        play.said_at[person.number, words] = play.clock.now()

    return say


def _look(play: Played) -> None:
    for one in play.house.arrivals(after=play.serial):
        at = play.clock.practice_of(datetime.fromisoformat(one["at"]))
        play.arrived.append(Arrived(one["sid"], at, one["to"], one["body"]))
        play.serial = one["serial"]


def _all_quiet(house: House) -> bool:
    return not any(text["state"] in STILL_GOING for text in house.client().texts())
