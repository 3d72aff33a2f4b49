"""The door of Twilio on a ledger of its own, and a Twilio that signs what it posts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from twilio.request_validator import RequestValidator
from werkzeug.test import TestResponse

from service.core.dispatch import claim, dispatch
from service.core.intake import receive
from service.core.ports import Core
from service.core.sending import Sent
from service.domain.ids import AttemptId, MessageSid, TextId
from service.domain.number import Number
from service.domain.text import State, Text
from service.store.tables import metadata
from service.webhooks.routes import blueprint
from service.webhooks.signature import HEADER, Signature
from tests.builders import SAM, SAMS_CONTACT, scheduled, sql_store
from tests.fakes import FixedClock

PUBLIC_URL = "https://texts.example.scot"
TOKEN = "the token of these tests"
OURS = "+447700900000"
SAMS = "+447700900123"

_sids = count(1)


def new_sid() -> MessageSid:
    return MessageSid(f"SM{next(_sids):032x}")


def signature_of(path: str, form: Mapping[str, str], *, url: str = PUBLIC_URL, token: str = TOKEN) -> str:
    return str(RequestValidator(token).compute_signature(url + path, form))


@dataclass(frozen=True)
class InFlight:
    """A text that the carrier has taken."""

    text_id: TextId
    ref: AttemptId
    sid: MessageSid


@dataclass(frozen=True)
class Door:
    core: Core
    clock: FixedClock

    def client(self) -> FlaskClient:
        app = Flask(__name__)
        app.register_blueprint(blueprint(self.core, Signature(TOKEN, PUBLIC_URL)))
        return app.test_client()

    def post(
        self, path: str, form: Mapping[str, str], *, signature: str | None = None, headers: Mapping[str, str] = {}
    ) -> TestResponse:
        """As Twilio posts, address letter for letter; with its own signature unless another is given."""
        signed = {HEADER: signature_of(path, form) if signature is None else signature}
        raw = {"RAW_URI": path, "REQUEST_URI": path}
        return self.client().post(path, data=form, headers={**signed, **headers}, environ_overrides=raw)

    def status(self, sid: str, status: str, *, ref: str | None = None, **more: str) -> int:
        form = {"MessageSid": sid, "MessageStatus": status, "To": SAMS, "From": OURS, **more}
        return self.post(f"/webhooks/status?ref={ref}" if ref else "/webhooks/status", form).status_code

    def hears(self, words: str, *, sid: str | None = None, sender: str = SAMS, to: str = OURS) -> TestResponse:
        form = {"MessageSid": sid or new_sid(), "From": sender, "To": to, "Body": words, "NumMedia": "0"}
        return self.post("/webhooks/sms", form)

    def plan_sam(self) -> None:
        receive(self.core, scheduled())

    def send(self, people: int = 1) -> list[InFlight]:
        """The welcomes of so many people, each taken by the carrier."""
        for one in range(people):
            number = Number.trusted(f"+447700900{one:03}")
            receive(self.core, scheduled(prison_number=f"B{one}", contact=replace(SAMS_CONTACT, number=number)))
        self.until_the_next_is_due()
        taken = claim(self.core, "worker", people).taken
        outcomes = [dispatch(self.core, "worker", one) for one in taken]
        return [
            InFlight(one.text.id, one.attempt.id, outcome.sid)
            for one, outcome in zip(taken, outcomes, strict=True)
            if isinstance(outcome, Sent)
        ]

    def until_the_next_is_due(self) -> None:
        with self.core.store.read() as tx:
            due = tx.texts.next_due()
        assert due is not None
        self.clock.set(now=due, wall=due)

    def go_to(self, moment: datetime) -> None:
        self.clock.set(now=moment, wall=moment)

    def text(self, text_id: TextId) -> Text:
        with self.core.store.read() as tx:
            return tx.texts.get(text_id)

    def sams_texts(self) -> tuple[Text, ...]:
        with self.core.store.read() as tx:
            person = tx.people.find(SAM)
            assert person is not None
            release = tx.releases.latest(person.id)
            assert release is not None
            return tx.texts.of_release(release.id)

    def sams_states(self) -> set[State]:
        return {text.state for text in self.sams_texts()}

    def rows(self) -> dict[str, int]:
        """How many rows each table has."""
        with sql_store(self.core).engine.begin() as connection:
            tables = metadata.sorted_tables
            return {one.name: connection.execute(select(func.count()).select_from(one)).scalar_one() for one in tables}

    def tasks(self) -> list[str]:
        """What a person is asked to look at."""
        table = metadata.tables["tasks"]
        with sql_store(self.core).engine.begin() as connection:
            return list(connection.execute(select(table.c.kind)).scalars())

    def sid_of(self, ref: AttemptId) -> str | None:
        with self.core.store.read() as tx:
            attempt = tx.attempts.get(ref)
        return attempt.sid if attempt else None
