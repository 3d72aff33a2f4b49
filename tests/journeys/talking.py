"""A conversation: signed posts at the door, a worker that sends, and what comes back to the phone. Time is the test's.

The whole service as it is shipped, on each database, without its processes: those are `test_story`'s.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from service.core.catching_up import catch_up
from service.core.ports import Core
from service.domain.event import Answer
from service.domain.london import at
from service.domain.release import Person
from service.store import tables
from service.templates.render import names
from tests.builders import HEARD, LIBERATION, SAMS_NUMBER, close, make_core, scheduled, shipped_config, sql_store
from tests.core.looking import live_through, person, release_of, send_due, stopped, tasks, told
from tests.core.saying import PLAIN
from tests.fakes import FakeCarrier, FixedClock
from tests.webhooks.door import OURS, Door

SAM = SAMS_NUMBER.e164
STRANGER = "+447700900456"


@dataclass(frozen=True)
class Talk:
    core: Core
    clock: FixedClock
    carrier: FakeCarrier

    @property
    def door(self) -> Door:
        return Door(self.core, self.clock)

    def says(self, words: str, *, number: str = SAM, to: str = OURS, sid: str | None = None) -> TestResponse:
        """A person texts us; nothing is sent yet. Twilio hears nothing from us but that we heard it."""
        answer = self.door.hears(words, sid=sid, sender=number, to=to)
        assert (answer.status_code, "<Message" in answer.text) == (200, False)
        return answer

    def gets(self, words: str, *, number: str = SAM, to: str = OURS) -> list[str]:
        """The same, and the keys of what the worker then sends to that number."""
        before = len(self.carrier.tried)
        self.says(words, number=number, to=to)
        return [self.key(one) for one in self.sent(before, number)]

    def sent(self, after: int = 0, number: str = SAM) -> list[str]:
        """The words of what goes out now, to that number, and went since the one of that serial."""
        while send_due(self.core):  # a number gets one text in a pass
            pass
        return [one.words for one in self.carrier.tried[after:] if one.to.e164 == number]

    def key(self, words: str) -> str:
        """The answer that these words are; the words themselves where they are none."""
        return next((key for key, one in self.core.config.replies["en"].items() if _fits(one, words)), words)

    def wait(self, span: timedelta) -> None:
        self.clock.advance(span)

    def go_to(self, moment: datetime) -> None:
        self.clock.set(now=moment, wall=moment)

    def catch_up(self) -> int:
        """Read the carrier's list. How many replies were heard late."""
        return catch_up(self.core, "worker")

    def tasks(self) -> list[str]:
        return tasks(self.core)

    def sam(self) -> Person:
        return person(self.core)

    def is_stopped(self, number: str = SAM) -> str | None:
        return stopped(self.core, SAMS_NUMBER.__class__.trusted(number))

    def planned(self, answer: Answer) -> list[str]:
        with self.core.store.read() as tx:
            rows = tx.texts.of_release(release_of(answer))
        return [one.step for one in rows if one.state == "planned"]

    def cases(self) -> list[tuple[str, bool]]:
        """Board of each case, and whether it is somebody's whom we know."""
        with sql_store(self.core).engine.begin() as connection:
            rows = connection.execute(select(tables.cases).order_by(tables.cases.c.opened_wall)).all()
        return [(row.board, row.person_id is not None) for row in rows]

    def replies(self) -> list[dict[str, object]]:
        """What was understood of each, as it is kept."""
        with sql_store(self.core).engine.begin() as connection:
            query = select(tables.replies.c.meaning).order_by(tables.replies.c.wall, tables.replies.c.sid)
            return [dict(one) for one in connection.execute(query).scalars()]


def _fits(template: str, words: str) -> bool:
    """The words are the template with something in each place."""
    parts, rest = [template], words
    for name in names(template):
        parts = [piece for part in parts for piece in part.split(f"{{{name}}}")]
    if not words.startswith(parts[0]) or not words.endswith(parts[-1]):
        return False
    for part in parts:
        found, rest = rest.partition(part)[1:]
        if not found and part:
            return False
    return True


@pytest.fixture
def talk(ledger: str) -> Iterator[Talk]:
    clock = FixedClock(HEARD)
    carrier = FakeCarrier(clock.wall)
    core = make_core(ledger, clock=clock, carrier=carrier, config=shipped_config())
    yield Talk(core, clock, carrier)
    close(core)


@pytest.fixture
def sam(talk: Talk) -> Answer:
    """Out and welcomed a moment ago: it is Wednesday 23 December, a quarter past two, and nothing is due."""
    return welcomed(talk)


def welcomed(talk: Talk) -> Answer:
    answer = told(talk.core, scheduled(contact=PLAIN))
    live_through(talk.core, talk.clock, at(LIBERATION, time(14)))
    talk.go_to(talk.clock.now() + timedelta(minutes=15))
    return answer
