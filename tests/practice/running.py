"""A practice carrier that runs, a phone's owner to text it, and an inbox for what it calls. For journeys too."""

import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import requests
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from twilio.rest.api.v2010.account.message import MessageInstance
from werkzeug.datastructures import Headers
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from service.practice.message import Message, Status
from service.practice.practice import Practice
from service.practice.server import listening
from tests.practice.witness import Witness

ACCOUNT_SID = "AC" + "0123456789abcdef" * 2
AUTH_TOKEN = "the practice token"
BOARD = "+447700900000"
SAM = "+447700900123"
NOON = datetime(2026, 12, 22, 12, 0, tzinfo=UTC)
NOWHERE = "http://127.0.0.1:9/sms"  # the discard port: nothing listens there
PATIENCE_S = 10.0


@dataclass(frozen=True)
class RunningPractice:
    practice: Practice
    base_url: str
    client: Client  # Twilio's SDK, which checks each answer against Twilio's OpenAPI document
    witness: Witness

    def texts_in(self, body: str, *, person: str = SAM, to: str = BOARD) -> dict[str, Any]:
        """A person texts; returns what the control door says: sid, webhook_status, fallback_status."""
        answer = requests.post(
            f"{self.base_url}/practice/inbound", json={"from": person, "to": to, "body": body}, timeout=PATIENCE_S
        )
        answer.raise_for_status()
        said: dict[str, Any] = answer.json()
        return said

    def wait_for(self, sid: str, status: Status) -> MessageInstance:
        """The message, once it has come so far."""
        for _ in range(1000):
            message = self.client.messages(sid).fetch()
            if str(message.status) == status:
                return message
            threading.Event().wait(PATIENCE_S / 1000)
        raise TimeoutError(status)

    def phone(self, person: str = SAM) -> tuple[Message, ...]:
        """What the person sees, oldest first, Twilio's automatic answers too."""
        return self.practice.exchange.conversation(person)


@contextmanager
def running_practice(
    sms_url: str = NOWHERE, *, port: int = 0, wall: Callable[[], datetime] = lambda: NOON, **more: Any
) -> Iterator[RunningPractice]:
    """Runs meanwhile, on loopback; `more` goes to Practice (pace, senders, fallback_url). Pace is 0 unless said."""
    practice = Practice(ACCOUNT_SID, AUTH_TOKEN, sms_url, wall, **{"pace": 0.0, **more})
    witness = Witness()
    with listening(practice, port) as base_url, closing(witness):
        client = Client(ACCOUNT_SID, AUTH_TOKEN, http_client=witness)
        client.api.base_url = base_url
        yield RunningPractice(practice, base_url, client, witness)


@dataclass(frozen=True)
class Post:
    """A call as it came in."""

    url: str  # exactly as it was called
    content_type: str
    parameters: dict[str, str]
    headers: Headers

    @property
    def is_signed(self) -> bool:
        signature = self.headers.get("X-Twilio-Signature", "")
        return bool(RequestValidator(AUTH_TOKEN).validate(self.url, self.parameters, signature))


def twiml(document: str) -> Response:
    return Response(document, content_type="text/xml")


@dataclass
class Inbox:
    """Takes any post and keeps it; answers what `answer` makes of it."""

    url: str = ""
    answer: Callable[[Post], Response] = lambda _post: twiml("<Response/>")
    posts: list[Post] = field(default_factory=list)
    _came: threading.Condition = field(default_factory=threading.Condition)

    def wait_for(self, count: int) -> list[Post]:
        """The first `count` posts, as soon as they are there."""
        with self._came:
            assert self._came.wait_for(lambda: len(self.posts) >= count, PATIENCE_S), f"only {len(self.posts)} came"
            return self.posts[:count]

    def statuses(self, count: int) -> list[str]:
        return [post.parameters["MessageStatus"] for post in self.wait_for(count)]

    def take(self, request: Request) -> Response:
        url = f"http://{request.host}{request.environ['RAW_URI']}"
        post = Post(url, request.mimetype, request.form.to_dict(), Headers(request.headers))
        answer = self.answer(post)
        with self._came:
            self.posts.append(post)
            self._came.notify_all()
        return answer


@contextmanager
def running_inbox(
    answer: Callable[[Post], Response] = lambda _post: twiml("<Response/>"), port: int = 0
) -> Iterator[Inbox]:
    inbox = Inbox(answer=answer)
    server = make_server(
        "127.0.0.1", port, Request.application(inbox.take), threaded=True, request_handler=_QuietHandler
    )
    inbox.url = f"http://127.0.0.1:{server.port}/webhook"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield inbox
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _QuietHandler(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002  werkzeug calls it so
        pass
