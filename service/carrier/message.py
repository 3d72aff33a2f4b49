"""A message as the SDK read it, in our words."""

from datetime import datetime

from twilio.rest.api.v2010.account.message import MessageInstance

from service.carrier.outcome import sid_of
from service.core.sending import Listed

_INBOUND = "inbound"
_DIRECTIONS = frozenset({_INBOUND, "outbound-api", "outbound-call", "outbound-reply"})


def listed_of(message: MessageInstance) -> Listed:
    """Whatever a conclusion may be drawn from has to be there.

    Raises:
        ValueError: it is not.
    """
    sid, direction = sid_of(message.sid), _words(message.direction)
    if sid is None or direction not in _DIRECTIONS:
        msg = "not a message"
        raise ValueError(msg)
    return Listed(
        sid=sid,
        inbound=direction == _INBOUND,
        to=_words(message.to),
        sender=(message.from_ and _words(message.from_)) or "",
        words=_words(message.body),
        status=_words(message.status),
        code=_code(message.error_code),
        created=_moment(message.date_created),
    )


def _words(said: object) -> str:
    if not isinstance(said, str):
        msg = "a message lacks its words, its number, its direction or its status"
        raise ValueError(msg)  # noqa: TRY004  it is the carrier's answer that is wrong
    return said


def _code(said: object) -> int | None:
    """The SDK leaves what is no whole number as it is."""
    if said is not None and type(said) is not int:
        msg = "a message's error is not a number"
        raise ValueError(msg)
    return said


def _moment(said: object) -> datetime:
    """The SDK makes None of what is no date."""
    if not isinstance(said, datetime):
        msg = "a message does not say when it was made"
        raise ValueError(msg)  # noqa: TRY004
    return said
