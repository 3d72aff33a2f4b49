"""The demo from its first moment to its last."""

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import click

from service import wiring
from service.clock import PracticeClock, WallClock
from service.core import keys
from service.demo import show, story
from service.demo.client import Client
from service.demo.house import FOLDER, House, clock_setting, furnish, running
from service.demo.verdict import Arrival, Ending, all_over, faults
from service.domain.event import Source, SourceKind
from service.domain.london import LONDON
from service.domain.number import read_number
from service.settings import Need, read_settings
from service.store.engine import open_engine
from service.store.migrate import upgrade

START = datetime(2026, 12, 22, 9, 0, tzinfo=LONDON)
LONGEST = timedelta(days=60)  # practice time: by then every text must have ended
_LOOK_S = 0.1
_FIRST_MARGIN_S, _TRIES = 8.0, 4


@dataclass
class Watch:
    """What has been seen so far."""

    answers: dict[str, show.Told] = field(default_factory=dict)
    arrivals: list[Arrival] = field(default_factory=list)
    phones: dict[str, str] = field(default_factory=dict)  # prison number -> E.164
    stopped: dict[str, datetime] = field(default_factory=dict)  # prison number -> practice time of the answer
    serial: int = 0


def run(rate: float, database_url: str | None) -> int:
    """Play the sample story at `rate` practice seconds a second.

    `database_url`: an empty or practice database; None: SQLite in `var/demo`. 0 if every text ended as it should.
    """
    house = furnish(database_url)
    upgrade(open_engine(house.variables["DATABASE_URL"]), practice=True)
    client = _with_keys(house)
    watch = Watch()
    with _opened(house, client, rate) as clock:
        for happening in story.listed():
            _post(client, watch, happening, clock)
        _play(client, watch, clock)
        texts = client.texts()
    return _conclude(watch, texts)


def _with_keys(house: House) -> Client:
    """One key for the prison, one for each Board."""
    core = wiring.build(read_settings(house.environ, needs=Need.ALL))
    prison = Source(SourceKind.PRISON, "barlinnie")
    boards = [Source(SourceKind.BOARD, board.slug) for board in core.config.boards.values()]
    prison_key, *board_keys = (
        keys.create(core, owner, f"rd_{secrets.token_urlsafe(32)}", None).secret for owner in (prison, *boards)
    )
    return Client(house.web, house.carrier, prison_key, tuple(board_keys))


@contextmanager
def _opened(house: House, client: Client, rate: float) -> Iterator[PracticeClock]:
    """All processes, ready before the practice clock starts to run; a slow machine gets more time at the next try."""
    margin_s = _FIRST_MARGIN_S
    for _ in range(_TRIES):
        real_start = WallClock().wall() + timedelta(seconds=margin_s)
        with running(house, clock_setting(START, rate, real_start)):
            if _ready_before(client, real_start - timedelta(seconds=margin_s / 4)):
                yield PracticeClock(START, rate, real_start)
                return
        margin_s *= 2
    message = f"the processes did not start; their logs are in {FOLDER}"
    raise click.ClickException(message)


def _ready_before(client: Client, limit: datetime) -> bool:
    while WallClock().wall() < limit:
        if client.is_ready():
            return True
        time.sleep(_LOOK_S)
    return False


def _play(client: Client, watch: Watch, clock: PracticeClock) -> None:
    """Post each event when its time has come, print each text as it arrives, until nothing is left to wait for."""
    waiting = list(story.later())
    looked_at_log = START
    while clock.now() < START + LONGEST:
        while waiting and waiting[0].at <= clock.now():
            _post(client, watch, waiting.pop(0), clock)
        _print_new(client, watch, clock)
        if not waiting and clock.now() - looked_at_log > timedelta(days=1):
            looked_at_log = clock.now()
            if all_over(client.texts()):
                return
        time.sleep(_LOOK_S)


def _post(client: Client, watch: Watch, happening: story.Happening, clock: PracticeClock) -> None:
    answer = client.post(happening.event)
    subject = happening.event["subject"]
    watch.answers.setdefault(subject, []).append((happening.event, answer))
    number = read_number(happening.event["data"].get("person", {}).get("mobile", ""), practice=True)
    if number.e164 is not None:
        watch.phones[subject] = number.e164
    if happening.event["type"] in story.STOPS:
        watch.stopped[subject] = clock.now()
    click.echo(show.event_line(clock.now(), _name(subject), happening.event, answer))


def _print_new(client: Client, watch: Watch, clock: PracticeClock) -> None:
    people = {phone: f"{_name(subject)} {phone}" for subject, phone in watch.phones.items()}
    for message in client.messages(watch.serial):
        watch.serial = message.serial
        at = clock.practice_of(message.at)
        watch.arrivals.append(Arrival(at, message.to, message.words))
        click.echo(show.text_line(at, people.get(message.to, message.to), message.words))


def _conclude(watch: Watch, texts: list[dict[str, Any]]) -> int:
    click.echo(f"\n{show.table(story.people(), watch.answers, texts)}")
    found = faults((_ending(watch, person, texts) for person in story.people()), watch.arrivals)
    for fault in found:
        click.echo(f"WRONG  {fault}", err=True)
    if not found:
        click.echo(f"\nAll {len(texts)} planned texts ended as they should; {len(watch.arrivals)} were sent.")
    return 1 if found else 0


def _ending(watch: Watch, person: story.Someone, texts: list[dict[str, Any]]) -> Ending:
    number = person.prison_number
    releases = {answer["release_id"] for _, answer in watch.answers[number]}
    own = tuple(text for text in texts if text["release_id"] in releases)
    return Ending(person.first_name, watch.phones.get(number), watch.stopped.get(number), own)


def _name(prison_number: str) -> str:
    return next(person.first_name for person in story.people() if person.prison_number == prison_number)
