"""Short ways to do what a worker does, and to see what the ledger holds."""

from collections.abc import Mapping
from datetime import date, datetime, time
from itertools import count

from sqlalchemy import select

from service.core.dispatch import Claim, claim, dispatch
from service.core.inbound import hear
from service.core.intake import receive
from service.core.ports import Core
from service.core.records import Attempt
from service.core.sending import Outcome
from service.domain.event import Answer, Event
from service.domain.ids import MessageSid, NumberId, ReleaseId, StepId
from service.domain.london import at, london_day
from service.domain.number import Number
from service.domain.release import Person, Release
from service.domain.text import Reason, State, Text
from service.store import tables
from tests.builders import SAM, SAMS_NUMBER, sql_store
from tests.fakes import FixedClock

WORKER = "worker-1"
OUR_NUMBER = "+447700900000"
_sids = count(1)


def told(core: Core, *events: Event) -> Answer:
    """The answer to the last of these events."""
    return [receive(core, event) for event in events][-1]


def release_of(answer: Answer) -> ReleaseId:
    assert answer.release_id is not None
    return answer.release_id


def every_text(core: Core, answer: Answer) -> tuple[Text, ...]:
    """In the order in which they are due."""
    with core.store.read() as tx:
        return tx.texts.of_release(release_of(answer))


def texts(core: Core, answer: Answer) -> dict[StepId, Text]:
    """Of a step that there is more than once, the first."""
    found: dict[StepId, Text] = {}
    for one in every_text(core, answer):
        found.setdefault(one.step, one)
    return found


def text(core: Core, answer: Answer, step: str = "01_welcome") -> Text:
    return texts(core, answer)[StepId(step)]


def states(core: Core, answer: Answer) -> dict[State, int]:
    """How many texts of the release there are in each state."""
    found = [one.state for one in every_text(core, answer)]
    return {state: found.count(state) for state in sorted(set(found))}


def planned_days(core: Core, answer: Answer) -> list[date]:
    return [london_day(one.due_at) for one in every_text(core, answer) if one.state is State.PLANNED]


def planned_steps(core: Core, answer: Answer) -> list[StepId]:
    """In the order in which they are due."""
    return [one.step for one in every_text(core, answer) if one.state is State.PLANNED]


def about_visits(core: Core, answer: Answer) -> dict[StepId, Text]:
    """The texts about appointments that are planned or went: of two appointments, the later one of a step."""
    rows = (one for one in every_text(core, answer) if one.occasion and not one.welcome)
    return {one.step: one for one in rows if one.state not in (State.CANCELLED, State.SKIPPED)}


def reasons(core: Core, answer: Answer) -> set[Reason | None]:
    return {one.reason for one in every_text(core, answer)}


def person(core: Core, prison_number: str = SAM) -> Person:
    with core.store.read() as tx:
        found = tx.people.find(prison_number)
    assert found is not None
    return found


def release(core: Core, answer: Answer) -> Release:
    with core.store.read() as tx:
        return tx.releases.get(release_of(answer))


def stopped(core: Core, number: Number = SAMS_NUMBER) -> Reason | None:
    with core.store.write("test") as tx:
        return tx.lines.of(number).stopped


def number_id(core: Core, number: Number = SAMS_NUMBER) -> NumberId:
    with core.store.write("test") as tx:
        return tx.lines.of(number).id


def tasks(core: Core) -> list[str]:
    """What staff were asked to look at, in the order of asking."""
    with sql_store(core).engine.begin() as connection:
        query = select(tables.journal.c.why).where(tables.journal.c.action == "task.raised").order_by("id")
        return [str(why) for why in connection.execute(query).scalars()]


def said(core: Core) -> list[str]:
    """The answers to replies, in the order in which they were planned."""
    with sql_store(core).engine.begin() as connection:
        query = select(tables.texts.c.step).where(tables.texts.c.release_id.is_(None))
        return [str(step) for step in connection.execute(query.order_by(tables.texts.c.good_until_wall)).scalars()]


def journal(core: Core, about: Mapping[str, str]) -> list[str]:
    """What was noted of a text or a release, in order."""
    with sql_store(core).engine.begin() as connection:
        rows = connection.execute(select(tables.journal.c.action, tables.journal.c.about).order_by("id")).all()
    return [row.action for row in rows if about.items() <= row.about.items()]


def ledger_of(core: Core) -> dict[str, list[tuple[object, ...]]]:
    """Every text, every release and every number that was stopped."""
    is_stopped = tables.lines.c.stopped.is_not(None) | tables.lines.c.death_near
    stopped = select(tables.lines).where(is_stopped)
    queries = {"texts": select(tables.texts), "releases": select(tables.releases), "stopped": stopped}
    with sql_store(core).engine.begin() as connection:
        return {name: sorted(map(tuple, connection.execute(query)), key=repr) for name, query in queries.items()}


def says(core: Core, words: str, *, number: str = SAMS_NUMBER.e164, sid: str | None = None) -> None:
    """A person sends us these words."""
    hear(core, MessageSid(sid or f"SM{next(_sids):032x}"), number, OUR_NUMBER, words)


def move_to(clock: FixedClock, day: date, hour: int, minute: int = 0) -> datetime:
    """Both clocks, to this time in London."""
    moment = at(day, time(hour, minute))
    clock.set(now=moment, wall=moment)
    return moment


def claimed(core: Core, limit: int = 100) -> tuple[Claim, ...]:
    return claim(core, WORKER, limit).taken


def claim_one(core: Core) -> Claim:
    (one,) = claimed(core)
    return one


def send_due(core: Core) -> list[Outcome | None]:
    """What came of every text that is due now."""
    return [dispatch(core, WORKER, one) for one in claimed(core)]


def live_through(core: Core, clock: FixedClock, until: datetime) -> None:
    """Send every text at its moment, up to and with `until`."""
    while True:
        with core.store.read() as tx:
            next_due = tx.texts.next_due()
        if next_due is None or next_due > until:
            clock.set(now=until, wall=until)
            return
        moment = max(next_due, clock.now())
        clock.set(now=moment, wall=moment)
        send_due(core)


def attempts(core: Core, one: Text) -> tuple[Attempt, ...]:
    with core.store.read() as tx:
        return tx.attempts.of_text(one.id)
