"""A person's phone number, and which numbers may be texted at all.

Source: Ofcom, National Telephone Numbering Plan. 01 and 02 are landlines; 03, 05, 08 and 09 are not people's phones;
070 forwards calls; 076 are pagers, but 07624 is a mobile on the Isle of Man; the rest of 07 are mobiles. Jersey,
Guernsey and the Isle of Man share country code 44. 07700 900000 to 900999 are for fiction: no network will ever give
one to a person. Which ranges are in use comes from phonenumbers, Google's copy of the plan.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Self

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberType, ValidationResult

_UK = 44
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_FICTION = re.compile(r"7700900[0-9]{3}")
_MOBILES = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}
_LONGEST = 100  # characters that are looked at: a field with more holds more than a number
_MOBILE_DIGITS = 10  # without the leading zero

_TOO_LONG = "too long for a phone number"
_TOO_SHORT = "too short for a phone number"
_NO_COUNTRY = "begins with a country code that no country has"
_FOREIGN = "not a UK number: only UK mobiles are texted"
_MADE_UP = "a number kept for practice and fiction: it reaches nobody"
_NO_SUCH_RANGE = "the UK has no numbers that begin like this"

# Twilio takes landlines, and some networks then read the text aloud to whoever answers.
_LANDLINE = "a landline, where a text may be read aloud to anyone"

# By the first digits after the zero, longest first. It comes after the mobiles in use, so 07624 is not a pager here.
_UK_KINDS = (
    ("70", "a personal number, which forwards calls, not a mobile"),
    ("76", "a pager"),
    ("7", "a mobile number that no network uses"),
    ("1", _LANDLINE),
    ("2", _LANDLINE),
    ("3", "an organisation's number, not a mobile"),
    ("5", "a company or internet line, not a mobile"),
    ("8", "a freephone or special-rate number"),
    ("9", "a premium-rate number"),
)

# Looked for in this order in the text without its grouping: spaces, brackets, dots and dashes.
_UNREADABLE = (
    (re.compile(r"\A\W*\Z"), "there is no number"),
    (re.compile(r"[0-9]{5}[^0-9]+[0-9]{5}|[0-9]{18}"), "looks like more than one number: a person must choose"),
    (re.compile(r"[^\W\d_]"), "holds letters or words: a person must look"),
    (re.compile(r"\A[^0-9+]|(?!\A)[^0-9]"), "holds signs that do not belong in a phone number"),
    (re.compile(r"\A[0-9]{5,6}\Z"), "a short code, not a person's phone"),
    (re.compile(r"\A\+?[0-9]{1,6}\Z"), _TOO_SHORT),
)
_GROUPING = re.compile(r"[ ().\-\u2010-\u2015\u2212]")

# Control characters, line and paragraph separators. NFKC has turned every other kind of space into a plain one.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")

# Excel shows a long number as 7.7E+09 and saves what it shows; a cell read as a float ends in .0, and with the dot gone
# that zero would make a number one digit short into another person's.
_SPREADSHEET = re.compile(r"[+-]?[0-9]+([.,][0-9]+)? ?E ?[+-]?[0-9]+|[+-]?[0-9]{6,}[.,][0-9]{1,2}", re.IGNORECASE)

# "(1)" after the digits is somebody's note, not a group of the number.
_NOTE_AT_END = re.compile(r"[0-9].*\([^()]*\)\W*\Z")


@dataclass(frozen=True, slots=True, repr=False)
class Number:
    """One phone. Made by `read_number` from what a person wrote, by `Number.trusted` from what we kept ourselves.

    Only `e164` gives the number away; printed, logged or formatted it shows its last three digits.
    """

    e164: str  # "+447700900101"

    def __post_init__(self) -> None:
        if not _E164.fullmatch(self.e164):
            message = "not a phone number in E.164"
            raise ValueError(message)

    @classmethod
    def trusted(cls, e164: str) -> Self:
        """Take a number that was read before: it comes from the store, the configuration or the carrier.

        Raises:
            ValueError: it does not have the shape of E.164. The message does not hold it.
        """
        return cls(e164)

    @property
    def masked(self) -> str:
        return "*" * (len(self.e164) - 4) + self.e164[-3:]

    def __str__(self) -> str:
        return self.masked

    def __repr__(self) -> str:
        return f"Number({self.masked})"


@dataclass(frozen=True, slots=True)
class NotTextable:
    """What somebody wrote where a number was asked for, and why nobody will be texted at it."""

    reason: str  # in our words, never with the number
    e164: str | None = field(repr=False)  # where it could be read as a number at all


def read_number(text: str, *, practice: bool) -> Number | NotTextable:
    """Read a number as people write it. Where a slip could make it another person's, it is refused.

    `practice` is true when no text can leave this machine; only then are Ofcom's numbers for fiction taken.
    """
    plain = _plain(text)
    packed = _GROUPING.sub("", plain)
    reason = _why_unreadable(text, plain, packed)
    if reason:
        return NotTextable(reason, None)
    try:
        parsed = phonenumbers.parse(packed, "GB")
    except phonenumbers.NumberParseException:
        return NotTextable(_NO_COUNTRY, None)
    return _judge(parsed, practice=practice)


def _plain(text: str) -> str:
    """Full-width digits and odd spaces made plain, without the unseen marks that phones put round a copied number."""
    seen = (character for character in text[:_LONGEST] if unicodedata.category(character) != "Cf")
    return unicodedata.normalize("NFKC", "".join(seen)).strip(" ")


def _why_unreadable(text: str, plain: str, packed: str) -> str | None:
    if len(text) > _LONGEST:
        return _TOO_LONG
    if _CONTROLS.search(plain):
        return "holds control characters, such as a tab or a new line"
    if _SPREADSHEET.fullmatch(plain):
        return "a spreadsheet has changed it: format the column as text and type it again"
    if _NOTE_AT_END.search(plain):
        return "holds a note in brackets: a person must look"
    return next((reason for pattern, reason in _UNREADABLE if pattern.search(packed)), None)


def _judge(parsed: PhoneNumber, *, practice: bool) -> Number | NotTextable:
    e164 = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    if parsed.country_code != _UK:
        return NotTextable(_FOREIGN, e164 if phonenumbers.is_valid_number(parsed) else None)
    national = phonenumbers.national_significant_number(parsed)
    length = _wrong_length(parsed, national)
    if length:
        return NotTextable(length, None)
    if _FICTION.fullmatch(national):
        return Number(e164) if practice else NotTextable(_MADE_UP, e164)
    if phonenumbers.number_type(parsed) in _MOBILES:
        return Number(e164)
    kind = next((reason for first, reason in _UK_KINDS if national.startswith(first)), None)
    return NotTextable(kind, e164) if kind else NotTextable(_NO_SUCH_RANGE, None)


def _wrong_length(parsed: PhoneNumber, national: str) -> str | None:
    verdict = phonenumbers.is_possible_number_with_reason(parsed)
    if verdict == ValidationResult.TOO_LONG:
        return _TOO_LONG
    # phonenumbers lets nine digits pass because some landlines have no more
    cut = national.startswith("7") and len(national) < _MOBILE_DIGITS
    return _TOO_SHORT if cut or verdict != ValidationResult.IS_POSSIBLE else None
