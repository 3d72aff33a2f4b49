"""What the carrier has: its list of messages, whole or not at all, and one message."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from operator import attrgetter
from typing import TypeVar
from urllib.parse import urlsplit

from twilio.rest.api.v2010.account.message import MessagePage

from service.carrier.line import Line, Refusal
from service.carrier.message import listed_of
from service.carrier.outcome import NotYet
from service.carrier.retry import try_again
from service.core.sending import CarrierSilentError, Listed, Lost, Rejected
from service.domain.ids import MessageSid
from service.domain.number import Number

PAGE_SIZE = 1000  # messages; Twilio gives no more at once
MOST_PAGES = 200  # one number that texts without end must not keep the list of all from being read
_MOST_BYTES = 32_000_000  # of a page: 1,000 messages of 1,600 characters, each of them escaped, have 20 million
_NOT_FOUND = 20404

T = TypeVar("T")


@dataclass(frozen=True)
class Patience:
    call_s: float  # for one request
    tries_s: float  # in which a page is asked for again, if it was surely not looked for


@dataclass(frozen=True)
class _Page:
    messages: tuple[Listed, ...]
    onward: str | None = field(repr=False)  # the next one's address


def read_list(line: Line, since: datetime, to: Number | None, patience: Patience) -> tuple[Listed, ...]:
    """Every message created since then, each once, the newest first.

    Raises:
        CarrierSilentError: one of its pages could not be read.
    """
    since = since.astimezone(UTC).replace(microsecond=0)  # the carrier cuts its own moments to seconds
    read: Callable[[], _Page] = partial(_first_page, line, since, to)
    found: dict[MessageSid, Listed] = {}
    for _ in range(MOST_PAGES):
        page = _sure(_asked(line, read, patience))
        for message in page.messages:
            if message.created >= since:
                found.setdefault(message.sid, message)
        if page.onward is None:
            return _newest_first(found.values())
        read = partial(_next_page, line, page.onward, to)
    msg = "more messages than can be looked at"
    raise CarrierSilentError(msg)


def read_one(line: Line, sid: MessageSid, patience: Patience) -> Listed | None:
    """One message; None if the carrier says that there is none.

    Raises:
        CarrierSilentError: it says nothing of use.
    """
    answer = _asked(line, partial(_message, line, sid), patience)
    if answer == Rejected(_NOT_FOUND) and line.http.answer is not None and line.http.answer.status == 404:
        return None
    return _sure(answer)


def _asked(line: Line, read: Callable[[], T], patience: Patience) -> T | Refusal:
    return try_again(lambda: line.ask(read, patience.call_s, _MOST_BYTES), patience.tries_s)


def _sure(answer: T | Refusal) -> T:
    if isinstance(answer, Rejected):
        msg = f"code {answer.code}"
        raise CarrierSilentError(msg)
    if isinstance(answer, Lost | NotYet):
        raise CarrierSilentError(answer.why)
    return answer


def _first_page(line: Line, since: datetime, to: Number | None) -> _Page:
    if to is None:
        return _page(line, line.messages.page(date_sent_after=since.date().isoformat(), page_size=PAGE_SIZE), None)
    # By the number alone: what waits to be sent has no day of sending.
    return _page(line, line.messages.page(to=to.e164, page_size=PAGE_SIZE), to)


def _next_page(line: Line, address: str, to: Number | None) -> _Page:
    return _page(line, line.messages.get_page(address), to)


def _page(line: Line, page: MessagePage, to: Number | None) -> _Page:
    """Raises ValueError or LookupError: it is not the page that was asked for, or not a whole one."""
    messages = tuple(listed_of(message) for message in page)
    # Read again, because the SDK takes much for a page: one without a list, and one without a word of the next.
    said = json.loads(line.http.answer.text if line.http.answer else "")
    if not isinstance(said["messages"], list) or any(to and message.to != to.e164 for message in messages):
        msg = "not the page that was asked for"
        raise ValueError(msg)
    onward = said["next_page_uri"]
    # The SDK would go where "meta" leads, at any of Twilio's hosts; the pages of newer products have it.
    if "meta" in said or (onward and not _is_in_list(line, onward)):
        msg = "the next page is elsewhere"
        raise ValueError(msg)
    return _Page(messages, page.next_page_url)


def _is_in_list(line: Line, address: str) -> bool:
    parts = urlsplit(address)
    return (parts.scheme, parts.netloc, parts.path) == ("", "", line.list_path)


def _message(line: Line, sid: MessageSid) -> Listed:
    message = listed_of(line.messages(sid).fetch())
    if message.sid != sid or line.http.answer is None or line.http.answer.status != 200:
        msg = "not the message that was asked for"
        raise ValueError(msg)
    return message


def _newest_first(messages: Iterable[Listed]) -> tuple[Listed, ...]:
    return tuple(sorted(messages, key=attrgetter("created"), reverse=True))
