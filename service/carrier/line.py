"""One thread's client of Twilio's SDK, and what comes of asking it something."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from twilio.base.exceptions import TwilioException
from twilio.rest import Client
from twilio.rest.api.v2010.account.message import MessageList
from urllib3.exceptions import HTTPError

from service.carrier.http import MOST_BYTES, CarrierHttp
from service.carrier.outcome import NotYet, of_fault, of_refusal, retry_after_s
from service.core.sending import Lost, Rejected

T = TypeVar("T")
Refusal = Rejected | Lost | NotYet


@dataclass(frozen=True)
class Account:
    sid: str = field(repr=False)
    token: str = field(repr=False)
    region: str | None
    edge: str | None


@dataclass(frozen=True)
class Line:
    messages: MessageList
    http: CarrierHttp
    list_path: str  # of the address at which all messages are listed
    wall: Callable[[], datetime]  # aware UTC

    def ask(self, question: Callable[[], T], timeout_s: float, most_bytes: int = MOST_BYTES) -> T | Refusal:
        """Ask once.

        Raises:
            Exception: ours, before anything was sent.
        """
        self.http.prepare(timeout_s, most_bytes)
        try:
            return question()
        except TwilioException as refusal:
            return self._of_answer(getattr(refusal, "code", None))
        except (HTTPError, ValueError, TypeError, AttributeError, LookupError, RecursionError) as fault:
            if not self.http.asked:
                raise
            return of_fault(fault) if isinstance(fault, HTTPError) else Lost("an answer that cannot be read")

    def _of_answer(self, code: object) -> Refusal:
        # The status on the wire: the SDK takes that of some errors from the body.
        answer = self.http.answer
        if answer is None:
            return Lost("no answer")
        return of_refusal(answer.status, code, retry_after_s(answer.retry_after, self.wall()))


def open_line(account: Account, stand_in: str | None, wall: Callable[[], datetime]) -> Line:
    """Nothing is connected yet."""
    http = CarrierHttp(stand_in)
    client = Client(
        account.sid,
        account.token,
        region=account.region if stand_in is None else None,
        edge=account.edge if stand_in is None else None,
        http_client=http,
        environment={"": ""},  # an empty one, which it would replace by the process's own if it were quite empty
    )
    return Line(client.messages, http, f"/2010-04-01/Accounts/{account.sid}/Messages.json", wall)
