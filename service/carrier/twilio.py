"""Twilio through its SDK."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass, field
from datetime import datetime, timedelta
from functools import partial

from twilio.base import values

from service.carrier.address import TWILIO_HOST, stand_in_of
from service.carrier.line import Account, Line, open_line
from service.carrier.listing import Patience, read_list, read_one
from service.carrier.outcome import NotYet, Verdict, of_message
from service.carrier.pools import proxy_for
from service.carrier.retry import try_again
from service.core.sending import Listed, Lost, NotTaken, Outcome, Outgoing, Sent, Withdrawal
from service.domain.board import MessagingService, SenderNumber
from service.domain.ids import MessageSid
from service.domain.number import Number

log = logging.getLogger(__name__)

_REFUSED = frozenset({400, 404, 409, 422})  # the text is on its way, or there is none: asking again is no use
_LEAST_S = 1.0  # a call is not begun with less: cut short it would end as Lost, which costs far more than waiting


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
            ValueError: the address is neither Twilio's nor on loopback, its proxy is of a kind that we do not speak to,
                or there is no time for a call.
        """
        if stand_in_of(self.base_url) is None:
            proxy_for(TWILIO_HOST)
        if self.call_timeout_s <= 0:
            msg = "a call needs time"
            raise ValueError(msg)

    def warm(self) -> None:
        """Have the SDK load what it loads at the first text: half a second, which is two practice hours at 14400."""
        self._line()  # which holds the list of messages, a property that imports

    def send(self, outgoing: Outgoing) -> Outcome:
        """Hand it over. Tries again by itself only where it is sure that the text was not taken."""
        left_s = _count_down((outgoing.until - self.wall()).total_seconds())
        patience_s = min(self.patience_s, left_s() - self._least_s())
        verdict: Verdict = try_again(partial(self._try, outgoing, left_s), patience_s)
        if not isinstance(verdict, NotYet):
            return verdict
        if verdict.fault:
            log.error("No text goes out until this is put right: %s", verdict.why)
        return NotTaken(self.wall() + timedelta(seconds=verdict.after_s or 0), verdict.why)

    def withdraw(self, sid: MessageSid) -> Withdrawal:
        """Twilio takes back what it holds queued: https://www.twilio.com/docs/messaging/api/message-resource#update."""
        line = self._line()
        if line.ask(lambda: _cancel(line, sid), self.call_timeout_s) is Withdrawal.DONE:
            return Withdrawal.DONE
        refused = line.http.answer is not None and line.http.answer.status in _REFUSED
        return Withdrawal.TOO_LATE if refused else Withdrawal.NO_ANSWER

    def listed(self, since: datetime, to: Number | None = None) -> tuple[Listed, ...]:
        return read_list(self._line(), since, to, Patience(self.call_timeout_s, self.patience_s))

    def fetch(self, sid: MessageSid) -> Listed | None:
        return read_one(self._line(), sid, Patience(self.call_timeout_s, self.patience_s))

    def _try(self, outgoing: Outgoing, left_s: Callable[[], float]) -> Verdict:
        if left_s() < self._least_s():
            return NotYet("no time left for a call", 0)
        line = self._line()
        return line.ask(lambda: self._create(line, outgoing), min(self.call_timeout_s, left_s()))

    def _create(self, line: Line, outgoing: Outgoing) -> Sent | Lost:
        sender = outgoing.sender
        message = line.messages.create(
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

    def _line(self) -> Line:
        line: Line | None = getattr(self._of_thread, "line", None)
        if line is None:
            account = Account(self.account_sid, self.auth_token, self.region, self.edge)
            line = self._of_thread.line = open_line(account, stand_in_of(self.base_url), self.wall)
        return line


def _cancel(line: Line, sid: MessageSid) -> Withdrawal:
    line.messages(sid).update(status="canceled")
    return Withdrawal.DONE


def _count_down(seconds: float) -> Callable[[], float]:
    """Seconds left, counted on a clock that nobody sets."""
    ends = time.monotonic() + seconds
    return lambda: ends - time.monotonic()
