"""Twilio through its SDK."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass, field
from datetime import datetime, timedelta
from functools import partial

import requests
import urllib3
from twilio.base import values
from twilio.base.exceptions import TwilioException
from twilio.rest import Client

from service.carrier.http import CarrierHttp, stand_in_of
from service.carrier.outcome import NotYet, Verdict, of_fault, of_message, of_refusal, retry_after_s
from service.carrier.retry import try_again
from service.core.sending import Lost, NotTaken, Outcome, Outgoing, Sent, Withdrawal
from service.domain.board import MessagingService, SenderNumber
from service.domain.ids import MessageSid

log = logging.getLogger(__name__)

_REFUSED = frozenset({400, 404, 409, 422})  # the text is on its way, or there is none: asking again is no use
_LEAST_S = 1.0  # a call is not begun with less: cut short it would end as Lost, which costs far more than waiting


@dataclass(frozen=True)
class _Line:
    client: Client
    http: CarrierHttp


@dataclass(frozen=True, eq=False)
class TwilioCarrier:
    """Any thread may send: each has a client of its own, because Twilio will not call one safe to share."""

    account_sid: str = field(repr=False)
    auth_token: str = field(repr=False)
    _: KW_ONLY
    base_url: str  # https://api.twilio.com, or a stand-in on loopback
    region: str | None  # both of Twilio's network, so not for a stand-in
    edge: str | None
    public_url: str  # where Twilio's webhooks find us
    call_timeout_s: float  # ceiling of one request
    wall: Callable[[], datetime] = field(repr=False)  # aware UTC
    # Tries after which the text goes back to the table: there it survives a restart, and no other text waits behind it.
    # With the last call's timeout it stays below the 20 s in which a worker ends.
    patience_s: float = 5.0
    _of_thread: threading.local = field(init=False, repr=False, default_factory=threading.local)

    def __post_init__(self) -> None:
        """Look at the settings now, not at the first text.

        Raises:
            ValueError: the address is neither Twilio's nor on loopback, or there is no time for a call.
        """
        stand_in_of(self.base_url)
        if self.call_timeout_s <= 0:
            msg = "a call needs time"
            raise ValueError(msg)

    def warm(self) -> None:
        """Have the SDK load what it loads at the first text: half a second, which is two practice hours at 14400."""
        _ = self._line().client.messages  # a property that imports

    def send(self, outgoing: Outgoing) -> Outcome:
        """Hand it over. Tries again by itself only where it is sure that the text was not taken."""
        left_s = _count_down((outgoing.until - self.wall()).total_seconds())
        patience_s = min(self.patience_s, left_s() - self._least_s())
        verdict = try_again(partial(self._try, outgoing, left_s), patience_s)
        if not isinstance(verdict, NotYet):
            return verdict
        if verdict.fault:
            log.error("No text goes out until this is put right: %s", verdict.why)
        return NotTaken(self.wall() + timedelta(seconds=verdict.after_s or 0), verdict.why)

    def withdraw(self, sid: MessageSid) -> Withdrawal:
        """Twilio takes back what it holds queued: https://www.twilio.com/docs/messaging/api/message-resource#update."""
        line = self._line()
        line.http.timeout_s = self.call_timeout_s
        try:
            line.client.messages(sid).update(status="canceled")
        except TwilioException:
            refused = line.http.answer is not None and line.http.answer.status in _REFUSED
            return Withdrawal.TOO_LATE if refused else Withdrawal.NO_ANSWER
        except (requests.RequestException, urllib3.exceptions.HTTPError, ValueError, TypeError, AttributeError):
            return Withdrawal.NO_ANSWER
        return Withdrawal.DONE

    def _try(self, outgoing: Outgoing, left_s: Callable[[], float]) -> Verdict:
        if left_s() < self._least_s():
            return NotYet("no time left for a call", 0)
        line = self._line()
        line.http.timeout_s = min(self.call_timeout_s, left_s())
        try:
            return self._create(line, outgoing)
        except TwilioException as refusal:
            return self._of_answer(line.http, getattr(refusal, "code", None))
        except (requests.RequestException, urllib3.exceptions.HTTPError) as fault:
            return of_fault(fault)
        except (ValueError, TypeError, AttributeError, RecursionError):
            if line.http.answer is None:
                raise  # ours: there is no answer that the SDK could have stumbled over
            return Lost("an answer that cannot be read")

    def _of_answer(self, http: CarrierHttp, code: object) -> Verdict:
        # The status on the wire: the SDK takes that of some errors from the body.
        if http.answer is None:
            return Lost("no answer")
        return of_refusal(http.answer.status, code, retry_after_s(http.answer.retry_after, self.wall()))

    def _create(self, line: _Line, outgoing: Outgoing) -> Sent | Lost:
        sender = outgoing.sender
        message = line.client.messages.create(
            to=outgoing.to.e164,
            from_=sender.number.e164 if isinstance(sender, SenderNumber) else values.unset,
            messaging_service_sid=sender.sid if isinstance(sender, MessagingService) else values.unset,
            body=outgoing.words,
            status_callback=f"{self.public_url.rstrip('/')}/webhooks/status?ref={outgoing.ref}",
            validity_period=outgoing.validity_s,
            smart_encoded=False,  # the words that were signed off go out, character for character
        )
        return of_message(message.sid)

    def _least_s(self) -> float:
        return min(_LEAST_S, self.call_timeout_s / 2)

    def _line(self) -> _Line:
        line: _Line | None = getattr(self._of_thread, "line", None)
        if line is None:
            line = self._of_thread.line = self._new_line()
        return line

    def _new_line(self) -> _Line:
        stand_in = stand_in_of(self.base_url)
        http = CarrierHttp(stand_in)
        client = Client(
            self.account_sid,
            self.auth_token,
            region=self.region if stand_in is None else None,
            edge=self.edge if stand_in is None else None,
            http_client=http,
            environment={"": ""},  # an empty one, which it would replace by the process's own if it were quite empty
        )
        return _Line(client, http)


def _count_down(seconds: float) -> Callable[[], float]:
    """Seconds left, counted on a clock that nobody sets."""
    ends = time.monotonic() + seconds
    return lambda: ends - time.monotonic()
