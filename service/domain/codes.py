"""What the carrier's error codes mean for us, as data. https://www.twilio.com/docs/api/errors.

Twilio splits its codes now and then (its changelog of 10 July 2024), so a code that is not here means one thing only: a
person looks at the text, and nothing else changes.
"""

from collections.abc import Collection, Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType


class Meaning(StrEnum):
    BUSY = "busy"  # not taken: the carrier's queue is full
    OPTED_OUT = "opted_out"  # the person told the carrier STOP
    NOT_TEXTABLE = "not_textable"  # no text will ever reach this number
    DEAD = "dead"  # nobody has this number, as far as the network knows
    AWAY = "away"  # the phone was off, or something failed on the way: worth one more try
    OVERTAKEN = "overtaken"  # it waited too long: worth one more try if it still makes sense; the number may be fine
    SENDER = "sender"  # what we text from is not set up right
    ACCOUNT = "account"  # our account is not set up right: nothing at all goes out
    OURS = "ours"  # the text itself is wrong
    REVIEW = "review"


CODES: Mapping[int, Meaning] = MappingProxyType(
    {
        **dict.fromkeys((401, 403, 404, 20003, 20404, 21608, 30002), Meaning.ACCOUNT),
        **dict.fromkeys((21267, 21408, 21606, 21659, 21661, 30034, 30450), Meaning.SENDER),
        **dict.fromkeys((21611, 30001), Meaning.BUSY),
        21610: Meaning.OPTED_OUT,
        **dict.fromkeys((21211, 21265, 21266, 21614, 21635, 30006), Meaning.NOT_TEXTABLE),
        30005: Meaning.DEAD,
        **dict.fromkeys((30003, 30008), Meaning.AWAY),
        **dict.fromkeys((30036, 30500), Meaning.OVERTAKEN),
        **dict.fromkeys((21617, 21658, 30019), Meaning.OURS),
        **dict.fromkeys((21612, 30004, 30007), Meaning.REVIEW),
    }
)

_GRAVEST_FIRST = (
    Meaning.OPTED_OUT,
    Meaning.NOT_TEXTABLE,
    Meaning.DEAD,
    Meaning.ACCOUNT,
    Meaning.SENDER,
    Meaning.OURS,
    Meaning.REVIEW,
    Meaning.AWAY,
    Meaning.BUSY,
    Meaning.OVERTAKEN,
)

# On so many different days must texts fail before a number counts as unreachable. A delivery clears them.
STRIKES: Mapping[Meaning, int] = MappingProxyType({Meaning.DEAD: 2, Meaning.AWAY: 5})

# Our doing, a sender's or the carrier's own: it says nothing of the number, however often it is told.
_NOT_THE_NUMBERS = frozenset({Meaning.BUSY, Meaning.SENDER, Meaning.ACCOUNT, Meaning.OURS})
_FILTERED, _CARRIERS_OWN_FAULT = 30007, 30500

# Of a text that was taken and did not arrive.
ONCE_MORE = frozenset({Meaning.BUSY, Meaning.AWAY, Meaning.OVERTAKEN, Meaning.SENDER, Meaning.ACCOUNT})


def is_unreachable(strikes: Collection[tuple[date, int]]) -> bool:
    """Whether a number at which these codes were told on these days is given up."""
    dead = {day for day, code in strikes if meaning(code) is Meaning.DEAD}
    every = {day for day, _ in strikes}
    return len(dead) >= STRIKES[Meaning.DEAD] or len(every) >= STRIKES[Meaning.AWAY]


def is_of_number(code: int | None) -> bool:
    """Whether a text that failed with this code, or with none, may have failed because of the number it went to."""
    return meaning(code) not in _NOT_THE_NUMBERS and code not in (_FILTERED, _CARRIERS_OWN_FAULT)


def meaning(code: int | None) -> Meaning:
    return CODES.get(code or 0, Meaning.REVIEW)


def graver(known: int | None, told: int | None) -> int | None:
    """Of two codes of one message the one that says more, in whatever order they were told. None is forgotten first."""
    codes = {code for code in (known, told) if code}
    return min(codes, key=lambda code: (_GRAVEST_FIRST.index(meaning(code)), code), default=None)
