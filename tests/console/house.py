"""The console over a real store, as the web process hangs it, with somebody at a browser."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from html import unescape

from flask.testing import FlaskClient
from markupsafe import escape
from werkzeug.test import TestResponse

from service.console.terms import Terms
from service.core import accounts
from service.core.dispatch import Claim, claim, dispatch
from service.core.inbound import hear
from service.core.intake import receive
from service.core.ports import Core
from service.core.receipts import take_receipt
from service.core.records import Attempt, AttemptOutcome, Receipt, Role, Seat, User
from service.domain.ids import BoardCode, MessageSid, ReleaseId, TextId
from service.domain.number import Number
from service.domain.text import Text
from service.web import create_app
from service.webhooks.signature import Signature
from tests.builders import GLASGOW, SAMS_CONTACT, scheduled, sql_store
from tests.fakes import FakeCarrier, FixedClock

HOME = "http://127.0.0.1:8000"
ABROAD = "https://texts.example.scot"
PHONES = "http://127.0.0.1:8010/practice"
SECRET_KEY = "of these tests, long and made up by nobody else"
PASSWORD = "herring tractor lamplight"
VIEWER = Seat(Role.VIEWER)
GLASGOW_VIEWER = Seat(Role.VIEWER, GLASGOW)

HOME_TERMS = Terms(SECRET_KEY, HOME, at_home=True, phones_url=PHONES)
ABROAD_TERMS = Terms(SECRET_KEY, ABROAD, at_home=False, phones_url=None)


def secret() -> str:
    return secrets.token_urlsafe(32)


@dataclass
class House:
    core: Core
    clock: FixedClock
    terms: Terms = HOME_TERMS

    def browser(self) -> "Browser":
        """Somebody's browser, with no cookie yet."""
        app = create_app(self.core, Signature("the token of these tests", self.terms.public_url), self.terms)
        app.testing = True
        return Browser(self, app.test_client())

    def staff(self, seat: Seat = VIEWER, email: str = "anna.reid@nhs.example", password: str = PASSWORD) -> User:
        """An account that is set up."""
        new = accounts.create_user(self.core, email, seat, secret())
        return accounts.set_up(self.core, new.path.rpartition("/")[2], password)

    def signed_in(self, seat: Seat = VIEWER, email: str = "anna.reid@nhs.example") -> "Browser":
        user = self.staff(seat, email)
        browser = self.browser()
        assert browser.sign_in(user.email).status_code == 303
        return browser

    def plan(
        self, prison_number: str = "48213", number: str = "+447700900123", board: BoardCode = GLASGOW
    ) -> ReleaseId:
        """Twelve texts, for Sam unless somebody else is named."""
        contact = replace(SAMS_CONTACT, number=Number.trusted(number))
        event = replace(scheduled(prison_number=prison_number, contact=contact), board=board)
        release_id = receive(self.core, replace(event, document=f"{event.document} {board}")).release_id
        assert release_id is not None
        return release_id

    def texts(self, release_id: ReleaseId) -> tuple[Text, ...]:
        with self.core.store.read() as tx:
            return tx.texts.of_release(release_id)

    def text(self, release_id: ReleaseId, step: str = "01_welcome") -> TextId:
        return next(text.id for text in self.texts(release_id) if text.step == step)

    def go_to(self, moment: datetime) -> None:
        self.clock.set(now=moment, wall=moment)

    def pass_by(self, by: timedelta) -> None:
        """Both clocks."""
        self.go_to(self.clock.wall() + by)

    def under(self, clock: FixedClock) -> "House":
        """The same service with another clock."""
        store = replace(sql_store(self.core), clock=clock)
        return replace(self, core=replace(self.core, store=store, clock=clock), clock=clock)

    def without(self, board: BoardCode) -> "House":
        """The same service where somebody took this Board out of the configuration."""
        boards = {code: one for code, one in self.core.config.boards.items() if code != board}
        return replace(self, core=replace(self.core, config=replace(self.core.config, boards=boards)))

    def claim_next(self) -> Claim:
        """The next text, at the moment when it is due."""
        with self.core.store.read() as tx:
            due = tx.texts.next_due()
        assert due is not None
        self.go_to(max(due, self.clock.wall()))
        (claimed,) = claim(self.core, "worker-1", 1).taken
        self.pass_by(timedelta(seconds=1))
        return claimed

    def try_next(self) -> Attempt:
        """The next text, once; what is then known of the try."""
        claimed = self.claim_next()
        dispatch(self.core, "worker-1", claimed)
        with self.core.store.read() as tx:
            attempt = tx.attempts.get(claimed.attempt.id)
        assert attempt is not None
        return attempt

    def send_next(self) -> MessageSid:
        """The next text, as often as the carrier wants to be asked; as the carrier calls it."""
        attempt = self.try_next()
        while attempt.outcome is AttemptOutcome.NOT_TAKEN:
            self.pass_by(timedelta(minutes=1))
            attempt = self.try_next()
        assert attempt.sid is not None
        return attempt.sid

    def receipt(self, sid: MessageSid, status: str, code: int | None = None) -> None:
        self.pass_by(timedelta(seconds=5))
        take_receipt(self.core, Receipt(sid, status, code, None, self.clock.wall()), None)

    def says(self, words: str, number: str = "+447700900123") -> None:
        hear(self.core, MessageSid(f"SM{secrets.token_hex(16)}"), number, "+447700900000", words)

    @property
    def carrier(self) -> FakeCarrier:
        assert isinstance(self.core.carrier, FakeCarrier)
        return self.core.carrier


@dataclass
class Browser:
    house: House
    client: FlaskClient
    token: str = field(default="", init=False)  # of the last form that was looked at

    def get(self, address: str, headers: Mapping[str, str] = {}) -> TestResponse:
        answer = self.client.get(address, headers=headers, base_url=self.house.terms.public_url)
        self.token = token_in(answer) or self.token
        return answer

    def post(
        self, address: str, form: Mapping[str, str] = {}, *, token: str | None = None, headers: Mapping[str, str] = {}
    ) -> TestResponse:
        """With the token of the last form that was looked at, unless another is given."""
        sent = {"csrf_token": self.token if token is None else token, **form}
        answer = self.client.post(address, data=sent, headers=headers, base_url=self.house.terms.public_url)
        self.token = token_in(answer) or self.token
        return answer

    def sign_in(self, email: str, password: str = PASSWORD, *, wanted: str = "") -> TestResponse:
        self.get("/sign-in")
        return self.post("/sign-in", {"email": email, "password": password, "next": wanted})

    def is_signed_in(self) -> bool:
        return self.get("/texts").status_code in {200, 403}

    @property
    def cookie(self) -> str:
        """The session as the browser holds it."""
        held = self.client.get_cookie("session", domain="127.0.0.1")
        return held.value if held else ""

    def with_cookie(self, value: str) -> "Browser":
        """Another browser that somebody copied this cookie into."""
        other = self.house.browser()
        other.client.set_cookie("session", value, domain="127.0.0.1")
        return other


def token_in(answer: TestResponse) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', answer.text)
    return unescape(found.group(1)) if found else ""


def words_of(answer: TestResponse) -> str:
    """What a reader reads: without tags, with single spaces."""
    main = re.search(r"<main.*?</main>", answer.text, re.DOTALL)
    assert main, answer.text
    return " ".join(unescape(re.sub(r"<[^>]+>", "", re.sub(r"\s+", " ", main.group()))).split())


def title_of(answer: TestResponse) -> str:
    found = re.search(r"<h1>(.*?)</h1>", answer.text)
    assert found, answer.text
    return unescape(found.group(1))


def ids_in(answer: TestResponse) -> list[str]:
    """The texts of a page of the log, in order."""
    return re.findall(r'href="/texts/(t-[0-9a-z]+)"', answer.text)


def states_in(answer: TestResponse) -> list[str]:
    """The last cell of each row, as it is read."""
    cells = re.findall(r'data-heading="State"[^>]*>(.*?)</td>', answer.text, re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]+>", "", cell)).split()) for cell in cells]


def link_in(answer: TestResponse, words: str) -> str:
    """The address behind a link of these words."""
    found = re.search(rf'<a [^>]*href="([^"]+)"[^>]*>(?:<[^>]+>[^<]*</[^>]+>)?{re.escape(escape(words))}', answer.text)
    assert found, f"no link {words!r}"
    return unescape(found.group(1))
