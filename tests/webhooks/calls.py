"""Calls to our number, step by step, as Twilio makes them; and texts that went to Sam's phone."""

from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import urljoin
from xml.etree import ElementTree as ET

from sqlalchemy import select

from service.core.dispatch import claim, dispatch
from service.core.records import Attempt, AttemptOutcome
from service.core.stopping import stop_number
from service.domain.ids import AttemptId, SequenceId, StepId, TextId
from service.domain.london import london_day
from service.domain.number import Number
from service.domain.text import Reason, State, Text
from service.store.tables import journal
from tests.builders import FIRST_WEEKS, GLASGOW, SAM, sql_store
from tests.webhooks.door import OURS, SAMS, Door, new_sid

CALL = f"CA{7:032x}"
VOICE = "/webhooks/voice"


@dataclass(frozen=True)
class Played:
    """What one answer makes Twilio do."""

    status: int
    document: str

    @property
    def root(self) -> ET.Element:
        return ET.fromstring(self.document)  # noqa: S314  our own

    @property
    def says(self) -> list[str]:
        return ["".join(one.itertext()) for one in self.root.iter("Say")]

    @property
    def slowly(self) -> list[str]:
        return [one.text or "" for one in self.root.iter("prosody") if one.get("rate") == "slow"]

    @property
    def then(self) -> str | None:
        """Where a key is posted to; None: the call ends."""
        found = self.root.find("Gather")
        return found.get("action") if found is not None else None


def call(door: Door, *, sender: str = SAMS, to: str = OURS, path: str = VOICE, key: str | None = None) -> Played:
    form = {"CallSid": CALL, "From": sender, "To": to, "CallStatus": "ringing", "Direction": "inbound"}
    answer = door.post(path, form if key is None else form | {"Digits": key})
    assert answer.mimetype == "text/xml"
    return Played(answer.status_code, answer.text)


def press(door: Door, heard: Played, key: str = "", *, sender: str = SAMS, to: str = OURS) -> Played:
    assert heard.then is not None
    return call(door, sender=sender, to=to, path=urljoin(VOICE, heard.then), key=key)


def greeted(door: Door) -> Door:
    """Sam's welcome has gone."""
    door.plan_sam()
    door.until_the_next_is_due()
    goes(door)
    return door


def goes(door: Door) -> None:
    """What is due now, taken by the carrier."""
    for one in claim(door.core, "worker", 10).taken:
        dispatch(door.core, "worker", one)


def went(  # noqa: PLR0913  what went, where, and what came of it
    door: Door,
    words: str,
    *,
    sequence: SequenceId = FIRST_WEEKS,
    step: str = "08_night",
    state: State = State.DELIVERED,
    ago: timedelta = timedelta(minutes=1),
    of_sam: bool = True,
) -> None:
    """One more text went to Sam's number; of no release: an answer."""
    at = door.clock.now() - ago
    with door.core.store.write("test") as tx:
        person = tx.people.find(SAM)
        assert person is not None
        assert person.number_id is not None
        release = tx.releases.latest(person.id)
        assert release is not None
        attempt = Attempt(
            AttemptId(door.core.new_id("a")), TextId(door.core.new_id("t")), person.number_id, words, at, at
        )
        text = Text(
            id=attempt.text_id,
            release_id=release.id if of_sam else None,
            sequence=sequence,
            step=StepId(step),
            board=GLASGOW,
            number_id=person.number_id,
            state=state,
            due_at=at,
            wanted_at=at,
            attempt_id=attempt.id,
            went_on=london_day(at),
            occasion=attempt.id,
        )
        tx.texts.add(text)
        tx.attempts.add(replace(attempt, outcome=AttemptOutcome.SENT, sid=new_sid()))


def stop(door: Door, why: Reason) -> None:
    with door.core.store.write("test") as tx:
        stop_number(door.core, tx, tx.lines.of(Number.trusted(SAMS)).id, why)


def stopped(door: Door, number: str = SAMS) -> Reason | None:
    with door.core.store.read() as tx:
        line = tx.lines.find(Number.trusted(number))
    return line.stopped if line else None


def notes(door: Door) -> list[str]:
    with sql_store(door.core).engine.begin() as connection:
        return list(connection.execute(select(journal.c.action).order_by(journal.c.id)).scalars())
