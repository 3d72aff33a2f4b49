"""A page of the list of messages, newest first, as Twilio cuts it.

A page's token names a place in the order of arrival, so that a message that comes in between shifts nothing.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from service.practice.faults import Fault, TwilioError
from service.practice.filters import NAMES
from service.practice.message import Message

DEFAULT_SIZE, LARGEST_SIZE = 50, 1000
TOKEN = re.compile(r"P([AB])([0-9]{1,12})")  # PA: what is older than that serial; PB: what is newer
WHOLE = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True)
class Place:
    """Where a page begins, and how it was asked for."""

    start: int  # messages before it
    size: int
    number: int


def cut(wanted: Sequence[Message], query: Mapping[str, str], path: str) -> tuple[Sequence[Message], dict[str, object]]:
    """The messages of one page, and what Twilio says round them.

    Raises:
        TwilioError: a page size, number or token that cannot be.
    """
    place = _place(wanted, query)
    shown = wanted[place.start : place.start + place.size]
    more = place.start + len(shown) < len(wanted)
    asked = {name: query[name] for name in NAMES if query.get(name)} | {"PageSize": str(place.size)}

    def uri(number: int, **token: str) -> str:
        return f"{path}?{urlencode({**asked, 'Page': number, **token})}"

    return shown, {
        "end": place.start + max(len(shown) - 1, 0),
        "first_page_uri": uri(0),
        "next_page_uri": uri(place.number + 1, PageToken=f"PA{shown[-1].serial}") if more else None,
        "page": place.number,
        "page_size": place.size,
        "previous_page_uri": (
            uri(max(place.number - 1, 0), PageToken=f"PB{shown[0].serial}") if shown and place.start else None
        ),
        "start": place.start,
        "uri": uri(place.number, **{name: query[name] for name in ("PageToken",) if query.get(name)}),
    }


def _place(wanted: Sequence[Message], query: Mapping[str, str]) -> Place:
    size, number = _whole(query, "PageSize", DEFAULT_SIZE), _whole(query, "Page", 0)
    if size > LARGEST_SIZE:
        raise TwilioError(Fault(20007, "Page size too large"))
    if size < 1:
        raise TwilioError(Fault(20001, "Invalid PageSize"))
    token = query.get("PageToken", "")
    return Place(_start(wanted, token, size) if token else size * number, size, number)


def _start(wanted: Sequence[Message], token: str, size: int) -> int:
    found = TOKEN.fullmatch(token)
    if not found:
        raise TwilioError(Fault(20001, "Invalid PageToken"))
    serial = int(found[2])
    if found[1] == "A":
        return sum(message.serial >= serial for message in wanted)
    return max(sum(message.serial > serial for message in wanted) - size, 0)


def _whole(query: Mapping[str, str], name: str, default: int) -> int:
    asked = query.get(name, "")
    if asked and not WHOLE.fullmatch(asked):
        raise TwilioError(Fault(20001, f"Invalid {name}"))
    return int(asked) if asked else default
