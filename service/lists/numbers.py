"""What stands in a column of mobile numbers."""

import re
from dataclasses import dataclass

from service.domain.number import NotTextable, Number, read_number
from service.lists.refusal import WrongError

# Read as a decimal number and written out again. Only beside all digits of a mobile is the .0 surely none of them.
_DECIMAL = re.compile(r"(0?7[0-9]{9}|447[0-9]{9})\.0+")
_POWER = re.compile(r"[0-9][.,]?[0-9]*E[+-]?[0-9]+", re.IGNORECASE)
_NEW_LINE = re.compile(r"[\r\n]+")

# "(mum)", "mum's", "ask Jo": whoever's it is, it is not just a number.
_NOTE = re.compile(r"\([^()]*[^\W\d_][^()]*\)|[^\W\d_]+(['\u2019][^\W\d_]+)*")
_EDGES = " -\u2013:,;/.'\u2019"


@dataclass(frozen=True)
class Mobile:
    number: Number
    with_note: bool  # words stand beside it: it may be someone else's phone, and a person must look


def read_mobile(text: str, *, practice: bool) -> Mobile:
    """Raises WrongError, with a reason that does not hold the number."""
    plain = _NEW_LINE.sub(" / ", text.removeprefix("'"))
    if _DECIMAL.fullmatch(plain):
        plain = plain.partition(".")[0]
    number = read_number(plain, practice=practice)
    if isinstance(number, Number):
        return Mobile(number, with_note=False)
    rest = _NOTE.sub(" ", plain)
    if rest == plain or _POWER.fullmatch(plain) or not any(map(str.isdigit, rest)):
        raise WrongError(number.reason)
    noted = read_number(rest.strip(_EDGES), practice=practice)
    if isinstance(noted, NotTextable):
        raise WrongError(noted.reason)
    return Mobile(noted, with_note=True)
