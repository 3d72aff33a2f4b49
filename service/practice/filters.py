"""Which messages a list asks for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date

from service.practice.faults import Fault, TwilioError
from service.practice.message import Message

NAMES = ("To", "From", "DateSent", "DateSent<", "DateSent>")


@dataclass(frozen=True)
class Filter:
    to: str | None = field(repr=False)
    sender: str | None = field(repr=False)
    on: date | None  # days of UTC, both ends included: Twilio documents days, whatever time the SDK adds to them
    until: date | None
    since: date | None

    def passes(self, message: Message) -> bool:
        return (
            self.to in (None, message.text.to)
            and self.sender in (None, message.text.sender)
            and self._passes_day(message.sent and message.sent.astimezone(UTC).date())
        )

    def _passes_day(self, sent: date | None) -> bool:
        if sent is None:  # not sent yet, so on no day
            return self.on is None and self.until is None and self.since is None
        return (
            self.on in (None, sent)
            and (self.until is None or sent <= self.until)
            and (self.since is None or sent >= self.since)
        )


def read_filter(query: Mapping[str, str]) -> Filter:
    """Read a list's query.

    Raises:
        TwilioError: a day that is none.
    """
    to, sender, *days = (query.get(name) or None for name in NAMES)
    on, until, since = (_day(asked) for asked in days)
    return Filter(to, sender, on, until, since)


def _day(asked: str | None) -> date | None:
    """The day of `YYYY-MM-DD`, alone or with a time behind it."""
    try:
        return date.fromisoformat(asked[:10]) if asked else None
    except ValueError:
        raise TwilioError(Fault(20001, "Invalid date")) from None
