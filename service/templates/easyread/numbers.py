"""Rules 13 and 24: phone numbers that are registered, and other numbers as figures."""

import re
from collections.abc import Iterator

from service.templates.easyread.blanks import without_blanks
from service.templates.easyread.findings import Finding, Kind, Known, Words, error, warning
from service.templates.render import names

MOST_NUMBERS, MOST_IN_DANGER = 2, 4  # phone numbers in one text, and in one for somebody in danger

_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_NUMBER = re.compile(r"\+?\d(?:(?: - | \(|\) | ?[-./() ])?\d)*", re.ASCII)
_LONG_ENOUGH = 3  # digits: 999 is a phone number, "5pm" and "reply 2" are none
_AMOUNT = re.compile(r"\u00a3\d[\d,]*(?:\.\d\d)?|\b\d{1,3}(?:,\d{3})+\b")
_YEAR = re.compile(r"\b(?:[A-Z][a-z]+(?:ary|ch|il|y|une|st|ber)|in|by|until|before|after|since),? 20\d\d\b")
_DATE = re.compile(r"(?<![\d/.-])(?:\d{1,2}([/.-])\d{1,2}\1\d{2,4}|\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2})(?![\d/])")
_CLOCK = re.compile(
    r"(?<![\d.:])\d{1,2}[.:]\d{2}(?:\s?[ap]m)?(?![\d.:])|(?<![\d-])\d{1,2} ?[-\u2013] ?\d{1,2}(?![\d-])"
)

_IN_WORDS = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|fifty|hundred|thousand)\b",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"%|\bper ?cent\b", re.IGNORECASE)
_UNBROKEN = re.compile(r"\u00a3(\d{4,})")


def numbers_in(words: str) -> tuple[str, ...]:
    """Every run of digits and groups of digits, as written. With only a space between them two numbers are one."""
    return tuple(_NUMBER.findall(_PLACEHOLDER.sub("|", words)))


def phones(words: Words, known: Known) -> Iterator[Finding]:
    written = _telephones(words.template)
    told = [wrong for number in written if (wrong := _unregistered(number, words, known))]
    yield from told
    filled = names(words.template) & {"phone", "nhs_inform"}
    many = len({_digits(number) for number in written}) + len(filled)
    most = MOST_IN_DANGER if words.kind in (Kind.CRISIS, Kind.VOICE) else MOST_NUMBERS
    if many > most:
        yield error(13, "", f"has {many} phone numbers", f"{most} at most")


def amounts(words: Words) -> Iterator[Finding]:
    text = without_blanks(words.template)
    for found in _IN_WORDS.finditer(text):
        yield warning(24, found[0], f"`{found[0]}` is a number in letters", "write the figure")
    for found in _PERCENT.finditer(text):
        yield warning(24, found[0], f"`{found[0]}` asks for sums", 'say "1 in 5", or leave it out')
    for found in _UNBROKEN.finditer(text):
        yield warning(24, found[1], "a number above 999 without a comma", "write 1,000")


def _telephones(template: str) -> tuple[str, ...]:
    """Longer than a house number, and no sum of money, day or time: other rules look at those."""
    rest = template
    for other in (_AMOUNT, _YEAR, _DATE, _CLOCK):
        rest = other.sub("|", rest)
    return tuple(number for number in numbers_in(rest) if len(_digits(number)) >= _LONG_ENOUGH)


def _unregistered(written: str, words: Words, known: Known) -> Finding | None:
    if known.numbers is None or written in known.numbers:
        return None
    squeezed = {_digits(number) for number in known.numbers}
    end = _digits(written)[-2:]
    if _digits(written) not in squeezed:
        return error(13, end, f"the number that ends in {end} does not stand in contacts.yaml", "add it there first")
    if words.kind is Kind.VOICE:
        return None  # read out digit by digit
    return error(13, end, f"the number that ends in {end} is grouped otherwise in contacts.yaml", "write it as there")


def _digits(number: str) -> str:
    return "".join(letter for letter in number if letter.isdigit())
